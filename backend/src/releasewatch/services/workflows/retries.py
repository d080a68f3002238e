"""Since when activities are retried: Temporal does not say, only when the present attempt was due."""

from dataclasses import replace
from datetime import UTC, datetime

from releasewatch.models.executions import Description, PendingActivity

_RETRIES_KNOWN = 200_000


class Retries:
    """Remembers when an activity was first seen on a second attempt or later."""

    def __init__(self) -> None:
        """Know of none."""
        self._since: dict[tuple[str, str], datetime] = {}

    def dated(self, description: Description) -> Description:
        """A description with the beginning of its retries."""
        if not description.is_retrying:
            return description
        activities = tuple(self._dated(description, activity) for activity in description.pending_activities)
        return replace(description, pending_activities=activities)

    def _dated(self, description: Description, activity: PendingActivity) -> PendingActivity:
        if activity.attempt <= 1:
            return activity
        name = (description.run_id, activity.activity_id)
        self._since[name] = since = self._since.get(name) or activity.scheduled_at or datetime.now(UTC)
        if len(self._since) > _RETRIES_KNOWN:
            del self._since[next(iter(self._since))]
        return replace(activity, retrying_since=since)
