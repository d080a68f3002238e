"""The list of releases: the latest run of each id from visibility, each row read as far as is cheap."""

import asyncio
import math
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal, NamedTuple

from releasewatch.core.errors import ReleaseNotFoundError, TemporalError, WorkflowNotFoundError
from releasewatch.models.entities import Code
from releasewatch.models.executions import OPEN_STATUSES, ListedExecution
from releasewatch.models.page import ReleasePage, ReleaseSummary
from releasewatch.models.status import EntityType, Status
from releasewatch.models.workflow_answers import is_entity_id
from releasewatch.services.entity_service import EntityService, count_statuses
from releasewatch.services.release_runs import Listing, ReleaseRuns
from releasewatch.services.shared_reads import ReadCounts, SharedReads
from releasewatch.services.tree import ENDED_BADLY, execution_of

# Each List makes Temporal read its visibility store, which it limits most of all.
_LIST_INTERVAL = 2.0
_ROW_DEADLINE = 1.0
_ROWS_AT_ONCE = 16
# Below the five seconds in which a change has to be seen, and well above what a viewer of one tree asks for.
_TREE_AGE = timedelta(seconds=3.5)
_TREES_AT_ONCE = 4
# A tree takes at most a tenth of the time of the list alone, however big it is.
_REST = 10
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


@dataclass(frozen=True, slots=True)
class _Rows:
    rows: list[ReleaseSummary]
    read_at: datetime

    @property
    def complete(self) -> bool:
        return all(row.code is not Code.NOT_READ_YET for row in self.rows)


