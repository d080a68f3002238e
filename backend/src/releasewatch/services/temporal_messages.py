"""Temporal's messages and errors, turned into our models and errors by class and code, never by text."""

from datetime import UTC, datetime

from google.protobuf.timestamp_pb2 import Timestamp
from temporalio.api.common.v1 import Payload, Payloads
from temporalio.api.enums.v1 import WorkflowExecutionStatus
from temporalio.api.errordetails.v1 import NamespaceNotFoundFailure, QueryFailedFailure, WorkflowNotReadyFailure
from temporalio.api.failure.v1 import Failure
from temporalio.api.history.v1 import HistoryEvent
from temporalio.api.workflow.v1 import PendingActivityInfo, WorkflowExecutionInfo
from temporalio.api.workflowservice.v1 import DescribeWorkflowExecutionResponse
from temporalio.service import RPCError, RPCStatusCode

from releasewatch.core.errors import (
    AnswerNotUnderstoodError,
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
from releasewatch.models.entities import ExecutionStatus
from releasewatch.models.executions import Description, ListedExecution, Outcome, PendingActivity

_MAXIMUM_MESSAGE = 2000

_STATUSES = {
    WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING: ExecutionStatus.RUNNING,
    WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_COMPLETED: ExecutionStatus.COMPLETED,
    WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_FAILED: ExecutionStatus.FAILED,
    WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_CANCELED: ExecutionStatus.CANCELED,
    WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_TERMINATED: ExecutionStatus.TERMINATED,
    WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_CONTINUED_AS_NEW: ExecutionStatus.CONTINUED_AS_NEW,
    WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_TIMED_OUT: ExecutionStatus.TIMED_OUT,
    WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_PAUSED: ExecutionStatus.PAUSED,
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


def error_of(error: RPCError) -> TemporalError:
    """Our error for one of the SDK's."""
    details = {detail.TypeName() for detail in error.grpc_status.details}
    if error.status is RPCStatusCode.NOT_FOUND:
        missing = NamespaceNotFoundFailure.DESCRIPTOR.full_name in details
        return NamespaceNotFoundError(error.message) if missing else WorkflowNotFoundError("No workflow has this id.")
    if error.status is RPCStatusCode.FAILED_PRECONDITION:
        if WorkflowNotReadyFailure.DESCRIPTOR.full_name in details:
            return WorkflowTaskFailingError(text(error.message))
        return NoWorkerError(text(error.message))
    if QueryFailedFailure.DESCRIPTOR.full_name in details:
        return QueryFailedError(text(error.message))
    return _BY_STATUS.get(error.status, TemporalError)(text(error.message))


def text(message: str) -> str:
    """A message from outside, cut to a bounded length."""
    return message if len(message) <= _MAXIMUM_MESSAGE else f"{message[:_MAXIMUM_MESSAGE]}…"


def moment(timestamp: Timestamp) -> datetime | None:
    """A protobuf timestamp as an aware datetime; None when it was not set."""
    return timestamp.ToDatetime(tzinfo=UTC) if timestamp.seconds else None


def description_of(response: DescribeWorkflowExecutionResponse) -> Description:
    """One described run."""
    info = response.workflow_execution_info
    return Description(
        workflow_id=info.execution.workflow_id,
        run_id=info.execution.run_id,
        workflow_type=info.type.name,
        status=_STATUSES[info.status],
        task_queue=info.task_queue or response.execution_config.task_queue.name,
        started_at=moment(info.start_time),
        closed_at=moment(info.close_time),
        state_transition_count=info.state_transition_count,
        pending_activities=tuple(_activity_of(activity) for activity in response.pending_activities),
        workflow_task_attempt=response.pending_workflow_task.attempt,
        history_length=info.history_length,
        parent_id=info.parent_execution.workflow_id,
        root_id=info.root_execution.workflow_id,
    )


def _activity_of(info: PendingActivityInfo) -> PendingActivity:
    return PendingActivity(
        activity_id=info.activity_id,
        activity_type=info.activity_type.name,
        attempt=info.attempt,
        maximum_attempts=info.maximum_attempts,
        last_failure=failure_text(info.last_failure) if info.HasField("last_failure") else None,
        scheduled_at=moment(info.scheduled_time),
        next_attempt_at=moment(info.next_attempt_schedule_time),
    )


def listed_of(info: WorkflowExecutionInfo) -> ListedExecution:
    """One row of the visibility list."""
    return ListedExecution(
        workflow_id=info.execution.workflow_id,
        run_id=info.execution.run_id,
        workflow_type=info.type.name,
        status=_STATUSES[info.status],
        task_queue=info.task_queue,
        started_at=moment(info.start_time),
        closed_at=moment(info.close_time),
    )


def failure_text(failure: Failure) -> str:
    """A failure in one sentence: its cause chain, outermost first, wrappers without a message of their own left out."""
    messages: list[str] = []
    link: Failure | None = failure
    while link is not None:
        is_wrapper = link.HasField("activity_failure_info") or link.HasField("child_workflow_execution_failure_info")
        if link.message and not (is_wrapper and link.HasField("cause")) and link.message not in messages:
            messages.append(link.message)
        link = link.cause if link.HasField("cause") else None
    return text(": ".join(messages) or "no message")


def outcome_of(event: HistoryEvent) -> Outcome:
    """How a run ended, from its close event."""
    match event.WhichOneof("attributes"):
        case "workflow_execution_completed_event_attributes":
            result = event.workflow_execution_completed_event_attributes.result
            return Outcome(result=_json(result))
        case "workflow_execution_failed_event_attributes":
            return Outcome(failure=failure_text(event.workflow_execution_failed_event_attributes.failure))
        case "workflow_execution_terminated_event_attributes":
            ended = event.workflow_execution_terminated_event_attributes
            return Outcome(failure=text(f"Terminated by {ended.identity or 'somebody'}: {ended.reason or 'no reason'}"))
        case "workflow_execution_timed_out_event_attributes":
            return Outcome(failure="The workflow ran out of its time.")
        case "workflow_execution_canceled_event_attributes":
            return Outcome(failure="The workflow was cancelled.")
        case _:
            return Outcome()


def _json(payloads: Payloads) -> bytes | None:
    try:
        return answer_of(payloads)
    except AnswerNotUnderstoodError:
        return None


def answer_of(payloads: Payloads) -> bytes:
    """The JSON in an answer; `null` where there is none."""
    return json_of(payloads.payloads[0]) if payloads.payloads else b"null"


def json_of(payload: Payload) -> bytes:
    """The JSON in one payload.

    Raises:
        AnswerNotUnderstoodError: for any encoding that is not JSON, such as an encrypted one.
    """
    encoding = payload.metadata.get("encoding", b"").decode(errors="replace")
    match encoding:
        case "json/plain" | "json/protobuf":
            return payload.data
        case "binary/null":
            return b"null"
        case _:
            raise AnswerNotUnderstoodError(f"The answer is encoded as {encoding or 'nothing known'}, expected JSON.")
