"""Which parts of two trees are the same: by what they are called, since ids differ between releases. Pure."""

from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import NamedTuple, TypeVar

from releasewatch.models.entities import App, Cluster, Node, Release, Wave, children
from releasewatch.models.status import EntityType, Status
from releasewatch.services.trees.wording import is_open, name_of


class Absence(Enum):
    """Why a tree does not have an app."""

    NOT_PART = auto()
    NOT_TOLD_YET = auto()
    UNREAD = auto()


@dataclass(frozen=True, slots=True, eq=False)
class PlacedApp:
    """An app with what is above it.

    Attributes:
        version: Its own, else its bundle's, else its release's.
    """

    app: App
    cluster: Cluster
    wave: Wave
    version: str | None


class WavePair(NamedTuple):
    """A wave of both trees, or of one."""

    a: Wave | None
    b: Wave | None


class AppPair(NamedTuple):
    """An app of both trees; or of one, with why the other does not have it."""

    a: PlacedApp | None
    b: PlacedApp | None
    absence: Absence | None = None


class Pairs(NamedTuple):
    """Everything of two trees, each part in one pair."""

    waves: Sequence[WavePair]
    apps: Sequence[AppPair]


_T = TypeVar("_T")


def pair(a: Release, b: Release) -> Pairs:
    """Pair the waves and the apps of two trees, in rollout order."""
    waves = _pair_waves(a.waves, b.waves)
    number = {id(wave): at for at, both in enumerate(waves) for wave in both if wave}
    apps_a, apps_b = list(placed_apps(a)), list(placed_apps(b))
    both, only_a, only_b = _match(
        apps_a, apps_b, lambda each: (number[id(each.wave)], name_of(each.cluster), name_of(each.app))
    )
    # A cluster may have gone to another wave.
    moved, only_a, only_b = _match(only_a, only_b, lambda each: (name_of(each.cluster), name_of(each.app)))
    tree_a, tree_b = _Tree(a), _Tree(b)
    pairs = [
        *(AppPair(*each) for each in (*both, *moved)),
        *(AppPair(each, None, tree_b.why_not(waves[number[id(each.wave)]].b, each)) for each in only_a),
        *(AppPair(None, each, tree_a.why_not(waves[number[id(each.wave)]].a, each)) for each in only_b),
    ]
    order = {each: at for apps in (apps_a, apps_b) for at, each in enumerate(apps)}
    return Pairs(waves, sorted(pairs, key=lambda each: _place(each, number, order)))


def placed_apps(release: Release) -> Iterator[PlacedApp]:
    """The apps of a tree, in its order."""
    for wave in release.waves:
        for cluster in wave.clusters:
            for app in cluster.bundle.apps if cluster.bundle else ():
                bundle = cluster.bundle
                yield PlacedApp(app, cluster, wave, app.version or (bundle and bundle.version) or release.version)


def _place(pair_: AppPair, number: dict[int, int], order: dict[PlacedApp, int]) -> tuple[int, int]:
    shown = pair_.b or pair_.a
    return (number[id(shown.wave)], order[shown]) if shown else (0, 0)


def _pair_waves(a: Sequence[Wave], b: Sequence[Wave]) -> list[WavePair]:
    """By what a wave is called, else by its number."""
    both, only_a, only_b = _match(a, b, lambda wave: (wave.detail or name_of(wave)).casefold())
    more, only_a, only_b = _match(only_a, only_b, name_of)
    at = {id(wave): place for waves in (a, b) for place, wave in enumerate(waves)}
    pairs = [
        *(WavePair(*each) for each in (*both, *more)),
        *(WavePair(each, None) for each in only_a),
        *(WavePair(None, each) for each in only_b),
    ]
    return sorted(pairs, key=lambda each: max(at[id(wave)] for wave in each if wave))


def _match(
    a: Sequence[_T], b: Sequence[_T], key: Callable[[_T], Hashable]
) -> tuple[list[tuple[_T, _T]], list[_T], list[_T]]:
    """Those of one key, in order; and what is left on either side."""
    waiting: dict[Hashable, deque[_T]] = defaultdict(deque)
    for each in b:
        waiting[key(each)].append(each)
    both, only_a = [], []
    for each in a:
        if found := waiting[key(each)]:
            both.append((each, found.popleft()))
        else:
            only_a.append(each)
    return both, only_a, [each for left in waiting.values() for each in left]


class _Tree:
    """What a tree tells of an app that it does not have."""

    def __init__(self, release: Release) -> None:
        self._release = release
        self._clusters = {(id(wave), name_of(each)): each for wave in release.waves for each in wave.clusters}
        bundles = [each.bundle for each in self._clusters.values() if each.bundle]
        self._has_gaps = any(_is_gap(node) for node in (release, *release.waves, *self._clusters.values(), *bundles))

    def why_not(self, wave: Wave | None, absent: PlacedApp) -> Absence:
        """Why an app is not there, whose wave is this one here."""
        cluster = self._clusters.get((id(wave), name_of(absent.cluster)))
        above = [node for node in (self._release, wave, cluster, cluster and cluster.bundle) if node]
        nearest = above[-1]
        if any(_is_gap(node) for node in above) or (self._has_gaps and nearest.type is not EntityType.BUNDLE):
            return Absence.UNREAD
        may_come = nearest is self._release or not children(nearest)
        return Absence.NOT_TOLD_YET if may_come and is_open(nearest.status, nearest.execution) else Absence.NOT_PART


def _is_gap(node: Node) -> bool:
    return node.status is Status.UNKNOWN or bool(node.stale)
