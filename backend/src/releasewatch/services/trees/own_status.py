"""The status of one part by itself: Temporal's word first, then its own, never a guess at green. Pure."""

from datetime import datetime, timedelta
from typing import NamedTuple

from releasewatch.core.text import quoted
from releasewatch.models.answers.answer import WorkflowAnswer
from releasewatch.models.entities import Code, ExecutionStatus, Retrying
from releasewatch.models.executions import Beginning, Description, PendingActivity
from releasewatch.models.status import FINAL, StateTable, Status, severity
from releasewatch.services.trees.interruptions import between_runs, of_activity, of_run
from releasewatch.services.trees.parts import Part

_CHILDREN_LOST = "Its children are not all readable."
_AT_WORK = frozenset({Status.RUNNING, Status.PENDING})
_PAST = {ExecutionStatus.TIMED_OUT: "timed out", ExecutionStatus.CANCELED: "cancelled"}

ENDED_BADLY = {
    ExecutionStatus.FAILED: (Status.FAILED, Code.EXECUTION_FAILED),
    ExecutionStatus.TIMED_OUT: (Status.FAILED, Code.EXECUTION_TIMED_OUT),
    ExecutionStatus.TERMINATED: (Status.FAILED, Code.EXECUTION_TERMINATED),
    ExecutionStatus.CANCELED: (Status.CANCELLED, Code.EXECUTION_CANCELED),
}


class OwnStatus(NamedTuple):
    """The status of one part, and why where its answer does not say it.

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


class OwnStatuses:
    """Judges parts at one moment, by one table of states."""

    def __init__(self, table: StateTable, stuck: StuckRule, now: datetime) -> None:
        self._table = table
        self._stuck = stuck
        self._now = now

    def of(self, part: Part, retrying: Retrying | None = None) -> OwnStatus:
        """The status of a part, which may be retrying."""
        if part.has_workflow and part.source and part.source.status in ENDED_BADLY:
            status, code = ENDED_BADLY[part.source.status]
            return OwnStatus(status, code, part.failure, part.source.closed_at)
        own = self._by_answer(part, retrying)
        held_up = of_run(part.source) if part.has_workflow and part.source else None
        return _held_up(part, own, OwnStatus(*held_up)) if held_up else own

    def _by_answer(self, part: Part, retrying: Retrying | None) -> OwnStatus:
        answer = part.answer
        if answer is None or answer.id != part.id:
            return self._unanswered(part)
        own = self._by_state(part, answer, retrying)
        others = [self._by_state(part, each, retrying) for each in answer.again]
        if part.lost_children:
            others.append(OwnStatus(Status.UNKNOWN, Code.ANSWER_NOT_UNDERSTOOD, _CHILDREN_LOST))
        return min(own, *others, key=lambda each: severity(each.status)) if others else own

    def _by_state(self, part: Part, answer: WorkflowAnswer, retrying: Retrying | None) -> OwnStatus:
        if answer.state is None:
            return OwnStatus(Status.UNKNOWN, Code.ANSWER_NOT_UNDERSTOOD, "The answer has no state.")
        status = self._table.status(part.type, answer.state)
        if part.source is None or part.source.is_open:
            return _while_open(part, answer, status, retrying)
        if status is None:
            reason = f"The run is closed and its state {quoted(answer.state)} is in no table."
            return OwnStatus(Status.UNKNOWN, Code.UNMAPPED_STATE, reason, answer=answer)
        return OwnStatus(status, answer=answer) if status in FINAL else self._closed_but_unfinished(part, answer)

    def _closed_but_unfinished(self, part: Part, answer: WorkflowAnswer) -> OwnStatus:
        said = quoted(answer.state or "")
        if part.source is None or part.has_workflow:
            return OwnStatus(
                Status.UNKNOWN, Code.CONTRADICTION, f"The run is completed, but says {said}.", answer=answer
            )
        ended = f"{part.source.workflow_id} is {_past(part.source.status)}"
        reason = f"Was {said} when its workflow ended: {ended}."
        return OwnStatus(Status.CANCELLED, Code.PARENT_CLOSED, reason, part.source.closed_at, answer)

    def _unanswered(self, part: Part) -> OwnStatus:
        if part.error and part.error[0] is Code.NOT_STARTED:
            code, why = part.error
            return OwnStatus(Status.PENDING, code, why) if part.has_workflow else self._never_read(part, why)
        if part.beginning and part.source:
            return OwnStatus(*between_runs(part.beginning, part.source))
        if part.error:
            return OwnStatus(Status.UNKNOWN, *part.error)
        if part.answer is not None:
            return OwnStatus(
                Status.UNKNOWN, Code.CONTRADICTION, f"Answered for {quoted(part.answer.id)} instead of itself."
            )
        if part.source is not None:
            return OwnStatus(Status.UNKNOWN, Code.ANSWER_NOT_UNDERSTOOD, "Answered null for itself.")
        return OwnStatus(Status.UNKNOWN, Code.NOT_READ_YET, "Not read yet.")

    def _never_read(self, part: Part, why: str) -> OwnStatus:
        """A part that is named and has no workflow: it may still come while its parent is at work."""
        above = part.parent
        if any(each.answer and part.id in each.answer.said_failed for each in part.ancestors()):
            return OwnStatus(Status.UNKNOWN, Code.NEVER_STARTED, "Named as failed, and nobody answers for it.")
        # A parent that failed and is still open may yet recover and go on.
        if above and above.source and above.source.is_open and self.of(above).status not in FINAL - {Status.FAILED}:
            return OwnStatus(Status.PENDING, Code.NOT_STARTED, " ".join(filter(None, ["Named, not started.", why])))
        return OwnStatus(Status.UNKNOWN, Code.NEVER_STARTED, " ".join(filter(None, ["Named, never started.", why])))

    def retrying(self, part: Part) -> Retrying | None:
        """What is tried again at a part: its run, or the activity that was tried most often."""
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


def _while_open(part: Part, answer: WorkflowAnswer, status: Status | None, retrying: Retrying | None) -> OwnStatus:
    shown = Status.RETRYING if retrying and status in (Status.RUNNING, None) else status or Status.RUNNING
    if shown in _AT_WORK and part.has_workflow and part.source and (held_up := of_activity(part.source)):
        return OwnStatus(*held_up)
    if status is None:
        return OwnStatus(
            shown, Code.UNMAPPED_STATE, f"Its state {quoted(answer.state or '')} is in no table.", None, answer
        )
    return OwnStatus(shown, answer=answer)


def _held_up(part: Part, own: OwnStatus, held_up: OwnStatus) -> OwnStatus:
    """Temporal's word on the run goes before what the workflow says, except for what is worse."""
    if part.answer and own.status in (Status.FAILED, Status.UNKNOWN):
        return own._replace(reason=" ".join(filter(None, [own.reason, held_up.reason])))
    return held_up


def _past(status: ExecutionStatus) -> str:
    return _PAST.get(status, status.value.lower())
