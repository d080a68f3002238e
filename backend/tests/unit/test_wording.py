"""What a node is called, what its badge says, since when, and why a wave waits."""

from dataclasses import replace

import pytest

from fakes import FakeTemporal
from planned import NOW, app, bundle, cluster, clusters_wave, execution, release, retry, wave
from releasewatch.models.entities import Code, ExecutionStatus, Release, walk
from releasewatch.models.executions import Beginning, Pause, PendingActivity
from releasewatch.models.status import EntityType, Status
from releasewatch.models.words import TERMS, Word
from releasewatch.services.trees.interruptions import between_runs, of_activity
from releasewatch.services.trees.wording import failed_word, label_of, since_of, wave_detail, word_of


@pytest.mark.parametrize(
    ("path", "label"),
    [
        # What stands above says it already.
        ("release:shop/wave:shop:1/cluster:shop:eu/bundle:shop:eu/app:shop:eu:web", "web"),
        ("release:shop/wave:shop:2", "2"),
        ("release:shop/wave:shop:eu:west", "eu:west"),
        # What nothing above says is not lost: two such apps would read the same.
        ("release:a/wave:1/cluster:c/bundle:b/app:web:1", "web:1"),
        ("release:a/wave:1/cluster:1", "1"),
        ("release:shop", "shop"),
    ],
)
def test_a_nameless_node_is_called_by_what_its_id_does_not_share_with_those_above(path: str, label: str) -> None:
    *above, own = path.split("/")
    assert label_of(own, None, above) == label


@pytest.mark.parametrize(
    ("path", "detail"),
    [
        ("release:shop-2.0/wave:shop-2.0:2", None),
        ("release:a/wave:shop-2.0:2", None),
        ("release:a/wave:wave-2", None),
        ("release:a/wave:a:0", None),
        ("release:a/wave:02", None),
        ("release:a/wave:a:europe", "europe"),
    ],
)
def test_a_nameless_wave_has_no_number_beside_its_number(path: str, detail: str | None) -> None:
    *above, own = path.split("/")
    assert wave_detail(None, label_of(own, None, above), 2) == detail


@pytest.mark.parametrize(
    ("name", "detail"),
    [
        ("Wave 2", None),
        ("2", None),
        ("2 regions", "2 regions"),
        ("wave-2", None),
        ("Wave 2: Europe", "Europe"),
        ("wave 02 - Europe", "Europe"),
        ("Early Europe", "Early Europe"),
        ("Wave 21", "Wave 21"),
    ],
)
def test_the_name_of_a_wave_loses_its_number(name: str, detail: str | None) -> None:
    assert wave_detail(name, name, 2) == detail


@pytest.mark.parametrize(
    ("word", "type_", "code", "is_open"),
    [
        (Word.FAILING, EntityType.RELEASE, None, True),
        (Word.FAILING, EntityType.WAVE, None, True),
        (Word.FAILED, EntityType.APP, None, True),
        (Word.ENDED_WITH_FAILURES, EntityType.RELEASE, None, False),
        (Word.FAILED, EntityType.CLUSTER, None, False),
        (Word.FAILED, EntityType.RELEASE, Code.EXECUTION_FAILED, False),
        (Word.TIMED_OUT, EntityType.RELEASE, Code.EXECUTION_TIMED_OUT, False),
        (Word.TERMINATED, EntityType.RELEASE, Code.EXECUTION_TERMINATED, False),
    ],
)
def test_a_failure_is_said_by_level_and_by_whether_it_may_still_move(
    word: Word, type_: EntityType, code: Code | None, is_open: bool
) -> None:
    assert failed_word(type_, code, is_open=is_open) is word


@pytest.mark.parametrize(
    ("word", "past"),
    [
        (Word.FAILING, "Was failing"),
        (Word.ENDED_WITH_FAILURES, "Had ended with failures"),
        (Word.STUCK, "Was stuck"),
        (Word.NEEDS_APPROVAL, "Needed approval"),
        (Word.UNKNOWN, "Unknown"),
        (Word.SUCCEEDED, "Had succeeded"),
    ],
)
def test_a_word_has_a_past(word: Word, past: str) -> None:
    assert TERMS[word].past == past


def test_a_retry_needs_a_person_only_once_it_is_stuck() -> None:
    assert [TERMS[word].attention for word in (Word.RETRYING, Word.STUCK)] == [False, True]


def waits(release: Release) -> list[str | None]:
    return [each.waits for each in release.waves]


def test_a_wave_says_why_it_has_not_begun() -> None:
    done, troubled = wave(1, app("a"), status=Status.SUCCEEDED), wave(2, app("a", Status.FAILED))
    later = [wave(number, app("a", Status.PENDING), status=Status.PENDING) for number in (3, 4)]
    assert waits(release(done, troubled, *later)) == [None, None, "held by wave 2", "after wave 3"]
    over = execution(ExecutionStatus.COMPLETED)
    assert waits(release(done, *later, status=Status.FAILED, execution=over)) == [None, None, None]


def test_a_wave_says_whom_it_waits_for() -> None:
    pending = wave(1, app("a", Status.PENDING), status=Status.PENDING)
    held = release(pending, status=Status.WAITING, waiting_for="platform-oncall")
    assert waits(held) == ["needs approval by platform-oncall"]
    assert word_of(held.waves[0]) is Word.NEEDS_APPROVAL
    named = wave(2, app("a", Status.PENDING), status=Status.PENDING, waiting_for="wave:1")
    assert waits(release(wave(1, app("a")), named)) == [None, "held by wave 1"]


def test_a_cluster_is_as_open_as_its_bundle() -> None:
    inside = bundle("b", app("a", Status.FAILED), execution=execution())
    over = execution(ExecutionStatus.COMPLETED)
    told = release(clusters_wave("1", cluster("c", inside, status=Status.SUCCEEDED, execution=over)))
    assert word_of(told.waves[0].clusters[0]) is Word.FAILING


def test_a_state_from_below_holds_since_the_first_part_has_it() -> None:
    apps = [app("a", Status.FAILED, minutes=6), app("b", Status.FAILED, minutes=4), app("c", minutes=20)]
    told = release(wave(1, *apps, updated_at=NOW))
    six_minutes_ago = next(each for each in walk(told) if each.id == "app:a").updated_at
    assert since_of(told) == since_of(told.waves[0]) == six_minutes_ago
    stuck = release(wave(1, app("a", Status.RETRYING, execution=retry(is_stuck=True, attempt=7))))
    retrying = stuck.waves[0].clusters[0].bundle
    assert retrying
    run = retrying.apps[0].execution
    assert run
    assert run.retrying
    assert since_of(stuck) == run.retrying.since


@pytest.mark.parametrize(("said", "end"), [("no disk", "no disk."), ("no disk.", "no disk."), ("why?", "why?")])
def test_what_others_say_ends_with_one_full_stop(said: str, end: str) -> None:
    run = FakeTemporal().start("app:a", {}).description
    tried = PendingActivity("1", "Pull", 2, 0, said, None, None, pause=Pause("ann", said))
    held = of_activity(replace(run, pending_activities=(tried,)))
    assert held
    assert held.reason == f"Activity Pull: Paused by ann: {end} It has failed 1 time, last with: {end}"
    assert between_runs(Beginning(2, 3, said), run).reason.startswith(f"Attempt 1 failed: {end} Attempt 2 of 3 begins")
    assert between_runs(Beginning(1, 0, said), run).reason.startswith(f"Its last run failed: {end} The next one")
