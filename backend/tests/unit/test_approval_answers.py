"""What workflows may answer about approvals, and what is said of what is wrong in it."""

import json
from typing import Any

import pytest

from releasewatch.models.answers.answer import WorkflowAnswer
from releasewatch.models.answers.understanding import understand
from staged import at


def answered(**said: Any) -> WorkflowAnswer:
    answer = understand(json.dumps({"id": "release:shop", "state": "running", **said}).encode()).answer
    assert answer
    return answer


def test_an_approval_says_who_gave_it_for_what_and_when() -> None:
    told = {"who": "A. Rossi", "what": "wave:2", "at": "2026-11-24T11:48:00Z", "askedAt": "2026-11-24T11:45:00Z"}
    (approval,) = answered(approvals=[told]).approvals or []
    assert (approval.who, approval.what, approval.at, approval.asked_at) == (
        "A. Rossi",
        "wave:2",
        at("11:48:00"),
        at("11:45:00"),
    )


def test_an_approval_without_a_moment_is_left_out_and_noted() -> None:
    answer = answered(approvals=[{"who": "A. Rossi"}])
    assert not answer.approvals
    assert answer.findings == ["approvals[0]: does not say `at`, and is left out."]


@pytest.mark.parametrize(
    ("approvals", "finding"),
    [
        ("A. Rossi", "approvals: should be a list of approvals, got 'A. Rossi'."),
        (["A. Rossi"], "approvals[0]: should be an approval, got 'A. Rossi'."),
        ([{"who": 7, "at": "2026-11-24T11:48:00Z"}], "approvals[0].who: should be text, got 7."),
    ],
)
def test_what_is_no_approval_is_noted(approvals: Any, finding: str) -> None:
    assert answered(approvals=approvals).findings == [finding]


@pytest.mark.parametrize("url", ["javascript:alert(1)", "http://portal", 7, "https://" + "a" * 3000])
def test_an_address_for_approving_that_no_browser_should_follow_is_dropped_and_noted(url: Any) -> None:
    answer = answered(approve_url=url)
    assert answer.approve_url is None
    assert answer.findings[0].startswith("approve_url: should be an address that begins with https://")


def test_the_address_for_approving_is_taken() -> None:
    assert answered(approveUrl="https://portal/7").approve_url == "https://portal/7"
