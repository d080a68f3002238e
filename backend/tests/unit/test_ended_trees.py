"""The trees of ended releases: read once, newest first, when nobody else asks, for as long as somebody looks.

The kinds: an ended tree that is whole; one that waits for a worker; one that answers wrongly; one with a part that is
still open; one whose run was restarted or deleted; one that somebody opens meanwhile, before or after; a budget that is
in use; a list at which nobody looks any more.
"""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from fakes import FakeTemporal
from patience import PATIENCE, until
from releasewatch.core.errors import QueryFailedError
from releasewatch.models.entities import Code, ExecutionStatus
from releasewatch.models.page import ReleaseSummary
from releasewatch.models.status import Status
from releasewatch.services.releases.known_rows import KnownRows, Pace
from releasewatch.services.releases.rows import ReleaseRows
from releasewatch.services.releases.runs import ReleaseRuns
from releasewatch.services.workflows.answer_cache import AnswerCache
from releasewatch.services.workflows.queries import Timing
from unit.list_fixtures import entities_on

QUICK = Pace(leisurely_rest=0, passing=(3600, 3600), unsettled=(3600, 3600))


class Ended:
    """Releases that have ended on the fake, each with a wave that has a workflow of its own."""

    def __init__(self, pace: Pace = QUICK, timing: Timing | None = None) -> None:
        self.temporal = FakeTemporal()
        self.cache = AnswerCache()
        self.known = KnownRows(pace)
        self.entities = entities_on(self.temporal, self.known, cache=self.cache, timing=timing)
        self.rows = ReleaseRows(self.entities, self.temporal, self.known)

    def end(self, name: str, wave_state: str = "done", *, status: ExecutionStatus = ExecutionStatus.COMPLETED) -> str:
        release_id, wave_id = f"release:{name}", f"wave:{name}"
        answer = {"id": release_id, "state": "done", "wave_ids": [wave_id]}
        self.temporal.start(release_id, {"get_release_state": answer}, workflow_type="Release")
        self.temporal.end(release_id, status, result=answer, failure="boom")
        wave = {"id": wave_id, "state": wave_state, "clusters": []}
        self.temporal.start(wave_id, {"get_wave_state": wave}, workflow_type="Wave")
        self.temporal.end(wave_id, ExecutionStatus.COMPLETED, result=wave)
        return release_id

    async def read(self) -> dict[str, ReleaseSummary]:
        listed, _ = await ReleaseRuns(self.temporal, "all").latest()
        runs = [run for run in listed if run.workflow_id.startswith("release:")]
        return {row.id: row for row in (await self.rows.read(runs, since=None, within=PATIENCE)).rows}

    async def read_until(self, is_so: Any) -> dict[str, ReleaseSummary]:
        async with asyncio.timeout(PATIENCE):
            while not is_so(rows := await self.read()):  # noqa: ASYNC110 - reading is what makes it so
                await asyncio.sleep(0.01)
        return rows

    def asked(self, kind: str, name: str) -> int:
        return sum(call[0] == kind and call[1].endswith(f":{name}") for call in self.temporal.asked)

    @property
    def read_trees(self) -> list[str]:
        """The waves that were asked for, in that order."""
        waves = [call[1] for call in self.temporal.asked if call[0] == "describe" and call[1].startswith("wave:")]
        return list(dict.fromkeys(waves))


@pytest.fixture
async def ended() -> AsyncIterator[Ended]:
    ended = Ended()
    yield ended
    await ended.rows.close()


def all_read(rows: dict[str, ReleaseSummary]) -> bool:
    return all(row.tree_read_at for row in rows.values())


async def test_until_its_tree_is_read_a_row_claims_nothing_and_then_what_the_tree_says(ended: Ended) -> None:
    release_id = ended.end("r", "failed")
    row = (await ended.read())[release_id]
    assert (row.status, row.health, row.counted_as, row.code) == (
        Status.SUCCEEDED, Status.UNKNOWN, None, Code.NOT_READ_YET,
    )  # fmt: skip
    assert (row.waves, row.culprit, row.changed_at) == ([], None, None)
    row = (await ended.read_until(all_read))[release_id]
    assert (row.health, row.counted_as, row.code) == (Status.FAILED, Status.FAILED, None)
    assert row.culprit
    assert row.culprit.id == "wave:r"


