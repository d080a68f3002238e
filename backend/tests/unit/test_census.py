"""How releases are counted, and which of them are told by name."""

from datetime import UTC, datetime, timedelta

from releasewatch.models.entities import Execution, ExecutionStatus
from releasewatch.models.judgement import Verdict
from releasewatch.models.page import ReleaseSummary
from releasewatch.models.status import Status
from releasewatch.models.words import WORDS
from releasewatch.services.releases.census import Troubled, census_of

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def row(name: str, status: Status, *, since: datetime = NOW, ended_at: datetime | None = None) -> ReleaseSummary:
    ending = ExecutionStatus.FAILED if ended_at else ExecutionStatus.RUNNING
    is_waiting = status is Status.WAITING
    return ReleaseSummary(
        id=f"release:{name}",
        path=f"release:{name}",
        label=name,
        status=status,
        health=status,
        counted_as=status,
        updated_at=NOW - 9 * HOUR if is_waiting else since,
        ended_at=ended_at,
        verdict=Verdict(
            status=status,
            stuck=False,
            word=WORDS[status],
            headline="",
            detail="",
            waiting_since=since if is_waiting else None,
        ),
        execution=Execution(
            workflow_id=f"release:{name}", run_id=name, workflow_type="Release", task_queue="q", status=ending
        ),
    )


def test_those_that_need_a_person_are_told_worst_first_then_the_longest() -> None:
    rows = [
        row("calm", Status.RUNNING),
        row("waits", Status.WAITING, since=NOW - 5 * HOUR),
        row("mute", Status.UNKNOWN),
        row("newer", Status.FAILED),
        row("older", Status.FAILED, since=NOW - HOUR),
    ]
    assert census_of(rows, NOW).troubled == [
        Troubled("release:older", "failed", NOW - HOUR),
        Troubled("release:newer", "failed", NOW),
        Troubled("release:mute", "unknown", NOW),
        Troubled("release:waits", "waiting", NOW - 5 * HOUR),
    ]


def test_a_release_that_ended_in_failure_is_told_for_an_hour() -> None:
    lately, before = NOW - timedelta(minutes=59), NOW - timedelta(minutes=61)
    rows = [row("lately", Status.FAILED, ended_at=lately), row("before", Status.FAILED, ended_at=before)]
    census = census_of(rows, NOW)
    assert census.troubled == [Troubled("release:lately", "failed", lately)]
    assert census.counts["failed", "closed"] == 2


def test_a_bounded_number_is_told_by_name() -> None:
    rows = [row(str(number), Status.FAILED) for number in range(200)]
    assert len(census_of(rows, NOW).troubled) == 50
