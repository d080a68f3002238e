"""Releases that had ended before another of the same name began, so that there is something to compare it with."""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import cycle

from temporalio.client import Client
from temporalio.common import WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError

from releasewatch_demo.planning import Product, Stage, plan
from releasewatch_demo.workflows.whole_release import WholeRelease, WholeReleasePlan

# Without a worker they never end: the release that they precede is started all the same.
PATIENCE_SECONDS = 120
APART_SECONDS = 1


def predecessors(
    product: Product, rollout: Sequence[Stage], reached: Mapping[str, int], ticks: Sequence[float], *, before: str
) -> tuple[WholeReleasePlan, ...]:
    """Plan them, oldest first, each a few seconds long: no workflow can be dated back.

    Ticks that get shorter have all but the last, which waits for them, end at about the same time.

    Args:
        product: What they released.
        rollout: The stages of each of them.
        reached: Version -> how many of the stages it reached.
        ticks: Seconds of a tick, in turn: a wave takes one, and no timer of Temporal's development server takes less
            than a second.
        before: The version before all of them.
    """
    plans = []
    for (version, waves), tick in zip(reached.items(), cycle(ticks), strict=False):
        older = replace(product, version=version, previous_version=before)
        plans.append(WholeReleasePlan(plan(older, rollout[:waves]), (tick,)))
        before = version
    return tuple(plans)


async def run_all(client: Client, plans: Sequence[WholeReleasePlan], task_queue: str) -> None:
    """Start one a little after the other, the newest when all have ended. Those that are there are left alone."""
    with suppress(TimeoutError):
        async with asyncio.timeout(PATIENCE_SECONDS):
            async with asyncio.TaskGroup() as group:
                for each in plans[:-1]:
                    group.create_task(_run(client, each, task_queue))
                    await asyncio.sleep(APART_SECONDS)
            for each in plans[-1:]:
                await _run(client, each, task_queue)


async def _run(client: Client, each: WholeReleasePlan, task_queue: str) -> None:
    with suppress(WorkflowAlreadyStartedError):
        await client.start_workflow(
            WholeRelease.run,
            each,
            id=each.release.id,
            task_queue=task_queue,
            id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
        )
    await client.get_workflow_handle(each.release.id).result()
