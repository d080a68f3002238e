"""A release under signals, resets, restarts, continue-as-new and a killed worker: nothing is shown as newer than it is.

`make soak` does the same with five thousand workflows.
"""

import asyncio
from collections.abc import Callable
from datetime import timedelta

from temporalio.client import Client

from churn import Churn, kill_and_replace
from patience import PATIENCE, eventually
from releasewatch.services.trees.needs import MaxAge
from releasewatch.services.trees.reader import Scope
from versioned import killable_worker

ACTS = 60
ACTORS = 6


async def test_whatever_happens_to_a_release_nothing_is_shown_as_newer_than_it_is(
    client: Client, product: Client, leave_silent_workers: Callable[[], None]
) -> None:
    leave_silent_workers()
    scope = Scope(whole=0, looked_at=PATIENCE)
    churn = Churn(client, product, apps=40, max_age=MaxAge(timedelta(seconds=1)), scope=scope)
    async with killable_worker(client, churn.release_id) as worker:
        await churn.start(open_share=0.5)
        async with churn.watched(), asyncio.TaskGroup() as group:
            for _ in range(ACTORS):
                group.create_task(churn.act(ACTS))
            group.create_task(kill_and_replace(worker, away=0.5))
        await eventually(churn.is_settled)
        await churn.trees.close()
    assert churn.verdict.violations == []
    assert {"say", "renew", "end", "restart", "reset"} <= set(churn.verdict.done)
