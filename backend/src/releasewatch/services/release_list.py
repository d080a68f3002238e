"""The list of releases: all rows in their order, counted, and given out in pages."""

import asyncio
import math
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal, NamedTuple

from releasewatch.models.entities import Code
from releasewatch.models.page import ReleasePage, ReleaseSummary
from releasewatch.models.status import Status
from releasewatch.services.entity_service import EntityService, count_statuses, is_closed
from releasewatch.services.release_rows import ReleaseRows
from releasewatch.services.release_runs import Listing, ReleaseRuns
from releasewatch.services.shared_reads import ReadCounts, SharedReads
from releasewatch.services.snapshots import Dump, dump_of

# Each List makes Temporal read its visibility store, which it limits most of all.
_LIST_INTERVAL = 2.0
_ROWS_TIME = 1.0
# Of one read, each up to some hundred kilobytes.
_PAGES_KEPT = 100
_AT_EASE, _STRICT = "at ease", "strict"

Group = Literal["attention", "open", "closed"]
_GROUPS: tuple[Group, ...] = ("attention", "open", "closed")
_NEEDS_A_PERSON = frozenset({Status.FAILED, Status.UNKNOWN, Status.WAITING})


class ReleaseFilter(NamedTuple):
    """Which releases are wanted; an empty part lets everything through."""

    text: str = ""
    statuses: frozenset[Status] = frozenset()

    def finds(self, row: ReleaseSummary) -> bool:
        """Whether the text stands in the row's id, name or version."""
        text = self.text.casefold().strip()
        return not text or text in " ".join((row.id, row.name or "", row.version or "")).casefold()


class Census(NamedTuple):
    """How many releases had which health in which group, zeros included, when the list was last read."""

    counts: dict[tuple[str, Group], int]
    read_at: datetime


class _Question(NamedTuple):
    wanted: ReleaseFilter
    page: int
    page_size: int


@dataclass(frozen=True, slots=True)
class _Listed:
    """All rows in their order, and the pages of them that somebody has asked for."""

    rows: list[ReleaseSummary]
    read_at: datetime
    pages: dict[_Question, Dump] = field(default_factory=dict)

    def page(self, question: _Question) -> Dump:
        """One page as it is sent, made for the first who asks."""
        if question not in self.pages:
            if len(self.pages) >= _PAGES_KEPT:
                self.pages.clear()
            self.pages[question] = dump_of(self._page(question))
        return self.pages[question]

    def _page(self, question: _Question) -> ReleasePage:
        wanted, page, page_size = question
        found = [row for row in self.rows if wanted.finds(row)]
        chosen = [row for row in found if not wanted.statuses or row.health in wanted.statuses]
        groups = Counter(group_of(row) for row in chosen)
        first = (page - 1) * page_size
        return ReleasePage(
            items=chosen[first : first + page_size],
            total=len(chosen),
            page=page,
            page_size=page_size,
            facets=count_statuses(row.health for row in found),
            groups={group: groups[group] for group in _GROUPS},
            read_at=self.read_at,
            complete=all(row.code is not Code.NOT_READ_YET for row in self.rows),
        )


class ReleaseList:
    """All releases of the namespace, read once for all who look at the same moment."""

    def __init__(
        self, temporal: Listing, entities: EntityService, *, release_query: str, patience: float = math.inf
    ) -> None:
        """List what matches `release_query`, a Temporal list filter."""
        self._runs = ReleaseRuns(temporal, release_query)
        self._rows = ReleaseRows(entities)
        self._patience = patience
        self._shared: SharedReads[_Listed] = SharedReads(self._read, window=_LIST_INTERVAL, patience=patience)
        self._last: _Listed | None = None

    @property
    def list_reads(self) -> ReadCounts:
        """How many requests shared how many reads of the list."""
        return self._shared.counts

    @property
    def census(self) -> Census | None:
        """What the list last read, counted; None until somebody has looked at it."""
        return _counted(self._last) if self._last else None

    async def page(self, wanted: ReleaseFilter, *, page: int, page_size: int, strict: bool = False) -> Dump:
        """One page: needing attention first, then open, then closed, newest first."""
        listed = await self._shared.get(_STRICT if strict else _AT_EASE, strict=strict)
        return listed.page(_Question(wanted, page, page_size))

    async def _read(self, pace: str) -> _Listed:
        read_at, clock = datetime.now(UTC), asyncio.get_running_loop().time
        latest_end = clock() + self._patience
        runs = await self._runs.latest(whole=pace == _STRICT)
        within = min(_ROWS_TIME, max(0.0, latest_end - clock()))
        rows = await self._rows.read(runs, strict=pace == _STRICT, within=within)
        listed = _Listed(sorted(rows, key=_place), read_at)
        # A strict read that began later may have ended before.
        if self._last is None or self._last.read_at <= read_at:
            self._last = listed
        return listed


def group_of(row: ReleaseSummary) -> Group:
    """Which group of the list a row stands in. An ended release needs nobody any more."""
    if is_closed(row):
        return "closed"
    if row.code is Code.NOT_READ_YET:
        return "open"
    trouble = row.problems.unknown or row.problems.waiting
    return "attention" if row.health in _NEEDS_A_PERSON or row.stuck or trouble else "open"


def _counted(listed: _Listed) -> Census:
    # Who has not been looked at yet is no alarm, as an unknown one is.
    found = Counter(
        (Code.NOT_READ_YET if row.code is Code.NOT_READ_YET else row.health, group_of(row)) for row in listed.rows
    )
    words = (*Status, Code.NOT_READ_YET)
    return Census({(word, group): found[word, group] for word in words for group in _GROUPS}, listed.read_at)


def _place(row: ReleaseSummary) -> tuple[int, float]:
    started = row.execution.started_at if row.execution else None
    return _GROUPS.index(group_of(row)), -started.timestamp() if started else 0.0
