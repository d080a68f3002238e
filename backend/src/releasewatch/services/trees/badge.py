"""A release as a badge: its name and version, and the word of its verdict, as SVG. Pure."""

import unicodedata
from collections.abc import Mapping
from xml.sax.saxutils import escape

from releasewatch.core.text import on_a_line
from releasewatch.models.hierarchy import Hierarchy
from releasewatch.models.status import GREEN, Status
from releasewatch.models.words import WORDS
from releasewatch.services.trees.wording import name_of

# The dashboard's `text` colours on light ground, on which white is read well; a test compares them.
COLOURS: Mapping[Status, str] = {
    Status.FAILED: "#AC101B",
    Status.RETRYING: "#914201",
    Status.UNKNOWN: "#444D5E",
    Status.WAITING: "#765406",
    Status.PAUSED: "#723E8F",
    Status.RUNNING: "#025AA3",
    Status.PENDING: "#4D5460",
    Status.CANCELLED: "#4D5460",
    Status.SKIPPED: "#4D5460",
    Status.SUCCEEDED: "#136133",
}
_GROUND = "#2B3240"
_LONGEST_NAME, _LONGEST_VERSION = 40, 24
# In pixels, at 11 pixels of height: a little more than most letters take, since nobody knows the font.
_LETTER, _WIDE_LETTER, _PADDING, _HEIGHT = 6.4, 11.5, 8, 20


def badge_of(hierarchy: Hierarchy) -> str:
    """The badge of a tree. One that was not read as a whole says so, and is never green."""
    release, verdict = hierarchy.release, hierarchy.verdict
    name, version = _cut(name_of(release), _LONGEST_NAME), _cut(release.version or "", _LONGEST_VERSION)
    title = name if version in name else f"{name} {version}"
    status, word = verdict.status, str(verdict.word)
    if not hierarchy.complete:
        if status in GREEN:
            status, word = Status.UNKNOWN, WORDS[Status.UNKNOWN]
        word = f"{word}, not all read"
    return _draw(on_a_line(title), on_a_line(word), COLOURS[status])


def _draw(title: str, word: str, colour: str) -> str:
    left, right = _width(title), _width(word)
    spoken = f"{title}: {word}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{left + right}" height="{_HEIGHT}" role="img"'
        f' aria-label={_quoted(spoken)} font-family="Verdana,DejaVu Sans,Geneva,sans-serif" font-size="11">'
        f"<title>{escape(spoken)}</title>"
        f'<clipPath id="r"><rect width="{left + right}" height="{_HEIGHT}" rx="3"/></clipPath>'
        f'<g clip-path="url(#r)"><rect width="{left}" height="{_HEIGHT}" fill="{_GROUND}"/>'
        f'<rect x="{left}" width="{right}" height="{_HEIGHT}" fill="{colour}"/></g>'
        f"{_text(title, 0, left)}{_text(word, left, right)}</svg>\n"
    )


def _text(text: str, x: int, width: int) -> str:
    inner = width - 2 * _PADDING
    return (
        f'<text x="{x + _PADDING}" y="14" fill="#FFFFFF" textLength="{inner}" lengthAdjust="spacingAndGlyphs">'
        f"{escape(text)}</text>"
    )


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _width(text: str) -> int:
    letters = (_WIDE_LETTER if unicodedata.east_asian_width(each) in "WF" else _LETTER for each in text)
    return round(sum(letters)) + 2 * _PADDING


def _quoted(text: str) -> str:
    quoted = escape(text, {'"': "&quot;"})
    return f'"{quoted}"'
