"""The list of releases on the fake Temporal: which rows, how far read, at what pace."""

import asyncio
import math
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from fakes import FakeTemporal
from patience import PATIENCE, until
from releasewatch.core.errors import TemporalTimeoutError
from releasewatch.models.entities import Code, ExecutionStatus
from releasewatch.models.page import ReleasePage, ReleaseSummary
from releasewatch.models.status import Status
from releasewatch.models.versions import Versions
from releasewatch.services.releases.known_rows import KnownRows, Pace
from releasewatch.services.releases.listing import ReleaseFilter, ReleaseList
from releasewatch.services.releases.names import ReleaseRule
from releasewatch.services.releases.runs import ReleaseRuns
from releasewatch.services.releases.versions import VersionFilter
from releasewatch.services.trees.snapshot import Dump
from unit.list_fixtures import entities_on

APP = {"id": "app:web", "name": "web", "state": "running"}
BUNDLE = {"id": "bundle:core", "state": "running", "apps": [APP]}
WAVES = [{"id": "wave:1", "state": "running", "clusters": [{"id": "cluster:eu", "state": "running", "bundle": BUNDLE}]}]


class Lists:
    """Releases on the fake, and the means to list them."""

    def __init__(self, pace: Pace | None = None) -> None:
        self.temporal = FakeTemporal()
        # A busy machine may take long over rows that take no time.
        self.known = KnownRows(pace or Pace(rows_time=PATIENCE))
        self.entities = entities_on(self.temporal, self.known)
        self.refresh()

    def refresh(self, *, patience: float = math.inf) -> None:
        """Forget the list that was read, and nothing else: the next one is read anew."""
        self._list = ReleaseList(self.temporal, self.entities, self.known, ReleaseRule("all"), patience=patience)

    async def complete_page(self) -> ReleasePage:
        """A strict list that got to every row, once the machine has the time for it."""
        async with asyncio.timeout(PATIENCE):
            while not (page := ReleasePage.model_validate_json((await self.dump(strict=True)).body)).complete:
                """Read again."""
        return page

    def release(self, id_name: str, state: str = "running", **fields: Any) -> str:
        release_id = f"release:{id_name}"
        answer = {"id": release_id, "state": state, **fields}
        self.temporal.start(release_id, {"get_release_state": answer}, workflow_type="Release")
        return release_id

    async def page(self, text: str = "", *, page: int = 1, page_size: int = 50, status: str = "") -> ReleasePage:
        self.temporal.asked.clear()
        return ReleasePage.model_validate_json((await self.dump(text, page, page_size, status)).body)

    async def dump(
        self, text: str = "", page: int = 1, page_size: int = 50, status: str = "", *, strict: bool = False
    ) -> Dump:
        wanted = ReleaseFilter(text=text, statuses=frozenset({Status(status)} if status else ()))
        return await self._list.page(wanted, page=page, page_size=page_size, strict=strict)

    async def versions(self) -> Versions:
        return Versions.model_validate_json((await self._list.versions(VersionFilter())).body)

    def census(self) -> dict[tuple[str, str], int]:
        census = self._list.census
        assert census is not None
        return {labels: number for labels, number in census.counts.items() if number}

    async def look(self) -> Counter[str]:
        """Let nobody in particular read the list, and say what was asked."""
        self.temporal.asked.clear()
        await self._list.look()
        return Counter(asked[0] for asked in self.temporal.asked)

    async def rows(self) -> dict[str, ReleaseSummary]:
        return {row.id: row for row in (await self.page()).items}


@pytest.fixture
def lists() -> Lists:
    return Lists()


@pytest.fixture
def impatient_lists() -> Lists:
    """Lists that do not wait for rows that hang, and long enough for the others."""
    return Lists(Pace(rows_time=1))


