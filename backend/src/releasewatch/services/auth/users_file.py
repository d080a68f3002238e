"""The users file: TOML, read again whenever it changes, written whole or not at all."""

import fcntl
import os
import shutil
import tempfile
import tomllib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import structlog
import tomli_w
from pydantic import SecretStr, ValidationError

from releasewatch.core.errors import UsersUnavailableError
from releasewatch.core.security import HashCost, hash_password, read_cost
from releasewatch.models.auth import Accounts, ScriptToken, User

logger = structlog.get_logger(__name__)

_HEADER = """# Written by `releasewatch user` and `releasewatch token`. Holds hashes:
# keep it readable to the server alone.

"""
_ROOT = 0
_NO_STAMP = (-1, -1, -1)


class UsersFileError(Exception):
    """A users file that cannot be used, as one line that names no hash."""


@dataclass(frozen=True, slots=True)
class Users:
    """The users and the tokens for scripts, and a decoy hash that costs as much to verify as theirs."""

    by_name: Mapping[str, User]
    tokens: Mapping[str, ScriptToken]
    cost: HashCost
    decoy_hash: str = field(repr=False)


class UsersFile:
    """Reads the users file, again only when its time of change, size or inode is another."""

    def __init__(self, path: Path, minimum: HashCost) -> None:
        self.path = path
        self._minimum = minimum
        self._stamp = _NO_STAMP
        self._users: Users | None = None

    def users(self) -> Users:
        """The users as of now, or `UsersUnavailableError` while the file is unreadable."""
        stamp = self._read_stamp()
        if stamp != self._stamp:
            self._stamp = stamp
            self._users = self._load_or_log()
        if self._users is None:
            raise UsersUnavailableError("The server cannot read its users file. Its log says why.")
        return self._users

    def load(self) -> Users:
        """Read and check the file, or raise `UsersFileError`."""
        accounts = read_accounts(self.path)
        cost = cost_for_new_user(self.path, accounts.users, default=self._minimum)
        if cost.is_weaker_than(self._minimum):
            raise UsersFileError(f"{self.path}: the password hashes are weaker than the server accepts")
        known = self._users.decoy_hash if self._users and self._users.cost == cost else None
        decoy_hash = known or hash_password(os.urandom(16).hex(), cost)
        return Users(accounts.users, accounts.tokens, cost, decoy_hash)

    def _read_stamp(self) -> tuple[int, int, int]:
        try:
            found = self.path.stat()
        except OSError:
            return _NO_STAMP
        # The time of change, not of writing: that can be set back, and new permissions leave it as it is.
        return (found.st_ctime_ns, found.st_size, found.st_ino)

    def _load_or_log(self) -> Users | None:
        try:
            return self.load()
        except UsersFileError as error:
            logger.error("users_file_unusable", reason=str(error))  # noqa: TRY400 - the line says it all
            return None


def read_accounts(path: Path) -> Accounts:
    """Read what a file holds, or raise `UsersFileError`."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise UsersFileError(f"{path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise UsersFileError(f"{path}: is not UTF-8") from error
    try:
        return Accounts.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise UsersFileError(f"{path}: is not TOML: {error}") from error
    except ValidationError as error:
        problem = error.errors(include_input=False, include_url=False)[0]
        where = ".".join(str(part) for part in problem["loc"])
        raise UsersFileError(f"{path}: {where}: {problem['msg'].removeprefix('Value error, ')}") from error


def edit_accounts(path: Path, change: Callable[[Accounts], Accounts]) -> None:
    """Change what a file holds, one process at a time; create the file where there is none."""
    try:
        with _turn(path):
            write_accounts(path, change(read_accounts(path) if path.exists() else Accounts()))
    except OSError as error:
        raise UsersFileError(f"{path}: {error.strerror}") from error


@contextmanager
def _turn(path: Path) -> Iterator[None]:
    folder = path.resolve().parent
    folder.mkdir(parents=True, exist_ok=True)
    # The folder is what stays: the file itself is replaced by each change.
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def write_accounts(path: Path, accounts: Accounts) -> None:
    """Replace the file in one step. Owner and permissions stay; a new file is readable to its owner alone."""
    target = path.resolve()
    # mkstemp makes the file with mode 0600.
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(_HEADER + tomli_w.dumps(_document(accounts)))
            file.flush()
            os.fsync(file.fileno())
        _take_after(target, temporary)
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)


def _take_after(target: Path, temporary: Path) -> None:
    """Give the new file the owner, mode and access list of the old one; a first one of root the owner of its folder."""
    old = target.stat() if target.exists() else None
    if old is None and os.geteuid() != _ROOT:
        return
    whose = old or target.parent.stat()
    made = temporary.stat()
    if (whose.st_uid, whose.st_gid) != (made.st_uid, made.st_gid):
        try:
            os.chown(temporary, whose.st_uid, whose.st_gid)
        except PermissionError as error:
            raise UsersFileError(
                f"{target}: belongs to another user, whose server could not read what this one writes: "
                "run the command as that user or as root"
            ) from error
    if old:
        # Access lists and labels are attributes of the file, where the system knows them.
        shutil.copystat(target, temporary)
        os.utime(temporary)


def cost_for_new_user(path: Path, users: Mapping[str, User], *, default: HashCost) -> HashCost:
    """The cost the users of a file have in common, so that the time of a sign-in does not tell which users exist."""
    costs = {read_cost(user.password_hash.get_secret_value()) for user in users.values()}
    if len(costs) > 1:
        raise UsersFileError(f"{path}: the password hashes differ in cost, which tells strangers which users exist")
    return costs.pop() if costs else default


def _document(accounts: Accounts) -> dict[str, object]:
    return {
        "format": accounts.format,
        "users": {name: _entry(user) for name, user in sorted(accounts.users.items())},
        "tokens": {name: _entry(token) for name, token in sorted(accounts.tokens.items())},
    }


def _entry(account: User | ScriptToken) -> dict[str, object]:
    """The plain values of an entry; the hash is written in full here and nowhere else."""
    values = account.model_dump(mode="python", exclude_none=True) | {"role": account.role.value}
    return {name: each.get_secret_value() if isinstance(each, SecretStr) else each for name, each in values.items()}