async def test_each_tree_is_read_once_and_the_one_that_ended_last_first(ended: Ended) -> None:
    names = [f"r{number}" for number in range(6)]
    for name in names:
        ended.end(name)
    await ended.read_until(all_read)
    assert ended.read_trees == [f"wave:{name}" for name in reversed(names)]
    assert {ended.asked("describe", name) for name in names} == {1}
    ended.temporal.asked.clear()
    for _ in range(3):
        await ended.read()
        await asyncio.sleep(0)
    assert {call[0] for call in ended.temporal.asked} == {"list"}


async def test_of_a_tree_only_the_row_is_kept(ended: Ended) -> None:
    ended.temporal.spare = 0.8
    for name in ("a", "b"):
        ended.end(name)
    await ended.read()
    before = len(ended.cache)
    ended.temporal.spare = 1.0
    await ended.read_until(all_read)
    assert len(ended.cache) == before
    # What somebody looks at is kept as ever.
    await ended.entities.hierarchy("release:a")
    assert len(ended.cache) > before


async def test_it_does_not_matter_who_looked(ended: Ended) -> None:
    opened, not_opened = ended.end("opened", "failed"), ended.end("not-opened", "failed")
    ended.temporal.spare = 0.8
    await ended.read()
    await ended.entities.hierarchy(opened)
    ended.temporal.spare = 1.0
    rows = await ended.read_until(all_read)
    told = [rows[each].model_dump(include={"health", "counts", "problems", "code"}) for each in (opened, not_opened)]
    assert told[0] == told[1]
    assert ended.asked("describe", "opened") == 2  # the release and its wave, for who opened it


async def test_a_tree_that_somebody_looks_at_and_that_takes_all_the_budget_does_not_stop_the_others(
    ended: Ended,
) -> None:
    release_id = ended.end("r")
    ended.temporal.start("release:open", {"get_release_state": {"id": "release:open", "state": "running"}})
    ended.temporal.spare = 0
    await ended.entities.hierarchy("release:open")
    assert (await ended.read_until(all_read))[release_id].health is Status.SUCCEEDED


@pytest.mark.parametrize("status", [ExecutionStatus.FAILED, ExecutionStatus.TERMINATED, ExecutionStatus.TIMED_OUT])
async def test_one_that_failed_is_failed_at_once(ended: Ended, status: ExecutionStatus) -> None:
    ended.temporal.spare = 0.8
    release_id = ended.end("r", status=status)
    row = (await ended.read())[release_id]
    assert (row.health, row.counted_as, row.reason, row.tree_read_at) == (Status.FAILED, Status.FAILED, "boom", None)
    assert (row.problems.failed, row.culprit) == (0, None)


async def test_one_that_was_cancelled_may_hold_worse(ended: Ended) -> None:
    release_id = ended.end("r", "failed", status=ExecutionStatus.CANCELED)
    row = (await ended.read())[release_id]
    assert (row.status, row.health, row.code) == (Status.CANCELLED, Status.UNKNOWN, Code.NOT_READ_YET)
    row = (await ended.read_until(all_read))[release_id]
    assert (row.status, row.health, row.code) == (Status.CANCELLED, Status.FAILED, Code.EXECUTION_CANCELED)


async def test_nothing_is_begun_while_others_ask(ended: Ended) -> None:
    ended.end("r")
    ended.temporal.spare = 0.8
    await ended.read()
    for _ in range(50):
        await asyncio.sleep(0)
    assert ended.read_trees == []
    ended.temporal.spare = 1.0
    await until(lambda: ended.read_trees)


async def test_nothing_is_begun_once_nobody_looks_any_more() -> None:
    ended = Ended(Pace(looked_at=0))
    ended.end("r")
    await ended.read()
    await until(lambda: "_read_ended_trees" not in repr([task.get_coro() for task in asyncio.all_tasks()]))
    assert ended.read_trees == []


async def test_one_tree_at_a_time_and_four_workflows(ended: Ended) -> None:
    for name in ("a", "b"):
        release_id = f"release:{name}"
        waves = [f"wave:{name}{number}" for number in range(9)]
        answer = {"id": release_id, "state": "done", "wave_ids": waves}
        ended.temporal.start(release_id, {}, workflow_type="Release")
        ended.temporal.end(release_id, ExecutionStatus.COMPLETED, result=answer)
        for wave_id in waves:
            ended.temporal.start(wave_id, {}, workflow_type="Wave")
        ended.temporal.hanging |= set(waves)
    await ended.read()
    await until(lambda: len(ended.read_trees) == 4)
    for _ in range(50):
        await asyncio.sleep(0)
    assert len(ended.read_trees) == 4


