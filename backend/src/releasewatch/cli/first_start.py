"""The first start: `releasewatch init`, and `releasewatch settings`, which says what is in force."""

import json
import os
import secrets
import shlex
from collections.abc import Iterator
from pathlib import Path

import typer
from pydantic import SecretStr

from releasewatch.cli.accounts import ask_password, check_name
from releasewatch.cli.errors import RefusedError
from releasewatch.core.config import ENV_PREFIX, Settings
from releasewatch.core.security import HashCost, hash_password
from releasewatch.core.settings_file import NAME, VARIABLE, SettingsFile
from releasewatch.models.auth import Accounts, Role, User
from releasewatch.services.auth.users_file import edit_accounts

_SECRET_BYTES = 32
_PASSWORD_BYTES = 12
_WIDEST_COLUMNS = 60
_HIDDEN = "(hidden)"
_SECRET_PARTS = ("SECRET", "KEY", "TOKEN", "PASSWORD", "DATA", "META")
_TEMPLATE = """\
# The settings of Releasewatch: NAME=value, one a line and without quotes. A variable of the environment wins.
# `releasewatch settings` prints all that there are, what is in force, and where it comes from.

RELEASEWATCH_JWT_SECRET={secret}
RELEASEWATCH_USERS_FILE={users_file}

# The Temporal to read, in Temporal's own words.
#TEMPORAL_ADDRESS=localhost:7233
#TEMPORAL_NAMESPACE=default
"""


def write_first_files(folder: Path, admin: str, *, password_stdin: bool) -> None:
    """Write the settings, the users and the first administrator, and say what to type next."""
    check_name(admin, "user")
    settings, users = folder / NAME, folder / "users.toml"
    for path in (settings, users):
        if path.exists():
            raise RefusedError(f"{path} exists, and is left as it is. Name another folder, or move it away.")
    password = ask_password(from_stdin=True) if password_stdin else secrets.token_urlsafe(_PASSWORD_BYTES)
    cost = HashCost(memory_kib=Settings.model_fields["argon2_memory_kib"].default)
    first = User(role=Role.ADMIN, password_hash=SecretStr(hash_password(password, cost)))
    edit_accounts(users, lambda _: Accounts(users={admin: first}))
    _write_private(settings, _TEMPLATE.format(secret=secrets.token_hex(_SECRET_BYTES), users_file=users.resolve()))
    typer.echo(f"{settings}  the settings, with a secret of their own")
    typer.echo(f"{users}  the users, with the administrator {admin}")
    if not password_stdin:
        typer.echo(f"\nSign in: {admin} / {password}    (shown this once)")
    is_here = folder.resolve() == Path.cwd()
    start = "" if is_here else f"{VARIABLE}={shlex.quote(str(settings.resolve()))} "
    typer.echo(f"\nNext, with your Temporal named in {settings}:\n  {start}releasewatch serve")


def print_settings(settings: Settings, file: SettingsFile) -> None:
    """Print every setting and every variable of Temporal's that is set, with where it comes from."""
    rows = [*_own_rows(settings), *_temporal_rows()]
    width = max(len(row) for _, row in rows)
    for name, row in rows:
        typer.echo(f"{row:<{min(width, _WIDEST_COLUMNS)}}  # {_origin(name, file)}")


def _own_rows(settings: Settings) -> Iterator[tuple[str, str]]:
    for name, value in settings.model_dump(mode="json").items():
        variable = f"{ENV_PREFIX}{name.upper()}"
        yield variable, f"{variable}={_HIDDEN if variable.endswith('SECRET') else _as_written(value)}"


def _as_written(value: object) -> str:
    """A value as it stands in the environment."""
    if isinstance(value, list):
        return ",".join(map(str, value))
    return json.dumps(value) if isinstance(value, dict) else "" if value is None else str(value)


def _temporal_rows() -> Iterator[tuple[str, str]]:
    for name, value in sorted(os.environ.items()):
        if name.startswith("TEMPORAL_"):
            yield name, f"{name}={_HIDDEN if any(part in name for part in _SECRET_PARTS) else value}"


def _origin(name: str, file: SettingsFile) -> str:
    if name in file.names:
        return str(file.path)
    return "environment" if name in {each.upper() for each in os.environ} else "default"


def _write_private(path: Path, text: str) -> None:
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise RefusedError(f"{path}: {error.strerror}") from error
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
