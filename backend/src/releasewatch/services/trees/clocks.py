"""What answers say of time, kept to what can be: clocks differ, and zones are forgotten. Pure."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from releasewatch.core.text import first_few
from releasewatch.models.entities import Approval

# As far as clocks of machines may be apart.
_AHEAD = timedelta(minutes=5)
_MOMENTS = ("created_at", "updated_at")


def keep_to_time(said: dict[str, Any], ended_at: datetime | None, now: datetime) -> list[str]:
    """Take what a run says of later than its end for its end; leave out what has not come yet, and name it.

    Args:
        said: The fields of the answer, which are changed.
        ended_at: When the run ended that answered; None while it is open.
        now: When it is judged.
    """
    remarks: list[str] = []

    def kept(name: str, moment: datetime) -> datetime | None:
        if ended_at:
            return min(moment, ended_at)
        if moment <= now + _AHEAD:
            return moment
        remarks.append(f"{name}: {moment.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC had not come yet when it was read.")
        return None

    for name in _MOMENTS:
        if name in said and (moment := kept(name, said.pop(name))):
            said[name] = moment
    if approvals := [each for told in said.pop("approvals", ()) if (each := _approval(told, kept))]:
        said["approvals"] = approvals
    return first_few(remarks)


def _approval(told: Approval, kept: Callable[[str, datetime], datetime | None]) -> Approval | None:
    at = kept("approvals", told.at)
    asked_at = told.asked_at and at and kept("approvals", told.asked_at)
    return told.model_copy(update={"at": at, "asked_at": asked_at}) if at else None
