"""All that we ask of Temporal: describe, query, close event, list, count, last poll, version. Nothing writes."""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

from google.protobuf.message import Message
from temporalio.api.common.v1 import Payload, Payloads, WorkflowExecution
from temporalio.api.enums.v1 import HistoryEventFilterType, QueryRejectCondition, TaskQueueType
from temporalio.api.history.v1 import HistoryEvent
from temporalio.api.query.v1 import WorkflowQuery
from temporalio.api.taskqueue.v1 import PollerInfo, TaskQueue
from temporalio.api.workflowservice.v1 import (
    CountWorkflowExecutionsRequest,
    DescribeTaskQueueRequest,
    DescribeWorkflowExecutionRequest,
    GetSystemInfoRequest,
    GetWorkflowExecutionHistoryRequest,
    ListWorkflowExecutionsRequest,
    QueryWorkflowRequest,
    QueryWorkflowResponse,
)
from temporalio.client import Client
from temporalio.envconfig import ClientConfig
from temporalio.service import GrpcCompression, KeepAliveConfig, RetryConfig, RPCError

from releasewatch.core.config import SettingsError
from releasewatch.core.errors import (
    TemporalBusyError,
    TemporalError,
    TemporalTimeoutError,
    TemporalUnreachableError,
)
from releasewatch.models.entities import ExecutionStatus
from releasewatch.models.executions import Beginning, Description, ListedPage, Outcome, RunClosedError, Version
from releasewatch.services.temporal.budget import Concurrency, TokenBucket
from releasewatch.services.temporal.circuit import Circuit
from releasewatch.services.temporal.messages import (
    answer_of,
    beginning_of,
    description_of,
    error_of,
    last_of,
    listed_of,
    outcome_of,
    text,
    version_of,
)

_RPC_TIMEOUT = 1.5
# A thousand rows take a busy Temporal seconds. Who waits for them is answered meanwhile with those that were listed.
_LIST_TIMEOUT = 4.0
_QUERY_TIMEOUT = 2.0
_PROBE_TIMEOUT = 1.0
# More at once only adds latency: a worker answers one after the other.
_MOST_AT_ONCE = 64
_IDLE = 0.9
# A first read of a thousand workflows fits into the burst. What needs no worker costs a fifth of a query.
_BURST = 15
_OTHERS = 5
_DEFAULT_ADDRESS = "localhost:7233"

# Told of each call: its method, how it ended, and the seconds it took.
Observe = Callable[[str, str, float], None]
_Response = TypeVar("_Response", bound=Message)
_Request_contra = TypeVar("_Request_contra", bound=Message, contravariant=True)
_Response_co = TypeVar("_Response_co", bound=Message, covariant=True)


def require_usable_environment() -> None:
    """Raise `SettingsError` when Temporal's own variables, files or profiles cannot be read."""
    try:
        ClientConfig.load_client_connect_config()
    except (OSError, RuntimeError, ValueError) as error:
        # The lines after the first quote the file, which may hold keys.
        reason = str(error).splitlines()[0]
        raise SettingsError(f"TEMPORAL_*: {reason}") from error


class _Rpc(Protocol[_Request_contra, _Response_co]):
    def __call__(
        self, req: _Request_contra, /, *, retry: bool = ..., timeout: timedelta | None = ...
    ) -> Awaitable[_Response_co]: ...


