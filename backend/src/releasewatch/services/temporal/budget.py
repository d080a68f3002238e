"""How fast we may call Temporal, so that the dashboard never slows down a rollout."""

import asyncio
from collections import OrderedDict, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from releasewatch.core.errors import TemporalBusyError

# With fewer, a call or two that hang would hold up all the others.
_LEAST_AT_ONCE = 4.0
# What a rate grows by in a second of use, and the least that it falls to, as parts of the rate it began with.
_GROWTH_SHARE = 0.2
_LEAST_SHARE = 0.1
# Calls that take so long say that Temporal has enough to do, and so long, that it has too much.
_SLOW_SECONDS = 0.25
_TOO_SLOW_SECONDS = 0.5
_SMOOTHING = 0.05


class TokenBucket:
    """A rate limit with a burst; callers wait for their turn in the order of asking."""

    def __init__(self, rate: float, *, burst: float, most: float | None = None) -> None:
        """Let `rate` calls through per second in the long run, at most `most`, and `burst` at once after a pause."""
        self.rate = rate
        self._burst_seconds = burst / rate
        self._first_rate = rate
        self._most = rate if most is None else most
        self._seconds = 0.0
        self._lowered_at = 0.0
        self._tokens = burst
        self._counted_at = 0.0
        self._waiting: OrderedDict[asyncio.Future[None], None] = OrderedDict()
        self._timer: asyncio.TimerHandle | None = None

    @property
    def burst(self) -> float:
        """How many calls may begin at once after a pause."""
        return self._burst_seconds * self.rate

    def note_answer(self, seconds: float) -> None:
        """Grow a little while calls wait for the budget, and Temporal is quick about those that do not."""
        self._seconds += _SMOOTHING * (seconds - self._seconds)
        if self._seconds > _TOO_SLOW_SECONDS:
            self._lower(self._first_rate)
        elif self._waiting and self._seconds < _SLOW_SECONDS:
            self._count()
            self.rate = min(self._most, self.rate + _GROWTH_SHARE * self._first_rate / self.rate)

    def note_refusal(self) -> None:
        """Halve: Temporal says that this is too fast."""
        self._lower(_LEAST_SHARE * self._first_rate)

    def _lower(self, least: float) -> None:
        """Halve at most once a second, and to no less than `least`: calls refused together are one refusal."""
        now, rate = asyncio.get_running_loop().time(), max(least, self.rate / 2)
        if rate < self.rate and now >= self._lowered_at + 1:
            self._count()
            self._lowered_at, self.rate = now, rate
            self._tokens = min(self._tokens, rate)

    @property
    def available(self) -> float:
        """How many calls could begin at once; below zero: how many are waiting."""
        self._count()
        return self._tokens - len(self._waiting)

    async def take(self) -> None:
        """Wait for a token. They are given in the order of asking, to those who still wait."""
        turn = asyncio.get_running_loop().create_future()
        self._waiting[turn] = None
        self._serve()
        try:
            await turn
        except asyncio.CancelledError:
            self._waiting.pop(turn, None)
            if not turn.cancelled():
                # The token was given in the same moment: pass it on.
                self._tokens += 1
            self._serve()
            raise

    def _serve(self) -> None:
        """Hand out the tokens there are, and come back when the next one is due."""
        self._count()
        while self._waiting and self._tokens >= 1:
            turn, _ = self._waiting.popitem(last=False)
            if not turn.done():
                self._tokens -= 1
                turn.set_result(None)
        if self._timer:
            self._timer.cancel()
            self._timer = None
        if self._waiting:
            pause = (1 - self._tokens) / self.rate
            self._timer = asyncio.get_running_loop().call_later(pause, self._serve)

    def _count(self) -> None:
        now = asyncio.get_running_loop().time()
        self._tokens = min(self.burst, self._tokens + (now - self._counted_at) * self.rate)
        self._counted_at = now


class ConcurrencyLimit:
    """How many calls may be under way: halved when Temporal says that it is busy, grown slowly while it does not.

    Calls refused together are one refusal: only what began after the last halving can halve again.
    """

    def __init__(self, most: int) -> None:
        self.most = most
        self.limit = float(most)
        self.under_way = 0
        self._least = min(_LEAST_AT_ONCE, self.limit)
        self._halved_at = 0.0
        self._waiting: deque[asyncio.Future[None]] = deque()

    @asynccontextmanager
    async def place(self) -> AsyncIterator[None]:
        """Wait for a place, and learn from how the call in it ends."""
        await self._enter()
        began = asyncio.get_running_loop().time()
        try:
            yield
            self.limit = min(self.most, self.limit + 1 / self.limit)
        except TemporalBusyError:
            self._halve(began)
            raise
        finally:
            self._leave()

    def _halve(self, began: float) -> None:
        if began >= self._halved_at:
            self.limit = max(self._least, self.limit / 2)
            self._halved_at = asyncio.get_running_loop().time()

    async def _enter(self) -> None:
        if self.under_way < int(self.limit):
            self.under_way += 1
            return
        place = asyncio.get_running_loop().create_future()
        self._waiting.append(place)
        try:
            await place
        except asyncio.CancelledError:
            if place.done() and not place.cancelled():
                # The place was given in the same moment: pass it on.
                self._leave()
            raise

    def _leave(self) -> None:
        self.under_way -= 1
        while self._waiting and self.under_way < int(self.limit):
            place = self._waiting.popleft()
            if not place.done():
                self.under_way += 1
                place.set_result(None)