async def test_one_without_a_worker_is_read_again_when_there_is_one() -> None:
    ended = Ended(Pace(leisurely_rest=0, passing=(0, 0), unsettled=(3600, 3600)), Timing(silent_for=0))
    release_id = ended.end("r")
    ended.temporal.start("wave:r", {"get_wave_state": {"id": "wave:r", "state": "failed"}}, workflow_type="Wave")
    ended.temporal.end("wave:r", ExecutionStatus.COMPLETED)
    ended.temporal.has_worker = False
    row = (await ended.read_until(all_read))[release_id]
    assert (row.health, row.problems.unknown) == (Status.UNKNOWN, 1)
    ended.temporal.has_worker = True
    await ended.read_until(lambda rows: rows[release_id].health is Status.FAILED)
    ended.temporal.asked.clear()
    await ended.read()
    assert {call[0] for call in ended.temporal.asked} == {"list"}
    await ended.rows.close()


async def test_one_that_answers_wrongly_is_left_alone(ended: Ended) -> None:
    release_id = ended.end("r")
    ended.temporal.start("wave:r", {"get_wave_state": QueryFailedError("no such table")}, workflow_type="Wave")
    ended.temporal.end("wave:r", ExecutionStatus.COMPLETED)
    row = (await ended.read_until(all_read))[release_id]
    assert (row.health, row.problems.unknown) == (Status.UNKNOWN, 1)
    ended.temporal.asked.clear()
    await ended.read()
    await asyncio.sleep(0)
    assert {call[0] for call in ended.temporal.asked} == {"list"}


async def test_one_with_a_part_that_is_still_open_is_read_again() -> None:
    ended = Ended(Pace(leisurely_rest=0, passing=(3600, 3600), unsettled=(0, 0)))
    release_id = ended.end("r", status=ExecutionStatus.TERMINATED)
    ended.temporal.start("wave:r", {"get_wave_state": {"id": "wave:r", "state": "running"}}, workflow_type="Wave")
    row = (await ended.read_until(all_read))[release_id]
    assert [wave.status for wave in row.waves] == [Status.RUNNING]
    ended.temporal.change("wave:r", {"get_wave_state": {"id": "wave:r", "state": "done"}})
    ended.temporal.end("wave:r", ExecutionStatus.COMPLETED)
    await ended.read_until(lambda rows: rows[release_id].waves[0].status is Status.SUCCEEDED)
    await ended.rows.close()


async def test_one_that_began_anew_meanwhile_is_not_taken_for_the_new_run(ended: Ended) -> None:
    release_id = ended.end("r", "failed")
    first = ended.temporal.runs[release_id]
    ended.temporal.spare = 0.8
    await ended.read()
    ended.temporal.older = [first]
    ended.temporal.start(release_id, {"get_release_state": {"id": release_id, "state": "running"}})
    ended.temporal.spare = 1.0
    await until(lambda: ended.known.of(first.description).is_tree_read)
    row = (await ended.read())[release_id]
    assert row.execution
    assert (row.execution.run_id, row.health) == (ended.temporal.runs[release_id].description.run_id, Status.RUNNING)


async def test_one_that_was_deleted_is_no_row_any_more(ended: Ended) -> None:
    release_id = ended.end("r")
    ended.temporal.start(release_id, {"get_release_state": {"id": release_id}}, workflow_type="Release")
    ended.temporal.end(release_id, ExecutionStatus.FAILED, failure="boom")
    listed, _ = await ReleaseRuns(ended.temporal, "all").latest()
    runs = [run for run in listed if run.workflow_id == release_id]
    del ended.temporal.runs[release_id]
    assert (await ended.rows.read(runs, since=None, within=PATIENCE)).rows == []


async def test_an_error_that_nobody_foresaw_costs_one_row(ended: Ended) -> None:
    fine, odd = ended.end("fine"), ended.end("odd")
    ended.temporal.start("wave:odd", {"get_wave_state": KeyError(42)}, workflow_type="Wave")
    ended.temporal.end("wave:odd", ExecutionStatus.COMPLETED)
    rows = await ended.read_until(lambda rows: rows[fine].tree_read_at and rows[odd].code is Code.INTERNAL_ERROR)
    assert (rows[fine].health, rows[odd].health) == (Status.SUCCEEDED, Status.UNKNOWN)
