"""The rows of the list on the fake Temporal: what is asked for them, how often, and what they say meanwhile."""

import asyncio
from datetime import UTC, datetime
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


class Rows:
    """Releases on the fake, and the means to read their rows over and over."""

    def __init__(self, pace: Pace | None = None, timing: Timing | None = None) -> None:
        self.temporal = FakeTemporal()
        self.known = KnownRows(pace, most_seen=4)
        self.entities = entities_on(self.temporal, self.known, cache=AnswerCache(maximum_count=3), timing=timing)
        self.rows = ReleaseRows(self.entities, self.temporal, self.known)

    def start(self, name: str, answer: Any) -> str:
        release_id = f"release:{name}"
        self.temporal.start(release_id, {"get_release_state": answer}, workflow_type="Release")
        return release_id

    def complete(self, name: str, result: Any = None) -> str:
        release_id = self.start(name, {"id": f"release:{name}", "name": name, "state": "done"})
        self.temporal.end(release_id, ExecutionStatus.COMPLETED, result=result)
        return release_id

    async def read(self, *, strict: bool = False, within: float = PATIENCE) -> dict[str, ReleaseSummary]:
        runs = (await ReleaseRuns(self.temporal, "all").latest()).runs
        self.temporal.asked.clear()
        found = await self.rows.read(runs, since=datetime.now(UTC) if strict else None, within=within)
        return {row.id: row for row in found.rows}


@pytest.fixture
def rows() -> Rows:
    return Rows()


async def test_closed_runs_are_read_once_though_more_than_are_kept(rows: Rows) -> None:
    for number in range(20):
        rows.complete(f"r{number}", {"id": f"release:r{number}", "state": "done", "wave_ids": []})
    assert {row.status for row in (await rows.read()).values()} == {Status.SUCCEEDED}
    assert rows.temporal.count_asked("outcome") == 20
    assert {row.status for row in (await rows.read()).values()} == {Status.SUCCEEDED}
    assert rows.temporal.asked == []
    await rows.read(strict=True)
    assert rows.temporal.asked == []


async def test_a_closed_tree_that_somebody_looked_at_is_in_the_row(rows: Rows) -> None:
    release_id = rows.complete("done", {"id": "release:done", "state": "done", "wave_ids": ["wave:1"]})
    rows.temporal.start("wave:1", {"get_wave_state": {"id": "wave:1", "state": "done"}})
    assert (await rows.read())[release_id].waves == []
    await rows.entities.hierarchy(release_id)
    assert [wave.id for wave in (await rows.read())[release_id].waves] == ["wave:1"]


async def test_a_closed_run_that_answers_badly_is_not_replayed_with_every_list(rows: Rows) -> None:
    release_id = rows.start("buggy", QueryFailedError("no such table"))
    rows.temporal.end(release_id, ExecutionStatus.COMPLETED)
    row = (await rows.read())[release_id]
    assert (row.status, row.code, row.reason) == (Status.UNKNOWN, Code.QUERY_FAILED, "no such table")
    assert (await rows.read())[release_id] == row
    assert rows.temporal.asked == []
    rows.temporal.change(release_id, {"get_release_state": {"id": release_id, "state": "done", "wave_ids": []}})
    assert (await rows.read(strict=True))[release_id].status is Status.SUCCEEDED


async def test_a_closed_run_that_answered_badly_is_read_again_after_a_while() -> None:
    rows = Rows(Pace(unsettled=(0, 0)))
    release_id = rows.start("buggy", QueryFailedError("no such table"))
    rows.temporal.end(release_id, ExecutionStatus.COMPLETED)
    await rows.read()
    rows.temporal.change(release_id, {"get_release_state": {"id": release_id, "state": "done", "wave_ids": []}})
    assert (await rows.read())[release_id].status is Status.SUCCEEDED


@pytest.mark.parametrize("status", [ExecutionStatus.COMPLETED, ExecutionStatus.TERMINATED])
async def test_a_closed_run_without_a_worker_is_read_once_there_is_one(status: ExecutionStatus) -> None:
    rows = Rows(Pace(passing=(0, 0), unsettled=(0, 0)), Timing(silent_for=0))
    release_id = rows.start("late", {"id": "release:late", "name": "Late", "state": "done", "wave_ids": []})
    rows.temporal.end(release_id, status, failure="Terminated by ops")
    rows.temporal.has_worker = False
    assert (await rows.read())[release_id].name is None
    rows.temporal.has_worker = True
    assert (await rows.read())[release_id].name == "Late"
    await rows.read()
    assert rows.temporal.asked == []


async def test_an_open_run_that_cannot_be_read_is_not_asked_with_every_list(rows: Rows) -> None:
    release_id = rows.start("buggy", QueryFailedError("no such table"))
    row = (await rows.read())[release_id]
    assert (row.status, row.code) == (Status.UNKNOWN, Code.QUERY_FAILED)
    assert (await rows.read())[release_id] == row
    assert rows.temporal.asked == []
    rows.temporal.change(release_id, {"get_release_state": {"id": release_id, "state": "running", "wave_ids": []}})
    assert (await rows.read(strict=True))[release_id].status is Status.RUNNING


