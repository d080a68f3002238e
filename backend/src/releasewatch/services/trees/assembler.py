"""Turns what was read into a tree of nodes: statuses judged, roll-ups added, every part accounted for. Pure."""

from datetime import datetime
from typing import Any

from releasewatch.core.text import LONGEST, sentence, shorten
from releasewatch.models.answers.answer import WorkflowAnswer
from releasewatch.models.entities import (
    App,
    Approval,
    Bundle,
    Cluster,
    Execution,
    Node,
    Release,
    Retrying,
    Wave,
)
from releasewatch.models.executions import Description, ListedExecution
from releasewatch.models.status import EntityType, RollUp, StateTable, Status, roll_up
from releasewatch.services.trees.built import BuiltNodes
from releasewatch.services.trees.clocks import keep_to_time
from releasewatch.services.trees.own_status import OwnStatus, OwnStatuses, StuckRule
from releasewatch.services.trees.parts import Part, in_sequence
from releasewatch.services.trees.times import timed
from releasewatch.services.trees.waves import tell_waves
from releasewatch.services.trees.wording import worded

# By path and field: what is too long to stand in a tree.
WholeTexts = dict[str, dict[str, Any]]

_NODES: dict[EntityType, tuple[type[Node], str]] = {
    EntityType.RELEASE: (Release, "waves"),
    EntityType.WAVE: (Wave, "clusters"),
    EntityType.CLUSTER: (Cluster, "bundle"),
    EntityType.BUNDLE: (Bundle, "apps"),
    EntityType.APP: (App, ""),
}

_TAKEN_OVER = (
    "state",
    "name",
    "version",
    "previous_version",
    "waiting_for",
    "approve_url",
    "sequence",
    "created_at",
    "updated_at",
)
_TEXTS = ("state", "name", "version", "previous_version", "message", "waiting_for", "reason")


class Assembler:
    """Builds nodes from parts, at one moment, by one table of states."""

    def __init__(self, table: StateTable, stuck: StuckRule, now: datetime) -> None:
        self.own_statuses = OwnStatuses(table, stuck, now)
        self.whole_texts: WholeTexts = {}
        self._now = now
        self._built = BuiltNodes()

    def node(self, part: Part, built: BuiltNodes | None = None) -> Node:
        """The node of a part with everything below it; those of `built` are taken where nothing has changed."""
        self._built = built or BuiltNodes()
        node = self._build(part)[0]
        if isinstance(node, Release):
            tell_waves(node)
        return node

    def _build(self, part: Part, ordinal: int | None = None) -> tuple[Node, RollUp]:
        built = self._built.still_true(part, ordinal)
        if built is None:
            built = self._built.keep(part, ordinal, *self._build_anew(part, ordinal))
        return built.node, built.total

    def _build_anew(self, part: Part, ordinal: int | None) -> tuple[Node, RollUp]:
        below = [self._build(child, ordinal) for ordinal, child in enumerate(in_sequence(part.children), 1)]
        retrying = self.own_statuses.retrying(part)
        own = self.own_statuses.of(part, retrying)
        is_stuck = bool(retrying and retrying.stuck and own.status is Status.RETRYING)
        total = roll_up(
            own.status,
            [rolled for _, rolled in below],
            stuck=is_stuck,
            stale=part.is_stale,
            is_app=part.type is EntityType.APP,
        )
        kind, slot = _NODES[part.type]
        said = _told(part, own, self._now)
        if total.stuck:
            said["stuck"] = True
        if part.is_stale or total.was_green:
            said["stale"] = True
        if part.has_workflow and part.source:
            said["execution"] = execution_of(part.source, retrying)
        self._cut(part, said)
        said["status"], said["health"], said["counts"] = own.status, total.health, total.counts
        nodes = [node for node, _ in below]
        said |= worded(part, ordinal, said, nodes) | timed(part.type, said, nodes)
        if nodes:
            said[slot] = nodes[0] if part.type is EntityType.CLUSTER else nodes
        node = kind(id=part.id, path=part.path, **said)
        return node, total

    def _cut(self, part: Part, said: dict[str, Any]) -> None:
        """Keep long texts out of the tree, and at hand for requests of the one node."""
        if self.whole_texts:
            self.whole_texts.pop(part.path, None)
        for name in [name for name in _TEXTS if name in said and len(said[name]) > LONGEST]:
            self.whole_texts.setdefault(part.path, {})[name] = said[name]
            said[name] = shorten(said[name])
        execution = said.get("execution")
        if execution and (short := shortened(execution)) is not execution:
            self.whole_texts.setdefault(part.path, {})["execution"] = execution
            said["execution"] = short


def _told(part: Part, own: OwnStatus, now: datetime) -> dict[str, Any]:
    """The fields that say what and why: only those with something to say, since each costs its time."""
    said = _answered(own.answer or part.answer)
    remarks = [*part.remarks, *_keep_to_time(said, part, now)]
    if part.signals:
        said.setdefault("approvals", _signalled(part))
    if own.code:
        said["code"] = own.code
    if own.since:
        said["updated_at"] = own.since
    if own.reason and remarks:
        said["reason"] = " ".join([sentence(own.reason), *remarks])
    elif reason := own.reason or " ".join(remarks):
        said["reason"] = reason
    return said


def ahead_of_time(part: Part, now: datetime) -> list[str]:
    """What a part says of moments that have not come yet."""
    return _keep_to_time(_answered(part.answer), part, now)


def _keep_to_time(said: dict[str, Any], part: Part, now: datetime) -> list[str]:
    return keep_to_time(said, part.source.closed_at if part.source else None, now)


def _signalled(part: Part) -> list[Approval]:
    """What only the history of its run tells: the answer, where it speaks of the same, says it better."""
    return [Approval(who=each.who, at=each.at, signal=each.name) for each in part.signals]


def _answered(answer: WorkflowAnswer | None) -> dict[str, Any]:
    if answer is None:
        return {}
    said = {name: value for name in _TAKEN_OVER if (value := getattr(answer, name)) is not None}
    if message := answer.message or answer.error_message:
        said["message"] = message
    if answer.links and (links := {label: url for label, url in answer.links.items() if url.startswith("https://")}):
        said["links"] = links
    if answer.approvals:
        said["approvals"] = [
            Approval(who=each.who, what=each.what, at=each.at, asked_at=each.asked_at) for each in answer.approvals
        ]
    return said


def shortened(execution: Execution, most: int = LONGEST) -> Execution:
    """The run itself, or the same with its last failure cut where that is longer than `most`."""
    retrying = execution.retrying
    if retrying is None or len(retrying.last_failure or "") <= most:
        return execution
    last_failure = shorten(retrying.last_failure or "", most)
    return execution.model_copy(update={"retrying": retrying.model_copy(update={"last_failure": last_failure})})


def execution_of(description: ListedExecution, retrying: Retrying | None = None) -> Execution:
    """The run behind a node, as the API speaks of it."""
    return Execution(
        workflow_id=description.workflow_id,
        run_id=description.run_id,
        first_run_id=_first_run_of(description),
        workflow_type=description.workflow_type,
        status=description.status,
        task_queue=description.task_queue,
        started_at=description.started_at,
        closed_at=description.closed_at,
        retrying=retrying,
    )


def _first_run_of(description: ListedExecution) -> str | None:
    if isinstance(description, Description) and description.follows_another_run:
        return description.first_run_id
    return None
