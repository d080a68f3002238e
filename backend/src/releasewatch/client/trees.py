"""Trees: which nodes of one are shown, and how."""

from dataclasses import dataclass

from rich.console import Console
from rich.tree import Tree

from releasewatch.client.connection import Json
from releasewatch.client.nodes import children, walk
from releasewatch.client.tables import node_line
from releasewatch.client.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which nodes of a tree are shown. Those above one that is wanted are shown too."""

    depth: int = 4
    statuses: frozenset[str] = frozenset()
    search: str = ""

    @property
    def is_all(self) -> bool:
        """Whether nothing is left out but for its depth."""
        return not (self.statuses or self.search)

    def fits(self, node: Json) -> bool:
        """Whether a node is wanted for its own sake."""
        words = (node["id"], node.get("name") or "", node.get("version") or "")
        return (not self.statuses or node["status"] in self.statuses) and any(
            self.search.casefold() in word.casefold() for word in words
        )


def print_tree(console: Console, release: Json, wanted: Wanted, vocabulary: Vocabulary, *, said: str = "") -> None:
    """Print what is wanted of a tree, below what is `said` of it; lines that are too long for a terminal are cut."""
    if said:
        console.print(said)
    tree = draw(release, wanted, vocabulary)
    console.print(tree, no_wrap=True, overflow="ellipsis", crop=True)


def draw(node: Json, wanted: Wanted, vocabulary: Vocabulary, level: int = 0) -> Tree:
    """What is wanted of a tree, to be printed."""
    tree = Tree(node_line(node, vocabulary), guide_style="dim")
    for child in children(node) if level < wanted.depth else ():
        if wanted.is_all or any(wanted.fits(each) for each in walk(child)):
            tree.children.append(draw(child, wanted, vocabulary, level + 1))
    return tree
