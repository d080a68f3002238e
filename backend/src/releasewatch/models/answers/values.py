"""Converts the values of an answer to what the contract promises, with a note for each that is wrong."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache

from pydantic import TypeAdapter, ValidationError

from releasewatch.core.text import LONGEST, quoted
from releasewatch.models.answers.json_values import Json, is_nothing, kind, members
from releasewatch.models.answers.names import CLAIMS

_MOMENT = TypeAdapter(datetime)
# Year 1, 1601, 1900, 1970 and the like are what languages and databases have for "no moment", and so is 9999.
_FIRST_YEAR = 2000
_YEARS_AHEAD = 10
# Other zeros, in years that no calendar of ours has: MySQL's, PHP's, Java's least and greatest.
_NO_MOMENT = re.compile(r"\s*(?:0000|[+-]|0+(?:\.0*)?\s*$)")
_WHOLE = re.compile(r"\s*[+-]?\d{1,18}\s*")
_MOST_LINKS = 50
_LONGEST_NAME = 60


class WrongValueError(ValueError):
    """Not what the contract promises: the message is what was expected."""


def _text(value: Json) -> str:
    if isinstance(value, str):
        return value
    raise WrongValueError("text")


def _text_or_number(value: Json) -> str:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return _text(value)


def _whole_number(value: Json) -> int:
    """A number, or the text that protobuf writes for one of 64 bits."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    is_whole = _WHOLE.fullmatch(value) if isinstance(value, str) else isinstance(value, float) and value.is_integer()
    if is_whole:
        return int(value)
    raise WrongValueError("a whole number")


def _moment(value: Json) -> datetime | None:
    if not isinstance(value, str | int | float) or isinstance(value, bool):
        raise WrongValueError("a moment such as 2026-11-24T12:03:41Z")
    return _moment_of(value)


@lru_cache(maxsize=4096)
def _moment_of(value: str | float) -> datetime | None:
    """RFC 3339, or seconds or milliseconds since 1970; None for a placeholder such as year 1."""
    if _NO_MOMENT.match(str(value)):
        return None
    try:
        moment = _MOMENT.validate_python(value)
    except ValidationError as error:
        raise WrongValueError("a moment such as 2026-11-24T12:03:41Z") from error
    if not _FIRST_YEAR <= moment.year <= datetime.now(UTC).year + _YEARS_AHEAD:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


_TAKERS: dict[str, Callable[[Json], Json]] = {
    **dict.fromkeys(("state", "message", "error_message", "waiting_for", *CLAIMS.values()), _text),
    **dict.fromkeys(("name", "version", "previous_version"), _text_or_number),
    **dict.fromkeys(("created_at", "updated_at"), _moment),
    "sequence": _whole_number,
}
# What says something of the entity itself, whatever its type: an id of another may be one of a child.
OWN = frozenset(name for name in _TAKERS if not name.endswith("_id")) | {"links"}


def says_nothing(value: Json) -> bool:
    """Whether an object holds only zero values, as languages send that cannot omit one."""
    return isinstance(value, dict) and all(
        not part or is_nothing(part) or _is_no_moment(part) for part in value.values()
    )


def _is_no_moment(value: Json) -> bool:
    try:
        return _moment(value) is None
    except WrongValueError:
        return False


def place(key: str, index: int | None = None) -> str:
    """A field, with its index in a list, as notes cite it."""
    name = key if len(key) <= _LONGEST_NAME and key.isprintable() else quoted(key)
    return name if index is None else f"{name}[{index}]"


def take(name: str, value: Json, key: str, notes: list[str]) -> Json:
    """What a value means at a field, or None and a note about what should stand there."""
    if name == "links":
        return _links(value, key, notes)
    try:
        return _TAKERS[name](value)
    except WrongValueError as error:
        notes.append(f"{place(key)}: should be {error}, got {kind(value)}.")
        return None


def _links(value: Json, key: str, notes: list[str]) -> dict[str, str] | None:
    """Labels and addresses: those that are texts of a reasonable length."""
    if not isinstance(value, dict):
        notes.append(f"{place(key)}: should be an object of labels and addresses, got {kind(value)}.")
        return None
    links: dict[str, str] = {}
    for label, address in members(value):
        if is_nothing(address):
            continue
        if not isinstance(address, str):
            notes.append(f"{place(key)}[{quoted(label)}]: should be an address, got {kind(address)}.")
        elif max(len(label), len(address)) > LONGEST:
            notes.append(f"{place(key)}[{quoted(label)}]: is longer than {LONGEST:,} characters.")
        else:
            links[label] = address
    if len(links) > _MOST_LINKS:
        notes.append(f"{place(key)}: {len(links):,} are too many, the first {_MOST_LINKS} are shown.")
    return dict(list(links.items())[:_MOST_LINKS])
