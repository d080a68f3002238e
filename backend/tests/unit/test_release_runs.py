"""The listing of runs on the fake Temporal: all pages, the latest run of each id, nothing listed twice."""

import asyncio

import pytest

from fakes import FakeTemporal
from patience import until
from releasewatch.models.entities import ExecutionStatus
from releasewatch.services.releases.runs import ListingPace, ReleaseRuns


class Runs:
    """Runs on the fake, and the means to list them."""

    def __init__(self, *, rest: float = 0, whole_interval: float = 60.0) -> None:
        self.temporal = FakeTemporal()
        pace = ListingPace(page_size=4, news=2, rest=rest, whole_interval=whole_interval)
        self._runs = ReleaseRuns(self.temporal, "all", pace)

    def start(self, *names: str) -> None:
        for name in names:
            self.temporal.start(f"release:{name}", {})

    def end(self, *names: str) -> None:
        for name in names:
            self.temporal.end(f"release:{name}", ExecutionStatus.COMPLETED)

    async def names(self, *, whole: bool = False) -> list[str]:
        self.temporal.asked.clear()
        listed = await self._runs.latest(whole=whole)
        return [run.workflow_id.removeprefix("release:") for run in listed.runs]

    @property
    def lists(self) -> int:
        return self.temporal.count_asked("list")


@pytest.fixture
def runs() -> Runs:
    return Runs()


async def test_all_pages_are_listed_open_runs_first(runs: Runs) -> None:
    closed = [f"c{number}" for number in range(8)]
    runs.start(*closed, "a", "b")
    runs.end(*closed)
    assert await runs.names() == ["b", "a", *reversed(closed)]
    assert runs.lists == 3


async def test_what_is_over_is_not_listed_again(runs: Runs) -> None:
    closed = [f"c{number}" for number in range(12)]
    runs.start(*closed, "a", "b")
    runs.end(*closed)
    await runs.names()
    assert await runs.names() == ["b", "a", *reversed(closed)]
    assert runs.lists == 1


async def test_what_has_begun_and_ended_since_is_listed(runs: Runs) -> None:
    runs.start("x", "y", "z", "a", "b")
    runs.end("x", "y", "z")
    await runs.names()
    runs.end("a")
    runs.start("new")
    assert await runs.names() == ["new", "b", "a", "z", "y", "x"]
    assert runs.lists == 1


async def test_many_changes_at_once_take_more_pages(runs: Runs) -> None:
    early, late = [f"e{number}" for number in range(6)], [f"l{number}" for number in range(9)]
    runs.start(*early)
    runs.end(*early)
    await runs.names()
    runs.start(*late)
    runs.end(*late)
    assert await runs.names() == [*reversed(late), *reversed(early)]
    assert runs.lists == 3


async def test_an_end_that_visibility_learns_of_late_is_listed(runs: Runs) -> None:
    others = [f"o{number}" for number in range(7)]
    runs.start("late", *others)
    late = runs.temporal.runs["release:late"]
    seen = late.description
    runs.end("late")
    ended, late.description = late.description, seen
    runs.end(*others)
    assert await runs.names() == ["late", *reversed(others)]
    late.description = ended
    assert await runs.names() == [*reversed(others), "late"]
    assert await runs.names() == [*reversed(others), "late"]
    assert runs.lists == 1


async def test_a_run_started_anew_shows_once(runs: Runs) -> None:
    runs.start("again", "other")
    runs.end("other", "again")
    await runs.names()
    runs.temporal.older = [runs.temporal.runs["release:again"]]
    runs.start("again")
    assert await runs.names() == ["again", "other"]


async def test_a_deleted_run_is_missed_at_once_when_asked(runs: Runs) -> None:
    runs.start("x", "y", "z")
    runs.end("x", "y", "z")
    await runs.names()
    del runs.temporal.runs["release:y"]
    assert await runs.names(whole=True) == ["z", "x"]
    assert await runs.names() == ["z", "x"]


async def test_a_long_list_is_not_listed_whole_over_and_over() -> None:
    # As if listing them took that much longer.
    runs = Runs(rest=1_000_000)
    closed = [f"c{number}" for number in range(9)]
    runs.start(*closed)
    runs.end(*closed)
    await runs.names(whole=True)
    assert runs.lists == 3
    await runs.names(whole=True)
    assert runs.lists == 1


@pytest.mark.parametrize(("whole_interval", "is_listed"), [(60.0, True), (0.0, False)])
async def test_a_deleted_run_is_missed_after_a_while(whole_interval: float, *, is_listed: bool) -> None:
    runs = Runs(whole_interval=whole_interval)
    closed = [f"c{number}" for number in range(9)]
    runs.start(*closed)
    runs.end(*closed)
    await runs.names()
    del runs.temporal.runs["release:c0"]
    assert ("c0" in await runs.names()) is is_listed


async def test_a_deleted_run_that_a_listing_under_way_still_has_does_not_come_back(runs: Runs) -> None:
    closed = [f"c{number}" for number in range(4)]
    runs.start(*closed)
    runs.end(*closed)
    await runs.names()
    hold = runs.temporal.hold = asyncio.Event()
    runs.temporal.asked.clear()
    under_way = asyncio.create_task(runs.names())
    await until(lambda: runs.lists)
    runs.temporal.hold = None
    del runs.temporal.runs["release:c0"]
    await runs.names(whole=True)
    hold.set()
    await under_way
    assert "c0" not in await runs.names()


async def test_without_any_release_nothing_is_listed(runs: Runs) -> None:
    assert await runs.names() == []
    assert await runs.names() == []
