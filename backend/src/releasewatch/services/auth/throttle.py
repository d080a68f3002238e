"""Rate limits for failed sign-ins: per user and address, per user, per address, and for all together."""

import ipaddress
import math
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

from cachetools import TTLCache

from releasewatch.core.errors import TooManyAttemptsError


class Limit(NamedTuple):
    """At most `most` within `seconds`."""

    most: int
    seconds: float

    def of(self, replicas: int) -> "Limit":
        """The part of one of so many servers, which do not know what the others count: one at least."""
        return self._replace(most=max(1, self.most // replicas))


PER_USER_AND_ADDRESS = Limit(5, 5 * 60)
PER_USER = Limit(50, 15 * 60)
PER_ADDRESS = Limit(5, 1)
TOGETHER = Limit(20, 1)
# For this long after a sign-in from an address, failures elsewhere do not hold it up: the limit for all together
# does not apply there, nor does the limit per user to the same user.
KNOWN = Limit(1, 30 * 24 * 60 * 60)
# The part of an IPv6 address that names a network: a host usually has all addresses of one.
_IPV6_NETWORK = 64
_EVERYBODY = ("",)
_Key = tuple[str, ...]


class _Window:
    """Counts what happened under each key within a limit's time.

    It needs no bound of its own, since it grows no faster than sign-ins are admitted.
    """

    def __init__(self, limit: Limit, now: Callable[[], float]) -> None:
        self._limit = limit
        self._now = now
        self._happened: TTLCache[_Key, deque[float]] = TTLCache(math.inf, limit.seconds, timer=now)

    def __len__(self) -> int:
        return len(self._happened)

    def wait(self, key: _Key) -> float:
        """Seconds until there is room for one more."""
        times = self._happened.get(key, deque())
        while times and times[0] <= self._now() - self._limit.seconds:
            times.popleft()
        return times[0] + self._limit.seconds - self._now() if len(times) >= self._limit.most else 0.0

    def add(self, key: _Key) -> None:
        """Count one."""
        times = self._happened.get(key, deque())
        times.append(self._now())
        self._happened[key] = times

    def take_back(self, key: _Key) -> None:
        """Uncount the latest."""
        if times := self._happened.get(key):
            times.pop()

    def clear(self, key: _Key) -> None:
        """Uncount all."""
        self._happened.pop(key, None)


class SignInThrottle:
    """Lets a sign-in be tried, or says when it may be tried again. Unknown names are counted like users'."""

    def __init__(self, now: Callable[[], float], replicas: int = 1) -> None:
        self._pairs = _Window(PER_USER_AND_ADDRESS.of(replicas), now)
        self._users = _Window(PER_USER.of(replicas), now)
        self._addresses = _Window(PER_ADDRESS.of(replicas), now)
        self._together = _Window(TOGETHER.of(replicas), now)
        self._known = _Window(KNOWN, now)
        self._homes = _Window(KNOWN, now)
        self.refused = 0

    def __len__(self) -> int:
        """How many pairs of user and address have failed lately."""
        return len(self._pairs)

    def arrive(self, username: str, address: str) -> None:
        """Admit an attempt, or raise `TooManyAttemptsError`. One that is refused anyway does not count."""
        self._require_room(username, address)
        network = (_network(address),)
        self._refuse_for(self._addresses.wait(network))
        if not self._known.wait(network):
            self._refuse_for(self._together.wait(_EVERYBODY))
            self._together.add(_EVERYBODY)
        self._addresses.add(network)

    @contextmanager
    def attempt(self, username: str, address: str) -> Iterator[None]:
        """Count a failure beforehand, so that attempts at the same moment cannot slip through; undo it on success."""
        self._require_room(username, address)
        pair, user = _keys(username, address)
        self._pairs.add(pair)
        self._users.add(user)
        yield
        # Failures from other addresses still count.
        self._pairs.clear(pair)
        self._users.take_back(user)
        for known, key in ((self._known, (_network(address),)), (self._homes, pair)):
            known.clear(key)
            known.add(key)

    def _require_room(self, username: str, address: str) -> None:
        pair, user = _keys(username, address)
        # Another user's success from the same address proves nothing about this one.
        is_at_home = self._homes.wait(pair) > 0
        self._refuse_for(max(self._pairs.wait(pair), 0.0 if is_at_home else self._users.wait(user)))

    def _refuse_for(self, seconds: float) -> None:
        if seconds > 0:
            self.refused += 1
            raise TooManyAttemptsError(
                "Too many sign-ins have failed. Wait as long as the header Retry-After says.",
                retry_after=math.ceil(seconds),
            )


def _keys(username: str, address: str) -> tuple[_Key, _Key]:
    return (username, _network(address)), (username,)


def _network(address: str) -> str:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv6Address):
        mapped = parsed.ipv4_mapped
        return str(mapped or ipaddress.ip_network((int(parsed), _IPV6_NETWORK), strict=False))
    return str(parsed)
