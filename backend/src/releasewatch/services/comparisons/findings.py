"""What comparing one app finds. Pure."""

from typing import NamedTuple

from releasewatch.models.comparison import Finding
from releasewatch.models.entities import App, Release
from releasewatch.models.status import Status
from releasewatch.services.comparisons.pairing import Absence, AppPair, PlacedApp

# Both have to be passed: a short app is soon a third longer, and a long one soon a minute.
MORE_SECONDS = 60.0
MORE_TIMES = 1.25

# How good an end it is; what has not ended stands in between.
_WORTH = {Status.FAILED: 0, Status.CANCELLED: 2, Status.PENDING: 3, Status.SKIPPED: 5, Status.SUCCEEDED: 5}
_STUCK, _OPEN = 1, 4
_UNDONE = frozenset({_WORTH[Status.PENDING], _OPEN})
_WITHOUT_PARTNER = {Absence.UNREAD: Finding.NOT_COMPARABLE, Absence.NOT_TOLD_YET: Finding.NOT_DONE}


class Frame(NamedTuple):
    """What holds for all apps of a comparison.

    Attributes:
        step: The versions of both releases; None where they are the same or not told, or of two names.
        is_same_run: Whether it is one release at two moments.
    """

    step: tuple[str, str] | None
    is_same_run: bool


def frame_of(a: Release, b: Release, *, is_of_same_name: bool) -> Frame:
    """What holds for all apps of these two."""
    step = (a.version, b.version) if a.version and b.version and a.version != b.version else None
    return Frame(step if is_of_same_name else None, _run(a) == _run(b))


def finding_of(pair: AppPair, frame: Frame) -> Finding:
    """Where an app stands."""
    if pair.a and pair.b:
        return _compared(pair.a, pair.b, frame)
    found = _WITHOUT_PARTNER.get(pair.absence) if pair.absence else None
    return found or (Finding.ADDED if pair.b else Finding.GONE)


def is_known(app: App) -> bool:
    """Whether it can be said how it is."""
    return app.status is not Status.UNKNOWN and not app.stale


def _compared(a: PlacedApp, b: PlacedApp, frame: Frame) -> Finding:
    if not (is_known(a.app) and is_known(b.app)):
        return Finding.NOT_COMPARABLE
    was, now = _worth(a.app), _worth(b.app)
    # Of another release it says nothing that this one has not come as far yet.
    if not _UNDONE.isdisjoint({was, now}) and (was == now or not frame.is_same_run):
        return Finding.NOT_DONE
    if was != now:
        return Finding.BETTER if now > was else Finding.WORSE
    return _timed(a.app, b.app) or _versioned(a, b, frame) or Finding.SAME


def _worth(app: App) -> int:
    return _STUCK if app.status is Status.RETRYING and app.stuck else _WORTH.get(app.status, _OPEN)


def _timed(a: App, b: App) -> Finding | None:
    if not (a.status is b.status is Status.SUCCEEDED) or a.duration is None or b.duration is None:
        return None
    less, more = sorted((a.duration, b.duration))
    if more - less <= MORE_SECONDS or more <= MORE_TIMES * less:
        return None
    return Finding.SLOWER if b.duration > a.duration else Finding.FASTER


def _versioned(a: PlacedApp, b: PlacedApp, frame: Frame) -> Finding | None:
    """Whether it departs from where the release goes: in another direction, or not at all."""
    if a.app.status is not b.app.status:
        # One was skipped.
        return Finding.VERSION
    if not (a.version and b.version):
        return None
    goes = (a.version, b.version)
    departs = goes != frame.step if frame.step else a.version != b.version
    return Finding.VERSION if departs else None


def _run(release: Release) -> tuple[str, str | None]:
    run = release.execution
    return release.id, (run.first_run_id or run.run_id) if run else None
