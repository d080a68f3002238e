"""What is usual for a release, by those of the same name that Temporal still keeps."""

from datetime import datetime

from pydantic import BaseModel, Field

NEEDED = 5


class UsualRange(BaseModel):
    """Which durations are usual: from the 10th to the 90th percentile of those that succeeded, in seconds."""

    least: float
    most: float
    releases: int = Field(description="How many it is worked out from.")


class UsualWave(BaseModel):
    """One wave, in rollout order."""

    usual: UsualRange | None = Field(None, description="Absent where fewer than `needed` releases tell.")
    approval: UsualRange | None = Field(
        None, description="How long its approval usually takes. Absent where fewer than `needed` releases tell."
    )
    is_slower: bool = Field(False, description="Whether it has taken longer than usual.")


class PreviousRelease(BaseModel):
    """The one of the same name that ended last before this one began."""

    id: str
    version: str | None = None
    ended_at: datetime
    duration: float | None = Field(None, description="Seconds.")


class NextRelease(BaseModel):
    """The one of the same name that began first after this one had ended."""

    id: str
    version: str | None = None


class Usual(BaseModel):
    """A release against its predecessors. Numbers and what they are worked out from; nothing is guessed."""

    family: str = Field(description="What they are all called.")
    finished: int = Field(description="How many have succeeded and are still kept by Temporal.")
    needed: int = NEEDED
    usual: UsualRange | None = Field(None, description="Absent where there are fewer than `needed`.")
    is_slower: bool = Field(False, description="Whether it has taken longer than usual.")
    waves: list[UsualWave] = Field(default_factory=list)
    ends_after: datetime | None = Field(
        None, description="When it ends at the earliest, if the waves to come are as quick as usual."
    )
    ends_before: datetime | None = Field(
        None, description="When it ends at the latest, if nothing is slower than usual. Absent once something is."
    )
    previous: PreviousRelease | None = None
    next: NextRelease | None = None
    read_at: datetime
