"""What a list row says of a tree.

Two troubles at once, at any two levels, are the kind that was told wrongly: a retry beside an approval, a stuck parent
over a mere retry and the other way round, an approval of the wave that holds a retry. So: every status at every level,
with and without retries of a level's own. And text of any length in any field: a row stays small.
"""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planned import NOW, Plan, app, bundle, cluster, clusters_wave, execution, release, retry, wave
from releasewatch.models.entities import Code, Release
from releasewatch.models.judgement import NodeProblem, ProblemKind
from releasewatch.models.page import ReleaseSummary
from releasewatch.models.status import Status, worst
from releasewatch.services.releases.census import group_of
from releasewatch.services.trees.judgement import judge
from releasewatch.services.trees.problems import find_troubles
from releasewatch.services.trees.summary import summarise, summarise_alone
from releasewatch.services.trees.waves import current_wave, wave_reached


def row_of(release: Release) -> ReleaseSummary:
    return summarise(judge(release), NOW)


def culprit_of(release: Release) -> NodeProblem:
    culprit = row_of(release).culprit
    assert culprit
    return culprit


def test_the_culprit_is_the_worst_then_the_longest_in_trouble() -> None:
    troubled = wave(
        2,
        app("waiting", Status.WAITING, minutes=90),
        app("late", Status.FAILED, minutes=1, reason="late failed"),
        app("first", Status.FAILED, minutes=9, reason="first failed"),
        app("stuck", Status.RETRYING, minutes=30, execution=retry(is_stuck=True)),
    )
    row = row_of(release(wave(1, app("fine"), status=Status.SUCCEEDED), troubled))
    assert row.culprit is not None
    assert (row.culprit.label, row.culprit.cause) == ("first", "first failed")
    assert row.culprit.place == ["Wave 2", "eu-west-1a", "b"]
    assert row.problems.model_dump() == {"failed": 2, "stuck": 1, "retrying": 0, "unknown": 0, "waiting": 1}
    assert row.current_wave == 1
    assert row.changed_at == NOW
    assert row.tree_read_at == NOW


def test_a_parent_that_only_holds_a_failure_is_no_problem_of_its_own() -> None:
    found = find_troubles(release(wave(1, app("broken", Status.FAILED), status=Status.FAILED), status=Status.FAILED))
    assert [trouble.node.id for trouble in found] == ["app:broken"]


def test_a_parent_that_failed_by_itself_is_a_problem() -> None:
    found = find_troubles(release(wave(1, app("fine"), status=Status.FAILED)))
    assert [trouble.node.id for trouble in found] == ["bundle:b"]


def test_a_quiet_release_has_no_culprit() -> None:
    row = row_of(release(wave(1, app("fine", Status.RUNNING))))
    assert row.culprit is None


def test_the_current_wave_is_under_way_else_in_trouble_else_next() -> None:
    done, waiting = wave(1, app("a"), status=Status.SUCCEEDED), wave(3, status=Status.PENDING)
    assert current_wave(release(done, wave(2), waiting)) == 1
    failed = wave(2, app("x", Status.FAILED), status=Status.SUCCEEDED)
    assert current_wave(release(done, failed, waiting)) == 1
    assert current_wave(release(done, failed, wave(3))) == 2
    assert current_wave(release(done, waiting)) == 1
    assert current_wave(release(done, done)) is None
    assert current_wave(release()) is None
    assert current_wave(release(done, wave(2), status=Status.CANCELLED)) is None


def test_a_wave_is_reached_when_something_of_it_has_begun() -> None:
    done, waiting = wave(1, app("a"), status=Status.SUCCEEDED), wave(3, status=Status.PENDING)
    assert wave_reached(release(done, wave(2), waiting)) == 2
    assert wave_reached(release(waiting, status=Status.PENDING)) == 0
    assert wave_reached(release(done, wave(2, status=Status.CANCELLED), waiting, status=Status.CANCELLED)) == 1
    assert wave_reached(release(done, wave(2, status=Status.SKIPPED), status=Status.SUCCEEDED)) == 2
    assert wave_reached(release()) == 0


