"""One read serves all requests for the same thing at the same moment."""

import asyncio
import math
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Generic, TypeVar

from releasewatch.core.errors import TemporalTimeoutError

_Value = TypeVar("_Value")


@dataclass(slots=True)
class ReadCounts:
    """How many requests there were, and how many reads served them."""

    requests: int = 0
    reads: int = 0


@dataclass(slots=True, eq=False)
class _Read(Generic[_Value]):
    """One read, scheduled, under way or finished. Times are the event loop's, in seconds."""

    task: "asyncio.Task[_Value]"
    began: float | None = None
    ended: float | None = None
    waiters: int = 0

    @property
    def age(self) -> float:
        return math.inf if self.began is None else asyncio.get_running_loop().time() - self.began

    @property
    def is_over(self) -> bool:
        return self.task.done()

    @property
    def has_failed(self) -> bool:
        return self.is_over and not self.has_value

    @property
    def has_value(self) -> bool:
        return self.is_over and not self.task.cancelled() and self.task.exception() is None


# Dashboards poll every two seconds: a read that costs something is made for one round of polls, however many look.
_ROUND_SECONDS = 1.85
# Longer than this, nobody waits who can have a recent answer.
_SOON_SECONDS = 0.3
# An answer is seen within five seconds of a change, so the last read may be this old where the next one takes long.
_RECENT_SECONDS = 4.0
# A read that takes long goes on by itself, so a longer rest would spare Temporal little, and make what is open stale.
_LONGEST_REST_SECONDS = 1.0


def turn_after(took: float) -> float:
    """Seconds from a read's beginning to the next one's, by the seconds that it took."""
    rest = min(3 * took, max(_ROUND_SECONDS - took, _LONGEST_REST_SECONDS))
    # The last answer is to be recent until the next one comes, if that takes as long.
    return took + max(0.0, min(rest, _RECENT_SECONDS - 2 * took))


class SharedReads(Generic[_Value]):
    """Joins requests to reads, so that none gets a read older than it asked for.

    A request joins a read that has not begun, or began at most the window ago; a strict one only a
    read that begins after it. Where that takes long, it takes the last read there was, if that is recent. Reads of one
    key start no more often than the window, and after a rest. When the last waiter is gone, the read stops.
    """

    def __init__(
        self,
        read: Callable[[str], Awaitable[_Value]],
        *,
        window: float,
        patience: float = math.inf,
        rest: Callable[[float], float] = turn_after,
        grace: float = 3.0,
    ) -> None:
        """Share calls of `read` by its key.

        Args:
            read: What is shared.
            window: Seconds for which a read may be joined after it began. For four times as long, it answers where the
                next one takes long.
            patience: Seconds after which a request takes the last read there was, which says when it began. A strict
                request, and one without any last read, fails `grace` seconds later.
            rest: Seconds from one read's beginning to the next one's, by the seconds that it took.
            grace: How much longer than its deadline a read may take.
        """
        self._read = read
        self._window = window
        self._patience = patience
        self._soon = min(_SOON_SECONDS, patience)
        self._recent = min(4 * window, _RECENT_SECONDS)
        self._rest = rest
        self._grace = grace
        self._latest: dict[str, _Read[_Value]] = {}
        self._last: dict[str, _Read[_Value]] = {}
        self._next: dict[str, _Read[_Value]] = {}
        self.counts = ReadCounts()

    async def get(self, key: str, *, strict: bool = False) -> _Value:
        """The value of a read that is fresh enough for a request made now.

        Args:
            key: What to read.
            strict: Only accept a read that begins after this call.

        Raises:
            TemporalTimeoutError: the read did not get its turn in time.
            Exception: what the read raises, to all who joined it.
        """
        self.counts.requests += 1
        read = self._joinable(key, strict=strict) or self._schedule(key)
        loop = asyncio.get_running_loop()
        asked, before, under_way = loop.time(), self._last.get(key), self._latest.get(key, read)
        with self._awaited(key, read):
            # What was under way when the request came may end before the read that it waits for.
            for seconds, other, oldest in (
                (self._soon, read, self._recent),
                (self._patience, under_way, self._recent),
                (self._patience, read, math.inf),
            ):
                left = max(0.0, asked + seconds - loop.time())
                await asyncio.wait({read.task, other.task}, timeout=left, return_when=asyncio.FIRST_COMPLETED)
                last = self._last.get(key, before)
                if not (read.is_over or strict) and last and last.age < oldest:
                    return last.task.result()
            done, _ = await asyncio.wait([read.task], timeout=self._grace)
            if not done:
                raise TemporalTimeoutError("Reading takes too long at the moment. Try again: what was read is cached.")
            return read.task.result()

    @contextmanager
    def _awaited(self, key: str, read: _Read[_Value]) -> Iterator[None]:
        """Count a waiter of a read, which stops when the last one leaves it."""
        read.waiters += 1
        try:
            yield
        except asyncio.CancelledError:
            if read.waiters == 1 and not read.is_over:
                read.task.cancel()
                self._forget(key, read)
            raise
        finally:
            read.waiters -= 1

    def _joinable(self, key: str, *, strict: bool) -> _Read[_Value] | None:
        if key in self._next:
            return self._next[key]
        latest = self._latest.get(key)
        if strict or latest is None or latest.task.cancelling():
            return None
        return latest if latest.age <= self._window else None

    def _schedule(self, key: str) -> _Read[_Value]:
        previous = self._latest.get(key)
        read: _Read[_Value] = _Read(asyncio.create_task(self._run(key, previous)))
        read.task.add_done_callback(lambda _: self._end(key, read))
        self._next[key] = read
        return read

    async def _run(self, key: str, previous: _Read[_Value] | None) -> _Value:
        if previous:
            await self._wait_for_turn(previous)
        read = self._next.pop(key)
        read.began = asyncio.get_running_loop().time()
        self.counts.reads += 1
        self._latest[key] = read
        return await self._read(key)

    def _end(self, key: str, read: _Read[_Value]) -> None:
        look_at_failure(read.task)
        if read.began is None:
            return
        loop = asyncio.get_running_loop()
        read.ended = loop.time()
        if read.has_value:
            self._last[key] = read
        elif not read.task.cancelled():
            # A failure is news: nobody gets what there was before it.
            self._last.pop(key, None)
        loop.call_later(max(self._turn(read), self._recent), self._forget_ended, key, read)

    async def _wait_for_turn(self, previous: _Read[_Value]) -> None:
        if not previous.is_over:
            await asyncio.wait([previous.task])
        if previous.began is not None:
            pause = previous.began + self._turn(previous) - asyncio.get_running_loop().time()
            await asyncio.sleep(max(0.0, pause))

    def _turn(self, read: _Read[_Value]) -> float:
        """Seconds from one read's beginning to the next one's."""
        if read.began is None or read.ended is None:
            return self._window
        # A failure costs Temporal little, so the next read need not wait.
        return self._window if read.has_failed else max(self._window, self._rest(read.ended - read.began))

    def _forget(self, key: str, read: _Read[_Value]) -> None:
        if self._next.get(key) is read:
            del self._next[key]

    def _forget_ended(self, key: str, read: _Read[_Value]) -> None:
        for reads in (self._latest, self._last):
            if reads.get(key) is read:
                del reads[key]


def look_at_failure(task: asyncio.Task[_Value]) -> None:
    """Take note of how a task ended: all who waited may have left, and asyncio logs failures that nobody looks at."""
    if not task.cancelled():
        task.exception()
