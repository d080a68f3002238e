"""What needs a person: causes, not the parents that repeat them, merged and grouped, worst first.

Problems with one cause make one, and no two causes do: names that are numbers, names within other words, ids within
other ids, characters that mean something in a pattern, and a text that is the same by itself.
"""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from planned import NOW, app, bundle, cluster, clusters_wave, execution, release, retry, wave
from releasewatch.models.entities import Code, ExecutionStatus, Release
from releasewatch.models.judgement import NodeProblem
from releasewatch.models.status import Status
from releasewatch.services.trees.causes import shared_cause
from releasewatch.services.trees.judgement import judge
from releasewatch.services.trees.problems import problems_of


def problems(release: Release) -> list[NodeProblem]:
    return judge(release).problems


def causes(*failures: tuple[str, str]) -> list[str | None]:
    apps = [app(name, Status.FAILED, name=name, message=message) for name, message in failures]
    return [problem.cause for problem in problems(release(wave(1, *apps)))]


def test_worst_first_then_the_longest() -> None:
    stuck = app("fraud", Status.RETRYING, execution=retry(is_stuck=True, attempt=7))
    failed = [app("ledger", Status.FAILED, minutes=4), app("checkout", Status.FAILED, minutes=6)]
    found = problems(release(wave(2, stuck, *failed)))
    assert [(each.label, each.kind) for each in found] == [
        ("checkout", "failed"),
        ("ledger", "failed"),
        ("fraud", "stuck"),
    ]
    assert found[0].place == ["Wave 1", "eu-west-1a", "b"]
    assert (found[2].attempt, found[2].maximum_attempts, found[2].cause) == (7, None, "no")


def test_many_nodes_with_the_same_cause_are_one() -> None:
    apps = [app(name, Status.UNKNOWN, reason=f"No worker polls queue for {name}") for name in ("a", "b", "c")]
    (shared,) = problems(release(wave(1, *apps)))
    assert (shared.label, shared.place, shared.count) == ("eu-west-1a", ["Wave 1", "3 apps"], 3)
    assert shared.cause == "No worker polls queue for …"
    assert [path.rpartition("/")[2] for path in shared.paths] == ["app:a", "app:b", "app:c"]


def test_two_with_one_cause_can_still_be_read_one_by_one() -> None:
    assert causes(("a", "Quota used up"), ("b", "Quota used up")) == ["Quota used up"] * 2


def test_what_stands_apart_is_grouped_under_the_release() -> None:
    waves = [wave(number, app("a", Status.FAILED, message="no")) for number in (1, 2, 3)]
    (shared,) = problems(release(*waves, name="Shop"))
    assert (shared.type, shared.label, shared.place) == ("release", "Shop", ["3 apps"])


def merged(upper: str, lower: str) -> list[tuple[str, str]]:
    inside = bundle("b", app("a"), status=Status.FAILED, message=lower, updated_at=NOW)
    outside = cluster("c", inside, status=Status.FAILED, message=upper, updated_at=NOW - timedelta(minutes=1))
    return [(each.type, each.cause or "") for each in problems(release(clusters_wave("1", outside)))]


def test_a_cluster_and_its_bundle_are_one_in_the_same_trouble_and_the_bundle_tells_it() -> None:
    assert merged("Quota used up", "Quota used up") == [("bundle", "Quota used up")]


def test_a_cluster_and_its_bundle_in_different_trouble_are_two() -> None:
    inside = bundle("b", app("a"), status=Status.WAITING, waiting_for="sre")
    found = problems(release(clusters_wave("1", cluster("c", inside, status=Status.FAILED, message="no"))))
    assert [(each.type, each.kind) for each in found] == [("cluster", "failed"), ("bundle", "waiting")]


@pytest.mark.parametrize("level", ["release", "wave", "cluster", "bundle", "app"])
def test_one_that_waits_is_a_problem_at_any_level(level: str) -> None:
    waits = {"status": Status.WAITING, "waiting_for": "sre"}
    at = {name: waits if name == level else {"status": Status.PENDING} for name in ("wave", "cluster", "bundle")}
    inside = app("a", **(waits if level == "app" else {"status": Status.PENDING}))
    held = clusters_wave("1", cluster("c", bundle("b", inside, **at["bundle"]), **at["cluster"]), **at["wave"])
    told = release(held, **(waits if level == "release" else {"status": Status.RUNNING}))
    (found,) = problems(told)
    # The release holds its first wave: the wave is what waits.
    assert found.type == ("wave" if level == "release" else level)
    assert (found.kind, found.cause, found.waiting_for) == ("waiting", "Waiting for sre", "sre")
    assert judge(told).verdict.word == "Needs approval"


