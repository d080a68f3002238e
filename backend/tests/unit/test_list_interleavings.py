"""Lists of every kind at once, while releases begin, move, end, begin anew and are deleted between any two steps.

Generated, with every call to Temporal taking a turn or several: an ordinary and a strict list under way together, one
that began earlier and ends later, a run that is gone from one listing and not from another, a continued run, a run that
ends between its Describe and its query. Whatever the order, a list names the runs that it listed, says nothing that was
not so at some moment of its reading, and is complete for who is strict only if nothing in it is older than the request.
"""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st
from typing_extensions import override

from fakes import FakeTemporal
from patience import PATIENCE
from releasewatch.core.errors import ReleaseNotFoundError
from releasewatch.models.entities import ExecutionStatus
from releasewatch.models.executions import Description, ListedPage, Outcome
from releasewatch.models.page import ReleaseSummary
from releasewatch.models.status import StateTable
from releasewatch.services.releases.known_rows import KnownRows, Pace
from releasewatch.services.releases.rows import ReleaseRows, Rows
from releasewatch.services.releases.runs import ReleaseRuns
from releasewatch.services.trees.assembler import Assembler
from releasewatch.services.trees.own_status import StuckRule
from releasewatch.services.trees.reader import TreeReader
from releasewatch.services.trees.service import EntityService
from releasewatch.services.workflows.answer_cache import AnswerCache
from releasewatch.services.workflows.reader import WorkflowReader

NAMES = ["a", "b"]
CHANGES = ["start", "start", "move", "end", "fail", "restart", "continue", "delete"]
STEPS = st.tuples(st.sampled_from([*CHANGES, *["list", "list strictly"] * 2, "look at"]), st.sampled_from(NAMES))
PAUSES = st.integers(0, 25)
AT_ONCE = Pace(tree_age=0, rest=0, leisurely_rest=0, passing=(0, 0), unsettled=(0, 0))


class SlowTemporal(FakeTemporal):
    """Takes a few turns of the event loop for each call."""

    def __init__(self, seed: int) -> None:
        super().__init__()
        self._random = Random(seed)  # noqa: S311, nothing is kept secret here

    async def _take_turns(self) -> None:
        for _ in range(self._random.randrange(4)):
            await asyncio.sleep(0)

    @override
    async def describe(self, workflow_id: str) -> Description:
        await self._take_turns()
        found = await super().describe(workflow_id)
        await self._take_turns()
        return found

    @override
    async def query(self, description: Description, name: str, argument: str | None = None) -> bytes:
        await self._take_turns()
        answer = await super().query(description, name, argument)
        await self._take_turns()
        return answer

    @override
    async def outcome(self, description: Description) -> Outcome:
        await self._take_turns()
        return await super().outcome(description)

    @override
    async def list_page(self, list_filter: str, page_token: bytes = b"", *, page_size: int = 1000) -> ListedPage:
        page = await super().list_page(list_filter, page_token, page_size=page_size)
        await self._take_turns()
        return page


@dataclass
class Asked:
    """A list that was asked for: what has been true since then, and the rows once they are there."""

    since: datetime | None
    moved: dict[str, int]
    listing: "asyncio.Task[tuple[set[str], Rows]]"