async def test_needing_attention_then_open_then_closed_newest_first(lists: Lists) -> None:
    done = lists.release("done", state="done")
    lists.temporal.end(done, ExecutionStatus.COMPLETED)
    failed = lists.release("failed", state="failed")
    lists.temporal.end(failed, ExecutionStatus.FAILED, failure="boom")
    for name, state in (("old", "running"), ("waiting", "waiting"), ("failing", "failing"), ("new", "running")):
        lists.release(name, state)
    page = await lists.page()
    assert [row.id.partition(":")[2] for row in page.items] == ["failing", "waiting", "new", "old", "failed", "done"]
    assert page.groups == {"attention": 2, "open": 2, "closed": 2}
    assert page.facets == {Status.FAILED: 2, Status.WAITING: 1, Status.RUNNING: 2, Status.SUCCEEDED: 1}
    assert page.complete


async def test_only_the_latest_run_of_an_id_is_listed(lists: Lists) -> None:
    lists.temporal.end(lists.release("again", state="failed"), ExecutionStatus.FAILED, failure="boom")
    first = lists.temporal.runs["release:again"]
    lists.release("again")
    lists.temporal.older = [first]
    assert [(row.id, row.status) for row in (await lists.page()).items] == [("release:again", Status.RUNNING)]


async def test_a_closed_tree_of_many_workflows_is_left_for_later_while_others_ask(lists: Lists) -> None:
    lists.temporal.spare = 0.8
    release = lists.release("done", state="done", wave_ids=["wave:1", "wave:2"])
    result = {"id": release, "state": "done", "wave_ids": ["wave:1", "wave:2"]}
    lists.temporal.end(release, ExecutionStatus.COMPLETED, result=result)
    row = (await lists.rows())[release]
    assert (row.status, row.tree_read_at, row.counts) == (Status.SUCCEEDED, None, {})
    assert (row.health, row.counted_as, row.code) == (Status.UNKNOWN, None, Code.NOT_READ_YET)
    assert {call[0] for call in lists.temporal.asked} == {"list", "outcome"}
    lists.refresh()
    await lists.page()
    assert {call[0] for call in lists.temporal.asked} == {"list"}


async def test_a_closed_tree_that_was_answered_whole_counts(lists: Lists) -> None:
    release = lists.release("done", state="done")
    result = {"id": release, "state": "done", "waves": [{"id": "wave:1", "state": "done"}]}
    lists.temporal.end(release, ExecutionStatus.COMPLETED, result=result)
    row = (await lists.rows())[release]
    assert [wave.health for wave in row.waves] == [Status.SUCCEEDED]
    assert row.tree_read_at is not None


async def test_open_trees_are_read_at_the_lists_own_pace(lists: Lists) -> None:
    release = lists.release("open")
    await lists.page()
    lists.refresh()
    await lists.page()
    assert lists.temporal.count_asked("describe") == 0
    known = lists.known.of(lists.temporal.runs[release].description)
    assert known.row
    known.read_at = known.row.tree_read_at = datetime.now(UTC) - timedelta(seconds=4)
    lists.refresh()
    await lists.page()
    assert lists.temporal.count_asked("describe") == 1


async def test_what_somebody_looks_at_is_not_read_again_for_the_list(lists: Lists) -> None:
    release = lists.release("open")
    await lists.entities.hierarchy(release)
    await lists.page()
    assert lists.temporal.count_asked("describe") == 0


async def test_a_slow_row_is_there_for_the_next_list(impatient_lists: Lists) -> None:
    lists = impatient_lists
    slow, quick = lists.release("slow"), lists.release("quick")
    lists.temporal.hanging = {slow}
    page = await lists.page()
    rows = {row.id: row for row in page.items}
    assert (rows[slow].status, rows[slow].code) == (Status.UNKNOWN, Code.NOT_READ_YET)
    assert rows[quick].status is Status.RUNNING
    assert (page.complete, page.groups["attention"]) == (False, 0)


async def test_rows_do_not_delay_a_list_for_which_nobody_has_patience_left(lists: Lists) -> None:
    slow = lists.release("slow")
    lists.temporal.hanging = {slow}
    lists.refresh(patience=0)
    assert (await lists.rows())[slow].code is Code.NOT_READ_YET


