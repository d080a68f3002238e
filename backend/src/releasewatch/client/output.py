"""What a command prints: the API's answer as it came, or as a table for people."""

import json
import re
import shutil
import sys
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from releasewatch.client.connection import Answer, Json

if TYPE_CHECKING:
    from rich.console import Console

_WIDE = 10_000


class Format(StrEnum):
    """How results are written to standard output."""

    TABLE = "table"
    JSON = "json"
    JSONL = "jsonl"
    YAML = "yaml"
    NAME = "name"


class Color(StrEnum):
    """When to use colours. `auto`: at a terminal, unless NO_COLOR is set."""

    AUTO = "auto"
    ALWAYS = "always"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Listing:
    """An answer, the things in it that stand on lines of their own, and how people see them."""

    answer: Answer
    items: Sequence[Json]
    table: Callable[["Console"], None]


def show(listing: Listing, form: Format, console: Callable[[], "Console"]) -> None:
    """Write an answer to standard output."""
    match form:
        case Format.TABLE:
            screen = console()
            # Written by us: rich would end the program in its own way where a pipe is closed.
            with screen.capture() as captured:
                listing.table(screen)
            write("".join(f"{line.rstrip()}\n" for line in captured.get().splitlines()))
        case Format.NAME:
            write("".join(f"{printable(item.get('path') or item['id'])}\n" for item in listing.items))
        case Format.JSONL:
            write("".join(f"{one_line(item)}\n" for item in listing.items))
        case Format.JSON:
            write(f"{listing.answer.body.decode()}\n")
        case Format.YAML:
            import yaml  # noqa: PLC0415 - most commands do without

            write(yaml.safe_dump(json.loads(listing.answer.body), sort_keys=False, allow_unicode=True, width=120))


def write(text: str) -> None:
    """Write to standard output at once: in a pipe the reader waits for each line."""
    sys.stdout.write(text)
    sys.stdout.flush()


def wrapped(line: str) -> str:
    """A line for a terminal, broken between words."""
    width = shutil.get_terminal_size().columns
    return textwrap.fill(line, width, break_long_words=False, break_on_hyphens=False)


def one_line(body: Json) -> str:
    """JSON without blanks, for programs that read by the line."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))


def printable(text: str) -> str:
    """A text from outside without what a terminal would take for orders; white space of any kind is a blank."""
    return "".join(each if each.isprintable() else "\ufffd" for each in re.sub(r"\r\n|\s", " ", text))


def make_console(color: Color, *, stderr: bool = False) -> "Console":
    """A console on standard output or error. Only a terminal has a width: in a pipe nothing is cut."""
    from rich.console import Console  # noqa: PLC0415 - costs a tenth of a second, and JSON needs none

    console = Console(
        stderr=stderr,
        no_color=True if color is Color.NEVER else None,
        force_terminal=True if color is Color.ALWAYS else None,
        highlight=False,
        emoji=False,
        markup=False,
    )
    stream = sys.stderr if stderr else sys.stdout
    if not stream.isatty() and "COLUMNS" not in console._environ:  # noqa: SLF001 - rich has no other
        console.width = _WIDE
    return console
