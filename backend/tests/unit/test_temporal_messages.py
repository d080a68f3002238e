"""Temporal's messages, also those of servers newer than ours: what is not known costs that much and no more.

Of the same kind: every enum of a run, an activity, a task, an event, a version; every moment that is missing, zero, of
the year 1, or beyond what a date can be; messages with nothing in them; and texts of others that are none for people.
"""

from datetime import UTC, datetime

import pytest
from google.protobuf.any_pb2 import Any
from google.protobuf.timestamp_pb2 import Timestamp
from hypothesis import given
from hypothesis import strategies as st
from temporalio.api.common.v1 import GrpcStatus, Payload, Payloads
from temporalio.api.enums.v1 import WorkerVersioningMode
from temporalio.api.errordetails.v1 import QueryFailedFailure, WorkflowNotReadyFailure
from temporalio.api.failure.v1 import Failure
from temporalio.api.history.v1 import HistoryEvent
from temporalio.api.taskqueue.v1 import PollerInfo
from temporalio.api.workflow.v1 import WorkflowExecutionInfo
from temporalio.api.workflowservice.v1 import DescribeTaskQueueResponse, DescribeWorkflowExecutionResponse
from temporalio.service import RPCError, RPCStatusCode

from releasewatch.core.errors import AnswerNotUnderstoodError, QueryFailedError, TemporalError
from releasewatch.models.entities import ExecutionStatus
from releasewatch.models.executions import UNVERSIONED, Beginning, Outcome, Pause, Poll, Signal, Version
from releasewatch.services.temporal.calls import error_of
from releasewatch.services.temporal.messages import (
    answer_of,
    beginning_of,
    description_of,
    failure_text,
    listed_of,
    moment,
    outcome_of,
    polls_of,
    signals_of,
)

PAUSED = 8
NEWER = st.integers(min_value=20, max_value=2**31 - 1)
YEAR_ONE = -62_135_596_800


