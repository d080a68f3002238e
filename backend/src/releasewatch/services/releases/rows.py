"""The rows of the list, one per release run, each read as far and as often as is cheap."""

import asyncio
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import NamedTuple, Protocol

import structlog

from releasewatch.core.errors import ReleaseNotFoundError, TemporalError, TemporalTimeoutError, WorkflowNotFoundError
from releasewatch.core.text import quoted
from releasewatch.models.entities import Code
from releasewatch.models.entity_ids import id_fault, is_entity_id
from releasewatch.models.executions import ListedExecution
from releasewatch.models.page import ReleaseSummary
from releasewatch.models.status import EntityType
from releasewatch.services.releases.known_rows import KnownRow, KnownRows, RowKey, Told
from releasewatch.services.trees.outlook import PASSING_CODES, Outlook, Seen
from releasewatch.services.trees.service import EntityService
from releasewatch.services.trees.summary import unread

logger = structlog.get_logger(__name__)

_LOOK_AGAIN_SECONDS = 0.1
_UNFORESEEN = "Something unforeseen happened while it was read: the server's log says what."


class SpareBudget(Protocol):
    """What the rows must know of the calls to Temporal."""

    @property
    def spare(self) -> float:
        """The part of the budget that is left: 1 when it is untouched, 0 and below when calls have to wait."""


class Rows(NamedTuple):
    """The rows of a list, and whether each says all there is to say, by a read as late as wanted.

    Attributes:
        told: What they say of apps, in the same order.
    """

    rows: list[ReleaseSummary]
    told: list[Told]
    complete: bool


@dataclass(slots=True, eq=False)
class _Read:
    """One read of a row: waiting for its turn, or under way.

    Attributes:
        is_strict: Whether a strict list waits for it.
        is_ahead: Whether it is for the next list.
        has_begun: Whether it is too late for another strict list to join.
        waiters: How many lists wait for it.
    """

    known: KnownRow
    is_strict: bool = False
    is_ahead: bool = False
    has_begun: bool = False
    waiters: int = 0
    task: asyncio.Task[None] = field(init=False)


