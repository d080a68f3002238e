"""Tokens for scripts: made once, kept as a hash, named in the log, and over when the file says so."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from app_fixtures import CHEAP, SECRET, read_users, script_token, user
from clock import Clock
from releasewatch.cli.app import app
from releasewatch.core.errors import NotAuthenticatedError
from releasewatch.core.security import TokenSigner, hash_script_token, make_script_token
from releasewatch.models.auth import Accounts, Role, ScriptToken
from releasewatch.services.auth.service import AuthService
from releasewatch.services.auth.users_file import UsersFile, UsersFileError, read_accounts, write_accounts

TOKEN = make_script_token()
Run = Callable[..., Result]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "users.toml"


@pytest.fixture
def run(path: Path) -> Run:
    return lambda *words: CliRunner().invoke(app, ["token", *words], env={"RELEASEWATCH_USERS_FILE": str(path)})


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def service(path: Path, clock: Clock) -> AuthService:
    write_tokens(path, {"ci": script_token(TOKEN, Role.ADMIN)})
    return AuthService(UsersFile(path, CHEAP), TokenSigner([SECRET]), now=clock)


def write_tokens(path: Path, tokens: Mapping[str, ScriptToken]) -> None:
    write_accounts(path, Accounts(users={"alice": user()}, tokens=dict(tokens)))


def test_token_is_long_random_and_told_by_its_beginning() -> None:
    assert len({make_script_token() for _ in range(20)}) == 20
    assert TOKEN.startswith("rwt_")
    assert len(TOKEN) == 47


def test_token_names_role_and_credential(service: AuthService) -> None:
    caller = service.authenticate(TOKEN)
    assert (caller.username, caller.role) == ("token:ci", Role.ADMIN)
    assert caller.credential_id == hash_script_token(TOKEN)[:12]


@pytest.mark.parametrize(
    "text",
    ["rwt_", TOKEN[:-1], TOKEN + "x", TOKEN.upper(), "rwt_\ud800", hash_script_token(TOKEN)],
    # The token is another one in each process, and processes that share the tests have to agree on their names.
    ids=["empty", "shorter", "longer", "upper case", "no character", "its hash"],
)
def test_nothing_else_counts(service: AuthService, text: str) -> None:
    with pytest.raises(NotAuthenticatedError):
        service.authenticate(text)


def test_token_ends_by_time_and_by_the_file(service: AuthService, clock: Clock, path: Path) -> None:
    clock.now += 24 * 60 * 60 + 1
    with pytest.raises(NotAuthenticatedError):
        service.authenticate(TOKEN)
    clock.now -= 60
    assert service.authenticate(TOKEN).username == "token:ci"
    write_tokens(path, {})
    with pytest.raises(NotAuthenticatedError):
        service.authenticate(TOKEN)


def test_made_token_is_printed_once_and_never_kept(run: Run, path: Path) -> None:
    made = run("add", "ci", "--role", "viewer", "--expires", "30d")
    token = made.stdout.strip()
    assert (made.exit_code, token[:4]) == (0, "rwt_")
    assert "ci may read as viewer until 20" in made.stderr
    assert token not in path.read_text() + run("list").output
    entry = read_accounts(path).tokens["ci"]
    assert entry.sha256 == hash_script_token(token)
    listed = run("list").stdout.strip().split("\t")
    assert listed == ["ci", "viewer", entry.expires_at.isoformat(), entry.credential_id]


def test_revoked_token_is_gone(run: Run, path: Path) -> None:
    run("add", "ci")
    assert run("revoke", "ci").exit_code == 0
    assert read_accounts(path).tokens == {}
    assert f"{path} has no token ci." in refused(run("revoke", "ci"))


def test_expired_token_is_listed_as_such(run: Run, path: Path) -> None:
    write_tokens(path, {"old": script_token(TOKEN, days=-1)})
    assert run("list").stdout.split("\t")[2] == "expired"


@pytest.mark.parametrize("life", ["91d", "0d", "-1d", "d", "90", "1y", "2161h", "99999d", "1.5d"])
def test_token_lives_for_ninety_days_at_most(run: Run, path: Path, life: str) -> None:
    assert "90 days at most" in refused(run("add", "ci", f"--expires={life}"))
    assert not path.exists()


def test_names_are_given_once(run: Run) -> None:
    run("add", "ci")
    assert "there is a token ci" in refused(run("add", "ci"))
    assert "A token name has" in refused(run("add", "no good"))


def test_users_and_tokens_do_not_displace_each_other(run: Run, path: Path) -> None:
    write_tokens(path, {})
    run("add", "ci")
    environment = {"RELEASEWATCH_USERS_FILE": str(path), "RELEASEWATCH_ARGON2_MEMORY_KIB": "8"}
    CliRunner().invoke(app, ["user", "sign-out", "alice"], env=environment)
    assert list(read_accounts(path).tokens) == ["ci"]
    run("revoke", "ci")
    assert list(read_users(path)) == ["alice"]


@pytest.mark.parametrize("line", ['sha256 = "abc"', 'expires_at = "2026-01-01T00:00:00"', 'role = "owner"'])
def test_s17_malformed_entries_are_refused_without_quoting_them(path: Path, line: str) -> None:
    name = line.partition(" ")[0]
    write_accounts(path, Accounts(tokens={"ci": script_token(TOKEN)}))
    kept = [each for each in path.read_text().splitlines() if not each.startswith(name)]
    path.write_text("\n".join([*kept, line]))
    with pytest.raises(UsersFileError) as caught:
        read_accounts(path)
    assert f"tokens.ci.{name}" in str(caught.value)
    assert hash_script_token(TOKEN) not in str(caught.value)


def refused(result: Result) -> str:
    assert result.exit_code == 2, result.output
    (line,) = result.stderr.splitlines()
    return line
