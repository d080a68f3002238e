"""What a wait says while nothing happens."""

import json

import pytest

from clock import Clock
from releasewatch.client.connection import Answer
from releasewatch.client.contexts import Choice
from releasewatch.client.following import Heard
from releasewatch.client.narration import HEARTBEAT_SECONDS, Narrator
from releasewatch.client.output import Color, Format
from releasewatch.client.session import Session
from releasewatch.client.waiting import Absent, Away, Reading

VERDICT = {"status": "running", "word": "In progress", "headline": "3 in progress.", "detail": None}
BODY = {"id": "release:shop", "name": "Shop", "verdict": VERDICT, "counts": {"running": 3}, "problems": []}
UNCHANGED = Heard(
    Reading("run-1", "running", is_final=False, is_closed=False, is_complete=True),
    Answer(json.dumps(BODY).encode(), is_new=False),
)


@pytest.mark.parametrize("event", [UNCHANGED, Heard(Away(), said="Away."), Heard(Absent(), said="Not there.")])
def test_a_heartbeat_comes_every_five_minutes_while_nothing_changes(
    event: Heard, capsys: pytest.CaptureFixture[str]
) -> None:
    assert HEARTBEAT_SECONDS == 300
    clock = Clock()
    narrator = Narrator(Session(Choice(), Format.TABLE, Color.NEVER), clock)
    said = []
    for _ in range(900 + 1):
        narrator.hear(event)
        said.append(len(capsys.readouterr().err.splitlines()))
        clock.now += 1
    assert [second for second, lines in enumerate(said) if lines] == [0, 300, 600, 900]
    assert set(said) == {0, 1}


def test_a_change_is_said_at_once_and_the_heartbeat_begins_anew(capsys: pytest.CaptureFixture[str]) -> None:
    clock = Clock()
    narrator = Narrator(Session(Choice(), Format.JSONL, Color.NEVER), clock)
    said: list[tuple[int, str]] = []
    events: dict[int, Heard] = {0: UNCHANGED, 200: Heard(Away(), said="Away.")}
    now = UNCHANGED
    for second in range(501):
        now = events.get(second, now)
        narrator.hear(now)
        said += [(second, line) for line in capsys.readouterr().err.splitlines()]
        clock.now += 1
    assert [second for second, _ in said] == [0, 200, 500]
    assert said[-1][1].endswith("Away. Trying again.")
