"""Puts what has changed in a tree on the tree that was read before."""

from collections.abc import Mapping
from typing import Any

_BELOW = {"release": "waves", "wave": "clusters", "cluster": "bundle", "bundle": "apps"}


def put_on(tree: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """The tree that the server has now, from the one it had and the `changes` since; both stay as they are."""
    rest = {name: value for name, value in changes.items() if name not in ("nodes", "children")}
    return {"release": _Patch(changes).node(tree["release"]["path"], tree["release"])} | rest


class _Patch:
    def __init__(self, changes: Mapping[str, Any]) -> None:
        self._nodes = {node["path"]: node for node in changes["nodes"]}
        self._children = changes["children"]

    def node(self, path: str, before: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
        """The node at a path, which is the one before unless it is among the changes."""
        if path not in self._nodes:
            return before
        node = dict(self._nodes[path])
        slot = _BELOW.get(node["type"])
        if slot is None:
            return node
        former = {child["id"]: child for child in _list(before.get(slot) if before else None)}
        below = [self.node(f"{path}/{each}", former.get(each)) for each in self._children.get(path, former)]
        if slot != "bundle":
            node[slot] = below
        elif below:
            node[slot] = below[0]
        return node


def _list(below: object) -> list[Any]:
    return below if isinstance(below, list) else [below] if below else []
