"""The `releasewatch` command."""

import asyncio
import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import structlog
import typer
import uvicorn
import yaml
from pydantic import SecretStr, TypeAdapter, ValidationError
from rich.console import Console
from typing_extensions import override

from releasewatch.core.config import ENV_PREFIX, Settings, SettingsError, load_settings, parse_state_map
from releasewatch.core.errors import TemporalError
from releasewatch.core.security import MAX_PASSWORD_BYTES, MIN_PASSWORD_LENGTH, HashCost, hash_password
from releasewatch.examination_text import print_examination
from releasewatch.main import build_state_table, create_app, describe_api
from releasewatch.models.auth import Role, User, UserName
from releasewatch.models.examination import Examination
from releasewatch.models.status import EntityType, StateTable
from releasewatch.models.workflow_answers import is_entity_id
from releasewatch.services.doctor import examine
from releasewatch.services.temporal_client import TemporalClient, require_usable_environment
from releasewatch.services.users_file import UsersFileError, cost_for_new_user, read_users, write_users

logger = structlog.get_logger(__name__)

EXIT_FINDINGS = 1
EXIT_REFUSED = 2
EXIT_FAILED = 3
GRACEFUL_SECONDS = 10
DOCTORS_QUERIES = 50.0

_USERS_FILE = Settings.model_fields["users_file"]
_MEMORY = Settings.model_fields["argon2_memory_kib"]

app = typer.Typer(help="The dashboard and API for releases that run on Temporal.", no_args_is_help=True)
user_app = typer.Typer(no_args_is_help=True)
app.add_typer(user_app, name="user")

PasswordFlag = Annotated[
    bool, typer.Option("--password-stdin", help="Read the password from standard input instead of asking.")
]


class RefusedError(Exception):
    """Something the command will not do, as one line."""


class _ReadableDumper(yaml.SafeDumper):
    """Writes each part in full, and texts of several lines as such."""

    @override
    def ignore_aliases(self, data: object) -> bool:
        return True

    @override
    def represent_str(self, data: str) -> yaml.ScalarNode:
        return self.represent_scalar("tag:yaml.org,2002:str", data, style="|" if "\n" in data else None)


_ReadableDumper.add_representer(str, _ReadableDumper.represent_str)


@dataclass(frozen=True, slots=True)
class _Target:
    """The file that the `user` commands work on, and what a first hash in it costs."""

    path: Path
    cost: HashCost


def main() -> None:
    """Run the command line, and leave at once: the Temporal SDK's threads may abort a process that ends slowly."""
    try:
        app()
    except SystemExit as ended:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(ended.code if isinstance(ended.code, int) else 0)


@app.command()
def serve(host: str = "127.0.0.1", port: int = 8000) -> None:
    """Serve the API and the dashboard."""
    with _one_line_errors():
        settings = load_settings()
        server_app = create_app(settings)
        listening = _listen(host, port)
    config = uvicorn.Config(
        server_app,
        # Our own formatter prints uvicorn's lines too; the audit line replaces its access log.
        log_config=None,
        access_log=False,
        server_header=False,
        ws="none",
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=list(settings.trusted_proxies),
        timeout_graceful_shutdown=GRACEFUL_SECONDS,
    )
    logger.info("listening", host=host, port=listening.getsockname()[1])
    server = uvicorn.Server(config)
    server.run(sockets=[listening])
    if not server.started:
        raise typer.Exit(EXIT_FAILED)


@app.command()
def openapi(
    output: Annotated[Path | None, typer.Option(help="Write to this file instead of standard output.")] = None,
) -> None:
    """Print the OpenAPI document as YAML."""
    text = yaml.dump(describe_api(), Dumper=_ReadableDumper, sort_keys=False, allow_unicode=True, width=120)
    if output:
        output.write_text(text, encoding="utf-8")
    else:
        typer.echo(text, nl=False)


@app.command()
def check(
    release: Annotated[str, typer.Argument(help="The release's id, such as release:2026-11.")],
    *,
    state_map: Annotated[
        str, typer.Option(envvar=f"{ENV_PREFIX}STATE_MAP", help="More states and the status each means, as JSON.")
    ] = "{}",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of tables.")] = False,
) -> None:
    """Read a release as the dashboard does, and say what its workflows could do better.

    Ends with 0 when all is clean, 1 when there are findings, 2 when the release could not be read.
    """
    with _one_line_errors():
        require_usable_environment()
        table = build_state_table(parse_state_map(state_map))
        examination = asyncio.run(_examine(release, table))
    if as_json:
        typer.echo(examination.model_dump_json(indent=2, exclude_none=True))
    else:
        print_examination(examination, Console())
    raise typer.Exit(EXIT_FINDINGS if examination.findings else 0)


