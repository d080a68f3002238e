"""The budget lets a burst through, then a steady rate."""

import asyncio

import pytest

from patience import PATIENCE, eventually
from releasewatch.core.errors import TemporalBusyError, TemporalTimeoutError
from releasewatch.services.temporal.budget import ConcurrencyLimit, TokenBucket


async def test_a_burst_passes_at_once_and_the_rest_waits_its_turn() -> None:
    bucket = TokenBucket(100, burst=5)
    began = asyncio.get_running_loop().time()
    burst = [asyncio.create_task(bucket.take()) for _ in range(5)]
    await asyncio.sleep(0)
    assert all(task.done() for task in burst)
    await asyncio.gather(*(bucket.take() for _ in range(10)))
    # Ten tokens at a hundred a second are not there any sooner, however busy the machine is.
    assert asyncio.get_running_loop().time() - began >= 0.09


async def give_up(waiting: list[asyncio.Task[None]]) -> None:
    for task in waiting:
        task.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)


async def wait_in_line(bucket: TokenBucket, count: int) -> list[asyncio.Task[None]]:
    waiting = [asyncio.create_task(bucket.take()) for _ in range(count)]
    await asyncio.sleep(0)
    return waiting


async def test_whoever_gives_up_leaves_the_token_to_others() -> None:
    bucket = TokenBucket(2, burst=1)
    await bucket.take()
    # By its place behind them the next one's turn would come after an hour.
    await give_up(await wait_in_line(bucket, 7200))
    async with asyncio.timeout(PATIENCE):
        await bucket.take()


async def test_those_who_give_up_do_not_keep_the_ones_behind_them_waiting() -> None:
    bucket = TokenBucket(2, burst=1)
    await bucket.take()
    # By its place in the line the last one's turn would come after an hour.
    *ahead, last = await wait_in_line(bucket, 7200)
    await give_up(ahead)
    async with asyncio.timeout(PATIENCE):
        await last


async def is_there(bucket: TokenBucket) -> bool:
    return bucket.available >= 1


async def test_a_bucket_that_filled_up_meanwhile_lets_the_next_one_through_at_once() -> None:
    bucket = TokenBucket(1000, burst=300)
    await asyncio.gather(*(bucket.take() for _ in range(300)))
    await give_up(await wait_in_line(bucket, 300))
    await eventually(lambda: is_there(bucket))
    taken = asyncio.ensure_future(bucket.take())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert taken.done()


async def test_tokens_are_given_in_the_order_of_asking() -> None:
    bucket, served = TokenBucket(500, burst=2), list[int]()

    async def take(number: int) -> None:
        await bucket.take()
        served.append(number)

    tasks = [asyncio.create_task(take(number)) for number in range(20)]
    await asyncio.sleep(0)
    await give_up(tasks[5:10])
    await asyncio.gather(*tasks, return_exceptions=True)
    assert served == [*range(5), *range(10, 20)]


async def test_a_token_given_to_one_who_gives_up_in_the_same_moment_is_not_lost() -> None:
    bucket, tasks = TokenBucket(0.001, burst=2), list[asyncio.Task[None]]()

    async def take_and_stop_the_others() -> None:
        await bucket.take()
        for task in tasks[1:]:
            task.cancel()

    await bucket.take()
    await bucket.take()
    tasks += [asyncio.create_task(take_and_stop_the_others()), asyncio.create_task(bucket.take())]
    await asyncio.sleep(0)
    # Both tokens come at once, so the second task is stopped with its token in hand.
    bucket.rate = 1_000_000
    await give_up(await wait_in_line(bucket, 1))
    await asyncio.gather(*tasks, return_exceptions=True)
    assert [task.cancelled() for task in tasks] == [False, True]
    bucket.rate = 0.001
    async with asyncio.timeout(PATIENCE):
        await bucket.take()


async def test_says_how_many_could_begin_and_how_many_wait() -> None:
    bucket = TokenBucket(0.001, burst=3)
    await bucket.take()
    assert 1.9 < bucket.available < 2.1
    waiting = await wait_in_line(bucket, 6)
    assert -4.1 < bucket.available < -3.9
    await give_up(waiting)
    assert -0.1 < bucket.available < 0.1


async def call(concurrency: ConcurrencyLimit, error: Exception | None = None) -> None:
    async with concurrency.place():
        if error:
            raise error


async def test_concurrency_is_halved_when_temporal_is_busy_and_grows_slowly() -> None:
    concurrency = ConcurrencyLimit(16)
    for expected in (8, 4):
        with pytest.raises(TemporalBusyError):
            await call(concurrency, TemporalBusyError("busy"))
        assert concurrency.limit == expected
    for _ in range(4):
        await call(concurrency)
    assert 4.9 < concurrency.limit <= 5
    with pytest.raises(TemporalTimeoutError):
        await call(concurrency, TemporalTimeoutError("slow"))
    assert concurrency.limit > 4.9


async def test_calls_refused_together_are_one_refusal() -> None:
    concurrency = ConcurrencyLimit(64)
    together = asyncio.Barrier(20)

    async def work() -> None:
        async with concurrency.place():
            await together.wait()
            raise TemporalBusyError("busy")

    await asyncio.gather(*(work() for _ in range(20)), return_exceptions=True)
    assert concurrency.limit == 32


async def test_however_busy_temporal_is_a_call_that_hangs_holds_up_nobody() -> None:
    concurrency = ConcurrencyLimit(16)
    for _ in range(10):
        with pytest.raises(TemporalBusyError):
            await call(concurrency, TemporalBusyError("busy"))
    async with asyncio.timeout(PATIENCE), concurrency.place():
        await call(concurrency)


async def test_no_more_calls_are_under_way_than_there_are_places() -> None:
    concurrency, most, under_way = ConcurrencyLimit(3), 0, 0

    async def work() -> None:
        nonlocal most, under_way
        async with concurrency.place():
            under_way += 1
            most = max(most, under_way)
            await asyncio.sleep(0)
            under_way -= 1

    await asyncio.gather(*(work() for _ in range(20)))
    assert (most, under_way) == (3, 0)


async def test_a_cancelled_wait_costs_no_place() -> None:
    concurrency = ConcurrencyLimit(1)
    async with concurrency.place():
        waiting = [asyncio.create_task(call(concurrency)) for _ in range(3)]
        await asyncio.sleep(0)
        waiting[0].cancel()
        waiting[1].cancel()
        await asyncio.sleep(0)
    async with asyncio.timeout(PATIENCE):
        await asyncio.gather(*waiting, return_exceptions=True)
        await call(concurrency)
