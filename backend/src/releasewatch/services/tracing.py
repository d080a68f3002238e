"""Traces for those who collect them: a span of each tree read, and of each call to Temporal that it makes."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from opentelemetry import trace
from opentelemetry.trace import Span, SpanKind, StatusCode
from typing_extensions import override

from releasewatch.core.errors import AppError, WorkflowNotFoundError
from releasewatch.models.executions import Beginning, Description, ListedPage, Outcome, Version
from releasewatch.models.status import EntityType
from releasewatch.services.temporal.client import TemporalClient
from releasewatch.services.trees.reader import TreeReader, TreeReading

_TYPE = "temporal.workflow.type"

# Finds the provider when the first span begins, and not before: FastAPI sets it as the app starts.
_tracer = trace.get_tracer("releasewatch")


def is_tracing() -> bool:
    """Whether OpenTelemetry's variables, or whoever runs us, have asked for traces."""
    return not isinstance(trace.get_tracer_provider(), trace.ProxyTracerProvider)


class TracedTemporal:
    """Reads through a client of Temporal, and leaves a span of each call, its wait for the budget included.

    A wrapper, so that without traces a call costs nothing more: a tree of a thousand nodes makes a thousand.
    """

    def __init__(self, temporal: TemporalClient) -> None:
        """Read through `temporal`."""
        self._temporal = temporal

    @property
    def has_time(self) -> bool:
        """As the client says."""
        return self._temporal.has_time

    @property
    def spare(self) -> float:
        """As the client says."""
        return self._temporal.spare

    async def describe(self, workflow_id: str) -> Description:
        """Describe the latest run of a workflow."""
        with _call("DescribeWorkflowExecution", {"temporal.workflow.id": workflow_id}) as span:
            description = await self._temporal.describe(workflow_id)
            span.set_attribute(_TYPE, description.workflow_type)
            return description

    async def query(self, description: Description, name: str, argument: str | None = None) -> bytes:
        """Ask the described run a query."""
        with _call("QueryWorkflow", _run(description) | {"temporal.query": name}):
            return await self._temporal.query(description, name, argument)

    async def outcome(self, description: Description) -> Outcome:
        """Read how a closed run ended."""
        with _call("GetWorkflowExecutionHistory", _run(description)):
            return await self._temporal.outcome(description)

    async def beginning(self, description: Description) -> Beginning:
        """Read how a run came to be."""
        with _call("GetWorkflowExecutionHistory", _run(description)):
            return await self._temporal.beginning(description)

    async def last_poll(self, task_queue: str) -> datetime | None:
        """When a worker last asked a task queue for work."""
        with _call("DescribeTaskQueue", {"temporal.task_queue": task_queue}):
            return await self._temporal.last_poll(task_queue)

    async def last_poll_by(self, version: Version, task_queue: str) -> datetime | None:
        """When a worker of one version last asked a task queue for work."""
        with _call("DescribeTaskQueue", {"temporal.task_queue": task_queue}):
            return await self._temporal.last_poll_by(version, task_queue)

    async def list_page(self, list_filter: str, page_token: bytes = b"", *, page_size: int) -> ListedPage:
        """Read one page of visibility."""
        with _call("ListWorkflowExecutions", {}):
            return await self._temporal.list_page(list_filter, page_token, page_size=page_size)


class TracedTreeReader(TreeReader):
    """Leaves a span of each tree read, under the request that began it; others may have waited for it too."""

    @override
    async def read(self, root_id: str, type_: EntityType) -> TreeReading:
        with _span("read tree", SpanKind.INTERNAL, {"releasewatch.root": root_id}) as span:
            reading = await super().read(root_id, type_)
            span.set_attribute("releasewatch.nodes", sum(1 for _ in reading.root.walk()))
            return reading


def _run(description: Description) -> dict[str, str]:
    return {"temporal.workflow.id": description.workflow_id, _TYPE: description.workflow_type}


@contextmanager
def _call(method: str, attributes: dict[str, str]) -> Iterator[Span]:
    rpc = {"rpc.system.name": "grpc", "rpc.method": f"temporal.api.workflowservice.v1.WorkflowService/{method}"}
    with _span(method, SpanKind.CLIENT, rpc | attributes) as span:
        yield span


@contextmanager
def _span(name: str, kind: SpanKind, attributes: dict[str, str]) -> Iterator[Span]:
    """A span that tells our errors by their code and never by their text, which may quote a workflow."""
    with _tracer.start_as_current_span(
        name, kind=kind, attributes=attributes, record_exception=False, set_status_on_exception=False
    ) as span:
        try:
            yield span
        except AppError as error:
            span.set_attribute("error.type", error.code)
            # That a workflow has not been started yet is an answer.
            if not isinstance(error, WorkflowNotFoundError):
                span.set_status(StatusCode.ERROR)
            raise
