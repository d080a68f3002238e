"""The table of what runs where, folded from releases: what succeeded last, and what is on top of it."""

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from releasewatch.models.entities import Code, ExecutionStatus
from releasewatch.models.executions import ListedExecution
from releasewatch.models.status import Status
from releasewatch.models.versions import AnsweringRun, Fact, Facts, VersionCell, Versions
from releasewatch.models.words import WORDS
from releasewatch.services.releases.known_rows import Told
from releasewatch.services.releases.version_table import VersionTable
from releasewatch.services.releases.versions import CellName, VersionFilter, history_of
from releasewatch.services.trees.summary import unread
from staged import Run, app, cluster, judged, release, wave

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
ANY = VersionFilter()


def fact(version: str, status: Status = Status.SUCCEEDED, *, hours: float = 1, **more: Any) -> Fact:
    said: dict[str, Any] = {"app": "web", "cluster": "eu-1", "cause": None, **more}
    at = NOW - timedelta(hours=hours)
    return Fact(version=version, status=status, word=WORDS[status], at=at, path="release:x/app:y", **said)


def told(
    name: str, *facts: Fact, is_open: bool = False, hours: float = 1, is_read: bool = True, has_gaps: bool = False
) -> Told:
    status = ExecutionStatus.RUNNING if is_open else ExecutionStatus.COMPLETED
    began = NOW - timedelta(hours=hours)
    run = ListedExecution(f"release:{name}", name, "Release", status, "q", began, None if is_open else NOW)
    row = unread(run, Code.NOT_READ_YET, "Not read yet.")
    if is_read:
        row = row.model_copy(update={"tree_read_at": NOW})
    return Told(run, row, Facts(facts, is_whole=True, has_gaps=has_gaps) if facts or is_read else None)


def table(*releases: Told, wanted: VersionFilter = ANY) -> Versions:
    return Versions.model_validate_json(VersionTable().dump(releases, NOW, wanted).body)


def only_cell(*releases: Told) -> VersionCell:
    ((cell,),) = [row.cells for row in table(*releases).apps]
    return cell


def test_what_succeeded_last_runs_whichever_release_began_later() -> None:
    late, early = told("old", fact("1", hours=1), hours=9), told("new", fact("2", hours=3), hours=4)
    for releases in ((late, early), (early, late)):
        cell = only_cell(*releases)
        assert (cell.runs and cell.runs.version, cell.on_top) == ("1", [])


def test_an_app_is_as_old_as_the_run_that_answers_for_it() -> None:
    """A release that is run again, and leaves what an earlier start has done as it is, brings nothing."""
    left = fact("1", run=AnsweringRun("wave:old", "run", NOW - timedelta(hours=5)))._replace(at=None)
    again, between = told("again", left, hours=1), told("between", fact("2", hours=3), hours=4)
    cell = only_cell(again, between)
    assert cell.runs
    assert cell.runs.version == "2"


def test_what_an_open_release_has_under_way_stands_on_top_of_what_runs() -> None:
    new = told("new", fact("2", Status.RUNNING), is_open=True)
    cell = only_cell(told("old", fact("1", hours=30), hours=30), new)
    assert (cell.runs and cell.runs.version, [each.version for each in cell.on_top]) == ("1", ["2"])
    assert cell.conflict is None


def test_a_failure_stays_on_top_until_something_succeeds_after_it() -> None:
    before = told("before", fact("1", hours=5), hours=6)
    failed = told("failed", fact("2", Status.FAILED, hours=3), hours=4)
    after = told("after", fact("3", hours=1), hours=2)
    assert [each.version for each in only_cell(before, failed).on_top] == ["2"]
    cell = only_cell(before, failed, after)
    assert (cell.runs and cell.runs.version, cell.on_top) == ("3", [])


def test_where_no_moments_are_told_the_order_of_the_rollout_counts_and_no_failure_is_hidden() -> None:
    first, second, failed = fact("1"), fact("2"), fact("3", Status.FAILED)
    for facts in ((first, second, failed), (failed, first, second)):
        cell = only_cell(told("once", *(each._replace(at=None) for each in facts)))
        assert cell.runs
        assert (cell.runs.version, [each.version for each in cell.on_top]) == ("2", ["3"])


def test_what_only_failed_runs_nowhere() -> None:
    cell = only_cell(told("failed", fact("2", Status.FAILED)))
    assert (cell.runs, cell.on_top[0].status) == (None, Status.FAILED)