class ReleaseRows:
    """Open runs are read with their trees, at a pace; ended ones once, their trees while the budget is idle."""

    def __init__(self, entities: EntityService, budget: SpareBudget, known: KnownRows) -> None:
        """Read with `entities` what is not `known`, and leave others their part of `budget`."""
        self._entities = entities
        self._budget = budget
        self._known = known
        self._pace = known.pace
        self._reads: dict[RowKey, _Read] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._leisurely: asyncio.Task[None] | None = None
        self._roots = asyncio.Semaphore(self._pace.closed_at_once)
        # The first one is read alone: a table that shows one soon is better than one that shows all late.
        self._trees = asyncio.Semaphore(1)
        # One after the other: small ones do not wait for them, nor viewers for the threads that build them.
        self._big_trees = asyncio.Semaphore(1)
        self._has_read_one = False
        self._listed: list[KnownRow] = []
        self._looked_at = -math.inf
        self._looked_at_before = -math.inf
        self._ahead: asyncio.Task[None] | None = None

    async def read(
        self, runs: Sequence[ListedExecution], *, since: datetime | None, within: float, for_one: bool = False
    ) -> Rows:
        """The rows of these runs as far as they are read `within` seconds. Reads go on for the next list.

        With `since`, all that can have changed and was not read since that moment is read again. With `for_one`, one
        open run that is read is enough, or one ended run where none is open.
        """
        end = _now() + within
        listed = self._look_up(runs)
        unsettled = [known for known in listed if not known.is_final]
        # What is under way is looked at first, so it is read before the many that are over; the oldest row goes first.
        for is_open in (True, False):
            due = [known for known in unsettled if known.run.is_open is is_open and _is_due(known, since)]
            reads = [self._begin(known, is_strict=bool(since)) for known in sorted(due, key=lambda each: each.read_at)]
            left = end - _now()
            awaited = [read for read in reads if since or for_one or read.known.is_worth_waiting(left)]
            await _wait(awaited, within=left, for_one=for_one)
            if reads and for_one:
                break
        self._keep_reading_ended_trees()
        there = [known for known in listed if not known.is_gone]
        rows = [known.row or unread(known.run, Code.NOT_READ_YET, "Not read yet.") for known in there]
        told = [Told(known.run, row, known.facts) for known, row in zip(there, rows, strict=True)]
        return Rows(rows, told, all(known.is_gone or known.is_complete(since) for known in unsettled))

    def read_ahead(self) -> None:
        """Read before the next list what it would have to wait for, where one list comes after the other."""
        is_polled = self._looked_at - self._looked_at_before < 2 * self._pace.round
        if is_polled and (self._ahead is None or self._ahead.done()):
            self._ahead = asyncio.create_task(self._read_open_trees())

    async def close(self) -> None:
        """Stop what goes on."""
        tasks = [*self._tasks, *(task for task in (self._leisurely, self._ahead) if task)]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _look_up(self, runs: Sequence[ListedExecution]) -> list[KnownRow]:
        """What is known of these runs."""
        listed = [self._known.of(run) for run in runs]
        self._listed, self._looked_at_before, self._looked_at = listed, self._looked_at, _now()
        being_read = (read.known for read in self._reads.values())
        self._known.forget_unlisted((*being_read, *listed), listed=len(listed))
        self._known.bound_facts(listed)
        return listed

    def _begin(self, known: KnownRow, *, is_strict: bool = False, at_leisure: bool = False) -> _Read:
        """Read a row, or join a read of it; a strict list joins only one that has not begun."""
        read = self._reads.get(known.key)
        if read is None or (is_strict and read.has_begun):
            read = self._reads[known.key] = _Read(known)
            read.task = asyncio.create_task(self._fetch(read) if at_leisure else self._read_in_turn(read))
            self._tasks.add(read.task)
            read.task.add_done_callback(lambda _: self._end(read))
        read.is_strict = read.is_strict or is_strict
        return read

    def _end(self, read: _Read) -> None:
        self._tasks.discard(read.task)
        if self._reads.get(read.known.key) is read:
            del self._reads[read.known.key]
        if not read.task.cancelled() and (error := read.task.exception()):
            # It costs this row, and no other.
            logger.error("row_failed", release=read.known.run.workflow_id, exc_info=error)
            self._fail(read.known, Code.INTERNAL_ERROR, _UNFORESEEN, datetime.now(UTC))

    async def _read_in_turn(self, read: _Read) -> None:
        """Read a row when its turn comes. The list that asked for it may have been answered by then."""
        is_tree = read.known.run.is_open or read.known.has_answered
        is_big = self._entities.is_big(read.known.run.workflow_id)
        async with self._big_trees if is_big else self._trees if is_tree else self._roots:
            if await self._has_room(self._pace.spare, lambda: self._is_wanted(read)):
                await self._fetch(read)
                if is_tree:
                    self._go_on_with_several()

    def _go_on_with_several(self) -> None:
        """Read several trees at once from now on."""
        if not self._has_read_one:
            self._has_read_one = True
            for _ in range(1, self._pace.trees_at_once):
                self._trees.release()

    def _is_wanted(self, read: _Read) -> bool:
        """Whether a list waits for it, or will soon."""
        return bool(read.waiters) or (self._is_looked_at() and (read.is_ahead or read.known.is_due(_now())))

    def _is_looked_at(self) -> bool:
        return _now() - self._looked_at < self._pace.looked_at

    async def _read_open_trees(self) -> None:
        """Read those that will be due with the next list, just before it comes."""
        await asyncio.sleep(self._pace.ahead)
        for known in self._listed:
            if known.run.is_open and not known.is_fresh(after=self._pace.round - self._pace.ahead):
                self._begin(known).is_ahead = True

    def _keep_reading_ended_trees(self) -> None:
        """Read the trees of ended releases for as long as the list is looked at."""
        if self._leisurely is None or self._leisurely.done():
            self._leisurely = asyncio.create_task(self._read_ended_trees())

    async def _read_ended_trees(self) -> None:
        """One after the other, those that ended last first; of one that somebody looks at, that read tells."""
        while await self._has_room(self._pace.leisure, self._is_looked_at):
            due = (known for known in self._listed if known.is_due_at_leisure(_now()))
            known = next((each for each in due if not self._entities.is_watched(each.run.workflow_id)), None)
            if known is None:
                return
            began = _now()
            await _wait([self._begin(known, at_leisure=True)])
            await asyncio.sleep(self._pace.leisurely_rest * (_now() - began))

    async def _has_room(self, spare: float, is_wanted: Callable[[], bool]) -> bool:
        """Wait until this share of the budget is left for who looks at a tree; false once the read is not wanted.

        While somebody does, these reads hold few places, and need not wait: the budget may never be left.
        """
        while is_wanted():
            if self._budget.spare >= spare or self._entities.is_watched():
                return True
            await asyncio.sleep(_LOOK_AGAIN_SECONDS)
        return False

    async def _fetch(self, read: _Read) -> None:
        read.has_begun = True
        known, began, read_at = read.known, _now(), datetime.now(UTC)
        had_answered = known.has_answered
        if not is_entity_id(known.run.workflow_id, EntityType.RELEASE):
            self._fail(known, Code.INVALID_ID, _no_release_id(known.run.workflow_id), read_at)
            return
        try:
            seen = await self._see(read)
        except (ReleaseNotFoundError, WorkflowNotFoundError):
            known.is_gone, known.read_at, known.due_at = True, read_at, _now() + self._pace.unsettled[0]
        except TemporalError as error:
            # A strict list did not get its turn in time: the row stays, and says when it was read.
            if not (read.is_strict and known.row and isinstance(error, TemporalTimeoutError)):
                self._fail(known, Code(error.code), error.detail, read_at)
        else:
            known.take(seen, seen.row.tree_read_at or read_at, _now())
        if had_answered and not known.has_answered:
            known.be_due()
        else:
            known.seconds = _now() - began

    async def _see(self, read: _Read) -> Seen:
        run = read.known.run
        if not run.is_open:
            return await self._entities.ended_release(run, whole=read.known.has_answered)
        snapshot = await self._entities.hierarchy(run.workflow_id, strict=read.is_strict, for_list=True)
        return Seen(snapshot.summary, Outlook.UNSETTLED, behind=snapshot.behind, facts=snapshot.facts)

    def _fail(self, known: KnownRow, code: Code, reason: str, read_at: datetime) -> None:
        found = Outlook.PASSING if code in PASSING_CODES else Outlook.UNSETTLED
        known.take(Seen(unread(known.run, code, reason), found, has_answered=False), read_at, _now())


def _now() -> float:
    return asyncio.get_running_loop().time()


def _is_due(known: KnownRow, since: datetime | None) -> bool:
    return known.is_due_since(since) if since else known.is_due(_now())


async def _wait(reads: list[_Read], *, within: float | None = None, for_one: bool = False) -> None:
    """Wait for reads, or for one of them, counted as a waiter."""
    if not reads:
        return
    for read in reads:
        read.waiters += 1
    try:
        await asyncio.wait(
            [read.task for read in reads],
            timeout=None if within is None else max(0.0, within),
            return_when=asyncio.FIRST_COMPLETED if for_one else asyncio.ALL_COMPLETED,
        )
    finally:
        for read in reads:
            read.waiters -= 1


def _no_release_id(text: str) -> str:
    return f"{quoted(text)} is not a release id: {id_fault(text, EntityType.RELEASE)}."
