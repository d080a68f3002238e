"""A small release on a real Temporal, with a worker that can be taken away."""

import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any

from temporalio.client import Client
from temporalio.service import RPCError

from scripted import scripted_worker

APPS = 5


@dataclass(frozen=True)
class Rollout:
    """Where the release is: one workflow for itself, one for each app."""

    client: Client
    task_queue: str
    release_id: str
    app_ids: list[str]

    async def finish(self, state: str = "succeeded") -> None:
        """End all of it in this state."""
        for app_id in self.app_ids:
            await self.end(app_id, {"id": app_id, "state": state})
        await self.end(self.release_id, release_answer(self, state))

    async def end(self, workflow_id: str, result: dict[str, Any]) -> None:
        await self.client.get_workflow_handle(workflow_id).signal("end", {"result": result})

    async def change(self, workflow_id: str, answers: dict[str, Any]) -> None:
        await self.client.get_workflow_handle(workflow_id).signal("change", answers)


@asynccontextmanager
async def rolled_out(client: Client, *, with_worker: bool = True) -> AsyncIterator[Rollout]:
    """Start the release; its workflows are terminated at the end."""
    name = uuid.uuid4().hex[:8]
    rollout = Rollout(client, f"rollout-{name}", f"release:{name}", [f"app:{name}:{each}" for each in range(APPS)])
    await _start(rollout, rollout.release_id, {"get_release_state": release_answer(rollout)})
    for app_id in rollout.app_ids:
        await _start(rollout, app_id, {"get_app_state": _answer(app_id)})
    try:
        if with_worker:
            async with scripted_worker(client, rollout.task_queue):
                yield rollout
        else:
            yield rollout
    finally:
        for workflow_id in (rollout.release_id, *rollout.app_ids):
            # A test may have ended it.
            with suppress(RPCError):
                await client.get_workflow_handle(workflow_id).terminate()


def release_answer(rollout: Rollout, state: str = "running") -> dict[str, Any]:
    """What the release's workflow says while all of it is in this state."""
    bundle = {"id": "bundle:1", "state": state, "app_ids": rollout.app_ids}
    wave = {"id": "wave:1", "state": state, "clusters": [{"id": "cluster:1", "state": state, "bundle": bundle}]}
    return {"id": rollout.release_id, "state": state, "waves": [wave]}


def _answer(entity_id: str) -> dict[str, Any]:
    return {"id": entity_id, "state": "running"}


async def _start(rollout: Rollout, workflow_id: str, answers: dict[str, Any]) -> None:
    await rollout.client.start_workflow("Scripted", answers, id=workflow_id, task_queue=rollout.task_queue)
