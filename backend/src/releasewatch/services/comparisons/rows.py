"""Folds apps with the same finding into rows. Pure."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Sequence
from typing import NamedTuple

from releasewatch.models.comparison import ComparedApps, ComparedRow, Finding, Span
from releasewatch.models.status import Status, severity, worst
from releasewatch.models.words import Word
from releasewatch.services.comparisons.differences import cause_in, difference_of
from releasewatch.services.comparisons.findings import Frame, finding_of
from releasewatch.services.comparisons.pairing import AppPair, PlacedApp
from releasewatch.services.comparisons.places import Extent, place_of
from releasewatch.services.trees.wording import name_of, since_of, word_of

# What the apps of such a row are like may differ: the row counts them.
_WHATEVER_THEY_ARE = frozenset({Finding.ADDED, Finding.GONE})
_IN_TIME = frozenset({Finding.SLOWER, Finding.FASTER})
_ORDER = {finding: at for at, finding in enumerate(Finding)}


class Extents(NamedTuple):
    """The extent of both trees."""

    a: Extent
    b: Extent


def rows_of(pairs: Sequence[AppPair], frame: Frame, extents: Extents) -> list[ComparedRow]:
    """One row for the apps of one name with the same finding; by finding, what weighs most first, then as the pairs."""
    alike: dict[tuple[Finding, Hashable], list[AppPair]] = defaultdict(list)
    for pair in pairs:
        finding = finding_of(pair, frame)
        alike[finding, _likeness(pair, finding)].append(pair)
    rows = [_row(finding, together, frame, extents) for (finding, _), together in alike.items()]
    return sorted(rows, key=lambda row: (_ORDER[row.finding], _lightness(row)))


def _lightness(row: ComparedRow) -> float:
    """Of what has got worse the worst first, of what is slower or faster the biggest difference."""
    a, b = row.a, row.b
    if b and row.finding is Finding.WORSE:
        return severity(b.status)
    if a and b and a.duration and b.duration and row.finding in _IN_TIME:
        return -abs(b.duration.most - a.duration.most)
    return 0


def _likeness(pair: AppPair, finding: Finding) -> Hashable:
    """What the apps of a row share."""
    name = next(name_of(each.app) for each in (pair.a, pair.b) if each)
    if finding in _WHATEVER_THEY_ARE:
        return name
    versions = [each.version for each in (pair.a, pair.b) if each] if finding is Finding.VERSION else []
    words = [each and word_of(each.app) for each in (pair.a, pair.b)]
    return name, *words, *versions, pair.absence, cause_in(pair, finding)


def _row(finding: Finding, together: Sequence[AppPair], frame: Frame, extents: Extents) -> ComparedRow:
    in_a, in_b = [each.a for each in together if each.a], [each.b for each in together if each.b]
    headline, detail = difference_of(finding, together, frame)
    return ComparedRow(
        finding=finding,
        app=name_of((in_b or in_a)[0].app),
        place=place_of(in_b, extents.b) if in_b else place_of(in_a, extents.a),
        count=len(together),
        a=_apps(in_a) if in_a else None,
        b=_apps(in_b) if in_b else None,
        headline=headline,
        detail=detail,
    )


def _apps(apps: Sequence[PlacedApp]) -> ComparedApps:
    counted = Counter(each.app.status for each in apps)
    words = {word_of(each.app) for each in apps}
    versions = {each.version for each in apps}
    durations = [each.app.duration for each in apps if each.app.duration is not None]
    return ComparedApps(
        status=worst(counted),
        word=next(each for each in Word if each in words),
        counts={each: counted[each] for each in Status if counted[each]},
        version=versions.pop() if len(versions) == 1 else None,
        duration=Span(least=min(durations), most=max(durations)) if durations else None,
        since=min((moment for each in apps if (moment := since_of(each.app))), default=None),
        paths=[each.app.path for each in apps],
    )
