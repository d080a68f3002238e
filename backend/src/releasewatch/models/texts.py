"""Texts of any length, made fit to stand in a sentence or in a tree."""

from collections.abc import Sequence

LONGEST = 2_000
FEW = 3
_QUOTED = 60


def shortened(text: str, limit: int = LONGEST) -> str:
    """A text of at most `limit` characters, or its beginning and how long it is."""
    return text if len(text) <= limit else f"{text[:limit].rstrip()}… ({len(text):,} characters)"


def quoted(text: str) -> str:
    """A text as it stands in a sentence about it."""
    return repr(text) if len(text) <= _QUOTED else f"{text[:_QUOTED]!r}… ({len(text):,} characters)"


def listed(names: Sequence[str], total: int | None = None) -> str:
    """The first few of some names, and how many there are besides; `total` where not all of them were given."""
    more = (len(names) if total is None else total) - FEW
    return ", ".join(names[:FEW]) + (f" and {more:,} more" if more > 0 else "")
