"""What is usual for a release, worked out from the rows of its predecessors. Pure."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from itertools import zip_longest
from operator import attrgetter, is_, itemgetter
from statistics import quantiles
from typing import NamedTuple

from releasewatch.models.page import ReleaseSummary, WaveSummary
from releasewatch.models.status import Status
from releasewatch.models.usual import NEEDED, NextRelease, PreviousRelease, Usual, UsualRange, UsualWave
from releasewatch.services.releases.names import Names

# A wave that waits for a person, or is held up, takes as long as that takes.
_FORESEEABLE = frozenset({Status.RUNNING, Status.RETRYING})
_TO_COME = Status.PENDING


class _Remaining(NamedTuple):
    """What is left of a release; `most` is None once something took longer than usual."""

    least: timedelta
    most: timedelta | None


class Predecessors:
    """The releases of a list that have ended, by name."""

    def __init__(self, rows: Iterable[ReleaseSummary], names: Names) -> None:
        """Sort them out once for all that is asked about them."""
        self._names = names
        self._rows = [row for row in rows if row.ended_at]
        self._ended: dict[str, list[tuple[datetime, ReleaseSummary]]] = defaultdict(list)
        self._usual: dict[tuple[str, int], UsualRange | None] = {}
        for row in self._rows:
            if row.ended_at:
                self._ended[names.of(row)].append((row.ended_at, row))
        for ended in self._ended.values():
            ended.sort(key=itemgetter(0))

    def in_list(self, rows: Iterable[ReleaseSummary]) -> "Predecessors":
        """Those of another list; the very same where the same rows have ended."""
        ended = [row for row in rows if row.ended_at]
        is_same = len(ended) == len(self._rows) and all(map(is_, ended, self._rows))
        return self if is_same else Predecessors(ended, self._names)

    def of(self, row: ReleaseSummary) -> list[ReleaseSummary]:
        """Those of the same name that had ended before it began, the last one last."""
        ended, before = self._before(row)
        return [each for _, each in ended[:before] if each.id != row.id]

    def usual_of(self, row: ReleaseSummary) -> UsualRange | None:
        """How long they took, worked out once for all rows that they all had ended before."""
        key = self._names.of(row), self._before(row)[1]
        if key not in self._usual:
            self._usual[key] = range_of(each.duration for each in succeeded(self.of(row)))
        return self._usual[key]

    def _before(self, row: ReleaseSummary) -> tuple[list[tuple[datetime, ReleaseSummary]], int]:
        """All of the same name, and how many of them had ended before it began."""
        ended = self._ended.get(self._names.of(row), [])
        return ended, bisect_left(ended, row.started_at, key=itemgetter(0)) if row.started_at else len(ended)

    def family_of(self, row: ReleaseSummary) -> str:
        """What the row and its predecessors are all called."""
        return self._names.of(row)


def range_of(durations: Iterable[float | None]) -> UsualRange | None:
    """The usual range of durations; None where there are too few to say."""
    known = [duration for duration in durations if duration is not None]
    if len(known) < NEEDED:
        return None
    tenths = quantiles(known, n=10, method="inclusive")
    return UsualRange(least=round(tenths[0]), most=round(tenths[-1]), releases=len(known))


def beside_usual(row: ReleaseSummary, predecessors: Predecessors) -> ReleaseSummary:
    """The row with what is usual for it."""
    return row.model_copy(update={"family": predecessors.family_of(row), "usual": predecessors.usual_of(row)})


def usual_of(
    row: ReleaseSummary,
    rows: Iterable[ReleaseSummary],
    predecessors: Predecessors,
    now: datetime,
    read_at: datetime,
) -> Usual:
    """A release against those of the same name that had ended before it began."""
    earlier = predecessors.of(row)
    finished = succeeded(earlier)
    usual = predecessors.usual_of(row)
    durations = _ranges(finished, attrgetter("duration"))
    approvals = _ranges(finished, attrgetter("approved_after"))
    waves = [
        UsualWave(usual=took, approval=approval, is_slower=_is_slower(wave, took, now))
        for wave, took, approval in zip_longest(row.waves, durations, approvals)
        if wave
    ]
    left = _remaining(row, waves, now)
    return Usual(
        family=predecessors.family_of(row),
        finished=len(finished),
        usual=usual,
        is_slower=_is_slower(row, usual, now),
        waves=waves,
        ends_after=_to_the_minute(now + left.least) if left else None,
        ends_before=_to_the_minute(now + left.most) if left and left.most is not None else None,
        previous=_previous(earlier),
        next=_next(row, rows, predecessors),
        read_at=read_at,
    )


def succeeded(rows: Iterable[ReleaseSummary]) -> list[ReleaseSummary]:
    """Those that count for what is usual."""
    return [row for row in rows if row.status is Status.SUCCEEDED]


def _previous(earlier: Sequence[ReleaseSummary]) -> PreviousRelease | None:
    row = earlier[-1] if earlier else None
    if row is None or row.ended_at is None:
        return None
    return PreviousRelease(id=row.id, version=row.version, ended_at=row.ended_at, duration=row.duration)


def _next(row: ReleaseSummary, rows: Iterable[ReleaseSummary], predecessors: Predecessors) -> NextRelease | None:
    if row.ended_at is None:
        return None
    later = [(each.started_at, each) for each in rows if each.started_at and each.started_at >= row.ended_at]
    family = predecessors.family_of(row)
    named = (each for _, each in sorted(later, key=itemgetter(0)) if predecessors.family_of(each) == family)
    found = next(named, None)
    return NextRelease(id=found.id, version=found.version) if found else None


def _ranges(rows: Sequence[ReleaseSummary], told: Callable[[WaveSummary], float | None]) -> list[UsualRange | None]:
    """What is usual for each wave, in rollout order."""
    return [range_of(each) for each in zip_longest(*(map(told, row.waves) for row in rows))]


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
