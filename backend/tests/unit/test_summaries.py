"""What a list row says of a tree.

Two troubles at once, at any two levels, are the kind that was told wrongly: a retry beside an approval, a stuck parent
over a mere retry and the other way round, an approval of the wave that holds a retry. So: every status at every level,
with and without retries of a level's own. And text of any length in any field: a row stays small.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from releasewatch.models.entities import (
    App,
    Bundle,
    Cluster,
    Code,
    Execution,
    ExecutionStatus,
    Release,
    Retrying,
    Wave,
)
from releasewatch.models.page import ReleaseSummary
from releasewatch.models.status import ATTENTION, FINAL, Status, roll_up, worst
from releasewatch.services.releases.listing import group_of
from releasewatch.services.trees.summary import current_wave, problems, summarise, summarise_alone

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def app(name: str, status: Status = Status.SUCCEEDED, *, minutes: int = 0, stuck: bool = False) -> App:
    return App(
        id=f"app:{name}", path=f"…/app:{name}", name=name, status=status, health=status, stuck=stuck,
        counts={status: 1}, updated_at=NOW - timedelta(minutes=minutes), reason=f"{name} {status}",
    )  # fmt: skip


def wave(number: int, *apps: App, status: Status = Status.RUNNING) -> Wave:
    health = worst([status, *(each.health for each in apps)])
    counts = roll_up(status, [roll_up(each.status, [], is_app=True) for each in apps]).counts
    bundle = Bundle(id="bundle:b", path="…", status=status, health=health, counts=counts, apps=list(apps))
    cluster = Cluster(
        id="cluster:c", path="…", name="eu-west-1a", status=status, health=health, counts=counts, bundle=bundle
    )
    name = f"Wave {number}"
    return Wave(
        id=f"wave:{number}", path="…", name=name, status=status, health=health, counts=counts, clusters=[cluster]
    )


def release(*waves: Wave, status: Status = Status.RUNNING) -> Release:
    health = worst([status, *(each.health for each in waves)])
    return Release(id="release:r", path="release:r", status=status, health=health, waves=list(waves))


def test_the_culprit_is_the_worst_then_the_longest_in_trouble() -> None:
    troubled = wave(
        2,
        app("waiting", Status.WAITING, minutes=90),
        app("late", Status.FAILED, minutes=1),
        app("first", Status.FAILED, minutes=9),
        app("stuck", Status.RETRYING, minutes=30, stuck=True),
    )
    row = summarise(release(wave(1, app("fine"), status=Status.SUCCEEDED), troubled), NOW)
    assert row.culprit is not None
    assert row.culprit.name == "first"
    assert (row.culprit.wave, row.culprit.cluster) == ("Wave 2", "eu-west-1a")
    assert row.culprit.reason == "first failed"
    assert row.problems.model_dump() == {"failed": 2, "stuck": 1, "retrying": 0, "unknown": 0, "waiting": 1}
    assert row.current_wave == 1
    assert row.changed_at == NOW
    assert row.tree_read_at == NOW


def test_a_parent_that_only_holds_a_failure_is_no_problem_of_its_own() -> None:
    found = list(problems(release(wave(1, app("broken", Status.FAILED), status=Status.FAILED), status=Status.FAILED)))
    assert [problem.node.id for problem in found] == ["app:broken"]


def test_a_parent_that_failed_by_itself_is_a_problem() -> None:
    found = list(problems(release(wave(1, app("fine"), status=Status.FAILED))))
    assert [problem.node.id for problem in found] == ["bundle:b"]


def test_a_quiet_release_has_no_culprit() -> None:
    row = summarise(release(wave(1, app("fine", Status.RUNNING))), NOW)
    assert row.culprit is None


def test_the_current_wave_is_the_first_at_work_or_in_trouble() -> None:
    done, waiting = wave(1, status=Status.SUCCEEDED), wave(3, status=Status.PENDING)
    assert current_wave(release(done, wave(2), waiting)) == 1
    assert current_wave(release(done, wave(2, app("x", Status.FAILED), status=Status.SUCCEEDED), wave(3))) == 1
    assert current_wave(release(done, waiting)) == 1
    assert current_wave(release(done, done)) == 1
    assert current_wave(release()) is None
    assert Status.SUCCEEDED in FINAL


def execution(*, is_stuck: bool | None = None, last_failure: str = "no") -> Execution:
    """A run under way; with `is_stuck` an activity of it is retried."""
    retrying = Retrying(activity_type="Pull", attempt=9, last_failure=last_failure, stuck=bool(is_stuck))
    return Execution(
        workflow_id="w", run_id="r", workflow_type="W", status=ExecutionStatus.RUNNING, task_queue="q",
        retrying=None if is_stuck is None else retrying,
    )  # fmt: skip


def tree(*levels: tuple[Status, bool | None]) -> Release:
    """A release of one node at each level, each with a status of its own, and stuck by a retry of its own or not."""
    kinds = (Release, Wave, Cluster, Bundle, App)
    slots = ("waves", "clusters", "bundle", "apps")
    below: Any = None
    for kind, (status, is_stuck), slot in reversed(list(zip(kinds, levels, (*slots, ""), strict=True))):
        own = status is Status.RETRYING and bool(is_stuck)
        facts: dict[str, Any] = {} if below is None else {slot: below if kind is Cluster else [below]}
        below = kind(
            id=f"{kind.__name__.lower()}:1",
            path=kind.__name__,
            status=status,
            health=worst([status, *([below.health] if below else [])]),
            stuck=own or bool(below and below.stuck),
            execution=execution(is_stuck=is_stuck if status is Status.RETRYING else None),
            **facts,
        )
    assert isinstance(below, Release)
    return below


LEVELS = st.tuples(st.sampled_from(list(Status)), st.booleans())


@given(st.tuples(LEVELS, LEVELS, LEVELS, LEVELS, LEVELS))
def test_every_trouble_is_counted_whatever_stands_beside_it(levels: tuple[tuple[Status, bool], ...]) -> None:
    row = summarise(tree(*levels), NOW)
    found = row.problems
    at = {status for status, _ in levels}
    stuck = any(status is Status.RETRYING and is_stuck for status, is_stuck in levels)
    assert bool(found.failed) == (Status.FAILED in at)
    assert bool(found.unknown) == (Status.UNKNOWN in at)
    assert bool(found.waiting) == (Status.WAITING in at)
    assert bool(found.stuck) == stuck == row.stuck
    assert bool(found.stuck + found.retrying) == (Status.RETRYING in at)
    assert (row.culprit is None) == (not at & ATTENTION)
    assert row.health is worst(at)


@given(st.tuples(LEVELS, LEVELS, LEVELS, LEVELS, LEVELS))
def test_what_a_row_is_counted_as_is_what_needs_a_person_first(levels: tuple[tuple[Status, bool], ...]) -> None:
    row = summarise(tree(*levels), NOW)
    needs = row.problems.failed + row.problems.stuck + row.problems.unknown + row.problems.waiting
    assert (group_of(row) == "attention") == bool(needs)
    assert row.counted_as is not None
    if row.culprit:
        assert row.culprit.status is row.counted_as
        assert row.culprit.stuck == (row.counted_as is Status.RETRYING and row.stuck)
    else:
        assert row.counted_as is row.health


def test_an_approval_beside_a_mere_retry_is_who_to_look_at() -> None:
    row = summarise(
        release(wave(1, app("busy", Status.RETRYING)), wave(2, app("gate", Status.WAITING))), NOW
    )  # fmt: skip
    assert (row.health, row.counted_as, group_of(row)) == (Status.RETRYING, Status.WAITING, "attention")
    assert (row.problems.stuck, row.problems.retrying, row.problems.waiting) == (0, 1, 1)
    assert row.culprit
    assert row.culprit.id == "app:gate"


def unread(name: str) -> App:
    """An app to which the read did not get."""
    return app(name, Status.UNKNOWN).model_copy(update={"code": Code.NOT_READ_YET})


def test_a_tree_that_was_read_in_part_claims_no_health_and_raises_no_alarm() -> None:
    row = summarise(release(wave(1, app("fine"), app("busy", Status.RETRYING), unread("later"))), NOW)
    assert (row.counted_as, row.code, group_of(row)) == (None, Code.NOT_READ_YET, "open")
    assert (row.problems.unknown, row.problems.retrying) == (0, 1)


def test_what_is_wrong_in_a_tree_that_was_read_in_part_is_told() -> None:
    for status in (Status.FAILED, Status.WAITING, Status.UNKNOWN):
        row = summarise(release(wave(1, app("bad", status), unread("later"))), NOW)
        assert (row.counted_as, row.code, group_of(row)) == (status, None, "attention")


def test_a_stuck_parent_over_a_mere_retry_is_told_beside_it() -> None:
    calm = (Status.RUNNING, None)
    row = summarise(tree(calm, (Status.RETRYING, True), calm, calm, (Status.RETRYING, False)), NOW)
    assert (row.problems.stuck, row.problems.retrying) == (1, 1)
    assert row.culprit
    assert row.culprit.id == "wave:1"


def test_a_parent_that_merely_retries_over_a_stuck_one_is_not_stuck() -> None:
    calm = (Status.RUNNING, None)
    row = summarise(tree(calm, (Status.RETRYING, False), calm, calm, (Status.RETRYING, True)), NOW)
    assert (row.problems.stuck, row.problems.retrying) == (1, 0)


def test_a_wave_that_waits_says_so_and_is_the_current_one() -> None:
    gated = wave(2, app("x", Status.PENDING), status=Status.WAITING)
    row = summarise(release(wave(1, app("fine"), status=Status.SUCCEEDED), gated), NOW)
    assert [(each.status, each.health) for each in row.waves][1] == (Status.WAITING, Status.WAITING)
    assert (row.current_wave, row.problems.waiting, row.counted_as) == (1, 1, Status.WAITING)
    assert row.culprit
    assert row.culprit.id == "bundle:b"


def test_remarks_are_reasons_beside_usable_answers() -> None:
    odd = app("odd", Status.RUNNING)
    unmapped = app("new", Status.RUNNING).model_copy(update={"code": Code.UNMAPPED_STATE})
    calm = app("calm").model_copy(update={"reason": None})
    row = summarise(release(wave(1, odd, unmapped, calm, app("bad", Status.FAILED), app("lost", Status.UNKNOWN))), NOW)
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
    explained = app("x", status).model_copy(update={"code": code})
    assert summarise(release(wave(1, explained)), NOW).remarks == 0


@pytest.mark.parametrize("status", [Status.SUCCEEDED, Status.CANCELLED, Status.RUNNING, Status.SKIPPED, Status.PAUSED])
def test_a_release_read_alone_claims_no_health(status: Status) -> None:
    row = summarise_alone(release(status=status))
    assert (row.status, row.health, row.counted_as, row.code) == (status, Status.UNKNOWN, None, Code.NOT_READ_YET)


@pytest.mark.parametrize("status", [Status.FAILED, Status.UNKNOWN])
def test_a_release_read_alone_says_the_worst_that_it_can_itself(status: Status) -> None:
    row = summarise_alone(release(status=status).model_copy(update={"reason": "disk full"}))
    assert (row.health, row.counted_as, row.reason, row.tree_read_at) == (status, status, "disk full", None)


TEXT = st.one_of(st.none(), st.text(max_size=50), st.integers(0, 20).map(lambda power: "x" * 2**power))
FIELDS = ("state", "name", "version", "previous_version", "message", "waiting_for", "reason")


@given(
    st.fixed_dictionaries(dict.fromkeys(FIELDS, TEXT)),
    st.dictionaries(TEXT.filter(bool), TEXT.filter(bool), max_size=40),
    TEXT,
)
def test_a_row_stays_small_whatever_is_said(said: dict[str, Any], links: Any, failure: str | None) -> None:
    def say(node: Any) -> Any:
        return node.model_copy(update=said | {"links": links, "execution": execution(is_stuck=True)})

    spoken = release(*[wave(number, say(app("x", Status.FAILED))) for number in range(3)])
    spoken = say(spoken.model_copy(update={"waves": [say(each) for each in spoken.waves]}))
    spoken.execution = execution(is_stuck=True, last_failure=failure or "")
    for row in (summarise(spoken, NOW), summarise_alone(spoken)):
        assert len(row.model_dump_json()) < 12_000
        assert not row.message or row.message.endswith("characters)") or row.message == said["message"]
        ReleaseSummary.model_validate_json(row.model_dump_json())
