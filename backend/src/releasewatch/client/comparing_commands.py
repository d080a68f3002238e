"""The commands about the past: show an exported tree, and compare releases or such trees."""

from pathlib import Path
from typing import Annotated

import typer

from releasewatch.client.completion import complete_side
from releasewatch.client.connection import Answer, Json
from releasewatch.client.errors import Exit
from releasewatch.client.exports import is_file, read_export
from releasewatch.client.output import Format, Listing
from releasewatch.client.releases import release_id
from releasewatch.client.session import Session, with_session
from releasewatch.client.shown_trees import Depth, Search, Statuses, show_tree
from releasewatch.client.vocabulary import offline_vocabulary
from releasewatch.client.wording import as_of

app = typer.Typer()

_CHANGES = ("worse", "better", "slower", "faster", "version", "added", "gone")
SideName = Annotated[
    str,
    typer.Argument(
        help="A release, or the file of an exported tree: it ends in .json or has a slash.",
        autocompletion=complete_side,
    ),
]


@app.command()
@with_session
def diff(session: Session, a: SideName, b: SideName) -> None:
    """Compare two releases, or a release with its exported tree: app by app, and wave by wave.

    Ends with 0 when nothing differs, 1 when something does; with nothing that differs so far, 3 when something cannot
    be compared, or not all of a tree is known, and 8 when something is not done yet.

    Example: releasewatch diff before.json storefront
    """
    from releasewatch.client.comparisons import print_comparison  # noqa: PLC0415 - needs rich

    answer = _compared(session, _side(session, a), _side(session, b))
    body = answer.json
    items: list[Json] = body["changes"]
    if session.form is Format.NAME:
        items = [{"path": path} for row in items for path in (row.get("b") or row["a"])["paths"]]
    session.show(Listing(answer, items, lambda console: print_comparison(console, body)))
    raise typer.Exit(_exit(body))


@app.command()
@with_session
def show(
    session: Session,
    file: Annotated[Path, typer.Argument(help="What `tree RELEASE -o json` has printed.")],
    *,
    depth: Depth = 4,
    status: Statuses = None,
    search: Search = "",
) -> None:
    """Show an exported tree as `tree` shows a release. Asks no server.

    Example: releasewatch show before.json --status failed
    """
    answer = read_export(file)
    said = as_of(answer.json["read_at"])
    show_tree(session, answer, (depth, status, search), offline_vocabulary(), said=said)


def _side(session: Session, name: str) -> str | Json:
    return read_export(Path(name)).json if is_file(name) else release_id(session.api, name)


def _compared(session: Session, a: str | Json, b: str | Json) -> Answer:
    if isinstance(a, str) and isinstance(b, str):
        return session.api.get("/api/compare", {"a": a, "b": b})
    return session.api.post("/api/compare/trees", {"a": a, "b": b})


def _exit(body: Json) -> Exit:
    """As `diff` ends, where that can be said."""
    counts = body["counts"]
    if any(counts[each] for each in _CHANGES):
        return Exit.FAILED
    if counts["not_comparable"] or not body["complete"]:
        return Exit.UNKNOWN
    return Exit.UNFINISHED if counts["not_done"] else Exit.REACHED
