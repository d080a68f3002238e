"""The demo's workflows on a real Temporal, in situations that no scenario plays."""

from typing import Any

import pytest
from temporalio.client import Client, WorkflowExecutionStatus, WorkflowHandle

from integration.demo_tree import CHILD, reaches, read_children, read_workflow
from patience import eventually
from releasewatch_demo.planning import BY_HAND, sample_plan
from releasewatch_demo.plans import Fault, ReleasePlan
from releasewatch_demo.worker import TASK_QUEUE
from releasewatch_demo.workflows.release import DeployRelease
from releasewatch_demo.workflows.whole_release import WholeRelease, WholeReleasePlan

COMPLETED = WorkflowExecutionStatus.COMPLETED


async def run(client: Client, plan: ReleasePlan) -> WorkflowHandle[Any, Any]:
    return await client.start_workflow(DeployRelease.run, plan, id=plan.id, task_queue=TASK_QUEUE)


async def test_an_app_moved_by_hand_moves_everything_above_it(demo: Client) -> None:
    plan = sample_plan("By hand", size=(2, 1, 2), pace=BY_HAND)
    release = await run(demo, plan)
    first, second = (demo.get_workflow_handle(app.id) for app in plan.waves[0].clusters[0].bundle.apps)

    async def both_apps_are_there() -> bool:
        return (await read_workflow(demo, plan.id)).states("app")["in_progress"] == 2

    await eventually(both_apps_are_there)
    await first.signal("fail", "Error budget used up")
    await reaches(demo, plan.id, "degraded")
    tree = await read_workflow(demo, plan.id)
    assert tree.find(first.id).answer["message"] == "Error budget used up"
    assert [tree.states(level)["degraded"] for level in CHILD] == [1, 1, 1, 1]
    await first.signal("recover")
    await reaches(demo, plan.id, "in_progress")
    await first.signal("finish")
    await second.signal("finish")
    assert (await first.result())["state"] == "succeeded"

    async def the_second_wave_has_started() -> bool:
        return (await read_workflow(demo, plan.id)).states("app") == {"succeeded": 2, "in_progress": 2}

    await eventually(the_second_wave_has_started)
    await release.cancel()
    assert (await release.result())["state"] == "cancelled"


async def test_a_flaky_app_recovers_by_itself(demo: Client) -> None:
    fault = Fault(step="pull", message="registry answered 503", attempts=1)
    plan = sample_plan("Flaky", size=(1, 1, 1), faults={"w1-c1/app-1": fault})
    assert (await (await run(demo, plan)).result())["state"] == "succeeded"
    tree = await read_workflow(demo, plan.id)
    cluster = plan.waves[0].clusters[0]
    assert tree.find(plan.waves[0].id).answer["message"] == "1 of 1 cluster done"
    assert tree.find(cluster.bundle.id).answer["message"] == "1 of 1 app done"


@pytest.mark.parametrize("failing", [True, False])
async def test_a_small_whole_release_ends(demo: Client, failing: bool) -> None:
    fault = Fault(step="ready", message="Readiness probe timed out after 30 s")
    plan = sample_plan(f"Whole {failing}", size=(2, 2, 3), faults={"w2-c1/app-2": fault} if failing else {})
    answer = await demo.execute_workflow(
        WholeRelease.run, WholeReleasePlan(plan, tick_seconds=(0,)), id=plan.id, task_queue=TASK_QUEUE
    )
    tree = await read_children(demo, answer, COMPLETED)
    assert tree.states("app") == ({"succeeded": 11, "failed": 1} if failing else {"succeeded": 12})
    assert [tree.states(level)["failed"] for level in CHILD] == [failing] * 4


async def test_a_whole_release_can_be_cancelled(demo: Client) -> None:
    plan = sample_plan("Whole cancelled", size=(2, 2, 3))
    release = await demo.start_workflow(
        WholeRelease.run, WholeReleasePlan(plan, tick_seconds=(600,)), id=plan.id, task_queue=TASK_QUEUE
    )
    await release.query(WholeRelease.get_hierarchy)
    await release.cancel()
    tree = await read_children(demo, await release.result(), COMPLETED)
    assert tree.states("app") == {"cancelled": 12}
