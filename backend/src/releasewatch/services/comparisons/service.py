"""Reads what is to be compared, and keeps what was compared while neither side changes."""

import asyncio
from collections.abc import Callable
from typing import NamedTuple

from cachetools import LRUCache

from releasewatch.models.comparison import Comparison
from releasewatch.models.entities import Node
from releasewatch.models.hierarchy import Hierarchy
from releasewatch.services.comparisons.comparison import Tree, compare
from releasewatch.services.trees.service import EntityService
from releasewatch.services.trees.snapshot import Dump, Snapshot, dump_of

# Each up to some megabytes.
_MOST_KEPT = 8
Side = str | Hierarchy


class _Key(NamedTuple):
    """What a comparison of two releases depends on; open waves are told to the minute."""

    digests: tuple[str, str]
    minutes: tuple[int, int]


class ComparisonService:
    """Compares releases with each other, or with trees that were exported."""

    def __init__(self, entities: EntityService, family_of: Callable[[Node], str]) -> None:
        self._entities = entities
        self._family_of = family_of
        self._kept: LRUCache[_Key, Comparison] = LRUCache(_MOST_KEPT)

    async def compare(self, a: Side, b: Side, *, strict: bool = False) -> Dump:
        """What differs between two sides, each the id of a release or a tree.

        Raises:
            ReleaseNotFoundError: no workflow has this id; the message names it.
            TemporalError: a release could not be read.
        """
        # One after the other: the second is mostly read already, and an error stays what it is.
        first, second = await self._read(a, strict=strict), await self._read(b, strict=strict)
        # In a thread: ten thousand apps take some tenths of a second.
        return await asyncio.to_thread(self._dump, first, second)

    async def _read(self, side: Side, *, strict: bool) -> Snapshot | Hierarchy:
        return await self._entities.hierarchy(side, strict=strict) if isinstance(side, str) else side

    def _dump(self, a: Snapshot | Hierarchy, b: Snapshot | Hierarchy) -> Dump:
        if not (isinstance(a, Snapshot) and isinstance(b, Snapshot)):
            return dump_of(compare(self._tree(a), self._tree(b)))
        key = _Key((a.digest, b.digest), (_minute(a), _minute(b)))
        found = self._kept.get(key)
        if found is None:
            found = self._kept[key] = compare(self._tree(a), self._tree(b))
        in_a, in_b = (side.model_copy(update={"read_at": tree.read_at}) for side, tree in ((found.a, a), (found.b, b)))
        return dump_of(found.model_copy(update={"a": in_a, "b": in_b, "read_at": min(a.read_at, b.read_at)}))

    def _tree(self, side: Snapshot | Hierarchy) -> Tree:
        is_export = isinstance(side, Hierarchy)
        hierarchy = side if isinstance(side, Hierarchy) else side.hierarchy
        return Tree(hierarchy, is_export, self._family_of(hierarchy.release))


def _minute(snapshot: Snapshot) -> int:
    return int(snapshot.read_at.timestamp() // 60)
