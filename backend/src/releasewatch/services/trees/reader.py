"""Reads a whole tree: level by level as ids become known, in parallel, within one deadline."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count

from opentelemetry.trace import SpanKind

from releasewatch.core.errors import (
    AnswerNotUnderstoodError,
    NoWorkerError,
    QueryFailedError,
    TemporalError,
    TemporalTimeoutError,
    WorkflowNotFoundError,
    WorkflowNotStartedError,
    WorkflowPausedError,
    WorkflowVanishedError,
)
from releasewatch.core.text import FEW, listed
from releasewatch.core.tracing import span
from releasewatch.models.answers.answer import Understood, WorkflowAnswer
from releasewatch.models.entities import Code, ExecutionStatus
from releasewatch.models.entity_ids import is_entity_id
from releasewatch.models.executions import Description
from releasewatch.models.status import EntityType
from releasewatch.services.trees.assembler import ENDED_BADLY
from releasewatch.services.trees.families import Families
from releasewatch.services.trees.parts import Part
from releasewatch.services.workflows.answer_cache import without_caching
from releasewatch.services.workflows.reader import Reading, WorkflowReader

# How a tree is read that no request waits for: a few workflows at once, for as long as a large one takes.
_LEISURELY_CONCURRENCY = 4
_LEISURELY_SECONDS = 60.0
# A root that does not answer leaves time to read what it named before.
_SHARE_OF_ROOT = 0.75
# Errors of one workflow, and not of Temporal.
_OWN_ERRORS = (NoWorkerError, TemporalTimeoutError, QueryFailedError, AnswerNotUnderstoodError)
_LEVELS = {type_: level for level, type_ in enumerate(EntityType)}


@dataclass(frozen=True, slots=True)
class TreeReading:
    """What one read of a tree got, and when it began."""

    root: Part
    read_at: datetime


class TreeReader:
    """Fans out over the workflows of one tree."""

    def __init__(self, reader: WorkflowReader, *, concurrency: int, deadline: float) -> None:
        """Read up to `concurrency` workflows at once, for at most `deadline` seconds."""
        self._reader = reader
        self._concurrency = concurrency
        self._deadline = deadline

    async def read(self, root_id: str, type_: EntityType) -> TreeReading:
        """Read an entity and everything below it. Parts that could not be read say why.

        Raises:
            WorkflowNotFoundError: no workflow has the root's id.
            TemporalError: the root could not be read, so there is nothing to show.
        """
        read_at = datetime.now(UTC)
        root = Part(root_id, type_)
        fan_out = _FanOut(self._reader)
        with span("read tree", SpanKind.INTERNAL, {"releasewatch.root": root_id}) as read:
            try:
                async with asyncio.timeout(self._deadline):
                    reading = await self._reader.read(root_id, type_, patience=_SHARE_OF_ROOT * self._deadline)
                    fan_out.accept_root(root, reading)
                    async with fan_out.working(self._concurrency):
                        await fan_out.waiting.join()
            except TimeoutError as error:
                if root.source is None:
                    raise TemporalTimeoutError("Temporal did not answer in time.") from error
                # What was read is cached, so the next read goes on from here.
            if read.is_recording():
                read.set_attribute("releasewatch.nodes", sum(1 for _ in root.walk()))
        _note_shared_parts(root)
        return TreeReading(root, read_at)

    async def read_run(self, description: Description, type_: EntityType, *, whole: bool) -> TreeReading:
        """Read a closed run and what it answers inline; with `whole`, also the rest of its tree, slowly."""
        read_at = datetime.now(UTC)
        root = Part(description.workflow_id, type_)
        fan_out = _FanOut(self._reader)
        fan_out.accept_root(root, await self._reader.read_described(description, type_))
        if whole:
            with suppress(TimeoutError), without_caching():
                async with asyncio.timeout(_LEISURELY_SECONDS):
                    async with fan_out.working(_LEISURELY_CONCURRENCY):
                        await fan_out.waiting.join()
            _note_shared_parts(root)
        return TreeReading(root, read_at)


def _can_be_shown(reading: Reading) -> bool:
    """Whether a root without an answer still makes a tree: from Temporal's status, or what it named before."""
    run = reading.description
    if run.status in ENDED_BADLY or run.pause or run.status is ExecutionStatus.UNKNOWN:
        return True
    is_its_own = isinstance(reading.error, _OWN_ERRORS)
    return isinstance(reading.error, WorkflowNotStartedError) or (is_its_own and reading.last is not None)