def test_where_nothing_is_known_to_run_a_release_says_what_it_replaces() -> None:
    failed = told("failed", fact("2", Status.FAILED, before="1"))
    cell = only_cell(failed)
    assert (cell.runs, cell.on_top[0].previous_version) == (None, "1")
    history = history_of([failed], NOW, CellName("web", "eu-1"))
    assert (history.runs, history.on_top[0].previous_version) == (None, "1")
    assert history.reports[0].previous_version is None
    # What was seen to succeed is known better than by what somebody says.
    seen = only_cell(told("seen", fact("0", hours=5), hours=6), failed)
    assert (seen.runs and seen.runs.version, seen.on_top[0].previous_version) == ("0", None)


def test_two_open_releases_on_one_cell_are_shown_and_not_resolved() -> None:
    one = told("one", fact("3.2.0", Status.RUNNING), is_open=True)
    two = told("two", fact("3.1.9", Status.RETRYING, hours=2), is_open=True)
    cell = only_cell(one, two)
    assert (cell.conflict, {each.version for each in cell.on_top}) == (True, {"3.2.0", "3.1.9"})


def test_the_last_word_of_a_release_that_cannot_be_read_now_is_stale() -> None:
    cell = only_cell(told("gone-silent", fact("2"), is_open=True, is_read=False))
    assert cell.runs
    assert (cell.runs.version, cell.runs.stale) == ("2", True)


def test_the_table_says_how_far_back_it_is_read() -> None:
    releases = (
        told("newest", fact("3"), hours=1),
        told("second", hours=2, is_read=False),
        told("third", fact("1"), hours=3),
    )
    found = table(*releases)
    assert (found.progress.read, found.progress.known, found.complete) == (2, 3, False)
    assert (found.back_to, found.oldest) == (NOW - timedelta(hours=1), NOW - timedelta(hours=3))
    assert [source.reason for source in found.releases] == [None, "Not read yet.", None]


def test_a_release_with_a_part_that_could_not_be_read_leaves_the_table_incomplete() -> None:
    found = table(told("gap", fact("1"), has_gaps=True))
    assert (found.complete, found.progress.read) == (False, 1)
    assert found.releases[0].reason


def test_filters_find_by_app_cluster_and_version() -> None:
    facts = [fact("1.0"), fact("1.0", app="api"), fact("2.0", Status.FAILED, cluster="us-1")]
    for wanted, found in (
        (VersionFilter(app="AP"), {("api", "eu-1")}),
        (VersionFilter(cluster="us"), {("web", "us-1")}),
        (VersionFilter(version="1."), {("web", "eu-1"), ("api", "eu-1")}),
        (VersionFilter(app="api", version="2"), set()),
    ):
        rows = table(told("one", *facts), wanted=wanted)
        assert {(row.app, cell.cluster) for row in rows.apps for cell in row.cells} == found
        assert set(rows.clusters) == {cluster for _, cluster in found}


def test_the_history_of_a_cell_has_each_report_newest_first() -> None:
    started = told("old", fact("1", hours=9), fact("1", hours=9, cluster="us-1"), hours=10)
    cancelled = told("middle", fact("2", Status.CANCELLED, hours=6), hours=7)
    failed = told("new", fact("3", Status.FAILED, hours=1, wave="Wave 2", seconds=90.0, attempt=3), hours=2)
    found = history_of([failed, started, cancelled], NOW, CellName("web", "eu-1"))
    said = [(each.version, each.status) for each in found.reports]
    assert said == [("3", Status.FAILED), ("2", Status.CANCELLED), ("1", Status.SUCCEEDED)]
    assert (found.runs and found.runs.version, [each.version for each in found.on_top], found.total) == ("1", ["3"], 3)
    top = found.on_top[0]
    assert (top.wave, top.duration, top.attempt, top.run_id) == ("Wave 2", 90.0, 3, None)
    assert (found.oldest, found.progress.read) == (NOW - timedelta(hours=10), 3)


def test_what_was_cancelled_is_on_top_of_nothing() -> None:
    cancelled = told("new", fact("2", Status.CANCELLED), fact("2", Status.CANCELLED, app="api"), is_open=True)
    (row,) = table(told("old", fact("1", hours=5), hours=6), cancelled).apps
    assert (row.app, row.cells[0].on_top) == ("web", [])


def test_a_long_history_says_how_long_it_is() -> None:
    releases = [told(f"r{hours}", fact(str(hours), hours=hours), hours=hours) for hours in range(1, 31)]
    found = history_of(releases, NOW, CellName("web", "eu-1"))
    assert (found.total, len(found.reports), found.reports[0].version) == (30, 20, "1")


