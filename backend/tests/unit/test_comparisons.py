"""What comparing two trees finds, for each app once."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from releasewatch.models.comparison import ComparedRow, Comparison, Finding
from releasewatch.models.entities import App, Execution, ExecutionStatus
from releasewatch.models.hierarchy import Hierarchy
from releasewatch.models.status import Status
from releasewatch.models.words import Word
from releasewatch.services.comparisons.comparison import Tree, compare
from side_by_side import DONE, FAILED, PENDING, RUNNING, SKIPPED, UNKNOWN, app, stuck, tree, wave
from staged import NOW


def compared(a: Hierarchy, b: Hierarchy) -> Comparison:
    return compare(Tree(a), Tree(b))


def found(a: App, b: App, *, versions: tuple[str, str] = ("1", "2")) -> Finding:
    """What is found of one app in two releases of these versions."""
    before = tree(versions[0], wave({"eu": {"web": a}}))
    after = tree(versions[1], wave({"eu": {"web": b}}))
    (finding,) = [finding for finding, count in compared(before, after).counts.items() if count]
    return finding


def rows(comparison: Comparison) -> Sequence[ComparedRow]:
    folds = (comparison.same, comparison.not_done, comparison.not_comparable)
    return [*comparison.changes, *(row for fold in folds for row in fold.rows)]


@pytest.mark.parametrize(
    ("a", "b", "finding"),
    [
        (app(DONE), app(FAILED), Finding.WORSE),
        (app(DONE), stuck(), Finding.WORSE),
        (stuck(), app(FAILED), Finding.WORSE),
        (app(DONE), app(Status.CANCELLED), Finding.WORSE),
        (app(FAILED), app(DONE), Finding.BETTER),
        (app(FAILED), app(FAILED), Finding.SAME),
        (app(DONE), app(PENDING), Finding.NOT_DONE),
        (app(FAILED), app(RUNNING), Finding.NOT_DONE),
        (app(DONE), app(Status.RETRYING), Finding.NOT_DONE),
        (app(DONE), app(Status.WAITING), Finding.NOT_DONE),
        (app(DONE), app(SKIPPED), Finding.VERSION),
        (app(SKIPPED), app(SKIPPED), Finding.SAME),
        (app(UNKNOWN), app(UNKNOWN), Finding.NOT_COMPARABLE),
        (app(DONE), app(DONE, stale=True), Finding.NOT_COMPARABLE),
    ],
)
def test_statuses_are_compared_by_how_they_ended(a: App, b: App, finding: Finding) -> None:
    assert found(a, b) is finding


@pytest.mark.parametrize(
    ("a", "b", "finding"),
    [
        (2, 7, Finding.SLOWER),
        (7, 2, Finding.FASTER),
        (0.5, 1.5, Finding.SAME),
        (60, 70, Finding.SAME),
        (4, 5.1, Finding.SLOWER),
        (None, 7, Finding.SAME),
    ],
)
def test_slower_is_more_than_a_minute_and_more_than_a_quarter(a: float | None, b: float, finding: Finding) -> None:
    assert found(app(took=a), app(took=b)) is finding


def test_only_what_succeeded_is_slower() -> None:
    assert found(app(FAILED, took=1), app(FAILED, took=9)) is Finding.SAME


@pytest.mark.parametrize(
    ("a", "b", "finding"),
    [
        ("1", "2", Finding.SAME),
        ("1", "1", Finding.VERSION),
        ("0.9", "0.10", Finding.VERSION),
        (None, None, Finding.SAME),
    ],
)
def test_a_version_is_a_change_where_it_departs_from_the_step(a: str | None, b: str | None, finding: Finding) -> None:
    assert found(app(version=a), app(version=b)) is finding


def test_without_a_step_another_version_is_a_change() -> None:
    assert found(app(version="5"), app(version="6"), versions=("1", "1")) is Finding.VERSION
    assert found(app(version="5"), app(version="5"), versions=("1", "1")) is Finding.SAME


def test_an_app_of_one_side_is_added_or_gone() -> None:
    before = tree("1", wave({"eu": {"web": app(), "old": app()}}))
    after = tree("2", wave({"eu": {"web": app(), "new": app()}}))
    both = compared(before, after)
    assert [(row.finding, row.app, row.headline) for row in both.changes] == [
        (Finding.ADDED, "new", "New"),
        (Finding.GONE, "old", "Not part"),
    ]
    assert (both.common, both.headline) == (1, "1 app is new, 1 is gone.")


def test_a_cluster_that_went_to_another_wave_is_the_same_one() -> None:
    before = tree("1", wave({"eu": {"web": app()}, "us": {"web": app()}}, name="First"), wave({}, name="Second"))
    after = tree("2", wave({"eu": {"web": app()}}, name="First"), wave({"us": {"web": app()}}, name="Second"))
    assert compared(before, after).counts[Finding.SAME] == 2


def test_waves_are_paired_by_what_they_are_called_then_by_number() -> None:
    before = tree("1", wave({}, name="Canary"), wave({}, name="Europe"), wave({}, name="Asia"))
    after = tree("2", wave({}, name="Canary"), wave({}, name="Early"), wave({}, name="Europe"), wave({}, name="Asia"))
    pairs = [(each.name, bool(each.a), bool(each.b)) for each in compared(before, after).waves]
    assert pairs == [("Canary", True, True), ("Early", False, True), ("Europe", True, True), ("Asia", True, True)]
    renamed = compared(tree("1", wave({}, name="EU")), tree("2", wave({}, name="Europe")))
    assert [(each.name, bool(each.a)) for each in renamed.waves] == [("Europe", True)]


def test_where_not_all_of_a_tree_is_known_nothing_is_called_the_same() -> None:
    known = tree("1", wave({"eu": {"web": app(DONE)}}))
    lost = tree("1", wave({"eu": {"web": app(DONE)}, "us": None}, status=UNKNOWN)).model_copy(
        update={"complete": False}
    )
    for a, b, whose in ((known, lost, "B"), (lost, known, "A"), (lost, lost, "A and B")):
        comparison = compared(a, b)
        assert comparison.counts[Finding.SAME] == 1
        assert (comparison.headline, comparison.complete) == ("Nothing differs so far.", False)
        assert comparison.detail.endswith(f"1 is the same. Not all of {whose} is known.")


def test_what_is_below_an_unread_part_is_not_gone() -> None:
    before = tree("1", wave({"eu": {"web": app()}}))
    unread = tree("2", wave({"eu": None}, status=UNKNOWN))
    assert compared(before, unread).counts[Finding.NOT_COMPARABLE] == 1
    elsewhere = tree("2", wave({}), wave({"us": None}, status=UNKNOWN))
    assert compared(before, elsewhere).counts[Finding.NOT_COMPARABLE] == 1


def test_what_an_open_part_has_not_told_of_yet_is_not_gone() -> None:
    before = tree("1", wave({"eu": {"web": app()}}))
    for waves in ([], [wave({}, status=PENDING)], [wave({"eu": None}, status=PENDING)]):
        both = compared(before, tree("2", *waves, status=RUNNING))
        assert both.counts[Finding.NOT_DONE] == 1
        assert "B has not told of it yet" in both.not_done.rows[0].detail
    assert compared(before, tree("2", wave({"eu": {}}, status=DONE), status=RUNNING)).counts[Finding.GONE] == 1


def test_two_apps_of_one_name_are_two_apps() -> None:
    before = tree("1", wave({"eu": {"web": app(), "api": app()}}))
    for each in before.release.waves[0].clusters[0].bundle.apps:  # type: ignore[union-attr]
        each.name = "web"
    both = compared(before, tree("2", wave({"eu": {"web": app()}})))
    assert (both.counts[Finding.SAME], both.counts[Finding.GONE]) == (1, 1)


def test_two_moments_of_one_run_tell_what_has_come_further() -> None:
    run = Execution(
        workflow_id="release:shop-1",
        run_id="r",
        workflow_type="Release",
        status=ExecutionStatus.RUNNING,
        task_queue="q",
    )
    apps = {"web": app(PENDING), "api": app(RUNNING), "job": app(PENDING)}
    then = tree("1", wave({"eu": apps}), execution=run)
    now = tree("1", wave({"eu": {"web": app(), "api": app(FAILED), "job": app(PENDING)}}), execution=run)
    both = compared(then, now)
    assert [(row.app, row.finding) for row in rows(both)] == [
        ("api", Finding.WORSE),
        ("web", Finding.BETTER),
        ("job", Finding.NOT_DONE),
    ]
    # Another run under the same id is another release.
    again = tree("1", wave({"eu": apps}), execution=run.model_copy(update={"run_id": "s"}))
    assert compared(again, now).counts[Finding.NOT_DONE] == 3


def test_apps_of_one_name_with_the_same_change_are_one_row() -> None:
    clusters = [f"eu-{number}" for number in range(5)]
    done = {name: {"web": app(took=1), "api": app()} for name in clusters}
    slow = {name: {"web": app(took=3 + at), "api": app()} for at, name in enumerate(clusters)}
    both = compared(tree("1", wave(done)), tree("2", wave(slow)))
    (row,) = both.changes
    assert (row.app, row.count, row.place) == ("web", 5, "All 5 clusters, 5 apps")
    assert (row.headline, row.detail) == ("+2 to 6 min", "")
    assert row.b is not None
    assert row.b.duration is not None
    assert (row.b.duration.least, row.b.duration.most, row.b.counts) == (180, 420, {DONE: 5})
    assert len(row.b.paths) == 5


def test_failures_of_another_cause_stand_in_rows_of_their_own() -> None:
    before = tree("1", wave({"a": {"web": app()}, "b": {"web": app()}, "c": {"web": app()}, "d": {"web": app()}}))
    failed = {"a": "no image", "b": "no image", "c": "no room"}
    after = {name: {"web": app(FAILED, message=cause)} for name, cause in failed.items()} | {"d": {"web": app()}}
    both = compared(before, tree("2", wave(after)))
    assert [(row.place, row.detail) for row in both.changes] == [
        ("Wave 1 / a and b, 2 apps", "no image"),
        ("Wave 1 / c", "no room"),
    ]


def test_a_row_says_at_which_attempt_what_is_stuck_is() -> None:
    before = tree("1", wave({"a": {"web": app(), "api": app()}, "b": {"web": app()}}))
    after = {"a": {"web": stuck(3, cause="not ready"), "api": stuck(1_200)}, "b": {"web": stuck(7, cause="not ready")}}
    changes = compared(before, tree("2", wave(after))).changes
    assert [(row.app, row.detail) for row in changes] == [
        ("web", "not ready, attempts 3 to 7"),
        ("api", "attempt 1,200"),
    ]


def test_a_row_says_where_in_as_few_words_as_it_can() -> None:
    two = {"a": {"web": app()}, "b": {"web": app()}}
    failing = {"a": {"web": app(FAILED)}, "b": {"web": app()}}
    waves = [wave(two), wave(two), wave(two), wave(two)]
    both = compared(tree("1", *waves), tree("2", wave(failing), wave(two), wave(failing), wave(two)))
    assert [row.place for row in both.changes] == ["Waves 1 and 3, 2 apps"]
    all_of_one = compared(tree("1", *waves), tree("2", waves[0], wave({"a": failing["a"], "b": failing["a"]})))
    assert all_of_one.changes[0].place == "Wave 2, all 2 clusters, 2 apps"


def test_the_sentence_of_the_picture() -> None:
    before = tree("47.3", wave({"eu": {"a": app(), "b": app(took=1), "c": app(), "d": app()}}))
    after = tree("48.2", wave({"eu": {"a": app(FAILED), "b": app(took=4), "c": app(), "d": app(PENDING)}}))
    both = compared(before, after)
    assert both.headline == "1 app is worse, 1 is slower."
    assert both.detail == "1 is the same, and 1 is not done in 48.2 yet."
    assert (both.not_done.headline, both.not_done.detail) == ("1 app is not done yet", "in 48.2: 1 not started")
    assert both.changes[1].detail == "4 times as long"
    assert both.step is not None
    assert both.step.headline == "All apps go from 47.3 to 48.2."


def test_what_weighs_most_stands_first() -> None:
    before = tree("1", wave({"eu": {"a": app(took=1), "b": app(took=2), "c": app(), "d": app()}}))
    after = tree("2", wave({"eu": {"a": app(took=3), "b": app(took=9), "c": app(Status.CANCELLED), "d": app(FAILED)}}))
    assert [row.app for row in compared(before, after).changes] == ["d", "c", "b", "a"]
    assert [row.app for row in compared(after, before).changes] == ["c", "d", "b", "a"]


def test_identical_trees_say_so() -> None:
    it = tree("1", wave({"eu": {"web": app(took=2), "api": app()}}))
    both = compared(it, it)
    assert (both.headline, both.detail) == ("Nothing differs.", "2 apps, same versions, times within 25%.")
    assert (both.changes, both.step) == ([], None)


def test_what_failed_on_both_sides_is_said_of_the_same() -> None:
    it = tree("1", wave({"eu": {"web": app(FAILED), "api": app()}}))
    assert compared(it, it).same.detail.endswith("; 1 failed on both sides")


def test_releases_of_different_names_say_what_they_have_in_common() -> None:
    before = tree("1", wave({"eu": {"web": app(version="1"), "api": app()}}))
    after = tree("9", wave({"eu": {"web": app(version="1")}}))
    both = compare(Tree(before, family="Shop"), Tree(after, family="Catalog"))
    assert both.detail == "1 app is in common. 1 is the same."


def test_apps_of_releases_of_different_names_do_not_go_from_one_to_the_other() -> None:
    before = tree("1", wave({"eu": {"web": app(version="1"), "api": app(version="2")}}))
    after = tree("9", wave({"eu": {"web": app(version="9"), "api": app(version="2")}}))
    both = compare(Tree(before, family="Shop"), Tree(after, family="Catalog"))
    assert both.step is None
    assert [(row.app, row.finding) for row in both.changes] == [("web", Finding.VERSION)]


def test_nothing_differs_only_as_far_as_it_can_be_told() -> None:
    before = tree("1", wave({"eu": {"web": app(), "api": app()}}))
    both = compared(before, tree("2", wave({"eu": {"web": app(), "api": app(UNKNOWN)}})))
    assert (both.headline, both.detail) == (
        "Nothing differs so far.",
        "1 is the same, and 1 cannot be compared. Not all of 2 is known.",
    )
    assert both.not_comparable.rows[0].detail == "B: unknown"
    assert compared(tree("1"), tree("2")).headline == "There is nothing to compare."


def test_the_time_of_a_wave_is_compared_as_far_as_it_is_known() -> None:
    before = tree("1", wave({}, took=9), wave({}, took=12), wave({}, took=21), wave({}, took=10))
    running = wave({}, status=RUNNING, took=17.4)
    after = tree("2", wave({}, took=9.5), running, wave({}, status=PENDING), wave({}, took=15), status=RUNNING)
    told = [(each.headline, each.detail, each.differs) for each in compared(before, after).waves]
    assert told == [
        ("", "the same", False),
        ("+5 min", "so far, not done", True),
        ("", "", True),
        ("+5 min", "", True),
    ]
    b = compared(before, after).waves[1].b
    assert b is not None
    assert (b.seconds, b.so_far) == (17 * 60, True)


def test_the_icon_of_a_wave_is_that_of_its_word() -> None:
    asked = wave({}, status=PENDING, word=Word.NEEDS_APPROVAL)
    (told,) = compared(tree("1", wave({})), tree("2", asked, status=RUNNING)).waves
    assert told.b is not None
    assert (told.b.word, told.b.status) == (Word.NEEDS_APPROVAL, Status.WAITING)


def test_a_row_of_many_says_the_worst_word_of_them() -> None:
    new = {"a": {"web": app()}, "b": {"web": stuck()}, "c": {"web": app(Status.RETRYING)}}
    (row,) = compared(tree("1", wave({})), tree("2", wave(new))).changes
    assert row.b is not None
    assert (row.b.word, row.b.status) == (Word.STUCK, Status.RETRYING)


def test_a_side_says_what_it_is_and_as_of_when() -> None:
    a = Tree(tree("1", wave({"eu": {"web": app()}})), is_export=True)
    b = Tree(tree("2", wave({"eu": {"web": app(RUNNING)}}), status=RUNNING))
    b.hierarchy.read_at = NOW + timedelta(minutes=1)
    both = compare(a, b)
    assert (both.a.exported, both.a.open, both.a.apps) == (True, False, 1)
    assert (both.b.exported, both.b.open, both.b.version) == (False, True, "2")
    # What is a file is not read again.
    assert both.read_at == NOW + timedelta(minutes=1)
    assert compare(a, a).read_at == NOW
