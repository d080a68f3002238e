"""Workers that have just gone: what is known without them is shown, and what is not is named.

Of the same kind: a finished tree read anew by a process that knows nothing, a worker upgraded in place, a release that
shares its worker's death with all its parts.
"""

import uuid
from collections.abc import Callable

import pytest
from temporalio.client import Client
from temporalio.worker import Worker

from integration.test_lives import RUNNER, Lives
from lives import AnotherTeamsRelease, OneTeamsRelease, Parent
from releasewatch.models.entities import Code, walk
from releasewatch.models.status import Status


@pytest.fixture
def cold(client: Client, product: Client) -> Lives:
    """A reader that has read nothing yet; the workers are those of `lives`."""
    return Lives(client, product)


async def test_a_finished_tree_needs_no_worker(lives: Lives, cold: Lives) -> None:
    queue, release, wave = f"gone-{uuid.uuid4().hex}", f"release:{uuid.uuid4().hex}", f"wave:{uuid.uuid4().hex}"
    bundle = {"id": "bundle:1", "state": "done", "apps": [{"id": "app:1", "state": "done"}]}
    cluster = {"id": "cluster:1", "state": "done", "bundle": bundle}
    results = {
        wave: {"id": wave, "state": "done", "clusters": [cluster]},
        release: {"id": release, "state": "done", "wave_ids": [wave]},
    }
    async with Worker(lives.client, task_queue=queue, workflows=[Parent], workflow_runner=RUNNER):
        await lives.start("Parent", {}, {wave: ["Parent", {}, {}]}, named=release, queue=queue)
        for workflow_id, result in results.items():

            async def it_takes_its_end(workflow_id: str = workflow_id, result: object = result) -> bool:
                return await lives.told(workflow_id, "end", result)

            await lives.until(it_takes_its_end)
            await lives.client.get_workflow_handle(workflow_id).result()
    assert {node.status for node in walk(await cold.read_tree(release))} == {Status.SUCCEEDED}


async def test_a_worker_upgraded_in_place_is_asked_for_what_it_can_tell_now(lives: Lives, cold: Lives) -> None:
    queue, release = f"upgraded-{uuid.uuid4().hex}", f"release:{uuid.uuid4().hex}"
    told = {"waves": [{"id": "wave:1", "state": "failed"}]}
    async with Worker(lives.client, task_queue=queue, workflows=[OneTeamsRelease], workflow_runner=RUNNER):
        await lives.start("Release", told, named=release, queue=queue)
        assert (await cold.read_tree(release)).health is Status.RUNNING
    async with Worker(lives.client, task_queue=queue, workflows=[AnotherTeamsRelease], workflow_runner=RUNNER):
        await lives.client.get_workflow_handle(release).signal("anything")

        async def all_is_told() -> bool:
            return (await cold.read_tree(release)).health is Status.FAILED

        await lives.until(all_is_told)


async def test_a_release_and_its_wave_whose_worker_is_gone_are_named_one_by_one(
    lives: Lives, leave_silent_workers: Callable[[], None]
) -> None:
    queue, release, wave = f"gone-{uuid.uuid4().hex}", f"release:{uuid.uuid4().hex}", f"wave:{uuid.uuid4().hex}"
    app = await lives.script(state="paused")
    bundle = {"id": "bundle:1", "state": "running", "app_ids": [app]}
    clusters = [{"id": "cluster:1", "state": "running", "bundle": bundle}]
    state = {"get_wave_state": {"id": wave, "state": "running", "clusters": clusters}}
    answers = {"get_release_state": {"id": release, "state": "running", "wave_ids": [wave]}}
    async with Worker(lives.client, task_queue=queue, workflows=[Parent], workflow_runner=RUNNER):
        await lives.start("Parent", answers, {wave: ["Parent", state, {}]}, named=release, queue=queue)

        async def all_is_read() -> bool:
            return [node.id for node in walk(await lives.read_tree(release))][-1] == app

        await lives.until(all_is_read)
    for workflow_id in (release, wave):
        await lives.client.get_workflow_handle(workflow_id).signal("anything")
    leave_silent_workers()
    *above, last = walk(await lives.read_tree(release))
    assert {node.status for node in above} == {Status.UNKNOWN}
    assert {node.code for node in above} <= {Code.TIMED_OUT, Code.NO_WORKER}
    assert last.id == app
