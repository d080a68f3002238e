"""What a list row says of a whole tree. Pure."""

from datetime import datetime
from typing import Any

from releasewatch.core.text import shorten
from releasewatch.models.entities import Code, Node, Release, Wave
from releasewatch.models.executions import ListedExecution
from releasewatch.models.judgement import GivenApproval, NodeProblem, Verdict
from releasewatch.models.page import ReleaseSummary, WaveSummary
from releasewatch.models.status import GREEN, EntityType, Status
from releasewatch.models.words import WORDS
from releasewatch.services.trees.approvals import approvals_of
from releasewatch.services.trees.assembler import execution_of, shortened
from releasewatch.services.trees.judgement import Judgement, judge
from releasewatch.services.trees.own_status import ENDED_BADLY
from releasewatch.services.trees.times import timed
from releasewatch.services.trees.waves import current_wave, wave_reached
from releasewatch.services.trees.wording import failed_word, label_of, name_of, word_of

_NAMES = ("name", "version", "previous_version")
_SENTENCES = ("state", "message", "waiting_for", "reason", "cause", "remark")
_LONGEST_NAME, _LONGEST_SENTENCE = 200, 300
_MOST_PATHS = 10
_MOST_LINKS, _LONGEST_LINK = 10, 500
_IN_PART = "Its tree is not read to the end yet."
_ALONE = "Only the release itself was read: its tree is not read yet."


def summarise(judgement: Judgement, tree_read_at: datetime) -> ReleaseSummary:
    """The list row of a release whose tree was read, as far as it was."""
    release, nodes = judgement.release, judgement.nodes
    is_known = judgement.counted_as is not None
    # Of several for one wave the newest let it begin.
    approved = {each.path: each for each in reversed(approvals_of(release, nodes))}
    unread = {} if is_known else {"code": Code.NOT_READ_YET, "reason": _IN_PART, "word": None}
    return ReleaseSummary(
        **_told(release) | unread,
        health=release.health,
        counted_as=judgement.counted_as,
        stuck=release.stuck,
        counts=release.counts,
        waves=[_wave(wave, approved.get(wave.path)) for wave in release.waves],
        current_wave=current_wave(release),
        wave_reached=wave_reached(release),
        verdict=_brief(judgement.verdict) if is_known else None,
        problems=judgement.counts,
        remarks=sum(node.remark is not None for node in nodes),
        culprit=judgement.culprit and _short(judgement.culprit),
        changed_at=max((node.updated_at for node in nodes if node.updated_at), default=None),
        tree_read_at=tree_read_at,
    )


def summarise_alone(release: Release) -> ReleaseSummary:
    """The list row of a release that was read without what is below it."""
    told = _told(release)
    if release.status not in {Status.FAILED, Status.UNKNOWN}:
        unread = {"code": Code.NOT_READ_YET, "reason": _ALONE, "word": None}
        return ReleaseSummary(**told | unread, health=Status.UNKNOWN)
    # Nothing below it can be worse, or be known.
    return ReleaseSummary(
        **told, health=release.status, counted_as=release.status, verdict=_brief(judge(release).verdict)
    )


def unread(run: ListedExecution, code: Code, reason: str) -> ReleaseSummary:
    """The list row of a run of which only visibility is known."""
    status, ending = ENDED_BADLY.get(run.status, (Status.UNKNOWN, code))
    health = status if status is Status.FAILED else Status.UNKNOWN
    execution = execution_of(run)
    times = timed(EntityType.RELEASE, {"status": status, "execution": execution}, ())
    release = Release(
        id=run.workflow_id,
        path=run.workflow_id,
        label=label_of(run.workflow_id, None, ()),
        word=failed_word(EntityType.RELEASE, ending, is_open=False) if status is Status.FAILED else None,
        status=status,
        health=health,
        reason=reason,
        code=ending,
        execution=execution,
        **times,
    )
    told = _told(release) | {"code": code}
    if health is not Status.FAILED and code is Code.NOT_READ_YET:
        return ReleaseSummary(**told, health=health)
    return ReleaseSummary(**told, health=health, counted_as=health, verdict=_brief(judge(release).verdict))


def _told(release: Release) -> dict[str, Any]:
    """What a release says of itself, long text cut: a row is read at a glance, and by many."""
    told = {name: getattr(release, name) for name in Node.model_fields}
    for name in (*_NAMES, *_SENTENCES):
        most = _LONGEST_NAME if name in _NAMES else _LONGEST_SENTENCE
        told[name] = told[name] and shorten(told[name], most)
    told["links"] = _links(release.links)
    told["execution"] = release.execution and shortened(release.execution, _LONGEST_SENTENCE)
    for of_the_tree in ("type", "health", "stuck", "counts", "read_at", "stale", "approvals"):
        del told[of_the_tree]
    return told


def _links(links: dict[str, str] | None) -> dict[str, str] | None:
    """The first links as they are: one that is cut leads nowhere."""
    usable = [(label, url) for label, url in (links or {}).items() if len(label) + len(url) <= _LONGEST_LINK]
    return dict(usable[:_MOST_LINKS]) or None


def _approved_after(approval: GivenApproval) -> float | None:
    asked_at = approval.asked_at
    return (approval.at - asked_at).total_seconds() if asked_at and asked_at <= approval.at else None


def _wave(wave: Wave, approved: GivenApproval | None) -> WaveSummary:
    was_green = wave.stale and wave.health in GREEN
    return WaveSummary(
        id=wave.id,
        label=name_of(wave),
        detail=wave.detail,
        word=WORDS[Status.UNKNOWN] if was_green else word_of(wave),
        name=wave.name and shorten(wave.name, _LONGEST_NAME),
        status=wave.status,
        health=Status.UNKNOWN if was_green else wave.health,
        stuck=wave.stuck,
        counts=wave.counts,
        started_at=wave.started_at,
        ended_at=wave.ended_at,
        duration=wave.duration,
        approved_after=_approved_after(approved) if approved else None,
    )


def _brief(verdict: Verdict) -> Verdict:
    cut = {name: shorten(getattr(verdict, name), _LONGEST_SENTENCE) for name in ("headline", "detail")}
    return verdict.model_copy(update=cut)


def _short(problem: NodeProblem) -> NodeProblem:
    """The problem with its texts cut, and the first of its nodes."""
    return problem.model_copy(
        update={
            "paths": problem.paths[:_MOST_PATHS],
            "place": [shorten(label, _LONGEST_NAME) for label in problem.place],
            "cause": problem.cause and shorten(problem.cause, _LONGEST_SENTENCE),
            "waiting_for": problem.waiting_for and shorten(problem.waiting_for, _LONGEST_SENTENCE),
        }
    )
