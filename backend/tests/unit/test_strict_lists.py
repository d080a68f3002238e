"""Strict reads of the list: never more at once than others, in time whatever there is, and honest about how old it is.

The kinds: many open trees, trees that hang, trees that somebody else reads just then, one strict list after another,
a strict and an ordinary one together, a strict one while the budget is used up, and rows that were read a moment before
the request.
"""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from fakes import FakeTemporal
from patience import PATIENCE, eventually, until
from releasewatch.models.entities import Code, ExecutionStatus
from releasewatch.models.page import ReleasePage
from releasewatch.models.status import Status
from releasewatch.services.releases.known_rows import KnownRows, Pace
from releasewatch.services.releases.listing import ReleaseFilter, ReleaseList
from releasewatch.services.releases.names import ReleaseRule
from unit.list_fixtures import entities_on

MANY = 60
AT_ONCE = 4


class Lists:
    """Open releases on the fake, and strict and ordinary lists of them."""

    def __init__(self, pace: Pace) -> None:
        self.temporal = FakeTemporal()
        self.known = KnownRows(pace)
        self.entities = entities_on(self.temporal, self.known)
        self.release_list = ReleaseList(self.temporal, self.entities, self.known, ReleaseRule("all"), patience=1)

    def start(self, count: int) -> list[str]:
        ids = [f"release:{number}" for number in range(count)]
        for release_id in ids:
            self.say(release_id, "running")
        return ids

    def say(self, release_id: str, state: str) -> None:
        answers = {"get_release_state": {"id": release_id, "state": state}}
        if release_id in self.temporal.runs:
            self.temporal.change(release_id, answers)
        else:
            self.temporal.start(release_id, answers, workflow_type="Release")

    async def page(self, *, strict: bool = True) -> ReleasePage:
        dump = await self.release_list.page(ReleaseFilter(), page=1, page_size=200, strict=strict)
        return ReleasePage.model_validate_json(dump.body)

    async def read_all(self) -> None:
        """Look until every row is read, however long that takes."""

        async def is_read() -> bool:
            return (await self.page(strict=False)).complete

        await eventually(is_read)

    async def complete_page(self) -> ReleasePage:
        """A strict list that got to every row, once the machine has the time for it."""
        async with asyncio.timeout(PATIENCE):
            while not (page := await self.page()).complete:
                """Read again."""
        return page

    @property
    def read_trees(self) -> set[str]:
        """The releases that were asked for."""
        return {call[1] for call in self.temporal.asked if call[0] == "describe"}

    @property
    def described(self) -> int:
        return self.temporal.count_asked("describe")


@pytest.fixture
async def lists() -> AsyncIterator[Lists]:
    # However slow the machine, a row that was read is young enough for an ordinary list.
    lists = Lists(Pace(tree_age=3600))
    yield lists
    await lists.release_list.close()


async def test_four_trees_are_read_at_once_and_the_answer_comes_with_what_there_is(lists: Lists) -> None:
    lists.start(MANY)
    lists.temporal.gate = asyncio.Event()
    page = await lists.page()
    assert (page.total, page.complete, page.unread) == (MANY, False, MANY)
    assert {row.code for row in page.items} == {Code.NOT_READ_YET}
    assert lists.described <= AT_ONCE


async def test_strict_lists_after_one_another_do_not_pile_up(lists: Lists) -> None:
    lists.start(MANY)
    gate = lists.temporal.gate = asyncio.Event()
    # What is under way when a list is asked for began too early for it, and waits once more.
    await lists.page()
    await lists.page()
    left = len(asyncio.all_tasks())
    for _ in range(3):
        await lists.page()
    assert len(asyncio.all_tasks()) <= left
    assert lists.described <= AT_ONCE
    gate.set()


