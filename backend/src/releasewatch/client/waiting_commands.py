"""The commands that go on asking: wait and watch."""

import re
import time
from collections.abc import Callable
from typing import Annotated

import typer
from typer.models import OptionInfo

from releasewatch.client.following import Follower, Heard
from releasewatch.client.narration import Narrator
from releasewatch.client.reading_commands import ReleaseName
from releasewatch.client.session import Session, with_session
from releasewatch.client.waiting import SUCCEEDED, Aim, Outcome, Terms, Wait

app = typer.Typer()

_UNITS = {"s": 1, "m": 60, "h": 3600, "": 1}
_LENGTH = re.compile(r"(\d+(?:\.\d+)?)([smh]?)")


def seconds(length: object) -> float:
    """A length of time such as 30s, 5m or 1h, in seconds. Typer sends defaults through it too."""
    match = _LENGTH.fullmatch(str(length))
    if not match:
        raise typer.BadParameter("write 30s, 5m or 1h")
    return float(match[1]) * _UNITS[match[2]]


def _time(help: str, default: str) -> OptionInfo:  # noqa: A002 - typer's word
    option: OptionInfo = typer.Option(parser=seconds, metavar="TIME", help=help, show_default=default)
    return option


@app.command()
@with_session
def wait(  # noqa: PLR0913 - the options of a command are its parameters
    session: Session,
    release: ReleaseName,
    *,
    aim: Annotated[Aim, typer.Option("--for", help="What to wait for.")] = SUCCEEDED,
    timeout: Annotated[float, _time("0 is for ever.", "1h")] = 3600.0,
    fail_fast: Annotated[bool, typer.Option("--fail-fast", help="Give up while it runs, once it is failing.")] = False,
    grace: Annotated[float, _time("How long it has to be failing for --fail-fast.", "30s")] = 30.0,
    appear: Annotated[float, _time("How long the release may not be there.", "1m")] = 60.0,
) -> None:
    """Wait until a release has succeeded or finished.

    Ends with 0 when it has, 1 when it cannot any more, 8 after the time-out, 3 when that is not known.

    Example: releasewatch wait release:storefront-2026.48.2 --timeout 2h --fail-fast
    """
    terms = Terms(aim, timeout, fail_fast=fail_fast, grace=grace, appear=appear)
    narrator = Narrator(session)
    outcome = until_over(Follower(session.api, release), terms, narrator.hear)
    narrator.conclude(outcome)
    raise typer.Exit(outcome.exit)


@app.command()
@with_session
def watch(
    session: Session,
    release: ReleaseName,
    *,
    command: Annotated[str, typer.Option("--exec", metavar="CMD", help="Run this at each change.")] = "",
) -> None:
    """Show a release as it goes on, until it has ended or Ctrl-C: a live tree at a terminal, else a line a change.

    With --exec a line a change too, and a command that gets the change as JSON and in RELEASEWATCH_... variables.

    Example: releasewatch watch storefront
    """
    narrator = Narrator(session)
    follower = Follower(session.api, release, with_tree=True)
    if command:
        outcome = _run_until_over(session, follower, narrator, command)
    elif session.is_live:
        outcome = _draw_until_over(session, follower, narrator)
    else:
        outcome = until_over(follower, Terms(timeout=0), narrator.hear)
    narrator.conclude(outcome)
    raise typer.Exit(outcome.exit)


def _run_until_over(session: Session, follower: Follower, narrator: Narrator, command: str) -> Outcome:
    from releasewatch.client.hook import Hook  # noqa: PLC0415 - `wait` does without

    hook = Hook(command, session.say)

    def tell(heard: Heard) -> None:
        narrator.hear(heard)
        hook.hear(heard)

    return until_over(follower, Terms(timeout=0), tell)


def _draw_until_over(session: Session, follower: Follower, narrator: Narrator) -> Outcome:
    from releasewatch.client.live import live_tree  # noqa: PLC0415 - needs rich, which CI does without

    with live_tree(session.console(), follower) as live:

        def draw(heard: Heard) -> None:
            narrator.note(heard)
            live.hear(heard)

        return until_over(follower, Terms(timeout=0), draw, rest=live.rest)


def until_over(
    follower: Follower,
    terms: Terms,
    tell: Callable[[Heard], object],
    rest: Callable[[float], object] = time.sleep,
) -> Outcome:
    """Ask until there is no more to wait for, tell each answer, and rest in between."""
    wait = Wait(terms, time.monotonic())
    while True:
        heard = follower.ask()
        outcome = wait.hear(heard.event, time.monotonic())
        tell(heard)
        if outcome:
            return outcome
        rest(max(0.0, min(heard.pause, wait.left(time.monotonic()))))
