"""Two trees side by side: two releases, or one release at two moments."""

from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel, Field

from releasewatch.models.judgement import Verdict
from releasewatch.models.status import Status
from releasewatch.models.words import Word


class Finding(StrEnum):
    """What comparing an app found. It stands under the first that fits."""

    WORSE = "worse"
    BETTER = "better"
    SLOWER = "slower"
    FASTER = "faster"
    VERSION = "version"
    ADDED = "added"
    GONE = "gone"
    SAME = "same"
    NOT_DONE = "not_done"
    NOT_COMPARABLE = "not_comparable"


CHANGES = tuple(Finding)[: tuple(Finding).index(Finding.SAME)]


class Span(BaseModel):
    """The least and the most of some durations, in seconds."""

    least: float
    most: float


class ComparedApps(BaseModel):
    """What one of the trees says of the apps of a row."""

    status: Status = Field(description="The worst of them.")
    word: Word
    counts: dict[Status, int] = Field(description="How many have which status.")
    version: str | None = Field(None, description="Absent: not told, or not the same for all.")
    duration: Span | None = Field(None, description="Absent: not told.")
    since: datetime | None = Field(None, description="Since when it is so; of several the earliest.")
    paths: list[str] = Field(description="Their nodes. Those at the same index of both sides are the same app.")


class ComparedRow(BaseModel):
    """Apps of one name with the same finding."""

    finding: Finding
    app: str
    place: str = Field(description='Where they stand: "Wave 2 / eu-west-1b", "All 20 clusters".')
    count: int
    a: ComparedApps | None = Field(None, description="Absent: not part of A, as far as it is known.")
    b: ComparedApps | None = Field(None, description="Absent: not part of B, as far as it is known.")
    headline: str = Field("", description="The difference, numbers first. With `detail` one sentence; may be empty.")
    detail: str = Field("", description="More about it, or why. May be empty.")


class Fold(BaseModel):
    """Rows that are no changes."""

    count: int = Field(description="In apps.")
    headline: str = Field(description="Empty where there are none.")
    detail: str
    rows: list[ComparedRow]


class ComparedTime(BaseModel):
    """One wave in one of the trees."""

    path: str
    word: Word
    status: Status
    seconds: float | None = Field(None, description="What it took. Absent: not begun, or not told.")
    so_far: bool = Field(False, description="It is still open, and `seconds` is to the minute.")


class ComparedWave(BaseModel):
    """A wave of both trees, paired by what it is called, else by its number; or a wave of one."""

    label: str
    name: str | None = Field(None, description="What it is called besides its number.")
    a: ComparedTime | None = None
    b: ComparedTime | None = None
    differs: bool = Field(
        description="False where both have ended and took the same within a tenth, or within 10 seconds."
    )
    headline: str = Field("", description="The difference.")
    detail: str = ""


class ComparedTree(BaseModel):
    """One of the two trees, as a whole."""

    id: str
    name: str | None = None
    version: str | None = None
    verdict: Verdict
    started_at: datetime | None = None
    ended_at: datetime | None = None
    duration: float | None = Field(None, description="Seconds.")
    open: bool = Field(description="Whether it may still move.")
    apps: int
    exported: bool = Field(description="It was sent as a file: it is the past, as of `read_at`.")
    read_at: datetime
    complete: bool = Field(description="As in the tree: false when any node is unknown or stale.")


class VersionStep(BaseModel):
    """Where the releases themselves go. An app that goes the same way is no change."""

    a: str
    b: str
    headline: str = Field(description='"All apps but 2 go from 1.0 to 1.1."')


class Comparison(BaseModel):
    """What differs between two trees. Every app of either is in one row: of `changes`, or of a fold."""

    a: ComparedTree
    b: ComparedTree
    headline: str = Field(description="What differs, numbers first.")
    detail: str = Field(description="What does not, or cannot be told.")
    step: VersionStep | None = None
    waves: list[ComparedWave] = Field(description="In rollout order.")
    counts: dict[Finding, int] = Field(description="Apps by finding, zeros included.")
    changes: list[ComparedRow] = Field(description="By finding, the worst first, then in rollout order.")
    same: Fold
    not_done: Fold = Field(description="Not done yet on one side or both, or not told of yet.")
    not_comparable: Fold = Field(description="Unknown or stale on one side or both.")
    common: int = Field(description="Apps that both have.")
    read_at: datetime = Field(
        description="When the release was read that was read longest ago; of two exported trees, the earlier moment."
    )
    complete: bool
