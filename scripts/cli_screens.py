"""Writes what the command line shows of sample releases into docs/cli.md, or checks that it is still shown so."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from generated import write_or_check
from rich.console import Console

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "backend"), str(ROOT / "backend" / "tests")]

from client_words import CLIENT_WORDS  # noqa: E402 -- of the tests
from pictures import storefront, the_list  # noqa: E402
from pictures_compared import picture as picture_compared  # noqa: E402
from releasewatch.client.comparisons import print_comparison  # noqa: E402
from releasewatch.client.picture import picture  # noqa: E402
from releasewatch.client.tables import release_table  # noqa: E402
from releasewatch.client.trees import Wanted, print_tree  # noqa: E402
from staged import NOW, judged  # noqa: E402

PAGE = ROOT / "docs" / "cli.md"
BEGIN, END = "<!-- Written by `make openapi`. -->\n", "<!-- The end of what is written. -->\n"
WIDTHS = (60, 80, 200)
LINES = 24


def as_page() -> str:
    """The page with the screens of today between its two marks."""
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    return f"{before}{BEGIN}{asyncio.run(_screens())}{END}{rest.partition(END)[2]}"


async def _screens() -> str:
    tree = json.loads((await judged(storefront())).dump.body)
    rows = [json.loads((await judged(role)).summary.model_dump_json(exclude_none=True)) for role in the_list()]
    failing = Wanted(statuses=frozenset({"failed", "retrying"}))
    comparison = json.loads((await picture_compared()).model_dump_json(exclude_none=True))
    shown: list[str] = [_block("watch storefront", 80, lambda console: _watch(console, tree))]
    comparing = "diff storefront-2026.47.3 storefront-2026.48.2"
    shown += [_block(comparing, width, lambda console: print_comparison(console, comparison)) for width in WIDTHS[1:]]
    for width in WIDTHS:
        shown.append(
            _block(
                "list", width, lambda console: release_table(console, [_as_of_today(row) for row in rows], CLIENT_WORDS)
            )
        )
        shown.append(
            _block(
                "tree storefront --status failed --status retrying",
                width,
                lambda console: print_tree(console, tree["release"], failing, CLIENT_WORDS),
            )
        )
    return "".join(shown)


def _watch(console: Console, tree: dict[str, Any]) -> None:
    for line in picture(tree, CLIENT_WORDS, console.size):
        console.print(line)


def _as_of_today(row: dict[str, Any]) -> dict[str, Any]:
    """Ages are told by the clock: the samples' moments are as long ago as they were on their day."""
    if "changed_at" not in row:
        return row
    age = NOW - datetime.fromisoformat(row["changed_at"])
    return row | {"changed_at": (datetime.now(UTC) - age).isoformat()}


def _block(command: str, width: int, draw: Callable[[Console], object]) -> str:
    console = Console(width=width, height=LINES, color_system=None, highlight=False, emoji=False, markup=False)
    with console.capture() as captured:
        draw(console)
    lines = [line.rstrip() for line in captured.get().splitlines()]
    title = f"`{command.partition(' ')[0]}` at a terminal of {width} columns:"
    return "\n".join([title, "", "```", f"$ releasewatch {command}", *lines, "```", "", ""])


if __name__ == "__main__":
    sys.exit(write_or_check(as_page, purpose=__doc__))
