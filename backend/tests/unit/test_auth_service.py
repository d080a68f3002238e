"""Sign-in, sessions and the users file, without HTTP."""

import asyncio
import threading
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from app_fixtures import CHEAP, PASSWORD, SECRET, user, write_users
from clock import Clock
from releasewatch.core.errors import (
    BadCredentialsError,
    NotAuthenticatedError,
    TooManyAttemptsError,
    UsersUnavailableError,
)
from releasewatch.core.security import HashCost, TokenSigner, read_cost, verify_password
from releasewatch.models.auth import Role
from releasewatch.services.auth import service as auth_service
from releasewatch.services.auth.service import SESSION_SECONDS, AuthService, SignIn
from releasewatch.services.auth.sessions import GRACE_SECONDS, Sessions
from releasewatch.services.auth.sign_outs import SignOutsFile
from releasewatch.services.auth.users_file import UsersFile


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    write_users(tmp_path / "users.toml", {"alice": user()})
    return tmp_path / "users.toml"


@pytest.fixture
def service(path: Path, clock: Clock) -> AuthService:
    return AuthService(UsersFile(path, CHEAP), TokenSigner([SECRET]), now=clock)


@pytest.fixture
async def signed_in(service: AuthService) -> SignIn:
    return await service.sign_in("alice", PASSWORD)


async def test_access_token_names_the_caller(service: AuthService, signed_in: SignIn) -> None:
    caller = service.authenticate(signed_in.access.access_token)
    assert (caller.username, caller.role) == ("alice", Role.VIEWER)
    assert caller.credential_id


async def test_a_terminals_token_counts_for_the_whole_session(service: AuthService, clock: Clock) -> None:
    clock.now -= SESSION_SECONDS - 60
    token = (await service.sign_in_terminal("alice", PASSWORD)).access_token
    clock.now += SESSION_SECONDS - 60
    assert service.authenticate(token).username == "alice"
    with pytest.raises(NotAuthenticatedError):
        service.refresh(token)
    service.sign_out_caller(service.authenticate(token))
    with pytest.raises(NotAuthenticatedError):
        service.authenticate(token)


async def test_s39_a_token_for_a_terminal_never_outlives_the_session_it_came_from(
    service: AuthService, signed_in: SignIn, clock: Clock
) -> None:
    clock.now += SESSION_SECONDS - 60
    again = service.refresh(signed_in.refresh_token)
    assert service.continue_at_terminal(again).expires_in == 60


async def test_tokens_are_not_shown(signed_in: SignIn) -> None:
    assert signed_in.refresh_token not in repr(signed_in)


@pytest.mark.parametrize("change", ["removed", "password", "role", "signed out"])
async def test_change_in_the_file_counts_at_once(
    service: AuthService, signed_in: SignIn, path: Path, change: str
) -> None:
    same = UsersFile(path, CHEAP).users().by_name["alice"]
    changed = {
        "removed": {},
        "password": {"alice": user()},
        "role": {"alice": same.model_copy(update={"role": Role.ADMIN})},
        "signed out": {"alice": same.model_copy(update={"tokens_valid_after": datetime.now(UTC)})},
    }
    write_users(path, changed[change])
    for use in (
        lambda: service.authenticate(signed_in.access.access_token),
        lambda: service.refresh(signed_in.refresh_token),
    ):
        with pytest.raises(NotAuthenticatedError):
            use()


async def test_s4_role_is_read_from_the_file(service: AuthService, path: Path) -> None:
    write_users(path, {"alice": user(role=Role.ADMIN)})
    again = await service.sign_in("alice", PASSWORD)
    assert service.authenticate(again.access.access_token).role is Role.ADMIN


async def test_rewriting_the_file_as_it_was_changes_nothing(
    service: AuthService, signed_in: SignIn, path: Path
) -> None:
    write_users(path, dict(UsersFile(path, CHEAP).users().by_name))
    assert service.authenticate(signed_in.access.access_token).username == "alice"


