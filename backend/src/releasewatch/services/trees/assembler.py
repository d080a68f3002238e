"""Turns what was read into a tree of nodes: statuses judged, roll-ups added, every part accounted for. Pure."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from releasewatch.core.text import LONGEST, quoted, shorten
from releasewatch.models.answers.answer import WorkflowAnswer
from releasewatch.models.entities import (
    App,
    Approval,
    Bundle,
    Cluster,
    Code,
    Execution,
    ExecutionStatus,
    Node,
    Release,
    Retrying,
    Wave,
)
from releasewatch.models.executions import Beginning, Description, ListedExecution, PendingActivity
from releasewatch.models.status import FINAL, EntityType, RollUp, StateTable, Status, roll_up, severity
from releasewatch.services.trees.built import BuiltNodes
from releasewatch.services.trees.interruptions import between_runs, of_activity, of_run
from releasewatch.services.trees.parts import Part, in_sequence
from releasewatch.services.trees.times import timed
from releasewatch.services.trees.waves import tell_waves
from releasewatch.services.trees.wording import worded

# By path and field: what is too long to stand in a tree.
WholeTexts = dict[str, dict[str, Any]]


class Verdict(NamedTuple):
    """The status of one part by itself, and why where its answer does not say it.

    Attributes:
        answer: The one that counts, where several were given for the part.
    """

    status: Status
    code: Code | None = None
    reason: str | None = None
    since: datetime | None = None
    answer: WorkflowAnswer | None = None


class StuckRule(NamedTuple):
    """When a retrying activity counts as stuck."""

    attempts: int
    after: timedelta


ENDED_BADLY = {
    ExecutionStatus.FAILED: (Status.FAILED, Code.EXECUTION_FAILED),
    ExecutionStatus.TIMED_OUT: (Status.FAILED, Code.EXECUTION_TIMED_OUT),
    ExecutionStatus.TERMINATED: (Status.FAILED, Code.EXECUTION_TERMINATED),
    ExecutionStatus.CANCELED: (Status.CANCELLED, Code.EXECUTION_CANCELED),
}

_NODES: dict[EntityType, tuple[type[Node], str]] = {
    EntityType.RELEASE: (Release, "waves"),
    EntityType.WAVE: (Wave, "clusters"),
    EntityType.CLUSTER: (Cluster, "bundle"),
    EntityType.BUNDLE: (Bundle, "apps"),
    EntityType.APP: (App, ""),
}


_TAKEN_OVER = (
    "state",
    "name",
    "version",
    "previous_version",
    "waiting_for",
    "approve_url",
    "sequence",
    "created_at",
    "updated_at",
)
_TEXTS = ("state", "name", "version", "previous_version", "message", "waiting_for", "reason")
_CHILDREN_LOST = "Its children are not all readable."
_AT_WORK = frozenset({Status.RUNNING, Status.PENDING})
_PAST = {ExecutionStatus.TIMED_OUT: "timed out", ExecutionStatus.CANCELED: "cancelled"}


class Assembler:
    """Builds nodes from parts, at one moment, by one table of states."""

    def __init__(self, table: StateTable, stuck: StuckRule, now: datetime) -> None:
        """Judge states by `table` and retries by `stuck`, as seen at `now`."""
        self._table = table
        self._stuck = stuck
        self._now = now
        self.whole_texts: WholeTexts = {}
        self._built = BuiltNodes()

    def node(self, part: Part, built: BuiltNodes | None = None) -> Node:
        """The node of a part with everything below it; those of `built` are taken where nothing has changed."""
        self._built = built or BuiltNodes()
        node = self._build(part)[0]
        if isinstance(node, Release):
            tell_waves(node)
        return node

    def _build(self, part: Part, ordinal: int | None = None) -> tuple[Node, RollUp]:
        built = self._built.still_true(part, ordinal)
        if built is None:
            built = self._built.keep(part, ordinal, *self._build_anew(part, ordinal))
        return built.node, built.total

    def _build_anew(self, part: Part, ordinal: int | None) -> tuple[Node, RollUp]:
        below = [self._build(child, ordinal) for ordinal, child in enumerate(in_sequence(part.children), 1)]
        retrying = self._retrying(part)
        verdict = self.judge(part, retrying)
        is_stuck = bool(retrying and retrying.stuck and verdict.status is Status.RETRYING)
        total = roll_up(
            verdict.status,
            [rolled for _, rolled in below],
            stuck=is_stuck,
            stale=part.is_stale,
            is_app=part.type is EntityType.APP,
        )
        kind, slot = _NODES[part.type]
        said = _answered(verdict.answer or part.answer) | _explained(part, verdict)
        if total.stuck:
            said["stuck"] = True
        if part.is_stale or total.was_green:
            said["stale"] = True
        if part.has_workflow and part.source:
            said["execution"] = execution_of(part.source, retrying)
        self._cut(part, said)
        said["status"], said["health"], said["counts"] = verdict.status, total.health, total.counts
        nodes = [node for node, _ in below]
        said |= worded(part, ordinal, said, nodes) | timed(part.type, said, nodes)
        if nodes:
            said[slot] = nodes[0] if part.type is EntityType.CLUSTER else nodes
        node = kind(id=part.id, path=part.path, **said)
        return node, total

    def _cut(self, part: Part, said: dict[str, Any]) -> None:
        """Keep long texts out of the tree, and at hand for whoever looks at the one node."""
        self.whole_texts.pop(part.path, None)
        for name in [name for name in _TEXTS if name in said and len(said[name]) > LONGEST]:
            self.whole_texts.setdefault(part.path, {})[name] = said[name]
            said[name] = shorten(said[name])
        execution = said.get("execution")
        if execution and (short := shortened(execution)) is not execution:
            self.whole_texts.setdefault(part.path, {})["execution"] = execution
            said["execution"] = short

    def judge(self, part: Part, retrying: Retrying | None = None) -> Verdict:
        """The status of a part by itself: Temporal's word first, then its own, never a guess at green."""
        if part.has_workflow and part.source and part.source.status in ENDED_BADLY:
            status, code = ENDED_BADLY[part.source.status]
            return Verdict(status, code, part.failure, part.source.closed_at)
        verdict = self._by_answer(part, retrying)
        held_up = of_run(part.source) if part.has_workflow and part.source else None
        return _held_up(part, verdict, Verdict(*held_up)) if held_up else verdict

    def _by_answer(self, part: Part, retrying: Retrying | None) -> Verdict:
        if part.answer is None or part.answer.id != part.id:
            return self._unanswered(part)
        verdict = self._by_state(part, part.answer, retrying)
        others = [self._by_state(part, answer, retrying) for answer in part.answer.again]
        if part.lost_children:
            others.append(Verdict(Status.UNKNOWN, Code.ANSWER_NOT_UNDERSTOOD, _CHILDREN_LOST))
        return min(verdict, *others, key=lambda each: severity(each.status)) if others else verdict

    def _by_state(self, part: Part, answer: WorkflowAnswer, retrying: Retrying | None) -> Verdict:
        if answer.state is None:
            return Verdict(Status.UNKNOWN, Code.ANSWER_NOT_UNDERSTOOD, "The answer has no state.")
        status = self._table.status(part.type, answer.state)
        if part.source is None or part.source.is_open:
            return _while_open(part, answer, status, retrying)
        if status is None:
            reason = f"The run is closed and its state {quoted(answer.state)} is in no table."
            return Verdict(Status.UNKNOWN, Code.UNMAPPED_STATE, reason, answer=answer)
        return Verdict(status, answer=answer) if status in FINAL else self._closed_but_unfinished(part, answer)

    def _closed_but_unfinished(self, part: Part, answer: WorkflowAnswer) -> Verdict:
        said = quoted(answer.state or "")
        if part.source is None or part.has_workflow:
            return Verdict(Status.UNKNOWN, Code.CONTRADICTION, f"The run is completed, but says {said}.", answer=answer)
        ended = f"{part.source.workflow_id} is {_past(part.source.status)}"
        reason = f"Was {said} when its workflow ended: {ended}."
        return Verdict(Status.CANCELLED, Code.PARENT_CLOSED, reason, part.source.closed_at, answer)

    def _unanswered(self, part: Part) -> Verdict:
        if part.error and part.error[0] is Code.NOT_STARTED:
            return Verdict(Status.PENDING, *part.error) if part.has_workflow else self._never_read(part)
        if part.beginning and part.source:
            return Verdict(*between_runs(part.beginning, part.source))
        if part.error:
            return Verdict(Status.UNKNOWN, *part.error)
        if part.answer is not None:
            return Verdict(
                Status.UNKNOWN, Code.CONTRADICTION, f"Answered for {quoted(part.answer.id)} instead of itself."
            )
        if part.source is not None:
            return Verdict(Status.UNKNOWN, Code.ANSWER_NOT_UNDERSTOOD, "Answered null for itself.")
        return Verdict(Status.UNKNOWN, Code.NOT_READ_YET, "Not read yet.")

    def _never_read(self, part: Part) -> Verdict:
        """A part that is named and has no workflow: it may still come while its parent is at work."""
        above = part.parent
        # A parent that failed and is still open may yet recover and go on.
        if above and above.source and above.source.is_open and self.judge(above).status not in FINAL - {Status.FAILED}:
            return Verdict(Status.PENDING, Code.NOT_STARTED, "Named, not started.")
        return Verdict(Status.UNKNOWN, Code.NEVER_STARTED, "Named, never started.")

    def _retrying(self, part: Part) -> Retrying | None:
        if not part.has_workflow or part.source is None:
            return None
        if part.beginning and part.beginning.last_failure:
            return self._retrying_run(part.beginning, part.source)
        tried = [each for each in part.source.pending_activities if each.attempt > 1 and each.pause is None]
        activity = max(tried, key=lambda pending: pending.attempt, default=None)
        return self._retrying_activity(activity) if activity else None

    def _retrying_activity(self, activity: PendingActivity) -> Retrying:
        since = activity.retrying_since or activity.scheduled_at
        too_long = since is not None and self._now - since >= self._stuck.after
        return Retrying(
            activity_type=activity.activity_type,
            attempt=activity.attempt,
            maximum_attempts=activity.maximum_attempts or None,
            last_failure=activity.last_failure,
            since=since,
            next_attempt_at=activity.next_attempt_at,
            stuck=too_long or activity.attempt >= self._stuck.attempts,
        )

    def _retrying_run(self, beginning: Beginning, run: Description) -> Retrying:
        return Retrying(
            activity_type=None,
            attempt=beginning.attempt,
            maximum_attempts=beginning.maximum_attempts or None,
            last_failure=beginning.last_failure,
            since=run.started_at,
            next_attempt_at=run.begins_at,
            stuck=beginning.attempt >= self._stuck.attempts,
        )


