"""When the history of a run is read for the signals that give approvals, and what it may cost."""

from collections.abc import Collection

import pytest
from typing_extensions import override

from fakes import FakeTemporal
from releasewatch.core.errors import TemporalBusyError
from releasewatch.models.entities import ExecutionStatus
from releasewatch.models.executions import Description, Signal
from releasewatch.models.status import EntityType
from releasewatch.services.workflows.answer_cache import AnswerCache
from releasewatch.services.workflows.approval_signals import LONGEST_HISTORY_EVENTS
from releasewatch.services.workflows.reader import WorkflowReader
from staged import at

RELEASE, QUERY = "release:shop", "get_release_state"
GIVEN = Signal("approve", at("11:48:00"), "A. Rossi")


class BusyTemporal(FakeTemporal):
    """Gives no histories."""

    @override
    async def signals(self, description: Description, names: Collection[str]) -> list[Signal]:
        raise TemporalBusyError("too many requests")


def said(state: str, **more: object) -> dict[str, object]:
    return {QUERY: {"id": RELEASE, "state": state, "waves": [{"id": "wave:1", "state": "pending"}], **more}}


def staged(temporal: FakeTemporal, **more: object) -> WorkflowReader:
    temporal.start(RELEASE, said("running", **more)).signals.append(GIVEN)
    return WorkflowReader(temporal, AnswerCache(), approval_signals=("approve",))


async def heard(reader: WorkflowReader) -> tuple[Signal, ...]:
    reading = await reader.read(await reader.describe(RELEASE), EntityType.RELEASE)
    assert reading.understood
    return reading.signals


async def test_the_history_is_read_once_for_each_state_of_the_workflow() -> None:
    temporal = FakeTemporal()
    reader = staged(temporal)
    for _ in range(3):
        temporal.touch(RELEASE)
        assert await heard(reader) == (GIVEN,)
    assert temporal.count_asked("signals") == 1
    temporal.change(RELEASE, said("waiting_for_approval"))
    await heard(reader)
    assert temporal.count_asked("signals") == 2


async def test_a_run_that_has_ended_is_read_once_more() -> None:
    temporal = FakeTemporal()
    reader = staged(temporal)
    await heard(reader)
    temporal.runs[RELEASE].signals.append(Signal("approve", at("11:58:00")))
    temporal.end(RELEASE, ExecutionStatus.COMPLETED, result=said("running")[QUERY])
    for _ in range(3):
        assert len(await heard(reader)) == 2
    assert temporal.count_asked("signals") == 2


@pytest.mark.parametrize("names", [(), ("reject",)])
async def test_signals_of_other_names_give_nothing(names: tuple[str, ...]) -> None:
    temporal = FakeTemporal()
    staged(temporal)
    reader = WorkflowReader(temporal, AnswerCache(), approval_signals=names)
    assert await heard(reader) == ()
    assert temporal.count_asked("signals") == len(names)


async def test_no_history_is_read_of_a_workflow_that_tells_its_approvals() -> None:
    temporal = FakeTemporal()
    reader = staged(temporal, approvals=[{"at": "2026-11-24T11:48:00Z"}])
    assert await heard(reader) == ()
    assert not temporal.count_asked("signals")


async def test_no_history_is_read_that_is_long() -> None:
    temporal = FakeTemporal()
    reader = staged(temporal)
    temporal.lengthen(RELEASE, LONGEST_HISTORY_EVENTS + 1)
    assert await heard(reader) == ()
    assert not temporal.count_asked("signals")


async def test_a_history_that_cannot_be_read_costs_no_answer() -> None:
    assert await heard(staged(BusyTemporal())) == ()
