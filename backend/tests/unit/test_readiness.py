"""Readiness: one question serves many probes, and none hangs."""

import asyncio

import pytest

from patience import PATIENCE
from releasewatch.core.errors import AppError, ShuttingDownError, TemporalTimeoutError, TemporalUnreachableError
from releasewatch.services.operations.readiness import Readiness


class Temporal:
    """Answers, fails or hangs as told, and counts how often it was asked."""

    def __init__(self) -> None:
        self.asked = 0
        self.error: AppError | None = None
        self.now = 100.0

    async def check(self) -> None:
        self.asked += 1
        await asyncio.sleep(0)
        if self.error:
            raise self.error


@pytest.fixture
def temporal() -> Temporal:
    return Temporal()


@pytest.fixture
def readiness(temporal: Temporal) -> Readiness:
    return Readiness(temporal.check, deadline=PATIENCE, now=lambda: temporal.now)


async def test_many_probes_are_one_question(temporal: Temporal, readiness: Readiness) -> None:
    async with asyncio.TaskGroup() as tasks:
        for _ in range(20):
            tasks.create_task(readiness.require())
    assert temporal.asked == 1


async def test_answer_is_kept_for_a_second_good_or_bad(temporal: Temporal, readiness: Readiness) -> None:
    await readiness.require()
    temporal.error = TemporalUnreachableError("gone")
    temporal.now += 1
    await readiness.require()
    temporal.now += 0.1
    for _ in range(2):
        with pytest.raises(TemporalUnreachableError, match="gone"):
            await readiness.require()
    assert temporal.asked == 2
    temporal.error = None
    temporal.now += 1.1
    await readiness.require()


async def test_silence_is_an_answer() -> None:
    readiness = Readiness(asyncio.Event().wait, deadline=0.01)  # type: ignore[arg-type]
    with pytest.raises(TemporalTimeoutError):
        await readiness.require()


async def test_r13_server_that_is_about_to_stop_is_not_ready(readiness: Readiness) -> None:
    await readiness.require()
    readiness.stop()
    with pytest.raises(ShuttingDownError):
        await readiness.require()
