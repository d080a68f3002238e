"""A budget without a limit finds out what Temporal bears: it grows while nothing is refused, and gives way at once."""

import asyncio
import math
from collections.abc import AsyncIterator

import pytest

from releasewatch.services.temporal.budget import TokenBucket


class Demand:
    """A budget for which calls wait."""

    def __init__(self, *, most: float = math.inf) -> None:
        self.bucket = TokenBucket(100, burst=1, most=most)
        self.waiting = [asyncio.ensure_future(self.bucket.take()) for _ in range(2_000)]

    def answer(self, seconds: float, *, times: int = 100) -> None:
        for _ in range(times):
            self.bucket.note_answer(seconds)

    async def give_up(self) -> None:
        for each in self.waiting:
            each.cancel()
        await asyncio.gather(*self.waiting, return_exceptions=True)


@pytest.fixture
async def demand() -> AsyncIterator[Demand]:
    demand = Demand()
    await asyncio.sleep(0)
    yield demand
    await demand.give_up()


async def test_it_grows_by_a_fifth_of_its_first_rate_in_a_second_of_use(demand: Demand) -> None:
    demand.answer(0.01)
    assert 115 < demand.bucket.rate < 120
    demand.answer(0.01, times=round(demand.bucket.rate))
    assert 130 < demand.bucket.rate < 140


async def test_it_does_not_grow_while_nobody_waits_for_it() -> None:
    bucket = TokenBucket(100, burst=1500, most=math.inf)
    await bucket.take()
    bucket.note_answer(0.01)
    assert bucket.rate == 100


async def test_it_does_not_grow_past_the_limit_that_is_set() -> None:
    demand = Demand(most=110)
    await asyncio.sleep(0)
    demand.answer(0.01, times=1000)
    assert demand.bucket.rate == 110
    await demand.give_up()


async def test_it_stops_growing_when_temporal_gets_slow(demand: Demand) -> None:
    demand.answer(0.4)
    rate = demand.bucket.rate
    demand.answer(0.4)
    assert demand.bucket.rate == rate


async def test_it_is_halved_by_a_refusal_and_calls_refused_together_are_one(demand: Demand) -> None:
    demand.answer(0.01, times=1000)
    rate = demand.bucket.rate
    for _ in range(20):
        demand.bucket.note_refusal()
    assert demand.bucket.rate == rate / 2
    assert demand.bucket.available <= demand.bucket.rate


async def test_slow_answers_leave_the_burst_of_a_budget_that_has_not_grown() -> None:
    bucket = TokenBucket(100, burst=1500, most=math.inf)
    for _ in range(100):
        bucket.note_answer(3)
    assert bucket.available == 1500


async def test_slow_answers_never_take_it_below_the_rate_it_began_with(demand: Demand) -> None:
    demand.answer(0.01, times=1000)
    demand.answer(3)
    assert demand.bucket.rate >= 100