def _while_open(part: Part, answer: WorkflowAnswer, status: Status | None, retrying: Retrying | None) -> Verdict:
    shown = Status.RETRYING if retrying and status in (Status.RUNNING, None) else status or Status.RUNNING
    if shown in _AT_WORK and part.has_workflow and part.source and (held_up := of_activity(part.source)):
        return Verdict(*held_up)
    if status is None:
        return Verdict(
            shown, Code.UNMAPPED_STATE, f"Its state {quoted(answer.state or '')} is in no table.", None, answer
        )
    return Verdict(shown, answer=answer)


def _held_up(part: Part, verdict: Verdict, held_up: Verdict) -> Verdict:
    """Temporal's word on the run goes before what the workflow says, except for what is worse."""
    if part.answer and verdict.status in (Status.FAILED, Status.UNKNOWN):
        return verdict._replace(reason=" ".join(filter(None, [verdict.reason, held_up.reason])))
    return held_up


def _past(status: ExecutionStatus) -> str:
    return _PAST.get(status, status.value.lower())


def _explained(part: Part, verdict: Verdict) -> dict[str, Any]:
    """Fields that say why; like the answer's, only those with something to say, since each costs its time."""
    said: dict[str, Any] = {}
    if verdict.code:
        said["code"] = verdict.code
    if verdict.since:
        said["updated_at"] = verdict.since
    sentences = [verdict.reason] if verdict.reason else []
    if reason := " ".join([*sentences, *part.remarks]):
        said["reason"] = reason
    return said


