"""Deploys the apps of one cluster, a few at a time."""

import asyncio
from dataclasses import replace

from temporalio import workflow
from typing_extensions import override

from releasewatch_demo.answers import Answer, part_of
from releasewatch_demo.plans import AppPlan, BundlePlan
from releasewatch_demo.workflows.app import DeployApp
from releasewatch_demo.workflows.entity import Parent, outcome


@workflow.defn
class DeployBundle(Parent[BundlePlan]):
    """Starts an app workflow per app, and again for failed ones when told to."""

    @workflow.init
    def __init__(self, plan: BundlePlan) -> None:
        super().__init__(plan)
        self._slots = asyncio.Semaphore(plan.parallel)
        self._retry: set[str] = set()

    @workflow.run
    async def run(self, plan: BundlePlan) -> Answer:
        """Deploy all apps; return the final answer."""
        self._show_progress()
        try:
            async with asyncio.TaskGroup() as group:
                apps = [group.create_task(self._deploy(app)) for app in plan.apps]
        except asyncio.CancelledError:
            return await self._end("cancelled")
        return await self._end(outcome(app.result() for app in apps), self._message)

    @workflow.query
    def get_bundle_state(self) -> Answer:
        """Answer for this bundle."""
        return self._answer()

    @workflow.signal
    @override
    async def retry_failed_apps(self) -> None:
        """Deploy the failed apps once more."""
        self._retry = {app_id for app_id, failed_apps in self._failed_apps.items() if failed_apps}

    async def _deploy(self, app: AppPlan) -> str:
        state = await self._attempt(app)
        while state == "failed" and self._plan.hold:
            self._retry.discard(app.id)
            await workflow.wait_condition(lambda: app.id in self._retry)
            # A request for another attempt says that the cause is repaired.
            state = await self._attempt(replace(app, fault=None))
        return state

    async def _attempt(self, app: AppPlan) -> str:
        async with self._slots:
            state = await self._run_child(DeployApp.run, app)
        await self._note_failed_apps(app.id, 1 if state == "failed" else 0)
        return state

    @override
    def _progress(self) -> str:
        return f"{part_of(len(self._done), len(self._plan.apps), 'app')} done"
