"""What is usual for a release, worked out from the rows of its predecessors. Pure."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import zip_longest
from statistics import quantiles
from typing import NamedTuple

from releasewatch.models.page import ReleaseSummary, WaveSummary
from releasewatch.models.status import Status
from releasewatch.models.usual import NEEDED, PreviousRelease, Usual, UsualRange, UsualWave

# A wave that waits for a person, or is held up, takes as long as that takes.
_FORESEEABLE = frozenset({Status.RUNNING, Status.RETRYING})
_TO_COME = Status.PENDING


class _Remaining(NamedTuple):
    """What is left of a release; `most` is None once something took longer than usual."""

    least: timedelta
    most: timedelta | None


def family_of(row: ReleaseSummary) -> str:
    """What a release and its predecessors are all called: its name, else its id without the version."""
    if row.name:
        return row.name
    if row.version and row.id.endswith(row.version):
        return row.id.removesuffix(row.version).rstrip("-_.:")
    return re.sub(r"[-_.:]+v?\d[\w.]*$", "", row.id)


def range_of(durations: Iterable[float | None]) -> UsualRange | None:
    """The usual range of durations; None where there are too few to say."""
    known = [duration for duration in durations if duration is not None]
    if len(known) < NEEDED:
        return None
    tenths = quantiles(known, n=10, method="inclusive")
    return UsualRange(least=round(tenths[0]), most=round(tenths[-1]), releases=len(known))


def usual_of(row: ReleaseSummary, rows: Sequence[ReleaseSummary], now: datetime, read_at: datetime) -> Usual:
    """A release against those of the same name that had ended before it began."""
    family = family_of(row)
    earlier = [each for each in rows if each.id != row.id and family_of(each) == family and _ended_before(each, row)]
    finished = [each for each in earlier if each.status is Status.SUCCEEDED]
    usual = range_of(each.duration for each in finished)
    durations = zip_longest(*([wave.duration for wave in each.waves] for each in finished))
    ranges = [range_of(each) for each in durations]
    waves = [_wave(wave, usual_, now) for wave, usual_ in zip_longest(row.waves, ranges[: len(row.waves)]) if wave]
    left = _remaining(row, waves, now)
    return Usual(
        family=family,
        finished=len(finished),
        usual=usual,
        is_slower=_is_slower(row, usual, now),
        waves=waves,
        ends_after=_to_the_minute(now + left.least) if left else None,
        ends_before=_to_the_minute(now + left.most) if left and left.most is not None else None,
        previous=_previous(earlier),
        read_at=read_at,
    )


def _ended_before(row: ReleaseSummary, other: ReleaseSummary) -> bool:
    return bool(row.ended_at and (other.started_at is None or row.ended_at <= other.started_at))


def _previous(earlier: Sequence[ReleaseSummary]) -> PreviousRelease | None:
    ended = [(row.ended_at, row) for row in earlier if row.ended_at]
    if not ended:
        return None
    ended_at, row = max(ended, key=lambda each: each[0])
    return PreviousRelease(id=row.id, version=row.version, ended_at=ended_at, duration=row.duration)


def _wave(wave: WaveSummary, usual: UsualRange | None, now: datetime) -> UsualWave:
    return UsualWave(usual=usual, is_slower=_is_slower(wave, usual, now))


def _is_slower(node: ReleaseSummary | WaveSummary, usual: UsualRange | None, now: datetime) -> bool:
    elapsed = _elapsed(node, now)
    return bool(usual and elapsed is not None and elapsed > usual.most)


def _elapsed(node: ReleaseSummary | WaveSummary, now: datetime) -> float | None:
    if node.started_at is None:
        return None
    return ((node.ended_at or now) - node.started_at).total_seconds()


def _remaining(row: ReleaseSummary, waves: Sequence[UsualWave], now: datetime) -> _Remaining | None:
    """What the current wave and those to come usually still take; None where that cannot be said."""
    if row.ended_at or row.health not in _FORESEEABLE or row.current_wave is None:
        return None
    least, most = 0.0, 0.0
    for wave, against in list(zip(row.waves, waves, strict=True))[row.current_wave :]:
        if against.usual is None or wave.health not in {*_FORESEEABLE, _TO_COME}:
            return None
        elapsed = _elapsed(wave, now) or 0.0
        least += max(0.0, against.usual.least - elapsed)
        most += against.usual.most - elapsed
    is_slower = any(against.is_slower for against in waves[row.current_wave :])
    return _Remaining(timedelta(seconds=least), None if is_slower else timedelta(seconds=max(least, most)))


def _to_the_minute(moment: datetime) -> datetime:
    """An estimate is no better than that, and the same answer is not sent anew each second."""
    return (moment + timedelta(seconds=30)).replace(second=0, microsecond=0)
