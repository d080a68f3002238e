"""The trees that are kept from read to read, while they are looked at."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from releasewatch.services.trees.parts import Part
from releasewatch.services.trees.validation import Validation

# How long a tree is read on, and then kept, after the last read of it: the list comes back to big ones after minutes.
LOOKED_AT_SECONDS = 10.0
KEPT_SECONDS = 300.0


@dataclass(slots=True, eq=False)
class KeptTree:
    """One tree, and what goes on reading it.

    Attributes:
        read_at: When the last read began that did not validate everything.
        size: How many parts it has.
        readers: How many reads of it are under way.
    """

    root: Part
    validation: Validation
    read_at: datetime | None = None
    size: int = 1
    readers: int = 0
    timer: asyncio.TimerHandle | None = None


class KeptTrees:
    """Evicts those looked at longest ago, past a number of parts, and all after a while."""

    def __init__(self, *, maximum_parts: int, looked_at: float, kept: float) -> None:
        self._maximum_parts = maximum_parts
        self._looked_at = looked_at
        self._kept = kept
        self._trees: OrderedDict[str, KeptTree] = OrderedDict()

    @property
    def parts(self) -> int:
        """How many parts are kept."""
        return sum(tree.size for tree in self._trees.values())

    def get(self, root_id: str) -> KeptTree | None:
        """The tree of a root, if it is kept."""
        return self._trees.get(root_id)

    @contextmanager
    def being_read(self, tree: KeptTree) -> Iterator[None]:
        """Surround a read of a tree, which is not left meanwhile."""
        tree.readers += 1
        try:
            yield
        finally:
            tree.readers -= 1

    def look_at(self, tree: KeptTree) -> None:
        """Keep a tree, and count the time since it was looked at from now on."""
        self._trees[tree.root.id] = tree
        self._trees.move_to_end(tree.root.id)
        self._after(tree, self._looked_at, self._leave)
        while self.parts > self._maximum_parts and len(self._trees) > 1:
            self._let_go(next(iter(self._trees.values())))

    async def close(self) -> None:
        """Let all go."""
        for tree in list(self._trees.values()):
            self._let_go(tree)
            await tree.validation.close()

    def _leave(self, tree: KeptTree) -> None:
        tree.validation.stop()
        self._after(tree, self._kept, self._let_go)

    def _let_go(self, tree: KeptTree) -> None:
        tree.validation.stop()
        if tree.timer:
            tree.timer.cancel()
        if self._trees.get(tree.root.id) is tree:
            del self._trees[tree.root.id]

    def _after(self, tree: KeptTree, seconds: float, do: Callable[[KeptTree], None]) -> None:
        if tree.timer:
            tree.timer.cancel()
        tree.timer = asyncio.get_running_loop().call_later(seconds, self._unless_read, tree, do)

    def _unless_read(self, tree: KeptTree, do: Callable[[KeptTree], None]) -> None:
        if tree.readers:
            self._after(tree, self._looked_at, do)
        else:
            do(tree)