def tree(*levels: tuple[Status, bool | None]) -> Release:
    """A release of one node at each level, each with a status of its own, and stuck by a retry of its own or not."""
    said: list[dict[str, Any]] = [
        {"status": status, "execution": retry(is_stuck=bool(is_stuck)) if status is Status.RETRYING else execution()}
        for status, is_stuck in levels
    ]
    return release(
        clusters_wave("1", cluster("1", bundle("1", app("1", **said[4]), **said[3]), **said[2]), **said[1]), **said[0]
    )


TROUBLE = {Status.FAILED, Status.RETRYING, Status.UNKNOWN, Status.WAITING}
LEVELS = st.tuples(st.sampled_from(list(Status)), st.booleans())


@given(st.tuples(LEVELS, LEVELS, LEVELS, LEVELS, LEVELS))
def test_every_trouble_is_counted_whatever_stands_beside_it(levels: tuple[tuple[Status, bool], ...]) -> None:
    row = row_of(tree(*levels))
    found = row.problems
    at = {status for status, _ in levels}
    stuck = any(status is Status.RETRYING and is_stuck for status, is_stuck in levels)
    assert bool(found.failed) == (Status.FAILED in at)
    assert bool(found.unknown) == (Status.UNKNOWN in at)
    assert bool(found.waiting) == (Status.WAITING in at)
    assert bool(found.stuck) == stuck == row.stuck
    assert bool(found.stuck + found.retrying) == (Status.RETRYING in at)
    assert (row.culprit is None) == (not at & TROUBLE)
    assert row.health is worst(at)


@given(st.tuples(LEVELS, LEVELS, LEVELS, LEVELS, LEVELS))
def test_what_a_row_is_counted_as_is_what_needs_a_person_first(levels: tuple[tuple[Status, bool], ...]) -> None:
    row = row_of(tree(*levels))
    needs = row.problems.failed + row.problems.stuck + row.problems.unknown + row.problems.waiting
    assert (group_of(row) == "attention") == bool(needs)
    assert row.counted_as is not None
    if row.culprit:
        assert row.culprit.status is row.counted_as
        is_stuck = row.counted_as is Status.RETRYING and row.stuck
        assert (row.culprit.kind is ProblemKind.STUCK) == is_stuck
    else:
        assert row.counted_as is row.health


def test_an_approval_beside_a_mere_retry_is_who_to_look_at() -> None:
    row = row_of(release(wave(1, app("busy", Status.RETRYING)), wave(2, app("gate", Status.WAITING))))
    assert (row.health, row.counted_as, group_of(row)) == (Status.RETRYING, Status.WAITING, "attention")
    assert (row.problems.stuck, row.problems.retrying, row.problems.waiting) == (0, 1, 1)
    assert row.culprit
    assert row.culprit.id == "app:gate"


def unread(name: str) -> Plan:
    """An app to which the read did not get."""
    return app(name, Status.UNKNOWN, code=Code.NOT_READ_YET)


def test_a_tree_that_was_read_in_part_claims_no_health_and_raises_no_alarm() -> None:
    row = row_of(release(wave(1, app("fine"), app("busy", Status.RETRYING), unread("later"))))
    assert (row.counted_as, row.code, group_of(row)) == (None, Code.NOT_READ_YET, "open")
    assert (row.problems.unknown, row.problems.retrying) == (0, 1)


def test_what_is_wrong_in_a_tree_that_was_read_in_part_is_told() -> None:
    for status in (Status.FAILED, Status.WAITING, Status.UNKNOWN):
        row = row_of(release(wave(1, app("bad", status), unread("later"))))
        assert (row.counted_as, row.code, group_of(row)) == (status, None, "attention")


def test_a_stuck_parent_over_a_mere_retry_is_told_beside_it() -> None:
    calm = (Status.RUNNING, None)
    row = row_of(tree(calm, (Status.RETRYING, True), calm, calm, (Status.RETRYING, False)))
    assert (row.problems.stuck, row.problems.retrying) == (1, 1)
    assert row.culprit
    assert row.culprit.id == "wave:1"


