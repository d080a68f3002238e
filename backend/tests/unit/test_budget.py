"""The budget lets a burst through, then a steady rate."""

import asyncio

import pytest

from releasewatch.core.errors import TemporalBusyError, TemporalTimeoutError
from releasewatch.services.budget import Concurrency, TokenBucket


async def test_a_burst_passes_at_once_and_the_rest_waits_its_turn() -> None:
    bucket = TokenBucket(100, burst=5)
    began = asyncio.get_running_loop().time()
    for _ in range(5):
        await bucket.take()
    after_burst = asyncio.get_running_loop().time()
    await asyncio.gather(*(bucket.take() for _ in range(10)))
    # Ten tokens at a hundred a second are not there any sooner, however busy the machine is.
    assert asyncio.get_running_loop().time() - began >= 0.09
    assert after_burst - began < 1


async def test_whoever_gives_up_leaves_the_token_to_others() -> None:
    bucket = TokenBucket(10, burst=1)
    await bucket.take()
    given_up = [asyncio.create_task(bucket.take()) for _ in range(50)]
    await asyncio.sleep(0)
    for task in given_up:
        task.cancel()
    await asyncio.gather(*given_up, return_exceptions=True)
    async with asyncio.timeout(3):
        await bucket.take()


async def call(concurrency: Concurrency, error: Exception | None = None) -> None:
    async with concurrency.place():
        if error:
            raise error


async def test_concurrency_is_halved_when_temporal_is_busy_and_grows_slowly() -> None:
    concurrency = Concurrency(16)
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
    concurrency = Concurrency(64)
    together = asyncio.Barrier(20)

    async def work() -> None:
        async with concurrency.place():
            await together.wait()
            raise TemporalBusyError("busy")

    await asyncio.gather(*(work() for _ in range(20)), return_exceptions=True)
    assert concurrency.limit == 32


async def test_however_busy_temporal_is_a_call_that_hangs_holds_up_nobody() -> None:
    concurrency = Concurrency(16)
    for _ in range(10):
        with pytest.raises(TemporalBusyError):
            await call(concurrency, TemporalBusyError("busy"))
    async with asyncio.timeout(3), concurrency.place():
        await call(concurrency)


async def test_no_more_calls_are_under_way_than_there_are_places() -> None:
    concurrency, most, under_way = Concurrency(3), 0, 0

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
    concurrency = Concurrency(1)
    async with concurrency.place():
        waiting = [asyncio.create_task(call(concurrency)) for _ in range(3)]
        await asyncio.sleep(0)
        waiting[0].cancel()
        waiting[1].cancel()
        await asyncio.sleep(0)
    async with asyncio.timeout(3):
        await asyncio.gather(*waiting, return_exceptions=True)
        await call(concurrency)
