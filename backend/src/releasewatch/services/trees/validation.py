"""Reads the parts of one tree that wait for it, some at a time: what is needed now, then what can follow."""

import asyncio
from collections.abc import Callable, Iterable
from contextlib import AbstractAsyncContextManager, nullcontext, suppress
from datetime import UTC, datetime
from heapq import heapify, heappop, heappush
from itertools import count
from typing import cast

import structlog

from releasewatch.core.errors import (
    NoWorkerError,
    RunClosedError,
    TemporalBusyError,
    TemporalError,
    TemporalTimeoutError,
    TemporalUnreachableError,
    WorkflowNotFoundError,
    WorkflowPausedError,
    WorkflowVanishedError,
)
from releasewatch.models.entities import Code, ExecutionStatus
from releasewatch.models.executions import Description
from releasewatch.models.status import EntityType
from releasewatch.services.trees.families import Families
from releasewatch.services.trees.needs import MaxAge
from releasewatch.services.trees.parts import Part
from releasewatch.services.trees.placing import Found, Placing
from releasewatch.services.workflows.reader import Reading, WorkflowReader

logger = structlog.get_logger(__name__)

_LEVELS = {type_: level for level, type_ in enumerate(EntityType)}
# Every call for a part has a time limit of its own, which is to say why there is no answer. So long, and it is left.
_LONGEST_SECONDS = 4.0

# By what the order goes, the part, and after which moment it has to be read.
_Need = tuple[bool, float, int, int, Part, datetime]

# Held while a part is read, so that a tree can be made to leave others room.
Place = Callable[[], AbstractAsyncContextManager[None]]


