"""The nodes that were built of a tree last, so that only what has changed is built anew, and sent again."""

from dataclasses import dataclass, field
from typing import NamedTuple
from weakref import WeakKeyDictionary

from releasewatch.models.entities import Node, children
from releasewatch.models.status import EntityType, RollUp
from releasewatch.services.trees.parts import Part

# Told by what is around them, so they are built each time.
_BUILT_ANEW = frozenset({EntityType.RELEASE, EntityType.WAVE})


class Built(NamedTuple):
    """The node of a part, and what it was built from.

    Attributes:
        revision: The part's.
        ordinal: Its number among its siblings.
        build: Which build of the tree it is of.
        below: Since which build it has the same children.
    """

    node: Node
    total: RollUp
    revision: int
    ordinal: int | None
    build: int
    below: int


@dataclass(slots=True)
class BuiltNodes:
    """The nodes of a tree by their parts, for as long as those are there.

    Attributes:
        build: The number of the build under way, or of the last.
    """

    build: int = 0
    _nodes: "WeakKeyDictionary[Part, Built]" = field(default_factory=WeakKeyDictionary)

    def __getitem__(self, part: Part) -> Built:
        return self._nodes[part]

    def still_true(self, part: Part, ordinal: int | None) -> Built | None:
        """What was built of a part, unless it has changed since."""
        built = self._nodes.get(part)
        is_true = built and built.revision == part.revision and built.ordinal == ordinal
        return built if is_true and part.type not in _BUILT_ANEW else None

    def keep(self, part: Part, ordinal: int | None, node: Node, total: RollUp) -> Built:
        """Take what was built of a part."""
        last = self._nodes.get(part)
        has_same_below = last and _ids_below(last.node) == _ids_below(node)
        below = last.below if last and has_same_below else self.build
        built = self._nodes[part] = Built(node, total, part.revision, ordinal, self.build, below)
        return built


def _ids_below(node: Node) -> list[str]:
    return [child.id for child in children(node)]
