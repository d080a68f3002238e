"""What we answer: the five levels of a release as one node shape each."""

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, Field, StringConstraints

from releasewatch.models.status import EntityType, Status
from releasewatch.models.words import Word

ENTITY_ID_PATTERN = r"^(release|wave|cluster|bundle|app):[A-Za-z0-9][A-Za-z0-9._:-]{0,199}$"

EntityId = Annotated[
    str,
    StringConstraints(pattern=ENTITY_ID_PATTERN),
    Field(description="`type:name`.", examples=["app:checkout"]),
]
ReleaseId = Annotated[
    str,
    StringConstraints(pattern=r"^release:[A-Za-z0-9][A-Za-z0-9._:-]{0,199}$"),
    Field(description="The release's id.", examples=["release:2026-11"]),
]
EntityPath = Annotated[
    str,
    StringConstraints(
        pattern=r"^release:[A-Za-z0-9._:-]+(/(wave|cluster|bundle|app):[A-Za-z0-9._:-]+)*$", max_length=2_000
    ),
    Field(description="The `path` of a node.", examples=["release:2026-11/wave:1/cluster:eu-west-1b"]),
]


class ExecutionStatus(StrEnum):
    """Temporal's own execution statuses, in Temporal's spelling; `Unknown` is one that this release does not know."""

    RUNNING = "Running"
    COMPLETED = "Completed"
    FAILED = "Failed"
    CANCELED = "Canceled"
    TERMINATED = "Terminated"
    CONTINUED_AS_NEW = "ContinuedAsNew"
    TIMED_OUT = "TimedOut"
    PAUSED = "Paused"
    UNKNOWN = "Unknown"


class Code(StrEnum):
    """Why a node shows what it shows, where its own answer does not say it."""

    NOT_READ_YET = "not_read_yet"
    NOT_STARTED = "not_started"
    NEVER_STARTED = "never_started"
    VANISHED = "vanished"
    NO_WORKER = "no_worker"
    TIMED_OUT = "timed_out"
    QUERY_FAILED = "query_failed"
    QUERY_HANDLER_MISSING = "query_handler_missing"
    ANSWER_NOT_UNDERSTOOD = "answer_not_understood"
    WORKFLOW_TASK_FAILING = "workflow_task_failing"
    TEMPORAL_UNREACHABLE = "temporal_unreachable"
    TEMPORAL_BUSY = "temporal_busy"
    TEMPORAL_DENIED = "temporal_denied"
    TEMPORAL_FAILED = "temporal_failed"
    NAMESPACE_NOT_FOUND = "namespace_not_found"
    UNMAPPED_STATE = "unmapped_state"
    EXECUTION_FAILED = "execution_failed"
    EXECUTION_TIMED_OUT = "execution_timed_out"
    EXECUTION_TERMINATED = "execution_terminated"
    EXECUTION_CANCELED = "execution_canceled"
    EXECUTION_PAUSED = "execution_paused"
    EXECUTION_UNKNOWN = "execution_unknown"
    ACTIVITY_PAUSED = "activity_paused"
    BETWEEN_RUNS = "between_runs"
    FOREIGN_WORKFLOW = "foreign_workflow"
    PARENT_CLOSED = "parent_closed"
    CONTRADICTION = "contradiction"
    INVALID_ID = "invalid_id"
    INTERNAL_ERROR = "internal_error"


class Retrying(BaseModel):
    """A pending activity on its second attempt or later, the one that has tried most often; or the workflow itself."""

    activity_type: str | None = Field(None, description="Absent: the whole workflow is tried again.")
    attempt: int = Field(description="The attempt under way or due next.")
    maximum_attempts: int | None = Field(None, description="Absent: no limit.")
    last_failure: str | None = None
    since: datetime | None = Field(None, description="When it was first seen retrying.")
    next_attempt_at: datetime | None = None
    stuck: bool = Field(description="Past the threshold at which retrying is shown as Stuck.")


class Execution(BaseModel):
    """The workflow run that answered for a node."""

    workflow_id: str
    run_id: str
    first_run_id: str | None = Field(
        None,
        description="With which run the chain began that this one continues, by continuing as new, a retry or a "
        "schedule. Absent where that is `run_id`: it was started by itself.",
    )
    workflow_type: str
    status: ExecutionStatus
    task_queue: str
    started_at: datetime | None = None
    closed_at: datetime | None = None
    retrying: Retrying | None = None


class Approval(BaseModel):
    """An approval that was given, as a workflow or a signal in its history tells it."""

    who: str | None = Field(None, description="Absent: not told.")
    what: str | None = Field(None, description="What was approved: an id, or words.")
    at: datetime
    asked_at: datetime | None = Field(None, description="Since when it was asked for.")
    signal: str | None = Field(
        None, description="The signal in the history that gave it. Absent: the workflow's answer tells it."
    )


