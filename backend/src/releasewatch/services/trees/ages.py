"""How old what a tree shows is, and how much of it was read. Pure but for the marks it leaves on stale parts."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from releasewatch.models.entities import Code
from releasewatch.models.hierarchy import Progress
from releasewatch.services.trees.needs import MaxAge
from releasewatch.services.trees.parts import Part

# Nobody answers yet, and nothing is below.
_NOTHING_YET = (Code.NOT_STARTED, Code.BETWEEN_RUNS)


class Ages(NamedTuple):
    """The age of a tree.

    Attributes:
        read_at: When the part was read that was read longest ago, but for those that have ended with an answer.
        progress: How many parts were read, and are not stale.
        complete: Whether all of them were, and answered.
    """

    read_at: datetime
    progress: Progress
    complete: bool


def ages_of(parts: Sequence[Part], read_at: datetime, max_age: MaxAge, now: datetime, *, is_whole: bool) -> Ages:
    """The ages of a tree's parts `now`, after a read that began at `read_at` and, if `is_whole`, was to read them all.

    Marks the parts that have become stale, and those that no longer are.
    """
    oldest = read_at
    read = answered = 0
    for part in parts:
        mark(part, max_age, now)
        validated_at = part.validated_at
        if validated_at and not part.is_final:
            oldest = min(oldest, validated_at)
        is_late = part.is_stale or (is_whole and validated_at is not None and validated_at < read_at)
        read += part.is_read and not is_late
        answered += _is_answered(part) and not is_late
    return Ages(oldest, Progress(read=read, known=len(parts)), complete=answered == len(parts))


def mark(part: Part, max_age: MaxAge, now: datetime) -> None:
    """Note whether a part is stale, and that what is retried changes with time alone."""
    is_stale = max_age.is_exceeded(part, now)
    if is_stale is not part.is_stale or part.is_retrying:
        part.is_stale = is_stale
        part.touch()


def own_moment(part: Part, read_at: datetime, oldest: datetime) -> datetime | None:
    """When a part was read, where it is stale or that is not when the tree was.

    What was read in the read itself counts as read when that began.
    """
    validated_at = part.validated_at
    if validated_at is None or (part.is_final and not part.is_stale):
        return None
    moment = min(validated_at, read_at)
    return None if moment == oldest and not part.is_stale else moment


def _is_answered(part: Part) -> bool:
    """Whether a part was read, and more is known of it than Temporal's word, as of one that was terminated unread."""
    return part.is_read and not part.is_outdated and (part.error is None or part.error[0] in _NOTHING_YET)
