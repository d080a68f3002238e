"""A release as a tree, and what has changed in one."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field

from releasewatch.models.entities import EntityId, Node, Release
from releasewatch.models.judgement import GivenApproval, NodeProblem, Verdict

CurrentWave = Annotated[
    int | None, Field(description="Index in `waves`, from 0, of the wave it is in. Absent once it is over.")
]


class Progress(BaseModel):
    """How far a read got, in nodes that are not stale. `known` grows while ids are being discovered."""

    read: int
    known: int


class _OfTree(BaseModel):
    verdict: Verdict
    problems: list[NodeProblem] = Field(description="Grouped by cause, worst first, then the longest.")
    current_wave: CurrentWave = None
    approvals: list[GivenApproval] = Field(default_factory=list, description="Those given, the newest first.")
    read_at: datetime = Field(
        description="When the part was read that was read longest ago, but for those that have ended with an answer."
    )
    complete: bool = Field(
        description="False when any node is unknown or stale, or did not answer before it ended badly."
    )
    progress: Progress


class Hierarchy(_OfTree):
    """One release as a tree."""

    release: Release


class ChangedNode(Node):
    """A node without the level below."""

    detail: str | None = Field(None, description="Of waves, as in the tree; so is `waits`.")
    waits: str | None = None


class Changes(_OfTree):
    """What has changed in a tree. The `read_at` of nodes that are otherwise unchanged is left out."""

    nodes: list[ChangedNode] = Field(
        description="What has changed and all above it, parents first: a node keeps the children that it had."
    )
    children: dict[str, list[EntityId]] = Field(
        description="By `path`, the ids of the level below, in order, where those have changed. What is no longer "
        "named has gone."
    )


class HierarchyChanges(BaseModel):
    """What makes the tree that a client has the present one: its `changes`, or the whole `tree` where none fit."""

    changes: Changes | None = Field(None, description="To be put on the tree that `If-None-Match` named.")
    tree: Hierarchy | None = Field(None, description="Where that tree is not known, or most of it has changed.")
