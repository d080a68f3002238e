"""How the releases of a list are counted: by group, and by what they need of a person. Pure."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from releasewatch.models.entities import Code
from releasewatch.models.page import Group, Need, ReleaseSummary
from releasewatch.models.status import Status
from releasewatch.models.words import TERMS
from releasewatch.services.trees.wording import since_of

GROUPS: tuple[Group, ...] = ("attention", "open", "closed")
# Worst first.
NEEDS: Mapping[Status, Need] = {
    Status.FAILED: "failed",
    Status.RETRYING: "stuck",
    Status.UNKNOWN: "unknown",
    Status.WAITING: "waiting",
}
# Each is a series of its own where measurements are kept.
_MOST_TROUBLED = 50
# For this long a release that ended in failure is told of, or an alert would never hear of one that failed at once.
_LATELY = timedelta(hours=1)


class Troubled(NamedTuple):
    """A release that needs a person, or ended in failure within the last hour, and since when."""

    release_id: str
    need: Need
    since: datetime


class Census(NamedTuple):
    """How many releases were counted as what in which group, zeros included, when the list was last read.

    Attributes:
        troubled: At most 50, worst first, then the longest.
    """

    counts: dict[tuple[str, Group], int]
    troubled: list[Troubled]
    read_at: datetime


def group_of(row: ReleaseSummary) -> Group:
    """Which group of the list a row stands in. An ended release needs no attention."""
    if row.is_closed:
        return "closed"
    needs_a_person = row.counted_as and row.verdict and TERMS[row.verdict.word].attention
    return "attention" if needs_a_person else "open"


def need_of(row: ReleaseSummary) -> Need | None:
    """The worst that a row of the group `attention` has in it; None for all others."""
    return NEEDS[row.counted_as] if row.counted_as and group_of(row) == "attention" else None


def census_of(rows: Sequence[ReleaseSummary], read_at: datetime) -> Census:
    """Count the rows of a list that was read at a moment."""
    # An unread release is counted apart from an unknown one, which is an alarm.
    found = Counter((row.counted_as or Code.NOT_READ_YET, group_of(row)) for row in rows)
    counts = {(word, group): found[word, group] for word in (*Status, Code.NOT_READ_YET) for group in GROUPS}
    ranks = list(NEEDS.values())
    troubled = sorted(_troubled(rows, read_at), key=lambda each: (ranks.index(each.need), each.since))
    return Census(counts, troubled[:_MOST_TROUBLED], read_at)


def _troubled(rows: Sequence[ReleaseSummary], read_at: datetime) -> Iterator[Troubled]:
    for row in rows:
        if need := need_of(row):
            waiting_since = row.verdict and row.verdict.waiting_since
            since = waiting_since or (row.culprit and row.culprit.since) or since_of(row)
            yield Troubled(row.id, need, since or read_at)
        elif row.counted_as is Status.FAILED and row.ended_at and row.ended_at > read_at - _LATELY:
            yield Troubled(row.id, "failed", row.ended_at)
