"""What a shell completes: the releases of the server that a command line names, and exported trees."""

from glob import escape, glob

import typer

from releasewatch.client.connection import Api, Parameters
from releasewatch.client.contexts import Choice, config_path, read_contexts
from releasewatch.client.errors import ClientError
from releasewatch.client.exports import SUFFIX
from releasewatch.client.releases import PREFIX

# The user waits at a prompt.
WAIT_SECONDS = 2.0
_MOST_ROWS = 50


def complete_release(ctx: typer.Context, incomplete: str) -> list[str]:
    """The releases that begin so; nothing where the server does not tell.

    Without `release:` unless that is typed already: bash takes a colon for the end of a word.
    """
    prefix = PREFIX if incomplete.startswith(PREFIX) else ""
    choice = Choice(ctx.params.get("url") or "", ctx.params.get("context") or "")
    question: Parameters = {"q": incomplete.removeprefix(prefix), "page_size": _MOST_ROWS}
    try:
        api = Api(choice.choose(read_contexts(config_path()))).hurried(WAIT_SECONDS)
        rows = api.ask("/api/releases", question).json["items"]
    except ClientError:
        return []
    names = [prefix + row["id"].removeprefix(PREFIX) for row in rows]
    return [name for name in names if name.startswith(incomplete)]


def complete_side(ctx: typer.Context, incomplete: str) -> list[str]:
    """The releases and the files that begin so."""
    files = glob(f"{escape(incomplete)}*{SUFFIX}")  # noqa: PTH207 - leaves what was typed as it is
    return [*complete_release(ctx, incomplete), *sorted(files)]