class Node(BaseModel):
    """What every level has. Absent fields were not answered."""

    id: str
    type: EntityType
    path: str = Field(description="Ids from the release to this node, joined by `/`: unique inside a tree.")
    state: str | None = Field(None, description="The workflow's own word, as it is.")
    status: Status
    health: Status = Field(description="The worst status of this node and everything below it.")
    stuck: bool = Field(False, description="This node or one below it retries past the threshold.")
    counts: dict[Status, int] = Field(
        default_factory=dict, description="Apps at or below this node by status; zeros are left out."
    )
    label: str | None = Field(
        None,
        description="What it is called, where that is not its `name`: `Wave 2`, or its id without what is above it.",
    )
    word: Word | None = Field(
        None,
        description="What its badge says, where that is not the label of its `health`: `Failing`.",
    )
    name: str | None = None
    version: str | None = None
    previous_version: str | None = None
    message: str | None = Field(
        None,
        description="Cut after 2,000 characters, as every text, with its length said; `/entities/{id}` has it whole.",
    )
    waiting_for: str | None = None
    approve_url: str | None = Field(None, description="Where to approve what it waits for.")
    approvals: list[Approval] | None = Field(
        None, description="Those given earlier, as the workflow or its history tells them."
    )
    links: dict[str, str] | None = None
    reason: str | None = Field(None, description="Why the status is what it is, when the answer alone does not say it.")
    code: Code | None = Field(None, description="The kind of `reason`, stable for scripts.")
    cause: str | None = Field(
        None,
        description="What is nearest to the cause. Absent where that is the `message`, or without one the `reason`.",
    )
    remark: str | None = Field(None, description="What was odd about an answer that could be used all the same.")
    sequence: int | None = None
    created_at: datetime | None = None
    started_at: datetime | None = Field(
        None,
        description="When it began, after the approval it waited for: its run's start; without a run, that of its "
        "first part, or its `created_at`; of a chain of runs, the first of these. Absent: not begun, or not told.",
    )
    ended_at: datetime | None = Field(None, description="When it ended. Absent: still open, or not told.")
    duration: float | None = Field(None, allow_inf_nan=False, description="Seconds from `started_at` to `ended_at`.")
    updated_at: datetime | None = Field(None, description="Since when the node is in this state.")
    since: datetime | None = Field(
        None,
        description="Since when its `word` holds. Absent where that is `updated_at`, or without one the run's start.",
    )
    read_at: datetime | None = Field(
        None,
        description="When this node was last read, where that is not the tree's `read_at`. For a part that has ended "
        "with an answer it does not matter, and is absent.",
    )
    stale: bool | None = Field(
        None,
        description="True when the node was read too long ago, or is green and something below it was: it is shown as "
        "it was, and may be otherwise now.",
    )
    execution: Execution | None = Field(
        None, description="Absent for a part that its nearest ancestor with an execution answers for."
    )


class App(Node):
    """One application in one cluster."""

    type: Literal[EntityType.APP] = EntityType.APP


class Bundle(Node):
    """The one bundle of a cluster."""

    type: Literal[EntityType.BUNDLE] = EntityType.BUNDLE
    apps: list[App] = Field(default_factory=list)


class Cluster(Node):
    """One cluster of a wave."""

    type: Literal[EntityType.CLUSTER] = EntityType.CLUSTER
    bundle: Bundle | None = None


class Wave(Node):
    """One wave of a release, in rollout order."""

    type: Literal[EntityType.WAVE] = EntityType.WAVE
    detail: str | None = Field(None, description="What it is called besides its number.")
    waits: str | None = Field(None, description='Why it has not begun: "after wave 1", "held by wave 2".')
    clusters: list[Cluster] = Field(default_factory=list)


class Release(Node):
    """A release with everything below it."""

    type: Literal[EntityType.RELEASE] = EntityType.RELEASE
    waves: list[Wave] = Field(default_factory=list)


def children(node: Node) -> list[Node]:
    """The nodes one level below, in order."""
    match node:
        case App():  # first, because most nodes are apps
            return []
        case Bundle():
            return list(node.apps)
        case Cluster():
            return [node.bundle] if node.bundle else []
        case Wave():
            return list(node.clusters)
        case Release():
            return list(node.waves)
        case _:
            return []


def walk(node: Node) -> Iterator[Node]:
    """The node and everything below it, parents first."""
    waiting = [node]
    while waiting:
        found = waiting.pop()
        yield found
        waiting.extend(reversed(children(found)))


class Entity(Node):
    """One node of a tree without what is below it."""

    child_ids: list[str] = Field(default_factory=list)
