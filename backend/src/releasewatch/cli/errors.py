"""How a command refuses to do something."""

from collections.abc import Iterator
from contextlib import contextmanager

import typer

from releasewatch.core.config import SettingsError
from releasewatch.services.auth.users_file import UsersFileError

EXIT_REFUSED = 2


class RefusedError(Exception):
    """Something the command will not do, as one line."""


@contextmanager
def one_line_errors() -> Iterator[None]:
    """End with one line on standard error for what is refused."""
    try:
        yield
    except (RefusedError, SettingsError, UsersFileError) as error:
        typer.echo(f"releasewatch: {error}", err=True)
        raise typer.Exit(EXIT_REFUSED) from error