def _note_shared_parts(root: Part) -> None:
    """Note where two parents claim the same part; only apps may stand under several."""
    places: defaultdict[str, list[Part]] = defaultdict(list)
    for part in root.walk():
        if part.type is not EntityType.APP:
            places[part.id].append(part)
    for parts in places.values():
        first = [part.parent.id for part in parts[: FEW + 1] if part.parent]
        for place, part in enumerate(parts) if len(parts) > 1 else ():
            others = [id_ for other, id_ in enumerate(first) if other != place]
            part.findings.append(f"It is also claimed by {listed(others, len(parts) - 1)}, and counted there too.")


class _FanOut:
    """One read under way: parts still to be read, upper levels first."""

    def __init__(self, reader: WorkflowReader) -> None:
        self._reader = reader
        self._families = Families(reader.describe)
        # Workflows that were looked at and not read: one Describe a read is enough.
        self._described: dict[str, Description] = {}
        self.waiting: asyncio.PriorityQueue[tuple[int, int, Part]] = asyncio.PriorityQueue()
        self._arrivals = count()

    def accept_root(self, root: Part, reading: Reading) -> None:
        if reading.error and not _can_be_shown(reading):
            raise reading.error
        self.accept(root, reading, has_workflow=True)

    @asynccontextmanager
    async def working(self, concurrency: int) -> AsyncIterator[None]:
        """Have `concurrency` workers read what is waiting, and what turns up meanwhile."""
        async with asyncio.TaskGroup() as group:
            workers = [group.create_task(self._work()) for _ in range(concurrency)]
            yield
            for worker in workers:
                worker.cancel()

    async def _work(self) -> None:
        while True:
            _, _, part = await self.waiting.get()
            await self._read(part)
            self.waiting.task_done()

    async def _read(self, part: Part) -> None:
        try:
            if await self._read_without_asking(part) or await self._read_as_part(part):
                return
            reading = await self._reader.read(part.id, part.type, described=self._described.pop(part.id, None))
            if owner := await self._families.stranger(part, reading.description):
                part.error = (Code.FOREIGN_WORKFLOW, f"Its workflow belongs to {owner}, which it does not stand under.")
            else:
                self.accept(part, reading, has_workflow=True)
        except (NoWorkerError, TemporalTimeoutError, WorkflowPausedError) as silence:
            part.error = (Code(silence.code), silence.detail)
            await self._read_own_child(part)
        except WorkflowVanishedError as error:
            part.error = (Code.VANISHED, error.detail)
        except WorkflowNotFoundError:
            if not await self._read_as_last_resort(part):
                part.error = (Code.NOT_STARTED, "")
        except TemporalError as error:
            part.error = (Code(error.code), error.detail)

    async def _read_as_part(self, part: Part, *, is_last_resort: bool = False) -> bool:
        """Ask the workflow that answered for the parent: ids such as `wave:wave-1` are not unique among workflows."""
        above = part.parent.source if part.parent else None
        if above is None:
            return False
        answered = await self._reader.part_state.ask(above, part.type, part.id, is_last_resort=is_last_resort)
        if answered:
            self.accept(part, Reading(*answered), has_workflow=False)
        return answered is not None

    async def _read_without_asking(self, part: Part) -> bool:
        """A finished run that returned its final answer stays readable without a worker, and so do its children."""
        above = part.parent.source if part.parent else None
        if above is None or above.is_open or self._reader.handlers.knows(above):
            return False
        return await self._read_own_child(part)

    async def _read_own_child(self, part: Part) -> bool:
        """Read the part's own workflow, if it is a child of the one that would have to be asked first.

        Another release's workflow may have the same id.
        """
        try:
            description = await self._reader.describe(part.id)
            if not self._families.is_own(part, description):
                self._described[part.id] = description
                return False
            reading = await self._reader.read(part.id, part.type, described=description)
        except TemporalError:
            return False
        part.error = None
        self.accept(part, reading, has_workflow=True)
        return True

    async def _read_as_last_resort(self, part: Part) -> bool:
        """Before a part counts as not started, its parent's workflow is asked what others of its kind do not know."""
        above = part.parent.source if part.parent else None
        if above is None or not above.is_open:
            return False
        try:
            if await self._read_as_part(part, is_last_resort=True):
                return True
            whole = await self._reader.own_state.try_hierarchy(above)
        except TemporalError:
            return False
        holder = next((each for each in part.ancestors() if each.has_workflow), None)
        if whole is None or holder is None or whole == holder.understood:
            return False
        holder.findings.clear()
        self._understand(holder, whole)
        return True

    def accept(self, part: Part, reading: Reading, *, has_workflow: bool) -> None:
        part.source = reading.description
        part.has_workflow = has_workflow
        part.failure = reading.failure
        part.beginning = reading.beginning
        if reading.error:
            part.error = (Code(reading.error.code), reading.error.detail)
        if reading.understood:
            self._understand(part, reading.understood)
        elif reading.error:
            self._recall(part, reading)

    def _recall(self, part: Part, reading: Reading) -> None:
        """Without an answer, fall back on what the run named before and on its open child workflows."""
        part.children.clear()
        if reading.last and reading.last.answer:
            self._recall_below(part, reading.last.answer)
        known = {child.id for child in part.children}
        below = part.type.child
        for child_id in reading.description.pending_children:
            if below and child_id not in known and is_entity_id(child_id, below):
                self._add_child(part, Part(child_id, below, part), None)
        if part.children:
            part.is_outdated = True
            part.findings.append("What is below it is what is known without its answer: there may be more.")

    def _recall_below(self, part: Part, answer: WorkflowAnswer) -> None:
        below = part.type.child
        if below is None:
            return
        inline = {child.id: child for child in reversed(answer.inline_children(part.type))}
        for child_id in dict.fromkeys([*answer.child_ids(part.type), *inline]):
            if not is_entity_id(child_id, below):
                continue
            child = Part(child_id, below, part)
            if child_id in inline:
                # What it said of a part is no longer known to be true; what the part named is worth a look.
                child.error = part.error
                child.source = part.source
                part.children.append(child)
                self._recall_below(child, inline[child_id])
            else:
                self._add_child(part, child, None)

    def _understand(self, part: Part, understood: Understood) -> None:
        """Take an answer, and its children: inline ones at once, the others to be read."""
        part.understood = understood
        part.children.clear()
        answer, below = understood.answer, part.type.child
        if answer:
            part.findings.extend(answer.findings)
            part.lost_children = answer.lost_children
        if answer is None or answer.id != part.id or below is None:
            return
        inline = {child.id: child for child in answer.inline_children(part.type)}
        for child_id in dict.fromkeys((*answer.child_ids(part.type), *inline)):
            self._add_child(part, Part(child_id, below, part), inline.get(child_id))

    def _add_child(self, part: Part, child: Part, inline: WorkflowAnswer | None) -> None:
        part.children.append(child)
        if inline:
            child.source = part.source
            self._understand(child, Understood(inline))
        else:
            self.waiting.put_nowait((_LEVELS[child.type], next(self._arrivals), child))
