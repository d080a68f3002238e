"""Since when activities have been retried: Temporal only says when the present attempt was due."""

from dataclasses import replace
from datetime import UTC, datetime

from cachetools import LRUCache

from releasewatch.models.executions import Description, PendingActivity

_MOST_RETRIES = 200_000


class Retries:
    """Remembers when an activity was first seen on a second attempt or later."""

    def __init__(self) -> None:
        self._since: LRUCache[tuple[str, str], datetime] = LRUCache(_MOST_RETRIES)

    def dated(self, description: Description) -> Description:
        """The description, with the moment since when each activity has been retried."""
        if not description.is_retrying:
            return description
        activities = tuple(self._dated(description, activity) for activity in description.pending_activities)
        return replace(description, pending_activities=activities)

    def _dated(self, description: Description, activity: PendingActivity) -> PendingActivity:
        if activity.attempt <= 1:
            return activity
        name = (description.run_id, activity.activity_id)
        since = self._since.setdefault(name, activity.scheduled_at or datetime.now(UTC))
        return replace(activity, retrying_since=since)
