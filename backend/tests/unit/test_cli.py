"""The command line: users, the OpenAPI document, and starts that are refused."""

import socket
import subprocess
import sys
from collections.abc import Callable, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import ClassVar

import pytest
import uvicorn
from typer.testing import CliRunner, Result

from app_fixtures import PASSWORD, SECRET, read_users
from releasewatch.cli import serve as cli_server
from releasewatch.cli.app import app
from releasewatch.models.auth import Role
from releasewatch.server.connections import BoundedProtocol

Run = Callable[..., Result]


@pytest.fixture
def users_file(tmp_path: Path) -> Path:
    return tmp_path / "users.toml"


@pytest.fixture
def run(users_file: Path) -> Run:
    environment = {"RELEASEWATCH_USERS_FILE": str(users_file), "RELEASEWATCH_ARGON2_MEMORY_KIB": "8"}

    def invoke(*words: str, env: Mapping[str, str] | None = None, typed: str = f"{PASSWORD}\n") -> Result:
        return CliRunner().invoke(app, words, input=typed, env=environment | dict(env or {}))

    return invoke


def test_added_users_are_in_the_file(run: Run, users_file: Path) -> None:
    assert run("user", "add", "alice", "--password-stdin").exit_code == 0
    result = run("user", "add", "root", "--role", "admin", typed=f"{PASSWORD}\n{PASSWORD}\n")
    assert (result.exit_code, result.stdout.splitlines()[-1]) == (0, "root may sign in as admin.")
    users = read_users(users_file)
    assert {name: each.role for name, each in users.items()} == {"alice": Role.VIEWER, "root": Role.ADMIN}
    assert run("user", "list").stdout == "alice\tviewer\nroot\tadmin\n"


def test_password_is_neither_shown_nor_stored(run: Run, users_file: Path) -> None:
    result = run("user", "add", "alice", "--password-stdin")
    assert PASSWORD not in result.output + users_file.read_text()


def test_existing_users_are_replaced_only_on_purpose(run: Run, users_file: Path) -> None:
    run("user", "add", "alice", "--password-stdin")
    before = read_users(users_file)
    assert refused(run("user", "add", "alice", "--password-stdin")) == (
        "releasewatch: alice exists. Use --replace for a new password or role."
    )
    assert read_users(users_file) == before
    assert run("user", "add", "alice", "--role", "admin", "--replace", "--password-stdin").exit_code == 0
    assert read_users(users_file)["alice"].role is Role.ADMIN


def test_removed_users_are_gone(run: Run, users_file: Path) -> None:
    run("user", "add", "alice", "--password-stdin")
    assert run("user", "remove", "alice").exit_code == 0
    assert read_users(users_file) == {}
    assert "has no user alice" in refused(run("user", "remove", "alice"))


@pytest.mark.parametrize("words", ["user remove alice", "user sign-out alice", "token revoke nightly"])
def test_taking_away_begins_no_file(run: Run, tmp_path: Path, words: str) -> None:
    mistyped = tmp_path / "ect" / "users.toml"
    message = refused(run(*words.split(), env={"RELEASEWATCH_USERS_FILE": str(mistyped)}))
    assert message == f"releasewatch: {mistyped}: No such file or directory"
    assert not mistyped.parent.exists()


def test_signed_out_users_keep_their_password(run: Run, users_file: Path) -> None:
    run("user", "add", "alice", "--password-stdin")
    before = read_users(users_file)["alice"]
    assert run("user", "sign-out", "alice").exit_code == 0
    after = read_users(users_file)["alice"]
    assert after.password_hash == before.password_hash
    assert after.tokens_valid_after


@pytest.mark.parametrize("password", ["short", "x" * 1025, "with\0nul-inside-it"])
def test_bad_passwords_are_refused(run: Run, users_file: Path, password: str) -> None:
    assert "A password has 12 characters or more" in refused(
        run("user", "add", "alice", "--password-stdin", typed=f"{password}\n")
    )
    assert not users_file.exists()


@pytest.mark.parametrize("name", ["", " alice", "-x", "a" * 65, "a\nb", "älice"])
def test_bad_names_are_refused(run: Run, users_file: Path, name: str) -> None:
    result = run("user", "add", "--password-stdin", "--", name)
    assert refused(result).startswith("releasewatch: A user name has")
    assert not users_file.exists()


@pytest.mark.parametrize(
    ("env", "expected"),
    [
        ({}, "RELEASEWATCH_JWT_SECRET: is not set"),
        ({"RELEASEWATCH_JWT_SECRET": "weak"}, "RELEASEWATCH_JWT_SECRET: each secret needs at least 32 bytes"),
        ({"RELEASEWATCH_JWT_SECRET": SECRET}, "RELEASEWATCH_USERS_FILE: "),
        (
            {"RELEASEWATCH_JWT_SECRET": SECRET, "RELEASEWATCH_STATE_MAP": '{"app": {"x": "y"}}'},
            "RELEASEWATCH_STATE_MAP: ",
        ),
    ],
)
def test_s16_weak_starts_are_refused_with_one_line(run: Run, env: dict[str, str], expected: str) -> None:
    if "RELEASEWATCH_STATE_MAP" in env:
        run("user", "add", "alice", "--password-stdin")
    message = refused(run("serve", env=env))
    assert message.startswith(f"releasewatch: {expected}")
    assert SECRET not in message


