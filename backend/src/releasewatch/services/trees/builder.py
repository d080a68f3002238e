"""From a tree that was read to what is sent; only nodes of what has changed are built anew."""

import asyncio
from collections.abc import Callable, Collection, Sequence
from datetime import UTC, datetime
from typing import NamedTuple, cast

from cachetools import LRUCache

from releasewatch.models.entities import Release
from releasewatch.models.hierarchy import Hierarchy
from releasewatch.services.trees.ages import Ages, ages_of, own_moment
from releasewatch.services.trees.approvals import approvals_of
from releasewatch.services.trees.assembler import Assembler, WholeTexts
from releasewatch.services.trees.built import BuiltNodes
from releasewatch.services.trees.changes import changes_since
from releasewatch.services.trees.judgement import judge
from releasewatch.services.trees.needs import MaxAge
from releasewatch.services.trees.parts import Part
from releasewatch.services.trees.pieces import Pieces, pieces_of
from releasewatch.services.trees.reader import TreeReading
from releasewatch.services.trees.snapshot import Dump, Snapshot, snapshot_of
from releasewatch.services.trees.summary import summarise
from releasewatch.services.trees.waves import current_wave

# A client that is further behind gets the whole tree.
_MOST_BUILDS = 100

AssemblerAt = Callable[[datetime], Assembler]


class _Taken(NamedTuple):
    """What was built of a release last.

    Attributes:
        revision: The root's, when it was.
        builds: The last build that said so much, by the digest of what it said.
        lock: Held while the nodes must not change.
        dumps: What is sent to those who have an earlier build, and to those who ask for the tree; made once for all.
    """

    root: Part
    revision: int
    snapshot: Snapshot
    built: BuiltNodes
    builds: LRUCache[str, int]
    lock: asyncio.Lock
    dumps: dict[int | None, Dump]

    @property
    def nodes(self) -> int:
        return self.snapshot.hierarchy.progress.known

    def build_of(self, known: Collection[str] | None) -> int | None:
        """The latest build that said what one of these digests stands for, 0 where none did; None as it is."""
        return None if known is None else max((self.builds.get(digest, 0) for digest in known), default=0)

    def dump(self, build: int | None) -> Dump:
        """What has changed since a build, the whole tree in its place after 0; None: the tree alone."""
        if build not in self.dumps:
            self.dumps[build] = self.snapshot.dump if build is None else self._dump_changes(build)
        return self.dumps[build]

    def _dump_changes(self, build: int) -> Dump:
        changes = changes_since(build, self.root, self.built, self.snapshot.hierarchy) if build else None
        return _changes_dump(self.snapshot, b'"changes":' + changes) if changes else _in_whole(self.snapshot)

    def is_still_true(self, root: Part, ages: Ages) -> bool:
        """Whether nothing has changed but the moments of reading."""
        said = self.snapshot.hierarchy
        return self.revision == root.revision and (said.progress, said.complete) == (
            ages.progress,
            ages.complete and not _has_unknown(self.snapshot),
        )


