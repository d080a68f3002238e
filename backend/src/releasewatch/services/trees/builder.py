"""From a tree that was read to what is sent; a read that got the same as the last one is not built anew."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from datetime import UTC, datetime
from typing import NamedTuple, cast

from releasewatch.models.entities import Code, Release
from releasewatch.models.page import Hierarchy, Progress
from releasewatch.services.trees.assembler import Assembler
from releasewatch.services.trees.judgement import judge
from releasewatch.services.trees.parts import Part, say_the_same
from releasewatch.services.trees.reader import TreeReading
from releasewatch.services.trees.snapshot import Snapshot, snapshot_of
from releasewatch.services.trees.summary import summarise
from releasewatch.services.trees.waves import current_wave

AssemblerAt = Callable[[datetime], Assembler]


# Nobody answers yet, and nothing is below.
_NOTHING_YET = (Code.NOT_STARTED, Code.BETWEEN_RUNS)


class _Taken(NamedTuple):
    reading: TreeReading
    snapshot: Snapshot

    @property
    def nodes(self) -> int:
        return self.snapshot.hierarchy.progress.known


class Hierarchies:
    """Snapshots of releases, and the last of each, so that an unchanged tree costs a comparison."""

    def __init__(self, assembler_at: AssemblerAt, *, maximum_nodes: int = 30_000) -> None:
        """Judge trees with the assembler of the moment. A node that is kept takes 3 kB."""
        self._assembler_at = assembler_at
        self._maximum_nodes = maximum_nodes
        self._last: OrderedDict[str, _Taken] = OrderedDict()

    async def take(self, reading: TreeReading) -> Snapshot:
        """The snapshot of a release that was read."""
        release_id = reading.root.id
        # In a thread: ten thousand nodes would hold up everybody else for a quarter of a second.
        snapshot = await asyncio.to_thread(self._take, reading, self._last.get(release_id))
        self._last[release_id] = _Taken(reading, snapshot)
        self._last.move_to_end(release_id)
        while sum(taken.nodes for taken in self._last.values()) > self._maximum_nodes:
            self._last.popitem(last=False)
        return snapshot

    def release(self, reading: TreeReading) -> Release:
        """The node of a release with everything below it."""
        return cast("Release", self._assembler_at(datetime.now(UTC)).node(reading.root))

    def _take(self, reading: TreeReading, last: _Taken | None) -> Snapshot:
        if last and say_the_same(last.reading.root, reading.root):
            return last.snapshot.read_again(reading.read_at)
        assembler = self._assembler_at(datetime.now(UTC))
        release = cast("Release", assembler.node(reading.root))
        parts = list(reading.root.walk())
        progress = Progress(read=sum(part.is_read for part in parts), known=len(parts))
        judgement = judge(release, progress)
        hierarchy = Hierarchy(
            release=release,
            verdict=judgement.verdict,
            problems=judgement.problems,
            current_wave=current_wave(release),
            read_at=reading.read_at,
            complete=not judgement.counts.unknown and all(_is_answered(part) for part in parts),
            progress=progress,
        )
        return snapshot_of(hierarchy, summarise(judgement, reading.read_at), assembler.whole_texts)


def _is_answered(part: Part) -> bool:
    """Whether a part was read, and more is known of it than Temporal's word, as of one that was terminated unread."""
    return part.is_read and not part.is_outdated and (part.error is None or part.error[0] in _NOTHING_YET)
