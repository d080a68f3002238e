"""Which rows of a release fit into so many lines: what matters first, the rest folded into counted rows. Pure."""

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import groupby, islice

from releasewatch.client.connection import Json
from releasewatch.client.nodes import children

_QUIET = frozenset({"succeeded", "pending", "cancelled", "skipped"})
_BRANCH, _LAST = ("├── ", "│   "), ("└── ", "    ")
_WAVE = ("", "")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of an outline.

    Attributes:
        node: What the row shows; of nodes that are folded into it, the first.
        guide: What joins it to the row of its parent; empty for waves.
        folded: The nodes that it counts; none for a row that shows one.
        is_more: Whether rows of nodes beside those that are folded stand above.
    """

    node: Json
    guide: str = ""
    folded: Sequence[Json] = ()
    is_more: bool = False

    @property
    def is_wave(self) -> bool:
        """Whether it shows a wave."""
        return not self.folded and bool(self.node["type"] == "wave")


class Outline:
    """The rows of a tree, without the bundles that are only as their cluster is."""

    def __init__(self, body: Json) -> None:
        self._release: Json = body["release"]
        self._current: int = body.get("current_wave") or 0
        self._problems: Sequence[str] = [problem["path"] for problem in body["problems"]]
        self._below: dict[str, Sequence[Json]] = {}
        self._parents: dict[str, str] = {}
        self._link(self._release)

    @property
    def size(self) -> int:
        """How many rows there are in all."""
        return len(self._parents)

    def fitting(self, room: int) -> list[Row]:
        """The rows to show, never more than `room`. Nodes keep the API's order."""
        shown: AbstractSet[str] = frozenset()
        rows: list[Row] = []
        # Once there is no room left, hardly anything that comes later is small enough.
        for paths in islice(self._by_interest(room), 2 * room):
            more = shown | {each for path in paths for each in self._upwards(path)}
            longer = list(islice(self._rows(self._release, more), room + 1))
            if len(longer) <= room:
                shown, rows = more, longer
        return rows

    def _link(self, node: Json) -> None:
        below = children(node)
        if node["type"] == "cluster" and below and self._only_repeats(below[0], node):
            below = children(below[0])
        self._below[node["path"]] = below
        for child in below:
            self._parents[child["path"]] = node["path"]
            self._link(child)

    def _only_repeats(self, bundle: Json, cluster: Json) -> bool:
        return _said(bundle) == _said(cluster) and bundle["path"] not in self._problems

    def _upwards(self, path: str) -> Iterator[str]:
        while path in self._parents:
            yield path
            path = self._parents[path]

    def _by_interest(self, room: int) -> Iterator[Sequence[str]]:
        """The worst, the waves around it, other trouble, what is under way; then what is left, in whole groups."""
        waves = self._waves_around()
        busy = [node["path"] for node in self._nodes() if node["health"] not in _QUIET]
        first = [*self._problems[:1], *(path for path in waves if path in busy), *waves[: room // 2]]
        yield from ((path,) for path in dict.fromkeys([*first, *self._problems, *busy, *waves]))
        yield from ([child["path"] for child in below] for below in self._groups() if below)

    def _waves_around(self) -> list[str]:
        """All waves, those next to the current one first."""
        places = sorted(enumerate(self._release["waves"]), key=lambda each: abs(each[0] - self._current))
        return [wave["path"] for _, wave in places]

    def _nodes(self) -> Iterator[Json]:
        return (child for below in self._below.values() for child in below)

    def _groups(self) -> Iterator[Sequence[Json]]:
        """What is below each node, level by level, of waves that are under way first."""
        level = sorted(self._release["waves"], key=lambda wave: wave["health"] in _QUIET)
        while level:
            groups = [self._below[node["path"]] for node in level]
            yield from groups
            level = [node for group in groups for node in group]

    def _rows(self, parent: Json, shown: AbstractSet[str], guide: str = "") -> Iterator[Row]:
        below = self._below[parent["path"]]
        if not any(child["path"] in shown for child in below):
            return
        is_release = parent is self._release
        groups = list(_runs(below, shown) if is_release else _with_rest(below, shown))
        for group in groups:
            own, further = _WAVE if is_release else _LAST if group is groups[-1] else _BRANCH
            if len(group) > 1:
                yield Row(group[0], guide + own, group, is_more=not is_release)
                continue
            yield Row(group[0], guide + own)
            yield from self._rows(group[0], shown, guide + further)


def _runs(below: Sequence[Json], shown: AbstractSet[str]) -> Iterator[Sequence[Json]]:
    """Each that is shown for itself, and what is left out where it stands: waves come one after the other."""
    for is_shown, found in groupby(below, lambda child: child["path"] in shown):
        run = [*found]
        yield from ([child] for child in run) if is_shown else [run]


def _with_rest(below: Sequence[Json], shown: AbstractSet[str]) -> Iterator[Sequence[Json]]:
    """Each that is shown for itself, and all that is left out at the end; a single one needs no row more."""
    rest = [child for child in below if child["path"] not in shown]
    if len(rest) == 1:
        rest = []
    yield from ([child] for child in below if child not in rest)
    if rest:
        yield rest


def _said(node: Json) -> tuple[str, str | None]:
    return node["health"], node.get("word")
