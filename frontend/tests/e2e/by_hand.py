"""Starts a release of the demo whose apps move only when told: by the signals `fail`, `recover` and `finish`."""

import asyncio
import sys

from temporalio.client import WorkflowHandle
from temporalio.service import RPCError, RPCStatusCode

from releasewatch_demo.planning import BY_HAND, sample_plan
from releasewatch_demo.worker import TASK_QUEUE, connect, leave
from releasewatch_demo.workflows.release import DeployRelease


async def main(name: str, clusters: int) -> None:
    """Start it and, once all of its apps are there to be told, print the ids of the release and of its apps."""
    client = await connect()
    plan = sample_plan(name, size=(1, clusters, 3), pace=BY_HAND)
    await client.start_workflow(DeployRelease.run, plan, id=plan.id, task_queue=TASK_QUEUE)
    apps = [app.id for cluster in plan.waves[0].clusters for app in cluster.bundle.apps]
    for app_id in apps:
        while not await is_there(client.get_workflow_handle(app_id)):
            await asyncio.sleep(0.1)
    print(plan.id, *apps)


async def is_there(workflow: WorkflowHandle[object, object]) -> bool:
    """Tell whether a workflow has been started."""
    try:
        await workflow.describe()
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise
        return False
    return True


asyncio.run(main(sys.argv[1], int(sys.argv[2])))
leave()
