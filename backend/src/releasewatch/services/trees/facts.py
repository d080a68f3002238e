"""What is kept of a tree for the table of what runs where: a fact for each app that the release has touched. Pure."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from releasewatch.core.text import shorten
from releasewatch.models.entities import App, Bundle, Code, Node, Release, walk
from releasewatch.models.status import EntityType, Status
from releasewatch.models.versions import AnsweringRun, Fact, Facts
from releasewatch.services.trees.wording import name_of, word_of

# The release has not come to them.
_UNTOUCHED = frozenset({Status.PENDING, Status.SKIPPED})
_LONGEST_CAUSE = 200


class _Place(NamedTuple):
    """What the apps of a bundle share."""

    bundle: Bundle
    cluster: str
    wave: str
    version: str | None
    run: AnsweringRun | None


def facts_of(release: Release) -> Facts:
    """One fact for each app in each cluster, in the order of the rollout."""
    of_apps = tuple(
        _fact(app, place)
        for place in _places(release)
        for app in place.bundle.apps
        if app.status not in _UNTOUCHED and app.code is not Code.NOT_READ_YET
    )
    unknown = [node for node in walk(release) if node.status is Status.UNKNOWN]
    return Facts(
        of_apps,
        is_whole=all(node.code is not Code.NOT_READ_YET for node in unknown),
        has_gaps=any(node.type is not EntityType.APP for node in unknown),
    )


def _places(release: Release) -> Iterator[_Place]:
    for wave in release.waves:
        for cluster in wave.clusters:
            if bundle := cluster.bundle:
                version = bundle.version or release.version
                run = _answering(bundle, cluster, wave, release)
                yield _Place(bundle, name_of(cluster), name_of(wave), version, run)


def _fact(app: App, place: _Place) -> Fact:
    cause = None
    if app.status is not Status.SUCCEEDED:
        cause = app.cause or app.message or app.reason
    retrying = app.execution and app.execution.retrying
    return Fact(
        app=name_of(app),
        cluster=place.cluster,
        version=app.version or place.version,
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
    )


def _answering(*nodes: Node) -> AnsweringRun | None:
    """The run of the first of them that has one."""
    for node in nodes:
        if run := node.execution:
            return AnsweringRun(run.workflow_id, run.run_id)
    return None


def _moment(node: Node) -> datetime | None:
    run = node.execution
    return node.since or node.updated_at or (run and (run.closed_at or run.started_at)) or None
