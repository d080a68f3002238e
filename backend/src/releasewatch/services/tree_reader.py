"""Reads a whole tree: level by level as ids become known, in parallel, within one deadline."""

import asyncio
from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count

from releasewatch.core.errors import (
    NoWorkerError,
    TemporalError,
    TemporalTimeoutError,
    WorkflowNotFoundError,
    WorkflowNotStartedError,
    WorkflowVanishedError,
)
from releasewatch.core.text import FEW, listed
from releasewatch.models.entities import Code
from releasewatch.models.executions import Description
from releasewatch.models.status import EntityType
from releasewatch.models.workflow_answers import Understood, WorkflowAnswer
from releasewatch.services.tree import ENDED_BADLY, Part
from releasewatch.services.workflow_reader import Reading, WorkflowReader

# How a tree is read for which nobody waits: a few workflows at once, for as long as a large one takes.
_FEW = 4
_LEISURE = 60.0
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
        try:
            async with asyncio.timeout(self._deadline):
                await fan_out.read_root(root)
                await fan_out.run(self._concurrency)
        except TimeoutError as error:
            if root.source is None:
                raise TemporalTimeoutError("Temporal did not answer in time.") from error
            # What was read is kept, so the next read goes on from here.
        _note_shared_parts(root)
        return TreeReading(root, read_at)

    async def read_run(self, description: Description, type_: EntityType, *, whole: bool) -> TreeReading:
        """Read a closed run and what it answers inline; where the `whole` tree is wanted, the rest at leisure."""
        read_at = datetime.now(UTC)
        root = Part(description.workflow_id, type_)
        reading = await self._reader.read_described(description, type_)
        if reading.error and not _can_be_shown(reading):
            raise reading.error
        fan_out = _FanOut(self._reader)
        fan_out.accept(root, reading, has_workflow=True)
        if whole:
            with suppress(TimeoutError):
                async with asyncio.timeout(_LEISURE):
                    await fan_out.run(_FEW)
            _note_shared_parts(root)
        return TreeReading(root, read_at)


def _can_be_shown(reading: Reading) -> bool:
    """Whether a root without an answer is still worth a tree: Temporal's word says enough of it."""
    return reading.description.status in ENDED_BADLY or isinstance(reading.error, WorkflowNotStartedError)


def _note_shared_parts(root: Part) -> None:
    """Say it where two parents claim the same part; only apps may stand under several."""
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
        self._waiting: asyncio.PriorityQueue[tuple[int, int, Part]] = asyncio.PriorityQueue()
        self._arrivals = count()

    async def read_root(self, root: Part) -> None:
        reading = await self._reader.read(root.id, root.type)
        if reading.error and not _can_be_shown(reading):
            raise reading.error
        self.accept(root, reading, has_workflow=True)

    async def run(self, concurrency: int) -> None:
        async with asyncio.TaskGroup() as group:
            workers = [group.create_task(self._work()) for _ in range(concurrency)]
            await self._waiting.join()
            for worker in workers:
                worker.cancel()

    async def _work(self) -> None:
        while True:
            _, _, part = await self._waiting.get()
            await self._read(part)
            self._waiting.task_done()

    async def _read(self, part: Part) -> None:
        try:
            reading = await self._ask_parent(part)
            if reading:
                self.accept(part, reading, has_workflow=False)
            else:
                self.accept(part, await self._reader.read(part.id, part.type), has_workflow=True)
        except (NoWorkerError, TemporalTimeoutError) as silence:
            await self._read_without_workers(part, silence)
        except WorkflowVanishedError as error:
            part.error = (Code.VANISHED, error.detail)
        except WorkflowNotFoundError:
            part.error = (Code.NOT_STARTED, "")
        except TemporalError as error:
            part.error = (Code(error.code), error.detail)

    async def _read_without_workers(self, part: Part, silence: TemporalError) -> None:
        """A finished run that returned its final answer stays readable without its workers, and so do its children.

        Its children, though, and not a stranger's workflow that happens to have the id.
        """
        part.error = (Code(silence.code), silence.detail)
        above = part.parent.source if part.parent else None
        if above is None or above.is_open:
            return
        try:
            reading = await self._reader.read(part.id, part.type)
        except TemporalError:
            return
        if above.workflow_id in (reading.description.parent_id, reading.description.root_id):
            part.error = None
            self.accept(part, reading, has_workflow=True)

    async def _ask_parent(self, part: Part) -> Reading | None:
        """Ask who answered for the parent first: ids such as `wave:wave-1` are not unique among workflows."""
        if part.parent is None or part.parent.source is None:
            return None
        return await self._reader.ask_for_part(part.parent.source, part.type, part.id)

    def accept(self, part: Part, reading: Reading, *, has_workflow: bool) -> None:
        part.source = reading.description
        part.has_workflow = has_workflow
        part.failure = reading.failure
        if reading.error:
            part.error = (Code(reading.error.code), reading.error.detail)
        if reading.understood:
            self._understand(part, reading.understood)

    def _understand(self, part: Part, understood: Understood) -> None:
        """Take an answer, and its children: inline ones at once, the others to be read."""
        part.understood = understood
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
            self._waiting.put_nowait((_LEVELS[child.type], next(self._arrivals), child))
