"""Releases on a Temporal in memory, written down in a few words, then read and judged as the product does it."""

import json
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from fakes import FakeTemporal
from patience import PATIENCE
from releasewatch.models.entities import ExecutionStatus
from releasewatch.models.executions import Outcome, Pause, PendingActivity, Signal
from releasewatch.models.status import EntityType, StateTable
from releasewatch.services.trees.assembler import Assembler
from releasewatch.services.trees.builder import Hierarchies
from releasewatch.services.trees.own_status import StuckRule
from releasewatch.services.trees.reader import TreeReader, TreeReading
from releasewatch.services.trees.snapshot import Snapshot
from releasewatch.services.workflows.answer_cache import AnswerCache
from releasewatch.services.workflows.reader import WorkflowReader

NOW = datetime(2026, 11, 24, 12, 4, 30, tzinfo=UTC)
RULE = StuckRule(attempts=10, after=timedelta(minutes=10))
_NAMED = {"wave": "wave_ids", "cluster": "cluster_ids", "bundle": "bundle_id", "app": "app_ids"}


def at(clock: str) -> datetime:
    """A moment of that day."""
    return datetime.fromisoformat(f"2026-11-24T{clock}Z")


_BEGAN, _RETRIED, _ENDED = at("11:38:00"), at("12:01:00"), at("12:00:00")


@dataclass
class Run:
    """A workflow of a part's own.

    Attributes:
        error: What reading it ends with, instead of an answer.
        first: The first run of its chain, where it is another.
    """

    status: ExecutionStatus = ExecutionStatus.RUNNING
    kind: str = "Deploy"
    queue: str = "releases"
    started: datetime = _BEGAN
    closed: datetime | None = None
    failure: str | None = None
    activities: tuple[PendingActivity, ...] = ()
    pause: Pause | None = None
    error: Exception | None = None
    signals: tuple[Signal, ...] = ()
    first: str = ""


@dataclass
class Role:
    """A part of a release, and what its workflow or the one above it says of it."""

    id: str
    state: str
    below: list["Role"] = field(default_factory=list)
    run: Run | None = None
    said: dict[str, Any] = field(default_factory=dict)

    @property
    def type(self) -> EntityType:
        """Its level."""
        return EntityType(self.id.partition(":")[0])


def app(own_id: str, /, state: str = "succeeded", *, run: Run | None = None, **said: Any) -> Role:
    return Role(f"app:{own_id}", state, [], run, said)


def bundle(own_id: str, /, *apps: Role, state: str = "running", run: Run | None = None, **said: Any) -> Role:
    return Role(f"bundle:{own_id}", state, list(apps), run, said)


def cluster(own_id: str, /, *apps: Role, state: str = "running", run: Run | None = None, **said: Any) -> Role:
    """A cluster, and its bundle with these apps in the same state; or with a bundle of its own."""
    is_told = bool(apps) and apps[0].type is EntityType.BUNDLE
    below = list(apps) if is_told else [bundle(own_id, *apps, state=state, name="core")]
    return Role(f"cluster:{own_id}", state, below, run, said)


def wave(own_id: str, /, *clusters: Role, state: str = "running", run: Run | None = None, **said: Any) -> Role:
    return Role(f"wave:{own_id}", state, list(clusters), run, said)


def release(own_id: str, /, *waves: Role, state: str = "running", run: Run | None = None, **said: Any) -> Role:
    return Role(f"release:{own_id}", state, list(waves), run or Run(), said)


def retries(
    attempt: int,
    failure: str | None = "timed out",
    *,
    since: datetime = _RETRIED,
    most: int = 0,
    of: str = "Pull",
) -> Run:
    """A run with an activity that is tried again, which is stuck once that goes on for ten minutes."""
    activity = PendingActivity("1", of, attempt, most, failure, since, NOW + timedelta(seconds=45), since)
    return Run(activities=(activity,))


def ended(status: ExecutionStatus, failure: str | None = None, *, closed: datetime = _ENDED) -> Run:
    return Run(status=status, failure=failure, closed=closed)


async def judged(role: Role, *, unread: tuple[str, ...] = ()) -> Snapshot:
    """What the product makes of it, except that these parts were not come to yet."""
    temporal = FakeTemporal()
    _stage(temporal, role)
    workflows = WorkflowReader(temporal, AnswerCache(), approval_signals=("approve",))
    reader = TreeReader(workflows, concurrency=2, deadline=PATIENCE)
    reading = await reader.read(role.id, EntityType.RELEASE)
    for part in reading.root.walk():
        if part.id in unread:
            part.understood = part.source = part.error = None
            part.children.clear()
    hierarchies = Hierarchies(lambda _: Assembler(StateTable({}), RULE, NOW))
    return await hierarchies.take(TreeReading(reading.root, NOW))


def _stage(temporal: FakeTemporal, role: Role) -> dict[str, Any]:
    """Start the workflows of a part and of all below it, and return what it answers."""
    answer: dict[str, Any] = {"id": role.id, "state": role.state, **role.said}
    for child in role.below:
        told = _stage(temporal, child)
        if child.type is EntityType.BUNDLE:
            answer |= {"bundle_id": child.id} if child.run else {"bundle": told}
        else:
            answer.setdefault(_NAMED[child.type], []).append(child.id)
            if not child.run:
                answer.setdefault(f"{child.type}s", []).append(told)
    if role.run:
        _start(temporal, role, role.run, answer)
    return answer


def _start(temporal: FakeTemporal, role: Role, run: Run, answer: dict[str, Any]) -> None:
    told = run.error or json.loads(json.dumps(answer, default=datetime.isoformat))
    kind, handler = f"{run.kind}{role.type.capitalize()}", f"get_{role.type}_state"
    started = temporal.start(role.id, {handler: told}, workflow_type=kind, task_queue=run.queue)
    started.description = replace(
        started.description,
        status=run.status,
        started_at=run.started,
        closed_at=run.closed,
        pending_activities=run.activities,
        pause=run.pause,
        first_run_id=run.first,
    )
    is_completed = run.status is ExecutionStatus.COMPLETED
    started.signals = list(run.signals)
    started.outcome = Outcome(result=json.dumps(told).encode() if is_completed else None, failure=run.failure)
