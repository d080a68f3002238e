"""What needs a person in a release: found, merged, and grouped by cause. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from releasewatch.models.entities import Cluster, Code, Node, Release, Wave, children
from releasewatch.models.judgement import NodeProblem, ProblemCounts, ProblemKind
from releasewatch.models.status import EntityType, Status
from releasewatch.models.words import Word
from releasewatch.services.trees.causes import shared_cause
from releasewatch.services.trees.waves import held_wave
from releasewatch.services.trees.wording import cause_of, is_open, name_of, own_failure, own_since

# From this many on, nodes with one cause make one problem: two can still be read one by one.
_GROUP_FROM = 3
_TROUBLE = frozenset({Status.FAILED, Status.RETRYING, Status.UNKNOWN, Status.WAITING})
_RANK = {kind: rank for rank, kind in enumerate(ProblemKind)}
_NEVER = datetime.max.replace(tzinfo=UTC)
_WORDS = {
    ProblemKind.FAILED: (Word.FAILED, Status.FAILED),
    ProblemKind.STUCK: (Word.STUCK, Status.RETRYING),
    ProblemKind.UNKNOWN: (Word.UNKNOWN, Status.UNKNOWN),
    ProblemKind.WAITING: (Word.NEEDS_APPROVAL, Status.WAITING),
    ProblemKind.RETRYING: (Word.RETRYING, Status.RETRYING),
}


@dataclass(frozen=True, slots=True)
class Trouble:
    """One node in trouble.

    Attributes:
        teller: Who says so: of a cluster and its bundle the one nearer to the cause; the release for a wave it holds.
        row: What is in trouble, a bundle as its cluster.
        above: The rows above it, from the release down.
    """

    kind: ProblemKind
    teller: Node
    row: Node
    above: tuple[Node, ...]

    @property
    def node(self) -> Node:
        """Where it leads: the deeper of the two."""
        return max(self.teller, self.row, key=lambda node: len(node.path))

    @property
    def wave(self) -> Node | None:
        """The wave it stands in, or is."""
        if len(self.above) > 1:
            return self.above[1]
        return self.row if isinstance(self.row, Wave) else None

    @property
    def cause(self) -> str | None:
        """What is said about it."""
        return cause_of(self.teller.status, vars(self.teller))

    @property
    def since(self) -> datetime | None:
        """Since when."""
        return own_since(self.teller.status, vars(self.teller))


def find_troubles(release: Release) -> list[Trouble]:
    """Every node in trouble, in tree order. A parent in the same trouble as something below it only repeats it."""
    return _find(release, (), held_wave(release))


def count_troubles(troubles: Iterable[Trouble]) -> ProblemCounts:
    """How many nodes are in which trouble."""
    counts = dict.fromkeys(ProblemKind, 0)
    for trouble in troubles:
        counts[trouble.kind] += 1
    return ProblemCounts(**{kind.value: count for kind, count in counts.items()})


def problem_of(trouble: Trouble) -> NodeProblem:
    """The problem of one node."""
    node, teller, row = trouble.node, trouble.teller, trouble.row
    word, status = _WORDS[trouble.kind]
    if trouble.kind is ProblemKind.FAILED:
        word = own_failure(teller.code, is_open=is_open(teller.status, teller.execution))
    retrying = teller.execution.retrying if teller.execution else None
    return NodeProblem(
        kind=trouble.kind,
        path=node.path,
        id=node.id,
        type=node.type,
        label=name_of(row),
        place=_place(row, trouble.above),
        paths=[node.path],
        count=1,
        status=status,
        word=word,
        code=teller.code,
        cause=trouble.cause,
        waiting_for=teller.waiting_for if trouble.kind is ProblemKind.WAITING else None,
        approve_url=teller.approve_url if trouble.kind is ProblemKind.WAITING else None,
        attempt=retrying.attempt if retrying else None,
        maximum_attempts=retrying.maximum_attempts if retrying else None,
        next_attempt_at=retrying.next_attempt_at if retrying else None,
        since=trouble.since,
    )


def problems_of(release: Release) -> list[NodeProblem]:
    """Every node that needs a person, one by one: worst first, then the longest."""
    return in_order(problem_of(each) for each in find_troubles(release) if each.kind is not ProblemKind.RETRYING)


def group(troubles: Iterable[Trouble]) -> list[NodeProblem]:
    """One problem for many nodes with the same cause: worst first, then the longest."""
    by_cause: dict[tuple[ProblemKind, str], list[Trouble]] = {}
    for trouble in troubles:
        cause = shared_cause(trouble.cause or "", trouble.teller.id, name_of(trouble.row))
        by_cause.setdefault((trouble.kind, cause), []).append(trouble)
    found: list[NodeProblem] = []
    for (_, cause), members in by_cause.items():
        found += [_shared(members, cause)] if len(members) >= _GROUP_FROM else map(problem_of, members)
    return in_order(found)


def in_order(problems: Iterable[NodeProblem]) -> list[NodeProblem]:
    """Worst first, then the longest, then as they stand in the tree."""
    return sorted(problems, key=lambda problem: (_RANK[problem.kind], problem.since or _NEVER))


def by_time(trouble: Trouble) -> datetime:
    """Sorts the longest first, then what says nothing about its time."""
    return trouble.since or _NEVER


def _find(row: Node, above: tuple[Node, ...], held: Wave | None) -> list[Trouble]:
    # Health is the worst of all below, and only the held wave is in trouble without saying so.
    if row.health not in _TROUBLE and row is not held:
        return []
    found = [found for child in _rows_below(row) for found in _find(child, (*above, row), held)]
    # From the bundle, which stands nearer to the cause, to its cluster.
    for kind, teller in reversed(_told(row, above, held)):
        if not any(_explains(below.kind, kind) for below in found):
            found.insert(0, Trouble(kind, teller, row, above))
    return found


def _told(row: Node, above: tuple[Node, ...], held: Wave | None) -> list[tuple[ProblemKind, Node]]:
    """What is told of a row, and by whom."""
    if row is held:
        return [(ProblemKind.WAITING, above[0])]
    tellers = [row, row.bundle] if isinstance(row, Cluster) and row.bundle else [row]
    return [(kind, teller) for teller in tellers if (kind := _kind(teller))]


def _kind(node: Node) -> ProblemKind | None:
    # A part that is not read yet is no trouble: the progress tells of it.
    if node.status not in _TROUBLE or node.code is Code.NOT_READ_YET:
        return None
    if node.status is Status.RETRYING:
        retrying = node.execution.retrying if node.execution else None
        return ProblemKind.STUCK if retrying and retrying.stuck else ProblemKind.RETRYING
    return ProblemKind(node.status.value)


def _explains(below: ProblemKind, above: ProblemKind) -> bool:
    return below is above or (below is ProblemKind.STUCK and above is ProblemKind.RETRYING)


def _rows_below(row: Node) -> Sequence[Node]:
    if isinstance(row, Cluster):
        return row.bundle.apps if row.bundle else []
    return children(row)


def _place(row: Node, above: tuple[Node, ...]) -> list[str]:
    """The labels above a row, from the wave down, and the bundle that an app is in."""
    place = [name_of(node) for node in above[1:]]
    parent = above[-1] if above else None
    if row.type is EntityType.APP and isinstance(parent, Cluster) and parent.bundle:
        place.append(name_of(parent.bundle))
    return place


def _shared(members: Sequence[Trouble], cause: str) -> NodeProblem:
    first = problem_of(members[0])
    parent, above = _common_parent(members)
    times = [trouble.since for trouble in members if trouble.since]
    is_same = all(trouble.cause == first.cause for trouble in members)
    return first.model_copy(
        update={
            "path": parent.path,
            "id": parent.id,
            "type": parent.type,
            "label": name_of(parent),
            "place": [*_place(parent, above), _how_many(members)],
            "paths": [trouble.node.path for trouble in members],
            "count": len(members),
            "word": first.word if len({problem_of(each).word for each in members}) == 1 else _WORDS[first.kind][0],
            "cause": first.cause if is_same else cause,
            "waiting_for": first.waiting_for if is_same else None,
            "approve_url": first.approve_url if len({each.teller.approve_url for each in members}) == 1 else None,
            "attempt": None,
            "maximum_attempts": None,
            "next_attempt_at": None,
            "since": min(times, default=None),
        }
    )


def _common_parent(members: Sequence[Trouble]) -> tuple[Node, tuple[Node, ...]]:
    """The nearest row that all of them stand in, and what is above it."""
    common = members[0].above
    for trouble in members[1:]:
        common = tuple(one for one, other in zip(common, trouble.above, strict=False) if one is other)
    return (common[-1], common[:-1]) if common else (members[0].row, ())


def _how_many(members: Sequence[Trouble]) -> str:
    """'6 apps', '7 parts' where the levels differ."""
    types = {trouble.row.type for trouble in members}
    return f"{len(members):,} {types.pop() if len(types) == 1 else 'part'}s"
