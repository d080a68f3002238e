"""What we rely on Temporal for, held by the real server and by the fake alike."""

import json
from collections.abc import AsyncIterator

import pytest
from temporalio.client import Client

from contract.stages import FakeStage, RealStage, Stage, new_id
from fakes import METADATA, TASK_QUEUE
from patience import eventually
from releasewatch.core.errors import QueryFailedError, RunClosedError, WorkflowNotFoundError
from releasewatch.models.entities import ExecutionStatus
from releasewatch.models.executions import Beginning, Poll, Version
from releasewatch.services.workflows.task_queues import newest
from scripted import scripted_worker

STATE = "get_app_state"


@pytest.fixture(scope="module")
async def worked_on(client: Client) -> AsyncIterator[Client]:
    async with scripted_worker(client, TASK_QUEUE):
        yield client


@pytest.fixture(params=["fake", "real"])
def stage(request: pytest.FixtureRequest) -> Stage:
    if request.param == "fake":
        return FakeStage()
    return RealStage(request.getfixturevalue("worked_on"), request.getfixturevalue("product"))


async def test_describes_an_open_run(stage: Stage) -> None:
    workflow_id = await stage.start({STATE: {"id": "app:x"}})
    description = await stage.temporal.describe(workflow_id)
    assert description.workflow_id == workflow_id
    assert description.workflow_type == "Scripted"
    assert description.task_queue == TASK_QUEUE
    assert description.status is ExecutionStatus.RUNNING
    assert description.is_open
    assert description.started_at is not None
    assert description.started_at.tzinfo is not None
    assert description.closed_at is None


async def test_knows_no_such_workflow(stage: Stage) -> None:
    with pytest.raises(WorkflowNotFoundError):
        await stage.temporal.describe(new_id())


async def test_the_key_stands_while_nothing_happens_and_falls_with_a_change(stage: Stage) -> None:
    workflow_id = await stage.start({STATE: {"state": "a"}})
    before = await stage.temporal.describe(workflow_id)
    await stage.temporal.query(before, STATE)
    assert (await stage.temporal.describe(workflow_id)).key == before.key
    await stage.change(workflow_id, {STATE: {"state": "b"}})
    after = await stage.temporal.describe(workflow_id)
    assert after.key != before.key
    assert json.loads(await stage.temporal.query(after, STATE)) == {"state": "b"}


async def test_answers_by_argument_and_null_for_what_is_not_its_own(stage: Stage) -> None:
    workflow_id = await stage.start({STATE: {"by_argument": {"app:mine": {"id": "app:mine"}}}})
    description = await stage.temporal.describe(workflow_id)
    assert json.loads(await stage.temporal.query(description, STATE, "app:mine")) == {"id": "app:mine"}
    assert await stage.temporal.query(description, STATE, "app:other") == b"null"


async def test_names_its_handlers(stage: Stage) -> None:
    workflow_id = await stage.start({STATE: {}, "get_hierarchy": {}})
    description = await stage.temporal.describe(workflow_id)
    metadata = json.loads(await stage.temporal.query(description, METADATA))
    names = {query["name"] for query in metadata["definition"]["queryDefinitions"]}
    assert {STATE, "get_hierarchy"} <= names


async def test_a_missing_handler_fails_the_query(stage: Stage) -> None:
    description = await stage.temporal.describe(await stage.start({STATE: {}}))
    with pytest.raises(QueryFailedError):
        await stage.temporal.query(description, "get_wave_state")


async def test_a_raising_handler_fails_the_query_with_its_message(stage: Stage) -> None:
    description = await stage.temporal.describe(await stage.start({STATE: {"raises": "no such table"}}))
    with pytest.raises(QueryFailedError, match="no such table"):
        await stage.temporal.query(description, STATE)


