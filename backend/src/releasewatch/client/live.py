"""A release at a terminal as it goes on: a tree that is drawn again at each change."""

from types import TracebackType
from typing import Self

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.table import Table
from rich.text import Text

from releasewatch.client.connection import Json
from releasewatch.client.following import Follower, Heard
from releasewatch.client.nodes import walk
from releasewatch.client.tables import STYLES, text
from releasewatch.client.trees import Wanted, draw
from releasewatch.client.vocabulary import Vocabulary, label
from releasewatch.client.wording import culprit_line, status_line

BAR_CELLS = 24
DEEPEST = 4
# Without colours they still differ.
_CELLS = {"succeeded": "█", "failed": "x", "retrying": "~", "running": "▒", "pending": "·", "waiting": "?"}
_LINES_AROUND = 6


class LiveTree:
    """Draws what it hears, as deep as the terminal is high."""

    def __init__(self, console: Console, follower: Follower) -> None:
        """Draw on a console."""
        self._console = console
        self._follower = follower
        self._body: Json | None = None
        self._live = Live(console=console, auto_refresh=False, transient=True)

    def __enter__(self) -> Self:
        self._live.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._live.stop()

    def hear(self, heard: Heard) -> None:
        """Draw again."""
        self._body = heard.answer.json if heard.answer else self._body
        self._live.update(self._screen(heard.said), refresh=True)

    def _screen(self, trouble: str) -> RenderableType:
        lines: list[RenderableType] = [text(trouble, "unknown")] if trouble else []
        if self._body and self._follower.vocabulary:
            lines += picture(self._body, self._follower.vocabulary, self._console.height)
        return Group(*lines, Text("Ctrl-C ends this.", style="dim"))


def picture(body: Json, vocabulary: Vocabulary, height: int) -> list[RenderableType]:
    """The line of the release, a bar for each wave, as much of the tree as fits, and what is wrong."""
    release = body["release"]
    room = height - _LINES_AROUND - len(release["waves"])
    depth = max((each for each in range(1, DEEPEST + 1) if _lines(release, each) <= room), default=0)
    parts: list[RenderableType] = [text(status_line(body), body["verdict"]["status"]), _bars(release, vocabulary)]
    if depth > 1:
        parts.append(draw(release, Wanted(depth), vocabulary))
    culprit = culprit_line(body)
    return [*parts, text(culprit, "failed")] if culprit else parts


def bar(counts: dict[str, int], cells: int = BAR_CELLS) -> Text:
    """Apps by status, each with at least one cell; what is done stands first."""
    total = sum(counts.values())
    line = Text()
    order = sorted(counts, key=list(STYLES).index, reverse=True)
    for status in order:
        share = max(1, round(cells * counts[status] / total))
        line.append(_CELLS.get(status, "-") * share, style=STYLES[status])
    line.truncate(cells, pad=True)
    return line


def _bars(release: Json, vocabulary: Vocabulary) -> Table:
    table = Table.grid(padding=(0, 2, 0, 0))
    for wave in release["waves"]:
        word = text(vocabulary.word(wave), wave["health"])
        done = f"{wave['counts'].get('succeeded', 0)} of {sum(wave['counts'].values())}"
        table.add_row(text(label(wave)), bar(wave["counts"]), text(done), word)
    return table


def _lines(release: Json, depth: int) -> int:
    return sum(1 for node in walk(release) if node["path"].count("/") <= depth)
