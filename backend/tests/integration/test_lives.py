"""What a run can come to, and what its node says then: one test for each row of the table in the contract page."""

import asyncio
import sys
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.workflowservice.v1 import (
    DeleteWorkflowExecutionRequest,
    PauseActivityRequest,
    PauseWorkflowExecutionRequest,
    ResetWorkflowExecutionRequest,
    SetWorkerDeploymentCurrentVersionRequest,
    UnpauseActivityRequest,
    UnpauseWorkflowExecutionRequest,
)
from temporalio.client import Client
from temporalio.common import RetryPolicy, WorkerDeploymentVersion
from temporalio.service import RPCError
from temporalio.worker import UnsandboxedWorkflowRunner, Worker, WorkerDeploymentConfig

from fakes import TASK_QUEUE
from lives import (
    ACTIVITIES,
    WORKFLOWS,
    AfterTheChange,
    AnotherTeamsRelease,
    BeforeTheChange,
    OneTeamsRelease,
    Parent,
    Pinned,
    Upgraded,
)
from patience import PATIENCE, eventually
from releasewatch.core.errors import WorkflowNotFoundError
from releasewatch.models.entities import Code, ExecutionStatus, Node, walk
from releasewatch.models.status import EntityType, StateTable, Status
from releasewatch.services.temporal.client import TemporalClient
from releasewatch.services.trees.assembler import Assembler
from releasewatch.services.trees.own_status import StuckRule
from releasewatch.services.trees.reader import TreeReader
from releasewatch.services.workflows.answer_cache import AnswerCache
from releasewatch.services.workflows.reader import WorkflowReader
from scripted import Scripted

RUNNER = UnsandboxedWorkflowRunner()
LIVES_QUEUE = "lives"


class Lives:
    """Starts workflows on the real server, and reads them as nodes."""

    def __init__(self, client: Client, product: Client) -> None:
        self.client = client
        reader = WorkflowReader(TemporalClient(product), AnswerCache())
        self._trees = TreeReader(reader, concurrency=8, deadline=PATIENCE)
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

    async def rests(self, workflow_id: str) -> None:
        """Wait until a workflow has begun, so that what it answers stays true until it is told something."""

        async def it_does() -> bool:
            described = (await self.client.get_workflow_handle(workflow_id).describe()).raw_description
            has_begun = described.workflow_execution_info.history_length > 1
            return has_begun and not described.HasField("pending_workflow_task")

        await eventually(it_does)

    async def end(self, workflow_id: str, how: dict[str, Any]) -> None:
        await self.client.get_workflow_handle(workflow_id).signal("end", how)

    async def told(self, workflow_id: str, signal: str, what: object) -> bool:
        """Whether a workflow is there to take a signal."""
        try:
            await self.client.get_workflow_handle(workflow_id).signal(signal, what)
        except RPCError:
            return False
        return True

    async def delete(self, workflow_id: str) -> None:
        """What the end of its retention does to a workflow."""
        execution = WorkflowExecution(workflow_id=workflow_id)
        request = DeleteWorkflowExecutionRequest(namespace=self.client.namespace, workflow_execution=execution)
        await self.client.workflow_service.delete_workflow_execution(request)

    async def parent(
        self, entity_id: str, *, wave_ids: list[str], children: dict[str, dict[str, Any]], queue: str = LIVES_QUEUE
    ) -> None:
        """Start a release whose waves are its child workflows, and wait until they are there."""
        state = {"get_release_state": {"id": entity_id, "state": "running", "wave_ids": wave_ids}}
        told = {name: ["Scripted", {"get_wave_state": {"id": name, **fields}}] for name, fields in children.items()}
        await self.start("Parent", state, told, named=entity_id, queue=queue)

        async def they_are_there() -> bool:
            described = (await self.client.get_workflow_handle(entity_id).describe()).raw_description
            started = [child for child in described.pending_children if child.run_id]
            return len(started) == len(children) and not described.HasField("pending_workflow_task")

        await eventually(they_are_there)

    async def pause(self, workflow_id: str, why: str = "") -> None:
        request = PauseWorkflowExecutionRequest(
            namespace=self.client.namespace, workflow_id=workflow_id, identity="ann", reason=why
        )
        await self.client.workflow_service.pause_workflow_execution(request)

    async def unpause(self, workflow_id: str) -> None:
        request = UnpauseWorkflowExecutionRequest(namespace=self.client.namespace, workflow_id=workflow_id)
        await self.client.workflow_service.unpause_workflow_execution(request)

    async def pause_activity(self, workflow_id: str, why: str = "") -> None:
        """Pause the first activity of a workflow."""
        execution = WorkflowExecution(workflow_id=workflow_id)
        request = PauseActivityRequest(
            namespace=self.client.namespace, execution=execution, id="1", identity="ann", reason=why
        )
        await self.client.workflow_service.pause_activity(request)

    async def unpause_activity(self, workflow_id: str) -> None:
        execution = WorkflowExecution(workflow_id=workflow_id)
        request = UnpauseActivityRequest(namespace=self.client.namespace, execution=execution, id="1")
        await self.client.workflow_service.unpause_activity(request)

    async def make_current(self, version: WorkerDeploymentVersion) -> None:
        """Let new workflows begin with a build, once its worker has come."""
        request = SetWorkerDeploymentCurrentVersionRequest(
            namespace=self.client.namespace,
            deployment_name=version.deployment_name,
            build_id=version.build_id,
            ignore_missing_task_queues=True,
        )

        async def it_is() -> bool:
            try:
                await self.client.workflow_service.set_worker_deployment_current_version(request)
            except RPCError:
                return False
            return True

        await eventually(it_is)

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

    async def until(self, condition: Callable[[], Awaitable[bool]]) -> None:
        await eventually(condition)

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


