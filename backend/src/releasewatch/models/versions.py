"""What runs where: apps by clusters, with the release that brought each version."""

from datetime import datetime
from typing import NamedTuple

from pydantic import BaseModel, Field

from releasewatch.models.hierarchy import Progress
from releasewatch.models.status import Status
from releasewatch.models.words import Word


class AnsweringRun(NamedTuple):
    """The run that answers for an app: its own, or that of the nearest part above it.

    Attributes:
        at: When it ended, else when it began.
    """

    workflow_id: str
    run_id: str
    at: datetime | None


class Fact(NamedTuple):
    """What one release says of one app in one cluster: all that is kept of its tree.

    Attributes:
        at: Since when it is so, else when its own run ended or began.
        stale: Whether it was read too long ago to be relied on.
        wave: The label of its wave.
        seconds: What the app took.
        attempt: The attempt of what is tried again, of `maximum_attempts`.
        before: The version that the release says it replaces there.
    """

    app: str
    cluster: str
    version: str | None
    status: Status
    word: Word
    at: datetime | None
    path: str
    cause: str | None = None
    stale: bool = False
    wave: str | None = None
    seconds: float | None = None
    attempt: int | None = None
    maximum_attempts: int | None = None
    run: AnsweringRun | None = None
    before: str | None = None


class Facts(NamedTuple):
    """What one release says of all the apps that it has touched.

    Attributes:
        of_apps: In the order of the rollout.
        is_whole: Whether all of its tree was come to.
        has_gaps: Whether something above its apps could not be read, so that some may be missing.
    """

    of_apps: tuple[Fact, ...]
    is_whole: bool
    has_gaps: bool


class Brought(BaseModel):
    """What a release did, or does, to an app in a cluster."""

    release_id: str
    path: str = Field(description="The app's node in the tree of that release.")
    version: str | None = Field(None, description="Absent: neither the app, its bundle nor the release told one.")
    previous_version: str | None = Field(
        None,
        description="The version that the release says it replaces. Told, not seen: it is there only where nothing is "
        "known to run.",
    )
    status: Status
    word: Word
    at: datetime | None = Field(None, description="Since when it is so.")
    cause: str | None = None
    stale: bool | None = Field(None, description="True when it was read too long ago: it may be otherwise now.")


class VersionCell(BaseModel):
    """One app in one cluster. It is absent where no release that was read has touched it."""

    cluster: str
    runs: Brought | None = Field(None, description="What succeeded there last. Absent: nothing is known to have.")
    on_top: list[Brought] = Field(
        default_factory=list,
        description="What open releases have under way there; without any, what failed after `runs` succeeded.",
    )
    conflict: bool | None = Field(None, description="True when two or more open releases are at it.")


class VersionRow(BaseModel):
    """One app, with the clusters where it was seen."""

    app: str
    cells: list[VersionCell]


class VersionSource(BaseModel):
    """A release that the table is made from."""

    id: str
    name: str | None = None
    version: str | None = None
    open: bool
    started_at: datetime | None = None
    closed_at: datetime | None = None
    read: bool = Field(description="Whether its tree was read. What it says is in the table only then.")
    read_at: datetime | None = Field(None, description="When its tree was last read.")
    reason: str | None = Field(None, description="Why it was not read, or not all of it, or not now.")


class Reach(BaseModel):
    """How far back releases were read."""

    progress: Progress = Field(description="In releases.")
    back_to: datetime | None = Field(
        None, description="Every release that began at this moment or later is read. Absent: not even the newest is."
    )
    oldest: datetime | None = Field(
        None, description="When the oldest release began that Temporal still lists. What came before is not known."
    )
    read_at: datetime
    complete: bool = Field(description="False while a release is not read, or something in one is stale or unread.")


class Versions(Reach):
    """Which version of which app runs in which cluster, as far as releases that Temporal still keeps tell it."""

    apps: list[VersionRow] = Field(description="By name.")
    clusters: list[str] = Field(description="In the order in which releases reach them.")
    releases: list[VersionSource] = Field(description="Newest first.")


class Report(Brought):
    """What a release did to an app in a cluster, with all that is kept of it."""

    wave: str | None = Field(None, description="The label of its wave.")
    duration: float | None = Field(None, description="Seconds that the app took. Absent: open, or not told.")
    attempt: int | None = Field(None, description="The attempt under way or due next, where it is tried again.")
    maximum_attempts: int | None = Field(None, description="Absent: no limit, or not tried again.")
    workflow_id: str | None = Field(
        None, description="The run that answers for the app: its own, or the nearest above."
    )
    run_id: str | None = None


class CellHistory(Reach):
    """What releases did to one app in one cluster, one after the other."""

    app: str
    cluster: str
    runs: Report | None = Field(None, description="As in the table.")
    on_top: list[Report] = Field(default_factory=list, description="As in the table.")
    conflict: bool | None = Field(None, description="As in the table.")
    reports: list[Report] = Field(description="Newest first, what was cancelled too; the last twenty.")
    total: int = Field(description="How many there are.")
