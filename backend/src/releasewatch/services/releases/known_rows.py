"""What is remembered of each run: its row, how old that is, and when another read is worth it. No input or output."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from cachetools import LRUCache

from releasewatch.models.executions import ListedExecution
from releasewatch.models.page import ReleaseSummary
from releasewatch.models.versions import Facts
from releasewatch.services.trees.outlook import Outlook, Seen

# Rows of runs that are not in every listing under way, or in none any more.
_UNLISTED_ROWS = 1000
# A fact takes about 700 bytes.
_MOST_FACTS = 200_000
_FACTS_OF_A_SMALL_RELEASE = 40
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


RowKey = tuple[str, bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How fast the list reads, in seconds where nothing else is said.

    Attributes:
        closed_at_once: How many releases that have ended are read at once, without their trees.
        trees_at_once: How many trees are; of big ones, one.
        tree_age: Below the five in which a change has to be seen, and above what a viewer of one tree asks for.
        rest: Of the time, the list reads one tree for at most one part in so many, however big it is.
        spare: The share of the budget that the list leaves to viewers of trees, while there are none.
        leisure: The share of it that must be left then before the read of an ended tree begins.
        leisurely_rest: The pause after an ended tree, in times of what it took to read.
        looked_at: How long after a request the list counts as looked at.
        rows_time: How long a list waits for its rows; what goes on is there for the next one.
        round: From one list to the next of who keeps looking.
        ahead: How long after a list the open trees are read that the next one would have to wait for.
        passing: First and longest back-off of an ended release that could not be read for a reason that may pass.
        unsettled: The same where a part of it is still open, or answers wrongly.
    """

    closed_at_once: int = 16
    trees_at_once: int = 4
    tree_age: float = 3.5
    rest: float = 10.0
    spare: float = 0.5
    leisure: float = 0.9
    leisurely_rest: float = 3.0
    looked_at: float = 30.0
    rows_time: float = 1.0
    round: float = 2.0
    ahead: float = 1.2
    passing: tuple[float, float] = (5.0, 300.0)
    unsettled: tuple[float, float] = (60.0, 600.0)


class Told(NamedTuple):
    """A run, its row, and what its tree said of apps when it was last read; None if that was never, or is forgotten."""

    run: ListedExecution
    row: ReleaseSummary
    facts: Facts | None


