"""What has changed in a tree since a client read it. Pure."""

import json
from collections.abc import Iterator

from releasewatch.models.entities import children
from releasewatch.models.hierarchy import Hierarchy
from releasewatch.services.trees.built import BuiltNodes
from releasewatch.services.trees.parts import Part

_LEVEL_BELOW = {"waves", "clusters", "bundle", "apps"}
# Past this share of the nodes, the whole tree is hardly longer.
_MOST_SHARE = 0.75


def changes_since(build: int, root: Part, built: BuiltNodes, hierarchy: Hierarchy) -> bytes | None:
    """The `changes` that make the tree of a build the present one, as JSON; None where that is most of the tree."""
    nodes = [built[part] for part in _built_since(build, root, built)]
    if len(nodes) > _MOST_SHARE * hierarchy.progress.known:
        return None
    own = [each.node.model_dump_json(exclude=_LEVEL_BELOW, exclude_none=True) for each in nodes]
    named = {each.node.path: [child.id for child in children(each.node)] for each in nodes if each.below > build}
    rest = hierarchy.model_dump_json(exclude={"release"}, exclude_none=True)
    return f'{{"nodes":[{",".join(own)}],"children":{json.dumps(named)},{rest[1:]}'.encode()


def _built_since(build: int, root: Part, built: BuiltNodes) -> Iterator[Part]:
    """The parts that were built since, parents first: none is built anew without what is above it."""
    if built[root].build > build:
        yield root
        for child in root.children:
            yield from _built_since(build, child, built)
