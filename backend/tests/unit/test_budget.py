"""The budget lets a burst through, then a steady rate."""

import asyncio

from releasewatch.services.budget import TokenBucket


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
