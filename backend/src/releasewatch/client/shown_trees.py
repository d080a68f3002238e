"""How a command shows a tree, read just now or from a file."""

from collections.abc import Sequence
from typing import Annotated

import typer

from releasewatch.client.connection import Answer, Json
from releasewatch.client.errors import UsageError
from releasewatch.client.nodes import alone, walk
from releasewatch.client.output import Listing
from releasewatch.client.session import Session
from releasewatch.client.vocabulary import Vocabulary

Depth = Annotated[int, typer.Option(min=0, max=4, help="Levels below the release.")]
Statuses = Annotated[list[str] | None, typer.Option(help="Only what has this status. May be repeated.")]
Search = Annotated[str, typer.Option(help="Only what has this in its id, name or version.")]


def show_tree(
    session: Session,
    answer: Answer,
    filters: tuple[int, list[str] | None, str],
    vocabulary: Vocabulary,
    *,
    said: str = "",
) -> None:
    """Show a tree as far as the filters (depth, statuses, search) let it through, below what is `said` of it."""
    from releasewatch.client.trees import Wanted, print_tree  # noqa: PLC0415 - needs rich

    body, (depth, status, search) = answer.json, filters
    root = body["release"]
    wanted = Wanted(depth, _known(status or (), vocabulary), search)
    nodes = [alone(node) for node in walk(root) if wanted.fits(node) and node["path"].count("/") <= depth]
    session.show(Listing(answer, nodes, lambda console: print_tree(console, root, wanted, vocabulary, said=said)))
    if not nodes:
        session.say("Nothing in this release matches.")
    warn_of_gaps(session, body)


def warn_of_gaps(session: Session, body: Json) -> None:
    """Say on standard error what may be missing."""
    if not body["complete"]:
        session.say("Part of this release could not be read, and is shown as unknown.")


def _known(statuses: Sequence[str], vocabulary: Vocabulary) -> frozenset[str]:
    """The statuses, each of which the API has."""
    for each in statuses:
        if each not in vocabulary.labels:
            raise UsageError(f"There is no status {each}. Choose from: {', '.join(vocabulary.labels)}.")
    return frozenset(statuses)