async def test_a_run_described_as_open_refuses_to_answer_once_it_is_closed(stage: Stage) -> None:
    workflow_id = await stage.start({STATE: {"state": "running"}})
    described_open = await stage.temporal.describe(workflow_id)
    await stage.complete(workflow_id, {"id": workflow_id})
    with pytest.raises(RunClosedError):
        await stage.temporal.query(described_open, STATE)
    closed = await stage.temporal.describe(workflow_id)
    assert closed.status is ExecutionStatus.COMPLETED
    assert closed.closed_at is not None
    assert json.loads(await stage.temporal.query(closed, STATE)) == {"state": "running"}


async def test_a_completed_run_gives_its_result_without_a_query(stage: Stage) -> None:
    workflow_id = await stage.start({STATE: {}})
    await stage.complete(workflow_id, {"id": workflow_id, "state": "done"})
    outcome = await stage.temporal.outcome(await stage.temporal.describe(workflow_id))
    assert outcome.result is not None
    assert json.loads(outcome.result) == {"id": workflow_id, "state": "done"}
    assert outcome.failure is None


async def test_a_failed_run_gives_the_reason(stage: Stage) -> None:
    workflow_id = await stage.start({STATE: {}})
    await stage.fail(workflow_id, "disk full")
    description = await stage.temporal.describe(workflow_id)
    assert description.status is ExecutionStatus.FAILED
    assert (await stage.temporal.outcome(description)).failure == "disk full"


async def test_a_terminated_run_says_who_and_why(stage: Stage) -> None:
    workflow_id = await stage.start({STATE: {}})
    await stage.terminate(workflow_id, "hotfix first")
    description = await stage.temporal.describe(workflow_id)
    assert description.status is ExecutionStatus.TERMINATED
    failure = (await stage.temporal.outcome(description)).failure
    assert failure is not None
    assert failure.startswith("Terminated by ")
    assert failure.endswith(": hotfix first")


async def test_knows_whether_anybody_polls(stage: Stage) -> None:
    await stage.start({STATE: {}})
    assert newest(await stage.temporal.polls(TASK_QUEUE)) is not None


async def test_lists_in_pages_open_runs_first_then_the_last_closed(stage: Stage) -> None:
    ids = [await stage.start({}) for _ in range(5)]
    for closed in (ids[1], ids[3], ids[0]):
        await stage.complete(closed, {})
    expected = [ids[4], ids[2], ids[0], ids[3], ids[1]]
    query = f"WorkflowId IN ({', '.join(repr(each) for each in ids)})"

    async def visibility_has_heard_of_every_end() -> bool:
        return await _listed(stage, query) == expected

    await eventually(visibility_has_heard_of_every_end)


async def _listed(stage: Stage, query: str) -> list[str]:
    listed: list[str] = []
    token = b""
    while True:
        page = await stage.temporal.list_page(query, token, page_size=2)
        assert len(page.executions) <= 2
        listed += [run.workflow_id for run in page.executions]
        token = page.next_page_token
        if not token:
            return listed


async def test_knows_how_a_first_run_came_to_be(stage: Stage) -> None:
    description = await stage.temporal.describe(await stage.start({STATE: {}}))
    assert not description.follows_another_run
    assert await stage.temporal.beginning(description) == Beginning()


async def test_knows_the_signals_of_a_name_and_whom_they_name(stage: Stage) -> None:
    workflow_id = await stage.start({STATE: {}})
    await stage.approve(workflow_id, "A. Rossi")
    await stage.change(workflow_id, {STATE: {"state": "b"}})
    description = await stage.temporal.describe(workflow_id)
    (signal,) = await stage.temporal.signals(description, {"approve"})
    assert (signal.name, signal.who) == ("approve", "A. Rossi")
    assert signal.at >= description.started_at


async def test_knows_when_workers_polled_and_that_none_of_a_version_did(stage: Stage) -> None:
    description = await stage.temporal.describe(await stage.start({STATE: {}}))
    assert description.pinned_to is None
    assert newest(await stage.temporal.polls(TASK_QUEUE)) is not None
    gone = Version("shop", "gone")
    if isinstance(stage, FakeStage):
        stage.temporal.gone.add(gone)
    assert await stage.temporal.polls(TASK_QUEUE, gone) == (Poll(gone, None),)
