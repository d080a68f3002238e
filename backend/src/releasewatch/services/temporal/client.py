"""Every call we make to Temporal: describe, query, history, list, count, pollers, version. Nothing writes."""

import asyncio
import math
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol, TypeVar

from google.protobuf.message import Message
from opentelemetry.trace import Span, SpanKind
from temporalio.api.common.v1 import Payload, Payloads, WorkflowExecution
from temporalio.api.enums.v1 import HistoryEventFilterType, QueryRejectCondition, TaskQueueType
from temporalio.api.query.v1 import WorkflowQuery
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import (
    CountWorkflowExecutionsRequest,
    DescribeTaskQueueRequest,
    DescribeWorkflowExecutionRequest,
    DescribeWorkflowExecutionResponse,
    GetSystemInfoRequest,
    GetWorkflowExecutionHistoryRequest,
    GetWorkflowExecutionHistoryResponse,
    ListWorkflowExecutionsRequest,
    QueryWorkflowRequest,
)
from temporalio.client import Client
from temporalio.envconfig import ClientConfig
from temporalio.service import GrpcCompression, KeepAliveConfig, RetryConfig, RPCError

from releasewatch.core.config import SettingsError
from releasewatch.core.errors import (
    RunClosedError,
    TemporalBusyError,
    TemporalError,
    TemporalTimeoutError,
    TemporalUnreachableError,
)
from releasewatch.core.tracing import span
from releasewatch.models.entities import ExecutionStatus
from releasewatch.models.executions import Beginning, Description, ListedPage, Outcome, Signal, Version
from releasewatch.services.temporal.budget import ConcurrencyLimit, TokenBucket
from releasewatch.services.temporal.circuit import Circuit
from releasewatch.services.temporal.messages import (
    answer_of,
    beginning_of,
    description_of,
    error_of,
    last_of,
    listed_of,
    outcome_of,
    signals_of,
    text,
    version_of,
)

