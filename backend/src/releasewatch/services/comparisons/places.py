"""Where the apps of a row stand, in as few words as say it. Pure."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from releasewatch.models.entities import Cluster, Release, Wave
from releasewatch.services.comparisons.pairing import PlacedApp
from releasewatch.services.trees.sentences import in_words, plural
from releasewatch.services.trees.wording import name_of

_MOST_NAMED = 3
_PREFIX = "Wave "


class Extent(NamedTuple):
    """How many clusters a tree has, in all and by wave."""

    clusters: int
    by_wave: dict[int, int]


def extent_of(release: Release) -> Extent:
    """Count the clusters of a tree."""
    by_wave = {id(wave): len(wave.clusters) for wave in release.waves}
    return Extent(sum(by_wave.values()), by_wave)


def place_of(apps: Sequence[PlacedApp], extent: Extent) -> str:
    """'Wave 2 / eu-west-1b', 'Waves 1 and 2, 2 apps', 'All 20 clusters, 20 apps'; all apps are of one tree."""
    waves = list({id(each.wave): each.wave for each in apps}.values())
    clusters = list({id(each.cluster): each.cluster for each in apps}.values())
    where = _where(waves, clusters, extent)
    return where if len(apps) == 1 else f"{where}, {plural(len(apps), 'app')}"


def _where(waves: Sequence[Wave], clusters: Sequence[Cluster], extent: Extent) -> str:
    if 1 < len(clusters) == extent.clusters:
        return f"All {len(clusters)} clusters"
    if len(waves) > 1:
        return _waves(name_of(wave) for wave in waves)
    if 1 < len(clusters) == extent.by_wave[id(waves[0])]:
        return f"{name_of(waves[0])}, all {len(clusters)} clusters"
    if len(clusters) > _MOST_NAMED:
        return f"{name_of(waves[0])}, {len(clusters)} clusters"
    return f"{name_of(waves[0])} / {in_words([name_of(cluster) for cluster in clusters])}"


def _waves(labels: Iterable[str]) -> str:
    named = list(labels)
    if len(named) > _MOST_NAMED:
        return plural(len(named), "wave")
    if all(each.startswith(_PREFIX) for each in named):
        return f"Waves {in_words([each.removeprefix(_PREFIX) for each in named])}"
    return in_words(named)
