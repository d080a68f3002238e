"""Converts the values of an answer to what the contract promises, with a note for each that is wrong."""

import re
from collections.abc import Callable
from math import isfinite

from releasewatch.core.text import LONGEST, quoted, shorten
from releasewatch.models.answers.json_values import Json, WrongValueError, is_nothing, kind, members, written
from releasewatch.models.answers.moments import moment
from releasewatch.models.answers.names import CLAIMS, folded

_DATE = re.compile(r"\d{4}-\d\d|\\?/Date\(")
# What serialisers write beside the fields of an object.
_OF_SERIALISERS = frozenset({"$id", "$type", "@type", "@class"})
_WHOLE = re.compile(r"\s*[+-]?\d{1,18}\s*")
_MOST_LINKS = 50
_LONGEST_NAME = 60
_MOST_APPROVALS = 100
_APPROVAL = {"who": "who", "what": "what", "at": "at", "askedat": "asked_at"}


def _text(value: Json) -> str:
    if isinstance(value, str):
        return value
    raise WrongValueError("text")


def _text_or_number(value: Json) -> str:
    if isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value):
        return written(value)
    return _text(value)


def _address(value: Json) -> str:
    """An address that a browser may follow: one that begins with anything else could run code."""
    if isinstance(value, str) and value.startswith("https://") and len(value) <= LONGEST:
        return value
    raise WrongValueError("an address that begins with https://")


def _whole_number(value: Json) -> int:
    """A number, or the text that protobuf writes for one of 64 bits."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    is_whole = _WHOLE.fullmatch(value) if isinstance(value, str) else isinstance(value, float) and value.is_integer()
    if is_whole:
        return int(value)
    raise WrongValueError("a whole number")


_WORDS = ("state", "message", "error_message", "waiting_for")
_NAMES = ("name", "version", "previous_version")
# Fields that take any text as it is.
TEXTS = frozenset({*_WORDS, *_NAMES})
_TAKERS: dict[str, Callable[[Json], Json]] = {
    **dict.fromkeys((*_WORDS, *CLAIMS.values()), _text),
    **dict.fromkeys(_NAMES, _text_or_number),
    **dict.fromkeys(("created_at", "updated_at"), moment),
    "sequence": _whole_number,
    "approve_url": _address,
}
# What says something of the entity itself, of any type: an id of another may be one of a child.
OWN = frozenset(name for name in _TAKERS if not name.endswith("_id")) | {"links", "approvals"}


def says_nothing(value: Json) -> bool:
    """Whether an object holds only zero values, as languages send that cannot omit one.

    So do the wrappers of values that may be absent: `{"Valid": false, "String": ""}`, `{"present": false}`.
    """
    return isinstance(value, dict) and all(
        name in _OF_SERIALISERS
        or not part
        or is_nothing(part)
        or _is_no_moment(part)
        or (part is True and folded(name) == "empty")
        for name, part in members(value)
    )


def _is_no_moment(value: Json) -> bool:
    """Whether a text is a date that stands for none; a small number may be anything."""
    try:
        return isinstance(value, str) and _DATE.match(value) is not None and moment(value) is None
    except WrongValueError:
        return False


def place(key: str, index: int | None = None) -> str:
    """A field, with its index in a list, as notes cite it."""
    name = key if len(key) <= _LONGEST_NAME and key.isprintable() else quoted(key)
    return name if index is None else f"{name}[{index}]"


def take(name: str, value: Json, key: str, notes: list[str]) -> Json:
    """What a value means at a field, or None and a note about what should stand there."""
    if name in _LISTS:
        return _LISTS[name](value, key, notes)
    try:
        return _TAKERS[name](value)
    except WrongValueError as error:
        if not says_nothing(value):
            notes.append(f"{place(key)}: should be {error}, got {kind(value)}.")
        return None


def _links(value: Json, key: str, notes: list[str]) -> dict[str, str] | None:
    """Labels and addresses: those that are texts of a reasonable length."""
    if not isinstance(value, dict):
        notes.append(f"{place(key)}: should be an object of labels and addresses, got {kind(value)}.")
        return None
    links: dict[str, str] = {}
    for label, address in members(value):
        if is_nothing(address) or says_nothing(address):
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


def _approvals(value: Json, key: str, notes: list[str]) -> list[dict[str, Json]] | None:
    """The approvals that say when they were given: what cannot be placed in time proves nothing."""
    if not isinstance(value, list):
        notes.append(f"{place(key)}: should be a list of approvals, got {kind(value)}.")
        return None
    approvals: list[dict[str, Json]] = []
    for index, element in enumerate(value):
        if element is None or says_nothing(element):
            continue
        if not isinstance(element, dict):
            notes.append(f"{place(key, index)}: should be an approval, got {kind(element)}.")
            continue
        approval = _approval(element, place(key, index), notes)
        if approval.get("at"):
            approvals.append(approval)
        else:
            notes.append(f"{place(key, index)}: does not say `at`, and is left out.")
    if len(approvals) > _MOST_APPROVALS:
        notes.append(f"{place(key)}: {len(approvals):,} are too many, the last {_MOST_APPROVALS} are shown.")
    return approvals[-_MOST_APPROVALS:]


def _approval(element: dict[str, Json], where: str, notes: list[str]) -> dict[str, Json]:
    said: dict[str, Json] = {}
    for name, part in members(element):
        field = _APPROVAL.get(folded(name))
        if field is None or is_nothing(part) or says_nothing(part):
            continue
        try:
            said[field] = moment(part) if field in ("at", "asked_at") else shorten(_text(part), _LONGEST_NAME * 4)
        except WrongValueError as error:
            notes.append(f"{where}.{name}: should be {error}, got {kind(part)}.")
    return said


_LISTS: dict[str, Callable[[Json, str, list[str]], Json]] = {"links": _links, "approvals": _approvals}