class ReleaseList:
    """All releases of the namespace, read once for all who look at the same moment."""

    def __init__(
        self, temporal: Listing, entities: EntityService, *, release_query: str, patience: float = math.inf
    ) -> None:
        """List what matches `release_query`, a Temporal list filter."""
        self._runs = ReleaseRuns(temporal, release_query)
        self._entities = entities
        self._shared: SharedReads[_Rows] = SharedReads(self._read_rows, window=_LIST_INTERVAL, patience=patience)
        self._under_way: dict[str, asyncio.Task[ReleaseSummary | None]] = {}
        self._last: dict[str, ReleaseSummary] = {}
        self._last_rows: _Rows | None = None
        self._seconds: dict[str, float] = {}
        self._places = asyncio.Semaphore(_ROWS_AT_ONCE)
        self._trees_at_once = asyncio.Semaphore(_TREES_AT_ONCE)

    @property
    def list_reads(self) -> ReadCounts:
        """How many requests shared how many reads of the list."""
        return self._shared.counts

    @property
    def census(self) -> Census | None:
        """What the list last read, counted; None until somebody has looked at it."""
        return _counted(self._last_rows) if self._last_rows else None

    async def page(self, wanted: ReleaseFilter, *, page: int, page_size: int, strict: bool = False) -> ReleasePage:
        """One page: needing attention first, then open, then closed, newest first."""
        listed = await self._shared.get(_STRICT if strict else _AT_EASE, strict=strict)
        found = [row for row in listed.rows if wanted.finds(row)]
        chosen = [row for row in found if not wanted.statuses or row.health in wanted.statuses]
        chosen.sort(key=lambda row: (_GROUPS.index(group_of(row)), -_started(row)))
        first = (page - 1) * page_size
        return ReleasePage(
            items=chosen[first : first + page_size],
            total=len(chosen),
            page=page,
            page_size=page_size,
            facets=count_statuses(row.health for row in found),
            groups={group: sum(group_of(row) == group for row in chosen) for group in _GROUPS},
            read_at=listed.read_at,
            complete=listed.complete,
        )

    async def _read_rows(self, pace: str) -> _Rows:
        read_at = datetime.now(UTC)
        executions = await self._runs.latest(whole=pace == _STRICT)
        reads = {execution.run_id: self._read_row(execution, pace) for execution in executions}
        if reads:
            await asyncio.wait(reads.values(), timeout=_ROW_DEADLINE)
        rows = [self._row_so_far(execution, reads[execution.run_id]) for execution in executions]
        known = [row for row in rows if row]
        self._last = {run_id: row for run_id, row in self._last.items() if run_id in reads}
        self._seconds = {run_id: took for run_id, took in self._seconds.items() if run_id in reads}
        self._last_rows = _Rows(known, read_at)
        return self._last_rows

    def _read_row(self, execution: ListedExecution, pace: str) -> "asyncio.Task[ReleaseSummary | None]":
        """The read of one row: it outlives this list, so that a slow one is there for the next."""
        under_way = self._under_way.get(execution.run_id)
        if under_way is None or pace == _STRICT:
            under_way = asyncio.create_task(self._row(execution, pace))
            under_way.add_done_callback(lambda task: self._finish_row(execution, task))
            self._under_way[execution.run_id] = under_way
        return under_way

    def _finish_row(self, execution: ListedExecution, read: "asyncio.Task[ReleaseSummary | None]") -> None:
        """Keep what was read, though the list that asked for it may be answered already."""
        if self._under_way.get(execution.run_id) is read:
            del self._under_way[execution.run_id]
        row = None if read.cancelled() else read.result()
        if row:
            self._last[execution.run_id] = row

    async def _row(self, execution: ListedExecution, pace: str) -> ReleaseSummary | None:
        if not is_entity_id(execution.workflow_id, EntityType.RELEASE):
            return _unread(execution, Code.INVALID_ID, f"{execution.workflow_id!r} is no release id.")
        try:
            if execution.is_open:
                return await self._open_row(execution, pace)
            async with self._places:
                return await self._entities.closed_release(execution)
        except (ReleaseNotFoundError, WorkflowNotFoundError):
            return None
        except TemporalError as error:
            return _unread(execution, Code(error.code), error.detail)

    async def _open_row(self, execution: ListedExecution, pace: str) -> ReleaseSummary:
        """Read the tree at the list's own slower pace, or take what somebody who looks at it has just read."""
        if pace == _STRICT:
            return (await self._entities.hierarchy(execution.workflow_id, strict=True)).summary
        seen = self._entities.last_seen(execution.run_id)
        if seen and seen.tree_read_at and datetime.now(UTC) - seen.tree_read_at < self._pace(execution):
            return seen
        async with self._trees_at_once:
            began = asyncio.get_running_loop().time()
            row = (await self._entities.hierarchy(execution.workflow_id)).summary
            self._seconds[execution.run_id] = asyncio.get_running_loop().time() - began
            return row

    def _pace(self, execution: ListedExecution) -> timedelta:
        """How old a row may grow: big trees, which cost Temporal most, are read less often."""
        return max(_TREE_AGE, timedelta(seconds=_REST * self._seconds.get(execution.run_id, 0.0)))

    def _row_so_far(
        self, execution: ListedExecution, read: "asyncio.Task[ReleaseSummary | None]"
    ) -> ReleaseSummary | None:
        if read.done():
            return read.result()
        last = self._last.get(execution.run_id)
        return last or _unread(execution, Code.NOT_READ_YET, "Not read yet.")


def group_of(row: ReleaseSummary) -> Group:
    """Which group of the list a row stands in. An ended release needs nobody any more."""
    if row.execution and row.execution.status not in OPEN_STATUSES:
        return "closed"
    if row.code is Code.NOT_READ_YET:
        return "open"
    trouble = row.problems.unknown or row.problems.waiting
    return "attention" if row.health in _NEEDS_A_PERSON or row.stuck or trouble else "open"


def _counted(listed: _Rows) -> Census:
    # Who has not been looked at yet is no alarm, as an unknown one is.
    found = Counter(
        (Code.NOT_READ_YET if row.code is Code.NOT_READ_YET else row.health, group_of(row)) for row in listed.rows
    )
    words = (*Status, Code.NOT_READ_YET)
    return Census({(word, group): found[word, group] for word in words for group in _GROUPS}, listed.read_at)


def _started(row: ReleaseSummary) -> float:
    started = row.execution.started_at if row.execution else None
    return started.timestamp() if started else 0.0


def _unread(execution: ListedExecution, code: Code, reason: str) -> ReleaseSummary:
    """A row of which only visibility is known: unknown, unless the run itself ended badly."""
    status = ENDED_BADLY[execution.status][0] if execution.status in ENDED_BADLY else Status.UNKNOWN
    return ReleaseSummary(
        id=execution.workflow_id,
        path=execution.workflow_id,
        status=status,
        health=status,
        reason=reason,
        code=code,
        execution=execution_of(execution),
    )