def versioned_worker(client: Client, queue: str, version: WorkerDeploymentVersion) -> Worker:
    """It keeps nothing in memory, so that Temporal waits for nobody in particular once it has gone."""
    versioned = WorkerDeploymentConfig(version=version, use_worker_versioning=True)
    return Worker(
        client,
        task_queue=queue,
        workflows=[Pinned, Upgraded],
        workflow_runner=RUNNER,
        deployment_config=versioned,
        max_cached_workflows=0,
        max_concurrent_workflow_task_polls=1,
    )


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
    assert (first.execution.first_run_id, second.execution.first_run_id) == (None, first.execution.run_id)


async def test_a_new_run_under_the_same_id(lives: Lives) -> None:
    app = await lives.script(state="failed")
    await lives.end(app, {"failure": "no"})
    await lives.shows(app, Status.FAILED, Code.EXECUTION_FAILED)
    await lives.script(app)
    node = await lives.shows(app, Status.RUNNING)
    assert node.execution
    assert node.execution.first_run_id is None


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


async def test_code_that_fails(lives: Lives, leave_silent_workers: Callable[[], None]) -> None:
    leave_silent_workers()
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


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        ("no such table", "no such table"),
        ("", "The query failed without a message."),
        ("\x1b[31mred\x00", "\ufffd[31mred\ufffd"),
    ],
)
async def test_a_handler_that_raises(lives: Lives, message: str, reason: str) -> None:
    app = await lives.start("Scripted", {"get_app_state": {"raises": message}}, queue=TASK_QUEUE)
    assert (await lives.shows(app, Status.UNKNOWN, Code.QUERY_FAILED)).reason == reason


async def test_an_answer_of_3_mb(lives: Lives) -> None:
    app = await lives.start("Unreasonable", "huge")
    node = await lives.shows(app, Status.UNKNOWN, Code.QUERY_FAILED)
    assert node.reason is not None


async def test_a_handler_that_hangs(lives: Lives, leave_silent_workers: Callable[[], None]) -> None:
    leave_silent_workers()
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