def test_the_history_of_a_cell_that_nobody_has_touched_is_empty() -> None:
    found = history_of([told("one", fact("1"))], NOW, CellName("web", "us-1"))
    assert (found.runs, found.on_top, found.reports, found.total) == (None, [], [], 0)


async def test_a_tree_gives_a_fact_for_each_app_that_the_release_has_touched() -> None:
    apps = [
        app("s:web", "succeeded", name="web", version="2"),
        app("s:api", "failed", name="api", message="no such image"),
        app("s:db", "pending", name="db"),
        app("s:old", "skipped", name="old"),
    ]
    snapshot = await judged(release("s", wave("s:1", cluster("s:eu-1", *apps, name="eu-1")), version="9"))
    web, api = snapshot.facts.of_apps
    assert (web.app, web.cluster, web.version, web.status) == ("web", "eu-1", "2", Status.SUCCEEDED)
    assert (api.version, api.status, api.cause) == ("9", Status.FAILED, "no such image")
    assert (snapshot.facts.is_whole, snapshot.facts.has_gaps) == (True, False)


async def test_what_a_version_replaces_is_said_by_the_part_that_has_it() -> None:
    apps = [
        app("s:web", "failed", name="web"),
        app("s:own", "failed", name="own", version="2", previous_version="1"),
        app("s:odd", "failed", name="odd", version="3"),
        app("s:still", "running", name="still", version="8", previous_version="8"),
    ]
    tree = release("s", wave("s:1", cluster("s:eu-1", *apps)), version="9", previous_version="8")
    facts = (await judged(tree)).facts.of_apps
    assert [(one.version, one.before) for one in facts] == [("9", "8"), ("2", "1"), ("3", None), ("8", None)]


async def test_what_was_not_come_to_yet_is_no_fact() -> None:
    tree = release("s", wave("s:1", cluster("s:eu-1", app("s:web", name="web"), name="eu-1")))
    snapshot = await judged(tree, unread=("wave:s:1",))
    assert (snapshot.facts.of_apps, snapshot.facts.is_whole) == ((), False)


async def test_a_fact_says_in_which_wave_how_long_and_which_run_answered() -> None:
    own = app("s:own", "succeeded", run=Run(), name="own", created_at="2026-11-24T11:00:00Z")
    inside = app("s:inside", "running", name="inside")
    snapshot = await judged(release("s", wave("s:1", cluster("s:eu-1", own, inside, name="eu-1"))))
    first, second = snapshot.facts.of_apps
    above = snapshot.hierarchy.release.execution
    assert (first.wave, first.run and first.run.workflow_id) == ("Wave 1", "app:s:own")
    assert above
    assert second.run == AnsweringRun("release:s", above.run_id, above.started_at)


FACTS = st.builds(
    lambda app, cluster, version, status, hours: fact(version, status, hours=hours, app=app, cluster=cluster),
    st.sampled_from(["web", "api"]),
    st.sampled_from(["eu-1", "us-1"]),
    st.sampled_from(["1", "2"]),
    st.sampled_from([Status.SUCCEEDED, Status.RUNNING, Status.FAILED, Status.CANCELLED]),
    st.integers(0, 9),
)
RELEASES = st.builds(
    lambda name, facts, is_open, is_read: told(name, *facts, is_open=is_open, hours=ord(name), is_read=is_read),
    st.sampled_from("abc"),
    st.lists(FACTS, max_size=4),
    st.booleans(),
    st.booleans(),
)
LISTS = st.lists(RELEASES, max_size=3, unique_by=lambda each: each.run.run_id)


@given(st.lists(LISTS, max_size=4))
def test_a_table_that_is_kept_says_the_same_as_a_new_one_whatever_changes(lists: list[list[Told]]) -> None:
    kept = VersionTable()
    for releases in lists:
        for wanted in (ANY, VersionFilter(version="2")):
            new = VersionTable().dump(releases, NOW, wanted)
            dump = kept.dump(releases, NOW, wanted)
            assert (dump.body, dump.digest) == (new.body, new.digest)


def test_when_trees_were_read_is_said_and_makes_no_difference() -> None:
    kept, before = VersionTable(), told("one", fact("1"))
    later = before.row.model_copy(update={"tree_read_at": NOW + timedelta(seconds=2)})
    first = kept.dump([before], NOW, ANY)
    second = kept.dump([before._replace(row=later)], NOW + timedelta(seconds=2), ANY)
    assert (first.digest, first.read_at) == (second.digest, NOW)
    table = Versions.model_validate_json(second.body)
    assert (table.read_at, table.releases[0].read_at) == (NOW + timedelta(seconds=2), NOW + timedelta(seconds=2))
