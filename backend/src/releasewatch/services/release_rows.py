"""The rows of the list, one a release run: each read as far and as often as is cheap."""

import asyncio
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from releasewatch.core.errors import ReleaseNotFoundError, TemporalError, WorkflowNotFoundError
from releasewatch.models.entities import Code
from releasewatch.models.executions import ListedExecution
from releasewatch.models.page import ReleaseSummary
from releasewatch.models.status import EntityType, Status
from releasewatch.models.workflow_answers import is_entity_id
from releasewatch.services.entity_service import EntityService, is_closed
from releasewatch.services.tree import ENDED_BADLY, execution_of

_CLOSED_AT_ONCE = 16
# Below the five seconds in which a change has to be seen, and well above what a viewer of one tree asks for.
_TREE_AGE = timedelta(seconds=3.5)
_TREES_AT_ONCE = 4
# A tree takes at most a tenth of the time of the list alone, however big it is.
_REST = 10
# What a closed run answers wrongly it answers wrongly again, at the price of a replay, until its worker's code changes.
_TRY_LATER = 60.0
_TRY_SOON = 5.0
_PASSING = frozenset(
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

_Read = asyncio.Task[ReleaseSummary | None]


@dataclass(slots=True)
class _Known:
    """What is known of a run's row.

    Attributes:
        due_at: When it is worth reading, by the event loop's clock; never again once it is final.
        seconds: How long its tree took to read.
    """

    row: ReleaseSummary | None = None
    due_at: float = -math.inf
    seconds: float = 0.0


class ReleaseRows:
    """Open runs are read with their trees, at a pace; closed ones once, without asking any workflow below."""

    def __init__(self, entities: EntityService) -> None:
        """Read with `entities`, and see what others have read with it."""
        self._entities = entities
        self._known: dict[str, _Known] = {}
        # By the run as it was listed: what is read of an open one says nothing of how it ended.
        self._under_way: dict[ListedExecution, _Read] = {}
        self._places = asyncio.Semaphore(_CLOSED_AT_ONCE)
        self._trees_at_once = asyncio.Semaphore(_TREES_AT_ONCE)

    async def read(self, runs: Sequence[ListedExecution], *, strict: bool, within: float) -> list[ReleaseSummary]:
        """The rows of these runs as far as they are had `within` seconds; what goes on is there for the next read."""
        self._known = known = {run.run_id: self._known_of(run) for run in runs}
        due = [run for run in runs if self._is_due(run, strict=strict)]
        reads: dict[str, _Read] = {}
        clock = asyncio.get_running_loop().time
        end = clock() + within
        # What is under way is looked at first, so it is read before the many that are over.
        for group in ([run for run in due if run.is_open], [run for run in due if not run.is_open]):
            begun = {run.run_id: self._begin(run, strict=strict) for run in group}
            reads |= begun
            if begun:
                await asyncio.wait(begun.values(), timeout=max(0.0, end - clock()))
        rows = (_row_so_far(run, known[run.run_id], reads.get(run.run_id)) for run in runs)
        return [row for row in rows if row]

    def _known_of(self, run: ListedExecution) -> _Known:
        """What is still true of a run: nothing that it said before it ended."""
        known = self._known.get(run.run_id) or _Known()
        has_ended_since = known.row and not is_closed(known.row) and not run.is_open
        return _Known() if has_ended_since else known

    def _is_due(self, run: ListedExecution, *, strict: bool) -> bool:
        known, seen = self._known[run.run_id], self._entities.last_seen(run.run_id)
        if seen and not run.is_open and is_closed(seen):
            # Final, and perhaps by now with its tree, because somebody looked at it.
            known.row, known.due_at = seen, math.inf
        if seen and run.is_open and _is_fresh(seen, known):
            known.row = seen
            return strict
        return known.due_at < math.inf if strict else asyncio.get_running_loop().time() >= known.due_at

    def _begin(self, run: ListedExecution, *, strict: bool) -> _Read:
        """Read one row, or join the read that an earlier list began."""
        under_way = self._under_way.get(run)
        if under_way is None or strict:
            under_way = asyncio.create_task(self._read(run, self._known[run.run_id], strict=strict))
            under_way.add_done_callback(lambda read: self._end(run, read))
            self._under_way[run] = under_way
        return under_way

    def _end(self, run: ListedExecution, read: _Read) -> None:
        if self._under_way.get(run) is read:
            del self._under_way[run]

    async def _read(self, run: ListedExecution, known: _Known, *, strict: bool) -> ReleaseSummary | None:
        """Read one row and keep it, though the list that asked for it may be answered already."""
        row = await self._row(run, strict=strict)
        if row:
            known.row = row
            known.due_at = asyncio.get_running_loop().time() + self._pause(run, row)
        return row

    def _pause(self, run: ListedExecution, row: ReleaseSummary) -> float:
        if run.is_open:
            return 0.0 if row.tree_read_at else _TREE_AGE.total_seconds()
        if self._entities.last_seen(run.run_id) is row:
            return math.inf
        return _TRY_SOON if row.code in _PASSING else _TRY_LATER

    async def _row(self, run: ListedExecution, *, strict: bool) -> ReleaseSummary | None:
        if not is_entity_id(run.workflow_id, EntityType.RELEASE):
            return _unread(run, Code.INVALID_ID, f"{run.workflow_id!r} is no release id.")
        try:
            if run.is_open:
                return await self._open_row(run, strict=strict)
            async with self._places:
                return await self._entities.closed_release(run)
        except (ReleaseNotFoundError, WorkflowNotFoundError):
            return None
        except TemporalError as error:
            return _unread(run, Code(error.code), error.detail)

    async def _open_row(self, run: ListedExecution, *, strict: bool) -> ReleaseSummary:
        if strict:
            return (await self._entities.hierarchy(run.workflow_id, strict=True)).summary
        async with self._trees_at_once:
            began = asyncio.get_running_loop().time()
            row = (await self._entities.hierarchy(run.workflow_id)).summary
            if known := self._known.get(run.run_id):
                known.seconds = asyncio.get_running_loop().time() - began
            return row


def _is_fresh(seen: ReleaseSummary, known: _Known) -> bool:
    """Whether a tree was read lately enough: big ones, which cost Temporal most, are read less often."""
    pace = max(_TREE_AGE, timedelta(seconds=_REST * known.seconds))
    return seen.tree_read_at is not None and datetime.now(UTC) - seen.tree_read_at < pace


def _row_so_far(run: ListedExecution, known: _Known, read: _Read | None) -> ReleaseSummary | None:
    if read and read.done():
        return read.result()
    return known.row or _unread(run, Code.NOT_READ_YET, "Not read yet.")


def _unread(run: ListedExecution, code: Code, reason: str) -> ReleaseSummary:
    """A row of which only visibility is known: unknown, unless the run itself ended badly."""
    status = ENDED_BADLY[run.status][0] if run.status in ENDED_BADLY else Status.UNKNOWN
    return ReleaseSummary(
        id=run.workflow_id,
        path=run.workflow_id,
        status=status,
        health=status,
        reason=reason,
        code=code,
        execution=execution_of(run),
    )