async def test_refresh_never_extends_the_session(service: AuthService, clock: Clock) -> None:
    clock.now -= SESSION_SECONDS - 60
    early = await service.sign_in("alice", PASSWORD)
    clock.now += SESSION_SECONDS - 60
    last = service.refresh(early.refresh_token)
    assert 0 < last.refresh_seconds <= 61
    assert 0 < last.access.expires_in <= 61
    assert service.refresh(last.refresh_token).refresh_seconds <= 61


async def test_session_ends_after_eight_hours(service: AuthService, clock: Clock) -> None:
    clock.now -= SESSION_SECONDS + 60
    long_ago = await service.sign_in("alice", PASSWORD)
    with pytest.raises(NotAuthenticatedError):
        service.refresh(long_ago.refresh_token)


async def test_two_tabs_may_refresh_at_the_same_moment(service: AuthService, signed_in: SignIn, clock: Clock) -> None:
    first = service.refresh(signed_in.refresh_token)
    clock.now += GRACE_SECONDS
    second = service.refresh(signed_in.refresh_token)
    service.refresh(second.refresh_token)
    assert service.authenticate(first.access.access_token).username == "alice"


async def test_late_reuse_ends_the_session_for_everybody(service: AuthService, signed_in: SignIn, clock: Clock) -> None:
    thief = service.refresh(signed_in.refresh_token)
    clock.now += GRACE_SECONDS + 1
    with capture_logs() as logs, pytest.raises(NotAuthenticatedError):
        service.refresh(signed_in.refresh_token)
    assert [line["event"] for line in logs] == ["refresh_token_reused"]
    for use in (
        lambda: service.refresh(thief.refresh_token),
        lambda: service.authenticate(thief.access.access_token),
        lambda: service.authenticate(signed_in.access.access_token),
    ):
        with pytest.raises(NotAuthenticatedError):
            use()


async def test_older_generation_ends_the_session_at_once(service: AuthService, signed_in: SignIn) -> None:
    second = service.refresh(signed_in.refresh_token)
    service.refresh(second.refresh_token)
    with pytest.raises(NotAuthenticatedError):
        service.refresh(signed_in.refresh_token)


async def test_sessions_outlive_a_restart_and_change_between_processes(
    service: AuthService, signed_in: SignIn, path: Path
) -> None:
    other = AuthService(UsersFile(path, CHEAP), TokenSigner([SECRET]))
    second = other.refresh(signed_in.refresh_token)
    third = service.refresh(second.refresh_token)
    assert other.refresh(third.refresh_token).claims.subject == "alice"


async def test_sign_out_ends_one_session_only(service: AuthService, signed_in: SignIn) -> None:
    other = await service.sign_in("alice", PASSWORD)
    service.sign_out(signed_in.refresh_token)
    service.sign_out("nonsense")
    with pytest.raises(NotAuthenticatedError):
        service.authenticate(signed_in.access.access_token)
    assert service.authenticate(other.access.access_token).username == "alice"


@dataclass(frozen=True)
class Refusal:
    """What a refused sign-in told, and what it cost: the hashes computed, each by its parameters."""

    told: str
    costs: tuple[HashCost, ...]


@pytest.fixture
def refuse(service: AuthService, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Awaitable[Refusal]]:
    costs: list[HashCost] = []

    def verify(password: str, password_hash: str) -> bool:
        costs.append(read_cost(password_hash))
        return verify_password(password, password_hash)

    monkeypatch.setattr(auth_service, "verify_password", verify)

    async def refused(name: str, password: str, *, address: str = "") -> Refusal:
        costs.clear()
        with pytest.raises((BadCredentialsError, TooManyAttemptsError)) as caught:
            await service.sign_in(name, password, address=address)
        return Refusal(caught.value.detail, tuple(costs))

    return refused


