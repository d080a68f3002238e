"""The commands that manage access: `releasewatch user` and `releasewatch token`."""

import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from pydantic import SecretStr, TypeAdapter, ValidationError

from releasewatch.cli.errors import RefusedError, one_line_errors
from releasewatch.core.config import ENV_PREFIX, Settings, refuse_unknown_settings
from releasewatch.core.security import (
    MAX_PASSWORD_BYTES,
    MIN_PASSWORD_LENGTH,
    HashCost,
    hash_password,
    hash_script_token,
    make_script_token,
)
from releasewatch.models.auth import Accounts, Role, ScriptToken, TokenRole, User, UserName
from releasewatch.services.auth.users_file import cost_for_new_user, edit_accounts, read_accounts

LONGEST_TOKEN_LIFE = timedelta(days=90)

_USERS_FILE = Settings.model_fields["users_file"]
_MEMORY = Settings.model_fields["argon2_memory_kib"]
_LIFE = re.compile(r"([1-9][0-9]{0,4})([dhm])")
_UNITS = {"d": timedelta(days=1), "h": timedelta(hours=1), "m": timedelta(minutes=1)}

user_app = typer.Typer(no_args_is_help=True)
token_app = typer.Typer(no_args_is_help=True)

UsersFileOption = Annotated[Path, typer.Option(envvar=f"{ENV_PREFIX}USERS_FILE", help="The users file.")]
PasswordFlag = Annotated[
    bool, typer.Option("--password-stdin", help="Read the password from standard input instead of asking.")
]


@dataclass(frozen=True, slots=True)
class _Target:
    """The file that the `user` commands work on, and what a first hash in it costs."""

    path: Path
    cost: HashCost


@user_app.callback()
def choose_users_file(
    context: typer.Context,
    users_file: UsersFileOption = _USERS_FILE.default,
    memory_kib: Annotated[
        int, typer.Option(envvar=f"{ENV_PREFIX}ARGON2_MEMORY_KIB", min=8, help="Memory of the first hash in a file.")
    ] = _MEMORY.default,
) -> None:
    """Say who may sign in. A running server notices at once."""
    with one_line_errors():
        refuse_unknown_settings()
    context.obj = _Target(users_file, HashCost(memory_kib=memory_kib))


@user_app.command("add")
def add_user(
    context: typer.Context,
    name: str,
    *,
    role: Role = Role.VIEWER,
    replace: Annotated[bool, typer.Option(help="Give an existing user a new password and role.")] = False,
    password_stdin: PasswordFlag = False,
) -> None:
    """Add a user."""
    target: _Target = context.obj
    with one_line_errors():
        check_name(name, "user")
        if target.path.exists() and not replace:
            _require_no_user(name, read_accounts(target.path))
        password = ask_password(from_stdin=password_stdin)

        def add(accounts: Accounts) -> Accounts:
            if not replace:
                _require_no_user(name, accounts)
            others = {each: user for each, user in accounts.users.items() if each != name}
            cost = cost_for_new_user(target.path, others, default=target.cost)
            user = User(role=role, password_hash=SecretStr(hash_password(password, cost)))
            return accounts.model_copy(update={"users": others | {name: user}})

        edit_accounts(target.path, add)
    typer.echo(f"{name} may sign in as {role}.")


@user_app.command("remove")
def remove_user(context: typer.Context, name: str) -> None:
    """Remove a user. Their tokens stop counting at once."""
    _edit_existing(context.obj.path, "user", name, _without(name))
    typer.echo(f"{name} may no longer sign in.")


@user_app.command("sign-out")
def sign_out_user(context: typer.Context, name: str) -> None:
    """End all sessions of a user, on every machine that reads the file."""
    now = {"tokens_valid_after": datetime.now(UTC)}
    _edit_existing(context.obj.path, "user", name, lambda users: users | {name: users[name].model_copy(update=now)})
    typer.echo(f"{name} has to sign in again.")


@user_app.command("list")
def list_users(context: typer.Context) -> None:
    """List the users and their roles."""
    with one_line_errors():
        for name, user in sorted(read_accounts(context.obj.path).users.items()):
            typer.echo(f"{name}\t{user.role}")


