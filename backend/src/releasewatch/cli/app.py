"""The `releasewatch` command.

It starts with the client alone. The commands for those who run the server are imported when one of them is asked for,
or when all are listed.
"""

import os
import sys
import traceback
from typing import Annotated

import typer

# typer carries its own copy of click, and gives these two no public name.
from typer._click import Command, Context
from typer.core import TyperGroup
from typing_extensions import override

from releasewatch.client.app import app as client_app
from releasewatch.client.errors import Exit

OF_OPERATORS = ("init", "settings", "serve", "demo", "user", "token", "check", "openapi")


class _Commands(TyperGroup):
    """Knows the commands for those who run the server by name only."""

    @override
    def list_commands(self, ctx: Context) -> list[str]:
        return [*super().list_commands(ctx), *OF_OPERATORS]

    @override
    def get_command(self, ctx: Context, cmd_name: str) -> Command | None:
        if cmd_name not in OF_OPERATORS:
            return super().get_command(ctx, cmd_name)
        from releasewatch.cli.operating import app as operating_app  # noqa: PLC0415 - costs a third of a second

        return typer.main.get_group(operating_app).get_command(ctx, cmd_name)

    @override
    def resolve_command(self, ctx: Context, args: list[str]) -> tuple[str | None, Command | None, list[str]]:
        name, command, rest = super().resolve_command(ctx, args)
        if name in OF_OPERATORS and name != "init":
            from releasewatch.cli.errors import one_line_errors  # noqa: PLC0415 - costs as much as the commands
            from releasewatch.core.settings_file import apply_settings_file  # noqa: PLC0415 - as above

            # Before options are read, some of which the environment sets.
            with one_line_errors():
                ctx.obj = apply_settings_file()
        return name, command, rest


app = typer.Typer(cls=_Commands, no_args_is_help=True, pretty_exceptions_enable=False)
app.add_typer(client_app)


def main() -> None:
    """Run the command line, and leave at once: the Temporal SDK's threads may abort a process that ends slowly."""
    try:
        app()
    except SystemExit as ended:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(ended.code if isinstance(ended.code, int) else 0)
    except Exception:  # noqa: BLE001 - Python would end with 1, which says that a release has failed
        traceback.print_exc()
        os._exit(Exit.UNKNOWN)


def _print_version(*, is_asked: bool) -> None:
    if is_asked:
        from importlib.metadata import version  # noqa: PLC0415 - costs as much as all of typer

        typer.echo(f"releasewatch {version('releasewatch')}")
        raise typer.Exit


@app.callback()
def _take_options(
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Releases that run on Temporal: how they are, and the server that shows them."""