class World:
    """Releases that change, and lists of them under way."""

    def __init__(self, seed: int) -> None:
        self.temporal = SlowTemporal(seed)
        stuck = StuckRule(5, timedelta(minutes=5))
        trees = TreeReader(WorkflowReader(self.temporal, AnswerCache()), concurrency=2, deadline=PATIENCE)
        known = KnownRows(AT_ONCE)
        self.entities = EntityService(
            trees,
            lambda now: Assembler(StateTable({}), stuck, now),
            freshness_window=0,
            patience=PATIENCE,
            observe=known.note,
        )
        self.runs = ReleaseRuns(self.temporal, "all")
        self.rows = ReleaseRows(self.entities, self.temporal, known)
        self.moved = dict.fromkeys(NAMES, 0)
        self.lists: list[Asked] = []
        self.looks: list[asyncio.Task[Any]] = []

    def do(self, step: str, name: str) -> None:
        if step.startswith("list"):
            self.list(strict=step == "list strictly")
        elif step == "look at":
            self.looks.append(asyncio.create_task(self._look_at(name)))
        else:
            self._change(step, name)

    def list(self, *, strict: bool) -> Asked:
        since = datetime.now(UTC) if strict else None
        there = {name: moved for name, moved in self.moved.items() if f"release:{name}" in self.temporal.runs}
        asked = Asked(since, dict.fromkeys(NAMES, 0) | there, asyncio.create_task(self._list(since)))
        self.lists.append(asked)
        return asked

    async def _list(self, since: datetime | None) -> tuple[set[str], Rows]:
        runs, _ = await self.runs.latest(whole=since is not None)
        return {run.workflow_id for run in runs}, await self.rows.read(runs, since=since, within=PATIENCE)

    async def _look_at(self, name: str) -> None:
        with suppress(ReleaseNotFoundError):
            await self.entities.hierarchy(f"release:{name}")

    def _change(self, step: str, name: str) -> None:
        run = self.temporal.runs.get(f"release:{name}")
        if run is None:
            if step in {"start", "restart"}:
                self._start(name)
            return
        if step == "delete":
            self._delete(name)
        elif step in {"restart", "continue"}:
            if run.description.is_open:
                self._end(name, ExecutionStatus.CONTINUED_AS_NEW if step == "continue" else ExecutionStatus.TERMINATED)
            self.temporal.older.insert(0, run)
            self._start(name)
        elif run.description.is_open and step == "move":
            self.moved[name] += 1
            self.temporal.change(f"release:{name}", {"get_release_state": self._answer(name, "running")})
        elif run.description.is_open and step in {"end", "fail"}:
            self._end(name, ExecutionStatus.COMPLETED if step == "end" else ExecutionStatus.FAILED)

    def _delete(self, name: str) -> None:
        release_id = f"release:{name}"
        # While listings rest, a run that was deleted may still be listed, as it was.
        for asked in self.lists:
            asked.moved[name] = asked.moved[name] if asked.listing.done() else 0
        del self.temporal.runs[release_id]
        self.temporal.older = [run for run in self.temporal.older if run.description.workflow_id != release_id]

    def _start(self, name: str) -> None:
        self.moved[name] += 1
        answers = {"get_release_state": self._answer(name, "running")}
        self.temporal.start(f"release:{name}", answers, workflow_type="Release")

    def _end(self, name: str, status: ExecutionStatus) -> None:
        self.moved[name] += 1
        result = self._answer(name, "done")
        self.temporal.end(f"release:{name}", status, result=result, failure="boom")
        self.temporal.runs[f"release:{name}"].answers = {"get_release_state": result}

    def _answer(self, name: str, state: str) -> dict[str, Any]:
        return {"id": f"release:{name}", "state": state, "version": str(self.moved[name]), "waves": []}


def assert_true(asked: Asked, ids: set[str], found: Rows) -> None:
    rows = {row.id: row for row in found.rows}
    assert len(rows) == len(found.rows)
    # One that was listed may be gone by the time that it is read.
    assert set(rows) <= ids
    for name, row in rows.items():
        assert row.code != "internal_error"
        if asked.since and found.complete:
            assert row.tree_read_at is not None
            assert is_ended(row) or row.tree_read_at >= asked.since
            assert int(row.version or 0) >= asked.moved[name.removeprefix("release:")]


def is_ended(row: ReleaseSummary) -> bool:
    return row.execution is not None and row.execution.closed_at is not None


async def live(steps: list[tuple[tuple[str, str], int]], seed: int) -> None:
    world = World(seed)
    for (step, name), pause in steps:
        world.do(step, name)
        for _ in range(pause):
            await asyncio.sleep(0)
    for asked in [*world.lists]:
        assert_true(asked, *await asked.listing)
    await asyncio.gather(*world.looks)
    # A listing that has not to rest after the last one: it misses what was deleted.
    world.runs = ReleaseRuns(world.temporal, "all")
    _, found = await world.list(strict=True).listing
    assert found.complete
    assert {row.id: (row.version, is_ended(row)) for row in found.rows} == {
        run_id: (str(world.moved[run_id.removeprefix("release:")]), not run.description.is_open)
        for run_id, run in world.temporal.runs.items()
    }
    await world.rows.close()


# Deleted after a run that no listing saw: what was listed before is what is known.
DELETED = [
    "start b",
    "end b",
    "list a",
    "start a",
    "end a",
    "list strictly a",
    "restart b",
    "delete b",
    "list strictly a",
]
PAUSED = [0, 0, 2, 3, 15, 3, 1, 0, 0]


@settings(max_examples=200)
@given(st.lists(st.tuples(STEPS, PAUSES), min_size=8, max_size=50), st.integers(0, 2**16))
@example([((each[:-2], each[-1]), pause) for each, pause in zip(DELETED, PAUSED, strict=True)], 0)
def test_lists_are_true_in_whatever_order_things_happen(steps: list[tuple[tuple[str, str], int]], seed: int) -> None:
    asyncio.run(live(steps, seed))
