"""The command that `watch --exec` runs at each change of a release."""

import os
import subprocess
from collections.abc import Callable
from typing import Literal

from releasewatch.client.connection import Json
from releasewatch.client.following import Heard
from releasewatch.client.output import one_line, printable
from releasewatch.client.waiting import Reading

Change = Literal["first", "verdict", "progress", "ended"]


class Hook:
    """Runs a command once a change, one after the other: what changes meanwhile is one change more."""

    def __init__(self, command: str, say: Callable[[str], object]) -> None:
        """Run `command` in a shell; `say` writes a line to standard error."""
        self._command = command
        self._say = say
        self._word = ""
        self._is_ended = False

    def hear(self, heard: Heard) -> None:
        """Run the command where something has changed, and wait for its end."""
        if not (heard.answer and heard.answer.is_new and isinstance(heard.event, Reading)):
            return
        body = heard.answer.json
        told = os.environ | _variables(body, self._change(body["verdict"]["word"], is_closed=heard.event.is_closed))
        # The user's own command, as it was typed.
        done = subprocess.run(self._command, shell=True, input=one_line(body), text=True, env=told, check=False)  # noqa: S602
        if done.returncode:
            self._say(f"releasewatch: The command of --exec ended with {done.returncode}. Watching goes on.")

    def _change(self, word: str, *, is_closed: bool) -> Change:
        known, self._word = self._word, word
        if is_closed and not self._is_ended:
            self._is_ended = True
            return "ended"
        if not known:
            return "first"
        return "progress" if word == known else "verdict"


def _variables(body: Json, change: Change) -> dict[str, str]:
    verdict = body["verdict"]
    told = {
        "RELEASE": body["release"]["id"],
        "CHANGE": change,
        "STATUS": verdict["status"],
        "WORD": verdict["word"],
        "HEADLINE": verdict["headline"],
    }
    return {f"RELEASEWATCH_{name}": printable(value) for name, value in told.items()}
