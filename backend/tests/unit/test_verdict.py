"""The one line on a release: numbers first, then the place, then what comes next, in plain English.

Every sentence that is built from numbers, names and words of others: singular and plural, zero, a word said twice, a
sentence that begins small, and an id or an error of others whose letters were changed.
"""

import re
from datetime import timedelta
from itertools import product
from typing import Any

import pytest

from planned import NOW, Plan, app, bundle, cluster, clusters_wave, execution, release, retry, wave
from releasewatch.models.entities import Code, ExecutionStatus, Release
from releasewatch.models.hierarchy import Progress
from releasewatch.models.status import Status
from releasewatch.services.trees.judgement import judge

REASON = "rPC error: eU-west-1 said java.lang.Oops"


def said(release: Release, progress: Progress | None = None) -> tuple[str, str, str]:
    verdict = judge(release, progress).verdict
    return verdict.word, verdict.headline, verdict.detail


def test_numbers_come_first_then_the_place_then_what_happens_next() -> None:
    troubled = wave(2, app("a", Status.FAILED), app("b", Status.FAILED), app("c"))
    waves = [
        wave(1, app("a"), status=Status.SUCCEEDED),
        troubled,
        wave(3, app("a", Status.PENDING), status=Status.PENDING),
    ]
    message = "Wave 3 is held until they recover."
    verdict = judge(release(*waves, message=message)).verdict
    assert (verdict.word, verdict.headline, verdict.detail) == ("Failing", "2 of 5 apps failed in wave 2.", message)
    assert verdict.figure == "2 of 5"
    assert said(release(*waves))[2] == "Wave 3 has not started."


@pytest.mark.parametrize(
    ("status", "others", "headline", "detail"),
    [
        (Status.FAILED, 1, "1 of 2 apps failed in wave 1.", "1 more part failed."),
        (Status.FAILED, 3, "1 of 2 apps failed in wave 1.", "3 more parts failed."),
        (Status.UNKNOWN, 2, "1 of 2 apps cannot be read in wave 1.", "2 more parts cannot be read."),
    ],
)
def test_what_is_no_app_is_not_hidden_by_apps_in_the_same_trouble(
    status: Status, others: int, headline: str, detail: str
) -> None:
    empty = [wave(number, status=status, reason=f"why {number}") for number in range(2, others + 2)]
    assert said(release(wave(1, app("a", status), app("b")), *empty))[1:] == (headline, detail)


@pytest.mark.parametrize(
    ("trouble", "headline"),
    [
        (app("a", Status.FAILED), "1 of 4 apps failed in wave 1."),
        (app("a", Status.RETRYING, execution=retry(is_stuck=True)), "1 of 4 apps is stuck in wave 1."),
    ],
)
@pytest.mark.parametrize(("unknown", "also"), [(1, "1 part cannot be read."), (3, "3 parts cannot be read.")])
def test_what_is_not_known_is_said_beside_what_is_worse(trouble: Plan, headline: str, unknown: int, also: str) -> None:
    rest = [app(name, Status.UNKNOWN if number < unknown else Status.RUNNING) for number, name in enumerate("bcd")]
    told = said(release(wave(1, trouble), wave(2, *rest), message="Waves overlap."), Progress(read=4, known=9))
    assert told[1:] == (headline, f"Waves overlap. {also} 4 of about 9 read.")


def test_an_ended_release_is_told_from_a_failing_one() -> None:
    ended = execution(ExecutionStatus.COMPLETED)
    failed = wave(1, app("a", Status.FAILED), app("b"), status=Status.FAILED)
    told = said(release(failed, status=Status.FAILED, execution=ended))
    assert told == ("Ended with failures", "1 of 2 apps failed.", "")


@pytest.mark.parametrize(
    ("code", "word", "headline"),
    [
        (Code.EXECUTION_FAILED, "Failed", "The release failed."),
        (Code.EXECUTION_TIMED_OUT, "Timed out", "The release timed out."),
        (Code.EXECUTION_TERMINATED, "Terminated", "The release was terminated."),
    ],
)
def test_a_run_that_temporal_ended_has_a_word_of_its_own(code: Code, word: str, headline: str) -> None:
    ended = execution(ExecutionStatus.TERMINATED)
    told = release(
        wave(1, app("a", Status.FAILED)), status=Status.FAILED, code=code, reason="wrong build", execution=ended
    )
    assert said(told) == (word, headline, "1 of 1 app failed. wrong build.")


def test_a_stuck_an_unread_and_a_waiting_part_are_named() -> None:
    stuck = wave(1, app("a", Status.RETRYING, execution=retry(is_stuck=True)), app("b"))
    assert said(release(stuck))[:2] == ("Stuck", "1 of 2 apps is stuck.")
    why = "No worker polls queue apps"
    unread = wave(1, app("a", Status.UNKNOWN, reason=why), app("b", Status.UNKNOWN, reason=why))
    assert said(release(unread)) == ("Unknown", "2 of 2 apps cannot be read.", f"{why}.")
    asked: dict[str, Any] = {
        "status": Status.WAITING,
        "waiting_for": "platform-oncall",
        "updated_at": NOW - timedelta(minutes=171),
    }
    waiting = release(wave(1, app("a")), **asked)
    assert said(waiting) == ("Needs approval", "Needs approval by platform-oncall.", "1 of 1 app is done.")
    assert judge(waiting).verdict.waiting_since == NOW - timedelta(minutes=171)
    done = wave(1, app("a"), status=Status.SUCCEEDED)
    held = release(done, wave(2, app("b", Status.PENDING), status=Status.PENDING), **asked)
    assert said(held)[:2] == ("Needs approval", "Wave 2 needs approval by platform-oncall.")
    assert judge(held).verdict.waiting_since == NOW - timedelta(minutes=171)