class Validation:
    """Goes on until nothing waits or it is stopped, whether or not a read waits for it.

    Attributes:
        lock: Held while the tree changes, and by those who must not see it change.
    """

    def __init__(
        self, reader: WorkflowReader, max_age: MaxAge, *, concurrency: int, place: Place = nullcontext
    ) -> None:
        self.lock = asyncio.Lock()
        self.placing = Placing(self.need)
        self._reader = reader
        self._max_age = max_age
        self._concurrency = concurrency
        self._place = place
        self._waiting: list[_Need] = []
        self._later: list[_Need] = []
        self._under_way = 0
        self._arrivals = count()
        # Since when each has been at its part; None while it has none.
        self._workers: dict[asyncio.Task[None], float | None] = {}
        self._done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.begin(())

    def begin(self, parts: Iterable[Part], later: Iterable[Part] = (), first: Iterable[Part] = ()) -> None:
        """Have these parts read from now on, some `first` and some `later`, and no others that waited."""
        now = datetime.now(UTC)
        self._give_up(asyncio.get_running_loop().time() - _LONGEST_SECONDS)
        # Looked up once a read: a parent that is no entity has the same parents for all.
        self._families = Families(self._reader)
        # Workflows that were looked at and not read: one Describe a read is enough.
        self._described: dict[str, Description] = {}
        self._waiting = [self._entry(part, now, at_once=True) for part in first]
        self._waiting += [self._entry(part, now) for part in parts]
        self._later = [self._entry(part, now) for part in later]
        heapify(self._waiting)
        heapify(self._later)
        self._go_on()

    def need(self, part: Part, since: datetime, *, at_once: bool = False) -> None:
        """Have a part read, unless it is after `since`."""
        heappush(self._waiting, self._entry(part, since, at_once=at_once))
        self._go_on()

    def finish(self) -> "asyncio.Future[None]":
        """Wait until nothing is needed any more but what can follow."""
        return asyncio.shield(self._done)

    def stop(self) -> None:
        """Let what waits wait."""
        self._waiting.clear()
        self._later.clear()
        for worker in self._workers:
            worker.cancel()

    async def close(self) -> None:
        """Stop, and wait until nothing is under way."""
        self.stop()
        await asyncio.gather(*self._workers, return_exceptions=True)

    def _give_up(self, before: float) -> None:
        """Leave the parts at which a worker has been since before that, whatever they wait for."""
        for worker, since in self._workers.items():
            if since is not None and since < before:
                worker.cancel()

    def _entry(self, part: Part, since: datetime, *, at_once: bool = False) -> _Need:
        used = self._max_age.share_used(part, since)
        return not at_once, -used, _LEVELS[part.type], next(self._arrivals), part, since

    def _go_on(self) -> None:
        waiting = len(self._waiting) + len(self._later)
        for _ in range(min(waiting, self._concurrency - len(self._workers))):
            worker = asyncio.create_task(self._work())
            self._workers[worker] = None
            worker.add_done_callback(self._end)
        self._tell()

    def _tell(self) -> None:
        """Say whether something is needed."""
        is_needed = bool(self._waiting) or self._under_way > 0
        if is_needed and self._done.done():
            self._done = asyncio.get_running_loop().create_future()
        elif not is_needed and not self._done.done():
            self._done.set_result(None)

    def _end(self, worker: "asyncio.Task[None]") -> None:
        self._workers.pop(worker)
        if not worker.cancelled() and (failure := worker.exception()):
            self.stop()
            if self._done.done():
                # The read that waited for it has been answered already.
                logger.error("part_not_read", exc_info=failure)
            else:
                self._done.set_exception(failure)
        # A need may have come after it had ended.
        self._go_on()

    async def _work(self) -> None:
        worker = cast("asyncio.Task[None]", asyncio.current_task())
        while self._waiting or self._later:
            async with self._place():
                if (turn := self._next()) is None:
                    break
                part, is_needed = turn
                self._workers[worker], read_at = asyncio.get_running_loop().time(), datetime.now(UTC)
                self._under_way += is_needed
                found = None
                try:
                    # A run that has closed meanwhile is described anew by the next read.
                    with suppress(RunClosedError):
                        found = await self._find(part)
                    async with self.lock:
                        if found and not part.is_dropped:
                            self.placing.place(part, found, _since_when(part, found, read_at))
                finally:
                    self._under_way -= is_needed
                    self._workers[worker] = None
            self._tell()

    def _next(self) -> tuple[Part, bool] | None:
        """The part whose turn it is, and whether a read waits for it; None once nothing is to be read any more."""
        while waiting := self._waiting or self._later:
            is_needed = waiting is self._waiting
            *_, part, since = heappop(waiting)
            if not part.is_dropped and not (part.read_at and part.read_at >= since):
                return part, is_needed
        return None

    async def _find(self, part: Part) -> Found | None:
        """Read a part; None where that has not worked out now, or the part above has answered otherwise meanwhile."""
        try:
            if found := await self._read_without_asking(part) or await self._read_as_part(part):
                return found
            run = self._described.pop(part.id, None) or await self._reader.describe(part.id)
            reading = await self._reader.read(run, part.type)
            return await self._unless_a_strangers(part, reading)
        except (NoWorkerError, TemporalTimeoutError, WorkflowPausedError) as silence:
            return await self._read_own_child(part) or Found(error=(Code(silence.code), silence.detail))
        except WorkflowNotFoundError as error:
            if isinstance(error, WorkflowVanishedError):
                return Found(error=(Code.VANISHED, error.detail))
            return await self._read_as_last_resort(part)
        except TemporalError as error:
            # What was read before is shown with its age while Temporal is busy or away.
            is_known = isinstance(error, (TemporalBusyError, TemporalUnreachableError)) and part.read_at
            return None if is_known else Found(error=(Code(error.code), error.detail))

    async def _unless_a_strangers(self, part: Part, reading: Reading) -> Found | None:
        """What the workflow of the part's id says, if it is the part's own."""
        stranger = await self._families.stranger(part, reading.description)
        if stranger is None:
            return Found(reading, has_workflow=True)
        if not stranger.is_of_earlier_start or reading.description.is_open:
            return Found(error=(Code.FOREIGN_WORKFLOW, stranger.why))
        above = part.parent.source if part.parent else None
        if above and above.status is ExecutionStatus.COMPLETED:
            # Done before, and not to be done again: a release may go on where its earlier start ended.
            return Found(reading, has_workflow=True)
        # Who names it now has not begun it yet.
        return await self._read_as_last_resort(part, stranger.why)

    async def _read_as_part(self, part: Part, *, is_last_resort: bool = False) -> Found | None:
        """Ask the workflow that answered for the parent: ids such as `wave:wave-1` are not unique among workflows."""
        above = part.parent.source if part.parent else None
        if above is None:
            return None
        answered = await self._reader.part_state.ask(above, part.type, part.id, is_last_resort=is_last_resort)
        return Found(Reading(*answered)) if answered else None

    async def _read_without_asking(self, part: Part) -> Found | None:
        """A finished run that returned its final answer stays readable without a worker, and so do its children."""
        above = part.parent.source if part.parent else None
        if above is None or above.is_open or self._reader.handlers.knows(above):
            return None
        return await self._read_own_child(part)

    async def _read_own_child(self, part: Part) -> Found | None:
        """Read the part's own workflow, if it is a child of the one that would have to be asked first.

        Another release's workflow may have the same id.
        """
        with suppress(TemporalError):
            description = await self._reader.describe(part.id)
            if await self._families.is_own(part, description):
                return Found(await self._reader.read(description, part.type), has_workflow=True)
            self._described[part.id] = description
        return None

    async def _read_as_last_resort(self, part: Part, why: str = "") -> Found | None:
        """Before a part counts as not started, its parent's workflow is asked what others of its kind do not know."""
        not_started = Found(error=(Code.NOT_STARTED, why))
        above = part.parent.source if part.parent else None
        if above is None:
            # It may be inside the workflow above, which could not be read.
            return Found(error=part.parent.error) if part.parent and part.parent.error else not_started
        if not above.is_open:
            return not_started
        read_at = datetime.now(UTC)
        try:
            if found := await self._read_as_part(part, is_last_resort=True):
                return found
            holder = next((each for each in part.ancestors() if each.has_workflow), None)
            known = holder.understood if holder else None
            whole = await self._reader.own_state.fuller(known, above, holder.type) if holder and known else None
        except TemporalError:
            return not_started
        if whole is None or holder is None:
            return not_started
        async with self.lock:
            self.placing.understand(holder, whole, read_at)
            holder.touch()
        return None


def _since_when(part: Part, found: Found, read_at: datetime) -> datetime:
    """What a workflow says of a part inside it is as old as the Describe of that workflow."""
    above = part.parent
    if found.reading and not found.has_workflow and above and (described_at := above.validated_at):
        return min(read_at, described_at)
    return read_at
