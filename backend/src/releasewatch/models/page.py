"""The bodies that hold many things: pages of releases and of entities, and whole trees."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from releasewatch.models.entities import Entity, EntityId, Node, Release
from releasewatch.models.judgement import GivenApproval, NodeProblem, ProblemCounts, Verdict
from releasewatch.models.normal import Usual
from releasewatch.models.status import EntityType, Status
from releasewatch.models.words import StatusTerm, Term, Word

Group = Literal["attention", "open", "closed"]
Need = Literal["failed", "stuck", "unknown", "waiting"]


CurrentWave = Annotated[
    int | None, Field(description="Index in `waves`, from 0, of the wave it is in. Absent once it is over.")
]


Culprit = Annotated[
    NodeProblem | None,
    Field(description="The first problem; where only something retries, that. With ten paths at most."),
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


class ReleaseAlone(Node):
    """A release without what is below it."""

    type: Literal[EntityType.RELEASE] = EntityType.RELEASE
    wave_ids: list[str] = Field(default_factory=list)
    current_wave: CurrentWave = None
    verdict: Verdict
    problems: ProblemCounts
    culprit: Culprit = None
    read_at: datetime
    complete: bool = Field(description="As in the tree: false when any node is unknown.")


class ProblemPage(BaseModel):
    """Every node of a release that needs a person, one by one: worst first, then the longest."""

    items: list[NodeProblem]
    total: int
    read_at: datetime
    complete: bool


class WaveSummary(BaseModel):
    """One wave in a list row."""

    id: str
    label: str
    detail: str | None = None
    name: str | None = None
    word: Word
    status: Status
    health: Status
    stuck: bool = False
    counts: dict[Status, int] = Field(default_factory=dict)
    started_at: datetime | None = None
    ended_at: datetime | None = None
    duration: float | None = Field(None, description="Seconds.")


class ReleaseSummary(Node):
    """One row of the list. `waves`, `counts`, `problems` and `culprit` speak only when `tree_read_at` is there.

    Without it `health` is `unknown`, with the code `not_read_yet` or the one that says why the release cannot be read;
    or it is `failed`, when the release itself has failed: nothing below it can be worse. A tree that was read in part
    counts as unread, with that code, unless something in it needs a person already. Long text is cut.
    """

    type: Literal[EntityType.RELEASE] = EntityType.RELEASE
    counted_as: Status | None = Field(
        None,
        description="The status under which `facets` count the release and the parameter `status` finds it: its "
        "`health`, except that what waits for approval or is unknown goes before a retry that is not stuck. Absent "
        "while the tree is not read.",
    )
    waves: list[WaveSummary] = Field(default_factory=list)
    current_wave: CurrentWave = None
    wave_reached: int = Field(0, description="How many waves it has come to, the current one included.")
    verdict: Verdict | None = Field(None, description="Absent while nothing is known of how it is.")
    problems: ProblemCounts = ProblemCounts()
    remarks: int = Field(0, description="Nodes with a `reason` that are none of the `problems`.")
    culprit: Culprit = None
    changed_at: datetime | None = Field(None, description="The latest `updated_at` in the tree.")
    tree_read_at: datetime | None = Field(
        None, description="When the tree below was last read. Absent: at most the release itself was read."
    )
    family: str | None = Field(None, description="What it and its predecessors are all called.")
    usual: Usual | None = Field(
        None, description="How long it usually takes, from the predecessors that are listed. Absent: too few of them."
    )


class ReleasePage(BaseModel):
    """One page of the list: needing attention first, then open, then closed, newest first."""

    items: list[ReleaseSummary]
    total: int = Field(description="Releases that match `q` and `status`.")
    page: int
    page_size: int
    facets: dict[Status, int] = Field(
        description="Releases that match `q`, by `counted_as`; zeros are left out. With `unread` these are all."
    )
    unread: int = Field(description="Releases that match `q` and whose health is not known, their trees being unread.")
    groups: dict[Group, int] = Field(description="How many of `total` stand in each group.")
    attention: dict[Need, int] = Field(
        description="The group `attention` by the worst that each release has in it; zeros are left out."
    )
    read_at: datetime
    complete: bool = Field(
        description="False while a tree is not read, and for `no-cache` while one was last read before the request."
    )


class EntityPage(BaseModel):
    """One page of a tree, flat, in tree order."""

    items: list[Entity]
    total: int
    page: int
    page_size: int
    facets: dict[Status, int] = Field(description="Entities that match everything but `status`, by status.")
    read_at: datetime
    complete: bool


class Meta(BaseModel):
    """What a client needs to know about this server."""

    version: str
    namespace: str
    temporal_address: str
    temporal_ui_url: str | None = Field(None, description="Base URL of Temporal's web UI, without a trailing slash.")
    poll_interval: float = Field(description="Seconds between polls while anything is open.")
    release_query: str = Field(
        description="The list filter that makes a workflow a release: what is listed, not what may be read."
    )
    vocabulary: list[StatusTerm] = Field(description="Worst first.")
    words: list[Term] = Field(description="What badges say, worst first.")
