"""One read serves all who may share it, and nobody gets one older than asked for."""

import asyncio
import gc
import math
from collections.abc import Callable
from functools import partial

import pytest

from clock import LoopClock
from patience import PATIENCE, until
from releasewatch.core.errors import TemporalTimeoutError
from releasewatch.services.shared_reads import SharedReads, turn_after

# A busy machine may take long over what takes no time.
sharing = partial(SharedReads, grace=PATIENCE)


class Reads:
    """A read that the test finishes by hand."""

    def __init__(self) -> None:
        self.begun = 0
        self.cancelled = 0
        self.started = asyncio.Condition()
        self.gate = asyncio.Event()
        self.error: Exception | None = None

    async def __call__(self, _: str) -> int:
        self.begun += 1
        number = self.begun
        async with self.started:
            self.started.notify_all()
        try:
            await self.gate.wait()
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        if self.error:
            raise self.error
        return number

    async def until(self, condition: Callable[[], bool]) -> None:
        async with self.started:
            await self.started.wait_for(condition)


@pytest.fixture
def reads() -> Reads:
    return Reads()


@pytest.fixture
async def clock(monkeypatch: pytest.MonkeyPatch) -> LoopClock:
    clock = LoopClock()
    monkeypatch.setattr(asyncio.get_running_loop(), "time", clock)
    return clock


async def test_requests_of_one_moment_share_a_read(reads: Reads) -> None:
    shared = sharing(reads, window=60)
    first = asyncio.create_task(shared.get("a"))
    await reads.until(lambda: reads.begun == 1)
    second = asyncio.create_task(shared.get("a"))
    reads.gate.set()
    assert {await first, await second, await shared.get("a")} == {1}


async def test_different_keys_do_not_share(reads: Reads) -> None:
    shared = sharing(reads, window=60)
    reads.gate.set()
    assert {await shared.get("a"), await shared.get("b")} == {1, 2}


async def test_a_strict_request_does_not_join_a_read_that_has_begun(reads: Reads) -> None:
    shared = sharing(reads, window=0.01)
    early = asyncio.create_task(shared.get("a"))
    await reads.until(lambda: reads.begun == 1)
    strict = asyncio.create_task(shared.get("a", strict=True))
    reads.gate.set()
    assert await early == 1
    assert await strict == 2


async def test_strict_requests_share_the_next_read(reads: Reads) -> None:
    shared = sharing(reads, window=0.01)
    early = asyncio.create_task(shared.get("a"))
    await reads.until(lambda: reads.begun == 1)
    later = [asyncio.create_task(shared.get("a", strict=True)) for _ in range(5)]
    reads.gate.set()
    assert await asyncio.gather(early, *later) == [1, 2, 2, 2, 2, 2]


async def test_past_the_window_a_new_read_begins(reads: Reads) -> None:
    shared = sharing(reads, window=0)
    reads.gate.set()
    assert await shared.get("a") == 1
    assert await shared.get("a") == 2


async def test_a_failure_reaches_all_who_joined(reads: Reads) -> None:
    shared = sharing(reads, window=60)
    reads.error = ValueError("boom")
    reads.gate.set()
    results = await asyncio.gather(shared.get("a"), shared.get("a"), return_exceptions=True)
    assert [str(result) for result in results] == ["boom", "boom"]
    assert reads.begun == 1


async def test_a_cancelled_waiter_harms_nobody(reads: Reads) -> None:
    shared = sharing(reads, window=60)
    leader = asyncio.create_task(shared.get("a"))
    await reads.until(lambda: reads.begun == 1)
    follower = asyncio.create_task(shared.get("a"))
    await asyncio.sleep(0)
    leader.cancel()
    reads.gate.set()
    assert await follower == 1
    assert reads.cancelled == 0


async def test_the_last_waiter_gone_stops_the_read(reads: Reads) -> None:
    shared = sharing(reads, window=0.01)
    waiters = [asyncio.create_task(shared.get("a")) for _ in range(2)]
    await reads.until(lambda: reads.begun == 1)
    for waiter in waiters:
        waiter.cancel()
    await asyncio.gather(*waiters, return_exceptions=True)
    await asyncio.sleep(0)
    assert reads.cancelled == 1
    reads.gate.set()
    assert await shared.get("a") == 2


