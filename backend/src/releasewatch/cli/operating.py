"""The commands for those who run the server. What needs the server itself is imported by the commands that do."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from releasewatch.cli.accounts import token_app, user_app
from releasewatch.cli.errors import one_line_errors
from releasewatch.cli.first_start import print_settings, write_first_files
from releasewatch.core.config import ENV_PREFIX, load_settings, refuse_unknown_settings

app = typer.Typer()
app.add_typer(user_app, name="user")
app.add_typer(token_app, name="token")


@app.command()
def serve(host: str = "127.0.0.1", port: int = 8000) -> None:
    """Serve the API and the dashboard."""
    from releasewatch.cli.serve import serve_until_stopped  # noqa: PLC0415 - costs a second to import

    with one_line_errors():
        serve_until_stopped(host, port)


@app.command()
def init(
    folder: Annotated[Path, typer.Argument(help="Where to write; made if it is not there.")] = Path(),
    *,
    admin: Annotated[str, typer.Option(help="Name of the first administrator.")] = "admin",
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Read the password from standard input instead of making one.")
    ] = False,
) -> None:
    """Write a settings file with a secret, and a users file with a first administrator."""
    with one_line_errors():
        write_first_files(folder, admin, password_stdin=password_stdin)


@app.command()
def settings(context: typer.Context) -> None:
    """Print the settings in force and where each comes from, secrets hidden."""
    with one_line_errors():
        print_settings(load_settings(), context.obj)


@app.command()
def demo() -> None:
    """Run the demo's releases on the Temporal that TEMPORAL_ADDRESS names, or on one of its own."""
    # A process of its own: the demo knows nothing of the product, nor the product of it.
    os.execv(sys.executable, (sys.executable, "-m", "releasewatch_demo"))  # noqa: S606 - fixed words


@app.command()
def openapi(
    output: Annotated[Path | None, typer.Option(help="Write to this file instead of standard output.")] = None,
) -> None:
    """Print the OpenAPI document as YAML."""
    from releasewatch.cli.serve import openapi_text  # noqa: PLC0415 - costs a second to import

    if output:
        output.write_text(openapi_text(), encoding="utf-8")
    else:
        typer.echo(openapi_text(), nl=False)


@app.command()
def check(
    release: Annotated[str, typer.Argument(help="The release's id, such as release:2026-11.")],
    *,
    state_map: Annotated[
        str, typer.Option(envvar=f"{ENV_PREFIX}STATE_MAP", help="More states and the status each means, as JSON.")
    ] = "{}",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of tables.")] = False,
) -> None:
    """Read a release as the dashboard does, and say what its workflows could do better.

    Ends with 0 when all is clean, 1 when there are findings, 2 when the release could not be read.
    """
    from releasewatch.cli.serve import examine_release  # noqa: PLC0415 - costs a second to import

    with one_line_errors():
        refuse_unknown_settings()
        examine_release(release, state_map, as_json=as_json)
