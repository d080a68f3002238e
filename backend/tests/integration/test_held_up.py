"""What Temporal itself holds up: paused runs and activities, and runs that wait for their time.

Of the same kind: a pause that is read cold, before the first task, of a wave and of a release, of both, after the
workflow has moved, with signals while it lasts, and until it is terminated; of a run whose activity is paused as well;
of one that says it failed; activities paused while they work and while they wait, and with their attempts counted
anew; runs between attempts after a failure, a time-out and a success.
"""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.workflowservice.v1 import ResetActivityRequest
from temporalio.client import Client, WorkflowFailureError
from temporalio.common import RetryPolicy

from fakes import TASK_QUEUE
from integration.test_lives import LIVES_QUEUE, Lives
from releasewatch.models.entities import Code, Node, walk
from releasewatch.models.status import Status


@pytest.fixture
def cold(client: Client, product: Client) -> Lives:
    """A reader that has read nothing yet; the workers are those of `lives`."""
    return Lives(client, product)


def shown(root: Node) -> list[tuple[str, Status, Code | None]]:
    return [(node.type.value, node.status, node.code) for node in walk(root)]


async def family(lives: Lives) -> tuple[str, str]:
    """A release whose wave is a child workflow that waits for approval."""
    release, wave = f"release:{uuid.uuid4().hex}", f"wave:{uuid.uuid4().hex}"
    await lives.parent(release, wave_ids=[wave], children={wave: {"state": "waiting"}})
    return release, wave


PAUSED_RELEASE = ("release", Status.PAUSED, Code.EXECUTION_PAUSED)
WAITING_WAVE = ("wave", Status.WAITING, None)


async def test_a_paused_release_keeps_its_tree(lives: Lives) -> None:
    release, _ = await family(lives)
    assert (await lives.read_tree(release)).status is Status.RUNNING
    await lives.pause(release, "freeze")
    for _ in range(2):
        tree = await lives.read_tree(release)
        assert shown(tree) == [PAUSED_RELEASE, WAITING_WAVE]
        assert (tree.state, tree.reason) == ("running", "Paused by ann: freeze.")
    # What comes while it is paused does not reach its code.
    await lives.client.get_workflow_handle(release).signal("anything")
    assert (await lives.read_tree(release)).state == "running"
    await lives.unpause(release)
    assert (await lives.read_tree(release)).status is Status.RUNNING


async def test_a_paused_release_that_was_never_read_shows_its_open_child_workflows(lives: Lives, cold: Lives) -> None:
    release, _ = await family(lives)
    await lives.pause(release)
    tree = await cold.read_tree(release)
    assert shown(tree) == [PAUSED_RELEASE, WAITING_WAVE]
    assert tree.state is None
    assert tree.reason is not None
    assert tree.reason.startswith("Paused by ann. What is below it is what is known without its answer")


async def test_what_a_release_said_before_it_moved_and_was_paused_is_not_taken_for_true(lives: Lives) -> None:
    release = f"release:{uuid.uuid4().hex}"
    await lives.script(release, waves=[{"id": "wave:1", "state": "running"}])
    assert (await lives.read_tree(release)).state == "running"
    await lives.client.get_workflow_handle(release).signal("change", {"get_release_state": {"id": release}})
    await lives.client.get_workflow_handle(release).query("get_release_state")
    await lives.pause(release)
    tree = await lives.read_tree(release)
    assert shown(tree) == [PAUSED_RELEASE, ("wave", Status.UNKNOWN, Code.EXECUTION_PAUSED)]
    assert tree.state is None


async def test_a_paused_wave(lives: Lives) -> None:
    release, wave = await family(lives)
    await lives.read_tree(release)
    await lives.pause(wave, "freeze")
    tree = await lives.read_tree(release)
    assert shown(tree) == [("release", Status.RUNNING, None), ("wave", Status.PAUSED, Code.EXECUTION_PAUSED)]


async def test_paused_and_then_terminated(lives: Lives) -> None:
    app = await lives.script()
    await lives.pause(app)
    await lives.shows(app, Status.PAUSED, Code.EXECUTION_PAUSED)
    await lives.client.get_workflow_handle(app).terminate()
    await lives.shows(app, Status.FAILED, Code.EXECUTION_TERMINATED)


async def test_what_is_below_a_wave_that_cannot_be_read_is_said_to_be_unknown(lives: Lives, cold: Lives) -> None:
    paused, failed = f"wave:{uuid.uuid4().hex}", f"wave:{uuid.uuid4().hex}"
    await lives.script(paused, clusters=[{"id": "cluster:1", "state": "failed"}])
    await lives.rests(paused)
    await lives.pause(paused)
    await lives.start("Failing", "no disk", named=failed)
    with pytest.raises(WorkflowFailureError):
        await lives.client.get_workflow_handle(failed).result()
    release = await lives.script(f"release:{uuid.uuid4().hex}", wave_ids=[paused, failed])
    assert [node.reason for node in walk(await cold.read_tree(release))] == [
        None, "Paused by ann. What is below it is not known.", "no disk. What is below it is not known.",
    ]  # fmt: skip


