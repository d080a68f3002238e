"""Reads one entity or a whole release for the routes, and gives back nodes."""

import asyncio
from collections.abc import Callable, Collection
from datetime import UTC, datetime
from typing import Any, NamedTuple

from releasewatch.core.errors import (
    AmbiguousEntityError,
    EntityNotFoundError,
    ReleaseNotFoundError,
    WorkflowNotFoundError,
)
from releasewatch.models.entities import Entity, Node, children, walk
from releasewatch.models.executions import ListedExecution, described
from releasewatch.models.page import EntityPage, ProblemPage, ReleaseAlone
from releasewatch.models.status import EntityType, Status, count_statuses
from releasewatch.services.shared_reads import ReadCounts, SharedReads
from releasewatch.services.trees.assembler import WholeTexts
from releasewatch.services.trees.builder import AssemblerAt, Hierarchies
from releasewatch.services.trees.facts import facts_of
from releasewatch.services.trees.judgement import judge
from releasewatch.services.trees.outlook import Outlook, Seen, outlook
from releasewatch.services.trees.problems import problems_of
from releasewatch.services.trees.reader import TreeReader, TreeReading
from releasewatch.services.trees.snapshot import Dump, Snapshot
from releasewatch.services.trees.summary import summarise, summarise_alone


class EntityFilter(NamedTuple):
    """Which entities of a tree are wanted; an empty part lets everything through."""

    types: frozenset[EntityType] = frozenset()
    statuses: frozenset[Status] = frozenset()
    text: str = ""
    id: str = ""

    def lets_through(self, node: Node) -> bool:
        """Whether a node passes everything but the statuses."""
        text = self.text.casefold()
        return (
            (not self.types or node.type in self.types)
            and (not self.id or node.id == self.id)
            and (not text or any(text in word.casefold() for word in (node.id, node.name or "", node.version or "")))
        )


