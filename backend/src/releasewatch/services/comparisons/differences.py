"""What differs, in words: of apps, of waves. Pure."""

from collections.abc import Sequence

from releasewatch.core.text import shorten
from releasewatch.models.comparison import Finding
from releasewatch.models.entities import App
from releasewatch.models.status import Status
from releasewatch.services.comparisons.findings import Frame, is_known
from releasewatch.services.comparisons.pairing import Absence, AppPair

_UNITS = ((86_400, "d"), (3_600, "h"), (60, "min"), (1, "s"))
_MOST_UNITS = 2
_LONGEST_CAUSE = 200
MINUS = "\u2212"
Difference = tuple[str, str]


def duration_words(seconds: float) -> str:
    """'42 s', '26 min', '1 h 12 min'."""
    left = max(1, round(seconds))
    if left >= _UNITS[2][0]:
        # Nobody counts the seconds of minutes.
        left = round(left / 60) * 60
    said: list[str] = []
    for size, unit in _UNITS:
        if left >= size and len(said) < _MOST_UNITS:
            said.append(f"{left // size} {unit}")
            left %= size
    return " ".join(said)


def _range_words(least: float, most: float) -> str:
    """'5 min', '2 to 6 min', '50 s to 2 min'."""
    low, high = duration_words(least), duration_words(most)
    if low == high:
        return high
    number, _, unit = low.partition(" ")
    return f"{number if high.partition(' ')[2] == unit else low} to {high}"


def difference_of(finding: Finding, together: Sequence[AppPair], frame: Frame) -> Difference:
    """The headline and the detail of a row, one sentence together; both may be empty."""
    match finding:
        case Finding.SLOWER | Finding.FASTER:
            return _in_time(finding, together)
        case Finding.VERSION:
            return _in_version(together[0], frame)
        case Finding.ADDED:
            return "New", "in B"
        case Finding.GONE:
            has_run = all(pair.a and pair.a.app.status is Status.SUCCEEDED for pair in together)
            return "Not part", "of B: still runs where A left it" if has_run else "of B"
        case Finding.BETTER:
            cause = cause_in(together[0], finding)
            return "", f"In A: {cause}" if cause else ""
        case _:
            attempts = _attempts(together) if finding is Finding.WORSE else None
            return "", ", ".join(filter(None, [cause_in(together[0], finding), attempts]))


def _attempts(together: Sequence[AppPair]) -> str | None:
    """'attempt 7', 'attempts 3 to 7': what B tries again."""
    runs = [pair.b.app.execution for pair in together if pair.b]
    found = sorted(run.retrying.attempt for run in runs if run and run.retrying)
    if not found:
        return None
    least, most = found[0], found[-1]
    return f"attempt {most:,}" if least == most else f"attempts {least:,} to {most:,}"


def cause_in(pair: AppPair, finding: Finding) -> str | None:
    """What the side says that is in trouble, or is not told."""
    a, b = pair.a.app if pair.a else None, pair.b.app if pair.b else None
    match finding:
        case Finding.WORSE:
            return _cause(b) if b else None
        case Finding.BETTER:
            return _cause(a) if a else None
        case Finding.NOT_COMPARABLE:
            return _unreadable(pair)
        case Finding.NOT_DONE if pair.absence is Absence.NOT_TOLD_YET:
            return f"{'B' if a else 'A'} has not told of it yet"
        case _:
            return None


def _cause(app: App) -> str | None:
    cause = app.cause or app.message or app.reason
    return cause and shorten(cause, _LONGEST_CAUSE)


def _unreadable(pair: AppPair) -> str:
    sides = {"A": pair.a.app if pair.a else None, "B": pair.b.app if pair.b else None}
    said = []
    for name, app in sides.items():
        if app is None:
            said.append(f"{name}: what is above it could not be read")
        elif not is_known(app):
            said.append(f"{name}: {_cause(app) or ('read too long ago' if app.stale else 'unknown')}")
    return "; ".join(said)


def _in_time(finding: Finding, together: Sequence[AppPair]) -> Difference:
    durations = [
        (pair.a.app.duration, pair.b.app.duration)
        for pair in together
        if pair.a and pair.b and pair.a.app.duration is not None and pair.b.app.duration is not None
    ]
    sign = "+" if finding is Finding.SLOWER else MINUS
    differences = sorted(abs(b - a) for a, b in durations)
    headline = f"{sign}{_range_words(differences[0], differences[-1])}"
    if len(durations) > 1:
        return headline, ""
    less, more = sorted(durations[0])
    times = f"{more / less:.1f}".removesuffix(".0") if less else ""
    if not times:
        return headline, ""
    return f"{headline},", f"{times} times as {'long' if finding is Finding.SLOWER else 'fast'}"


def _in_version(pair: AppPair, frame: Frame) -> Difference:
    skipped = [name for name, each in (("A", pair.a), ("B", pair.b)) if each and each.app.status is Status.SKIPPED]
    if skipped:
        return "Skipped", f"in {skipped[0]}"
    if frame.step is None:
        return "Another version", ""
    is_kept = pair.a and pair.b and pair.a.version == pair.b.version
    return ("Not raised:" if is_kept else "Its own version:"), f"the release goes to {frame.step[1]}"
