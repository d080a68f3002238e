"""Answers as people read them at a terminal: tables, trees and single lines."""

from collections.abc import Iterator, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from releasewatch.client.connection import Json
from releasewatch.client.output import printable
from releasewatch.client.vocabulary import Vocabulary, label
from releasewatch.client.wording import ago, counts

ROOMY_COLUMNS = 100
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
    table = _table("release", "status", *(["changed"] if is_roomy else []), "what")
    for row in rows:
        verdict = row.get("verdict") or {}
        said = " ".join(filter(None, [verdict.get("headline") or row.get("reason"), verdict.get("detail")]))
        table.add_row(
            text(row["id"]),
            text(verdict.get("word") or vocabulary.word(row), verdict.get("status") or row["health"]),
            *([text(ago(row.get("changed_at")))] if is_roomy else []),
            text(said),
        )
    console.print(table)


def problem_table(console: Console, problems: Sequence[Json]) -> None:
    """One row for each problem, with where it is."""
    table = _table("status", "where", "since", "cause")
    for each in problems:
        attempt = f" (attempt {each['attempt']})" if each.get("attempt") else ""
        table.add_row(
            text(f"{each['word']}{attempt}", each["status"]),
            text(" / ".join([*each["place"], each["label"]])),
            text(ago(each.get("since"))),
            text(each.get("cause") or ""),
        )
    console.print(table)


def field_table(console: Console, body: Json) -> None:
    """The fields of one thing, those inside others by their names joined with a dot."""
    table = _table("field", "value")
    for name, value in _flat(body):
        table.add_row(text(name), text(value))
    console.print(table)


def node_line(node: Json, vocabulary: Vocabulary) -> Text:
    """A node of a tree: what it is called, how it is, and why."""
    line = text(label(node)).append("  ").append_text(text(vocabulary.word(node), node["health"]))
    if node["type"] != "app":
        line.append(f"  {counts(node)}", style="dim")
    cause = node.get("cause") or node.get("message") or node.get("reason")
    if cause and node["health"] not in ("succeeded", "pending"):
        line.append("  ").append_text(text(cause))
    return line


def _table(*columns: str) -> Table:
    table = Table(box=None, pad_edge=False, show_edge=False, header_style="dim", padding=(0, 2, 0, 0))
    for name in columns:
        # The last column gives way first; what identifies a row stays whole.
        table.add_column(name.upper(), overflow="ellipsis", no_wrap=True, ratio=1 if name == columns[-1] else None)
    return table


def _flat(value: Any, name: str = "") -> Iterator[tuple[str, str]]:  # noqa: ANN401 - whatever JSON holds
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _flat(inner, f"{name}.{key}" if name else key)
    elif isinstance(value, list):
        yield name, ", ".join(str(each) for each in value)
    elif value is not None:
        yield name, str(value)
