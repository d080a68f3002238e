"""A release judged: what it counts as, what is wrong, and the verdict. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from releasewatch.models.entities import Code, Node, Release, walk
from releasewatch.models.hierarchy import Progress
from releasewatch.models.judgement import NodeProblem, ProblemCounts, ProblemKind, Verdict
from releasewatch.models.status import GREEN, Status
from releasewatch.services.trees.problems import Trouble, count_troubles, find_troubles, group
from releasewatch.services.trees.situation import Situation
from releasewatch.services.trees.verdict import verdict_of
from releasewatch.services.trees.wording import shown_status


@dataclass(frozen=True, slots=True)
class Judgement:
    """What is known of a release beside its nodes.

    Attributes:
        nodes: All of them, parents first.
        troubles: Those that need a person or retry, in tree order.
        problems: What needs a person, by cause; worst first.
        retries: What only retries, by cause.
        counted_as: None while its tree is not read and nothing in it needs a person.
    """

    release: Release
    nodes: Sequence[Node]
    troubles: Sequence[Trouble]
    counts: ProblemCounts
    problems: list[NodeProblem]
    retries: Sequence[NodeProblem]
    counted_as: Status | None
    verdict: Verdict

    @property
    def culprit(self) -> NodeProblem | None:
        """The first problem; where only something retries, that."""
        return next(chain(self.problems, self.retries), None)


def judge(release: Release, progress: Progress | None = None) -> Judgement:
    """Judge a release that was read as far as `progress` says, and give it the word of its verdict."""
    nodes, troubles = list(walk(release)), find_troubles(release)
    counts = count_troubles(troubles)
    found = group(troubles)
    problems = [problem for problem in found if problem.kind is not ProblemKind.RETRYING]
    was_green = bool(release.stale) and release.health in GREEN
    is_whole = not was_green and all(node.code is not Code.NOT_READ_YET for node in nodes)
    counted_as = _counted_as(release, counts, is_whole=is_whole)
    status = Status.UNKNOWN if was_green else shown_status(release.status, counted_as or release.health)
    verdict = verdict_of(Situation(release, status, troubles, problems, progress))
    release.word = verdict.word
    retries = [problem for problem in found if problem.kind is ProblemKind.RETRYING]
    return Judgement(release, nodes, troubles, counts, problems, retries, counted_as, verdict)


def _counted_as(release: Release, found: ProblemCounts, *, is_whole: bool) -> Status | None:
    """What needs a person first, else the health of all that there is."""
    if release.health is Status.FAILED:
        return Status.FAILED
    needs = {Status.RETRYING: found.stuck, Status.UNKNOWN: found.unknown, Status.WAITING: found.waiting}
    need = next((status for status, count in needs.items() if count), None)
    return need or (release.health if is_whole else None)