def _answered(answer: WorkflowAnswer | None) -> dict[str, Any]:
    if answer is None:
        return {}
    said = {name: value for name in _TAKEN_OVER if (value := getattr(answer, name)) is not None}
    if message := answer.message or answer.error_message:
        said["message"] = message
    if answer.links and (links := {label: url for label, url in answer.links.items() if url.startswith("https://")}):
        said["links"] = links
    if answer.approvals:
        said["approvals"] = [
            Approval(who=each.who, what=each.what, at=each.at, asked_at=each.asked_at) for each in answer.approvals
        ]
    return said


def shortened(execution: Execution, most: int = LONGEST) -> Execution:
    """The run itself, or the same with its last failure cut where that is longer than `most`."""
    retrying = execution.retrying
    if retrying is None or len(retrying.last_failure or "") <= most:
        return execution
    last_failure = shorten(retrying.last_failure or "", most)
    return execution.model_copy(update={"retrying": retrying.model_copy(update={"last_failure": last_failure})})


def execution_of(description: ListedExecution, retrying: Retrying | None = None) -> Execution:
    """The run behind a node, as the API speaks of it."""
    return Execution(
        workflow_id=description.workflow_id,
        run_id=description.run_id,
        first_run_id=_first_run_of(description),
        workflow_type=description.workflow_type,
        status=description.status,
        task_queue=description.task_queue,
        started_at=description.started_at,
        closed_at=description.closed_at,
        retrying=retrying,
    )


def _first_run_of(description: ListedExecution) -> str | None:
    if isinstance(description, Description) and description.follows_another_run:
        return description.first_run_id
    return None
