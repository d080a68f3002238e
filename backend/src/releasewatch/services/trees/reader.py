"""Reads a whole tree: what can have changed first, within one deadline; what is left goes on."""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from opentelemetry.trace import Span, SpanKind

from releasewatch.core.errors import (
    AnswerNotUnderstoodError,
    NoWorkerError,
    QueryFailedError,
    TemporalError,
    TemporalTimeoutError,
    WorkflowNotStartedError,
)
from releasewatch.core.text import FEW, listed
from releasewatch.core.tracing import span
from releasewatch.models.entities import ExecutionStatus
from releasewatch.models.executions import Description
from releasewatch.models.status import EntityType
from releasewatch.services.trees.kept import KEPT_SECONDS, LOOKED_AT_SECONDS, KeptTree, KeptTrees
from releasewatch.services.trees.moved import find_moved, moved_filter
from releasewatch.services.trees.needs import MaxAge, needed
from releasewatch.services.trees.own_status import ENDED_BADLY
from releasewatch.services.trees.parts import Part
from releasewatch.services.trees.places import Places
from releasewatch.services.trees.placing import Found
from releasewatch.services.trees.validation import Validation
from releasewatch.services.workflows.answer_cache import without_caching
from releasewatch.services.workflows.reader import Reading, WorkflowReader

