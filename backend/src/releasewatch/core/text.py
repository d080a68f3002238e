"""Texts of any length, shortened to fit a row, a tree or a message."""

import re
from collections.abc import Sequence

# Lone surrogates, which UTF-8 cannot carry, and control characters, which a terminal obeys.
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_WHITE = re.compile(r"\r\n|\s")
REPLACEMENT = "\ufffd"
_CUT = re.compile(r"… \(\d[\d,]* characters\)\Z")
LONGEST = 2_000
FEW = 3
_QUOTED_CHARACTERS = 60
_MOST_SENTENCES = 10


def cleaned(text: str) -> str:
    """The text with U+FFFD for each character that is none for people."""
    return _UNFIT.sub(REPLACEMENT, text)


def on_a_line(text: str) -> str:
    """The text for one line that people read: white space of any kind is a blank, U+FFFD is what nobody could see."""
    return "".join(each if each.isprintable() else REPLACEMENT for each in _WHITE.sub(" ", text))


def shorten(text: str, most: int = LONGEST) -> str:
    """The text, or its first `most` characters and its whole length, which survives a second cut."""
    if len(text) <= most:
        return text
    cut_before = _CUT.search(text)
    return f"{text[:most].rstrip()}{cut_before[0] if cut_before else f'… ({len(text):,} characters)'}"


def sentence(text: str) -> str:
    """Somebody's text as a sentence: it ends with a full stop, and its letters stay as they are."""
    text = text.strip()
    return text if not text or text[-1] in ".!?…" else f"{text}."


def quoted(text: str) -> str:
    """A text quoted for a message, cut where it is long."""
    return (
        repr(text) if len(text) <= _QUOTED_CHARACTERS else f"{text[:_QUOTED_CHARACTERS]!r}… ({len(text):,} characters)"
    )


def listed(names: Sequence[str], total: int | None = None) -> str:
    """The first few of some names, and how many more there are; `total` where not all of them were given."""
    more = (len(names) if total is None else total) - FEW
    return ", ".join(names[:FEW]) + (f" and {more:,} more" if more > 0 else "")


def first_few(sentences: list[str]) -> list[str]:
    """The first ten of some sentences, and how many more there are."""
    more = len(sentences) - _MOST_SENTENCES
    return [*sentences[:_MOST_SENTENCES], f"And {more:,} more."] if more > 0 else sentences
