"""The one line that says how a release is doing. Pure."""

import re
from collections.abc import Callable

from releasewatch.core.text import sentence
from releasewatch.models.entities import Code, Node, walk
from releasewatch.models.judgement import ProblemKind, Verdict
from releasewatch.models.status import EntityType, Status
from releasewatch.models.words import WORDS
from releasewatch.services.trees.problems import Trouble
from releasewatch.services.trees.sentences import (
    beyond,
    count_words,
    done_sentence,
    done_words,
    in_words,
    joined,
    plural,
)
from releasewatch.services.trees.situation import Clauses, Situation
from releasewatch.services.trees.wording import cause_of, name_of, since_of

# Said of one node, and of several.
_IN_TROUBLE = {
    ProblemKind.FAILED: ("failed", "failed"),
    ProblemKind.STUCK: ("is stuck", "are stuck"),
    ProblemKind.UNKNOWN: ("cannot be read", "cannot be read"),
    ProblemKind.WAITING: ("needs approval", "need approval"),
    ProblemKind.RETRYING: ("is retrying", "are retrying"),
}
# How Temporal ended the run of a release. Whatever the workflow said last is older.
_ENDINGS = {
    Code.EXECUTION_FAILED: "failed",
    Code.EXECUTION_TIMED_OUT: "timed out",
    Code.EXECUTION_TERMINATED: "was terminated",
}
_MOST_WAVES_NAMED = 3


def verdict_of(situation: Situation) -> Verdict:
    """How the release is doing, as it stands in the API."""
    said = _CLAUSES[situation.status](situation)
    gaps = () if situation.status is Status.UNKNOWN else (_unknown_besides(situation), situation.reading)
    return Verdict(
        status=situation.status,
        stuck=situation.release.stuck,
        word=situation.word,
        **said._replace(detail=joined(said.detail, *gaps))._asdict(),
    )


def _unknown_besides(situation: Situation) -> str:
    """How many parts cannot be read, of a release whose status is worse than unknown."""
    count = len(situation.of_kind(ProblemKind.UNKNOWN))
    return f"{plural(count, 'part')} {_IN_TROUBLE[ProblemKind.UNKNOWN][count > 1]}." if count else ""


def _failed(situation: Situation) -> Clauses:
    ending = _ENDINGS.get(situation.release.code) if situation.release.code else None
    if ending is None:
        own = "reports a failure" if situation.is_open else "ended with failures"
        return _trouble(situation, ProblemKind.FAILED) or _own_trouble(situation, own)
    said = _own_trouble(situation, ending)
    failed = situation.counts.get(Status.FAILED, 0)
    more = f"{situation.of_apps(failed)} failed." if failed else ""
    return said._replace(detail=joined(more, beyond(said.detail, said.headline)))


def _unknown(situation: Situation) -> Clauses:
    if trouble := _trouble(situation, ProblemKind.UNKNOWN):
        return trouble
    if situation.reading:
        return Clauses(situation.reading, "The rest follows.")
    if situation.release.status is Status.UNKNOWN:
        return _own_trouble(situation, "cannot be read")
    return _running(situation)


def _trouble(situation: Situation, kind: ProblemKind) -> Clauses | None:
    """The apps in one kind of trouble, and how many other parts are; else whatever parts are."""
    troubles = situation.of_kind(kind)
    if not troubles:
        return None
    causes = {problem.cause for problem in situation.problems if problem.kind is kind}
    cause = next(iter(causes)) or "" if len(causes) == 1 else ""
    why = sentence(cause) if kind is ProblemKind.UNKNOWN else ""
    apps = [trouble for trouble in troubles if trouble.row.type is EntityType.APP]
    if apps:
        verb = _IN_TROUBLE[kind][len(apps) > 1]
        headline = f"{situation.of_apps(len(apps))} {verb}{_place(situation, apps)}."
        others = len(troubles) - len(apps)
        also = f"{plural(others, 'more part')} {_IN_TROUBLE[kind][others > 1]}." if others else ""
        return Clauses(headline, joined(also, why or _next(situation, headline)), situation.figure(len(apps)))
    first = troubles[0]
    place = _place(situation, troubles[:1]) if len(first.above) > 1 else ""
    headline = f"{_subject(first.row)}{_and_more(troubles)} {_IN_TROUBLE[kind][len(troubles) > 1]}{place}."
    return Clauses(headline, why or beyond(first.cause, headline) or _next(situation, headline))


def _own_trouble(situation: Situation, words: str) -> Clauses:
    """Trouble of the release itself, with nothing below it to blame."""
    return Clauses(f"The release {words}.", sentence(situation.cause))


def _waiting(situation: Situation) -> Clauses:
    release, troubles = situation.release, situation.of_kind(ProblemKind.WAITING)
    is_own = release.status is Status.WAITING or not troubles
    teller = release if is_own else troubles[0].teller
    # A release that asks does so for the wave that it does not let begin.
    row = next((each.row for each in troubles if each.teller is teller), release)
    subject = "Needs" if row is release else f"{_subject(row)} needs"
    more = max(len(troubles) - 1, 0)
    also = f"{plural(more, 'more part')} {'does' if more == 1 else 'do'} too." if more else ""
    rest = sentence(teller.message) if teller.message else done_sentence(situation.counts)
    since = since_of(release) if is_own else troubles[0].since
    headline = sentence(f"{subject} approval{_by(teller)}")
    return Clauses(headline, joined(also, rest), situation.done_figure, since)