async def test_a_type_that_the_worker_does_not_know(lives: Lives, leave_silent_workers: Callable[[], None]) -> None:
    leave_silent_workers()
    app = await lives.start("Unheard")
    await lives.shows(app, Status.UNKNOWN, Code.WORKFLOW_TASK_FAILING)


async def test_nobody_works_on_it(lives: Lives, leave_silent_workers: Callable[[], None]) -> None:
    leave_silent_workers()
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
    described = (await lives.client.get_workflow_handle(app).describe()).raw_description
    begins_at = described.workflow_execution_info.execution_time.ToDatetime()
    assert node.reason == f"It begins at {begins_at:%Y-%m-%d %H:%M:%S} UTC."


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
    assert (
        node.reason
        == "Its children are not all readable. Its child 'wave:1' has no cluster id: it has to begin with `cluster:`."
    )


async def test_an_answer_for_somebody_else(lives: Lives) -> None:
    app = await lives.start("Scripted", {"get_app_state": {"id": "app:other", "state": "done"}}, queue=TASK_QUEUE)
    node = await lives.shows(app, Status.UNKNOWN, Code.CONTRADICTION)
    assert node.reason == "Answered for 'app:other' instead of itself."


async def test_paused_and_unpaused(lives: Lives) -> None:
    app = await lives.script(version="7")
    await lives.rests(app)
    await lives.shows(app, Status.RUNNING)
    await lives.pause(app, "change freeze")
    node = await lives.shows(app, Status.PAUSED, Code.EXECUTION_PAUSED)
    assert node.reason == "Paused by ann: change freeze."
    # All that has happened since it answered is the pausing, so what it answered is true.
    assert (node.state, node.version) == ("running", "7")
    assert node.execution is not None
    assert node.execution.status is ExecutionStatus.PAUSED
    await lives.unpause(app)
    await lives.shows(app, Status.RUNNING)


async def test_a_paused_activity(lives: Lives) -> None:
    app = await lives.start("Retrying", {})
    await lives.becomes(app, lambda node: node.status is Status.RETRYING)
    await lives.pause_activity(app, "disk is being replaced")
    node = await lives.shows(app, Status.PAUSED, Code.ACTIVITY_PAUSED)
    assert node.reason is not None
    assert node.reason.startswith("Activity not_ready: Paused by ann: disk is being replaced. It has failed ")
    assert node.reason.endswith(", last with: Readiness probe timed out.")
    assert not node.stuck
    await lives.unpause_activity(app)
    await lives.becomes(app, lambda node: node.status is Status.RETRYING)


async def test_between_two_attempts(lives: Lives) -> None:
    app = f"app:{uuid.uuid4().hex}"
    policy = RetryPolicy(initial_interval=timedelta(hours=1), maximum_attempts=4)
    await lives.client.start_workflow("Failing", "disk is full", id=app, task_queue=LIVES_QUEUE, retry_policy=policy)
    node = await lives.shows(app, Status.RETRYING, Code.BETWEEN_RUNS)
    assert node.reason is not None
    assert node.reason.startswith("Attempt 1 failed: disk is full. Attempt 2 of 4 begins at ")
    assert node.execution is not None
    retrying = node.execution.retrying
    assert retrying is not None
    assert (retrying.activity_type, retrying.attempt, retrying.maximum_attempts) == (None, 2, 4)
    assert retrying.last_failure == "disk is full"
    assert retrying.next_attempt_at is not None
    assert f"{retrying.next_attempt_at:%Y-%m-%d %H:%M:%S} UTC" in node.reason


async def test_between_two_scheduled_runs(lives: Lives) -> None:
    app = f"app:{uuid.uuid4().hex}"
    await lives.client.start_workflow("Failing", "no disk", id=app, task_queue=LIVES_QUEUE, cron_schedule="@every 5s")
    node = await lives.shows(app, Status.RETRYING, Code.BETWEEN_RUNS)
    assert node.reason is not None
    assert node.reason.startswith("Its last run failed: no disk. The next one begins at ")
    assert node.reason.endswith(" UTC, by its schedule '@every 5s'.")


