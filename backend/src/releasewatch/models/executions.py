"""What Temporal itself says about a workflow, free of SDK types."""

from dataclasses import dataclass, field, fields
from datetime import datetime

from releasewatch.models.entities import ExecutionStatus

OPEN_STATUSES = frozenset({ExecutionStatus.RUNNING, ExecutionStatus.PAUSED})

Key = tuple[str, int, ExecutionStatus]


@dataclass(frozen=True, slots=True)
class PendingActivity:
    """An activity that has not finished.

    Attributes:
        maximum_attempts: 0 means no limit.
        scheduled_at: When its present attempt was scheduled; Temporal moves it with every retry.
        retrying_since: When it was first seen on a second attempt or later.
    """

    activity_id: str
    activity_type: str
    attempt: int
    maximum_attempts: int
    last_failure: str | None
    scheduled_at: datetime | None
    next_attempt_at: datetime | None
    retrying_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class ListedExecution:
    """One run as a row of the visibility list shows it."""

    workflow_id: str
    run_id: str
    workflow_type: str
    status: ExecutionStatus
    task_queue: str
    started_at: datetime | None
    closed_at: datetime | None

    @property
    def is_open(self) -> bool:
        """Whether the run could still change when Temporal was asked."""
        return self.status in OPEN_STATUSES


@dataclass(frozen=True, slots=True)
class Description(ListedExecution):
    """One run as DescribeWorkflowExecution shows it, read under the workflow's lock."""

    state_transition_count: int
    pending_activities: tuple[PendingActivity, ...] = ()
    workflow_task_attempt: int = 0
    history_length: int = 0
    parent_id: str = ""
    root_id: str = ""

    @property
    def is_retrying(self) -> bool:
        """Whether an activity is on its second attempt or later."""
        return any(activity.attempt > 1 for activity in self.pending_activities)

    @property
    def key(self) -> Key:
        """The validator: while it stands, so does every answer the run gave. Closed runs never change."""
        return self.run_id, self.state_transition_count if self.is_open else 0, self.status


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run ended, from its close event. `result` is JSON, only for a completed run."""

    result: bytes | None = None
    failure: str | None = None


def described(execution: ListedExecution) -> Description:
    """What a list row of a closed run says, as a description: such a run needs no Describe."""
    return Description(
        **{each.name: getattr(execution, each.name) for each in fields(ListedExecution)}, state_transition_count=0
    )


@dataclass(frozen=True, slots=True)
class ListedPage:
    """One page of the visibility list; `next_page_token` is empty on the last."""

    executions: list[ListedExecution] = field(default_factory=list)
    next_page_token: bytes = b""


class RunClosedError(Exception):
    """A run that was described as open has closed since: describe it again."""