def test_a_parent_that_merely_retries_over_a_stuck_one_is_not_stuck() -> None:
    calm = (Status.RUNNING, None)
    row = row_of(tree(calm, (Status.RETRYING, False), calm, calm, (Status.RETRYING, True)))
    assert (row.problems.stuck, row.problems.retrying) == (1, 0)


def test_a_wave_that_waits_says_so_and_is_the_current_one() -> None:
    gated = wave(2, app("x", Status.PENDING), status=Status.WAITING)
    row = row_of(release(wave(1, app("fine"), status=Status.SUCCEEDED), gated))
    assert [(each.status, each.health) for each in row.waves][1] == (Status.WAITING, Status.WAITING)
    assert (row.current_wave, row.problems.waiting, row.counted_as) == (1, 1, Status.WAITING)
    assert row.culprit
    assert row.culprit.id == "bundle:b"


def test_remarks_are_reasons_beside_usable_answers() -> None:
    odd = app("odd", Status.RUNNING, reason="odd")
    unmapped = app("new", Status.RUNNING, code=Code.UNMAPPED_STATE, reason="new")
    calm = app("calm")
    row = row_of(release(wave(1, odd, unmapped, calm, app("bad", Status.FAILED), app("lost", Status.UNKNOWN))))
    assert (row.remarks, row.problems.failed, row.problems.unknown) == (2, 1, 1)


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (Status.PENDING, Code.NOT_STARTED),
        (Status.PENDING, Code.BETWEEN_RUNS),
        (Status.PAUSED, Code.EXECUTION_PAUSED),
        (Status.PAUSED, Code.ACTIVITY_PAUSED),
        (Status.CANCELLED, Code.PARENT_CLOSED),
        (Status.CANCELLED, Code.EXECUTION_CANCELED),
    ],
)
def test_what_explains_a_status_is_no_remark(status: Status, code: Code) -> None:
    explained = app("x", status, code=code, reason="so it is")
    assert row_of(release(wave(1, explained))).remarks == 0


@pytest.mark.parametrize("status", [Status.SUCCEEDED, Status.CANCELLED, Status.RUNNING, Status.SKIPPED, Status.PAUSED])
def test_a_release_read_alone_claims_no_health(status: Status) -> None:
    row = summarise_alone(release(status=status))
    assert (row.status, row.health, row.counted_as, row.code) == (status, Status.UNKNOWN, None, Code.NOT_READ_YET)


@pytest.mark.parametrize("status", [Status.FAILED, Status.UNKNOWN])
def test_a_release_read_alone_says_the_worst_that_it_can_itself(status: Status) -> None:
    row = summarise_alone(release(status=status, reason="disk full"))
    assert (row.health, row.counted_as, row.reason, row.tree_read_at) == (status, status, "disk full", None)


TEXT = st.one_of(st.none(), st.text(max_size=50), st.integers(0, 20).map(lambda power: "x" * 2**power))
FIELDS = ("state", "name", "version", "previous_version", "message", "waiting_for", "reason")


@given(
    st.fixed_dictionaries(dict.fromkeys(FIELDS, TEXT)),
    st.dictionaries(TEXT.filter(bool), TEXT.filter(bool), max_size=40),
    TEXT,
)
def test_a_row_stays_small_whatever_is_said(said: dict[str, Any], links: Any, failure: str | None) -> None:
    said = {name: text for name, text in said.items() if text is not None} | {"links": links}
    loud = said | {"execution": retry(is_stuck=True, last_failure=failure or "")}
    waves = [wave(number, app("x", Status.FAILED, **loud), **loud) for number in range(3)]
    spoken = release(*waves, **loud)
    for row in (row_of(spoken), summarise_alone(spoken)):
        assert len(row.model_dump_json()) < 12_000
        assert not row.message or row.message.endswith("characters)") or row.message == said.get("message")
        ReleaseSummary.model_validate_json(row.model_dump_json())
