"""A real workflow whose answers and end are told from outside."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from temporalio import workflow
from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest
from temporalio.client import Client
from temporalio.exceptions import ApplicationError
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from patience import eventually


@workflow.defn(name="Scripted")
class Scripted:
    """Answers what it was told to, until it is told to end."""

    @workflow.init
    def __init__(self, answers: dict[str, Any]) -> None:
        self._answers = answers
        self._end: dict[str, Any] | None = None
        for name in answers:
            workflow.set_query_handler(name, self._handler(name))

    @workflow.run
    async def run(self, _: dict[str, Any]) -> Any:
        await workflow.wait_condition(lambda: self._end is not None)
        end = self._end or {}
        if "failure" in end:
            raise ApplicationError(end["failure"])
        return end["result"]

    @workflow.signal
    def change(self, answers: dict[str, Any]) -> None:
        self._answers = answers

    @workflow.signal
    def learn(self, answers: dict[str, Any]) -> None:
        """Answer queries from now on that it did not know before."""
        self._answers |= answers
        for name in answers:
            workflow.set_query_handler(name, self._handler(name))

    @workflow.signal
    def end(self, how: dict[str, Any]) -> None:
        self._end = how

    def _handler(self, name: str) -> Any:
        def answer(argument: str | None = None) -> Any:
            said = self._answers[name]
            if isinstance(said, dict) and "raises" in said:
                raise ApplicationError(said["raises"])
            by_argument = isinstance(said, dict) and "by_argument" in said
            return said["by_argument"].get(argument) if by_argument else said

        return answer


@asynccontextmanager
async def scripted_worker(client: Client, task_queue: str) -> AsyncIterator[None]:
    """Work on these, from when Temporal knows of it: before its first poll, a queue has no worker."""
    request = DescribeTaskQueueRequest(
        namespace=client.namespace,
        task_queue=TaskQueue(name=task_queue),
        task_queue_type=TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
    )

    async def is_polled() -> bool:
        return bool((await client.workflow_service.describe_task_queue(request)).pollers)

    async with Worker(client, task_queue=task_queue, workflows=[Scripted], workflow_runner=UnsandboxedWorkflowRunner()):
        await eventually(is_polled)
        yield
