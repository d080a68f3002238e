"""All commands of the client in one place, for the command line to take up."""

import typer

from releasewatch.client import account_commands, comparing_commands, reading_commands, waiting_commands

app = typer.Typer()
app.add_typer(reading_commands.app)
app.add_typer(comparing_commands.app)
app.add_typer(waiting_commands.app)
app.add_typer(account_commands.app)
