"""What a list row says of a whole tree: problems counted, a culprit named, the current wave found. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from releasewatch.models.entities import Node, Release, Wave, children, walk
from releasewatch.models.page import Culprit, Problems, ReleaseSummary, WaveSummary
from releasewatch.models.status import ATTENTION, FINAL, EntityType, Status, severity

_CALM = frozenset({Status.PENDING, Status.CANCELLED, Status.SKIPPED, Status.SUCCEEDED})
_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Problem:
    """A node that needs a person, with the nodes above it, from the release down."""

    node: Node
    above: tuple[Node, ...]

    @property
    def is_stuck(self) -> bool:
        """Whether it retries past the threshold."""
        return self.node.status is Status.RETRYING and self.node.stuck

    @property
    def urgency(self) -> tuple[int, int, datetime]:
        """Sorts worst first, stuck before retrying, then deepest, then longest in that state."""
        rank = severity(self.node.status) * 2 + (self.node.status is Status.RETRYING and not self.is_stuck)
        return rank, -len(self.above), self.node.updated_at or _NEVER


def problems(node: Node, above: tuple[Node, ...] = ()) -> Iterator[Problem]:
    """The nodes that are a problem themselves, not just hold one of the same kind."""
    # Health is the worst of all below, and what needs attention is worse than all else.
    if node.health not in ATTENTION:
        return
    below = [found for child in children(node) for found in problems(child, (*above, node))]
    yield from below
    explained = any(found.node.status is node.status for found in below)
    if node.status in ATTENTION and not explained:
        yield Problem(node, above)


def summarise(release: Release, tree_read_at: datetime | None) -> ReleaseSummary:
    """The list row of a release; `tree_read_at` is None when only the release itself was read."""
    found = list(problems(release))
    fields = {name: getattr(release, name) for name in Node.model_fields if name != "type"}
    return ReleaseSummary(
        **fields,
        waves=[_wave(wave) for wave in release.waves],
        current_wave=current_wave(release),
        problems=_count(found),
        culprit=_culprit(min(found, key=lambda problem: problem.urgency)) if found else None,
        changed_at=max((node.updated_at for node in walk(release) if node.updated_at), default=None),
        tree_read_at=tree_read_at,
    )


def current_wave(release: Release) -> int | None:
    """Index of the first wave at work or in trouble, else of the first not done, else of the last."""
    busy = (i for i, wave in enumerate(release.waves) if wave.health not in _CALM)
    not_done = (i for i, wave in enumerate(release.waves) if wave.status not in FINAL)
    last = len(release.waves) - 1 if release.waves else None
    return next(busy, next(not_done, last))


def _wave(wave: Wave) -> WaveSummary:
    return WaveSummary(
        id=wave.id, name=wave.name, status=wave.status, health=wave.health, stuck=wave.stuck, counts=wave.counts
    )


def _count(found: list[Problem]) -> Problems:
    stuck = sum(problem.is_stuck for problem in found)
    by_status = {status: sum(problem.node.status is status for problem in found) for status in ATTENTION}
    return Problems(
        failed=by_status[Status.FAILED],
        stuck=stuck,
        retrying=by_status[Status.RETRYING] - stuck,
        unknown=by_status[Status.UNKNOWN],
        waiting=by_status[Status.WAITING],
    )


def _culprit(problem: Problem) -> Culprit:
    node = problem.node
    names = {above.type: above.name or above.id.partition(":")[2] for above in problem.above}
    retrying = node.execution.retrying if node.execution else None
    reason = node.reason or (retrying.last_failure if retrying else None) or node.message
    return Culprit(
        id=node.id,
        type=node.type,
        path=node.path,
        name=node.name,
        cluster=names.get(EntityType.CLUSTER),
        wave=names.get(EntityType.WAVE),
        status=node.status,
        stuck=problem.is_stuck,
        reason=reason,
        code=node.code,
        attempt=retrying.attempt if retrying else None,
        since=node.updated_at,
    )
