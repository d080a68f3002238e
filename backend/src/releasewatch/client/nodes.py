"""What stands where in a tree of the API."""

from collections.abc import Iterator, Sequence

from releasewatch.client.connection import Json

LEVELS = ("waves", "clusters", "apps")


def children(node: Json) -> Sequence[Json]:
    """The nodes one level below."""
    if "bundle" in node:
        return [node["bundle"]]
    found: Sequence[Json] = next((node[each] for each in LEVELS if each in node), [])
    return found


def walk(node: Json) -> Iterator[Json]:
    """A node and all below it, parents first."""
    yield node
    for child in children(node):
        yield from walk(child)


def alone(node: Json) -> Json:
    """A node without what is below it."""
    return {name: value for name, value in node.items() if name not in (*LEVELS, "bundle")}
