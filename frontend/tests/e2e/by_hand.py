"""Starts a release of the demo whose apps move only when told: by the signals `fail`, `recover` and `finish`."""

import asyncio
import sys

from demo.planning import BY_HAND, sample_plan
from demo.worker import TASK_QUEUE, connect, leave
from demo.workflows.release import DeployRelease


async def main(name: str, clusters: int) -> None:
    """Start it and print the ids of the release and of its apps."""
    client = await connect()
    plan = sample_plan(name, size=(1, clusters, 3), pace=BY_HAND)
    await client.start_workflow(DeployRelease.run, plan, id=plan.id, task_queue=TASK_QUEUE)
    print(plan.id, *(app.id for cluster in plan.waves[0].clusters for app in cluster.bundle.apps))


asyncio.run(main(sys.argv[1], int(sys.argv[2])))
leave()
