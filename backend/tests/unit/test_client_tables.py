"""What the client prints for people: tables that fit, and lines that say a thing once."""

from typing import Any

import pytest
from rich.console import Console

from releasewatch.client.output import printable
from releasewatch.client.tables import field_table, problem_table
from releasewatch.client.wording import culprit_line, unread_line

PROBLEM = {
    "type": "app",
    "path": "release:shop/wave:2/cluster:eu-west-1b/bundle:core/app:ledger-api",
    "label": "ledger-api",
    "place": ["Wave 2", "eu-west-1b", "storefront-core"],
    "word": "Failed",
    "status": "failed",
    "cause": "Migration 0412 failed: lock timeout on table ledger_entries",
    "since": "2026-11-24T12:00:00Z",
}
ENDED: dict[str, Any] = {"type": "release", "path": "release:shop", "label": "Shop", "place": [], "word": "Failed"}


def printed(width: int, draw: Any, *said: Any) -> list[str]:
    console = Console(width=width, color_system=None)
    with console.capture() as captured:
        draw(console, *said)
    return [line.rstrip() for line in captured.get().splitlines()]


@pytest.mark.parametrize("width", [60, 80, 100, 200])
def test_a_problem_that_is_cut_keeps_its_name_and_its_cause(width: int) -> None:
    head, row = printed(width, problem_table, [PROBLEM])
    assert len(row) <= width
    assert "ledger-api" in row
    assert "Migration" in row
    assert ("SINCE" in head) == (width >= 80)


def test_white_space_of_any_kind_is_a_blank() -> None:
    said = "Échec\N{NO-BREAK SPACE}: au travail\r\n\tat main.go:7\u2028next"
    assert printable(said) == "Échec : au travail  at main.go:7 next"
    assert printable("\x1b[31m\x9b0m\u202e") == "\ufffd[31m\ufffd0m\ufffd"


def test_what_is_not_read_yet_is_counted_among_all_whatever_their_status() -> None:
    body = {"facets": {"failed": 1, "succeeded": 4}, "total": 1, "unread": 2}
    assert unread_line(body) == "2 of 7 releases are not read yet. Ask again in a moment."
    assert unread_line(body | {"unread": 0}) == ""


def test_all_that_is_known_is_cut_nowhere_and_is_no_python() -> None:
    url = f"https://portal.example/{'x' * 80}"
    given = {"who": "A. Rossi", "what": "wave:2"}
    lines = printed(60, field_table, {"stuck": False, "approve_url": url, "approvals": [given], "tags": ["a", "b"]})
    fields = dict(line.split(maxsplit=1) for line in lines if not line.startswith(" "))
    assert fields["stuck"] == "no"
    assert fields["tags"] == "a, b"
    assert fields["approvals.1.who"] == "A. Rossi"
    assert "".join(line.split()[-1] for line in lines if "x" in line) == url


def test_a_culprit_is_told_by_its_path_or_as_people_read_it() -> None:
    body = {"culprit": PROBLEM, "verdict": {"detail": None}}
    assert culprit_line(body) == f"Failed: {PROBLEM['path']}: {PROBLEM['cause']}"
    where = "ledger-api (Wave 2 / eu-west-1b / storefront-core)"
    assert culprit_line(body, by_path=False) == f"Failed: {where}: {PROBLEM['cause']}"


def test_what_the_verdict_says_is_not_said_again() -> None:
    culprit = ENDED | {"cause": "Terminated by ops: hotfix first"}
    assert culprit_line({"culprit": culprit, "verdict": {"detail": "Terminated by ops: hotfix first."}}) == ""
    assert culprit_line({"culprit": culprit, "verdict": {"detail": None}}) != ""


def test_where_one_approves_is_told() -> None:
    culprit = PROBLEM | {"cause": "Waiting for ops", "approve_url": "https://portal.example/7"}
    assert culprit_line({"culprit": culprit, "verdict": {"detail": None}}).endswith(
        ": Waiting for ops. Approve: https://portal.example/7"
    )
