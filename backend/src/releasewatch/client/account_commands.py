"""The commands about servers and who asks them: login, logout, whoami and context."""

import json
import sys
from contextlib import suppress
from dataclasses import replace
from typing import Annotated
from urllib.parse import urlsplit

import typer

from releasewatch.client.connection import Answer, Api, Json
from releasewatch.client.contexts import Context, Contexts, clean_url, write_contexts
from releasewatch.client.errors import ClientError, NotSignedInError, UsageError
from releasewatch.client.output import Listing
from releasewatch.client.session import Session, with_session

SCRIPT_TOKEN_PREFIX = "rwt_"  # noqa: S105 - what all tokens of scripts begin with
_LOOPBACK = ("localhost", "127.0.0.1", "::1")

app = typer.Typer()
context_app = typer.Typer(no_args_is_help=True)
app.add_typer(context_app, name="context", help="Choose between several servers.")


@app.command()
@with_session
def login(
    session: Session,
    *,
    username: Annotated[str, typer.Option("--username", "-u", help="Who signs in.")] = "",
    password_stdin: Annotated[bool, typer.Option("--password-stdin", help="Read the password from standard input.")] = (
        False
    ),
    token_stdin: Annotated[bool, typer.Option("--token-stdin", help="Read a token instead.")] = False,
) -> None:
    """Sign in to a server for 8 hours, or for as long as a token counts. Asks for what is missing.

    The dashboard's user menu has a token for a terminal; scripts have their own.

    Example: releasewatch login --url https://releases.example.com --username alice
    """
    url = clean_url(session.choice.url or _known_url(session) or _ask("Address of the server"))
    name = session.choice.context or urlsplit(url).netloc
    _warn_of_plain_http(session, url)
    server = Api(Context(name, url))
    token = (
        _token() if token_stdin else server.sign_in(username or _ask("User name"), _password(from_stdin=password_stdin))
    )
    context = Context(name, url, token)
    me = Api(context).get("/api/auth/me").json
    session.say(f"Writing the token to {session.path}, which only you can read.")
    write_contexts(session.path, session.contexts.with_(replace(context, username=me["username"])))
    session.say(f"Signed in to {url} as {me['username']} ({me['role']}).")


@app.command()
@with_session
def logout(session: Session) -> None:
    """End the session and forget its token.

    Example: releasewatch logout
    """
    context = session.choice.choose(session.contexts)
    if not context.name:
        raise UsageError(f"There is no stored sign-in for {context.url}.")
    forgotten = {**session.contexts.by_name, context.name: replace(context, token="")}
    write_contexts(session.path, Contexts(forgotten, session.contexts.current))
    # What no longer counts need not be ended.
    with suppress(NotSignedInError):
        if context.token and not context.token.startswith(SCRIPT_TOKEN_PREFIX):
            session.api.sign_out()
    session.say(f"Signed out of {context.url}.")


@app.command()
@with_session
def whoami(session: Session) -> None:
    """Say who is signed in, and where.

    Example: releasewatch whoami
    """
    answer = session.api.get("/api/auth/me")
    me = answer.json | {"id": answer.json["username"]}
    line = f"{me['username']} ({me['role']}) at {session.api.context.url}"
    session.show(Listing(answer, [me], lambda console: console.print(line)))


@context_app.command("list")
@with_session
def list_contexts(session: Session) -> None:
    """List the servers that you have signed in to.

    Example: releasewatch context list
    """
    from releasewatch.client.tables import context_table  # noqa: PLC0415 - needs rich

    rows: list[Json] = [
        {
            "id": each.name,
            "url": each.url,
            "username": each.username if each.token else "signed out",
            "current": each.name == session.contexts.current,
        }
        for each in session.contexts.by_name.values()
    ]
    answer = Answer(json.dumps(rows).encode())
    session.show(Listing(answer, rows, lambda console: context_table(console, rows)))
    if not rows:
        session.say("You have not signed in to a server yet. Run `releasewatch login`.")


@context_app.command("use")
@with_session
def use_context(
    session: Session, name: Annotated[str, typer.Argument(metavar="NAME", help="As `context list` has it.")]
) -> None:
    """Ask this server from now on.

    Example: releasewatch context use production
    """
    context = session.contexts.named(name)
    write_contexts(session.path, session.contexts.with_(context))
    session.say(f"Now asking {name}: {context.url}")


def _known_url(session: Session) -> str:
    try:
        return session.choice.choose(session.contexts).url
    except ClientError:
        return ""


def _ask(what: str) -> str:
    if not sys.stdin.isatty():
        raise UsageError(f"{what} is missing, and there is no terminal to ask at. See `releasewatch login --help`.")
    return str(typer.prompt(what, err=True))


def _password(*, from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        raise UsageError("There is no terminal to ask for the password at. Use --password-stdin or --token-stdin.")
    return str(typer.prompt("Password", hide_input=True, err=True))


def _token() -> str:
    # A terminal would show what is typed, and keep it on the screen.
    return str(typer.prompt("Token", hide_input=True, err=True) if sys.stdin.isatty() else sys.stdin.readline()).strip()


def _warn_of_plain_http(session: Session, url: str) -> None:
    if url.startswith("http://") and urlsplit(url).hostname not in _LOOPBACK:
        session.say(f"Warning: {url} is not encrypted. Others on the network can read the password.")