def test_commands_for_users_load_no_server() -> None:
    loaded = subprocess.check_output([sys.executable, "-c", "import releasewatch.cli.app, sys; print(*sys.modules)"])
    assert {"fastapi", "temporalio"}.isdisjoint(loaded.decode().split())


@pytest.mark.parametrize("name", ["TEMPORAL_PROFILE", "TEMPORAL_TLS_CLIENT_CERT_PATH"])
def test_unusable_temporal_settings_are_refused_with_one_line(run: Run, name: str) -> None:
    run("user", "add", "alice", "--password-stdin")
    result = run("serve", env={"RELEASEWATCH_JWT_SECRET": SECRET, name: "/nowhere"})
    assert refused(result).startswith("releasewatch: TEMPORAL_*: ")


def test_taken_port_is_refused_with_one_line(run: Run) -> None:
    run("user", "add", "alice", "--password-stdin")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        message = refused(run("serve", "--port", port, env={"RELEASEWATCH_JWT_SECRET": SECRET}))
    assert message.startswith(f"releasewatch: cannot listen on 127.0.0.1 port {port}: ")


@pytest.mark.parametrize("host", ["0.0.0.0", "::"])  # noqa: S104 - that is what is refused
def test_s16_open_network_without_a_proxy_is_refused_with_one_line(
    run: Run, host: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cli_server, "Server", Server)
    run("user", "add", "alice", "--password-stdin")
    secret = {"RELEASEWATCH_JWT_SECRET": SECRET}
    message = refused(run("serve", "--host", host, "--port", "0", env=secret))
    assert message.startswith(f"releasewatch: RELEASEWATCH_TRUSTED_PROXIES: is not set, and {host} is open")
    behind_proxy = secret | {"RELEASEWATCH_TRUSTED_PROXIES": "10.0.0.5"}
    assert run("serve", "--host", host, "--port", "0", env=behind_proxy).exit_code == 0


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.0.0.2", "::1"])
def test_s16_this_machine_alone_needs_no_proxy(run: Run, host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli_server, "Server", Server)
    run("user", "add", "alice", "--password-stdin")
    result = run("serve", "--host", host, "--port", "0", env={"RELEASEWATCH_JWT_SECRET": SECRET})
    assert result.exit_code == 0, result.output


class Server:
    """Stands for uvicorn's: notes how it is set up, and ends at once."""

    seen: ClassVar[list[uvicorn.Config]] = []
    started = True

    def __init__(self, config: uvicorn.Config, *, drain_time: float, announce: Callable[[], None]) -> None:
        assert drain_time == 2
        assert callable(announce)
        self.seen.append(config)

    def run(self, sockets: list[socket.socket]) -> None:
        (listening,) = sockets
        listening.close()


def test_serve_hides_the_server_and_trusts_only_named_proxies(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli_server, "Server", Server)
    run("user", "add", "alice", "--password-stdin")
    secret = {"RELEASEWATCH_JWT_SECRET": SECRET}
    assert run("serve", "--port", "0", env=secret).exit_code == 0
    assert run("serve", "--port", "0", env=secret | {"RELEASEWATCH_TRUSTED_PROXIES": "10.0.0.0/8"}).exit_code == 0
    plain, proxied = Server.seen[-2:]
    assert (plain.server_header, plain.proxy_headers, plain.access_log) == (False, False, False)
    assert plain.timeout_graceful_shutdown == 10
    assert plain.http is BoundedProtocol
    assert (proxied.proxy_headers, proxied.forwarded_allow_ips) == (True, ["10.0.0.0/8"])


def test_server_that_failed_to_start_says_so(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli_server, "Server", Server)
    monkeypatch.setattr(Server, "started", False)
    run("user", "add", "alice", "--password-stdin")
    assert run("serve", "--port", "0", env={"RELEASEWATCH_JWT_SECRET": SECRET}).exit_code == 3


def refused(result: Result) -> str:
    assert result.exit_code == 2, result.output
    (line,) = result.stderr.splitlines()
    return line


@pytest.mark.parametrize(
    "words",
    [
        ("user", "add", "alice", "--password-stdin"),
        ("user", "list"),
        ("token", "add", "ci"),
        ("serve",),
        ("settings",),
        ("check", "release:x"),
    ],
)
def test_no_command_ignores_a_misspelt_setting(run: Run, users_file: Path, words: tuple[str, ...]) -> None:
    secret = {"RELEASEWATCH_JWT_SECRET": SECRET, "RELEASEWATCH_USER_FILE": "elsewhere.toml"}
    message = refused(run(*words, env=secret))
    assert message == "releasewatch: RELEASEWATCH_USER_FILE: is no setting; did you mean RELEASEWATCH_USERS_FILE?"
    assert not users_file.exists()


def test_check_without_temporal_says_where_it_looked(run: Run) -> None:
    message = refused(run("check", "release:x", env={"TEMPORAL_ADDRESS": "127.0.0.1:1"}))
    assert message.startswith("releasewatch: There is no connection to Temporal at 127.0.0.1:1. Start it, or ")


def test_the_command_of_a_hook_may_be_one_for_operators(run: Run) -> None:
    told = {f"RELEASEWATCH_{name}": "said" for name in ("RELEASE", "CHANGE", "STATUS", "WORD", "HEADLINE")}
    run("user", "add", "alice", "--password-stdin")
    assert run("user", "list", env=told).stdout == "alice\tviewer\n"


def test_version_is_told(run: Run) -> None:
    result = run("--version")
    assert (result.exit_code, result.stdout) == (0, f"releasewatch {version('releasewatch')}\n")
