"""What all commands of the client share: their options, the connection, and how they end."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property, wraps
from inspect import Parameter, Signature, signature
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from releasewatch.client.connection import Api
from releasewatch.client.contexts import Choice, Context, Contexts, config_path, read_contexts
from releasewatch.client.errors import ClientError, Exit
from releasewatch.client.output import Color, Format, Listing, make_console, show

if TYPE_CHECKING:
    from rich.console import Console

_PANEL = "Server and output"


@dataclass(frozen=True)
class Session:
    """One command under way."""

    choice: Choice
    form: Format
    color: Color
    path: Path = field(default_factory=config_path)

    @cached_property
    def contexts(self) -> Contexts:
        """What the file holds."""
        return read_contexts(self.path)

    @cached_property
    def api(self) -> Api:
        """The server that was chosen."""
        return Api(self.choice.choose(self.contexts), renew=self._read_again)

    def show(self, listing: Listing) -> None:
        """Write results to standard output."""
        show(listing, self.form, self.console)

    def console(self) -> "Console":
        """Standard output, for people."""
        return make_console(self.color)

    @property
    def is_live(self) -> bool:
        """Whether output goes to a terminal, where lines may be drawn again."""
        return self.form is Format.TABLE and sys.stdout.isatty() and os.environ.get("TERM") != "dumb"

    def say(self, line: str) -> None:
        """Write a line to standard error."""
        typer.echo(line, err=True)

    def _read_again(self) -> Context:
        return self.choice.choose(read_contexts(self.path))


def with_session(function: Callable[..., None]) -> Callable[..., None]:
    """Make a command of a function that takes a `Session` first: with the options that all commands have."""
    own = list(signature(function).parameters.values())[1:]

    @wraps(function)
    def run(*, context: str, url: str, output: Format, color: Color, **more: Any) -> None:  # noqa: ANN401
        with _ended_by_errors():
            function(Session(Choice(url, context), output, color), **more)

    del run.__wrapped__
    parameters = sorted([*own, *_SHARED], key=lambda each: each.kind)
    run.__signature__ = Signature(parameters)  # type: ignore[attr-defined]
    run.__annotations__ = {each.name: each.annotation for each in parameters}
    return run


def _option(name: str, kind: type, default: object, *flags: str, help: str) -> Parameter:  # noqa: A002 - typer's word
    option = typer.Option(*flags, help=help, rich_help_panel=_PANEL, show_default=bool(default))
    return Parameter(name, Parameter.KEYWORD_ONLY, default=default, annotation=Annotated[kind, option])


_SHARED = [
    _option("context", str, "", "--context", help="The server to ask, by the name that `login` gave it."),
    _option("url", str, "", "--url", help="The server to ask, by its address."),
    _option("output", Format, Format.TABLE, "--output", "-o", help="How to print results."),
    _option("color", Color, Color.AUTO, "--color", help="When to use colours."),
]


@contextmanager
def _ended_by_errors() -> Iterator[None]:
    try:
        yield
    except ClientError as error:
        typer.echo(f"releasewatch: {error}", err=True)
        raise typer.Exit(error.exit) from error
    except (KeyboardInterrupt, typer.Abort) as error:
        typer.echo("Interrupted.", err=True)
        raise typer.Exit(Exit.INTERRUPTED) from error
    except BrokenPipeError as error:
        # The reader has closed the pipe. Python would complain once more when it flushes at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(Exit.PIPE_CLOSED) from error