async def test_when_listing_takes_too_long_the_rows_of_the_last_listing_are_given_as_such(lists: Lists) -> None:
    lists.refresh(patience=1)
    lists.release("early")
    before = await lists.complete_page()
    hold = lists.temporal.hold = asyncio.Event()
    lists.release("late")
    page = ReleasePage.model_validate_json((await lists.dump(strict=True)).body)
    assert [row.id for row in page.items] == ["release:early"]
    assert (page.complete, page.read_at) == (False, before.read_at)
    lists.temporal.hold = None
    hold.set()
    assert (await lists.complete_page()).total == 2


async def test_those_who_ask_for_the_same_page_get_the_same_bytes(lists: Lists) -> None:
    lists.release("a")
    first, second = await lists.dump(), await lists.dump()
    assert first is second
    assert await lists.dump("b") is not first


async def test_a_row_that_ends_between_two_lists_is_kept(impatient_lists: Lists) -> None:
    lists = impatient_lists
    release = lists.release("slow")
    lists.temporal.gate = asyncio.Event()
    assert (await lists.rows())[release].code is Code.NOT_READ_YET
    lists.temporal.gate.set()
    known = lists.known.of(lists.temporal.runs[release].description)
    await until(lambda: known.row)
    assert known.row
    assert known.row.status is Status.RUNNING


async def test_an_unreadable_row_says_why_and_the_others_stand(lists: Lists) -> None:
    lists.release("good")
    lists.temporal.start("release:mute", {}, workflow_type="Mute")
    lists.temporal.start("not a release", {})
    rows = await lists.rows()
    assert rows["release:good"].status is Status.RUNNING
    assert (rows["release:mute"].status, rows["release:mute"].code) == (Status.UNKNOWN, Code.QUERY_HANDLER_MISSING)
    assert (rows["not a release"].status, rows["not a release"].code) == (Status.UNKNOWN, Code.INVALID_ID)
    assert rows["not a release"].reason == "'not a release' is not a release id: it has to begin with `release:`."


async def test_filters_and_pages(lists: Lists) -> None:
    for number in range(5):
        lists.release(f"storefront-{number}", name="Storefront", version=f"2026.4{number}")
    lists.release("payments", state="paused")
    assert (await lists.page("STORE")).total == 5
    assert (await lists.page("2026.43")).total == 1
    assert [row.id for row in (await lists.page(status="paused")).items] == ["release:payments"]
    assert (await lists.page(status="paused")).facets == {Status.PAUSED: 1, Status.RUNNING: 5}
    third = await lists.page("store", page=3, page_size=2)
    assert ([row.id for row in third.items], third.total) == (["release:storefront-0"], 5)


async def test_the_census_counts_what_the_list_last_read_and_not_what_was_asked_for(lists: Lists) -> None:
    failed = lists.release("failed", state="failed")
    lists.temporal.end(failed, ExecutionStatus.FAILED, failure="boom")
    for name, state in (("failing", "failing"), ("a", "running"), ("b", "running")):
        lists.release(name, state)
    await lists.page("nothing has this name")
    assert lists.census() == {("failed", "closed"): 1, ("failed", "attention"): 1, ("running", "open"): 2}


async def test_the_census_does_not_go_back_to_a_read_that_began_earlier(lists: Lists) -> None:
    lists.release("early")
    hold = lists.temporal.hold = asyncio.Event()
    early = asyncio.create_task(lists.page())
    await until(lambda: lists.temporal.count_asked("list"))
    lists.temporal.hold = None
    lists.release("late")
    await lists.dump(strict=True)
    hold.set()
    assert (await early).total == 1
    assert lists.census() == {("running", "open"): 2}


async def test_the_census_tells_the_unread_from_the_unknown(impatient_lists: Lists) -> None:
    lists = impatient_lists
    lists.temporal.hanging = {lists.release("slow")}
    lists.temporal.start("release:mute", {}, workflow_type="Mute")
    await lists.page()
    assert lists.census() == {("not_read_yet", "open"): 1, ("unknown", "attention"): 1}


async def test_a_list_does_not_wait_for_a_row_that_takes_longer_than_it_has() -> None:
    lists = Lists(Pace(rows_time=PATIENCE, tree_age=0, rest=0))
    slow, quick = lists.release("slow"), lists.release("quick")
    await lists.page()
    for run in (await ReleaseRuns(lists.temporal, "all").latest()).runs:
        lists.known.of(run).seconds = 2 * PATIENCE if run.workflow_id == slow else 0
    lists.temporal.hanging = {slow}
    for each in (slow, quick):
        lists.temporal.change(each, {"get_release_state": {"id": each, "state": "waiting"}})
    lists.refresh()
    rows = await lists.rows()
    assert (rows[slow].status, rows[quick].status) == (Status.RUNNING, Status.WAITING)