@token_app.callback()
def choose_file_with_tokens(context: typer.Context, users_file: UsersFileOption = _USERS_FILE.default) -> None:
    """Make and revoke tokens for scripts. A running server notices at once."""
    with one_line_errors():
        refuse_unknown_settings()
    context.obj = users_file


@token_app.command("add")
def add_token(
    context: typer.Context,
    name: str,
    *,
    role: Annotated[TokenRole, typer.Option(help="`badge` fetches badges and nothing else.")] = TokenRole.VIEWER,
    expires: Annotated[str, typer.Option(help="How long it counts, 90 days at most: 90d, 12h or 30m.")] = "90d",
) -> None:
    """Make a token for a script, and print it this once: only its hash is stored."""
    path: Path = context.obj
    with one_line_errors():
        check_name(name, "token")
        expires_at = datetime.now(UTC).replace(microsecond=0) + _parse_life(expires)
        text = make_script_token()
        token = ScriptToken(role=role, sha256=hash_script_token(text), expires_at=expires_at)

        def add(accounts: Accounts) -> Accounts:
            if name in accounts.tokens:
                raise RefusedError(f"there is a token {name}. Revoke it first, or take another name.")
            return accounts.model_copy(update={"tokens": accounts.tokens | {name: token}})

        edit_accounts(path, add)
    typer.echo(f"{name} may read as {role} until {expires_at.isoformat()}. Its token is shown this once:", err=True)
    typer.echo(text)


@token_app.command("revoke")
def revoke_token(context: typer.Context, name: str) -> None:
    """Remove a token. It stops counting at once."""
    _edit_existing(context.obj, "token", name, _without(name))
    typer.echo(f"{name} no longer counts.")


@token_app.command("list")
def list_tokens(context: typer.Context) -> None:
    """List the tokens: name, role, end, and the credential under which the log knows them."""
    with one_line_errors():
        for name, token in sorted(read_accounts(context.obj).tokens.items()):
            end = "expired" if token.expires_at <= datetime.now(UTC) else token.expires_at.isoformat()
            typer.echo(f"{name}\t{token.role}\t{end}\t{token.credential_id}")


def _edit_existing(
    path: Path, kind: Literal["user", "token"], name: str, change: Callable[[Any], dict[str, Any]]
) -> None:
    """Change the users or the tokens, one of whom has this name. Never creates a file."""

    def edit(accounts: Accounts) -> Accounts:
        entries: dict[str, Any] = getattr(accounts, f"{kind}s")
        if name not in entries:
            raise RefusedError(f"{path} has no {kind} {name}.")
        return accounts.model_copy(update={f"{kind}s": change(dict(entries))})

    with one_line_errors():
        read_accounts(path)
        edit_accounts(path, edit)


def _without(name: str) -> Callable[[dict[str, Any]], dict[str, Any]]:
    return lambda entries: {each: entry for each, entry in entries.items() if each != name}


def _require_no_user(name: str, accounts: Accounts) -> None:
    if name in accounts.users:
        raise RefusedError(f"{name} exists. Use --replace for a new password or role.")


def check_name(name: str, kind: str) -> None:
    """Refuse a name that no user or token can have."""
    try:
        TypeAdapter(UserName).validate_python(name)
    except ValidationError as error:
        raise RefusedError(
            f"A {kind} name has 1 to 64 letters, digits or . _ @ - and begins with a letter or digit."
        ) from error


def _parse_life(text: str) -> timedelta:
    match = _LIFE.fullmatch(text)
    life = int(match[1]) * _UNITS[match[2]] if match else None
    if life is None or life > LONGEST_TOKEN_LIFE:
        raise RefusedError("A token counts for 90 days at most: write 90d, 12h or 30m.")
    return life


def ask_password(*, from_stdin: bool) -> str:
    """A password that may be one, from standard input or asked for twice."""
    if from_stdin:
        password = sys.stdin.readline().rstrip("\r\n")
    else:
        password = str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))
    if len(password) < MIN_PASSWORD_LENGTH or len(password.encode()) > MAX_PASSWORD_BYTES or "\0" in password:
        raise RefusedError(
            f"A password has {MIN_PASSWORD_LENGTH} characters or more, {MAX_PASSWORD_BYTES} bytes at most."
        )
    return password