async def test_what_is_under_way_is_read_before_what_is_over(rows: Rows) -> None:
    over = rows.complete("over", {"id": "release:over", "state": "done", "wave_ids": []})
    under_way = rows.start("open", {"id": "release:open", "state": "running", "wave_ids": []})
    rows.temporal.gate = asyncio.Event()
    reading = asyncio.create_task(rows.read())
    await until(lambda: rows.temporal.count_asked("query"))
    assert rows.temporal.count_asked("outcome") == 0
    rows.temporal.gate.set()
    read = await reading
    assert (read[under_way].status, read[over].status) == (Status.RUNNING, Status.SUCCEEDED)


async def test_the_first_tree_is_read_alone_and_the_others_side_by_side(rows: Rows) -> None:
    names = ("a", "b", "c")
    answers = [rows.temporal.slow_down(rows.start(name, {"id": f"release:{name}", "state": "done"})) for name in names]

    def asked() -> set[str]:
        return {call[1] for call in rows.temporal.asked if call[0] == "query"}

    reading = asyncio.create_task(rows.read())
    await until(lambda: len(asked()) == 1)
    [first] = asked()
    answers[names.index(first[-1])].set()
    await until(lambda: len(asked()) == 3)
    for answer in answers:
        answer.set()
    assert len(await reading) == 3


async def test_a_run_that_hangs_keeps_nothing_else_from_being_read(rows: Rows) -> None:
    over = rows.complete("over", {"id": "release:over", "state": "done", "wave_ids": []})
    hanging = rows.start("hanging", {})
    rows.temporal.hanging = {hanging}
    assert {row.code for row in (await rows.read(within=0)).values()} == {Code.NOT_READ_YET}
    await until(lambda: rows.known.of(rows.temporal.runs[over].description).is_tree_read)
    read = await rows.read(within=0)
    assert (read[hanging].code, read[over].status) == (Code.NOT_READ_YET, Status.SUCCEEDED)


async def test_what_a_run_said_before_it_ended_is_not_shown_as_its_end(rows: Rows) -> None:
    release_id = rows.start("done", {"id": "release:done", "state": "done", "wave_ids": []})
    assert (await rows.read())[release_id].status is Status.SUCCEEDED
    rows.temporal.end(release_id, ExecutionStatus.FAILED, failure="disk full")
    rows.temporal.gate = asyncio.Event()
    row = (await rows.read(within=0))[release_id]
    assert (row.status, row.code) == (Status.FAILED, Code.NOT_READ_YET)
    rows.temporal.gate.set()
    assert (await rows.read())[release_id].reason == "disk full"


async def test_a_run_that_ended_is_read_though_it_could_not_be_read_before(rows: Rows) -> None:
    release_id = rows.start("buggy", QueryFailedError("no such table"))
    await rows.read()
    rows.temporal.change(release_id, {"get_release_state": {"id": release_id, "state": "done", "wave_ids": []}})
    rows.temporal.end(release_id, ExecutionStatus.COMPLETED)
    assert (await rows.read())[release_id].status is Status.SUCCEEDED


async def test_a_run_that_ended_does_not_wait_for_what_it_was_asked_while_open(rows: Rows) -> None:
    answer = {"id": "release:slow", "state": "done", "wave_ids": []}
    release_id = rows.start("slow", answer)
    gate = rows.temporal.gate = asyncio.Event()
    await rows.read(within=0)
    await until(lambda: rows.temporal.count_asked("query"))
    rows.temporal.gate = None
    rows.temporal.end(release_id, ExecutionStatus.COMPLETED, result=answer | {"wave_ids": ["wave:1"]})
    assert (await rows.read())[release_id].status is Status.SUCCEEDED
    gate.set()


async def test_an_error_that_nobody_foresaw_costs_one_row_and_is_logged(
    rows: Rows, capfd: pytest.CaptureFixture[str]
) -> None:
    fine = rows.start("fine", {"id": "release:fine", "state": "running", "wave_ids": []})
    odd = rows.start("odd", KeyError("EXECUTION_STATUS_OF_TOMORROW"))
    read = await rows.read()
    assert (read[fine].status, read[odd].status, read[odd].code) == (
        Status.RUNNING, Status.UNKNOWN, Code.INTERNAL_ERROR,
    )  # fmt: skip
    rows.temporal.change(odd, {"get_release_state": {"id": odd, "state": "running", "wave_ids": []}})
    assert (await rows.read(strict=True))[odd].status is Status.RUNNING
    assert "EXECUTION_STATUS_OF_TOMORROW" in "".join(capfd.readouterr())


async def test_what_the_next_list_would_wait_for_is_read_before_it_comes() -> None:
    rows = Rows(Pace(tree_age=PATIENCE, round=2 * PATIENCE, ahead=0))
    release_id = rows.start("open", {"id": "release:open", "state": "running"})
    await rows.read()
    first = (await rows.read())[release_id]
    assert rows.temporal.asked == []
    rows.rows.read_ahead()
    known = rows.known.of(rows.temporal.runs[release_id].description)
    await until(lambda: known.row is not first)
    assert rows.temporal.count_asked("describe") == 1


async def test_nothing_is_read_ahead_for_a_list_that_was_asked_for_once() -> None:
    rows = Rows(Pace(round=PATIENCE, ahead=0))
    rows.start("open", {"id": "release:open", "state": "running"})
    await rows.read()
    tasks = asyncio.all_tasks()
    rows.rows.read_ahead()
    assert asyncio.all_tasks() == tasks