async def test_a_row_that_fails_once_is_read_again_by_the_next_list_and_then_at_its_pace() -> None:
    lists = Lists(Pace(rows_time=PATIENCE, tree_age=PATIENCE))
    failing = lists.release("failing")
    await lists.page()
    [run] = (await ReleaseRuns(lists.temporal, "all").latest()).runs
    known = lists.known.of(run)
    known.pace = Pace(tree_age=0, rest=0)
    lists.temporal.unreached[failing] = TemporalTimeoutError("Timeout expired.")
    for is_read_again in (True, True, False):
        lists.temporal.asked.clear()
        lists.refresh()
        assert (await lists.rows())[failing].status is Status.UNKNOWN
        assert bool(lists.temporal.count_asked("describe")) is is_read_again
        known.pace = lists.known.pace


async def test_a_list_is_read_though_a_tree_that_somebody_looks_at_takes_all_the_budget() -> None:
    lists = Lists(Pace(rows_time=PATIENCE, tree_age=0, rest=0))
    for name in ("watched", "other"):
        lists.release(name)
    await lists.entities.hierarchy("release:watched")
    lists.temporal.spare = 0
    assert {row.status for row in (await lists.rows()).values()} == {Status.RUNNING}


async def test_big_trees_are_read_one_after_the_other_and_small_ones_meanwhile() -> None:
    lists = Lists(Pace(rows_time=PATIENCE, tree_age=0, rest=0))
    big, small = [lists.release(f"big-{number}") for number in range(3)], lists.release("small")
    await lists.page()
    lists.entities.is_big = lambda release_id: release_id in big  # type: ignore[method-assign]
    holds = [lists.temporal.slow_down(each) for each in big]
    for each in (*big, small):
        lists.temporal.change(each, {"get_release_state": {"id": each, "state": "waiting"}})
    lists.refresh()
    page = asyncio.create_task(lists.page())

    def asked() -> list[str]:
        return [call[1] for call in lists.temporal.asked if call[0] == "query"]

    await until(lambda: small in asked() and len(asked()) == 2)
    for hold in holds:
        hold.set()
    assert {row.status for row in (await page).items} == {Status.WAITING}
    assert sorted(asked()) == sorted([*big, small])


async def test_a_look_at_what_has_not_moved_costs_one_list_and_a_description_of_each_open_workflow() -> None:
    lists = Lists(Pace(rows_time=PATIENCE, tree_age=0, rest=0))
    for name in ("a", "b", "c"):
        lists.release(name)
    await lists.look()
    lists.refresh()
    assert await lists.look() == {"list": 1, "describe": 3}


async def test_a_table_of_versions_waits_for_the_first_tree_and_not_for_the_second() -> None:
    lists = Lists(Pace(rows_time=0))
    # The newest one is read first.
    slower, slow = lists.release("slower", waves=WAVES), lists.release("slow", waves=WAVES)
    hold, _ = lists.temporal.slow_down(slow), lists.temporal.slow_down(slower)
    asked = asyncio.create_task(lists.versions())
    await until(lambda: lists.temporal.count_asked("query"))
    # The list itself does not wait, and what it has got does not end the wait.
    assert (await lists.page()).unread == 2
    assert not asked.done()
    hold.set()
    table = await asked
    assert [row.app for row in table.apps] == ["web"]
    assert (table.progress.read, table.progress.known) == (1, 2)


async def test_a_look_waits_for_slow_rows_and_is_counted() -> None:
    lists = Lists(Pace(rows_time=0))
    slow = lists.release("slow")
    hold = lists.temporal.slow_down(slow)
    look = asyncio.create_task(lists.look())
    await until(lambda: lists.temporal.count_asked("describe"))
    hold.set()
    await look
    assert lists.census() == {("running", "open"): 1}
