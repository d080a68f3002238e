"""Any answers, with any failures, give a tree with every node accounted for and no green that was not read."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from fakes import FakeTemporal
from patience import PATIENCE
from releasewatch.core.errors import QueryFailedError, TemporalError
from releasewatch.models.entities import ExecutionStatus, Node, children, walk
from releasewatch.models.status import EntityType, StateTable, Status, severity
from releasewatch.services.trees.assembler import Assembler
from releasewatch.services.trees.own_status import StuckRule
from releasewatch.services.trees.reader import TreeReader
from releasewatch.services.workflows.answer_cache import AnswerCache
from releasewatch.services.workflows.reader import WorkflowReader

TABLE = StateTable({})
STATES = st.sampled_from(
    ["running", "succeeded", "failed", "pending", "skipped", "frobnicating", "paused", "cancelled"]
)
HOW = st.sampled_from(["workflow", "workflow", "inline", "inline", "missing", "raises", "nonsense", "null", "impostor"])
ENDS = st.sampled_from([None, None, None, *ExecutionStatus])
CHILD_FIELDS = {
    EntityType.RELEASE: ("wave_ids", "waves"),
    EntityType.WAVE: ("cluster_ids", "clusters"),
    EntityType.CLUSTER: ("bundle_id", "bundle"),
    EntityType.BUNDLE: ("app_ids", "apps"),
}


@dataclass
class Plan:
    """One entity: what it says, how it is read, and how its workflow ended."""

    id: str
    type: EntityType
    state: str
    how: str
    end: ExecutionStatus | None
    children: list["Plan"] = field(default_factory=list)

    @property
    def is_readable(self) -> bool:
        return self.how in ("workflow", "inline")


@st.composite
def plans(draw: st.DrawFn, type_: EntityType = EntityType.RELEASE, name: str = "r") -> Plan:
    most = {EntityType.CLUSTER: 1, EntityType.APP: 0}.get(type_, 3)
    how = "workflow" if type_ is EntityType.RELEASE else draw(HOW)
    plan = Plan(f"{type_}:{name}", type_, draw(STATES), how, draw(ENDS) if how == "workflow" else None)
    if type_.child:
        plan.children = [draw(plans(type_.child, f"{name}-{number}")) for number in range(draw(st.integers(0, most)))]
    return plan


def answer_of(plan: Plan) -> dict[str, Any]:
    answer: dict[str, Any] = {"id": plan.id, "state": plan.state}
    if plan.children:
        ids, inline = CHILD_FIELDS[plan.type]
        objects = [answer_of(child) for child in plan.children if child.how == "inline"]
        named = [child.id for child in plan.children]
        answer |= {ids: named[0], inline: next(iter(objects), None)} if plan.type is EntityType.CLUSTER else {}
        answer |= {} if plan.type is EntityType.CLUSTER else {ids: named, inline: objects}
    return answer


def stage(plan: Plan, temporal: FakeTemporal) -> None:
    answers: dict[str, Any] = {
        "workflow": answer_of(plan),
        "raises": QueryFailedError("no"),
        "nonsense": 7,
        "null": None,
        "impostor": {"id": f"{plan.type}:impostor", "state": "succeeded"},
    }
    if plan.how in answers:
        name = f"get_{plan.type}_state"
        temporal.start(plan.id, {name: answers[plan.how]}, workflow_type=f"{plan.type} {plan.how}")
        if plan.end and plan.end not in (ExecutionStatus.RUNNING, ExecutionStatus.PAUSED):
            temporal.end(plan.id, plan.end, failure="ended")
    for child in plan.children:
        stage(child, temporal)


def shown(plan: Plan, above: str = "") -> dict[str, Plan]:
    """By path, all that has to be in the tree: what is below an unreadable node is not known."""
    path = f"{above}/{plan.id}".lstrip("/")
    below = [shown(child, path) for child in plan.children] if plan.is_readable else []
    return {path: plan} | {key: value for part in below for key, value in part.items()}


async def read(temporal: FakeTemporal, *, concurrency: int = 4) -> Node:
    trees = TreeReader(WorkflowReader(temporal, AnswerCache()), concurrency=concurrency, deadline=PATIENCE)
    reading = await trees.read("release:r", EntityType.RELEASE)
    assembler = Assembler(TABLE, StuckRule(5, timedelta(minutes=5)), datetime.now(UTC))
    return assembler.node(reading.root)


@settings(max_examples=300)
@given(plans(), st.integers(1, 8))
async def test_every_node_is_accounted_for(plan: Plan, concurrency: int) -> None:
    temporal = FakeTemporal()
    stage(plan, temporal)
    expected = shown(plan)
    try:
        root = await read(temporal, concurrency=concurrency)
    except TemporalError:
        # Only a root that cannot be read at all gives no tree.
        assert not plan.is_readable
        return
    nodes = {node.path: node for node in walk(root)}
    assert nodes.keys() == expected.keys()
    for path, node in nodes.items():
        check_truth(node, expected[path])
        check_roll_up(node)


def check_truth(node: Node, plan: Plan) -> None:
    if node.status in (Status.SUCCEEDED, Status.SKIPPED):
        assert plan.is_readable
        assert node.state == plan.state
        assert TABLE.status(plan.type, plan.state) is node.status
    if not plan.is_readable:
        assert node.status in (Status.UNKNOWN, Status.PENDING)
        assert node.reason
    if plan.end in (ExecutionStatus.FAILED, ExecutionStatus.TERMINATED, ExecutionStatus.TIMED_OUT):
        assert node.status is Status.FAILED
    if plan.is_readable and plan.state == "failed" and plan.end is not ExecutionStatus.CANCELED:
        assert node.status is Status.FAILED


def check_roll_up(node: Node) -> None:
    below = list(walk(node))
    apps = [each for each in below if each.type is EntityType.APP]
    assert node.counts == dict(Counter(app.status for app in apps))
    assert severity(node.health) == min(severity(each.status) for each in below)
    assert all(severity(node.health) <= severity(child.health) for child in children(node))
