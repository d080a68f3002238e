"""A lenient JSON parser: one bad text costs that text at most."""

import json
import re
from collections.abc import Iterable
from typing import Any

from releasewatch.core.text import REPLACEMENT, cleaned, quoted, shorten

Json = Any  # any JSON value; an object is a dict, or a `Repeating` where a name stands twice

# No answer of as many entities as are shown has more; building more would block the event loop.
_MOST_PARTS = 200_000
# Python turns longer ones into numbers in quadratic time.
_MOST_DIGITS = 100
_LONGEST_NUMBER = 60
_HALVES_OR_CONTROLS = re.compile(rb"\\u(?:[dD][89a-fA-F]|00[01789])")
_MORE_CONTROLS = re.compile(rb"\xc2[\x80-\x9f]")
_ESCAPE = re.compile(
    r"\\(?:u[dD][89abAB]\w\w\\u[dD][c-fC-F]\w\w"
    r"|(?P<unfit>u[dD][89a-fA-F]\w\w|u00(?:0[0-8bcefBCEF]|[189]\w|7[fF]))|.)",
    re.DOTALL,
)


class NotReadableError(ValueError):
    """Not JSON, or too much of it. The message continues a sentence that begins with "the answer"."""


class WrongValueError(ValueError):
    """Not what the contract promises: the message is what was expected."""


class WrittenNumber(float):
    """A number that keeps how it was written: version 1.10 is another than 1.1."""

    __slots__ = ("written",)

    def __init__(self, text: str) -> None:
        """Take it as it stands in the JSON."""
        self.written = text


class Repeating(dict[str, Json]):
    """An object with repeated names: the first value of each, and the rest in `again`."""

    def __init__(self, pairs: list[tuple[str, Json]]) -> None:
        super().__init__()
        self.again: list[tuple[str, Json]] = []
        for name, value in pairs:
            if name in self:
                self.again.append((name, value))
            else:
                self[name] = value


def members(value: dict[str, Json]) -> Iterable[tuple[str, Json]]:
    """Names and values of an object, repeated names included."""
    return [*value.items(), *value.again] if isinstance(value, Repeating) else value.items()


def parse(payload: bytes) -> Json:
    """Read JSON; lone surrogates, control characters and bytes that are no text become U+FFFD.

    Raises:
        NotReadableError: it is not JSON, or too much of it.
    """
    if payload.count(b"[") + payload.count(b"{") > _MOST_PARTS:
        raise NotReadableError(f"holds more than {_MOST_PARTS:,} objects and lists")
    try:
        return _parse(payload)
    except RecursionError as error:
        raise NotReadableError("is nested too deeply") from error


def _parse(payload: bytes) -> Json:
    if not (_HALVES_OR_CONTROLS.search(payload) or _MORE_CONTROLS.search(payload) or b"\x7f" in payload):
        try:
            return _DECODER.decode(payload.decode())
        except ValueError:
            pass  # Seldom, and then worth another try.
    text = cleaned(_text(payload).strip("\ufeff\x00 \t\r\n"))
    try:
        return _LENIENT.decode(_ESCAPE.sub(_fit, text))
    except ValueError as error:
        raise NotReadableError("is not JSON") from error


def _text(payload: bytes) -> str:
    encoding = json.detect_encoding(payload)
    try:
        # Some write the two halves of a character as if they were characters: UTF-16 joins them.
        return payload.decode(encoding, "surrogatepass").encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    except UnicodeDecodeError:
        return payload.decode(encoding, "replace")


def _fit(escape: re.Match[str]) -> str:
    return REPLACEMENT if escape["unfit"] else escape[0]


def _object(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    value = dict(pairs)
    return value if len(value) == len(pairs) else Repeating(pairs)


def _whole_number(digits: str) -> int | float:
    return int(digits) if len(digits) <= _MOST_DIGITS else WrittenNumber(digits)


# Written in C except for these hooks, where other threads get their turn.
_DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_int=_whole_number, parse_float=WrittenNumber)
_LENIENT = json.JSONDecoder(object_pairs_hook=_object, parse_int=_whole_number, parse_float=WrittenNumber, strict=False)


def is_nothing(value: Json) -> bool:
    """Whether a value is empty: `null`, blank, or a list or object of such values."""
    if isinstance(value, str):
        return not value or value.isspace()
    if value is None:
        return True
    if isinstance(value, list):
        # An empty object in a list still says that something is there.
        return all(part is None or part == "" for part in value)
    return isinstance(value, dict) and all(part is None or part in ("", [], {}) for _, part in members(value))


def written(number: float) -> str:
    """A number as it stands in the JSON, as far as it is known."""
    return number.written if isinstance(number, WrittenNumber) else str(number)


def kind(value: Json) -> str:
    """What a value is, for messages that say what was expected instead."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case str():
            return quoted(value)
        case int() | float():
            return shorten(written(value), _LONGEST_NUMBER)
        case list():
            return "a list"
        case _:
            return "an object"
