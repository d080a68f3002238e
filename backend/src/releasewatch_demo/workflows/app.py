"""Deploys one app into one cluster."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ActivityError, FailureError, is_cancelled_exception

from releasewatch_demo.activities import (
    TrafficShift,
    check_readiness,
    migrate_database,
    pull_image,
    shift_traffic,
)
from releasewatch_demo.answers import Answer
from releasewatch_demo.plans import AppPlan
from releasewatch_demo.workflows.entity import Entity

# A missing image does not appear by itself: three attempts, then a person has to look.
_A_FEW_TIMES = RetryPolicy(initial_interval=timedelta(seconds=1), maximum_attempts=3)
# A migration that failed half-way must not be tried again blindly.
_ONCE = RetryPolicy(maximum_attempts=1)
# Pods may take any time to become ready: keep asking.
_UNTIL_IT_WORKS = RetryPolicy(initial_interval=timedelta(seconds=5), backoff_coefficient=1.0)


@dataclass(frozen=True)
class _Step:
    message: str
    activity: Callable[[Any], Awaitable[None]]
    retry: RetryPolicy
    argument: AppPlan | TrafficShift


@workflow.defn
class DeployApp(Entity[AppPlan]):
    """Pulls the image, migrates, waits for readiness and shifts traffic, step by step."""

    @workflow.init
    def __init__(self, plan: AppPlan) -> None:
        super().__init__(plan)
        self._finish = False
        self._links = {
            "Logs": f"https://logs.acme.example/{plan.image}",
            "Runbook": f"https://runbooks.acme.example/{plan.name}",
        }

    @workflow.run
    async def run(self, plan: AppPlan) -> Answer:
        """Deploy the app; return its final answer."""
        try:
            await self._deploy()
        except (asyncio.CancelledError, ActivityError) as error:
            if is_cancelled_exception(error):
                return await self._end("cancelled", "Cancelled; the old version stays")
            self._move("failed", _reason(error))
            if plan.fault and plan.fault.crash:
                raise
        if self._state == "failed":
            return await self._end("failed", self._message)
        return await self._end("succeeded")

    @workflow.query
    def get_app_state(self) -> Answer:
        """Answer for this app."""
        return self._answer()

    @workflow.signal
    async def fail(self, reason: str) -> None:
        """Take the app as failed until it recovers, as a health check or a person may do."""
        self._move("failed", reason)
        await self._tell_parent()

    @workflow.signal
    async def recover(self) -> None:
        """Go on after `fail`."""
        if self._state == "failed":
            self._move("in_progress")
            await self._tell_parent()

    @workflow.signal
    def finish(self) -> None:
        """End now: well, or failed if the app is failed."""
        self._finish = True

    async def _deploy(self) -> None:
        if self._state == "pending":
            self._move("in_progress")
        if self._plan.by_hand:
            await workflow.wait_condition(lambda: self._finish)
            return
        for step in _steps(self._plan):
            if self._finish:
                return
            self._move("in_progress", step.message)
            await workflow.execute_activity(
                step.activity,
                step.argument,
                start_to_close_timeout=timedelta(seconds=30),
                retry_policy=step.retry,
            )
            await self._pause()
            await workflow.wait_condition(lambda: self._state != "failed" or self._finish)

    async def _pause(self) -> None:
        """Take the time that the real work would take.

        A durable timer, because it costs nothing while it runs and survives its worker.
        """
        if self._plan.step_seconds == 0:
            return
        with suppress(TimeoutError):
            await workflow.wait_condition(lambda: self._finish, timeout=self._plan.step_seconds)


def _steps(plan: AppPlan) -> list[_Step]:
    steps = [_Step("Pulling image", pull_image, _A_FEW_TIMES, plan)]
    if plan.migration:
        message = f"Running migration {plan.migration}"
        steps.append(_Step(message, migrate_database, _ONCE, plan))
    steps.append(_Step("Waiting for readiness", check_readiness, _UNTIL_IT_WORKS, plan))
    for percent in plan.traffic_steps:
        shift = TrafficShift(plan, percent)
        steps.append(_Step(f"Shifting traffic, {percent}%", shift_traffic, _UNTIL_IT_WORKS, shift))
    return steps


def _reason(error: BaseException) -> str:
    """Say what the activity said; Temporal's own wrapping does not help a reader."""
    cause = error.__cause__
    return cause.message if isinstance(cause, FailureError) else str(error)
