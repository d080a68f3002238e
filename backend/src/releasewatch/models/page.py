"""Rows and pages: of releases, entities and problems, and a release alone."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from releasewatch.models.entities import Entity, Node
from releasewatch.models.executions import OPEN_STATUSES
from releasewatch.models.hierarchy import CurrentWave
from releasewatch.models.judgement import NodeProblem, ProblemCounts, Verdict
from releasewatch.models.status import EntityType, Status
from releasewatch.models.usual import UsualRange
from releasewatch.models.words import Word

Group = Literal["attention", "open", "closed"]
Need = Literal["failed", "stuck", "unknown", "waiting"]


Culprit = Annotated[
    NodeProblem | None,
    Field(description="The first problem; where only something retries, that. With ten paths at most."),
]


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
    approved_after: float | None = Field(
        None, description="Seconds from when its approval was asked for to when it was given. Absent: not told."
    )


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
    usual: UsualRange | None = Field(
        None, description="How long it usually takes, from the predecessors that are listed. Absent: too few of them."
    )

    @property
    def is_closed(self) -> bool:
        """Whether the run that it speaks of has ended."""
        return self.execution is not None and self.execution.status not in OPEN_STATUSES


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