def at(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def described(**fields: object) -> DescribeWorkflowExecutionResponse:
    response = DescribeWorkflowExecutionResponse()
    for name, value in fields.items():
        setattr(response.workflow_execution_info, name, value)
    return response


@given(NEWER)
def test_an_execution_status_that_is_not_known(status: int) -> None:
    description = description_of(described(status=status))
    assert description.status is ExecutionStatus.UNKNOWN
    assert description.is_open
    assert description.pause is None
    row = WorkflowExecutionInfo()
    row.status = status  # type: ignore[assignment]
    assert listed_of(row).status is ExecutionStatus.UNKNOWN


def test_a_run_without_a_status() -> None:
    assert description_of(DescribeWorkflowExecutionResponse()).status is ExecutionStatus.UNKNOWN


@given(NEWER)
def test_other_enums_that_are_not_known(number: int) -> None:
    response = described(status=1)
    activity = response.pending_activities.add(activity_id="1", attempt=2)
    activity.state = number  # type: ignore[assignment]
    response.pending_workflow_task.state = number  # type: ignore[assignment]
    response.pending_children.add(workflow_id="wave:1").parent_close_policy = number  # type: ignore[assignment]
    versioning = response.workflow_execution_info.versioning_info
    versioning.behavior = number  # type: ignore[assignment]
    description = description_of(response)
    assert description.status is ExecutionStatus.RUNNING
    assert description.is_retrying
    assert description.pending_activities[0].pause is None
    assert description.task_waiting_since is None
    assert description.pinned_to is None
    assert description.pending_children == ("wave:1",)
    event = HistoryEvent()
    event.event_type = number  # type: ignore[assignment]
    assert outcome_of(event) == Outcome()


@given(st.integers(-(2**62), 2**62), st.integers(-(2**31), 2**31 - 1))
def test_any_moment(seconds: int, nanos: int) -> None:
    found = moment(Timestamp(seconds=seconds, nanos=nanos))
    assert found is None or (found.tzinfo is UTC and 1970 <= found.year <= 9999)


@pytest.mark.parametrize("seconds", [0, YEAR_ONE, -1, 253_402_300_800, 2**62])
def test_a_moment_that_cannot_be_meant_is_none(seconds: int) -> None:
    assert moment(Timestamp(seconds=seconds)) is None
    response = described(status=1)
    info = response.workflow_execution_info
    for field in (info.start_time, info.close_time, info.execution_time):
        field.seconds = seconds
    description = description_of(response)
    assert (description.started_at, description.closed_at, description.begins_at) == (None, None, None)


def test_who_has_paused_a_run_and_why() -> None:
    response = described(status=PAUSED)
    assert description_of(response).pause == Pause()
    assert Pause().sentence == "Paused by somebody."
    pause = response.workflow_extended_info.pause_info
    pause.identity, pause.reason, pause.paused_time.seconds = "ann", "freeze", 1_795_900_617
    found = description_of(response).pause
    assert found == Pause("ann", "freeze", datetime.fromtimestamp(1_795_900_617, UTC))
    # What is said of a pause stays behind when it is over.
    response.workflow_execution_info.status = 5  # type: ignore[assignment]
    assert description_of(response).pause is None


def test_who_has_paused_an_activity_a_person_or_a_rule() -> None:
    response = described(status=1)
    activity = response.pending_activities.add(paused=True)
    assert description_of(response).pending_activities[0].pause == Pause()
    activity.pause_info.manual.identity = "ann"
    assert description_of(response).pending_activities[0].pause == Pause("ann")
    activity.pause_info.rule.identity, activity.pause_info.rule.reason = "bob", "all of type deploy"
    assert description_of(response).pending_activities[0].pause == Pause("bob", "all of type deploy")


@pytest.mark.parametrize(("behavior", "pinned"), [(0, False), (1, True), (2, False), (77, False)])
def test_to_which_version_a_run_is_pinned(behavior: int, pinned: bool) -> None:
    response = described(status=1)
    versioning = response.workflow_execution_info.versioning_info
    versioning.behavior = behavior  # type: ignore[assignment]
    versioning.deployment_version.deployment_name = "shop"
    versioning.deployment_version.build_id = "7"
    description = description_of(response)
    assert description.pinned_to == (Version("shop", "7") if pinned else None)
    assert description.build_id == "7"
    # What an operator has settled goes before what the code says.
    versioning.versioning_override.pinned.version.deployment_name = "shop"
    versioning.versioning_override.pinned.version.build_id = "8"
    assert description_of(response).pinned_to == Version("shop", "8")
    versioning.versioning_override.auto_upgrade = True
    assert description_of(response).pinned_to is None


def polled(*pollers: tuple[int, str, WorkerVersioningMode.ValueType]) -> DescribeTaskQueueResponse:
    """A queue that workers polled: when, with which build of a deployment, and how."""
    response = DescribeTaskQueueResponse()
    for seconds, build_id, mode in pollers:
        poller = response.pollers.add()
        poller.last_access_time.seconds = seconds
        poller.deployment_options.deployment_name, poller.deployment_options.build_id = "shop", build_id
        poller.deployment_options.worker_versioning_mode = mode
    return response


def test_when_workers_polled_last() -> None:
    never, plain = WorkerVersioningMode.Value("WORKER_VERSIONING_MODE_UNSPECIFIED"), PollerInfo()
    assert polls_of(DescribeTaskQueueResponse(), None) == (Poll(None, None),)
    assert polls_of(DescribeTaskQueueResponse(pollers=[plain]), None) == (Poll(None, None),)
    assert polls_of(polled((5, "7", never), (9, "8", never)), None) == (Poll(None, at(9)),)


def test_who_polled_of_those_that_may_get_a_task() -> None:
    versioned, unversioned = (
        WorkerVersioningMode.Value(f"WORKER_VERSIONING_MODE_{each}") for each in ("VERSIONED", "UNVERSIONED")
    )
    response = polled((5, "7", versioned), (9, "8", versioned), (7, "9", unversioned))
    # An older server does not say who gets them.
    assert polls_of(response, None) == (Poll(None, at(9)),)
    response.versioning_info.SetInParent()
    assert polls_of(response, None) == (Poll(UNVERSIONED, at(7)),)
    current, ramping = response.versioning_info.current_deployment_version, response.versioning_info
    current.deployment_name, current.build_id = "shop", "7"
    assert polls_of(response, None) == (Poll(Version("shop", "7"), at(5)),)
    ramping.ramping_deployment_version.deployment_name = "shop"
    ramping.ramping_deployment_version.build_id = "9"
    assert polls_of(response, None) == (Poll(Version("shop", "7"), at(5)),)
    ramping.ramping_version_percentage = 5
    # It names its build, and does not take part.
    assert polls_of(response, None) == (Poll(Version("shop", "7"), at(5)), Poll(Version("shop", "9"), None))
    assert polls_of(response, Version("shop", "8")) == (Poll(Version("shop", "8"), at(9)),)


def test_how_a_run_came_to_be() -> None:
    event = HistoryEvent()
    assert beginning_of(event) == Beginning(attempt=0)
    started = event.workflow_execution_started_event_attributes
    started.attempt, started.cron_schedule, started.retry_policy.maximum_attempts = 2, "@daily", 4
    started.continued_failure.CopyFrom(Failure(message="no disk"))
    assert beginning_of(event) == Beginning(2, 4, "no disk", "@daily")


@pytest.mark.parametrize(
    ("argument", "who"),
    [
        (b'"A. Rossi"', "A. Rossi"),
        (b'{"who": "A. Rossi"}', "A. Rossi"),
        (b'{"who": 7}', None),
        (b"7", None),
        (b"no JSON", None),
        (b'{"Who": "A. Rossi"}', "A. Rossi"),
        (rb'"half \ud83d of it"', "half \ufffd of it"),
        (b"[" * 100_000, None),
        (b"9" * 10_000, None),
        (None, None),
    ],
)
def test_who_sent_a_signal_is_what_its_argument_names(argument: bytes | None, who: str | None) -> None:
    event = HistoryEvent()
    event.event_time.seconds = 1_795_900_617
    said = event.workflow_execution_signaled_event_attributes
    said.signal_name = "approve"
    if argument is not None:
        said.input.payloads.append(Payload(metadata={"encoding": b"json/plain"}, data=argument))
    given = Signal("approve", datetime.fromtimestamp(1_795_900_617, UTC), who)
    assert list(signals_of([event, HistoryEvent()], {"approve"})) == [given]
    assert not list(signals_of([event], {"reject"}))


def test_a_failure_without_a_message_is_told_by_its_type() -> None:
    failure = Failure(message="Activity task failed")
    failure.activity_failure_info.activity_id = "1"
    assert failure_text(failure) == "Activity task failed"
    failure.cause.application_failure_info.type = "java.lang.NullPointerException"
    assert failure_text(failure) == "java.lang.NullPointerException"
    failure.cause.message = "disk \x1b[31mfull\x00"
    assert failure_text(failure) == "disk \ufffd[31mfull\ufffd"
    assert failure_text(Failure()) == "no message"


@pytest.mark.parametrize(
    ("encoding", "data", "said"),
    [
        (b"json/plain", b'{"message": "disk full", "stack_trace": ""}', "disk full"),
        (b"binary/encrypted", b"\x07", "Encoded failure"),
        (b"json/plain", b'{"message": 7}', "Encoded failure"),
        (b"json/plain", b"[" * 100_000, "Encoded failure"),
    ],
)
def test_a_failure_whose_message_is_encoded(encoding: bytes, data: bytes, said: str) -> None:
    failure = Failure(message="Encoded failure")
    failure.encoded_attributes.CopyFrom(Payload(metadata={"encoding": encoding}, data=data))
    assert failure_text(failure) == said


def query_failed(message: str) -> TemporalError:
    details = Any()
    details.Pack(QueryFailedFailure())
    return error_of(
        RPCError(message, RPCStatusCode.INVALID_ARGUMENT, GrpcStatus(details=[details]).SerializeToString())
    )


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ("no such table", "no such table"),
        ("", "The query failed without a message."),
        ("a\x00b\x1b[31m", "a\ufffdb\ufffd[31m"),
        ("x" * 1_000_000, "x" * 2_000 + "…"),
    ],
    ids=["a sentence", "nothing", "control characters", "a megabyte"],
)
def test_a_query_that_fails_always_says_something(message: str, said: str) -> None:
    error = query_failed(message)
    assert isinstance(error, QueryFailedError)
    assert error.detail == said


def test_a_query_refused_for_the_workflows_code_says_whose_fault_it_is() -> None:
    """Before the attempts of the task are counted, Temporal only says in what state the task is."""
    details = Any()
    details.Pack(WorkflowNotReadyFailure())
    refusal = GrpcStatus(details=[details]).SerializeToString()
    error = error_of(RPCError("Workflow Task in failed state.", RPCStatusCode.FAILED_PRECONDITION, refusal))
    assert error.detail == "The workflow's code fails: Workflow Task in failed state."


@given(st.text(max_size=30))
def test_an_encoding_that_is_not_known(encoding: str) -> None:
    payloads = Payloads(payloads=[Payload(metadata={"encoding": encoding.encode()}, data=b"{}")])
    if encoding in ("json/plain", "json/protobuf", "binary/null"):
        assert answer_of(payloads) in (b"{}", b"null")
        return
    with pytest.raises(AnswerNotUnderstoodError, match="encoded as"):
        answer_of(payloads)