def test_progress_is_counted_while_all_is_well() -> None:
    told = said(release(wave(1, app("a"), app("b", Status.RUNNING))))
    assert told == ("In progress", "1 of 2 apps is done.", "Wave 1 of 1 is in progress.")


def test_a_release_is_green_only_when_everything_is() -> None:
    done = wave(1, app("a"), app("b", Status.SKIPPED), status=Status.SUCCEEDED)
    assert said(release(done, status=Status.SUCCEEDED)) == ("Succeeded", "1 of 2 apps succeeded, 1 skipped.", "")


def test_that_it_was_cancelled_is_not_said_twice() -> None:
    stopped = wave(1, app("a"), app("b", Status.CANCELLED), status=Status.CANCELLED)
    told = said(release(stopped, status=Status.CANCELLED, message="Cancelled: superseded by 7.1"))
    assert told == ("Cancelled", "Cancelled with 1 of 2 apps done.", "Reason: superseded by 7.1.")


def test_what_stands_beside_it_already_is_not_repeated() -> None:
    failing = release(wave(1, app("a", Status.FAILED), app("b")), message="1 of 2 apps failed. The rest goes on")
    assert said(failing) == ("Failing", "1 of 2 apps failed.", "The rest goes on.")


def test_a_first_read_under_way_is_counted_and_not_called_unreadable() -> None:
    reading = release(wave(1, app("a", Status.UNKNOWN, code=Code.NOT_READ_YET)))
    told = judge(reading, Progress(read=412, known=1000))
    assert (told.verdict.headline, told.verdict.detail) == ("412 of about 1,000 read.", "The rest follows.")
    assert told.problems == []


def test_what_waits_goes_before_a_retry_that_is_not_stuck() -> None:
    beside = wave(1, app("web", Status.RETRYING, execution=retry()), app("api", Status.WAITING, waiting_for="sre"))
    assert said(release(beside))[:2] == ("Needs approval", "App api needs approval by sre.")
    stuck = wave(
        1, app("web", Status.RETRYING, execution=retry(is_stuck=True)), app("api", Status.WAITING, waiting_for="sre")
    )
    assert said(release(stuck)) == ("Stuck", "1 of 2 apps is stuck.", "App api needs approval by sre.")


PAUSED = {"status": Status.PAUSED, "code": Code.EXECUTION_PAUSED, "reason": "Paused by ops: change freeze."}


@pytest.mark.parametrize("level", ["release", "wave", "cluster", "bundle", "app"])
def test_a_pause_says_by_whom_and_why_at_any_level(level: str) -> None:
    at = {
        name: PAUSED if name == level else {"status": Status.RUNNING}
        for name in ("release", "wave", "cluster", "bundle")
    }
    inside = app("a", **(PAUSED if level == "app" else {"status": Status.RUNNING}))
    told = clusters_wave("1", cluster("c", bundle("b", inside, **at["bundle"]), **at["cluster"]), **at["wave"])
    word, headline, detail = said(release(told, **at["release"]))
    assert word == "Paused"
    assert PAUSED["reason"] in f"{headline} {detail}"


BAD_NUMBER = r"\b1 (?:apps|parts|waves)\b|\b(?:[02-9]|\d\d+) (?:app|part|wave)\b(?! in)"
BAD_VERB = r"\b1 of \d+ apps are\b|\b1 (?:app|part) are\b|\b1 need\b|\bis needs\b"
TWICE = r"\b([^\W\d_]+) \1\b"
CHANGED = r"RPC error|EU-west|EU-team|Java\.lang"
GARBLED = r"None|\.\.|,,|: ?$|^[,.]"
BAD = re.compile(f"{BAD_NUMBER}|{BAD_VERB}|{CHANGED}|{GARBLED}|{TWICE}")


@pytest.mark.parametrize("status", list(Status))
@pytest.mark.parametrize("own", list(Status))
def test_every_sentence_is_english_for_every_status_and_count(status: Status, own: Status) -> None:
    facts: dict[str, Any] = {"message": REASON, "waiting_for": "eU-team" if status is Status.WAITING else None}
    for count, rest, is_closed in product((0, 1, 2, 3), (0, 1, 2), (False, True)):
        odd = [app(f"web{'x' * each}", status, **facts) for each in range(count)]
        well = [app(f"ok-{each}") for each in range(rest)]
        run = execution(ExecutionStatus.COMPLETED if is_closed else ExecutionStatus.RUNNING)
        _, headline, detail = said(release(wave(1, *odd, *well, status=own), status=own, execution=run))
        for text in (headline, detail):
            assert not BAD.search(text)
            # Where the words of others begin a sentence, no capital can be asked for.
            assert not text or text.startswith(REASON) or re.fullmatch(r"[A-Z\d].*[.!?…]", text)
