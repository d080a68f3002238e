"""How each call to Temporal is made: within its budget and its time, counted and traced, with our errors."""

import asyncio
import math
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from datetime import timedelta
from functools import partial
from typing import Protocol, TypeVar

from google.protobuf.message import Message
from opentelemetry.trace import Span, SpanKind
from temporalio.api.errordetails.v1 import NamespaceNotFoundFailure, QueryFailedFailure, WorkflowNotReadyFailure
from temporalio.api.workflowservice.v1 import (
    DescribeWorkflowExecutionResponse,
    GetSystemInfoRequest,
    GetSystemInfoResponse,
    ListWorkflowExecutionsRequest,
    QueryWorkflowRequest,
)
from temporalio.service import RPCError, RPCStatusCode

from releasewatch.core.errors import (
    NamespaceNotFoundError,
    NoWorkerError,
    QueryFailedError,
    TemporalBusyError,
    TemporalDeniedError,
    TemporalError,
    TemporalTimeoutError,
    TemporalUnreachableError,
    WorkflowNotFoundError,
    WorkflowTaskFailingError,
)
from releasewatch.core.tracing import span
from releasewatch.services.temporal.budget import ConcurrencyLimit, TokenBucket
from releasewatch.services.temporal.circuit import Circuit
from releasewatch.services.temporal.messages import text

RPC_SECONDS = 1.5
# A busy Temporal takes seconds to list a thousand runs. The list is answered meanwhile with those listed before.
LIST_SECONDS = 4.0
QUERY_SECONDS = 2.0
PROBE_SECONDS = 1.0
WORKFLOW_ID, WORKFLOW_TYPE = "temporal.workflow.id", "temporal.workflow.type"
# More at once only adds latency: a worker answers one after the other.
_MOST_AT_ONCE = 64
# Where no limit is set, the budget begins here and finds out what Temporal can take.
_FIRST_RATE = 100.0
# A first read of a thousand workflows fits into the burst.
_BURST_SECONDS = 15
# What needs no worker costs a fifth of a query.
_OTHERS_PER_QUERY = 5
# The errors that say that Temporal itself did not answer: a query that times out tells of its worker.
_IN_VAIN: Mapping[bool, tuple[type[TemporalError], ...]] = {
    True: (TemporalUnreachableError,),
    False: (TemporalUnreachableError, TemporalTimeoutError),
}
_BY_STATUS: dict[RPCStatusCode, type[TemporalError]] = {
    RPCStatusCode.UNAVAILABLE: TemporalUnreachableError,
    # A local time-out arrives as CANCELLED, a remote one as DEADLINE_EXCEEDED.
    RPCStatusCode.CANCELLED: TemporalTimeoutError,
    RPCStatusCode.DEADLINE_EXCEEDED: TemporalTimeoutError,
    RPCStatusCode.RESOURCE_EXHAUSTED: TemporalBusyError,
    RPCStatusCode.PERMISSION_DENIED: TemporalDeniedError,
    RPCStatusCode.UNAUTHENTICATED: TemporalDeniedError,
}

# Told of each call: its method, how it ended, and the seconds it took.
Observe = Callable[[str, str, float], None]
_Response = TypeVar("_Response", bound=Message)
_Request_contra = TypeVar("_Request_contra", bound=Message, contravariant=True)
_Response_co = TypeVar("_Response_co", bound=Message, covariant=True)


class _Rpc(Protocol[_Request_contra, _Response_co]):
    def __call__(
        self, req: _Request_contra, /, *, retry: bool = ..., timeout: timedelta | None = ...
    ) -> Awaitable[_Response_co]: ...


class TemporalCalls:
    """Makes calls as fast as Temporal can take them, and none while nothing gets through to it."""

    def __init__(
        self,
        get_system_info: _Rpc[GetSystemInfoRequest, GetSystemInfoResponse],
        *,
        queries_per_second: float | None,
        replicas: int,
        observe: Observe,
    ) -> None:
        """Keep to a budget of queries, which cost Temporal most, and probe with `get_system_info` whether it is back.

        Without a limit, the budget grows while nothing is refused. It is the part of one of so many replicas.
        """
        self._get_system_info = get_system_info
        self._observe = observe
        self.query_budget = _budget(queries_per_second, 1 / replicas)
        self.other_budget = _budget(queries_per_second, _OTHERS_PER_QUERY / replicas)
        self.concurrency = ConcurrencyLimit(_MOST_AT_ONCE)
        self.circuit = Circuit(self._probe)

    async def make(
        self, rpc: "_Rpc[_Request_contra, _Response]", request: "_Request_contra", about: Mapping[str, str]
    ) -> _Response:
        """Make one call, with a second try where that can help at once."""
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
                opened.set_attribute(WORKFLOW_TYPE, response.workflow_execution_info.type.name)
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
            await self._get_system_info(GetSystemInfoRequest(), retry=False, timeout=timeout)


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


def error_of(error: RPCError) -> TemporalError:
    """Our error for one of the SDK's."""
    details = {detail.TypeName() for detail in error.grpc_status.details}
    if error.status is RPCStatusCode.NOT_FOUND:
        missing = NamespaceNotFoundFailure.DESCRIPTOR.full_name in details
        return NamespaceNotFoundError(error.message) if missing else WorkflowNotFoundError("No workflow has this id.")
    if error.status is RPCStatusCode.FAILED_PRECONDITION:
        if WorkflowNotReadyFailure.DESCRIPTOR.full_name in details:
            return WorkflowTaskFailingError(f"The workflow's code fails: {text(error.message)}")
        return NoWorkerError(text(error.message))
    if QueryFailedFailure.DESCRIPTOR.full_name in details:
        return QueryFailedError(text(error.message) or "The query failed without a message.")
    return _BY_STATUS.get(error.status, TemporalError)(text(error.message))


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