def test_a_release_that_waits_is_a_problem_also_where_no_wave_is_held() -> None:
    running = wave(1, app("a", Status.RUNNING))
    (found,) = problems(release(running, status=Status.WAITING, waiting_for="sre"))
    assert (found.type, found.cause) == ("release", "Waiting for sre")


def test_what_is_not_read_yet_and_what_only_retries_is_no_problem() -> None:
    assert problems(release(wave(1, app("a", Status.UNKNOWN, code=Code.NOT_READ_YET)))) == []
    retried = release(wave(1, app("a", Status.RETRYING, execution=retry())))
    assert problems(retried) == problems_of(retried) == []


def test_a_run_that_temporal_ended_is_in_trouble_since_then() -> None:
    closed = NOW - timedelta(seconds=5)
    run = execution().model_copy(update={"closed_at": closed})
    ended = release(
        status=Status.FAILED, code=Code.EXECUTION_TERMINATED, updated_at=NOW - timedelta(hours=1), execution=run
    )
    assert [each.since for each in problems(ended)] == [closed]


@pytest.mark.parametrize(
    ("code", "word"), [(Code.EXECUTION_TIMED_OUT, "Timed out"), (Code.EXECUTION_TERMINATED, "Terminated")]
)
def test_a_run_that_temporal_ended_is_said_to_have_ended_so(code: Code, word: str) -> None:
    ended: dict[str, Any] = {"code": code, "reason": "hotfix first", "execution": execution(ExecutionStatus.TERMINATED)}
    apps = [app(name, Status.FAILED, **ended) for name in ("a", "b", "c")]
    assert [each.word for each in problems(release(status=Status.FAILED, **ended))] == [word]
    assert [each.word for each in problems(release(wave(1, *apps[:2])))] == [word, word]
    assert [each.word for each in problems(release(wave(1, *apps)))] == [word]
    other = app("d", Status.FAILED, message="hotfix first")
    assert [each.word for each in problems(release(wave(1, *apps, other)))] == ["Failed"]


def test_one_text_is_one_cause_whoever_says_it() -> None:
    assert causes(*((name, "Quota used up") for name in ("accounts", "catalog", "web"))) == ["Quota used up"]


def test_a_shared_cause_leaves_out_what_each_says_of_itself() -> None:
    names = ("accounts", "catalog", "web")
    assert causes(*((name, f"shop/{name}:2.0 not found") for name in names)) == ["shop/…:2.0 not found"]
    assert causes(*((name, f"app:{name} is gone") for name in names)) == ["… is gone"]


def test_an_exit_code_is_no_name() -> None:
    codes = [f"Exit code {name}" for name in "123"]
    assert causes(*zip("123", codes, strict=True)) == codes


def test_a_name_is_not_found_within_another_word() -> None:
    names = ("accounts", "catalog", "web")
    assert len(causes(*((name, f"{name}-api does not answer") for name in names))) == 3
    assert len(causes(*((name, f"No host db.{name}.eu") for name in names))) == 3


WORDS = st.from_regex(r"\A[a-z][a-z0-9-]{0,8}\Z")
CAUSES = st.text(alphabet="ab1 -.:/([*$?", max_size=24)


@given(CAUSES, WORDS)
def test_nothing_is_changed_but_the_whole_name_and_the_whole_id(text: str, label: str) -> None:
    shared = shared_cause(text, f"app:{label}", label)
    assert all(part in text for part in shared.split("…"))
    assert label in text or shared == text


@given(CAUSES, st.integers(min_value=0), st.integers(min_value=0))
def test_two_texts_that_differ_in_a_number_are_never_one(text: str, one: int, other: int) -> None:
    assume(one != other)
    first, second = (shared_cause(f"{text} {number}", f"app:{number}x", str(number)) for number in (one, other))
    assert first != second


@given(st.text(), st.text())
def test_a_name_is_taken_as_text_whatever_it_means_in_a_pattern(label: str, text: str) -> None:
    assert isinstance(shared_cause(text, f"app:{label}", label), str)