async def test_one_type_with_two_codes(lives: Lives) -> None:
    failed = {"id": "app:1", "state": "failed"}
    cluster = {
        "id": "cluster:1",
        "state": "running",
        "bundle": {"id": "bundle:1", "state": "running", "apps": [failed]},
    }
    told = {"waves": [{"id": "wave:1", "state": "running", "clusters": [cluster]}]}
    one, another = (f"queue-{uuid.uuid4().hex}" for _ in range(2))
    worker_of_one = Worker(lives.client, task_queue=one, workflows=[OneTeamsRelease], workflow_runner=RUNNER)
    worker_of_another = Worker(
        lives.client, task_queue=another, workflows=[AnotherTeamsRelease], workflow_runner=RUNNER
    )
    async with worker_of_one, worker_of_another:
        for queue in (one, another, one, another):
            release = await lives.start("Release", told, named=f"release:{uuid.uuid4().hex}", queue=queue)
            tree = await lives.read_tree(release)
            assert tree.health is (Status.RUNNING if queue == one else Status.FAILED)


async def test_handlers_that_come_later(lives: Lives) -> None:
    release = await lives.script(f"release:{uuid.uuid4().hex}")
    assert (await lives.read_tree(release)).health is Status.RUNNING
    later = await lives.script(f"release:{uuid.uuid4().hex}")
    told = {"id": later, "state": "running", "waves": [{"id": "wave:1", "state": "failed"}]}
    await lives.client.get_workflow_handle(later).signal("learn", {"get_hierarchy": told})
    tree = await lives.read_tree(later)
    assert (tree.status, tree.health) == (Status.RUNNING, Status.FAILED)


async def test_an_sdk_that_does_not_name_its_handlers(lives: Lives) -> None:
    release = f"release:{uuid.uuid4().hex}"
    app = {"id": "app:1", "state": "failed"}
    bundle = {"id": "bundle:1", "state": "running", "app_ids": ["app:1"]}
    cluster = {"id": "cluster:1", "state": "running", "bundle": bundle}
    told = {"id": release, "state": "running", "waves": [{"id": "wave:1", "state": "running", "clusters": [cluster]}]}
    answers = {"get_hierarchy": told, "get_app_state": {"by_argument": {"app:1": app}}}
    await lives.start("Taciturn", answers, named=release)
    assert [node.status for node in walk(await lives.read_tree(release))] == [*[Status.RUNNING] * 4, Status.FAILED]


async def test_a_strangers_workflow(lives: Lives) -> None:
    wave, other = f"wave:{uuid.uuid4().hex}", f"release:{uuid.uuid4().hex}"
    await lives.parent(other, wave_ids=[wave], children={wave: {"state": "failed"}})
    assert (await lives.read_tree(other)).health is Status.FAILED
    release = await lives.script(f"release:{uuid.uuid4().hex}", wave_ids=[wave])
    *_, node = walk(await lives.read_tree(release))
    assert (node.status, node.code) == (Status.UNKNOWN, Code.FOREIGN_WORKFLOW)
    assert node.reason == f"Its workflow belongs to {other}, which it does not stand under."


async def test_a_child_of_a_workflow_in_between(lives: Lives) -> None:
    wave, between, release = f"wave:{uuid.uuid4().hex}", f"waves-{uuid.uuid4().hex}", f"release:{uuid.uuid4().hex}"
    state = {"get_wave_state": {"id": wave, "state": "failed"}}
    manager = ["Parent", {}, {wave: ["Scripted", state]}]
    answers = {"get_release_state": {"id": release, "state": "running", "wave_ids": [wave]}}
    await lives.start("Parent", answers, {between: manager}, named=release)

    async def it_is_read() -> bool:
        *_, node = walk(await lives.read_tree(release))
        return node.status is Status.FAILED

    await eventually(it_is_read)


