"""What is kept of a tree for the table of what runs where: a fact for each app that the release has touched. Pure."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import chain
from typing import NamedTuple

from releasewatch.core.text import shorten
from releasewatch.models.entities import App, Cluster, Code, Node, Release
from releasewatch.models.status import EntityType, Status
from releasewatch.models.versions import AnsweringRun, Fact, Facts
from releasewatch.services.trees.wording import name_of, word_of

# The release has not come to them.
_UNTOUCHED = frozenset({Status.PENDING, Status.SKIPPED})
_LONGEST_CAUSE = 200


class Place(NamedTuple):
    """The wave that apps stand in, and what is said for them above where they say nothing."""

    wave: str
    version: str | None
    before: str | None
    run: AnsweringRun | None


def facts_of(release: Release) -> Facts:
    """One fact for each app in each cluster, in the order of the rollout."""
    return joined(release, [facts_of_cluster(cluster, place) for cluster, place in places_of(release)])


def joined(release: Release, of_clusters: Sequence[Facts]) -> Facts:
    """The facts of a release from those of its clusters."""
    above = _facts([release, *release.waves], ())
    return Facts(
        tuple(chain.from_iterable(each.of_apps for each in of_clusters)),
        is_whole=above.is_whole and all(each.is_whole for each in of_clusters),
        has_gaps=above.has_gaps or any(each.has_gaps for each in of_clusters),
    )


def places_of(release: Release) -> Iterator[tuple[Cluster, Place]]:
    """The clusters of a release, in the order of the rollout."""
    for wave in release.waves:
        place = Place(name_of(wave), release.version, release.previous_version, _answering(wave, release))
        for cluster in wave.clusters:
            yield cluster, place


def facts_of_cluster(cluster: Cluster, place: Place) -> Facts:
    """One fact for each app in a cluster."""
    bundle = cluster.bundle
    if bundle is None:
        return _facts([cluster], ())
    shared = Place(place.wave, *_versions(bundle, place), _answering(bundle, cluster) or place.run)
    of_apps = tuple(
        _fact(app, name_of(cluster), shared)
        for app in bundle.apps
        if app.status not in _UNTOUCHED and app.code is not Code.NOT_READ_YET
    )
    return _facts([cluster, bundle, *bundle.apps], of_apps)


def _facts(nodes: Sequence[Node], of_apps: tuple[Fact, ...]) -> Facts:
    unknown = [node for node in nodes if node.status is Status.UNKNOWN]
    return Facts(
        of_apps,
        is_whole=all(node.code is not Code.NOT_READ_YET for node in unknown),
        has_gaps=any(node.type is not EntityType.APP for node in unknown),
    )


def _versions(node: Node, place: Place) -> tuple[str | None, str | None]:
    """What it brings, and what it says it replaces; a version of its own replaces nothing that is said above it."""
    if node.version is None or node.version == place.version:
        return place.version, node.previous_version or place.before
    return node.version, node.previous_version


def _fact(app: App, cluster: str, place: Place) -> Fact:
    cause = None
    if app.status is not Status.SUCCEEDED:
        cause = app.cause or app.message or app.reason
    retrying = app.execution and app.execution.retrying
    version, before = _versions(app, place)
    return Fact(
        app=name_of(app),
        cluster=cluster,
        version=version,
        status=app.status,
        word=word_of(app),
        at=_moment(app),
        path=app.path,
        cause=cause and shorten(cause, _LONGEST_CAUSE),
        stale=bool(app.stale),
        wave=place.wave,
        seconds=app.duration,
        attempt=retrying.attempt if retrying else None,
        maximum_attempts=retrying.maximum_attempts if retrying else None,
        run=_answering(app) or place.run,
        before=before if before != version else None,
    )


def _answering(*nodes: Node) -> AnsweringRun | None:
    """The run of the first of them that has one."""
    for node in nodes:
        if run := node.execution:
            return AnsweringRun(run.workflow_id, run.run_id, run.closed_at or run.started_at)
    return None


def _moment(node: Node) -> datetime | None:
    run = node.execution
    return node.since or node.updated_at or (run and (run.closed_at or run.started_at)) or None