# How a tree is read that no request waits for: a few workflows at once, for as long as a large one takes.
_LEISURELY_CONCURRENCY = 4
_LEISURELY_SECONDS = 60.0
# What was read has to be judged and dumped within the deadline.
_SHARE_OF_READING = 0.9
# Where every part is known and has its age, an answer soon is better than one in which all is as young as can be.
_SHARE_OF_READING_AGAIN = 0.4
# A root that does not answer leaves time to read what it named before.
_SHARE_OF_ROOT = 0.75
# Errors of one workflow, and not of Temporal.
_OWN_ERRORS = (NoWorkerError, TemporalTimeoutError, QueryFailedError, AnswerNotUnderstoodError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """How much is read at once, and kept.

    Attributes:
        whole: Every read validates all of a tree that has so many parts at most: about a second's work.
        kept_parts: How many parts are kept from read to read, of all trees.
        looked_at: Seconds for which a read goes on after the last request.
        kept: Seconds for which a tree is kept after that.
    """

    whole: int = 1_000
    kept_parts: int = 100_000
    looked_at: float = LOOKED_AT_SECONDS
    kept: float = KEPT_SECONDS


@dataclass(frozen=True, slots=True)
class TreeReading:
    """A tree as it is known after a read.

    Attributes:
        read_at: When the read began.
        is_whole: Whether it was to validate everything.
        lock: To be held while the tree must not change: the read may go on.
    """

    root: Part
    read_at: datetime
    is_whole: bool = False
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


class TreeReader:
    """Fans out over the workflows of trees, and keeps what it has read of those that are looked at."""

    def __init__(
        self,
        reader: WorkflowReader,
        *,
        concurrency: int,
        deadline: float,
        max_age: MaxAge | None = None,
        scope: Scope | None = None,
    ) -> None:
        """Read up to `concurrency` workflows at once, for at most `deadline` seconds."""
        self._reader = reader
        self._concurrency = concurrency
        self._deadline = deadline
        self.max_age = max_age or MaxAge()
        self._scope = scope or Scope()
        self.kept = KeptTrees(
            maximum_parts=self._scope.kept_parts, looked_at=self._scope.looked_at, kept=self._scope.kept
        )
        self.places = Places(concurrency, looked_at=self._scope.looked_at)

    def is_big(self, root_id: str) -> bool:
        """Whether a tree has so many parts, as far as is known, that not every read validates all of them."""
        tree = self.kept.get(root_id)
        return tree is not None and tree.size > self._scope.whole

    async def read(self, root_id: str, type_: EntityType, *, whole: bool = False, keep: bool = True) -> TreeReading:
        """Read an entity and what is needed below it, or with `whole` all. Parts that could not be read say why.

        What is not to be kept is read anew, and not read on.

        Raises:
            WorkflowNotFoundError: no workflow has the root's id.
            TemporalError: the root could not be read, so there is nothing to show.
        """
        read_at = datetime.now(UTC)
        tree = (self.kept.get(root_id) if keep else None) or KeptTree(Part(root_id, type_), self._validation(root_id))
        about = {"releasewatch.root": root_id}
        with span("read tree", SpanKind.INTERNAL, about) as read, self.kept.being_read(tree):
            try:
                async with asyncio.timeout(_SHARE_OF_READING * self._deadline) as limit:
                    run = await self._reader.describe(root_id)
                    reading = await self._reader.read(run, type_, patience=_SHARE_OF_ROOT * self._deadline)
                    await self._validate(tree, _shown(reading), read_at, limit, whole=whole)
                    await tree.validation.finish()
            except TimeoutError as error:
                if tree.root.read_at is None:
                    raise TemporalTimeoutError("Temporal did not answer in time.") from error
            except asyncio.CancelledError:
                tree.validation.stop()
                raise
            self._look_at(tree, read, keep=keep)
        return TreeReading(tree.root, read_at, whole, tree.validation.lock)

    async def close(self) -> None:
        """Read on no more, and keep nothing."""
        await self.kept.close()

    async def read_run(self, description: Description, type_: EntityType, *, whole: bool) -> TreeReading:
        """Read a closed run and what it answers inline; with `whole`, also the rest of its tree, slowly."""
        read_at = datetime.now(UTC)
        root = Part(description.workflow_id, type_)
        reading = _shown(await self._reader.read(description, type_))
        with without_caching():
            validation = self._validation(description.workflow_id, _LEISURELY_CONCURRENCY)
            validation.placing.place(root, Found(reading, has_workflow=True), read_at)
            try:
                if whole:
                    with suppress(TimeoutError):
                        async with asyncio.timeout(_LEISURELY_SECONDS):
                            await validation.finish()
            finally:
                validation.stop()
        if whole:
            _note_shared_parts(list(root.walk()))
        return TreeReading(root, read_at)

    def _validation(self, root_id: str, concurrency: int | None = None) -> Validation:
        return Validation(
            self._reader,
            self.max_age,
            concurrency=concurrency or self._concurrency,
            place=lambda: self.places.take(root_id, is_big=self.is_big(root_id)),
        )

    def _look_at(self, tree: KeptTree, read: Span, *, keep: bool) -> None:
        parts = list(tree.root.walk())
        if read.is_recording():
            read.set_attribute("releasewatch.nodes", len(parts))
        _note_shared_parts(parts)
        tree.size = len(parts)
        if keep:
            self.kept.look_at(tree)
        else:
            tree.validation.stop()

    async def _validate(
        self, tree: KeptTree, root: Reading, read_at: datetime, limit: asyncio.Timeout, *, whole: bool
    ) -> None:
        """Put the root into its tree, and have read what is needed below."""
        validation = tree.validation
        async with validation.lock:
            validation.placing.place(tree.root, Found(root, has_workflow=True), read_at)
        parts = list(tree.root.walk())
        below = [part for part in parts if not part.is_inline and part is not tree.root]
        if whole or len(parts) <= self._scope.whole:
            validation.begin(below)
            return
        since, tree.read_at = tree.read_at, read_at
        since_last = read_at - since if since else timedelta.max
        needs = needed(below, self.max_age, read_at, since_last=since_last)
        validation.begin(*needs)
        if all(part.read_at for part in needs.now):
            limit.reschedule(asyncio.get_running_loop().time() + _SHARE_OF_READING_AGAIN * self._deadline)
        if since:
            await self._look_for_moved(tree, parts, since)

    async def _look_for_moved(self, tree: KeptTree, parts: Sequence[Part], since: datetime) -> None:
        """Read at once what visibility says has moved. Without it, everything is read in its turn."""
        listed_at = datetime.now(UTC)
        with suppress(TemporalError):
            page = await self._reader.list_runs(moved_filter(parts, since))
            for part in find_moved(parts, page.executions):
                tree.validation.need(part, listed_at, at_once=True)


def _shown(reading: Reading) -> Reading:
    """The reading of a root, unless there is nothing to show of it."""
    if reading.error and not _can_be_shown(reading):
        raise reading.error
    return reading


def _can_be_shown(reading: Reading) -> bool:
    """Whether a root without an answer still makes a tree: from Temporal's status, or what it named before."""
    run = reading.description
    if run.status in ENDED_BADLY or run.pause or run.status is ExecutionStatus.UNKNOWN:
        return True
    is_its_own = isinstance(reading.error, _OWN_ERRORS)
    return isinstance(reading.error, WorkflowNotStartedError) or (is_its_own and reading.last is not None)


def _note_shared_parts(parts: Sequence[Part]) -> None:
    """Note where two parents claim the same part; only apps may stand under several."""
    places: defaultdict[str, list[Part]] = defaultdict(list)
    for part in parts:
        if part.type is not EntityType.APP:
            places[part.id].append(part)
    for same in places.values():
        if len(same) == 1:
            same[0].claim(None)
            continue
        first = [part.parent.id for part in same[: FEW + 1] if part.parent]
        for place, part in enumerate(same):
            others = [id_ for other, id_ in enumerate(first) if other != place]
            part.claim(f"It is also claimed by {listed(others, len(same) - 1)}, and counted there too.")
