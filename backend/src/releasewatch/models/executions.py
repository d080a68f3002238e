"""What Temporal itself says about a workflow, free of SDK types."""

from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import NamedTuple

from releasewatch.core.text import sentence
from releasewatch.models.entities import ExecutionStatus

# A status that is not known may be one of an open run, so nothing that was read under it is final.
OPEN_STATUSES = frozenset({ExecutionStatus.RUNNING, ExecutionStatus.PAUSED, ExecutionStatus.UNKNOWN})

Key = tuple[str, int, ExecutionStatus]


class Pause(NamedTuple):
    """Who has paused something, why and when, as far as Temporal knows."""

    who: str = ""
    why: str = ""
    since: datetime | None = None

    @property
    def sentence(self) -> str:
        """One sentence for people."""
        return sentence(f"Paused by {self.who or 'somebody'}{f': {self.why}' if self.why else ''}")


class Version(NamedTuple):
    """The version of a worker, in Temporal's words: a deployment, and a build of it."""

    deployment: str
    build_id: str


# A worker that belongs to no deployment.
UNVERSIONED = Version("", "")


class Poll(NamedTuple):
    """When a worker last asked a task queue for work: one of this version, or any where that makes no difference."""

    version: Version | None
    at: datetime | None


@dataclass(frozen=True, slots=True)
class PendingActivity:
    """An activity that has not finished.

    Attributes:
        pause: By whom it is paused, or will be as soon as its present attempt has ended.
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
    pause: Pause | None = None


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
    """One run as DescribeWorkflowExecution shows it, read under the workflow's lock.

    Attributes:
        pending_children: The ids of its open child workflows.
        begins_at: When its first workflow task is due, later than its start after a delay.
        first_run_id: The first run of the chain of retries, schedule or continuing as new that it stands in.
        pause: By whom it is paused; None when it is not.
        pinned_to: The one version of a worker that may work on it; None: any.
        build_id: The build of the worker that worked on it last.
        task_waiting_since: When the workflow task was scheduled that no worker has taken yet.
    """

    state_transition_count: int
    pending_activities: tuple[PendingActivity, ...] = ()
    workflow_task_attempt: int = 0
    history_length: int = 0
    parent_id: str = ""
    parent_run_id: str = ""
    root_id: str = ""
    root_run_id: str = ""
    pending_children: tuple[str, ...] = ()
    begins_at: datetime | None = None
    first_run_id: str = ""
    pause: Pause | None = None
    pinned_to: Version | None = None
    build_id: str = ""
    task_waiting_since: datetime | None = None

    @property
    def is_retrying(self) -> bool:
        """Whether an activity is on its second attempt or later."""
        return any(activity.attempt > 1 for activity in self.pending_activities)

    @property
    def follows_another_run(self) -> bool:
        """Whether an earlier run of its chain has ended."""
        return self.first_run_id not in ("", self.run_id)

    @property
    def key(self) -> Key:
        """The validator: while it stands, so does every answer the run gave. Closed runs never change.

        While a run is paused, its code does not run, so what it would answer does not change either.
        """
        if self.pause:
            return self.run_id, int(self.pause.since.timestamp() * 1000) if self.pause.since else 0, self.status
        return self.run_id, self.state_transition_count if self.is_open else 0, self.status

    @property
    def key_before_pause(self) -> Key:
        """The key that a paused run had before, if nothing but the pausing has happened since."""
        return self.run_id, self.state_transition_count - 1, ExecutionStatus.RUNNING


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run ended, from its close event. `result` is JSON, only for a completed run."""

    result: bytes | None = None
    failure: str | None = None


@dataclass(frozen=True, slots=True)
class Beginning:
    """How a run of a chain came to be, from its first event.

    Attributes:
        attempt: Which attempt of the workflow it is.
        maximum_attempts: 0 means no limit.
        last_failure: How the run before it failed; None when it did not.
        schedule: Its cron schedule, if it has one.
    """

    attempt: int = 1
    maximum_attempts: int = 0
    last_failure: str | None = None
    schedule: str = ""


@dataclass(frozen=True, slots=True)
class Signal:
    """A signal in the history of a run.

    Attributes:
        who: Its first argument, where that is a name or has one as `who`.
    """

    name: str
    at: datetime
    who: str | None = None


@dataclass(frozen=True, slots=True)
class Heard:
    """The signals of a run, and the state that its workflow was in when they were read."""

    signals: tuple[Signal, ...] = ()
    state: str | None = None


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
