"""What a list row says of a tree."""

from datetime import UTC, datetime, timedelta

from releasewatch.models.entities import App, Bundle, Cluster, Release, Wave
from releasewatch.models.status import FINAL, Status, roll_up, worst
from releasewatch.services.summaries import current_wave, problems, summarise

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
