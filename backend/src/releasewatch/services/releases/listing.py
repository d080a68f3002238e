"""The list of releases: all rows in order, counted, and served in pages."""

import asyncio
import math
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import NamedTuple, Protocol

from cachetools import LRUCache

from releasewatch.core.errors import ReleaseNotFoundError
from releasewatch.models.page import ReleasePage, ReleaseSummary
from releasewatch.models.status import Status, count_statuses
from releasewatch.models.usual import Usual
from releasewatch.services.releases.census import GROUPS, NEEDS, Census, census_of, group_of, need_of
from releasewatch.services.releases.known_rows import KnownRows, Told
from releasewatch.services.releases.names import ReleaseRule
from releasewatch.services.releases.rows import ReleaseRows, Rows, SpareBudget
from releasewatch.services.releases.runs import Listing, ReleaseRuns
from releasewatch.services.releases.usual import Predecessors, beside_usual, usual_of
from releasewatch.services.releases.version_table import VersionTable
from releasewatch.services.releases.versions import CellName, VersionFilter, history_of
from releasewatch.services.shared_reads import ReadCounts, SharedReads
from releasewatch.services.trees.service import EntityService
from releasewatch.services.trees.snapshot import Dump, dump_of

# Each List makes Temporal read its visibility store, which it limits most of all.
_LIST_INTERVAL_SECONDS = 2.0
# The part of the patience that one interval may take: a strict list waits for it, and reads in what is left.
_INTERVAL_SHARE = 2 / 3
_ANSWER_SECONDS = 0.3
# Rows are waited for at least that long, however long listing took.
_LEAST_ROWS_SECONDS = 0.2
# Per read of the list, each up to some hundred kilobytes.
_MOST_PAGES = 100
_AT_EASE, _FIRST_TREE, _UNWATCHED, _STRICT = "at ease", "first tree", "unwatched", "strict"


class ReleaseFilter(NamedTuple):
    """Which releases are wanted; an empty part lets everything through."""

    text: str = ""
    statuses: frozenset[Status] = frozenset()

    def finds(self, row: ReleaseSummary) -> bool:
        """Whether the text stands in the row's id, name or version."""
        text = self.text.casefold().strip()
        return not text or text in " ".join((row.id, row.name or "", row.version or "")).casefold()


class _Question(NamedTuple):
    wanted: ReleaseFilter
    page: int
    page_size: int


@dataclass(frozen=True, slots=True)
class _Listed:
    """All rows in their order, and the pages of them that were asked for."""

    rows: list[ReleaseSummary]
    read_at: datetime
    complete: bool
    census: Census
    told: list[Told]
    predecessors: Predecessors
    table: VersionTable
    pages: "LRUCache[_Question | VersionFilter | CellName, asyncio.Future[Dump]]" = field(
        default_factory=lambda: LRUCache(_MOST_PAGES)
    )

    async def page(self, question: _Question) -> Dump:
        """One page as it is sent, made in a thread by the first request for it."""
        return await self._made(question, lambda: self._dump(question))

    async def versions(self, wanted: VersionFilter) -> Dump:
        """The table of what runs where, made in the same way."""
        return await self._made(wanted, lambda: self.table.dump(self.told, self.read_at, wanted))

    async def history(self, name: CellName) -> Dump:
        """The history of one of its cells, made in the same way."""
        return await self._made(name, lambda: dump_of(history_of(self.told, self.read_at, name)))

    async def _made(self, key: _Question | VersionFilter | CellName, make: Callable[[], Dump]) -> Dump:
        if key not in self.pages:
            self.pages[key] = asyncio.ensure_future(asyncio.to_thread(make))
        return await asyncio.shield(self.pages[key])

    def _dump(self, question: _Question) -> Dump:
        wanted, page, page_size = question
        found = [row for row in self.rows if wanted.finds(row)]
        chosen = [row for row in found if not wanted.statuses or row.counted_as in wanted.statuses]
        groups = Counter(group_of(row) for row in chosen)
        needs = Counter(need_of(row) for row in chosen)
        first = (page - 1) * page_size
        return dump_of(
            ReleasePage(
                items=[beside_usual(row, self.predecessors) for row in chosen[first : first + page_size]],
                total=len(chosen),
                page=page,
                page_size=page_size,
                facets=count_statuses(row.counted_as for row in found if row.counted_as),
                unread=sum(row.counted_as is None for row in found),
                groups={group: groups[group] for group in GROUPS},
                attention={need: needs[need] for need in NEEDS.values() if needs[need]},
                read_at=self.read_at,
                complete=self.complete,
            )
        )


class ListedTemporal(Listing, SpareBudget, Protocol):
    """What the list needs of Temporal."""