class EntityService:
    """Trees of releases, shared by all who ask for the same one at the same moment."""

    def __init__(
        self,
        trees: TreeReader,
        assembler_at: AssemblerAt,
        *,
        freshness_window: float,
        patience: float,
        observe: Callable[[Seen], None] = lambda _: None,
    ) -> None:
        """Read trees with `trees`, judge them with the assembler of the moment, and tell `observe` of each release."""
        self._trees = trees
        self._assembler_at = assembler_at
        self._hierarchies = Hierarchies(assembler_at, max_age=trees.max_age)
        self._wanted_whole: set[str] = set()
        self._observe = observe
        self._entity_reads: SharedReads[Entity] = SharedReads(
            self._read_entity, window=freshness_window, patience=patience
        )
        self._snapshots: SharedReads[Snapshot] = SharedReads(
            self._read_release, window=freshness_window, patience=patience
        )

    @property
    def tree_reads(self) -> ReadCounts:
        """How many requests shared how many reads of trees."""
        return self._snapshots.counts

    @property
    def entity_reads(self) -> ReadCounts:
        """How many requests shared how many reads of single entities."""
        return self._entity_reads.counts

    def is_watched(self, release_id: str | None = None) -> bool:
        """Whether somebody looks at this tree, or at any, which then goes before those that only the list reads."""
        places = self._trees.places
        return places.is_watched(release_id) if release_id else places.are_scarce

    def is_big(self, release_id: str) -> bool:
        """Whether its tree takes long to read, as far as is known."""
        return self._trees.is_big(release_id)

    @property
    def kept_parts(self) -> int:
        """How many parts of trees are kept from read to read."""
        return self._trees.kept.parts

    async def hierarchy(self, release_id: str, *, strict: bool = False, for_list: bool = False) -> Snapshot:
        """A release as a tree, from a read that may be shared, or one that begins after this call when `strict`.

        What is read for the list alone leaves room for what somebody looks at.

        Raises:
            ReleaseNotFoundError: no workflow has this id.
            TemporalError: the release itself could not be read.
        """
        if not for_list:
            self._trees.places.watch(release_id)
        if strict:
            self._wanted_whole.add(release_id)
        return await self._snapshots.get(release_id, strict=strict)

    async def whole(self, snapshot: Snapshot) -> Dump:
        """A snapshot, or a later one of the same release, as it is sent."""
        return await self._hierarchies.whole(snapshot)

    async def changes(self, release_id: str, known: Collection[str], *, strict: bool = False) -> Dump:
        """What has changed in such a tree since one of the digests that a client knows, or all of it.

        Raises:
            ReleaseNotFoundError: no workflow has this id.
            TemporalError: the release itself could not be read.
        """
        return await self._hierarchies.changes(await self.hierarchy(release_id, strict=strict), known)

    async def close(self) -> None:
        """Read on no more."""
        await self._trees.close()

    async def ended_release(self, run: ListedExecution, *, whole: bool) -> Seen:
        """The list row of a release that has ended: from its own answer alone, or from its `whole` tree, read slowly.

        Raises:
            WorkflowNotFoundError: the run is gone.
            TemporalError: the release itself could not be read.
        """
        reading = await self._trees.read_run(described(run), EntityType.RELEASE, whole=whole)
        # In threads, here and below: ten thousand nodes would block the event loop for half a second.
        return await asyncio.to_thread(self._see_ended, reading, whole=whole)

    def _see_ended(self, reading: TreeReading, *, whole: bool) -> Seen:
        parts = list(reading.root.walk())
        found = outlook(parts)
        if reading.root.error is None and (whole or all(part.is_read for part in parts)):
            release = self._hierarchies.release(reading)
            return Seen(summarise(judge(release), reading.read_at), found, facts=facts_of(release))
        reading.root.children.clear()
        row = summarise_alone(self._hierarchies.release(reading))
        return Seen(row, found, has_answered=reading.root.error is None)

    async def release(self, release_id: str, *, strict: bool = False) -> ReleaseAlone:
        """A release without what is below it; `health` and `counts` still speak of all of it."""
        snapshot = await self.hierarchy(release_id, strict=strict)
        release = snapshot.hierarchy.release
        row = snapshot.summary
        return ReleaseAlone(
            **_fields(release) | {"read_at": snapshot.read_at},
            wave_ids=[wave.id for wave in release.waves],
            current_wave=row.current_wave,
            verdict=snapshot.hierarchy.verdict,
            problems=row.problems,
            culprit=row.culprit,
            complete=snapshot.hierarchy.complete,
        )

    async def problems(self, release_id: str, *, strict: bool = False) -> ProblemPage:
        """Every node of a release that needs a person, one by one."""
        snapshot = await self.hierarchy(release_id, strict=strict)
        items = await asyncio.to_thread(problems_of, snapshot.hierarchy.release)
        return ProblemPage(
            items=items, total=len(items), read_at=snapshot.read_at, complete=snapshot.hierarchy.complete
        )

    async def entities(
        self, release_id: str, wanted: EntityFilter, *, page: int, page_size: int, strict: bool = False
    ) -> EntityPage:
        """One page of a release's nodes as a flat list in tree order."""
        snapshot = await self.hierarchy(release_id, strict=strict)
        return await asyncio.to_thread(_page_of, snapshot, wanted, page=page, page_size=page_size)

    async def entity(
        self, entity_id: str, release_id: str | None = None, path: str | None = None, *, strict: bool = False
    ) -> Entity:
        """One entity: inside a release when that or a path in it is named, else the workflow that has its id.

        Raises:
            EntityNotFoundError: nothing has this id there.
            AmbiguousEntityError: the id stands at several places of the release.
        """
        release_id = release_id or (path and path.partition("/")[0])
        if not release_id:
            self._trees.places.watch(entity_id)
            return await self._entity_reads.get(entity_id, strict=strict)
        snapshot = await self.hierarchy(release_id, strict=strict)
        found = await asyncio.to_thread(_find, snapshot, entity_id, path)
        if len(found) > 1:
            paths = ", ".join(node.path for node in found)
            raise AmbiguousEntityError(
                f"{entity_id} stands at {len(found)} places of {release_id}; choose one by `path`: {paths}"
            )
        if not found:
            raise EntityNotFoundError(f"{release_id} holds no entity {entity_id}{f' at {path}' if path else ''}.")
        return _alone(found[0], snapshot.whole_texts)

    async def _read_entity(self, entity_id: str) -> Entity:
        try:
            reading = await self._trees.read(entity_id, EntityType(entity_id.partition(":")[0]), keep=False)
        except WorkflowNotFoundError as error:
            raise EntityNotFoundError(
                f"No workflow has the id {entity_id}. If the entity lives inside a release's workflow, "
                "name the release with ?release_id=."
            ) from error
        assembler = self._assembler_at(datetime.now(UTC))
        async with reading.lock:
            return _alone(await asyncio.to_thread(assembler.node, reading.root), assembler.whole_texts)

    async def _read_release(self, release_id: str) -> Snapshot:
        try:
            whole = release_id in self._wanted_whole
            self._wanted_whole.discard(release_id)
            reading = await self._trees.read(release_id, EntityType.RELEASE, whole=whole)
        except WorkflowNotFoundError as error:
            raise ReleaseNotFoundError(f"Temporal knows no workflow {release_id} in this namespace.") from error
        snapshot = await self._hierarchies.take(reading, is_watched=self._trees.places.is_watched(release_id))
        if not snapshot.summary.is_closed:
            self._observe(Seen(snapshot.summary, Outlook.UNSETTLED, behind=snapshot.behind, facts=snapshot.facts))
        elif reading.root.error is None:
            async with reading.lock:
                found = await asyncio.to_thread(outlook, reading.root.walk())
            self._observe(Seen(snapshot.summary, found, behind=snapshot.behind, facts=snapshot.facts))
        return snapshot


def _page_of(snapshot: Snapshot, wanted: EntityFilter, *, page: int, page_size: int) -> EntityPage:
    matching = [node for node in walk(snapshot.hierarchy.release) if wanted.lets_through(node)]
    chosen = [node for node in matching if not wanted.statuses or node.status in wanted.statuses]
    first = (page - 1) * page_size
    return EntityPage(
        items=[_alone(node, {}) for node in chosen[first : first + page_size]],
        total=len(chosen),
        page=page,
        page_size=page_size,
        facets=count_statuses(node.status for node in matching),
        read_at=snapshot.read_at,
        complete=snapshot.hierarchy.complete,
    )


def _find(snapshot: Snapshot, entity_id: str, path: str | None) -> list[Node]:
    found = [node for node in walk(snapshot.hierarchy.release) if node.id == entity_id]
    return [node for node in found if path in (None, node.path)]


def _fields(node: Node) -> dict[str, Any]:
    return {name: getattr(node, name) for name in Node.model_fields}


def _alone(node: Node, whole_texts: WholeTexts) -> Entity:
    fields = _fields(node) | whole_texts.get(node.path, {})
    return Entity(**fields, child_ids=[child.id for child in children(node)])
