"""What is wrong with a release, and what comes next: worked out once, for everybody who shows it."""

from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel, Field

from releasewatch.models.entities import Approval, Code
from releasewatch.models.status import EntityType, Status
from releasewatch.models.words import Word


class ProblemKind(StrEnum):
    """Why a node needs a person, worst first. One that retries and is not stuck needs nobody yet."""

    FAILED = "failed"
    STUCK = "stuck"
    UNKNOWN = "unknown"
    WAITING = "waiting"
    RETRYING = "retrying"


class ProblemCounts(BaseModel):
    """Nodes of one release that need a person, by kind."""

    failed: int = 0
    stuck: int = 0
    retrying: int = Field(0, description="Retrying and not yet stuck.")
    unknown: int = 0
    waiting: int = 0


class NodeProblem(BaseModel):
    """A node that needs a person, or several with the same cause.

    A cluster and its bundle are one, and a parent that only repeats what stands below it is left out.
    """

    kind: ProblemKind
    path: str = Field(description="Where it leads: the node, or the nearest one that all of them stand in.")
    id: str
    type: EntityType
    label: str
    place: list[str] = Field(description="The labels above it, from the wave down; of several also how many they are.")
    paths: list[str] = Field(description="The nodes themselves, in tree order.")
    count: int = Field(description="How many nodes.")
    status: Status
    word: Word
    code: Code | None = None
    cause: str | None = Field(None, description="Of several: what they share, with … for what differs.")
    waiting_for: str | None = Field(None, description="Who is asked, of one that waits for approval.")
    approve_url: str | None = Field(None, description="Where to approve it.")
    attempt: int | None = None
    maximum_attempts: int | None = Field(None, description="Absent: no limit.")
    next_attempt_at: datetime | None = None
    since: datetime | None = Field(None, description="Of several: the earliest.")


class GivenApproval(Approval):
    """An approval that was given earlier, and of which part."""

    path: str
    label: str = Field(description='What it let begin: "Wave 2".')


class Verdict(BaseModel):
    """How a release is doing, in one line."""

    status: Status = Field(
        description="Its `health`, except that what waits for approval or is unknown goes before a retry that is not "
        "stuck, and that parts skipped by plan make a release that succeeded no less."
    )
    stuck: bool
    word: Word
    headline: str = Field(description="Numbers first, then the place.")
    detail: str = Field(description="Why, or what comes next. May be empty.")
    figure: str | None = Field(None, description='For titles: "2 of 240".')
    waiting_since: datetime | None = Field(None, description="Since when a person is waited for.")