class ReleaseList:
    """All releases of the namespace, read once for all who look at the same moment."""

    def __init__(
        self,
        temporal: ListedTemporal,
        entities: EntityService,
        known: KnownRows,
        rule: ReleaseRule,
        *,
        patience: float = math.inf,
    ) -> None:
        self._runs = ReleaseRuns(temporal, rule.query)
        self._rows = ReleaseRows(entities, temporal, known)
        self._rows_time = known.pace.rows_time
        self._patience = patience
        self._interval = min(_LIST_INTERVAL_SECONDS, _INTERVAL_SHARE * patience)
        # A read of the list ends in time by itself, so the next one need not keep away for longer.
        self._shared: SharedReads[_Listed] = SharedReads(
            self._read, window=self._interval, patience=patience, rest=lambda took: took
        )
        self._strict_since = math.inf
        self._last: _Listed | None = None
        self._predecessors = Predecessors([], rule.names)
        self._table = VersionTable()

    @property
    def list_reads(self) -> ReadCounts:
        """How many requests shared how many reads of the list."""
        return self._shared.counts

    @property
    def census(self) -> Census | None:
        """What the list last read, counted; None until it was read."""
        return self._last.census if self._last else None

    async def page(self, wanted: ReleaseFilter, *, page: int, page_size: int, strict: bool = False) -> Dump:
        """One page: needing attention first, then open, then closed, newest first."""
        listed = await self._listed(strict=strict)
        return await listed.page(_Question(wanted, page, page_size))

    async def look(self) -> None:
        """Read the list for nobody in particular: its rows are waited for as long as a read may take at all."""
        await self._shared.get(_UNWATCHED)

    async def usual(self, release_id: str) -> Usual:
        """A release against those of the same name.

        Raises:
            ReleaseNotFoundError: the list does not have it.
        """
        listed = await self._listed(strict=False)
        row = next((row for row in listed.rows if row.id == release_id), None)
        if row is None:
            raise ReleaseNotFoundError(f"{release_id} is not among the releases that are listed.")
        now = datetime.now(UTC)
        return await asyncio.to_thread(usual_of, row, listed.rows, listed.predecessors, now, listed.read_at)

    async def versions(self, wanted: VersionFilter, *, strict: bool = False) -> Dump:
        """What runs where, by the trees that the list has read: asking for it costs Temporal what the list costs."""
        listed = await self._told(strict=strict)
        return await listed.versions(wanted)

    async def cell_history(self, name: CellName, *, strict: bool = False) -> Dump:
        """What releases did to one app in one cluster, by the same trees."""
        listed = await self._told(strict=strict)
        return await listed.history(name)

    async def close(self) -> None:
        """Stop the reads that go on in the background."""
        await self._runs.close()
        await self._rows.close()

    async def _told(self, *, strict: bool) -> _Listed:
        """The list; while no tree is known, the first one is waited for as long as a read may take at all."""
        if strict or (self._last and any(each.facts for each in self._last.told)):
            return await self._listed(strict=strict)
        return await self._shared.get(_FIRST_TREE)

    async def _listed(self, *, strict: bool) -> _Listed:
        if strict:
            self._strict_since = min(self._strict_since, asyncio.get_running_loop().time())
        return await self._shared.get(_STRICT if strict else _AT_EASE, strict=strict)

    async def _read(self, pace: str) -> _Listed:
        since, clock = datetime.now(UTC), asyncio.get_running_loop().time
        is_strict, began = pace == _STRICT, clock()
        end = self._patience + (self._first_asked(began) if is_strict else began) - _ANSWER_SECONDS
        runs, read_at = await self._runs.latest(whole=is_strict, within=end - _LEAST_ROWS_SECONDS - clock())
        rows_end = {_AT_EASE: clock() + self._rows_time, _STRICT: began + self._interval}.get(pace, end)
        within = min(max(rows_end, clock() + _LEAST_ROWS_SECONDS), end) - clock()
        is_first = pace == _FIRST_TREE
        rows = await self._rows.read(runs, since=since if is_strict else None, within=within, for_one=is_first)
        if pace == _AT_EASE:
            self._rows.read_ahead()
        is_late = read_at < since
        listed = await asyncio.to_thread(self._in_order, rows, read_at, complete=rows.complete and not is_late)
        # A strict read that began later may have ended before.
        if self._last is None or self._last.read_at <= read_at:
            self._last = listed
        return listed

    def _in_order(self, read: Rows, read_at: datetime, *, complete: bool) -> _Listed:
        rows, census = sorted(read.rows, key=_place), census_of(read.rows, read_at)
        self._predecessors = self._predecessors.in_list(rows)
        return _Listed(rows, read_at, complete, census, read.told, self._predecessors, self._table)

    def _first_asked(self, began: float) -> float:
        """When the first of those asked who wait for the strict read that begins now."""
        asked, self._strict_since = min(began, self._strict_since), math.inf
        return asked


def _place(row: ReleaseSummary) -> tuple[int, float]:
    started = row.execution.started_at if row.execution else None
    return GROUPS.index(group_of(row)), -started.timestamp() if started else 0.0