@dataclass(slots=True)
class KnownRow:
    """What is known of one run.

    Attributes:
        row: What the list shows; None until something was read.
        read_at: When the read behind it began; of a tree, when the part was read that was read longest ago.
        behind: How much earlier that is than the read behind it began.
        is_gone: Whether there is no such run any more.
        has_answered: Whether the release itself did, so that only its tree can be missing.
        is_final: Whether no read can bring anything else.
        due_at: When an ended run is worth another read, by the event loop's clock.
        seconds: How long its tree took to read.
    """

    run: ListedExecution
    pace: Pace
    row: ReleaseSummary | None = None
    read_at: datetime = _LONG_AGO
    behind: timedelta = timedelta(0)
    facts: Facts | None = None
    is_gone: bool = False
    has_answered: bool = False
    is_final: bool = False
    due_at: float = -math.inf
    seconds: float = 0.0
    _pause: float = field(default=0.0, init=False)
    _is_due_anyway: bool = field(default=False, init=False)

    @property
    def key(self) -> RowKey:
        """The run, and whether it was listed as open: what it said while open is not how it ended."""
        return self.run.run_id, self.run.is_open

    @property
    def is_tree_read(self) -> bool:
        """Whether the row speaks of the whole release."""
        return self.row is not None and self.row.tree_read_at is not None

    def is_fresh(self, *, after: float = 0.0) -> bool:
        """Whether it was read lately enough, also `after` so many seconds. Big trees are read less often."""
        age = timedelta(seconds=max(self.pace.tree_age, self.pace.rest * self.seconds) - after)
        return not self._is_due_anyway and datetime.now(UTC) - self.read_at - self.behind < age

    def is_due(self, now: float) -> bool:
        """Whether an ordinary list reads it."""
        return not self.is_fresh() if self.run.is_open else not self.has_answered and now >= self.due_at

    def is_worth_waiting(self, seconds: float) -> bool:
        """Whether another read may bring something in that time, or there is nothing yet that could be shown."""
        return self.row is None or self.seconds <= seconds

    def is_due_at_leisure(self, now: float) -> bool:
        """Whether its tree is to be read when the budget is idle."""
        return not self.run.is_open and self.has_answered and not self.is_final and now >= self.due_at

    def is_due_since(self, since: datetime) -> bool:
        """Whether a strict list has to read it again.

        It does not wait for the first read of an ended tree: until then the row says that it is unread.
        """
        is_unread = self.has_answered and not self.is_tree_read
        return not self.is_final and self.read_at < since and (self.run.is_open or not is_unread)

    def is_complete(self, since: datetime | None) -> bool:
        """Whether the row says all that there is to say, by a read as late as wanted."""
        is_missing = self.row is None or self.row.counted_as is None or (self.has_answered and not self.is_tree_read)
        return not is_missing and (since is None or self.is_final or self.read_at >= since)

    def be_due(self) -> None:
        """Have an open run read again by the next list: what failed once may be over in a moment."""
        self._is_due_anyway = True

    def see(self, seen: Seen) -> None:
        """Take what another read got, if it is later than what is known."""
        if seen.row.tree_read_at and seen.row.tree_read_at > self.read_at:
            self._take(seen, seen.row.tree_read_at)

    def take(self, seen: Seen, read_at: datetime, now: float) -> None:
        """Take what a read for the list got that began at `read_at`, unless more or later is known."""
        if not self.run.is_open:
            self._leave_alone(seen, now)
        has_less = self.is_tree_read and not seen.row.tree_read_at and not self.run.is_open
        if read_at >= self.read_at and not has_less:
            self._take(seen, read_at)

    def _take(self, seen: Seen, read_at: datetime) -> None:
        self.row, self.read_at, self.has_answered, self.is_gone = seen.row, read_at, seen.has_answered, False
        self.facts = seen.facts or self.facts
        self.behind, self._is_due_anyway = seen.behind, False
        self.is_final = self.is_tree_read and seen.outlook is Outlook.FINAL and not self.run.is_open

    def _leave_alone(self, seen: Seen, now: float) -> None:
        if seen.has_answered and not seen.row.tree_read_at:
            self.due_at = now
            return
        first, most = self.pace.passing if seen.outlook is Outlook.PASSING else self.pace.unsettled
        self._pause = min(most, max(first, 2 * self._pause))
        self.due_at = now + self._pause


class KnownRows:
    """All that is remembered of rows: of the runs that are listed, and of releases that were looked at."""

    def __init__(self, pace: Pace | None = None, *, most_seen: int = 5_000) -> None:
        """Read rows at a pace, and remember up to `most_seen` small releases that are not listed yet."""
        self.pace = pace or Pace()
        self._rows: dict[RowKey, KnownRow] = {}
        self._seen: LRUCache[str, Seen] = LRUCache(most_seen, getsizeof=lambda seen: min(most_seen, _room(seen)))

    def note(self, seen: Seen) -> None:
        """Remember a release whose tree was read."""
        if seen.row.execution:
            self._seen[seen.row.execution.run_id] = seen

    def of(self, run: ListedExecution) -> KnownRow:
        """What is known of a run, from any read."""
        known = KnownRow(run, self.pace)
        if known.key not in self._rows and (while_open := self._rows.get((run.run_id, True))):
            # Until it is read again this is its last word.
            known.facts = while_open.facts
        known = self._rows.setdefault(known.key, known)
        seen = self._seen.get(run.run_id)
        if seen and not known.is_final and (run.is_open or seen.row.is_closed):
            known.see(seen)
        return known

    def forget_unlisted(self, needed: Iterable[KnownRow], *, listed: int) -> None:
        """Forget all rows but those still needed, once there are many more than are listed."""
        if len(self._rows) > listed + _UNLISTED_ROWS:
            self._rows = {known.key: known for known in needed}

    def bound_facts(self, listed: Iterable[KnownRow]) -> None:
        """Forget what the last of those listed say of apps, once there is too much of it."""
        kept = 0
        for known in listed:
            kept += len(known.facts.of_apps) if known.facts else 0
            if kept > _MOST_FACTS:
                known.facts = None


def _room(seen: Seen) -> float:
    """How much memory a release takes, in small ones."""
    return 1 + (len(seen.facts.of_apps) / _FACTS_OF_A_SMALL_RELEASE if seen.facts else 0)
