"""Trees to be compared, written down in a few words: by wave, cluster and app."""

from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from planned import retry
from releasewatch.models.entities import App, Bundle, Cluster, Release, Wave, walk
from releasewatch.models.hierarchy import Hierarchy, Progress
from releasewatch.models.judgement import Verdict
from releasewatch.models.status import EntityType, Status, worst
from releasewatch.models.words import WORDS, Word
from releasewatch.services.comparisons.comparison import Tree
from staged import NOW

Clusters = Mapping[str, Mapping[str, App] | None]
DONE, FAILED, RUNNING = Status.SUCCEEDED, Status.FAILED, Status.RUNNING
PENDING, UNKNOWN, SKIPPED = Status.PENDING, Status.UNKNOWN, Status.SKIPPED


def app(status: Status = DONE, took: float | None = None, **said: Any) -> App:
    """An app that took so many minutes."""
    duration = None if took is None else took * 60
    fields = {"counts": {status: 1}, "duration": duration, **said}
    return App(id="app:x", path="", status=status, health=status, **fields)


def wave(clusters: Clusters, status: Status = DONE, took: float | None = None, **said: Any) -> Wave:
    """A wave that took so many minutes; a cluster of None has no bundle yet."""
    ended = NOW if took is not None and status is DONE else None
    began = NOW - timedelta(minutes=took) if took is not None else None
    fields = {"duration": took * 60 if ended and took else None, "started_at": began, "ended_at": ended, **said}
    below = [_cluster(name, apps, status) for name, apps in clusters.items()]
    return Wave(id="wave:x", path="", status=status, health=status, clusters=below, **fields)


def tree(version: str, *waves: Wave, status: Status = DONE, **said: Any) -> Hierarchy:
    """A release called Shop; ids are of its version, as those of real releases are."""
    fields = {"id": f"release:shop-{version}", "version": version, "name": "Shop", **said}
    copies = [wave.model_copy(deep=True) for wave in waves]
    release = Release(path="", status=status, health=status, waves=copies, **fields)
    for at, wave_ in enumerate(release.waves, 1):
        wave_.label = f"Wave {at}"
        wave_.detail = wave_.name
    _name_paths(release, version)
    nodes = list(walk(release))
    release.counts = dict(Counter(node.status for node in nodes if node.type is EntityType.APP))
    release.health = worst(node.status for node in nodes)
    word = WORDS[release.health]
    return Hierarchy(
        release=release,
        verdict=Verdict(status=release.health, stuck=False, word=word, headline=f"{word}.", detail=""),
        problems=[],
        read_at=NOW,
        complete=all(node.status is not UNKNOWN for node in nodes),
        progress=Progress(read=1, known=1),
    )


def as_tree(hierarchy: Hierarchy) -> Tree:
    """One side of a comparison."""
    return Tree(hierarchy)


def stuck(attempt: int = 7, **said: Any) -> App:
    """An app that is stuck."""
    execution = retry(is_stuck=True, attempt=attempt)
    return app(Status.RETRYING, stuck=True, word=Word.STUCK, execution=execution, **said)


def _cluster(name: str, apps: Mapping[str, App] | None, status: Status) -> Cluster:
    bundle = None
    if apps is not None:
        told = [each.model_copy(update={"name": key}) for key, each in apps.items()]
        bundle = Bundle(id="bundle:x", path="", status=status, health=status, apps=told)
    return Cluster(id="cluster:x", path="", name=name, status=status, health=status, bundle=bundle)


def _name_paths(release: Release, version: str) -> None:
    release.path = release.id
    for number, wave_ in enumerate(release.waves):
        wave_.path = f"{release.path}/wave:{version}:{number}"
        for at, cluster in enumerate(wave_.clusters):
            cluster.path = f"{wave_.path}/cluster:{version}:{at}"
            for place, each in enumerate(cluster.bundle.apps if cluster.bundle else ()):
                each.path = f"{cluster.path}/bundle:{version}/app:{version}:{place}"