async def test_a_build_that_is_gone(lives: Lives, leave_silent_workers: Callable[[], None]) -> None:
    queue = f"pinned-{uuid.uuid4().hex}"
    old, new = (WorkerDeploymentVersion("shop", f"{name}-{queue}") for name in ("old", "new"))
    async with versioned_worker(lives.client, queue, old):
        await lives.make_current(old)
        app = await lives.start("Pinned", queue=queue)
        await lives.shows(app, Status.RUNNING)
    async with versioned_worker(lives.client, queue, new):
        await lives.make_current(new)
        healthy = await lives.start("Pinned", queue=queue)
        await lives.shows(healthy, Status.RUNNING)
        await lives.client.get_workflow_handle(app).signal("anything")
        leave_silent_workers()
        node = await lives.shows(app, Status.UNKNOWN, Code.NO_WORKER)
        assert node.reason == f"No worker with build old-{queue} of deployment shop polls queue {queue}."
        await lives.shows(healthy, Status.RUNNING)


async def test_a_current_build_that_is_gone(lives: Lives, leave_silent_workers: Callable[[], None]) -> None:
    queue = f"upgraded-{uuid.uuid4().hex}"
    old, new = (WorkerDeploymentVersion("shop", f"{name}-{queue}") for name in ("old", "new"))
    async with versioned_worker(lives.client, queue, old):
        await lives.make_current(old)
        app = await lives.start("Upgraded", queue=queue)
        await lives.shows(app, Status.RUNNING)
        async with versioned_worker(lives.client, queue, new):
            await lives.make_current(new)
        await lives.client.get_workflow_handle(app).signal("anything")
        leave_silent_workers()
        node = await lives.shows(app, Status.UNKNOWN, Code.NO_WORKER)
        assert node.reason == f"No worker with build new-{queue} of deployment shop polls queue {queue}."


async def test_a_build_that_is_not_current(lives: Lives, leave_silent_workers: Callable[[], None]) -> None:
    queue = f"not-current-{uuid.uuid4().hex}"
    leave_silent_workers()
    async with versioned_worker(lives.client, queue, WorkerDeploymentVersion(queue, "new")):
        app = await lives.start("Upgraded", queue=queue)
        why = f"No worker without a version polls queue {queue}, and no deployment version is current there."
        node = await lives.becomes(app, lambda node: node.reason == why)
        assert (node.status, node.code) == (Status.UNKNOWN, Code.NO_WORKER)


async def test_a_child_whose_parent_has_no_worker(lives: Lives) -> None:
    queue, wave, release = f"gone-{uuid.uuid4().hex}", f"wave:{uuid.uuid4().hex}", f"release:{uuid.uuid4().hex}"
    async with Worker(lives.client, task_queue=queue, workflows=[Parent], workflow_runner=RUNNER):
        await lives.parent(release, wave_ids=[wave], children={wave: {"state": "paused"}}, queue=queue)
        result = {"id": release, "state": "done", "wave_ids": [wave]}
        await lives.client.get_workflow_handle(release).signal("end", result)
        await lives.client.get_workflow_handle(release).result()
    *_, node = walk(await lives.read_tree(release))
    assert (node.id, node.status) == (wave, Status.PAUSED)


async def test_a_release_that_stops_answering(lives: Lives, leave_silent_workers: Callable[[], None]) -> None:
    queue, wave, release = f"gone-{uuid.uuid4().hex}", f"wave:{uuid.uuid4().hex}", f"release:{uuid.uuid4().hex}"
    async with Worker(lives.client, task_queue=queue, workflows=[Parent], workflow_runner=RUNNER):
        await lives.parent(release, wave_ids=[wave], children={wave: {"state": "waiting"}}, queue=queue)
        assert [node.status for node in walk(await lives.read_tree(release))] == [Status.RUNNING, Status.WAITING]
    await lives.client.get_workflow_handle(release).signal("anything")
    leave_silent_workers()
    root, below = walk(await lives.read_tree(release))
    assert root.status is Status.UNKNOWN
    assert root.code in (Code.TIMED_OUT, Code.NO_WORKER)
    assert (below.id, below.status) == (wave, Status.WAITING)