async def test_a_pause_does_not_hide_a_failure(lives: Lives) -> None:
    app = await lives.script(state="failed")
    await lives.rests(app)
    await lives.shows(app, Status.FAILED)
    await lives.pause(app, "hold")
    node = await lives.becomes(app, lambda node: node.reason is not None)
    assert (node.status, node.reason) == (Status.FAILED, "Paused by ann: hold.")


async def test_an_activity_that_is_paused_at_its_first_attempt(lives: Lives) -> None:
    app = await lives.start("Working", named=f"app:{uuid.uuid4().hex}")
    await lives.becomes(app, lambda node: node.status is Status.RUNNING)
    await lives.pause_activity(app)
    node = await lives.shows(app, Status.PAUSED, Code.ACTIVITY_PAUSED)
    assert node.reason == "Activity work: Paused by ann."


async def test_an_activity_that_is_paused_and_counts_its_attempts_anew(lives: Lives) -> None:
    app = await lives.start("Retrying", {}, named=f"app:{uuid.uuid4().hex}")
    await lives.becomes(app, lambda node: node.status is Status.RETRYING)
    await lives.pause_activity(app, "disk")
    await lives.shows(app, Status.PAUSED, Code.ACTIVITY_PAUSED)
    request = ResetActivityRequest(
        namespace=lives.client.namespace,
        execution=WorkflowExecution(workflow_id=app),
        id="1",
        keep_paused=True,
    )
    await lives.client.workflow_service.reset_activity(request)
    told = "Activity not_ready: Paused by ann: disk. It failed last with: Readiness probe timed out."
    await lives.becomes(app, lambda node: node.reason == told)


async def test_a_run_and_its_activity_are_paused_and_unpaused_each_by_itself(lives: Lives) -> None:
    app = await lives.start("Retrying", {}, named=f"app:{uuid.uuid4().hex}")
    await lives.becomes(app, lambda node: node.status is Status.RETRYING)
    await lives.pause_activity(app, "disk.")
    await lives.pause(app, "freeze")
    await lives.shows(app, Status.PAUSED, Code.EXECUTION_PAUSED)
    await lives.unpause(app)
    node = await lives.shows(app, Status.PAUSED, Code.ACTIVITY_PAUSED)
    assert node.reason is not None
    assert node.reason.startswith("Activity not_ready: Paused by ann: disk. It has failed ")
    await lives.unpause_activity(app)
    await lives.becomes(app, lambda node: node.status is Status.RETRYING)


async def test_paused_before_its_first_task(lives: Lives) -> None:
    app = f"app:{uuid.uuid4().hex}"
    await lives.client.start_workflow("Scripted", {}, id=app, task_queue="nobody-works-here")
    await lives.pause(app)
    await lives.shows(app, Status.PAUSED, Code.EXECUTION_PAUSED)


async def test_between_two_attempts_after_a_time_out(lives: Lives) -> None:
    app = f"app:{uuid.uuid4().hex}"
    await lives.client.start_workflow(
        "Scripted",
        {},
        id=app,
        task_queue=TASK_QUEUE,
        run_timeout=timedelta(seconds=1),
        retry_policy=RetryPolicy(initial_interval=timedelta(hours=1)),
    )
    node = await lives.shows(app, Status.RETRYING, Code.BETWEEN_RUNS)
    assert node.reason is not None
    assert node.reason.startswith("Attempt 1 failed: ")
    assert "Attempt 2 begins at " in node.reason


async def test_between_two_scheduled_runs_that_succeed(lives: Lives) -> None:
    app = f"app:{uuid.uuid4().hex}"
    await lives.client.start_workflow("Succeeding", id=app, task_queue=LIVES_QUEUE, cron_schedule="@every 5s")
    node = await lives.shows(app, Status.PENDING, Code.BETWEEN_RUNS)
    assert node.reason is not None
    assert node.reason.startswith("Its last run has ended. The next one begins at ")


async def test_a_release_between_two_attempts(lives: Lives, cold: Lives) -> None:
    release: Any = f"release:{uuid.uuid4().hex}"
    policy = RetryPolicy(initial_interval=timedelta(hours=1))
    await lives.client.start_workflow("Failing", "no disk", id=release, task_queue=LIVES_QUEUE, retry_policy=policy)

    async def it_waits() -> bool:
        return shown(await cold.read_tree(release)) == [("release", Status.RETRYING, Code.BETWEEN_RUNS)]

    await lives.until(it_waits)