async def test_what_nobody_waits_for_any_more_is_not_begun(lists: Lists) -> None:
    lists.start(MANY)
    tasks = len(asyncio.all_tasks())
    await lists.read_all()
    asked = lists.described
    gate = lists.temporal.gate = asyncio.Event()
    for number in range(MANY):
        lists.temporal.touch(f"release:{number}")
    await lists.page()
    assert lists.described <= asked + AT_ONCE
    gate.set()
    await until(lambda: len(asyncio.all_tasks()) <= tasks)
    # The rows are young enough for an ordinary list, so only those under way were read to their end.
    assert lists.described <= asked + AT_ONCE


async def test_a_row_read_before_the_request_is_not_passed_off_as_read_now(lists: Lists) -> None:
    (release_id,) = lists.start(1)
    await lists.read_all()
    lists.say(release_id, "failed")
    gate = lists.temporal.gate = asyncio.Event()
    asked_at = datetime.now(UTC)
    page = await lists.page()
    (row,) = page.items
    assert row.tree_read_at is not None
    assert (row.health, row.tree_read_at < asked_at, page.complete) == (Status.RUNNING, True, False)
    gate.set()
    assert (await lists.complete_page()).items[0].health is Status.FAILED


async def test_whatever_is_complete_was_read_after_the_request(lists: Lists) -> None:
    ids = lists.start(8)
    ordinary = asyncio.create_task(lists.page(strict=False))
    await until(lambda: lists.described)
    for release_id in ids:
        lists.say(release_id, "failed")
    page = await lists.complete_page()
    assert {row.health for row in page.items} == {Status.FAILED}
    assert all(row.tree_read_at and row.tree_read_at >= page.read_at for row in page.items)
    await ordinary


async def test_a_tree_that_hangs_keeps_its_last_row_and_the_others_are_read(lists: Lists) -> None:
    hanging, *others = lists.start(6)
    await lists.read_all()
    lists.temporal.hanging = {hanging}
    for release_id in (hanging, *others):
        lists.say(release_id, "failed")
    expected = {hanging: Status.RUNNING} | dict.fromkeys(others, Status.FAILED)

    async def is_read_but_for_one() -> bool:
        page = await lists.page()
        assert not page.complete
        return {row.id: row.health for row in page.items} == expected

    await eventually(is_read_but_for_one)


async def test_those_that_were_read_longest_ago_are_read_first() -> None:
    # Every row is due at once, so that what a list does not get to is read all the same.
    lists = Lists(Pace(tree_age=0))
    (first,) = lists.start(1)
    # Only the very first tree is read alone.
    await lists.complete_page()
    del lists.temporal.runs[first]
    lists.temporal.asked.clear()
    ids = lists.start(2 * AT_ONCE)
    gate = lists.temporal.gate = asyncio.Event()
    await lists.page()
    await until(lambda: lists.described == AT_ONCE)
    early = lists.read_trees
    gate.set()
    await until(lambda: all(lists.known.of(lists.temporal.runs[each].description).is_tree_read for each in ids))
    lists.temporal.gate = asyncio.Event()
    lists.temporal.asked.clear()
    for release_id in ids:
        lists.temporal.touch(release_id)
    await lists.page()
    await until(lambda: lists.described == AT_ONCE)
    assert lists.read_trees == early
    await lists.release_list.close()


async def test_the_list_leaves_the_half_of_the_budget_to_others(lists: Lists) -> None:
    lists.start(3)
    lists.temporal.spare = 0.4
    page = await lists.page()
    assert (page.complete, lists.described) == (False, 0)
    lists.temporal.spare = 0.6
    await lists.complete_page()


async def test_ended_releases_that_were_read_whole_are_complete_for_who_is_strict(lists: Lists) -> None:
    (release_id,) = lists.start(1)
    lists.temporal.end(release_id, ExecutionStatus.COMPLETED, result={"id": release_id, "state": "done", "waves": []})
    await lists.complete_page()
    lists.temporal.asked.clear()
    await lists.complete_page()
    assert lists.temporal.count_asked("outcome") == 0
