"""Whatever becomes of a workflow, its node says so: one test for each row of the table in the contract page."""

import asyncio
import sys
import uuid
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.workflowservice.v1 import DeleteWorkflowExecutionRequest, ResetWorkflowExecutionRequest
from temporalio.client import Client
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from fakes import TASK_QUEUE
from integration.demo_tree import eventually
from lives import ACTIVITIES, WORKFLOWS, AfterTheChange, BeforeTheChange
from releasewatch.core.errors import WorkflowNotFoundError
from releasewatch.models.entities import Code, Node, walk
from releasewatch.models.status import EntityType, StateTable, Status
from releasewatch.services.kept_answers import KeptAnswers
from releasewatch.services.temporal_client import TemporalClient
from releasewatch.services.tree import Assembler, StuckRule
from releasewatch.services.tree_reader import TreeReader
from releasewatch.services.workflow_reader import WorkflowReader
from scripted import Scripted

RUNNER = UnsandboxedWorkflowRunner()
LIVES_QUEUE = "lives"


class Lives:
    """Starts workflows on the real server, and reads them as nodes."""

    def __init__(self, client: Client, product: Client) -> None:
        self.client = client
        reader = WorkflowReader(TemporalClient(product), KeptAnswers())
        self._trees = TreeReader(reader, concurrency=8, deadline=10)
        self._bundles: dict[str, str] = {}

    async def start(self, workflow_type: str, *arguments: Any, named: str = "", queue: str = LIVES_QUEUE) -> str:
        workflow_id = named or f"app:{uuid.uuid4().hex}"
        await self.client.start_workflow(workflow_type, args=arguments, id=workflow_id, task_queue=queue)
        return workflow_id

    async def script(self, entity_id: str = "", state: str = "running", **fields: Any) -> str:
        """Start a workflow that answers for one entity until it is told to end."""
        entity_id = entity_id or f"app:{uuid.uuid4().hex}"
        query = f"get_{entity_id.partition(':')[0]}_state"
        answers = {query: {"id": entity_id, "state": state, **fields}}
        return await self.start("Scripted", answers, named=entity_id, queue=TASK_QUEUE)

    async def end(self, workflow_id: str, how: dict[str, Any]) -> None:
        await self.client.get_workflow_handle(workflow_id).signal("end", how)

    async def delete(self, workflow_id: str) -> None:
        """What the end of its retention does to a workflow."""
        execution = WorkflowExecution(workflow_id=workflow_id)
        request = DeleteWorkflowExecutionRequest(namespace=self.client.namespace, workflow_execution=execution)
        await self.client.workflow_service.delete_workflow_execution(request)

    async def read(self, app_id: str) -> Node:
        """Read an app as a part of a bundle: what nobody can read costs that part only."""
        if app_id not in self._bundles:
            bundle_id = f"bundle:{uuid.uuid4().hex}"
            self._bundles[app_id] = await self.script(bundle_id, app_ids=[app_id])
        bundle = await self.read_tree(self._bundles[app_id])
        return next(node for node in walk(bundle) if node.id == app_id)

    async def read_tree(self, root_id: str) -> Node:
        reading = await self._trees.read(root_id, EntityType(root_id.partition(":")[0]))
        return Assembler(StateTable({}), StuckRule(5, timedelta(minutes=5)), datetime.now(UTC)).node(reading.root)

    async def becomes(self, app_id: str, is_so: Callable[[Node], bool]) -> Node:
        nodes: list[Node] = []

        async def it_has() -> bool:
            nodes.append(await self.read(app_id))
            return is_so(nodes[-1])

        try:
            await eventually(it_has)
        except TimeoutError:
            pytest.fail(f"last seen: {nodes[-1:]}")
        return nodes[-1]

    async def shows(self, app_id: str, status: Status, code: Code | None = None) -> Node:
        return await self.becomes(app_id, lambda node: (node.status, node.code) == (status, code))


@pytest.fixture(scope="module")
async def lives(client: Client, product: Client) -> AsyncIterator[Lives]:
    scripted = Worker(client, task_queue=TASK_QUEUE, workflows=[Scripted], workflow_runner=RUNNER)
    others = Worker(client, task_queue=LIVES_QUEUE, workflows=WORKFLOWS, activities=ACTIVITIES, workflow_runner=RUNNER)
    async with scripted, others:
        yield Lives(client, product)


async def test_failed_with_a_nested_cause(lives: Lives) -> None:
    app = await lives.start("FailingByActivity", {})
    node = await lives.shows(app, Status.FAILED, Code.EXECUTION_FAILED)
    assert node.reason == "cannot write: disk full"


async def test_terminated(lives: Lives) -> None:
    app = await lives.script()
    await lives.shows(app, Status.RUNNING)
    await lives.client.get_workflow_handle(app).terminate(reason="hotfix first")
    node = await lives.shows(app, Status.FAILED, Code.EXECUTION_TERMINATED)
    assert node.reason is not None
    assert node.reason.endswith(": hotfix first")
    assert node.state == "running"


