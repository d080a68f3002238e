"""When a node began and ended, as far as anything proves it. Pure."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from releasewatch.models.entities import Approval, Execution, Node, children
from releasewatch.models.status import FINAL, EntityType, Status

_NOT_BEGUN = frozenset({Status.PENDING, Status.SKIPPED})
_ENDED = FINAL - {Status.SKIPPED}


def timed(type_: EntityType, said: Mapping[str, Any], below: Sequence[Node]) -> dict[str, Any]:
    """The fields that say when: only those that are known, since each costs its time.

    Args:
        type_: The level of the node.
        said: Its other fields.
        below: The nodes one level below.
    """
    began, ended = _began(type_, said, below), _ended(said, below)
    if began and ended and ended < began:
        # Two clocks: what is left is one moment, and no duration.
        began = None
    told: dict[str, Any] = {}
    if began:
        told["started_at"] = began
    if ended:
        told["ended_at"] = ended
    if began and ended:
        told["duration"] = round((ended - began).total_seconds(), 3)
    return told


def _began(type_: EntityType, said: Mapping[str, Any], below: Sequence[Node]) -> datetime | None:
    # Nine of ten nodes have nothing below them.
    first = min((node.started_at for node in below if node.started_at), default=None) if below else None
    if said["status"] in _NOT_BEGUN:
        return first
    own = _own_begin(said, first)
    return own if own is None or type_ is EntityType.RELEASE else _after_approval(said, own, first)


def _own_begin(said: Mapping[str, Any], first: datetime | None) -> datetime | None:
    execution: Execution | None = said.get("execution")
    created: datetime | None = said.get("created_at")
    if execution is None:
        # A parent without a workflow may exist long before it begins.
        return first or created
    if not execution.first_run_id:
        return execution.started_at
    # A chain of runs began before its latest run did.
    return min((moment for moment in (execution.started_at, created, first) if moment), default=None)


def _after_approval(said: Mapping[str, Any], own: datetime, first: datetime | None) -> datetime | None:
    """The begin without the wait for an approval before it."""
    if said["status"] is Status.WAITING:
        return first
    given: Sequence[Approval] = said.get("approvals", ())
    approved = max((each.at for each in given), default=own)
    return approved if own <= approved and (first is None or approved <= first) else own


def _ended(said: Mapping[str, Any], below: Sequence[Node]) -> datetime | None:
    execution: Execution | None = said.get("execution")
    if execution:
        return execution.closed_at
    if said["status"] not in _ENDED or not all(_is_over(node) for node in below):
        return None
    moments = [said.get("updated_at"), *(node.ended_at for node in below)]
    return max((moment for moment in moments if moment), default=None)


def _is_over(node: Node) -> bool:
    return node.ended_at is not None or (node.status in FINAL and all(_is_over(child) for child in children(node)))
