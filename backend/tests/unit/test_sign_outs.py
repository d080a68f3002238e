"""Sign-outs in a file: what other servers and the next start learn of them, and what becomes of a file in the way."""

import secrets
import stat
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from app_fixtures import CHEAP, PASSWORD, SECRET, read_users, user, write_users
from clock import Clock
from releasewatch.core.errors import NotAuthenticatedError
from releasewatch.core.security import TokenSigner
from releasewatch.services.auth.service import SESSION_SECONDS, AuthService
from releasewatch.services.auth.sessions import GRACE_SECONDS
from releasewatch.services.auth.sign_outs import SignOut, SignOutsFile
from releasewatch.services.auth.users_file import UsersFile

ID = "0123456789abcdef" * 2


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    write_users(tmp_path / "users.toml", {"alice": user()})
    return tmp_path / "users.toml"


@pytest.fixture
def written(path: Path) -> Path:
    return path.with_name("users.toml.sign-outs")


def lines_of(path: Path) -> list[str]:
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    return path.read_text().splitlines()


def stand_in_the_way(way: str, written: Path, users_file: Path) -> None:
    if way == "a folder":
        written.mkdir()
    else:
        written.symlink_to(users_file)


def server(path: Path, clock: Clock) -> AuthService:
    return AuthService(UsersFile(path, CHEAP), TokenSigner([SECRET]), now=clock)


async def test_a_sign_out_ends_the_session_on_every_server_and_after_a_restart(path: Path, clock: Clock) -> None:
    one, two = server(path, clock), server(path, clock)
    signed_in = await one.sign_in("alice", PASSWORD)
    two.authenticate(signed_in.access.access_token)
    one.sign_out(signed_in.refresh_token)
    for each in (one, two, server(path, clock)):
        with pytest.raises(NotAuthenticatedError):
            each.authenticate(signed_in.access.access_token)
        with pytest.raises(NotAuthenticatedError):
            each.refresh(signed_in.refresh_token)


async def test_a_token_that_was_used_twice_ends_the_session_on_every_server(path: Path, clock: Clock) -> None:
    one, two = server(path, clock), server(path, clock)
    first = await one.sign_in("alice", PASSWORD)
    second = one.refresh(first.refresh_token)
    clock.now += GRACE_SECONDS + 1
    with pytest.raises(NotAuthenticatedError):
        one.refresh(first.refresh_token)
    with pytest.raises(NotAuthenticatedError):
        two.authenticate(second.access.access_token)


async def test_the_file_is_its_owners_alone_and_names_no_user_and_no_token(
    path: Path, written: Path, clock: Clock
) -> None:
    one = server(path, clock)
    signed_in = await one.sign_in("alice", PASSWORD)
    one.sign_out(signed_in.refresh_token)
    ends_at = signed_in.claims.signed_in_at + SESSION_SECONDS
    assert lines_of(written) == [f"{signed_in.claims.session_id} {ends_at}"]


async def test_signing_out_again_writes_nothing_more(path: Path, written: Path, clock: Clock) -> None:
    one, two = server(path, clock), server(path, clock)
    signed_in = await one.sign_in("alice", PASSWORD)
    for each in (one, two, one):
        each.sign_out(signed_in.refresh_token)
    assert len(lines_of(written)) == 1


def test_the_file_is_bounded_and_keeps_what_counts_still(path: Path, written: Path, clock: Clock) -> None:
    file = SignOutsFile(path, clock)
    expired = [f"{secrets.token_hex(16)} {int(clock.now) - 60}\n" for _ in range(8_000)]
    written.write_text("".join(expired) + f"{ID} {int(clock.now) + 60}\n")
    file.add(SignOut("ab" * 16, clock.now + 60))
    assert [each.session_id for each in file.news()] == [ID, "ab" * 16]
    assert written.read_text().count("\n") == 2
    written.write_text("".join(f"{secrets.token_hex(16)} {int(clock.now) + 60}\n" for _ in range(8_000)))
    file.add(SignOut(ID, clock.now + 60))
    assert [each.session_id for each in file.news()][-1] == ID
    assert written.read_text().count("\n") == 2501


def test_what_is_no_sign_out_is_passed_over(path: Path, written: Path, clock: Clock) -> None:
    written.write_bytes(b"\xff\x00 garbage\n" + f"{ID} {int(clock.now) + 60}\nhalf a li".encode())
    assert [each.session_id for each in SignOutsFile(path, clock).news()] == [ID]


def test_an_unchanged_file_is_not_read_again(path: Path, clock: Clock) -> None:
    file = SignOutsFile(path, clock)
    file.add(SignOut(ID, clock.now + 60))
    assert [len(list(file.news())) for _ in range(2)] == [1, 0]


@pytest.mark.parametrize("way", ["a folder", "a link"])
async def test_where_it_cannot_be_written_a_sign_out_counts_here_and_that_is_said_once(
    path: Path, written: Path, clock: Clock, way: str
) -> None:
    stand_in_the_way(way, written, path)
    one, users = server(path, clock), read_users(path)
    with capture_logs() as logs:
        for _ in range(2):
            signed_in = await one.sign_in("alice", PASSWORD)
            one.sign_out(signed_in.refresh_token)
            with pytest.raises(NotAuthenticatedError):
                one.authenticate(signed_in.access.access_token)
    assert [line["event"] for line in logs].count("sign_outs_not_shared") == 1
    assert read_users(path) == users


def test_whether_it_can_be_written_is_said_before_anybody_signs_out(path: Path, written: Path, clock: Clock) -> None:
    with capture_logs() as logs:
        server(path, clock).try_sharing()
        assert not logs
        assert lines_of(written) == []
        server(Path("/proc/users.toml"), clock).try_sharing()
    assert [line["event"] for line in logs] == ["sign_outs_not_shared"]
