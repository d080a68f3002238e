"""The list is read while nobody looks, at a pace of its own, and never twice for the same moment."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from clock import LoopClock
from releasewatch.core.errors import TemporalUnreachableError
from releasewatch.services.releases.background import BackgroundReads
from releasewatch.services.releases.census import Census


class UnwatchedList:
    """A list that was read as long ago as the test says, and notes each read."""

    def __init__(self) -> None:
        self.age: float | None = None
        self.reads = 0
        self.error: Exception | None = None

    @property
    def census(self) -> Census | None:
        return None if self.age is None else Census({}, [], datetime.now(UTC) - timedelta(seconds=self.age))

    async def look(self) -> None:
        self.reads += 1
        if self.error:
            raise self.error


@pytest.fixture
async def clock(monkeypatch: pytest.MonkeyPatch) -> LoopClock:
    clock = LoopClock()
    monkeypatch.setattr(asyncio.get_running_loop(), "time", clock)
    return clock


@pytest.fixture
def releases() -> UnwatchedList:
    return UnwatchedList()


@pytest.fixture
async def outcomes(releases: UnwatchedList, clock: LoopClock) -> AsyncIterator[Counter[str]]:
    counted: Counter[str] = Counter()
    async with BackgroundReads(releases, seconds=60, observe=lambda outcome: counted.update([outcome])).running():
        await clock.move_on(0)
        yield counted


async def test_it_reads_at_once_and_then_at_its_pace(
    releases: UnwatchedList, clock: LoopClock, outcomes: Counter[str]
) -> None:
    assert releases.reads == 1
    releases.age = 59
    await clock.move_on(59)
    assert releases.reads == 1
    releases.age = 60
    await clock.move_on(1)
    assert (releases.reads, outcomes) == (2, {"ok": 2})


@pytest.mark.usefixtures("outcomes")
async def test_what_viewers_read_is_not_read_again(releases: UnwatchedList, clock: LoopClock) -> None:
    releases.age = 2
    await clock.move_on(60)
    assert releases.reads == 1
    releases.age = 60
    await clock.move_on(58)
    assert releases.reads == 2


async def test_an_error_of_temporal_is_counted_and_does_not_end_it(
    releases: UnwatchedList, clock: LoopClock, outcomes: Counter[str]
) -> None:
    releases.error = TemporalUnreachableError("Away.")
    await clock.move_on(60)
    assert outcomes == {"ok": 1, "temporal_unreachable": 1}
    releases.error = None
    await clock.move_on(60)
    assert outcomes == {"ok": 2, "temporal_unreachable": 1}


@pytest.mark.usefixtures("outcomes")
async def test_what_ends_it_is_logged(
    releases: UnwatchedList, clock: LoopClock, capsys: pytest.CaptureFixture[str]
) -> None:
    releases.error = ValueError("unforeseen")
    await clock.move_on(60)
    assert "background_read_failed" in capsys.readouterr().out