async def test_timed_out(lives: Lives) -> None:
    app = f"app:{uuid.uuid4().hex}"
    answers = {"get_app_state": {"id": app, "state": "running"}}
    await lives.client.start_workflow(
        "Scripted", answers, id=app, task_queue=TASK_QUEUE, run_timeout=timedelta(seconds=1)
    )
    await lives.shows(app, Status.FAILED, Code.EXECUTION_TIMED_OUT)


async def test_cancelled(lives: Lives) -> None:
    app = await lives.script()
    await lives.client.get_workflow_handle(app).cancel()
    await lives.shows(app, Status.CANCELLED, Code.EXECUTION_CANCELED)


async def test_completed_with_its_final_answer(lives: Lives) -> None:
    app = await lives.script()
    await lives.end(app, {"result": {"id": app, "state": "done", "version": "7"}})
    node = await lives.shows(app, Status.SUCCEEDED)
    assert node.version == "7"


async def test_completed_while_its_state_says_running(lives: Lives) -> None:
    app = await lives.script()
    await lives.end(app, {"result": None})
    await lives.shows(app, Status.UNKNOWN, Code.CONTRADICTION)


async def test_continued_as_new(lives: Lives) -> None:
    app = await lives.start("ContinuedAsNew", 1)
    first = await lives.becomes(app, lambda node: node.version == "1")
    await lives.client.get_workflow_handle(app).signal("begin_anew")
    second = await lives.becomes(app, lambda node: node.version == "2")
    assert first.execution is not None
    assert second.execution is not None
    assert first.execution.run_id != second.execution.run_id


async def test_a_new_run_under_the_same_id(lives: Lives) -> None:
    app = await lives.script(state="failed")
    await lives.end(app, {"failure": "no"})
    await lives.shows(app, Status.FAILED, Code.EXECUTION_FAILED)
    await lives.script(app)
    await lives.shows(app, Status.RUNNING)


async def test_reset(lives: Lives) -> None:
    app = await lives.script()
    before = await lives.shows(app, Status.RUNNING)
    assert before.execution is not None
    await lives.client.workflow_service.reset_workflow_execution(
        ResetWorkflowExecutionRequest(
            namespace=lives.client.namespace,
            workflow_execution=WorkflowExecution(workflow_id=app, run_id=before.execution.run_id),
            workflow_task_finish_event_id=4,
            request_id=uuid.uuid4().hex,
        )
    )
    after = await lives.shows(app, Status.RUNNING)
    assert after.execution is not None
    assert after.execution.run_id != before.execution.run_id


async def test_retrying_and_then_stuck(lives: Lives) -> None:
    app = await lives.start("Retrying", {})
    node = await lives.becomes(app, lambda node: node.stuck)
    assert node.status is Status.RETRYING
    assert node.execution is not None
    assert node.execution.retrying is not None
    assert node.execution.retrying.activity_type == "not_ready"
    assert node.execution.retrying.last_failure == "Readiness probe timed out"
    assert node.execution.retrying.attempt >= 5
    await lives.client.get_workflow_handle(app).terminate()


async def test_code_that_fails(lives: Lives) -> None:
    app = await lives.start("BrokenByASignal")
    await lives.shows(app, Status.RUNNING)
    await lives.client.get_workflow_handle(app).signal("stumble")
    node = await lives.shows(app, Status.UNKNOWN, Code.WORKFLOW_TASK_FAILING)
    assert node.reason is not None
    assert node.reason.startswith("The workflow's code fails")


async def test_code_that_changed_under_a_running_workflow(lives: Lives) -> None:
    queue = f"changed-{uuid.uuid4().hex}"
    async with Worker(lives.client, task_queue=queue, workflows=[BeforeTheChange], workflow_runner=RUNNER):
        app = await lives.start("Changed", queue=queue)
        await lives.client.get_workflow_handle(app).query("get_app_state")
    async with Worker(
        lives.client, task_queue=queue, workflows=[AfterTheChange], activities=ACTIVITIES, workflow_runner=RUNNER
    ):
        await lives.shows(app, Status.UNKNOWN, Code.QUERY_FAILED)


async def test_a_handler_that_raises(lives: Lives) -> None:
    app = await lives.start("Scripted", {"get_app_state": {"raises": "no such table"}}, queue=TASK_QUEUE)
    assert (await lives.shows(app, Status.UNKNOWN, Code.QUERY_FAILED)).reason == "no such table"


async def test_an_answer_of_3_mb(lives: Lives) -> None:
    app = await lives.start("Unreasonable", "huge")
    node = await lives.shows(app, Status.UNKNOWN, Code.QUERY_FAILED)
    assert node.reason is not None


