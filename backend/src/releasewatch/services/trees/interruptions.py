"""What Temporal itself holds up: a run or an activity that is paused, a run that waits for its time. Pure."""

from datetime import datetime
from typing import NamedTuple

from releasewatch.core.text import sentence
from releasewatch.models.entities import Code, ExecutionStatus
from releasewatch.models.executions import Beginning, Description, PendingActivity
from releasewatch.models.status import Status
from releasewatch.services.trees.sentences import plural


class Interruption(NamedTuple):
    """The status that follows from it, why, and since when."""

    status: Status
    code: Code
    reason: str
    since: datetime | None = None


def of_run(description: Description) -> Interruption | None:
    """A run that is paused, or of which Temporal says something that is not known here."""
    if pause := description.pause:
        return Interruption(Status.PAUSED, Code.EXECUTION_PAUSED, pause.sentence, pause.since)
    if description.status is ExecutionStatus.UNKNOWN:
        reason = "Temporal gives its run a status that is not known here: it is newer than Releasewatch."
        return Interruption(Status.UNKNOWN, Code.EXECUTION_UNKNOWN, reason)
    return None


def of_activity(description: Description) -> Interruption | None:
    """The activity of a run that was paused first, if any is paused."""
    paused = [(activity, activity.pause) for activity in description.pending_activities if activity.pause]
    if not paused:
        return None
    activity, pause = min(paused, key=lambda each: each[1].since.timestamp() if each[1].since else 0.0)
    reason = " ".join([pause.sentence, *_tries(activity)])
    return Interruption(
        Status.PAUSED, Code.ACTIVITY_PAUSED, f"Activity {activity.activity_type}: {reason}", pause.since
    )


def _tries(activity: PendingActivity) -> list[str]:
    if not activity.last_failure:
        return []
    # Its attempts may have been counted anew.
    failed = f"has failed {plural(activity.attempt - 1, 'time')}," if activity.attempt > 1 else "failed"
    return [sentence(f"It {failed} last with: {activity.last_failure}")]


def between_runs(beginning: Beginning, description: Description) -> Interruption:
    """A run that waits for its time after another one has ended."""
    begins = f" at {description.begins_at:%Y-%m-%d %H:%M:%S} UTC" if description.begins_at else ""
    by_schedule = f", by its schedule {beginning.schedule!r}" if beginning.schedule else ""
    if beginning.last_failure is None:
        reason = f"Its last run has ended. The next one begins{begins}{by_schedule}."
        return Interruption(Status.PENDING, Code.BETWEEN_RUNS, reason)
    status, since = Status.RETRYING, description.started_at
    if beginning.attempt <= 1:
        reason = (
            f"{sentence(f'Its last run failed: {beginning.last_failure}')} The next one begins{begins}{by_schedule}."
        )
        return Interruption(status, Code.BETWEEN_RUNS, reason, since)
    at_most = f" of {beginning.maximum_attempts}" if beginning.maximum_attempts else ""
    failed = sentence(f"Attempt {beginning.attempt - 1} failed: {beginning.last_failure}")
    reason = f"{failed} Attempt {beginning.attempt}{at_most} begins{begins}."
    return Interruption(status, Code.BETWEEN_RUNS, reason, since)
