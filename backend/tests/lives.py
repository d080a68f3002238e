"""Real workflows that live badly: what `test_lives` reads."""

import asyncio
import functools
import sys
import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from temporalio import activity, workflow
from temporalio.client import Client
from temporalio.common import RawValue, RetryPolicy, VersioningBehavior
from temporalio.exceptions import ApplicationError
from temporalio.worker import UnsandboxedWorkflowRunner, Worker
from typing_extensions import override

from fakes import TASK_QUEUE

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


@workflow.defn
class Failing:
    """Fails as a whole, every time."""

    @workflow.run
    async def run(self, message: str) -> None:
        """Fail."""
        raise ApplicationError(message)


@workflow.defn
class Succeeding:
    """Ends at once, and well."""

    @workflow.run
    async def run(self) -> None:
        """Do nothing."""


@activity.defn
async def work() -> None:
    """Work until it is told to stop."""
    while True:
        activity.heartbeat()
        await asyncio.sleep(0.2)


@workflow.defn
class Working:
    """Waits for an activity that works for long."""

    @workflow.run
    async def run(self) -> None:
        """Work."""
        day = timedelta(days=1)
        await workflow.execute_activity(work, start_to_close_timeout=day, heartbeat_timeout=timedelta(minutes=1))

    @workflow.query
    def get_app_state(self) -> Answer:
        """Say that it runs."""
        return {"id": workflow.info().workflow_id, "state": "running"}


@workflow.defn
class Parent:
    """Answers what it was told to, and starts other workflows: by id, their type and what they are told."""

    @workflow.init
    def __init__(self, answers: dict[str, Answer], _: dict[str, list[Any]]) -> None:
        """Learn the answers."""
        self._answers = answers
        self._result: Answer | None = None
        for name in answers:
            workflow.set_query_handler(name, functools.partial(self._answer, name))

    @workflow.run
    async def run(self, _: dict[str, Answer], children: dict[str, list[Any]]) -> Answer | None:
        """Start them, and wait."""
        for workflow_id, (workflow_type, *arguments) in children.items():
            queue = TASK_QUEUE if workflow_type == "Scripted" else None
            await workflow.start_child_workflow(
                workflow_type,
                args=arguments,
                id=workflow_id,
                task_queue=queue,
                parent_close_policy=workflow.ParentClosePolicy.ABANDON,
            )
        await workflow.wait_condition(lambda: self._result is not None)
        return self._result

    @workflow.signal
    def end(self, result: Answer) -> None:
        """End with a result."""
        self._result = result

    def _answer(self, name: str, _: str | None = None) -> Answer:
        return self._answers[name]


@workflow.defn
class Renewing:
    """Starts a workflow in its second run, and goes on in a third."""

    @workflow.init
    def __init__(self, answers: dict[str, Answer], _: str, __: list[Any], ___: int = 1) -> None:
        """Learn the answers."""
        for name in answers:
            workflow.set_query_handler(name, functools.partial(answers.__getitem__, name))

    @workflow.run
    async def run(self, answers: dict[str, Answer], child_id: str, child: list[Any], generation: int = 1) -> None:
        """Start it, or wait."""
        if generation == 2:
            policy = workflow.ParentClosePolicy.ABANDON
            workflow_type, *arguments = child
            await workflow.start_child_workflow(
                workflow_type, args=arguments, id=child_id, task_queue=TASK_QUEUE, parent_close_policy=policy
            )
        if generation < 3:
            workflow.continue_as_new(args=[answers, child_id, child, generation + 1])
        await workflow.wait_condition(lambda: False)


@workflow.defn
class Taciturn:
    """Has one handler for whatever it is asked, as an SDK that does not name its handlers, and raises for the rest."""

    @workflow.init
    def __init__(self, answers: dict[str, Any]) -> None:
        """Learn the answers."""
        self._answers = answers

    @workflow.run
    async def run(self, _: dict[str, Any]) -> None:
        """Wait for ever."""
        await workflow.wait_condition(lambda: False)

    @workflow.query(dynamic=True)
    def answer(self, name: str, arguments: Sequence[RawValue]) -> Any:
        """Answer what is known, by argument where there is one."""
        if name not in self._answers:
            raise ApplicationError(f"unknown queryType {name}")
        said = self._answers[name]
        if "by_argument" not in said:
            return said
        argument = workflow.payload_converter().from_payload(arguments[0].payload, str)
        return said["by_argument"].get(argument)


@workflow.defn(name="Release")
class OneTeamsRelease:
    """Tells of itself, and names its waves."""

    @workflow.run
    async def run(self, _: Answer) -> None:
        """Wait for ever."""
        await workflow.wait_condition(lambda: False)

    @workflow.query
    def get_release_state(self) -> Answer:
        """Name a wave inline."""
        return {"id": workflow.info().workflow_id, "state": "running", "waves": [{"id": "wave:1", "state": "running"}]}


@workflow.defn(name="Release")
class AnotherTeamsRelease:
    """Tells everything in one query, and next to nothing in the other."""

    @workflow.init
    def __init__(self, answers: Answer) -> None:
        """Learn what to tell."""
        self._answers = answers

    @workflow.run
    async def run(self, _: Answer) -> None:
        """Wait for ever."""
        await workflow.wait_condition(lambda: False)

    @workflow.query
    def get_release_state(self) -> Answer:
        """Name no waves."""
        return {"id": workflow.info().workflow_id, "state": "running"}

    @workflow.query
    def get_hierarchy(self) -> Answer:
        """Tell everything."""
        return {"id": workflow.info().workflow_id, "state": "running", **self._answers}


@workflow.defn(versioning_behavior=VersioningBehavior.PINNED)
class Pinned:
    """Stays with the build of the worker that began it."""

    @workflow.run
    async def run(self) -> None:
        """Wait for ever."""
        await workflow.wait_condition(lambda: False)

    @workflow.query
    def get_app_state(self) -> Answer:
        """Say that all is well."""
        return {"id": workflow.info().workflow_id, "state": "running"}


@workflow.defn(versioning_behavior=VersioningBehavior.AUTO_UPGRADE)
class Upgraded(Pinned):
    """Goes on with whichever build is current."""

    @workflow.run
    @override
    async def run(self) -> None:
        """Wait for ever."""
        await workflow.wait_condition(lambda: False)


WORKFLOWS = [
    FailingByActivity,
    Retrying,
    ContinuedAsNew,
    BrokenByASignal,
    Unreasonable,
    Failing,
    Parent,
    Renewing,
    Taciturn,
    Succeeding,
    Working,
]
ACTIVITIES: list[Callable[..., Any]] = [fail, not_ready, work]


async def main(address: str, task_queue: str) -> None:
    """Work in a process of its own, to be killed: a worker cannot stop while a handler hangs in it."""
    client = await Client.connect(address)
    runner = UnsandboxedWorkflowRunner()
    await Worker(client, task_queue=task_queue, workflows=[Unreasonable], workflow_runner=runner).run()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
