"""JSON in a setting, where nothing that was written may be forgotten."""

import json
from collections import Counter


def parse_json(value: object) -> object:
    """Read a text as JSON, and leave anything else as it is.

    Raises:
        ValueError: it is not JSON, or a name stands twice in it.
    """
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value, object_pairs_hook=_each_once)
    except (json.JSONDecodeError, RecursionError) as error:
        raise ValueError("is not JSON") from error


def _each_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """An object of JSON in which no name stands twice: the first one would be forgotten."""
    found = dict(pairs)
    if len(found) < len(pairs):
        name = next(name for name, count in Counter(name for name, _ in pairs).items() if count > 1)
        raise ValueError(f"{name!r} stands twice")
    return found