class TemporalClient:
    """One connection to one namespace. Opens lazily: made even while Temporal is away."""

    def __init__(
        self, client: Client, *, queries_per_second: float = 100.0, observe: Observe = lambda *_: None
    ) -> None:
        """Wrap a connected or lazy SDK client, and keep to a budget of queries, which cost Temporal most."""
        self._observe = observe
        self.query_budget = TokenBucket(queries_per_second, burst=_BURST * queries_per_second)
        self.other_budget = TokenBucket(_OTHERS * queries_per_second, burst=_BURST * _OTHERS * queries_per_second)
        self._client = client
        self._service = client.workflow_service
        self.concurrency = Concurrency(_MOST_AT_ONCE)
        self.circuit = Circuit(self._probe)
        self.namespace = client.namespace
        self.address = client.service_client.config.target_host

    @classmethod
    @asynccontextmanager
    async def open(
        cls, *, queries_per_second: float, observe: Observe = lambda *_: None
    ) -> AsyncIterator["TemporalClient"]:
        """Open the connection that Temporal's own environment variables and profiles describe."""
        config = ClientConfig.load_client_connect_config()
        config.setdefault("target_host", _DEFAULT_ADDRESS)
        client = await Client.connect(
            **config,
            lazy=True,
            # One attempt: the SDK's own retries would hide a busy Temporal as seconds of silence.
            retry_config=RetryConfig(max_retries=1),
            grpc_compression=GrpcCompression.NONE,
            # A dead link is noticed in a quarter of a minute. Temporal allows a ping every 10 seconds.
            keep_alive_config=KeepAliveConfig(interval_millis=12_000, timeout_millis=4_000),
        )
        opened = cls(client, queries_per_second=queries_per_second, observe=observe)
        try:
            yield opened
        finally:
            await opened.circuit.close()

    async def check_health(self) -> None:
        """Return when Temporal answers for our namespace; raise the error that says what is wrong."""
        await self.count("WorkflowId = 'releasewatch-readiness'")

    async def describe(self, workflow_id: str) -> Description:
        """Describe the latest run of a workflow. Needs no worker.

        Raises:
            WorkflowNotFoundError: no workflow has this id.
        """
        request = DescribeWorkflowExecutionRequest(
            namespace=self.namespace, execution=WorkflowExecution(workflow_id=workflow_id)
        )
        response = await self._call(self._service.describe_workflow_execution, request)
        return description_of(response)

    async def query(self, description: Description, name: str, argument: str | None = None) -> bytes:
        """Ask the described run a query and return its answer as JSON. Needs a worker.

        Raises:
            RunClosedError: the run was described as open and has closed since, or was paused.
            QueryFailedError: the handler failed or does not exist.
            NoWorkerError: nobody polls the task queue.
        """
        query = WorkflowQuery(query_type=name)
        if argument is not None:
            query.query_args.CopyFrom(_arguments(argument))
        is_running = description.status is ExecutionStatus.RUNNING
        request = QueryWorkflowRequest(
            namespace=self.namespace,
            execution=WorkflowExecution(workflow_id=description.workflow_id, run_id=description.run_id),
            query=query,
            query_reject_condition=QueryRejectCondition.QUERY_REJECT_CONDITION_NOT_OPEN
            if is_running
            else QueryRejectCondition.QUERY_REJECT_CONDITION_NONE,
        )
        response = await self._query(request)
        if response.HasField("query_rejected"):
            raise RunClosedError
        return answer_of(response.query_result)

    async def outcome(self, description: Description) -> Outcome:
        """Read how a closed run ended from the last event of its history. Needs no worker."""
        close_event = HistoryEventFilterType.HISTORY_EVENT_FILTER_TYPE_CLOSE_EVENT
        events = await self._history(
            description, GetWorkflowExecutionHistoryRequest(history_event_filter_type=close_event)
        )
        return outcome_of(events[-1]) if events else Outcome()

    async def beginning(self, description: Description) -> Beginning:
        """Read how a run came to be from the first event of its history. Needs no worker."""
        events = await self._history(description, GetWorkflowExecutionHistoryRequest(maximum_page_size=1))
        return beginning_of(events[0]) if events else Beginning()

    async def _history(
        self, description: Description, which: GetWorkflowExecutionHistoryRequest
    ) -> Sequence[HistoryEvent]:
        execution = WorkflowExecution(workflow_id=description.workflow_id, run_id=description.run_id)
        request = GetWorkflowExecutionHistoryRequest(namespace=self.namespace, execution=execution, skip_archival=True)
        request.MergeFrom(which)
        response = await self._call(self._service.get_workflow_execution_history, request)
        return response.history.events

    async def list_page(self, list_filter: str, page_token: bytes = b"", *, page_size: int) -> ListedPage:
        """Read one page of visibility: open runs first, newest first; then the closed ones, the last closed first."""
        request = ListWorkflowExecutionsRequest(
            namespace=self.namespace, query=list_filter, page_size=page_size, next_page_token=page_token
        )
        response = await self._call(self._service.list_workflow_executions, request, _LIST_TIMEOUT)
        return ListedPage([listed_of(info) for info in response.executions], response.next_page_token)

    async def count(self, list_filter: str) -> int:
        """Count the runs that match a list filter."""
        request = CountWorkflowExecutionsRequest(namespace=self.namespace, query=list_filter)
        response = await self._call(self._service.count_workflow_executions, request)
        return response.count

    async def last_poll(self, task_queue: str) -> datetime | None:
        """When a worker last asked the task queue for workflow tasks; None: nobody as far as Temporal knows."""
        return last_of(await self._pollers(task_queue))

    async def last_poll_by(self, version: Version, task_queue: str) -> datetime | None:
        """When a worker of one version last asked the task queue for workflow tasks."""
        return last_of(poller for poller in await self._pollers(task_queue) if version_of(poller) == version)

    async def _pollers(self, task_queue: str) -> Sequence[PollerInfo]:
        request = DescribeTaskQueueRequest(
            namespace=self.namespace,
            task_queue=TaskQueue(name=task_queue),
            task_queue_type=TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
        )
        return (await self._call(self._service.describe_task_queue, request)).pollers

    async def server_version(self) -> str:
        """The version that Temporal says it has."""
        response = await self._call(self._service.get_system_info, GetSystemInfoRequest())
        return response.server_version

    async def _query(self, request: QueryWorkflowRequest) -> QueryWorkflowResponse:
        self.circuit.require()
        await self.query_budget.take()
        # A query that times out tells of its worker, not of Temporal.
        with self._timed(request), self.circuit.watch(in_vain=(TemporalUnreachableError,)):
            return await self._try_twice(self._service.query_workflow, request, _QUERY_TIMEOUT)

    async def _call(
        self, rpc: "_Rpc[_Request_contra, _Response]", request: "_Request_contra", seconds: float | None = None
    ) -> _Response:
        self.circuit.require()
        await self.other_budget.take()
        with self._timed(request), self.circuit.watch(in_vain=(TemporalUnreachableError, TemporalTimeoutError)):
            return await self._try_twice(rpc, request, _RPC_TIMEOUT if seconds is None else seconds)

    async def _try_twice(
        self, rpc: "_Rpc[_Request_contra, _Response]", request: "_Request_contra", seconds: float
    ) -> _Response:
        """One call with one jittered second try where trying again can help at once."""
        try:
            async with self.concurrency.place():
                return await _attempt(rpc, request, seconds)
        except (TemporalBusyError, TemporalUnreachableError):
            await asyncio.sleep(random.uniform(0.05, 0.15))  # noqa: S311, jitter is no secret
            async with self.concurrency.place():
                return await _attempt(rpc, request, seconds)

    @property
    def has_time(self) -> bool:
        """Whether the budget of queries is all but untouched, so that an extra one delays nobody."""
        return self.query_budget.available > _IDLE * self.query_budget.burst

    @property
    def spare(self) -> float:
        """The part of the budget that is left: 1 when it is untouched, 0 and below when calls have to wait."""
        return min(budget.available / budget.burst for budget in (self.query_budget, self.other_budget))

    @contextmanager
    def _timed(self, request: Message) -> Iterator[None]:
        began = asyncio.get_running_loop().time()
        outcome = "ok"
        try:
            yield
        except TemporalError as error:
            outcome = error.code
            raise
        finally:
            seconds = asyncio.get_running_loop().time() - began
            self._observe(type(request).__name__.removesuffix("Request"), outcome, seconds)

    async def _probe(self) -> None:
        await _attempt(self._service.get_system_info, GetSystemInfoRequest(), _PROBE_TIMEOUT)


async def _attempt(rpc: "_Rpc[_Request_contra, _Response]", request: "_Request_contra", seconds: float) -> _Response:
    with _guard():
        # The SDK's own timeout does not hold while it connects.
        async with asyncio.timeout(seconds + 0.2):
            return await rpc(request, retry=False, timeout=timedelta(seconds=seconds))


@contextmanager
def _guard() -> Iterator[None]:
    """Turn whatever the SDK raises into our errors, by class and status code."""
    try:
        yield
    except RPCError as error:
        raise error_of(error) from error
    except TimeoutError as error:
        raise TemporalTimeoutError("Temporal did not answer in time.") from error
    except RuntimeError as error:
        # The SDK's connection failures have no class of their own.
        raise TemporalUnreachableError(text(str(error))) from error


def _arguments(argument: str) -> Payloads:
    data = f'"{argument}"'.encode()  # entity ids hold nothing that JSON escapes
    return Payloads(payloads=[Payload(metadata={"encoding": b"json/plain"}, data=data)])
