"""Real workflows that live badly: what `test_lives` reads."""

import asyncio
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from temporalio import activity, workflow
from temporalio.client import Client
from temporalio.common import RetryPolicy
from temporalio.exceptions import ApplicationError
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

Answer = dict[str, Any]


@activity.defn
async def fail(message: str) -> None:
    """Fail for good, with a cause."""
    raise ApplicationError(message, type="WriteError", non_retryable=True) from ValueError("disk full")


@workflow.defn
class FailingByActivity:
    """Ends because its activity does."""

    @workflow.run
    async def run(self, answer: Answer) -> Answer:
        """Fail."""
        await workflow.execute_activity(fail, "cannot write", start_to_close_timeout=timedelta(seconds=10))
        return answer

    @workflow.query
    def get_app_state(self) -> Answer:
        """Still say that all is well."""
        return {"id": workflow.info().workflow_id, "state": "running"}


@workflow.defn
class Retrying:
    """Works on an activity that never succeeds."""

    @workflow.run
    async def run(self, answer: Answer) -> Answer:
        """Try for ever."""
        await workflow.execute_activity(
            "not_ready",
            start_to_close_timeout=timedelta(seconds=10),
            retry_policy=RetryPolicy(initial_interval=timedelta(milliseconds=200), backoff_coefficient=1.0),
        )
        return answer

    @workflow.query
    def get_app_state(self) -> Answer:
        """Say that it runs."""
        return {"id": workflow.info().workflow_id, "state": "running"}


@activity.defn(name="not_ready")
async def not_ready() -> None:
    """Fail every time."""
    raise ApplicationError("Readiness probe timed out")


@workflow.defn
class ContinuedAsNew:
    """Starts a new run of itself when told to."""

    @workflow.init
    def __init__(self, generation: int) -> None:
        """Count the runs."""
        self._generation = generation
        self._is_over = False

    @workflow.run
    async def run(self, generation: int) -> None:
        """Wait, then begin anew."""
        await workflow.wait_condition(lambda: self._is_over)
        workflow.continue_as_new(generation + 1)

    @workflow.signal
    def begin_anew(self) -> None:
        """End this run."""
        self._is_over = True

    @workflow.query
    def get_app_state(self) -> Answer:
        """Say which run this is."""
        return {"id": workflow.info().workflow_id, "state": "running", "version": str(self._generation)}


@workflow.defn
class BrokenByASignal:
    """Runs well until a signal handler has a bug."""

    @workflow.run
    async def run(self) -> None:
        """Wait for ever."""
        await workflow.wait_condition(lambda: False)

    @workflow.signal
    def stumble(self) -> None:
        """Have a bug: not a failure that the workflow means, so its task fails again and again."""
        raise RuntimeError("a bug")

    @workflow.query
    def get_app_state(self) -> Answer:
        """Say that all is well."""
        return {"id": workflow.info().workflow_id, "state": "running"}


@workflow.defn(name="Changed")
class BeforeTheChange:
    """Waits on a timer."""

    @workflow.run
    async def run(self) -> None:
        """Start the timer."""
        await workflow.sleep(timedelta(days=1))

    @workflow.query
    def get_app_state(self) -> Answer:
        """Say that all is well."""
        return {"id": workflow.info().workflow_id, "state": "running"}


@workflow.defn(name="Changed")
class AfterTheChange:
    """Does something else first, which its running workflows never did."""

    @workflow.run
    async def run(self) -> None:
        """Call an activity where there was a timer."""
        await workflow.execute_activity(fail, "never", start_to_close_timeout=timedelta(seconds=10))

    @workflow.query
    def get_app_state(self) -> Answer:
        """Say that all is well."""
        return {"id": workflow.info().workflow_id, "state": "running"}


@workflow.defn
class Unreasonable:
    """Answers what it was told to, in a way nobody can read."""

    @workflow.init
    def __init__(self, how: str) -> None:
        """Remember how."""
        self._how = how

    @workflow.run
    async def run(self, how: str) -> None:
        """Wait for ever."""
        await workflow.wait_condition(lambda: how == "over")

    @workflow.query
    def get_app_state(self) -> Any:
        """Answer far too much, or far too late."""
        if self._how == "huge":
            return {"id": workflow.info().workflow_id, "state": "running", "message": "x" * 3_000_000}
        time.sleep(60)
        return None


WORKFLOWS = [FailingByActivity, Retrying, ContinuedAsNew, BrokenByASignal, Unreasonable]
ACTIVITIES: list[Callable[..., Any]] = [fail, not_ready]


async def main(address: str, task_queue: str) -> None:
    """Work in a process of its own, to be killed: a worker cannot stop while a handler hangs in it."""
    client = await Client.connect(address)
    runner = UnsandboxedWorkflowRunner()
    await Worker(client, task_queue=task_queue, workflows=[Unreasonable], workflow_runner=runner).run()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
