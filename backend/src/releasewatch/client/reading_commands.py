"""The commands that read once: list, status, tree, problems, get, open and api."""

import os
import sys
from typing import Annotated

import typer

from releasewatch.client.completion import complete_release
from releasewatch.client.connection import Answer, Json, Parameters
from releasewatch.client.following import reading_of
from releasewatch.client.output import Format, Listing, one_line, write
from releasewatch.client.releases import address, entity_question, release_id, release_path
from releasewatch.client.session import Session, with_session
from releasewatch.client.shown_trees import Depth, Search, Statuses, show_tree, warn_of_gaps
from releasewatch.client.vocabulary import read_vocabulary
from releasewatch.client.waiting import SUCCEEDED, as_it_stands, ended
from releasewatch.client.wording import culprit_line, status_line, unread_line

app = typer.Typer()

ReleaseName = Annotated[
    str,
    typer.Argument(
        metavar="RELEASE",
        help="An id, or any part of an id, a name or a version that names one.",
        autocompletion=complete_release,
    ),
]


@app.command("list")
@with_session
def list_releases(  # noqa: PLR0913 - the options of a command are its parameters
    session: Session,
    *,
    needs_attention: Annotated[bool, typer.Option("--needs-attention", help="Only what needs a person.")] = False,
    status: Statuses = None,
    q: Annotated[str, typer.Option("--query", "-q", help="Part of an id, a name or a version.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=200, help="Rows to a page.")] = 50,
    page: Annotated[int, typer.Option(min=1)] = 1,
) -> None:
    """List releases: what needs a person first, then open, then closed, newest first.

    Example: releasewatch list --needs-attention -o name
    """
    from releasewatch.client.tables import release_table  # noqa: PLC0415 - needs rich

    asked: Parameters = {"q": q, "status": status or [], "page_size": limit, "page": page}
    answer = session.api.get("/api/releases", asked)
    body = answer.json
    if needs_attention:
        # They come first, whatever the page.
        body["items"] = body["items"][: max(0, body["groups"]["attention"] - (page - 1) * limit)]
        answer = Answer(one_line(body).encode())
    rows: list[Json] = body["items"]
    total: int = body["total"]
    session.show(Listing(answer, rows, lambda console: release_table(console, rows, read_vocabulary(session.api))))
    if not rows:
        session.say("No release is listed." if page == 1 else f"There is no page {page}: {_are(total)} listed.")
    if said := unread_line(body):
        session.say(said)
    if not needs_attention and total > page * limit:
        session.say(f"{total:,} releases in all. More: --page {page + 1}.")


def _are(count: int) -> str:
    return "1 release is" if count == 1 else f"{count:,} releases are"


@app.command()
@with_session
def status(session: Session, release: ReleaseName) -> None:
    """Say how a release is, in one line.

    Ends with 0 when it has succeeded, 1 when it has failed, 8 while it is open, 3 when that is not known.

    Example: releasewatch status storefront
    """
    answer = session.api.get(release_path(session.api, release))
    lines = [status_line(answer.json), culprit_line(answer.json, by_path=not session.is_live)]
    session.show(Listing(answer, [answer.json], lambda console: console.print(*filter(None, lines), sep="\n")))
    reading = reading_of(answer.json, read_vocabulary(session.api))
    raise typer.Exit((ended(reading, SUCCEEDED) or as_it_stands(reading)).exit)


@app.command()
@with_session
def tree(
    session: Session,
    release: ReleaseName,
    *,
    depth: Depth = 4,
    status: Statuses = None,
    search: Search = "",
) -> None:
    """Show a release with all that is below it. The filters count for `table`, `name` and `jsonl`.

    Example: releasewatch tree storefront --status failed
    """
    answer = session.api.get(f"{release_path(session.api, release)}/hierarchy")
    show_tree(session, answer, (depth, status, search), read_vocabulary(session.api))


@app.command()
@with_session
def problems(session: Session, release: ReleaseName) -> None:
    """List what needs a person in a release: worst first, then the longest.

    Example: releasewatch problems storefront -o jsonl
    """
    from releasewatch.client.tables import problem_table  # noqa: PLC0415 - needs rich

    answer = session.api.get(f"{release_path(session.api, release)}/problems")
    items: list[Json] = answer.json["items"]
    session.show(Listing(answer, items, lambda console: problem_table(console, items)))
    if not items:
        session.say("Nothing in this release needs a person.")
    warn_of_gaps(session, answer.json)


@app.command()
@with_session
def get(
    session: Session,
    release: ReleaseName,
    path: Annotated[
        str, typer.Argument(metavar="PATH", help="A node: its path, or its id where that stands once.")
    ] = "",
) -> None:
    """Show all that is known of a release, or of one node in it.

    Example: releasewatch get storefront wave:storefront-2026.48.2:2 -o yaml
    """
    from releasewatch.client.tables import field_table  # noqa: PLC0415 - needs rich

    found = release_id(session.api, release)
    answer = session.api.get(*(entity_question(found, path) if path else (f"/api/releases/{address(found)}",)))
    session.show(Listing(answer, [answer.json], lambda console: field_table(console, answer.json)))


@app.command("open")
@with_session
def open_page(session: Session, release: ReleaseName) -> None:
    """Print the address of a release's page, and open it in a browser where there is one.

    Example: releasewatch open storefront
    """
    page = f"{session.api.context.url}/releases/{address(release_id(session.api, release))}"
    write(f"{page}\n")
    if sys.stdout.isatty() and (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY") or os.name != "posix"):
        typer.launch(page)


@app.command()
@with_session
def api(
    session: Session,
    path: Annotated[str, typer.Argument(metavar="PATH", help="A path of the API, /api/ may be left out.")],
) -> None:
    """Ask the API for anything it reads, and print what it answers.

    Example: releasewatch api "releases?page_size=5"
    """
    full = path if path.startswith("/") else f"/api/{path.removeprefix('api/')}"
    answer = session.api.get(full)
    if session.form is Format.YAML:
        session.show(Listing(answer, [], lambda _: None))
    else:
        write(f"{answer.body.decode()}\n")
