"""What is kept of a tree for the table of what runs where: a fact for each app that the release has touched. Pure."""

from collections.abc import Iterator
from datetime import datetime

from releasewatch.core.text import shorten
from releasewatch.models.entities import App, Bundle, Cluster, Code, Node, Release, walk
from releasewatch.models.status import EntityType, Status
from releasewatch.models.versions import Fact, Facts
from releasewatch.services.trees.wording import name_of, word_of

# The release has not touched them.
_UNTOUCHED = frozenset({Status.PENDING, Status.SKIPPED, Status.CANCELLED})
_LONGEST_CAUSE = 200


def facts_of(release: Release) -> Facts:
    """One fact for each app in each cluster, in the order of the rollout."""
    of_apps = tuple(
        _fact(app, cluster, app.version or bundle.version or release.version)
        for cluster, bundle in _bundles(release)
        for app in bundle.apps
        if app.status not in _UNTOUCHED and app.code is not Code.NOT_READ_YET
    )
    unknown = [node for node in walk(release) if node.status is Status.UNKNOWN]
    return Facts(
        of_apps,
        is_whole=all(node.code is not Code.NOT_READ_YET for node in unknown),
        has_gaps=any(node.type is not EntityType.APP for node in unknown),
    )


def _bundles(release: Release) -> Iterator[tuple[Cluster, Bundle]]:
    for wave in release.waves:
        for cluster in wave.clusters:
            if cluster.bundle:
                yield cluster, cluster.bundle


def _fact(app: App, cluster: Cluster, version: str | None) -> Fact:
    cause = None
    if app.status is not Status.SUCCEEDED:
        cause = app.cause or app.message or app.reason
    return Fact(
        app=name_of(app),
        cluster=name_of(cluster),
        version=version,
        status=app.status,
        word=word_of(app),
        at=_moment(app),
        path=app.path,
        cause=cause and shorten(cause, _LONGEST_CAUSE),
        stale=bool(app.stale),
    )


def _moment(node: Node) -> datetime | None:
    run = node.execution
    return node.since or node.updated_at or (run and (run.closed_at or run.started_at)) or None