async def test_a_handler_that_hangs(lives: Lives) -> None:
    address = lives.client.service_client.config.target_host
    worker = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "lives",
        address,
        "hanging",
        cwd=Path(__file__).parents[1],
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        app = await lives.start("Unreasonable", "hanging", queue="hanging")
        # Which of two limits of two seconds is reached first is a matter of luck: Temporal's worker has one too.
        node = await lives.becomes(app, lambda node: node.code in (Code.TIMED_OUT, Code.QUERY_FAILED))
        assert node.status is Status.UNKNOWN
    finally:
        worker.kill()
        await worker.wait()


@pytest.mark.parametrize("nonsense", [7, "running", [], {"state": "running"}])
async def test_an_answer_that_is_nonsense(lives: Lives, nonsense: Any) -> None:
    app = await lives.start("Scripted", {"get_app_state": nonsense}, queue=TASK_QUEUE)
    await lives.shows(app, Status.UNKNOWN, Code.ANSWER_NOT_UNDERSTOOD)


async def test_no_handler_of_that_name(lives: Lives) -> None:
    app = await lives.start("Scripted", {"state": {}}, queue=TASK_QUEUE)
    node = await lives.shows(app, Status.UNKNOWN, Code.QUERY_HANDLER_MISSING)
    assert node.reason == "Workflow type Scripted has no query handler get_app_state. Its handlers: state."


async def test_a_type_that_the_worker_does_not_know(lives: Lives) -> None:
    app = await lives.start("Unheard")
    await lives.shows(app, Status.UNKNOWN, Code.WORKFLOW_TASK_FAILING)


async def test_nobody_works_on_it(lives: Lives) -> None:
    app = await lives.start("Scripted", {}, queue="nobody")
    assert (await lives.shows(app, Status.UNKNOWN, Code.NO_WORKER)).reason == "No worker polls queue nobody."


async def test_closed_long_ago_with_the_worker_gone(lives: Lives) -> None:
    queue = f"gone-{uuid.uuid4().hex}"
    async with Worker(lives.client, task_queue=queue, workflows=[Scripted], workflow_runner=RUNNER):
        app = f"app:{uuid.uuid4().hex}"
        await lives.start("Scripted", {}, named=app, queue=queue)
        await lives.end(app, {"result": {"id": app, "state": "done"}})
        await lives.client.get_workflow_handle(app).result()
    await lives.shows(app, Status.SUCCEEDED)


async def test_a_child_that_is_named_and_has_not_started(lives: Lives) -> None:
    node = await lives.shows(f"app:{uuid.uuid4().hex}", Status.PENDING, Code.NOT_STARTED)
    assert node.reason == "Named, not started."


async def test_a_start_that_is_delayed(lives: Lives) -> None:
    app = f"app:{uuid.uuid4().hex}"
    delay = timedelta(hours=1)
    await lives.client.start_workflow("Scripted", {}, id=app, task_queue=TASK_QUEUE, start_delay=delay)
    node = await lives.shows(app, Status.PENDING, Code.NOT_STARTED)
    assert node.reason == "Its first workflow task is still to come."


async def test_a_child_that_vanished(lives: Lives) -> None:
    app = await lives.script()
    await lives.shows(app, Status.RUNNING)
    await lives.delete(app)
    await lives.shows(app, Status.UNKNOWN, Code.VANISHED)


async def test_a_release_that_disappears(lives: Lives) -> None:
    release = await lives.script(f"release:{uuid.uuid4().hex}")
    await lives.read_tree(release)
    await lives.delete(release)

    async def it_is_gone() -> bool:
        try:
            await lives.read_tree(release)
        except WorkflowNotFoundError:
            return True
        return False

    await eventually(it_is_gone)


async def test_a_child_claimed_by_two_parents(lives: Lives) -> None:
    cluster = {"id": "cluster:shared", "state": "running"}
    waves = [{"id": f"wave:{number}", "state": "running", "clusters": [cluster]} for number in (1, 2)]
    release = await lives.script(f"release:{uuid.uuid4().hex}", waves=waves)
    claimed = [node for node in walk(await lives.read_tree(release)) if node.id == "cluster:shared"]
    assert [node.status for node in claimed] == [Status.RUNNING] * 2
    assert claimed[0].reason == "It is also claimed by wave:2, and counted there too."
    assert claimed[1].reason == "It is also claimed by wave:1, and counted there too."


async def test_a_part_that_holds_itself(lives: Lives) -> None:
    wave = {"id": "wave:1", "state": "running", "cluster_ids": ["wave:1"]}
    release = await lives.script(f"release:{uuid.uuid4().hex}", waves=[wave])
    *_, node = walk(await lives.read_tree(release))
    assert (node.status, node.code) == (Status.UNKNOWN, Code.ANSWER_NOT_UNDERSTOOD)
    assert node.reason == "Its children are not all readable. Its child 'wave:1' has no cluster id."


async def test_an_answer_for_somebody_else(lives: Lives) -> None:
    app = await lives.start("Scripted", {"get_app_state": {"id": "app:other", "state": "done"}}, queue=TASK_QUEUE)
    node = await lives.shows(app, Status.UNKNOWN, Code.CONTRADICTION)
    assert node.reason == "Answered for 'app:other' instead of itself."
