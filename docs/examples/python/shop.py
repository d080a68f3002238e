"""A release of two waves, each with one cluster, one bundle and two apps."""

import asyncio
import os
from datetime import timedelta
from typing import Any

from temporalio import activity, workflow
from temporalio.client import Client
from temporalio.envconfig import ClientConfig
from temporalio.worker import Worker

Answer = dict[str, Any]


@activity.defn
async def deploy(app_id: str) -> None:
    """The work. While it fails, Temporal tries again, and the app's wave is shown as retrying."""
    await asyncio.sleep(1)


@workflow.defn
class Release:
    """Names its waves by id, each a workflow of its own, and answers for those that it has not started yet."""

    @workflow.init
    def __init__(self, answer: Answer | None = None) -> None:
        self.is_approved = False
        self.answer = answer or plan_release(workflow.info().workflow_id)

    @workflow.run
    async def run(self, answer: Answer | None = None) -> Answer:
        while self.answer["waves"]:
            if len(self.answer["waves"]) < len(self.answer["wave_ids"]):
                await self.approval()
            wave = self.answer["waves"].pop(0)  # from now on it answers for itself
            await workflow.execute_child_workflow(Wave.run, id=wave["id"])
            if workflow.info().is_continue_as_new_suggested():
                workflow.continue_as_new(self.answer)  # the new run goes on from here, and so does its answer
        move("succeeded", self.answer)
        return self.answer  # readable from now on without a worker

    async def approval(self) -> None:
        """Wait for the signal; meanwhile the release is shown as one that needs approval."""
        self.answer["waiting_for"] = "Approval by the SRE on duty"
        move("waiting_for_approval", self.answer)
        await workflow.wait_condition(lambda: self.is_approved)
        del self.answer["waiting_for"]
        move("in_progress", self.answer)

    @workflow.signal
    def approve(self) -> None:
        self.is_approved = True

    @workflow.query
    def get_release_state(self) -> Answer:
        return self.answer


@workflow.defn
class Wave:
    """Answers for everything below it inline."""

    @workflow.init
    def __init__(self) -> None:
        self.answer = plan(workflow.info().workflow_id)

    @workflow.run
    async def run(self) -> Answer:
        cluster = self.answer["clusters"][0]
        parents = [self.answer, cluster, cluster["bundle"]]
        move("in_progress", *parents)
        for app in cluster["bundle"]["apps"]:
            move("in_progress", app)
            await workflow.execute_activity(deploy, app["id"], start_to_close_timeout=timedelta(minutes=5))
            move("succeeded", app)
        move("succeeded", *parents)
        return self.answer

    @workflow.query
    def get_wave_state(self) -> Answer:
        return self.answer


def plan_release(release_id: str) -> Answer:
    """Answer for a release that begins."""
    wave_ids = ["wave:shop-2.0:1", "wave:shop-2.0:2"]
    release = {"id": release_id, "name": "Shop", "version": "2.0", "previous_version": "1.9"}
    release |= {"wave_ids": wave_ids, "waves": [plan(wave_id) for wave_id in wave_ids]}
    move("in_progress", release)
    return release


def plan(wave_id: str) -> Answer:
    """Answer for a wave that has not begun."""
    name = wave_id.removeprefix("wave:")
    apps = [{"id": f"app:{name}:{app}", "name": app, "version": "2.0"} for app in ("web", "checkout")]
    bundle = {"id": f"bundle:{name}", "name": "shop-core", "apps": apps}
    cluster = {"id": f"cluster:{name}", "name": f"cluster {name[-1]}", "bundle": bundle}
    wave = {"id": wave_id, "name": f"Wave {name[-1]}", "clusters": [cluster]}
    move("pending", wave, cluster, bundle, *apps)
    return wave


def move(state: str, *parts: Answer) -> None:
    """Note a state, and since when it holds: in the workflow's time, which is the same in every replay."""
    for part in parts:
        part |= {"state": state, "updated_at": workflow.now().isoformat()}


async def main() -> None:
    config = ClientConfig.load_client_connect_config()  # TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE and more
    client = await Client.connect(**{"target_host": "localhost:7233"} | config)
    async with Worker(client, task_queue="shop", workflows=[Release, Wave], activities=[deploy]):
        release = await client.start_workflow(Release.run, id="release:shop-2.0", task_queue="shop")
        await release.signal(Release.approve)  # as a person would, between the waves
        await release.result()
    print("release:shop-2.0 has finished.", flush=True)


if __name__ == "__main__":
    asyncio.run(main())
    os._exit(0)  # the SDK's threads now and then crash a process that takes itself apart
