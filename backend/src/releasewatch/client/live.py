"""A release at a terminal as it goes on: a screen of its own that is drawn again at each change."""

import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

from rich.console import Console, Group
from rich.live import Live

from releasewatch.client.connection import Json
from releasewatch.client.following import Follower, Heard
from releasewatch.client.picture import picture
from releasewatch.client.tables import text

# How soon a terminal of another size is drawn anew.
RESIZE_SECONDS = 0.2


class LiveTree:
    """Draws what it hears, as the terminal has room for it."""

    def __init__(self, console: Console, live: Live, follower: Follower) -> None:
        self._console = console
        self._live = live
        self._follower = follower
        self._body: Json | None = None
        self._read_at = ""
        self._trouble = ""
        self._size = console.size

    def begin(self) -> None:
        """Say that something comes: the first answer may take its time."""
        self._draw()

    def hear(self, heard: Heard) -> None:
        """Draw again."""
        if heard.answer:
            self._body, self._read_at = heard.answer.json, time.strftime("%H:%M:%S")
        since = f"As read at {self._read_at}. " if self._body else ""
        self._trouble = f"{since}{heard.said} Trying again." if heard.said else ""
        self._draw()

    def rest(self, seconds: float) -> None:
        """Sleep, but draw again where the terminal has another size."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            time.sleep(min(left, RESIZE_SECONDS))
            if self._console.size != self._size:
                self._draw()

    def _draw(self) -> None:
        self._size = self._console.size
        lines = [text(self._trouble or "Reading ...", "unknown" if self._trouble else "")]
        if self._body and self._follower.vocabulary:
            lines = picture(self._body, self._follower.vocabulary, self._size, self._trouble)
        self._live.update(Group(*lines), refresh=True)


@contextmanager
def live_tree(console: Console, follower: Follower) -> Iterator[LiveTree]:
    """Draw on a screen of the terminal's own; afterwards what was there before is there again."""
    # A process that is told to end leaves in good order too.
    signal.signal(signal.SIGTERM, _leave)
    with _silent_keys(), Live(console=console, auto_refresh=False, screen=True) as live:
        if os.name == "posix":
            signal.signal(signal.SIGTSTP, lambda *_: _stand_aside(live))
        tree = LiveTree(console, live, follower)
        tree.begin()
        yield tree


@contextmanager
def _silent_keys() -> Iterator[None]:
    """Neither show typed keys on the screen nor leave them to the shell."""
    if os.name != "posix" or not sys.stdin.isatty():
        yield
        return
    import termios  # noqa: PLC0415 - not everywhere

    before = termios.tcgetattr(sys.stdin)
    silent = [*before[:3], before[3] & ~termios.ECHO, *before[4:]]
    termios.tcsetattr(sys.stdin, termios.TCSADRAIN, silent)
    try:
        yield
    finally:
        termios.tcsetattr(sys.stdin, termios.TCSAFLUSH, before)


def _stand_aside(live: Live) -> None:
    """Leave the screen to the shell while the user has stopped us by Ctrl-Z."""
    live.stop()
    ours = signal.signal(signal.SIGTSTP, signal.SIG_DFL)
    os.kill(os.getpid(), signal.SIGTSTP)
    signal.signal(signal.SIGTSTP, ours)
    live.start(refresh=True)


def _leave(number: int, _: FrameType | None) -> NoReturn:
    sys.exit(128 + number)
