"""Failed sign-ins: what is counted, for how long, and who is held up by it.

Two things must hold whatever strangers do, and in whichever order: whoever signed in from an address gets in from
there again, and strangers together try no more than so many passwords of one user.
"""

import asyncio
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from app_fixtures import CHEAP, PASSWORD, SECRET, user, write_users
from clock import Clock
from releasewatch.core.errors import BadCredentialsError, TooManyAttemptsError
from releasewatch.core.security import TokenSigner
from releasewatch.services.auth.service import AuthService
from releasewatch.services.auth.throttle import PER_USER, PER_USER_AND_ADDRESS, SignInThrottle
from releasewatch.services.auth.users_file import UsersFile

# Who guesses, how often, and how long it is until the next: minutes, hours or at once.
GUESSES = st.lists(
    st.tuples(
        st.integers(0, 40), st.integers(1, 30), st.sampled_from([0.0, 0.3, 1.1, 20.0, 61.0, 301.0, 901.0, 86_400.0])
    ),
    max_size=60,
)
HERE = "192.0.2.7"
ELSEWHERE = "198.51.100.1"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def throttle(clock: Clock) -> SignInThrottle:
    return SignInThrottle(clock)


@pytest.fixture
def service(tmp_path: Path, clock: Clock) -> AuthService:
    write_users(tmp_path / "users.toml", {"alice": user()})
    return AuthService(UsersFile(tmp_path / "users.toml", CHEAP), TokenSigner([SECRET]), now=clock)


def fail(throttle: SignInThrottle, name: str = "alice", address: str = HERE) -> None:
    throttle.arrive(name, address)
    with pytest.raises(BadCredentialsError), throttle.attempt(name, address):
        raise BadCredentialsError("no")


def succeed(throttle: SignInThrottle, name: str, address: str) -> None:
    throttle.arrive(name, address)
    with throttle.attempt(name, address):
        pass


def flood(throttle: SignInThrottle) -> None:
    """Take all places that strangers have together."""
    for number in range(20):
        throttle.arrive(f"name-{number}", f"203.0.113.{number}")


def wait_of(use: Callable[[], object]) -> int:
    with pytest.raises(TooManyAttemptsError) as caught:
        use()
    assert caught.value.retry_after is not None
    return caught.value.retry_after


def test_s12_five_failures_from_one_address(throttle: SignInThrottle, clock: Clock) -> None:
    for _ in range(5):
        fail(throttle)
        clock.now += 10
    assert wait_of(lambda: fail(throttle)) == 250
    fail(throttle, address=ELSEWHERE)
    fail(throttle, "bob")
    clock.now += 251
    fail(throttle)
    assert wait_of(lambda: fail(throttle)) > 0
    assert throttle.refused == 2


def test_s12_fifty_failures_from_anywhere(throttle: SignInThrottle, clock: Clock) -> None:
    for number in range(50):
        fail(throttle, address=f"192.0.2.{number}")
        clock.now += 1
    assert wait_of(lambda: fail(throttle, address=ELSEWHERE)) == 850
    fail(throttle, "bob", ELSEWHERE)
    clock.now += 851
    fail(throttle, address=ELSEWHERE)


def guess(throttle: SignInThrottle, address: str) -> bool:
    """Whether the guess was tried at all."""
    try:
        fail(throttle, address=address)
    except TooManyAttemptsError:
        return False
    return True


def test_s12_guessers_do_not_keep_a_user_out_from_where_they_were(throttle: SignInThrottle, clock: Clock) -> None:
    succeed(throttle, "alice", HERE)
    for minute in range(60):
        clock.now += 60
        for number in range(5):
            guess(throttle, f"203.0.113.{number}")
        succeed(throttle, "alice", HERE)
        if minute > 10:
            assert wait_of(partial(throttle.arrive, "alice", ELSEWHERE)) > 0


def test_s12_whoever_was_let_in_as_another_is_no_less_a_stranger(throttle: SignInThrottle, clock: Clock) -> None:
    for number in range(10):
        clock.now += 1.1
        succeed(throttle, "mallory", f"203.0.113.{number}")
    tried = 0
    for number in range(100):
        clock.now += 1.1
        tried += guess(throttle, f"203.0.113.{number % 10}")
    assert tried == PER_USER.most


@given(GUESSES)
def test_s12_the_right_password_counts_from_a_known_address_whatever_strangers_do(
    guesses: list[tuple[int, int, float]],
) -> None:
    clock = Clock()
    throttle = SignInThrottle(clock)
    succeed(throttle, "alice", HERE)
    for stranger, times, pause in guesses:
        for _ in range(times):
            guess(throttle, f"203.0.113.{stranger}")
        clock.now += pause
        clock.now += 1.1
        succeed(throttle, "alice", HERE)


@given(GUESSES)
def test_s12_strangers_together_try_no_more_than_so_many(guesses: list[tuple[int, int, float]]) -> None:
    clock = Clock()
    throttle = SignInThrottle(clock)
    succeed(throttle, "alice", HERE)
    tried: list[tuple[float, int]] = []
    for stranger, times, pause in guesses:
        for _ in range(times):
            tried += [(clock.now, stranger)] if guess(throttle, f"203.0.113.{stranger}") else []
        clock.now += pause
    for began, who in tried:
        together = [each for at, each in tried if began <= at < began + PER_USER.seconds]
        assert len(together) <= PER_USER.most
        alone = [each for at, each in tried if began <= at < began + PER_USER_AND_ADDRESS.seconds and each == who]
        assert len(alone) <= PER_USER_AND_ADDRESS.most


