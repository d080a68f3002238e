"""Temporal's messages, turned into our models."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import UTC, datetime

from google.protobuf.timestamp_pb2 import Timestamp
from temporalio.api.common.v1 import Payload, Payloads
from temporalio.api.deployment.v1 import WorkerDeploymentVersion
from temporalio.api.enums.v1 import (
    PendingWorkflowTaskState,
    VersioningBehavior,
    WorkerVersioningMode,
    WorkflowExecutionStatus,
)
from temporalio.api.failure.v1 import Failure
from temporalio.api.history.v1 import HistoryEvent
from temporalio.api.taskqueue.v1 import PollerInfo
from temporalio.api.workflow.v1 import (
    PendingActivityInfo,
    PendingWorkflowTaskInfo,
    WorkflowExecutionInfo,
    WorkflowExecutionVersioningInfo,
)
from temporalio.api.workflowservice.v1 import DescribeTaskQueueResponse, DescribeWorkflowExecutionResponse

from releasewatch.core.errors import AnswerNotUnderstoodError
from releasewatch.core.text import cleaned
from releasewatch.models.answers.json_values import NotReadableError, members, parse
from releasewatch.models.answers.names import folded
from releasewatch.models.entities import ExecutionStatus
from releasewatch.models.executions import (
    UNVERSIONED,
    Beginning,
    Description,
    ListedExecution,
    Outcome,
    Pause,
    PendingActivity,
    Poll,
    Signal,
    Version,
)

_MOST_CHARACTERS = 2000

_NANOS_IN_SECOND = 1_000_000_000
_END_OF_TIME = int(datetime.max.replace(tzinfo=UTC).timestamp())

_STATUSES: Mapping[int, ExecutionStatus] = {
    WorkflowExecutionStatus.Value(f"WORKFLOW_EXECUTION_STATUS_{status.name}"): status
    for status in ExecutionStatus
    if status is not ExecutionStatus.UNKNOWN
}


def text(message: str) -> str:
    """A message from outside, cut to a bounded length, as a text for people."""
    return cleaned(message if len(message) <= _MOST_CHARACTERS else f"{message[:_MOST_CHARACTERS]}…")


def moment(timestamp: Timestamp) -> datetime | None:
    """A protobuf timestamp as an aware datetime; None when it was not set, or to an impossible moment."""
    # Go's zero time, in the year 1, is what several fields hold while they say nothing.
    if not 0 < timestamp.seconds < _END_OF_TIME:
        return None
    microsecond = timestamp.nanos // 1000 if 0 <= timestamp.nanos < _NANOS_IN_SECOND else 0
    return datetime.fromtimestamp(timestamp.seconds, UTC).replace(microsecond=microsecond)


def _status(status: int) -> ExecutionStatus:
    return _STATUSES.get(status, ExecutionStatus.UNKNOWN)


def description_of(response: DescribeWorkflowExecutionResponse) -> Description:
    """One described run."""
    info = response.workflow_execution_info
    return Description(
        workflow_id=info.execution.workflow_id,
        run_id=info.execution.run_id,
        workflow_type=info.type.name,
        status=_status(info.status),
        task_queue=info.task_queue or response.execution_config.task_queue.name,
        started_at=moment(info.start_time),
        closed_at=moment(info.close_time),
        state_transition_count=info.state_transition_count,
        pending_activities=tuple(_activity_of(activity) for activity in response.pending_activities),
        workflow_task_attempt=response.pending_workflow_task.attempt,
        history_length=info.history_length,
        parent_id=info.parent_execution.workflow_id,
        parent_run_id=info.parent_execution.run_id,
        root_id=info.root_execution.workflow_id,
        root_run_id=info.root_execution.run_id,
        pending_children=tuple(child.workflow_id for child in response.pending_children),
        begins_at=moment(info.execution_time),
        first_run_id=info.first_run_id,
        pause=_pause_of(response),
        pinned_to=_pin_of(info.versioning_info),
        build_id=info.versioning_info.deployment_version.build_id or info.most_recent_worker_version_stamp.build_id,
        task_waiting_since=_waiting_since(response.pending_workflow_task),
    )


def _waiting_since(task: PendingWorkflowTaskInfo) -> datetime | None:
    is_waiting = task.state == PendingWorkflowTaskState.PENDING_WORKFLOW_TASK_STATE_SCHEDULED
    return moment(task.scheduled_time) if is_waiting else None


def _pause_of(response: DescribeWorkflowExecutionResponse) -> Pause | None:
    # What is said of an earlier pause stays behind when the run ends.
    if response.workflow_execution_info.status != WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_PAUSED:
        return None
    info = response.workflow_extended_info.pause_info
    return Pause(text(info.identity), text(info.reason), moment(info.paused_time))


def _pin_of(info: WorkflowExecutionVersioningInfo) -> Version | None:
    """The version that a run is pinned to; what an operator has settled goes before what its code says."""
    match info.versioning_override.WhichOneof("override"):
        case "pinned":
            pinned = info.versioning_override.pinned.version
        case None | "one_time" if info.behavior == VersioningBehavior.VERSIONING_BEHAVIOR_PINNED:
            pinned = info.deployment_version
        case _:
            return None
    return _version(pinned)


def _version(version: WorkerDeploymentVersion) -> Version:
    return Version(version.deployment_name, version.build_id)


def polls_of(response: DescribeTaskQueueResponse, pinned_to: Version | None) -> tuple[Poll, ...]:
    """The last poll of each version that may get the tasks of a run: the one it is pinned to, or those of its queue."""
    versions = (pinned_to,) if pinned_to else _routed_to(response)
    return tuple(
        Poll(version, _last_of(each for each in response.pollers if version in (None, _version_of(each))))
        for version in versions
    )


def _routed_to(response: DescribeTaskQueueResponse) -> tuple[Version | None, ...]:
    """The versions that get the tasks of runs that are not pinned: the current one first, then the one ramping up."""
    routes = response.versioning_info
    current, ramping = _version(routes.current_deployment_version), _version(routes.ramping_deployment_version)
    is_versioned = current != UNVERSIONED or any(_version_of(each) != UNVERSIONED for each in response.pollers)
    if not is_versioned or not response.HasField("versioning_info"):
        return (None,)
    return (current, ramping) if routes.ramping_version_percentage > 0 else (current,)


def _last_of(pollers: Iterable[PollerInfo]) -> datetime | None:
    return max((poll for poller in pollers if (poll := moment(poller.last_access_time))), default=None)


def _version_of(poller: PollerInfo) -> Version:
    """The version of the worker that polls. One may name its build and not take part in versioning."""
    worker = poller.deployment_options
    is_versioned = worker.worker_versioning_mode == WorkerVersioningMode.WORKER_VERSIONING_MODE_VERSIONED
    return Version(worker.deployment_name, worker.build_id) if is_versioned else UNVERSIONED


def _activity_of(info: PendingActivityInfo) -> PendingActivity:
    return PendingActivity(
        activity_id=info.activity_id,
        activity_type=info.activity_type.name,
        attempt=info.attempt,
        maximum_attempts=info.maximum_attempts,
        last_failure=failure_text(info.last_failure) if info.HasField("last_failure") else None,
        scheduled_at=moment(info.scheduled_time),
        next_attempt_at=moment(info.next_attempt_schedule_time),
        pause=_activity_pause(info),
    )


def _activity_pause(info: PendingActivityInfo) -> Pause | None:
    if not info.paused:
        return None
    by_whom = info.pause_info.rule if info.pause_info.HasField("rule") else info.pause_info.manual
    return Pause(text(by_whom.identity), text(by_whom.reason), moment(info.pause_info.pause_time))


def listed_of(info: WorkflowExecutionInfo) -> ListedExecution:
    """One row of the visibility list."""
    return ListedExecution(
        workflow_id=info.execution.workflow_id,
        run_id=info.execution.run_id,
        workflow_type=info.type.name,
        status=_status(info.status),
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
        # Exceptions of Java may have no message: their type says more than nothing.
        said = _message_of(link) or link.application_failure_info.type
        if said and not (is_wrapper and link.HasField("cause")) and said not in messages:
            messages.append(said)
        link = link.cause if link.HasField("cause") else None
    return text(": ".join(messages) or "no message")


def _message_of(failure: Failure) -> str:
    """The message, also where a client was told to encode it and has no codec that makes it secret."""
    try:
        encoded = parse(json_of(failure.encoded_attributes))
    except (AnswerNotUnderstoodError, NotReadableError):
        return failure.message
    message = encoded.get("message") if isinstance(encoded, dict) else None
    return message if isinstance(message, str) else failure.message


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


def beginning_of(event: HistoryEvent) -> Beginning:
    """How a run came to be, from its first event."""
    started = event.workflow_execution_started_event_attributes
    return Beginning(
        attempt=started.attempt,
        maximum_attempts=started.retry_policy.maximum_attempts,
        last_failure=failure_text(started.continued_failure) if started.HasField("continued_failure") else None,
        schedule=text(started.cron_schedule),
    )


def signals_of(events: Iterable[HistoryEvent], names: Collection[str]) -> Iterator[Signal]:
    """The signals of these names, in the order in which they came."""
    for event in events:
        said = event.workflow_execution_signaled_event_attributes
        at = moment(event.event_time)
        if at and said.signal_name in names:
            yield Signal(said.signal_name, at, _who(said.input))


def _who(arguments: Payloads) -> str | None:
    """A name, or an object that has one as `who`: nothing else says who sent a signal."""
    try:
        first = parse(_json(arguments) or b"null")
    except NotReadableError:
        return None
    # Go writes `Who` where its field has no tag.
    who = (
        next((said for name, said in members(first) if folded(name) == "who"), None)
        if isinstance(first, dict)
        else first
    )
    return text(who) if isinstance(who, str) and who else None


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
