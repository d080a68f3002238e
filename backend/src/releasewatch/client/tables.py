"""Answers as people read them at a terminal: tables, trees and single lines."""

from collections.abc import Iterator, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from releasewatch.client.connection import Json
from releasewatch.client.output import printable
from releasewatch.client.releases import PREFIX
from releasewatch.client.vocabulary import Vocabulary, label
from releasewatch.client.wording import ago, counts, place, took

USUAL_COLUMNS, ROOMY_COLUMNS = 80, 100
GAP_CELLS = 2
# The room that the last column keeps.
LEAST_CELLS = 20
STYLES = {
    "failed": "bold red",
    "retrying": "yellow",
    "unknown": "magenta",
    "waiting": "bold cyan",
    "paused": "blue",
    "running": "blue",
    "pending": "dim",
    "cancelled": "dim",
    "skipped": "dim",
    "succeeded": "green",
}


def text(said: str, status: str = "") -> Text:
    """Words as they are: neither markup nor anything that a terminal obeys."""
    return Text(printable(said), style=STYLES.get(status, ""))


def release_table(console: Console, rows: Sequence[Json], vocabulary: Vocabulary) -> None:
    """One row for each release of a list."""
    is_roomy = console.width >= ROOMY_COLUMNS
    table = []
    for row in rows:
        verdict = row.get("verdict") or {}
        said = " ".join(filter(None, [verdict.get("headline") or row.get("reason"), verdict.get("detail")]))
        word = text(verdict.get("word") or vocabulary.word(row), verdict.get("status") or row["health"])
        changed = [text(ago(row.get("changed_at")))] if is_roomy else []
        # Where there is little room, by the name that all commands take as well.
        name = row["id"] if is_roomy else row["id"].removeprefix(PREFIX)
        table.append([text(name), word, *changed, text(said)])
    print_table(console, ["release", "status", *(["changed"] if is_roomy else []), "what"], table)


def problem_table(console: Console, problems: Sequence[Json]) -> None:
    """One row for each problem, with where it is."""
    is_roomy = console.width >= USUAL_COLUMNS
    table = []
    for each in problems:
        attempt = f" (attempt {each['attempt']})" if each.get("attempt") else ""
        word = text(f"{each['word']}{attempt}", each["status"])
        since = [text(ago(each.get("since")))] if is_roomy else []
        table.append([word, text(place(each)), *since, text(each.get("cause") or "")])
    print_table(console, ["status", "where", *(["since"] if is_roomy else []), "cause"], table)


def field_table(console: Console, body: Json) -> None:
    """The fields of one thing, those inside others by their names joined with a dot. Nothing is cut."""
    table = Table.grid(padding=(0, GAP_CELLS, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    table.add_row(Text("FIELD", style="dim"), Text("VALUE", style="dim"))
    for name, value in _flat(body):
        table.add_row(text(name), text(value))
    console.print(table)


def context_table(console: Console, rows: Sequence[Json]) -> None:
    """One row for each server, the current one with a star."""
    table = Table.grid(padding=(0, GAP_CELLS, 0, 0))
    for row in rows:
        table.add_row("*" if row["current"] else "", *(text(row[name]) for name in ("id", "url", "username")))
    if rows:
        console.print(table)


def node_line(node: Json, vocabulary: Vocabulary) -> Text:
    """A node of a tree: what it is called, how it is, and why."""
    line = text(label(node)).append("  ").append_text(text(vocabulary.word(node), node["health"]))
    if node["type"] != "app":
        line.append(f"  {', '.join(filter(None, [counts(node), took(node)]))}", style="dim")
    if cause := cause_of(node):
        line.append("  ").append_text(text(cause))
    line.no_wrap, line.overflow = True, "ellipsis"
    return line


def cause_of(node: Json) -> str:
    """Why a node is as it is; empty where all is well."""
    cause = node.get("cause") or node.get("message") or node.get("reason") or ""
    return "" if node["health"] in ("succeeded", "pending") else str(cause)


def print_table(console: Console, columns: list[str], rows: Sequence[list[Text]]) -> None:
    """Print rows under the names of their columns, as wide as the console; nothing where there are none."""
    if not rows:
        return
    table = Table(box=None, pad_edge=False, show_edge=False, header_style="dim", padding=(0, GAP_CELLS, 0, 0))
    widest = [max([len(name), *(row[place].cell_len for row in rows)]) for place, name in enumerate(columns)]
    for name, width in zip(columns, fitting(widest, console.width), strict=True):
        table.add_column(name.upper(), overflow="ellipsis", no_wrap=True, width=width)
    for row in rows:
        table.add_row(*row)
    console.print(table)


def fitting(widest: list[int], room: int) -> list[int]:
    """How wide columns are: the last gives way first, down to a word, then the widest of the others."""
    *firsts, last = widest
    firsts[firsts.index(max(firsts))] -= max(0, sum(firsts) + GAP_CELLS * len(firsts) + min(last, LEAST_CELLS) - room)
    left = room - sum(firsts) - GAP_CELLS * len(firsts)
    return [*(max(1, each) for each in firsts), max(1, min(last, left))]


def _flat(value: Any, name: str = "") -> Iterator[tuple[str, str]]:  # noqa: ANN401 - whatever JSON holds
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _flat(inner, f"{name}.{key}" if name else key)
    elif isinstance(value, list) and any(isinstance(each, dict) for each in value):
        yield from _flat({str(place): each for place, each in enumerate(value, 1)}, name)
    elif isinstance(value, list):
        yield name, ", ".join(str(each) for each in value)
    elif isinstance(value, bool):
        yield name, "yes" if value else "no"
    elif value is not None:
        yield name, str(value)
