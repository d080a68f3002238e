"""When a wait for a release is over, and how it ended: pure, events in and a verdict out."""

from dataclasses import dataclass
from enum import Enum
from typing import Literal

from releasewatch.client.errors import Exit

Aim = Literal["succeeded", "finished"]

FAILED = "failed"
SUCCEEDED: Aim = "succeeded"


@dataclass(frozen=True, slots=True)
class Reading:
    """What the API said of a release.

    Attributes:
        chain: The run with which its chain began: a continue-as-new keeps it, a new start does not.
        status: The verdict's.
        is_final: Whether the vocabulary calls that status final.
        is_closed: Whether its workflow has ended.
        is_complete: Whether all of its tree was read.
    """

    chain: str
    status: str
    is_final: bool
    is_closed: bool
    is_complete: bool


@dataclass(frozen=True, slots=True)
class Absent:
    """There is no such release."""


@dataclass(frozen=True, slots=True)
class Away:
    """Nobody could say."""


Event = Reading | Absent | Away


class Outcome(Enum):
    """How a wait ended."""

    REACHED = Exit.REACHED
    FAILED = Exit.FAILED
    SUPERSEDED = "superseded"
    ABSENT = "absent"
    UNKNOWN = "unknown"
    UNFINISHED = Exit.UNFINISHED

    @property
    def exit(self) -> Exit:
        """What the command ends with."""
        return self.value if isinstance(self.value, Exit) else Exit.UNKNOWN


@dataclass(frozen=True, slots=True)
class Terms:
    """What is waited for, and how long. All times are in seconds.

    Attributes:
        timeout: 0 means for ever.
        fail_fast: Give up while the release still runs, once something in it has been failing for `grace`.
        appear: For how long a release may not be there.
    """

    aim: Aim = SUCCEEDED
    timeout: float = 3600.0
    fail_fast: bool = False
    grace: float = 30.0
    appear: float = 60.0


class Wait:
    """Hears what becomes of a release, one event after the other, and tells when there is no more to wait for."""

    def __init__(self, terms: Terms, now: float) -> None:
        """Begin to wait at `now`, on any clock that never goes back."""
        self._terms = terms
        self._began_at = now
        self._chain = ""
        self._absent_since: float | None = None
        self._failing_since: float | None = None

    def hear(self, event: Event, now: float) -> Outcome | None:
        """How it ended, or None while the wait goes on."""
        outcome = self._hear_reading(event, now) if isinstance(event, Reading) else self._hear_nothing(event, now)
        if outcome is None and self.left(now) <= 0:
            return as_it_stands(event)
        return outcome

    def left(self, now: float) -> float:
        """Seconds until the time-out."""
        return self._began_at + self._terms.timeout - now if self._terms.timeout else float("inf")

    def _hear_reading(self, reading: Reading, now: float) -> Outcome | None:
        self._absent_since = None
        self._chain = self._chain or reading.chain
        if reading.chain != self._chain:
            return Outcome.SUPERSEDED
        if reading.status != FAILED:
            self._failing_since = None
        elif self._failing_since is None:
            self._failing_since = now
        if self._terms.fail_fast and _has_lasted(self._failing_since, now, self._terms.grace):
            return Outcome.FAILED
        return ended(reading, self._terms.aim)

    def _hear_nothing(self, event: Absent | Away, now: float) -> Outcome | None:
        if isinstance(event, Away):
            return None
        if self._absent_since is None:
            self._absent_since = now
        return Outcome.ABSENT if _has_lasted(self._absent_since, now, self._terms.appear) else None


def ended(reading: Reading, aim: Aim) -> Outcome | None:
    """How a release ended, or None while that is open: while it runs, or while part of its tree could not be read."""
    if not (reading.is_closed and reading.is_final):
        return None
    # Nothing is worse than failed, so what could not be read changes nothing.
    if aim == SUCCEEDED and reading.status == FAILED:
        return Outcome.FAILED
    if not reading.is_complete:
        return None
    return Outcome.REACHED if aim == "finished" or reading.status == SUCCEEDED else Outcome.FAILED


def as_it_stands(event: Event) -> Outcome:
    """What can be said of a release for which nobody waits any longer."""
    is_known = isinstance(event, Reading) and (event.is_complete or not event.is_closed)
    return Outcome.UNFINISHED if is_known else Outcome.UNKNOWN


def _has_lasted(since: float | None, now: float, seconds: float) -> bool:
    return since is not None and now - since >= seconds
