"""What a list row says of a whole tree: problems counted, a culprit named, the current wave found. Pure."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from releasewatch.core.text import shorten
from releasewatch.models.entities import Code, Node, Release, Wave, children, walk
from releasewatch.models.executions import ListedExecution
from releasewatch.models.page import Culprit, Problems, ReleaseSummary, WaveSummary
from releasewatch.models.status import ATTENTION, FINAL, EntityType, Status, severity
from releasewatch.services.trees.assembler import ENDED_BADLY, execution_of, shortened

_CALM = frozenset({Status.PENDING, Status.CANCELLED, Status.SKIPPED, Status.SUCCEEDED})
_NEVER = datetime.max.replace(tzinfo=UTC)
# These explain a status. Any other reason beside a usable answer is a remark on it.
_EXPLANATIONS = frozenset(
    {
        Code.NOT_STARTED,
        Code.EXECUTION_FAILED,
        Code.EXECUTION_TIMED_OUT,
        Code.EXECUTION_TERMINATED,
        Code.EXECUTION_CANCELED,
        Code.EXECUTION_PAUSED,
        Code.ACTIVITY_PAUSED,
        Code.BETWEEN_RUNS,
        Code.PARENT_CLOSED,
    }
)
_NAMES = ("name", "version", "previous_version")
_SENTENCES = ("state", "message", "waiting_for", "reason")
_LONGEST_NAME, _LONGEST_SENTENCE = 200, 300
_MOST_LINKS, _LONGEST_LINK = 10, 500
_IN_PART = "Its tree is not read to the end yet."
_ALONE = "Only the release itself was read: its tree is not read yet."


@dataclass(frozen=True, slots=True)
class Problem:
    """A node that needs a person, with the nodes above it, from the release down."""

    node: Node
    above: tuple[Node, ...]

    @property
    def is_stuck(self) -> bool:
        """Whether it retries past the threshold: itself, and not only something below it."""
        node = self.node
        if node.status is not Status.RETRYING or not node.stuck:
            return False
        retrying = node.execution.retrying if node.execution else None
        return retrying.stuck if retrying else not any(child.stuck for child in children(node))

    @property
    def is_mere_retry(self) -> bool:
        """Whether it may still get over it by itself."""
        return self.node.status is Status.RETRYING and not self.is_stuck

    @property
    def urgency(self) -> tuple[bool, int, int, datetime]:
        """Sorts what needs a person first, then worst first, then deepest, then longest in that state."""
        node = self.node
        return self.is_mere_retry, severity(node.status), -len(self.above), node.updated_at or _NEVER

    def explains(self, other: "Problem") -> bool:
        """Whether the other, above it, only repeats it."""
        return self.node.status is other.node.status and (self.is_stuck or not other.is_stuck)


def problems(node: Node, above: tuple[Node, ...] = ()) -> Iterator[Problem]:
    """The nodes that are a problem themselves, not just hold one of the same kind."""
    # Health is the worst of all below, and what needs attention is worse than all else.
    if node.health not in ATTENTION:
        return
    below = [found for child in children(node) for found in problems(child, (*above, node))]
    yield from below
    own = Problem(node, above)
    is_trouble = node.status in ATTENTION and node.code is not Code.NOT_READ_YET
    if is_trouble and not any(found.explains(own) for found in below):
        yield own


def summarise(release: Release, tree_read_at: datetime) -> ReleaseSummary:
    """The list row of a release whose tree was read, as far as it was."""
    found, nodes = list(problems(release)), list(walk(release))
    counted = _count(found)
    counted_as = _counted_as(release, counted, is_whole=all(node.code is not Code.NOT_READ_YET for node in nodes))
    return ReleaseSummary(
        **_told(release) | ({} if counted_as else {"code": Code.NOT_READ_YET, "reason": _IN_PART}),
        health=release.health,
        counted_as=counted_as,
        stuck=release.stuck,
        counts=release.counts,
        waves=[_wave(wave) for wave in release.waves],
        current_wave=current_wave(release),
        problems=counted,
        remarks=_count_remarks(nodes, found),
        culprit=_culprit(min(found, key=lambda problem: problem.urgency)) if found else None,
        changed_at=max((node.updated_at for node in nodes if node.updated_at), default=None),
        tree_read_at=tree_read_at,
    )


def summarise_alone(release: Release) -> ReleaseSummary:
    """The list row of a release that was read without what is below it."""
    told = _told(release)
    if release.status in {Status.FAILED, Status.UNKNOWN}:
        return ReleaseSummary(**told, health=release.status, counted_as=release.status)
    return ReleaseSummary(**told | {"code": Code.NOT_READ_YET, "reason": _ALONE}, health=Status.UNKNOWN)


def unread(run: ListedExecution, code: Code, reason: str) -> ReleaseSummary:
    """The list row of a run of which only visibility is known."""
    status = ENDED_BADLY[run.status][0] if run.status in ENDED_BADLY else Status.UNKNOWN
    # Nothing below a failed release can be worse than it is.
    health = status if status is Status.FAILED else Status.UNKNOWN
    is_known = health is Status.FAILED or code is not Code.NOT_READ_YET
    return ReleaseSummary(
        id=run.workflow_id,
        path=run.workflow_id,
        status=status,
        health=health,
        counted_as=health if is_known else None,
        reason=shorten(reason, _LONGEST_SENTENCE),
        code=code,
        execution=execution_of(run),
    )


def current_wave(release: Release) -> int | None:
    """Index of the first wave at work or in trouble, else of the first not done, else of the last."""
    busy = (i for i, wave in enumerate(release.waves) if wave.health not in _CALM)
    not_done = (i for i, wave in enumerate(release.waves) if wave.status not in FINAL)
    last = len(release.waves) - 1 if release.waves else None
    return next(busy, next(not_done, last))


def _told(release: Release) -> dict[str, Any]:
    """What a release says of itself, long text cut: a row is read at a glance, and by many."""
    told = {name: getattr(release, name) for name in Node.model_fields}
    for name in (*_NAMES, *_SENTENCES):
        most = _LONGEST_NAME if name in _NAMES else _LONGEST_SENTENCE
        told[name] = told[name] and shorten(told[name], most)
    told["links"] = _links(release.links)
    told["execution"] = release.execution and shortened(release.execution, _LONGEST_SENTENCE)
    for of_the_tree in ("type", "health", "stuck", "counts"):
        del told[of_the_tree]
    return told


def _links(links: dict[str, str] | None) -> dict[str, str] | None:
    """The first links as they are: one that is cut leads nowhere."""
    usable = [(label, url) for label, url in (links or {}).items() if len(label) + len(url) <= _LONGEST_LINK]
    return dict(usable[:_MOST_LINKS]) or None


def _counted_as(release: Release, found: Problems, *, is_whole: bool) -> Status | None:
    """What needs a person first, else the health of all that there is."""
    if release.health is Status.FAILED:
        return Status.FAILED
    needs = {Status.RETRYING: found.stuck, Status.UNKNOWN: found.unknown, Status.WAITING: found.waiting}
    need = next((status for status, count in needs.items() if count), None)
    return need or (release.health if is_whole else None)


def _wave(wave: Wave) -> WaveSummary:
    return WaveSummary(
        id=wave.id,
        name=wave.name and shorten(wave.name, _LONGEST_NAME),
        status=wave.status,
        health=wave.health,
        stuck=wave.stuck,
        counts=wave.counts,
    )


def _count(found: list[Problem]) -> Problems:
    stuck = sum(problem.is_stuck for problem in found)
    by_status = Counter(problem.node.status for problem in found)
    return Problems(
        failed=by_status[Status.FAILED],
        stuck=stuck,
        retrying=by_status[Status.RETRYING] - stuck,
        unknown=by_status[Status.UNKNOWN],
        waiting=by_status[Status.WAITING],
    )


def _count_remarks(nodes: Iterable[Node], found: list[Problem]) -> int:
    counted = {problem.node.path for problem in found}
    return sum(
        node.reason is not None
        and node.code not in _EXPLANATIONS
        and node.status is not Status.UNKNOWN
        and node.path not in counted
        for node in nodes
    )


def _culprit(problem: Problem) -> Culprit:
    node = problem.node
    names = {above.type: above.name or above.id.partition(":")[2] for above in problem.above}
    cluster, wave = (names.get(level) for level in (EntityType.CLUSTER, EntityType.WAVE))
    retrying = node.execution.retrying if node.execution else None
    reason = (retrying.last_failure if retrying else None) or node.reason or node.message
    return Culprit(
        id=node.id,
        type=node.type,
        path=node.path,
        name=node.name and shorten(node.name, _LONGEST_NAME),
        cluster=cluster and shorten(cluster, _LONGEST_NAME),
        wave=wave and shorten(wave, _LONGEST_NAME),
        status=node.status,
        stuck=problem.is_stuck,
        reason=reason and shorten(reason, _LONGEST_SENTENCE),
        code=node.code,
        attempt=retrying.attempt if retrying else None,
        since=node.updated_at,
    )
