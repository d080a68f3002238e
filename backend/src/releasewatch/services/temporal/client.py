"""Every call we make to Temporal: describe, query, history, list, count, pollers, version. Nothing writes."""

from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager

from temporalio.api.common.v1 import Payload, Payloads, WorkflowExecution
from temporalio.api.enums.v1 import HistoryEventFilterType, QueryRejectCondition, TaskQueueType
from temporalio.api.query.v1 import WorkflowQuery
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import (
    CountWorkflowExecutionsRequest,
    DescribeTaskQueueRequest,
    DescribeWorkflowExecutionRequest,
    GetSystemInfoRequest,
    GetWorkflowExecutionHistoryRequest,
    GetWorkflowExecutionHistoryResponse,
    ListWorkflowExecutionsRequest,
    QueryWorkflowRequest,
)
from temporalio.client import Client
from temporalio.envconfig import ClientConfig
from temporalio.service import GrpcCompression, KeepAliveConfig, RetryConfig

from releasewatch.core.config import SettingsError
from releasewatch.core.errors import RunClosedError
from releasewatch.models.entities import ExecutionStatus
from releasewatch.models.executions import Beginning, Description, ListedPage, Outcome, Poll, Signal, Version
from releasewatch.services.temporal.calls import WORKFLOW_ID, WORKFLOW_TYPE, Observe, TemporalCalls
from releasewatch.services.temporal.messages import (
    answer_of,
    beginning_of,
    description_of,
    listed_of,
    outcome_of,
    polls_of,
    signals_of,
)

_IDLE_SHARE = 0.9
_DEFAULT_ADDRESS = "localhost:7233"


def require_usable_environment() -> None:
    """Raise `SettingsError` when Temporal's own variables, files or profiles cannot be read."""
    try:
        ClientConfig.load_client_connect_config()
    except (OSError, RuntimeError, ValueError) as error:
        # The lines after the first quote the file, which may hold keys.
        reason = str(error).splitlines()[0]
        raise SettingsError(f"TEMPORAL_*: {reason}") from error


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
        """Wrap a connected or lazy SDK client, whose calls are made by `TemporalCalls` with what else is given."""
        self._service = client.workflow_service
        self.calls = TemporalCalls(
            self._service.get_system_info, queries_per_second=queries_per_second, replicas=replicas, observe=observe
        )
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
            await opened.calls.circuit.close()

    async def check_health(self) -> None:
        """Return when Temporal answers for our namespace; raise the error that says what is wrong."""
        query = "WorkflowId = 'releasewatch-readiness'"
        request = CountWorkflowExecutionsRequest(namespace=self.namespace, query=query)
        await self.calls.make(self._service.count_workflow_executions, request, {})

    async def describe(self, workflow_id: str) -> Description:
        """Describe the latest run of a workflow. Needs no worker.

        Raises:
            WorkflowNotFoundError: no workflow has this id.
        """
        return await self._describe(WorkflowExecution(workflow_id=workflow_id))

    async def first_run(self, workflow_id: str, run_id: str) -> str:
        """The first run of the chain that a run stands in; empty where Temporal is too old to tell.

        Raises:
            WorkflowNotFoundError: the run is gone.
        """
        return (await self._describe(WorkflowExecution(workflow_id=workflow_id, run_id=run_id))).first_run_id

    async def _describe(self, execution: WorkflowExecution) -> Description:
        request = DescribeWorkflowExecutionRequest(namespace=self.namespace, execution=execution)
        about = {WORKFLOW_ID: execution.workflow_id}
        return description_of(await self.calls.make(self._service.describe_workflow_execution, request, about))

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
        response = await self.calls.make(self._service.query_workflow, request, about)
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
        return await self.calls.make(self._service.get_workflow_execution_history, request, _about(description))

    async def list_page(self, list_filter: str, page_token: bytes = b"", *, page_size: int) -> ListedPage:
        """Read one page of visibility: open runs first, newest first; then the closed ones, the last closed first."""
        request = ListWorkflowExecutionsRequest(
            namespace=self.namespace, query=list_filter, page_size=page_size, next_page_token=page_token
        )
        response = await self.calls.make(self._service.list_workflow_executions, request, {})
        return ListedPage([listed_of(info) for info in response.executions], response.next_page_token)

    async def polls(self, task_queue: str, pinned_to: Version | None = None) -> tuple[Poll, ...]:
        """The last polls for workflow tasks, by the versions that may get those of a run."""
        request = DescribeTaskQueueRequest(
            namespace=self.namespace,
            task_queue=TaskQueue(name=task_queue),
            task_queue_type=TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
        )
        response = await self.calls.make(
            self._service.describe_task_queue, request, {"temporal.task_queue": task_queue}
        )
        return polls_of(response, pinned_to)

    async def server_version(self) -> str:
        """The version that Temporal says it has."""
        response = await self.calls.make(self._service.get_system_info, GetSystemInfoRequest(), {})
        return response.server_version

    @property
    def is_idle(self) -> bool:
        """Whether the budget of queries is all but untouched, so that an extra one delays no other."""
        return self.calls.query_budget.available > _IDLE_SHARE * self.calls.query_budget.burst

    @property
    def spare(self) -> float:
        """The part of the budget that is left: 1 when it is untouched, 0 and below when calls have to wait."""
        return min(budget.available / budget.burst for budget in (self.calls.query_budget, self.calls.other_budget))


def _about(description: Description) -> dict[str, str]:
    return {WORKFLOW_ID: description.workflow_id, WORKFLOW_TYPE: description.workflow_type}


def _arguments(argument: str) -> Payloads:
    data = f'"{argument}"'.encode()  # entity ids hold nothing that JSON escapes
    return Payloads(payloads=[Payload(metadata={"encoding": b"json/plain"}, data=data)])
