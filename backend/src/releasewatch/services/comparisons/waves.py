"""The waves of two trees, and what they took. Pure."""

from collections.abc import Sequence
from datetime import datetime

from releasewatch.models.comparison import ComparedTime, ComparedWave
from releasewatch.models.entities import Wave
from releasewatch.models.words import TERMS
from releasewatch.services.comparisons.differences import MINUS, duration_words
from releasewatch.services.comparisons.findings import MORE_SECONDS
from releasewatch.services.comparisons.pairing import WavePair
from releasewatch.services.trees.wording import name_of, word_of

_TENTH = 0.1
_FEW_SECONDS = 10.0
_MINUTE = 60


def compare_waves(pairs: Sequence[WavePair], a_read_at: datetime, b_read_at: datetime) -> list[ComparedWave]:
    """What each wave took, or has taken when its tree was read."""
    return [
        _compared(pair, _time(pair.a, a_read_at) if pair.a else None, _time(pair.b, b_read_at) if pair.b else None)
        for pair in pairs
    ]


def _compared(pair: WavePair, a: ComparedTime | None, b: ComparedTime | None) -> ComparedWave:
    shown = pair.b or pair.a
    headline, detail, differs = _difference(a, b)
    return ComparedWave(
        label=name_of(shown) if shown else "",
        name=shown.detail if shown else None,
        a=a,
        b=b,
        differs=differs,
        headline=headline,
        detail=detail,
    )


def _time(wave: Wave, read_at: datetime) -> ComparedTime:
    seconds, is_open = wave.duration, wave.started_at is not None and wave.ended_at is None
    if is_open and wave.started_at:
        # To the minute: the answer stays the same in between.
        seconds = max(0.0, (read_at - wave.started_at).total_seconds()) // _MINUTE * _MINUTE
    word = word_of(wave)
    return ComparedTime(
        path=wave.path,
        word=word,
        status=TERMS[word].status,
        seconds=seconds,
        so_far=is_open,
    )


def _difference(a: ComparedTime | None, b: ComparedTime | None) -> tuple[str, str, bool]:
    if a is None or b is None:
        return "", f"only in {'A' if a else 'B'}", True
    if a.seconds is None or b.seconds is None:
        return "", "", True
    more = b.seconds - a.seconds
    if a.so_far or b.so_far:
        return _so_far(more, a, b)
    if abs(more) <= max(_TENTH * max(a.seconds, b.seconds), _FEW_SECONDS):
        return "", "the same", False
    is_soon_over = abs(more) < MORE_SECONDS
    said = f"{'+' if more > 0 else MINUS}{duration_words(abs(more))}"
    return (("", said) if is_soon_over else (said, "")) + (True,)


def _so_far(more: float, a: ComparedTime, b: ComparedTime) -> tuple[str, str, bool]:
    """What is certain of an open wave: only that it takes longer."""
    if more >= _MINUTE and b.so_far and not a.so_far:
        return f"+{duration_words(more)}", "so far, not done", True
    if -more >= _MINUTE and a.so_far and not b.so_far:
        return f"{MINUS}{duration_words(-more)}", "so far, A not done", True
    return "", "not done", True
