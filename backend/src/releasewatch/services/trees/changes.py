"""What has changed in a tree since a client read it. Pure."""

import json

from releasewatch.models.entities import children
from releasewatch.models.hierarchy import Hierarchy
from releasewatch.services.trees.built import BuiltNodes
from releasewatch.services.trees.parts import Part

_LEVEL_BELOW = {"waves", "clusters", "bundle", "apps"}
# Past this share of the nodes, the whole tree is hardly longer.
_MOST_SHARE = 0.75


def changes_since(build: int, root: Part, built: BuiltNodes, hierarchy: Hierarchy) -> bytes | None:
    """The `changes` that make the tree of a build the present one, as JSON; None where that is most of the tree."""
    parts = list(root.walk())
    changed = {id(each) for part in parts if built[part].build > build for each in (part, *part.ancestors())}
    if len(changed) > _MOST_SHARE * len(parts):
        return None
    nodes = [built[part] for part in parts if id(part) in changed]
    own = [each.node.model_dump_json(exclude=_LEVEL_BELOW, exclude_none=True) for each in nodes]
    named = {each.node.path: [child.id for child in children(each.node)] for each in nodes if each.below > build}
    rest = hierarchy.model_dump_json(exclude={"release"}, exclude_none=True)
    return f'{{"nodes":[{",".join(own)}],"children":{json.dumps(named)},{rest[1:]}'.encode()