def test_s12_a_known_address_is_bounded_by_itself(throttle: SignInThrottle, clock: Clock) -> None:
    succeed(throttle, "alice", HERE)
    clock.now += 2
    assert sum(guess(throttle, HERE) for _ in range(20)) == PER_USER_AND_ADDRESS.most
    assert wait_of(lambda: throttle.arrive("alice", HERE)) > 0


def test_s12_twenty_a_second_together(throttle: SignInThrottle, clock: Clock) -> None:
    flood(throttle)
    assert wait_of(lambda: throttle.arrive("alice", ELSEWHERE)) == 1
    clock.now += 1.1
    throttle.arrive("alice", ELSEWHERE)


def test_s12_five_a_second_from_one_address(throttle: SignInThrottle, clock: Clock) -> None:
    for number in range(5):
        throttle.arrive(f"user-{number}", HERE)
    for number in range(100):
        assert wait_of(partial(throttle.arrive, f"name-{number}", HERE)) == 1
    for number in range(15):
        throttle.arrive("alice", f"203.0.113.{number}")
    clock.now += 1.1
    throttle.arrive("alice", HERE)


def test_s12_guessers_from_everywhere_do_not_hold_up_who_was_here_before(
    throttle: SignInThrottle, clock: Clock
) -> None:
    succeed(throttle, "alice", HERE)
    clock.now += 29 * 24 * 3600
    flood(throttle)
    throttle.arrive("alice", HERE)
    throttle.arrive("bob", HERE)
    assert wait_of(lambda: throttle.arrive("alice", ELSEWHERE)) == 1
    clock.now += 2 * 24 * 3600
    flood(throttle)
    assert wait_of(lambda: throttle.arrive("alice", HERE)) == 1


def test_s12_address_that_is_known_is_bounded_too(throttle: SignInThrottle, clock: Clock) -> None:
    succeed(throttle, "alice", HERE)
    clock.now += 2
    for number in range(5):
        throttle.arrive(f"user-{number}", HERE)
    assert wait_of(lambda: throttle.arrive("alice", HERE)) == 1


def test_s13_floods_of_names_displace_nothing_that_counts(throttle: SignInThrottle, clock: Clock) -> None:
    for _ in range(4):
        fail(throttle, "root")
    clock.now += 1
    for number in range(5_900):
        clock.now += 0.0501
        fail(throttle, f"name-{number}", f"10.0.{number // 250}.{number % 250}")
    assert len(throttle) == 5_901
    clock.now += 1
    fail(throttle, "root")
    assert wait_of(lambda: fail(throttle, "root")) > 0


def test_s13_what_no_longer_counts_is_forgotten(throttle: SignInThrottle, clock: Clock) -> None:
    for number in range(100):
        clock.now += 0.21
        fail(throttle, f"name-{number}")
    clock.now += 301
    fail(throttle)
    assert len(throttle) == 1


@pytest.mark.parametrize(
    ("first", "second"),
    [("2001:db8::1", "2001:db8::ffff:1"), ("::ffff:192.0.2.7", "192.0.2.7"), ("", ""), ("not-an-ip", "not-an-ip")],
)
def test_s12_addresses_of_one_network_count_together(throttle: SignInThrottle, first: str, second: str) -> None:
    for _ in range(5):
        fail(throttle, address=first)
    assert wait_of(lambda: fail(throttle, address=second)) > 0
    fail(throttle, address="2001:db8:0:1::1")


def test_success_forgives_the_address_and_nobody_else(throttle: SignInThrottle, clock: Clock) -> None:
    for _ in range(4):
        fail(throttle)
        fail(throttle, address=ELSEWHERE)
    clock.now += 1.1
    succeed(throttle, "alice", HERE)
    clock.now += 1.1
    for _ in range(4):
        fail(throttle)
    fail(throttle, address=ELSEWHERE)
    assert wait_of(lambda: fail(throttle, address=ELSEWHERE)) > 1


async def test_s12_attempts_at_the_same_moment_do_not_slip_through(service: AuthService) -> None:
    tries = [service.sign_in("alice", "wrong", address=HERE) for _ in range(15)]
    kinds = [type(error) for error in await asyncio.gather(*tries, return_exceptions=True)]
    assert kinds.count(BadCredentialsError) == 5
    assert kinds.count(TooManyAttemptsError) == 10


async def test_s12_unknown_names_are_counted_alike_and_not_logged(service: AuthService) -> None:
    with capture_logs() as logs:
        for _ in range(5):
            with pytest.raises(BadCredentialsError):
                await service.sign_in("my-secret-password", "x", address=HERE)
        with pytest.raises(TooManyAttemptsError):
            await service.sign_in("my-secret-password", "x", address=HERE)
    assert [line["code"] for line in logs][4:] == ["bad_credentials", "too_many_attempts"]
    assert "my-secret" not in str(logs)


async def test_s12_owner_gets_in_from_elsewhere(service: AuthService) -> None:
    for _ in range(5):
        with pytest.raises(BadCredentialsError):
            await service.sign_in("alice", "wrong", address=HERE)
    with pytest.raises(TooManyAttemptsError):
        await service.sign_in("alice", PASSWORD, address=HERE)
    assert (await service.sign_in("alice", PASSWORD, address=ELSEWHERE)).claims.subject == "alice"