async def test_s11_strangers_cost_what_users_cost(
    refuse: Callable[..., Awaitable[Refusal]], path: Path, clock: Clock
) -> None:
    write_users(path, {"alice": user(), "removed": user()})
    wrong = await refuse("alice", "wrong")
    assert wrong.costs == (CHEAP,)
    write_users(path, {"alice": user()})
    for name, password in (
        ("removed", PASSWORD),
        ("nobody", PASSWORD),
        ("nobody", ""),
        ("alice", ""),
        ("alice", "nul\0"),
        ("nobody", "nul\0"),
        ("x" * 200, "x" * 1_000),
    ):
        clock.now += 1
        assert await refuse(name, password) == wrong, (name, password)


async def test_s11_throttling_tells_nobody_apart(refuse: Callable[..., Awaitable[Refusal]], clock: Clock) -> None:
    for name in ("alice", "nobody"):
        for _ in range(5):
            await refuse(name, "wrong")
        clock.now += 2
    known, unknown = await refuse("alice", PASSWORD), await refuse("nobody", PASSWORD)
    assert known == unknown
    assert known.costs == ()


async def test_s10_few_passwords_are_hashed_at_once(service: AuthService, monkeypatch: pytest.MonkeyPatch) -> None:
    running: list[int] = []
    peak: list[int] = []
    lock = threading.Lock()
    done = threading.Event()

    def slow_verify(password: str, password_hash: str) -> bool:
        with lock:
            running.append(1)
            peak.append(len(running))
        done.wait(0.002)
        with lock:
            running.pop()
        return bool(password and password_hash)

    monkeypatch.setattr(auth_service, "verify_password", slow_verify)
    async with asyncio.TaskGroup() as tasks:
        for number in range(20):
            tasks.create_task(service.sign_in("alice", PASSWORD, address=f"192.0.2.{number}"))
    assert max(peak) == 4


async def test_s36_unknown_names_are_not_logged(service: AuthService) -> None:
    with capture_logs() as logs:
        for name in ("my-secret-password", "my-secret-password", "other", "\ud800"):
            with pytest.raises(BadCredentialsError):
                await service.sign_in(name, "x")
        with pytest.raises(BadCredentialsError):
            await service.sign_in("alice", "x")
    subjects = [line["subject"] for line in logs]
    assert "my-secret" not in str(logs)
    assert subjects[0] == subjects[1] != subjects[2]
    assert subjects[4] == "alice"


def test_unusable_file_is_logged_once_and_lets_nobody_in(service: AuthService, signed_in: SignIn, path: Path) -> None:
    path.write_text("[users.alice]\nrole = 'owner'\n")
    with capture_logs() as logs:
        for _ in range(3):
            with pytest.raises(UsersUnavailableError):
                service.authenticate(signed_in.access.access_token)
        path.unlink()
        with pytest.raises(UsersUnavailableError):
            service.require_users()
    assert [line["event"] for line in logs] == ["users_file_unusable"] * 2
    write_users(path, {"alice": user()})
    service.require_users()


def test_ended_sessions_are_forgotten(path: Path) -> None:
    clock = Clock()
    sessions = Sessions(clock, SignOutsFile(path, clock))
    sessions.open("short", clock.now + 10)
    sessions.revoke("long", clock.now + 1000)
    clock.now += 100
    sessions.open("new", clock.now + 10)
    assert sessions.is_revoked("long")
    assert sessions.present("short", 5, clock.now + 10) == 6


@given(st.lists(st.integers(0, 6), max_size=12))
def test_no_order_of_tokens_revives_a_session_or_repeats_a_generation(presented: list[int]) -> None:
    clock = Clock()
    sessions = Sessions(clock, SignOutsFile(Path("/nowhere/users.toml"), clock))
    sessions.open("one", clock.now + SESSION_SECONDS)
    handed_out = []
    for generation in presented:
        clock.now += GRACE_SECONDS + 1
        if sessions.is_revoked("one"):
            break
        fresh = sessions.present("one", generation, clock.now + SESSION_SECONDS)
        if fresh is not None:
            handed_out.append(fresh)
    assert handed_out == sorted(set(handed_out))
