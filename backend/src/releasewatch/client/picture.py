"""A release drawn for a terminal of a given size: the verdict, what matters most, and the rest counted. Pure."""

from collections import Counter
from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from releasewatch.client.connection import Json
from releasewatch.client.outline import Outline, Row
from releasewatch.client.tables import STYLES, cause_of, node_line, text
from releasewatch.client.vocabulary import Vocabulary, label
from releasewatch.client.wording import place, status_line, took

BAR_CELLS = 24
LEAST_BAR_CELLS = 4
_LEAST_WHY_CELLS = 10
# Without colours they still differ.
_CELLS = {"succeeded": "█", "failed": "x", "retrying": "~", "running": "▒", "pending": "·", "waiting": "?"}
_GAP = "  "
# The part of the height that the words of the verdict may take.
_VERDICT_SHARE, _MOST_VERDICT_LINES = 5, 4
_ROOMY_LINES = 8
_HINT = "Ctrl-C ends this."


def picture(body: Json, vocabulary: Vocabulary, size: tuple[int, int], trouble: str = "") -> list[Text]:
    """The lines to show, none longer than the terminal is wide and never more than it is high, if that is 3 or more.

    Args:
        body: The tree, as the API tells it.
        vocabulary: The API's words.
        size: Columns and lines.
        trouble: Why the tree may be out of date; empty where it is not.
    """
    width, height = size
    outline = Outline(body)
    lines = [text(trouble, "unknown")] if trouble else []
    lines += _verdict(body, width, max(1, min(_MOST_VERDICT_LINES, height // _VERDICT_SHARE)))
    worst = next(iter(body["problems"]), None)
    if worst and worst.get("approve_url") and height >= _ROOMY_LINES:
        lines.append(text(f"Approve: {worst['approve_url']}", worst["status"]))
    room = height - len(lines) - (not trouble)
    rows = outline.fitting(room)
    if worst and not _is_shown(worst, rows, body):
        lines.append(_problem(worst))
        rows = outline.fitting(room - 1)
    lines += _drawn(rows, vocabulary, width)
    if not trouble:
        hidden = outline.size - sum(not row.folded for row in rows)
        more = f" {hidden} rows are folded: a taller window shows more." if hidden else ""
        lines.append(Text(f"{_HINT}{more}", style="dim"))
    for line in lines:
        line.rstrip()
        line.truncate(width, overflow="ellipsis")
    return lines


def bar(counts: dict[str, int], cells: int = BAR_CELLS) -> Text:
    """Apps by status, what is done first and what is to come last; of each at least one cell, as far as they go."""
    ranks = list(STYLES)
    order = sorted(counts, key=ranks.index)[:cells]
    total = sum(counts.values())
    shares = {status: max(1, cells * counts[status] // total) for status in order}
    while sum(shares.values()) > cells:
        shares[max(shares, key=shares.__getitem__)] -= 1
    if shares:
        shares[max(shares, key=shares.__getitem__)] += cells - sum(shares.values())
    order.sort(key=lambda status: (status == "pending", -ranks.index(status)))
    line = Text.assemble(*((_CELLS.get(status, "-") * shares[status], STYLES[status]) for status in order))
    line.pad_right(cells - line.cell_len)
    return line


def _verdict(body: Json, width: int, most: int) -> list[Text]:
    said = text(status_line(body), body["verdict"]["status"])
    lines = list(said.wrap(Console(width=width, force_terminal=False), width))
    for line in lines:
        line.rstrip()
    return lines if len(lines) <= most else [*lines[: most - 1], Text(" ").join(lines[most - 1 :])]


def _is_shown(problem: Json, rows: Sequence[Row], body: Json) -> bool:
    """Whether a row says it; what is wrong with the release itself is in its verdict."""
    shown = {row.node["path"] for row in rows if not row.folded}
    return problem["path"] in {*shown, body["release"]["path"]}


def _problem(problem: Json) -> Text:
    cause = f": {problem['cause']}" if problem.get("cause") else ""
    return text(f"{problem['word']}: {place(problem)}{cause}", problem["status"])


def _drawn(rows: Sequence[Row], vocabulary: Vocabulary, width: int) -> list[Text]:
    waves = iter(_waves([row.node for row in rows if row.is_wave], vocabulary, width))
    return [next(waves) if row.is_wave else _line(row, vocabulary) for row in rows]


def _line(row: Row, vocabulary: Vocabulary) -> Text:
    line = Text(row.guide, style="dim")
    if row.folded:
        return line.append(_counted(row, vocabulary))
    return Text.assemble(line, node_line(row.node, vocabulary))


def _counted(row: Row, vocabulary: Vocabulary) -> str:
    words = Counter(vocabulary.word(node) for node in row.folded)
    count = len(row.folded)
    noun = f"{count}{' more' if row.is_more else ''} {row.node['type']}{'' if count == 1 else 's'}"
    if len(words) == 1:
        return f"{noun} {vocabulary.counted(next(iter(words)), count)}"
    return f"{noun}: {', '.join(f'{each} {vocabulary.counted(word, each)}' for word, each in words.items())}"


def _waves(waves: Sequence[Json], vocabulary: Vocabulary, width: int) -> list[Text]:
    names = _column([text(label(wave)) for wave in waves], width // 3)
    dones = _column([text(_done(wave)) for wave in waves], width)
    words = _column([text(vocabulary.word(wave), wave["health"]) for wave in waves], width)
    columns = [names, dones, words]
    left = width - sum(texts[0].cell_len + len(_GAP) for texts in columns if texts)
    if left >= LEAST_BAR_CELLS:
        cells = min(BAR_CELLS, left)
        columns.insert(1, [bar(wave["counts"], cells) for wave in waves])
        left -= cells + len(_GAP)
    if left >= _LEAST_WHY_CELLS:
        columns.append([_why(wave) for wave in waves])
    return [Text(_GAP).join(parts) for parts in zip(*columns, strict=True)]


def _why(wave: Json) -> Text:
    return text(cause_of(wave) or took(wave)) if wave["health"] != "succeeded" else Text(took(wave), style="dim")


def _done(wave: Json) -> str:
    return f"{wave['counts'].get('succeeded', 0)} of {sum(wave['counts'].values())}"


def _column(texts: Sequence[Text], most: int) -> Sequence[Text]:
    widest = min(most, max((each.cell_len for each in texts), default=0))
    for each in texts:
        each.truncate(widest, overflow="ellipsis", pad=True)
    return texts
