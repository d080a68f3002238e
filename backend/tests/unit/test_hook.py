"""What `watch --exec` runs: once a change, with what has changed, whatever becomes of the command."""

import json
from pathlib import Path
from typing import Any

import pytest

from releasewatch.client.connection import Answer
from releasewatch.client.following import Heard
from releasewatch.client.hook import Hook
from releasewatch.client.waiting import Away, Reading


def heard(word: str, headline: str = "So it is.", *, is_closed: bool = False, is_new: bool = True) -> Heard:
    body: dict[str, Any] = {
        "release": {"id": "release:shop", "waves": ["long " * 100_000]},
        "verdict": {"status": "running", "word": word, "headline": headline},
    }
    reading = Reading("run", "running", is_final=is_closed, is_closed=is_closed, is_complete=True)
    return Heard(reading, Answer(json.dumps(body).encode(), is_new=is_new))


def test_each_change_is_told_by_its_kind(tmp_path: Path) -> None:
    log = tmp_path / "log"
    said: list[str] = []
    hook = Hook(f"printenv RELEASEWATCH_CHANGE RELEASEWATCH_WORD | paste -sd' ' >> {log}", said.append)
    for each in (
        heard("In progress"),
        heard("In progress", is_new=False),
        Heard(Away(), said="Away."),
        heard("In progress", "One more."),
        heard("Failing"),
        heard("Ended with failures", is_closed=True),
        heard("Ended with failures", "All was read.", is_closed=True),
    ):
        hook.hear(each)
    assert log.read_text().splitlines() == [
        "first In progress",
        "progress In progress",
        "verdict Failing",
        "ended Ended with failures",
        "progress Ended with failures",
    ]
    assert said == []


def test_the_change_is_on_standard_input_and_its_words_are_safe(tmp_path: Path) -> None:
    given, shown = tmp_path / "given", tmp_path / "shown"
    hook = Hook(f"cat > {given}; printenv RELEASEWATCH_HEADLINE > {shown}", print)
    hook.hear(heard("Failing", "no \x1b[2J\0 space; $(touch here)"))
    assert json.loads(given.read_text())["verdict"]["headline"] == "no \x1b[2J\0 space; $(touch here)"
    assert shown.read_text() == "no \ufffd[2J\ufffd space; $(touch here)\n"


@pytest.mark.parametrize(
    ("command", "code"), [("exit 3", "3"), ("nothing-like-it 2>/dev/null", "127"), ("kill $$", "-15")]
)
def test_a_command_that_fails_is_said(command: str, code: str) -> None:
    said: list[str] = []
    hook = Hook(command, said.append)
    # It reads nothing of the tree, which is longer than a pipe takes.
    hook.hear(heard("In progress"))
    assert said == [f"releasewatch: The command of --exec ended with {code}. Watching goes on."]
