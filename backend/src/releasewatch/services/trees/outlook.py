"""What a read of a release tells the list: its row, and how long that holds."""

from collections.abc import Iterable
from datetime import timedelta
from enum import Enum, auto
from typing import NamedTuple

from releasewatch.models.entities import Code
from releasewatch.models.page import ReleaseSummary
from releasewatch.models.versions import Facts
from releasewatch.services.trees.parts import Part

PASSING_CODES = frozenset(
    {
        Code.NO_WORKER,
        Code.TIMED_OUT,
        Code.TEMPORAL_UNREACHABLE,
        Code.TEMPORAL_BUSY,
        Code.TEMPORAL_DENIED,
        Code.TEMPORAL_FAILED,
        Code.NAMESPACE_NOT_FOUND,
    }
)
# The children of a release that has ended are never started, and what was deleted does not come back.
_FINAL_CODES = frozenset({Code.NOT_STARTED, Code.VANISHED})


class Outlook(Enum):
    """What another read could bring.

    PASSING: something could not be read for a reason that may be gone in a moment.
    UNSETTLED: a part is still open, or answers wrongly until its code changes.
    FINAL: nothing.
    """

    PASSING = auto()
    UNSETTLED = auto()
    FINAL = auto()


class Seen(NamedTuple):
    """A list row as it was read, and what another read could bring.

    Attributes:
        has_answered: Whether the release itself did.
        behind: How much earlier the oldest part of its tree was read than the read began.
        facts: What the tree says of apps; None where it was not read.
    """

    row: ReleaseSummary
    outlook: Outlook
    has_answered: bool = True
    behind: timedelta = timedelta(0)
    facts: Facts | None = None


def outlook(parts: Iterable[Part]) -> Outlook:
    """The outlook of a tree: that of the part which may change first."""
    found = Outlook.FINAL
    for part in parts:
        code = part.error[0] if part.error else None
        if not part.is_read or code in PASSING_CODES:
            return Outlook.PASSING
        if (code and code not in _FINAL_CODES) or (part.source and part.source.is_open):
            found = Outlook.UNSETTLED
    return found