async def test_who_comes_while_a_read_is_being_stopped_gets_one_of_its_own(reads: Reads) -> None:
    stopping, may_stop = asyncio.Event(), asyncio.Event()

    async def read(key: str) -> int:
        try:
            return await reads(key)
        except asyncio.CancelledError:
            stopping.set()
            await may_stop.wait()
            raise

    shared = sharing(read, window=0.2)
    leaving = asyncio.create_task(shared.get("a"))
    await reads.until(lambda: reads.begun == 1)
    leaving.cancel()
    await stopping.wait()
    coming = asyncio.create_task(shared.get("a"))
    await asyncio.sleep(0)
    may_stop.set()
    with pytest.raises(asyncio.CancelledError):
        await leaving
    reads.gate.set()
    assert await coming == 2


async def test_a_read_given_up_before_it_begins_leaves_no_trace(reads: Reads) -> None:
    shared = sharing(reads, window=0.01)
    early = asyncio.create_task(shared.get("a"))
    await reads.until(lambda: reads.begun == 1)
    given_up = asyncio.create_task(shared.get("a", strict=True))
    await asyncio.sleep(0)
    given_up.cancel()
    await asyncio.gather(given_up, return_exceptions=True)
    reads.gate.set()
    assert await early == 1
    assert await shared.get("a", strict=True) == 2


async def test_who_waited_long_enough_takes_the_last_read_and_the_new_one_goes_on(
    reads: Reads, clock: LoopClock
) -> None:
    shared = SharedReads(reads, window=0, patience=2)
    first = asyncio.create_task(shared.get("a"))
    await clock.move_on(1)
    reads.gate.set()
    assert await first == 1
    reads.gate.clear()
    # The turn of the next one comes after twice as long as that took.
    await clock.move_on(1)
    second = asyncio.create_task(shared.get("a"))
    await clock.move_on(2)
    assert await second == 1
    assert reads.begun == 2
    reads.gate.set()
    third = asyncio.create_task(shared.get("a", strict=True))
    await clock.move_on(10)
    assert await third in (2, 3)
    assert reads.cancelled == 0


async def read_twice(shared: SharedReads[int], reads: Reads, clock: LoopClock) -> asyncio.Task[int]:
    """Read once in half a second, and ask again when the next one's turn has come."""
    first = asyncio.create_task(shared.get("a"))
    await clock.move_on(0.5)
    reads.gate.set()
    assert await first == 1
    reads.gate.clear()
    await clock.move_on(1.5)
    second = asyncio.create_task(shared.get("a"))
    await clock.move_on(0)
    assert reads.begun == 2
    return second


async def test_a_recent_read_answers_where_the_next_one_takes_long(reads: Reads, clock: LoopClock) -> None:
    second = await read_twice(SharedReads(reads, window=1, patience=3), reads, clock)
    await clock.move_on(0.29)
    assert not second.done()
    await clock.move_on(0.02)
    assert await second == 1
    assert (reads.begun, reads.cancelled) == (2, 0)


async def test_who_comes_late_to_a_read_takes_what_it_gets_and_waits_for_no_other(
    reads: Reads, clock: LoopClock
) -> None:
    shared = sharing(reads, window=1, patience=30, rest=lambda _: math.inf)
    early = asyncio.create_task(shared.get("a"))
    await clock.move_on(2)
    late = asyncio.create_task(shared.get("a"))
    await clock.move_on(1)
    assert not late.done()
    reads.gate.set()
    await clock.move_on(0)
    assert late.done()
    assert (await early, await late, reads.begun) == (1, 1, 1)


async def test_who_is_strict_waits_on_when_the_read_before_ends(reads: Reads, clock: LoopClock) -> None:
    shared = sharing(reads, window=1, patience=30, rest=lambda _: 5)
    early = asyncio.create_task(shared.get("a"))
    await clock.move_on(2)
    strict = asyncio.create_task(shared.get("a", strict=True))
    await clock.move_on(1)
    reads.gate.set()
    await clock.move_on(0)
    assert (await early, strict.done()) == (1, False)
    await clock.move_on(5)
    assert await strict == 2