RPC_SECONDS = 1.5
# A busy Temporal takes seconds to list a thousand runs. The list is answered meanwhile with those listed before.
LIST_SECONDS = 4.0
QUERY_SECONDS = 2.0
PROBE_SECONDS = 1.0
# More at once only adds latency: a worker answers one after the other.
_MOST_AT_ONCE = 64
_IDLE_SHARE = 0.9
# Where no limit is set, the budget begins here and finds out what Temporal bears.
_FIRST_RATE = 100.0
# A first read of a thousand workflows fits into the burst.
_BURST_SECONDS = 15
# What needs no worker costs a fifth of a query.
_OTHERS_PER_QUERY = 5
_DEFAULT_ADDRESS = "localhost:7233"
_ID, _TYPE = "temporal.workflow.id", "temporal.workflow.type"
# The errors that say that Temporal itself did not answer: a query that times out tells of its worker.
_IN_VAIN: Mapping[bool, tuple[type[TemporalError], ...]] = {
    True: (TemporalUnreachableError,),
    False: (TemporalUnreachableError, TemporalTimeoutError),
}

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
    """One connection to one namespace. Opens lazily, so it can be made while Temporal is away."""

    def __init__(
        self,
        client: Client,
        *,
        queries_per_second: float | None = None,
        replicas: int = 1,
        observe: Observe = lambda *_: None,
    ) -> None:
        """Wrap a connected or lazy SDK client, and keep to a budget of queries, which cost Temporal most.

        Without a limit, it grows while nothing is refused. It is the part of one of so many replicas.
        """
        self._observe = observe
        self.query_budget = _budget(queries_per_second, 1 / replicas)
        self.other_budget = _budget(queries_per_second, _OTHERS_PER_QUERY / replicas)
        self._client = client
        self._service = client.workflow_service
        self.concurrency = ConcurrencyLimit(_MOST_AT_ONCE)
        self.circuit = Circuit(self._probe)
        self.namespace = client.namespace
        self.address = client.service_client.config.target_host

    @classmethod
    @asynccontextmanager
    async def open(
        cls, *, queries_per_second: float | None, replicas: int = 1, observe: Observe = lambda *_: None
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
        opened = cls(client, queries_per_second=queries_per_second, replicas=replicas, observe=observe)
        try:
            yield opened
        finally:
            await opened.circuit.close()

    async def check_health(self) -> None:
        """Return when Temporal answers for our namespace; raise the error that says what is wrong."""
        query = "WorkflowId = 'releasewatch-readiness'"
        request = CountWorkflowExecutionsRequest(namespace=self.namespace, query=query)
        await self._call(self._service.count_workflow_executions, request, {})

    async def describe(self, workflow_id: str) -> Description:
        """Describe the latest run of a workflow. Needs no worker.

        Raises:
            WorkflowNotFoundError: no workflow has this id.
        """
        request = DescribeWorkflowExecutionRequest(
            namespace=self.namespace, execution=WorkflowExecution(workflow_id=workflow_id)
        )
        response = await self._call(self._service.describe_workflow_execution, request, {_ID: workflow_id})
        return description_of(response)

    async def query(self, description: Description, name: str, argument: str | None = None) -> bytes:
        """Ask the described run a query and return its answer as JSON. Needs a worker.

        Raises:
            RunClosedError: the run was described as open and has closed since, or was paused.
            QueryFailedError: the handler failed or does not exist.
            NoWorkerError: no worker polls the task queue.
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
        about = _about(description) | {"temporal.query": name}
        response = await self._call(self._service.query_workflow, request, about)
        if response.HasField("query_rejected"):
            raise RunClosedError
        return answer_of(response.query_result)

    async def outcome(self, description: Description) -> Outcome:
        """Read how a closed run ended from the last event of its history. Needs no worker."""
        close_event = HistoryEventFilterType.HISTORY_EVENT_FILTER_TYPE_CLOSE_EVENT
        page = await self._history(
            description, GetWorkflowExecutionHistoryRequest(history_event_filter_type=close_event)
        )
        return outcome_of(page.history.events[-1]) if page.history.events else Outcome()

    async def beginning(self, description: Description) -> Beginning:
        """Read how a run came to be from the first event of its history. Needs no worker."""
        page = await self._history(description, GetWorkflowExecutionHistoryRequest(maximum_page_size=1))
        return beginning_of(page.history.events[0]) if page.history.events else Beginning()

    async def signals(self, description: Description, names: Collection[str]) -> Sequence[Signal]:
        """Read the signals of these names from the whole history of a run, page by page. Needs no worker."""
        found: list[Signal] = []
        page = await self._history(description, GetWorkflowExecutionHistoryRequest())
        found += signals_of(page.history.events, names)
        while token := page.next_page_token:
            page = await self._history(description, GetWorkflowExecutionHistoryRequest(next_page_token=token))
            found += signals_of(page.history.events, names)
        return found

    async def _history(
        self, description: Description, which: GetWorkflowExecutionHistoryRequest
    ) -> GetWorkflowExecutionHistoryResponse:
        execution = WorkflowExecution(workflow_id=description.workflow_id, run_id=description.run_id)
        request = GetWorkflowExecutionHistoryRequest(namespace=self.namespace, execution=execution, skip_archival=True)
        request.MergeFrom(which)
        return await self._call(self._service.get_workflow_execution_history, request, _about(description))

    async def list_page(self, list_filter: str, page_token: bytes = b"", *, page_size: int) -> ListedPage:
        """Read one page of visibility: open runs first, newest first; then the closed ones, the last closed first."""
        request = ListWorkflowExecutionsRequest(
            namespace=self.namespace, query=list_filter, page_size=page_size, next_page_token=page_token
        )
        response = await self._call(self._service.list_workflow_executions, request, {})
        return ListedPage([listed_of(info) for info in response.executions], response.next_page_token)

    async def last_poll(self, task_queue: str, version: Version | None = None) -> datetime | None:
        """When a worker, or one of this version, last asked a task queue for workflow tasks; None: none is known."""
        request = DescribeTaskQueueRequest(
            namespace=self.namespace,
            task_queue=TaskQueue(name=task_queue),
            task_queue_type=TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
        )
        response = await self._call(self._service.describe_task_queue, request, {"temporal.task_queue": task_queue})
        return last_of(poller for poller in response.pollers if version in (None, version_of(poller)))

    async def server_version(self) -> str:
        """The version that Temporal says it has."""
        response = await self._call(self._service.get_system_info, GetSystemInfoRequest(), {})
        return response.server_version

    async def _call(
        self, rpc: "_Rpc[_Request_contra, _Response]", request: "_Request_contra", about: Mapping[str, str]
    ) -> _Response:
        """Call within the budget, counted and traced, with a second try where that can help at once."""
        is_query = isinstance(request, QueryWorkflowRequest)
        self.circuit.require()
        budget = self.query_budget if is_query else self.other_budget
        await budget.take()
        with self._timed(request, about) as opened, self.circuit.watch(in_vain=_IN_VAIN[is_query]):
            seconds = _seconds_for(request)
            call = partial(rpc, request, retry=False, timeout=timedelta(seconds=seconds))
            try:
                async with self._attempt(seconds, budget):
                    response = await call()
            except (TemporalBusyError, TemporalUnreachableError):
                await asyncio.sleep(random.uniform(0.05, 0.15))  # noqa: S311, jitter is no secret
                async with self._attempt(seconds, budget):
                    response = await call()
            if isinstance(response, DescribeWorkflowExecutionResponse):
                opened.set_attribute(_TYPE, response.workflow_execution_info.type.name)
            return response

    @asynccontextmanager
    async def _attempt(self, seconds: float, budget: TokenBucket) -> AsyncIterator[None]:
        async with self.concurrency.place():
            began = asyncio.get_running_loop().time()
            try:
                async with _within(seconds):
                    yield
            except TemporalBusyError:
                budget.note_refusal()
                raise
            budget.note_answer(asyncio.get_running_loop().time() - began)

    @property
    def is_idle(self) -> bool:
        """Whether the budget of queries is all but untouched, so that an extra one delays no other."""
        return self.query_budget.available > _IDLE_SHARE * self.query_budget.burst

    @property
    def spare(self) -> float:
        """The part of the budget that is left: 1 when it is untouched, 0 and below when calls have to wait."""
        return min(budget.available / budget.burst for budget in (self.query_budget, self.other_budget))

    @contextmanager
    def _timed(self, request: Message, about: Mapping[str, str]) -> Iterator[Span]:
        method = type(request).__name__.removesuffix("Request")
        rpc = {"rpc.system.name": "grpc", "rpc.method": f"temporal.api.workflowservice.v1.WorkflowService/{method}"}
        began = asyncio.get_running_loop().time()
        outcome = "ok"
        try:
            with span(method, SpanKind.CLIENT, {**rpc, **about}) as opened:
                yield opened
        except TemporalError as error:
            outcome = error.code
            raise
        finally:
            self._observe(method, outcome, asyncio.get_running_loop().time() - began)

    async def _probe(self) -> None:
        async with _within(PROBE_SECONDS):
            timeout = timedelta(seconds=PROBE_SECONDS)
            await self._service.get_system_info(GetSystemInfoRequest(), retry=False, timeout=timeout)


@asynccontextmanager
async def _within(seconds: float) -> AsyncIterator[None]:
    """Bound a call, and turn what the SDK raises into our errors, by class and status code."""
    try:
        # The SDK's own timeout does not hold while it connects.
        async with asyncio.timeout(seconds + 0.2):
            yield
    except RPCError as error:
        raise error_of(error) from error
    except TimeoutError as error:
        raise TemporalTimeoutError("Temporal did not answer in time.") from error
    except RuntimeError as error:
        # The SDK's connection failures have no class of their own.
        raise TemporalUnreachableError(text(str(error))) from error


def _budget(queries_per_second: float | None, per_query: float) -> TokenBucket:
    rate = per_query * (queries_per_second or _FIRST_RATE)
    return TokenBucket(rate, burst=_BURST_SECONDS * rate, most=math.inf if queries_per_second is None else rate)


def _seconds_for(request: Message) -> float:
    match request:
        case QueryWorkflowRequest():
            return QUERY_SECONDS
        case ListWorkflowExecutionsRequest():
            return LIST_SECONDS
        case _:
            return RPC_SECONDS


def _about(description: Description) -> dict[str, str]:
    return {_ID: description.workflow_id, _TYPE: description.workflow_type}


def _arguments(argument: str) -> Payloads:
    data = f'"{argument}"'.encode()  # entity ids hold nothing that JSON escapes
    return Payloads(payloads=[Payload(metadata={"encoding": b"json/plain"}, data=data)])