class Hierarchies:
    """Snapshots of releases, and the nodes of each, so that what is unchanged costs next to nothing."""

    def __init__(
        self, assembler_at: AssemblerAt, *, max_age: MaxAge | None = None, maximum_nodes: int = 80_000
    ) -> None:
        """Judge trees with the assembler of the moment. A node that is kept takes 5 kB."""
        self._assembler_at = assembler_at
        self._max_age = max_age or MaxAge()
        self._last: LRUCache[str, _Taken] = LRUCache(maximum_nodes, getsizeof=lambda taken: taken.nodes)

    async def take(self, reading: TreeReading, *, is_watched: bool = True) -> Snapshot:
        """The snapshot of a release that was read. Nodes of one that nobody watches are kept where there is room."""
        release_id = reading.root.id
        async with reading.lock:
            # In a thread: ten thousand nodes would hold up everybody else for a quarter of a second.
            taken = await asyncio.to_thread(self._take, reading, self._last.get(release_id))
            self._last.pop(release_id, None)
            if taken.nodes <= self._last.maxsize - (0 if is_watched else self._last.currsize):
                self._last[release_id] = taken
        return taken.snapshot

    async def whole(self, snapshot: Snapshot) -> Dump:
        """A snapshot, or a later one, as it is sent."""
        return await self._dump(snapshot, None)

    async def changes(self, snapshot: Snapshot, known: Collection[str]) -> Dump:
        """What has changed up to a snapshot or a later one, since one of these digests; else the whole tree."""
        return await self._dump(snapshot, known)

    async def _dump(self, snapshot: Snapshot, known: Collection[str] | None) -> Dump:
        taken = self._last.get(snapshot.hierarchy.release.id)
        if taken is None:
            return await asyncio.to_thread(lambda: snapshot.dump if known is None else _in_whole(snapshot))
        if made := taken.dumps.get(taken.build_of(known)):
            return made
        async with taken.lock:
            taken = self._last.get(taken.root.id, taken)
            return await asyncio.to_thread(taken.dump, taken.build_of(known))

    def release(self, reading: TreeReading) -> Release:
        """The node of a release with everything below it."""
        return cast("Release", self._assembler_at(datetime.now(UTC)).node(reading.root))

    def _take(self, reading: TreeReading, last: _Taken | None) -> _Taken:
        parts = list(reading.root.walk())
        ages = ages_of(parts, reading.read_at, self._max_age, datetime.now(UTC), is_whole=reading.is_whole)
        if last and last.root is not reading.root:
            last = None
        if last and last.is_still_true(reading.root, ages):
            dated_anew = _date(parts, reading.read_at, ages.read_at, last.built)
            taken = last._replace(snapshot=last.snapshot.read_again(ages.read_at, dated_anew), dumps={})
        else:
            taken = self._build(reading, parts, ages, last)
        taken.snapshot.behind = reading.read_at - ages.read_at
        return taken

    def _build(self, reading: TreeReading, parts: Sequence[Part], ages: Ages, last: _Taken | None) -> _Taken:
        root, built = reading.root, last.built if last else BuiltNodes()
        assembler = self._assembler_at(datetime.now(UTC))
        built.build += 1
        if last:
            assembler.whole_texts |= last.snapshot.whole_texts
        release = cast("Release", assembler.node(root, built))
        dated_anew = _date(parts, reading.read_at, ages.read_at, built)
        pieces = pieces_of(release, last.snapshot.pieces if last else {}, dated_anew=dated_anew)
        snapshot = _snapshot(release, ages, pieces, _texts_of(parts, assembler.whole_texts))
        builds = last.builds if last else LRUCache[str, int](_MOST_BUILDS)
        builds[snapshot.digest] = built.build
        return _Taken(root, root.revision, snapshot, built, builds, reading.lock, {})


def _snapshot(release: Release, ages: Ages, pieces: Pieces, whole_texts: WholeTexts) -> Snapshot:
    judgement = judge(release, ages.progress)
    hierarchy = Hierarchy(
        release=release,
        verdict=judgement.verdict,
        problems=judgement.problems,
        current_wave=current_wave(release),
        approvals=approvals_of(release, judgement.nodes),
        read_at=ages.read_at,
        complete=ages.complete and not judgement.counts.unknown,
        progress=ages.progress,
    )
    return snapshot_of(hierarchy, summarise(judgement, ages.read_at), whole_texts, pieces)


def _in_whole(snapshot: Snapshot) -> Dump:
    return _changes_dump(snapshot, b'"tree":' + snapshot.dump.body)


def _changes_dump(snapshot: Snapshot, member: bytes) -> Dump:
    return Dump(b"{" + member + b"}", snapshot.digest, snapshot.read_at)


def _has_unknown(snapshot: Snapshot) -> bool:
    return bool(snapshot.summary.problems.unknown)


def _date(parts: Sequence[Part], read_at: datetime, oldest: datetime, built: BuiltNodes) -> set[str]:
    """Tell nodes when they were read, where that is to be told; the paths of those told anew, and of all above them."""
    dated_anew: set[str] = set()
    for part in parts:
        node, moment = built[part].node, own_moment(part, read_at, oldest)
        if node.read_at != moment:
            node.read_at = moment
            dated_anew.update(each.path for each in (part, *part.ancestors()))
    return dated_anew


def _texts_of(parts: Sequence[Part], texts: WholeTexts) -> WholeTexts:
    """Those of parts that are still there."""
    return {part.path: texts[part.path] for part in parts if part.path in texts} if texts else {}