async def test_a_read_is_recent_for_four_windows_and_four_seconds(reads: Reads, clock: LoopClock) -> None:
    for window in (0.5, 2):
        shared = SharedReads(reads, window=window, patience=60)
        reads.gate.set()
        last = await shared.get("a")
        reads.gate.clear()
        await clock.move_on(min(4 * window, 4) - 0.4)
        late = asyncio.create_task(shared.get("a"))
        await clock.move_on(0.41)
        assert not late.done()
        reads.gate.set()
        assert await late == last + 1


async def test_a_failure_is_told_however_recent_the_last_read_was(reads: Reads, clock: LoopClock) -> None:
    shared = SharedReads(reads, window=1, patience=3)
    second = await read_twice(shared, reads, clock)
    reads.error = ValueError("no")
    reads.gate.set()
    with pytest.raises(ValueError, match="no"):
        await second
    reads.gate.clear()
    await clock.move_on(1.1)
    third = asyncio.create_task(shared.get("a"))
    await clock.move_on(0.5)
    assert not third.done()
    reads.error = None
    reads.gate.set()
    assert await third == 3


@pytest.mark.parametrize(("took", "turn"), [(0.1, 0.4), (0.25, 1.0), (0.5, 1.85), (0.8, 1.85), (1.5, 2.5)])
def test_reads_that_cost_something_come_once_for_a_round_of_polls(took: float, turn: float) -> None:
    assert turn_after(took) == pytest.approx(turn)


@pytest.mark.parametrize("took", [1.0, 1.5, 1.7, 2.0])
def test_the_last_answer_is_recent_until_the_next_one_comes(took: float) -> None:
    assert turn_after(took) + took <= 4.0


@pytest.mark.parametrize("took", [2.0, 2.5, 3.0])
def test_a_read_that_takes_too_long_for_that_is_followed_at_once(took: float) -> None:
    assert turn_after(took) == took


async def test_who_waits_for_a_turn_takes_what_the_read_under_way_gets_meanwhile(
    reads: Reads, clock: LoopClock
) -> None:
    # The next read's turn does not come while anybody looks.
    shared = SharedReads(reads, window=0, patience=1, rest=lambda _: math.inf)
    first = asyncio.create_task(shared.get("a"))
    await reads.until(lambda: reads.begun == 1)
    second = asyncio.create_task(shared.get("a"))
    reads.gate.set()
    assert await first == 1
    reads.gate.clear()
    await clock.move_on(1)
    assert await second == 1


async def test_a_strict_request_has_all_the_patience_there_is(reads: Reads) -> None:
    shared = sharing(reads, window=0, patience=0.01)
    reads.gate.set()
    assert await shared.get("a") == 1
    reads.gate.clear()
    strict = asyncio.create_task(shared.get("a", strict=True))
    await reads.until(lambda: reads.begun == 2)
    reads.gate.set()
    assert await strict == 2


async def test_nobody_waits_longer_than_is_right_for_a_turn() -> None:
    may_end = asyncio.Event()

    async def read(key: str) -> str:
        await may_end.wait()
        return key

    reads = SharedReads(read, window=0, patience=0.02, grace=0.01)
    with pytest.raises(TemporalTimeoutError):
        await reads.get("tree")
    with pytest.raises(TemporalTimeoutError):
        await reads.get("tree", strict=True)
    may_end.set()
    assert await reads.get("another tree") == "another tree"


async def test_a_failure_after_everybody_has_left_is_no_news(reads: Reads) -> None:
    loop = asyncio.get_running_loop()
    told: list[object] = []
    loop.set_exception_handler(lambda _, context: told.append(type(context.get("exception"))))
    await fail_unseen(reads)
    gc.collect()
    loop.set_exception_handler(None)
    assert ValueError not in told


async def fail_unseen(reads: Reads) -> None:
    shared = SharedReads(reads, window=0, patience=0.01, grace=0)
    reads.error = ValueError("no")
    with pytest.raises(TemporalTimeoutError):
        await shared.get("a")
    reads.gate.set()
    await until(lambda: not shared._latest)
    # It remembers where it was raised, and with that the task.
    reads.error = None