def _retrying(situation: Situation) -> Clauses:
    if stuck := _trouble(situation, ProblemKind.STUCK):
        return stuck
    count = situation.counts.get(Status.RETRYING, 0)
    if not count:
        said = _running(situation)
        return said._replace(detail=joined(_approval(situation), said.detail))
    apps = [each for each in situation.of_kind(ProblemKind.RETRYING) if each.row.type is EntityType.APP]
    verb = _IN_TROUBLE[ProblemKind.RETRYING][count > 1]
    headline = f"{situation.of_apps(count)} {verb}{_place(situation, apps)}."
    detail = joined(_approval(situation), done_sentence(situation.counts))
    return Clauses(headline, detail, situation.figure(count))


def _running(situation: Situation) -> Clauses:
    headline = done_sentence(situation.counts) or sentence(WORDS[situation.status])
    place = ""
    if current := situation.current_wave:
        is_next = current.health is Status.PENDING
        place = f"{name_of(current)} of {len(situation.release.waves):,} is {'next' if is_next else 'in progress'}."
    return Clauses(headline, beyond(situation.release.message, headline) or place, situation.done_figure)


def _paused(situation: Situation) -> Clauses:
    said = _running(situation)
    paused = [node for node in walk(situation.release) if node.status is Status.PAUSED]
    first = paused[0] if paused else situation.release
    why = sentence(cause_of(first.status, vars(first)) or "") if paused else ""
    if first is situation.release:
        return said._replace(detail=beyond(why, said.headline) or said.detail)
    place = f"{_subject(first)}{_and_more(paused)} {'is' if len(paused) == 1 else 'are'} paused."
    return said._replace(detail=joined(place, beyond(why, place)))


def _finished(situation: Situation) -> Clauses:
    headline = sentence(_finished_words(situation))
    return Clauses(headline, beyond(situation.release.message, headline))


def _finished_words(situation: Situation) -> str:
    word, counts, total = WORDS[situation.status], situation.counts, situation.total
    done, skipped = counts.get(Status.SUCCEEDED, 0), counts.get(Status.SKIPPED, 0)
    everything = "The one app" if total == 1 else f"All {plural(total, 'app')}"
    if not total:
        return word
    if done == total:
        return f"{everything} succeeded"
    if skipped == total:
        return f"{everything} {'was' if total == 1 else 'were'} skipped"
    if done + skipped < total:
        return f"{word} with {done_words(counts)}"
    return f"{situation.of_apps(done)} succeeded, {count_words(counts, [Status.SKIPPED])}"


def _cancelled(situation: Situation) -> Clauses:
    counts = situation.counts
    # The badge says the word already.
    reason = re.sub(r"^cancelled\b[:\s]*", "", situation.cause, flags=re.IGNORECASE)
    why = f"Reason: {reason}" if reason and reason != situation.cause else reason
    rest = count_words(counts, [Status.SKIPPED, Status.FAILED])
    done = f"Cancelled with {situation.of_apps(counts.get(Status.SUCCEEDED, 0))} done"
    headline = sentence(", ".join(filter(None, [done, rest])) if situation.total else "Cancelled")
    return Clauses(headline, beyond(why, headline), situation.done_figure)


def _next(situation: Situation, said: str) -> str:
    """The release's own words, else who is waited for, else the plain fact about the next wave."""
    release, approval = situation.release, _approval(situation)
    if more := beyond(release.message, f"{said} {approval}"):
        return joined(approval, more)
    if approval or not situation.is_open:
        return approval
    if release.waiting_for:
        return f"Waiting for {sentence(release.waiting_for)}"
    following = situation.next_wave
    return f"{name_of(following)} has not started." if following and following.health is Status.PENDING else ""


def _approval(situation: Situation) -> str:
    """Who else waits for a person, beside what is said already."""
    troubles = situation.of_kind(ProblemKind.WAITING)
    if not troubles or situation.status is Status.WAITING:
        return ""
    if len(troubles) > 1:
        return f"{plural(len(troubles), 'part')} need approval."
    return sentence(f"{_subject(troubles[0].row)} needs approval{_by(troubles[0].teller)}")


def _by(node: Node) -> str:
    return f" by {node.waiting_for}" if node.waiting_for else ""


def _subject(node: Node) -> str:
    """A node as the subject of a sentence: an id or a name keeps its letters, so a word of ours comes first."""
    if node.type is EntityType.RELEASE:
        return "The release"
    return name_of(node) if node.type is EntityType.WAVE else f"{node.type.capitalize()} {name_of(node)}"


def _and_more(nodes: list[Trouble] | list[Node]) -> str:
    return f" and {plural(len(nodes) - 1, 'more part')}" if len(nodes) > 1 else ""


def _place(situation: Situation, troubles: list[Trouble]) -> str:
    """' in wave 2', ' in waves 1 and 3', ' in 40 waves'; nothing where there is only one wave."""
    ordinals = situation.wave_ordinals(troubles)
    if not ordinals or len(situation.release.waves) == 1:
        return ""
    if len(ordinals) > _MOST_WAVES_NAMED:
        return f" in {len(ordinals):,} waves"
    return f" in wave{'' if len(ordinals) == 1 else 's'} {in_words([str(each) for each in ordinals])}"


_CLAUSES: dict[Status, Callable[[Situation], Clauses]] = {
    Status.FAILED: _failed,
    Status.RETRYING: _retrying,
    Status.UNKNOWN: _unknown,
    Status.WAITING: _waiting,
    Status.PAUSED: _paused,
    Status.RUNNING: _running,
    Status.PENDING: _running,
    Status.CANCELLED: _cancelled,
    Status.SKIPPED: _finished,
    Status.SUCCEEDED: _finished,
}