async def _examine(release: str, table: StateTable) -> Examination:
    if not is_entity_id(release, EntityType.RELEASE):
        raise RefusedError(f"{release!r} is no release id: it has to begin with `release:`.")
    async with TemporalClient.open(queries_per_second=DOCTORS_QUERIES) as temporal:
        try:
            return await examine(temporal, release, table)
        except TemporalError as error:
            raise RefusedError(f"{release} could not be read: {error.detail}") from error


@user_app.callback()
def choose_users_file(
    context: typer.Context,
    users_file: Annotated[
        Path, typer.Option(envvar=f"{ENV_PREFIX}USERS_FILE", help="The users file.")
    ] = _USERS_FILE.default,
    memory_kib: Annotated[
        int, typer.Option(envvar=f"{ENV_PREFIX}ARGON2_MEMORY_KIB", min=8, help="Memory of the first hash in a file.")
    ] = _MEMORY.default,
) -> None:
    """Say who may sign in. A running server notices at once."""
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
    with _one_line_errors():
        users = read_users(target.path) if target.path.exists() else {}
        _check_name(name)
        if name in users and not replace:
            raise RefusedError(f"{name} exists. Use --replace for a new password or role.")
        others = {each: user for each, user in users.items() if each != name}
        cost = cost_for_new_user(target.path, others, default=target.cost)
        password_hash = hash_password(_ask_password(from_stdin=password_stdin), cost)
        user = User(role=role, password_hash=SecretStr(password_hash))
        write_users(target.path, others | {name: user})
    typer.echo(f"{name} may sign in as {role}.")


@user_app.command("remove")
def remove_user(context: typer.Context, name: str) -> None:
    """Remove a user. Their tokens stop counting at once."""
    path = context.obj.path
    with _one_line_errors():
        users = _users_with(name, path)
        write_users(path, {each: user for each, user in users.items() if each != name})
    typer.echo(f"{name} may no longer sign in.")


@user_app.command("sign-out")
def sign_out_user(context: typer.Context, name: str) -> None:
    """End all sessions of a user, on every machine that reads the file."""
    path = context.obj.path
    with _one_line_errors():
        users = _users_with(name, path)
        signed_out = users[name].model_copy(update={"tokens_valid_after": datetime.now(UTC)})
        write_users(path, users | {name: signed_out})
    typer.echo(f"{name} has to sign in again.")


@user_app.command("list")
def list_users(context: typer.Context) -> None:
    """List the users and their roles."""
    with _one_line_errors():
        for name, user in sorted(read_users(context.obj.path).items()):
            typer.echo(f"{name}\t{user.role}")


@contextmanager
def _one_line_errors() -> Iterator[None]:
    try:
        yield
    except (RefusedError, SettingsError, UsersFileError) as error:
        typer.echo(f"releasewatch: {error}", err=True)
        raise typer.Exit(EXIT_REFUSED) from error


def _listen(host: str, port: int) -> socket.socket:
    """Take the port before anything starts, so that a taken one costs one line."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise RefusedError(f"cannot listen on {host} port {port}: {error.strerror}") from error


def _users_with(name: str, users_file: Path) -> dict[str, User]:
    users = read_users(users_file)
    if name not in users:
        raise RefusedError(f"{users_file} has no user {name}.")
    return users


def _check_name(name: str) -> None:
    try:
        TypeAdapter(UserName).validate_python(name)
    except ValidationError as error:
        raise RefusedError("A user name has 1 to 64 letters, digits or . _ @ - and begins with a letter.") from error


def _ask_password(*, from_stdin: bool) -> str:
    if from_stdin:
        password = sys.stdin.readline().rstrip("\r\n")
    else:
        password = str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))
    if len(password) < MIN_PASSWORD_LENGTH or len(password.encode()) > MAX_PASSWORD_BYTES or "\0" in password:
        raise RefusedError(
            f"A password has {MIN_PASSWORD_LENGTH} characters or more, {MAX_PASSWORD_BYTES} bytes at most."
        )
    return password
