"""Reads moments, however languages and libraries write them."""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache

from pydantic import TypeAdapter

from releasewatch.models.answers.json_values import Json, WrongValueError
from releasewatch.models.answers.names import folded

_MOMENT = TypeAdapter(datetime)
# Year 1, 1601, 1900, 1970 and the like are what languages and databases have for "no moment", and so is 9999.
_FIRST_YEAR = 2000
_YEARS_AHEAD = 10
# Other zeros, in years that no calendar of ours has: MySQL's, PHP's, Java's least and greatest; and words for them.
_NO_MOMENT = re.compile(
    r"""\s*(?:000[01]-|\d{5,}-|[+-]|0+(?:\.0*)?\s*$|(?:\w{3},\ )?0?1[ -]Jan[ -](?:0001|1970)\b
    |0?1([/.])0?1\1(?:0001|1753|19[07]0)\b|(?:30\.12\.|12/30/)1899\b|Jan\ 0?1,\ (?:0001|1970)\b
    |(?:never|none|null|nil|n/a|nat|infinity|invalid\ date|undefined|not\ set|unset)\s*$)""",
    re.IGNORECASE | re.VERBOSE,
)
# Past that, a number of seconds is one of milliseconds, microseconds or nanoseconds.
_MOST_SECONDS = 1e11
# As most write a moment, and Python reads it like the validator, in a tenth of the time.
_USUAL = re.compile(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|\+00:00)", re.ASCII)
_NUMBER = re.compile(r"\s*\d{1,20}(?:\.\d*)?\s*")
# What Java, and what Go and Ruby write behind the offset.
_ZONE = re.compile(r"\[[\w/+-]+\]\s*$")
_OFFSET = re.compile(r"(?<=\d) (?:([+-]\d\d:?\d\d)(?: [A-Z]{2,5})?|UTC)(?: m=[+-][\d.]+)?$")
# .NET's number of milliseconds, whatever offset stands behind it.
_TICKS = re.compile(r"\\?/Date\((-?\d{1,18})(?:[+-]\d{4})?\)\\?/")
# Of mail and HTTP. Other abbreviations of zones than these mean one thing here and another there.
_MAIL = re.compile(
    r"(?:\w{3,9}, )?\d{1,2}[ -]\w{3}[ -](?:\d\d){1,2} \d\d?:\d\d(?::\d\d)? "
    r"(?:GMT|UTC?|Z|[ECMP][SD]T|[+-]\d{4})(?: \(.{1,40}\))?",
    re.ASCII,
)
# As JavaScript, and as C and Java print one, with what mail has of it.
_PRINTED = (
    (re.compile(r"\w{3} (\w{3}) (\d\d) (\d{4} [\d:]{8} )GMT([+-]\d{4})(?: \(.{1,60}\))?"), r"\2 \1 \3\4"),
    (re.compile(r"\w{3} (\w{3}) {1,2}(\d{1,2}) ([\d:]{8})(?: UTC| GMT)? (\d{4})"), r"\2 \1 \4 \3 UTC"),
)
_SECONDS, _NANOS = ("seconds", "secssinceepoch"), ("nanos", "nanoseconds", "nanossinceepoch")
_MOST_NANOS = 10**9
_LONGEST = 200


def moment(value: Json) -> datetime | None:
    """A moment in any writing; None for what stands for none, such as year 1.

    Raises:
        WrongValueError: it is no moment.
    """
    if isinstance(value, dict):
        return _moment_of(_in_seconds(value))
    is_one = isinstance(value, str | int | float) and not isinstance(value, bool)
    if not is_one or (isinstance(value, str) and len(value) > _LONGEST):
        raise _wrong()
    return _moment_of(value)


def _wrong() -> WrongValueError:
    return WrongValueError("a moment such as 2026-11-24T12:03:41Z")


def _in_seconds(value: dict[str, Json]) -> float:
    """What protobuf's timestamps and their like say: `{"seconds": 1795514400, "nanos": 0}`."""
    said = {folded(name): part for name, part in value.items()}
    seconds, *others = [part for name in _SECONDS if (part := said.pop(name, None)) is not None] or [None]
    nanos = [part for name in _NANOS if (part := said.pop(name, None)) is not None]
    try:
        if said or others or seconds is None or isinstance(seconds, bool):
            raise _wrong()
        fraction = sum(map(int, nanos))
        if not 0 <= fraction < _MOST_NANOS:
            raise _wrong()
        return _likely_seconds(float(seconds) + fraction / _MOST_NANOS)
    except (TypeError, OverflowError, ValueError) as error:
        raise _wrong() from error


def _likely_seconds(seconds: float) -> float:
    """What is said to be seconds is no number of anything smaller, but none."""
    return 0.0 if seconds >= _MOST_SECONDS else seconds


@lru_cache(maxsize=4096)
def _moment_of(value: str | float) -> datetime | None:
    """RFC 3339, or a number since 1970, or one of the others; None for a placeholder such as year 1."""
    if isinstance(value, str):
        if _USUAL.fullmatch(value):
            try:
                return _if_likely(datetime.fromisoformat(value))
            except ValueError:
                pass  # The validator says so in its own way.
        if ticks := _TICKS.fullmatch(value):
            value = _likely_seconds(int(ticks[1]) / 1_000)
    if _NO_MOMENT.match(str(value)):
        return None
    try:
        return _if_likely(_read(value))
    except ValueError as error:
        raise _wrong() from error


def _read(value: str | float) -> datetime:
    if isinstance(value, str):
        as_mail = next((found.expand(form) for form_of, form in _PRINTED if (found := form_of.fullmatch(value))), value)
        if _MAIL.fullmatch(as_mail):
            return parsedate_to_datetime(as_mail)
    return _MOMENT.validate_python(_normalised(value))


def _if_likely(moment: datetime) -> datetime | None:
    if not _FIRST_YEAR <= moment.year <= datetime.now(UTC).year + _YEARS_AHEAD:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _normalised(value: str | float) -> str | float:
    if isinstance(value, str) and not _NUMBER.fullmatch(value):
        return _OFFSET.sub(lambda found: found[1] or "Z", _ZONE.sub("", value))
    seconds = float(value)
    for _ in range(3):
        seconds = seconds / 1000 if seconds >= _MOST_SECONDS else seconds
    return seconds
