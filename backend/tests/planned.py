"""Trees as a read would give them, written down in a few words."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from releasewatch.models.entities import App, Bundle, Cluster, Execution, ExecutionStatus, Node, Release, Retrying, Wave
from releasewatch.models.status import EntityType, RollUp, Status, roll_up
from releasewatch.services.trees.parts import Part
from releasewatch.services.trees.waves import tell_waves
from releasewatch.services.trees.wording import worded

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)

_KINDS: dict[EntityType, tuple[type[Node], str]] = {
    EntityType.RELEASE: (Release, "waves"),
    EntityType.WAVE: (Wave, "clusters"),
    EntityType.CLUSTER: (Cluster, "bundle"),
    EntityType.BUNDLE: (Bundle, "apps"),
    EntityType.APP: (App, ""),
}


@dataclass
class Plan:
    """A node that is not built yet, and what it says."""

    type: EntityType
    name: str
    status: Status
    below: list["Plan"]
    said: dict[str, Any]


def execution(status: ExecutionStatus = ExecutionStatus.RUNNING, retrying: Retrying | None = None) -> Execution:
    return Execution(workflow_id="w", run_id="r", workflow_type="W", status=status, task_queue="q", retrying=retrying)


def retry(*, is_stuck: bool = False, attempt: int = 2, last_failure: str = "no") -> Execution:
    """A run under way that tries an activity again."""
    since = NOW - timedelta(minutes=attempt)
    return execution(
        retrying=Retrying(activity_type="Pull", attempt=attempt, last_failure=last_failure, since=since, stuck=is_stuck)
    )


def app(own_id: str, status: Status = Status.SUCCEEDED, *, minutes: int = 0, **said: Any) -> Plan:
    return Plan(EntityType.APP, own_id, status, [], {"updated_at": NOW - timedelta(minutes=minutes), **said})


def bundle(own_id: str, *apps: Plan, status: Status = Status.RUNNING, **said: Any) -> Plan:
    return Plan(EntityType.BUNDLE, own_id, status, list(apps), said)


def cluster(own_id: str, *bundles: Plan, status: Status = Status.RUNNING, **said: Any) -> Plan:
    return Plan(EntityType.CLUSTER, own_id, status, list(bundles), said)


def clusters_wave(own_id: str, *clusters: Plan, status: Status = Status.RUNNING, **said: Any) -> Plan:
    return Plan(EntityType.WAVE, own_id, status, list(clusters), said)


def wave(number: int, *apps: Plan, status: Status = Status.RUNNING, **said: Any) -> Plan:
    """A wave of one cluster, whose bundle has these apps."""
    inside = cluster("c", bundle("b", *apps, status=status), status=status, name="eu-west-1a")
    return clusters_wave(str(number), inside, status=status, **{"name": f"Wave {number}", **said})


def release(*waves: Plan, status: Status = Status.RUNNING, **said: Any) -> Release:
    built, _ = _build(Plan(EntityType.RELEASE, "r", status, list(waves), said))
    assert isinstance(built, Release)
    tell_waves(built)
    return built


def _build(plan: Plan, above: Part | None = None, ordinal: int | None = None) -> tuple[Node, RollUp]:
    kind, slot = _KINDS[plan.type]
    part = Part(f"{plan.type}:{plan.name}", plan.type, above)
    below = [_build(child, part, number) for number, child in enumerate(plan.below, 1)]
    nodes = [node for node, _ in below]
    retrying = plan.said["execution"].retrying if plan.said.get("execution") else None
    is_stuck = plan.status is Status.RETRYING and bool(retrying and retrying.stuck)
    is_app = plan.type is EntityType.APP
    total = roll_up(plan.status, [rolled for _, rolled in below], stuck=is_stuck, is_app=is_app)
    said = plan.said | ({"stuck": True} if total.stuck else {})
    said |= {"status": plan.status, "health": total.health, "counts": total.counts}
    said |= worded(part, ordinal, said, nodes)
    if nodes:
        said[slot] = nodes[0] if plan.type is EntityType.CLUSTER else nodes
    return kind(id=part.id, path=part.path, **said), total
