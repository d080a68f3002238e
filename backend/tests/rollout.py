"""A small release on a real Temporal, with a worker that can be taken away."""

import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any

from temporalio.client import Client
from temporalio.service import RPCError
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from scripted import Scripted

APPS = 5


@dataclass(frozen=True)
class Rollout:
    """Where the release is: one workflow for itself, one for each app."""

    client: Client
    task_queue: str
    release_id: str
    app_ids: list[str]

    def worker(self) -> Worker:
        runner = UnsandboxedWorkflowRunner()
        return Worker(self.client, task_queue=self.task_queue, workflows=[Scripted], workflow_runner=runner)

    async def change(self, workflow_id: str, answers: dict[str, Any]) -> None:
        await self.client.get_workflow_handle(workflow_id).signal("change", answers)


@asynccontextmanager
async def rolled_out(client: Client, *, with_worker: bool = True) -> AsyncIterator[Rollout]:
    """Start the release; its workflows are terminated at the end."""
    name = uuid.uuid4().hex[:8]
    rollout = Rollout(client, f"rollout-{name}", f"release:{name}", [f"app:{name}:{each}" for each in range(APPS)])
    wave = {"id": "wave:1", "state": "running", "clusters": [_cluster(rollout)]}
    await _start(rollout, rollout.release_id, {"get_release_state": _answer(rollout.release_id) | {"waves": [wave]}})
    for app_id in rollout.app_ids:
        await _start(rollout, app_id, {"get_app_state": _answer(app_id)})
    try:
        if with_worker:
            async with rollout.worker():
                yield rollout
        else:
            yield rollout
    finally:
        for workflow_id in (rollout.release_id, *rollout.app_ids):
            # A test may have ended it.
            with suppress(RPCError):
                await client.get_workflow_handle(workflow_id).terminate()


def _cluster(rollout: Rollout) -> dict[str, Any]:
    bundle = {"id": "bundle:1", "state": "running", "app_ids": rollout.app_ids}
    return {"id": "cluster:1", "state": "running", "bundle": bundle}


def _answer(entity_id: str) -> dict[str, Any]:
    return {"id": entity_id, "state": "running"}


async def _start(rollout: Rollout, workflow_id: str, answers: dict[str, Any]) -> None:
    await rollout.client.start_workflow("Scripted", answers, id=workflow_id, task_queue=rollout.task_queue)
