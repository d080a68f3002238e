"""When a node began, when it ended and what it took, as far as anything proves it."""

from datetime import datetime, timedelta

from reads import by_id
from releasewatch.models.entities import ExecutionStatus, Node, walk
from staged import Role, Run, app, at, cluster, ended, judged, release, wave

DONE = ExecutionStatus.COMPLETED


async def nodes_of(role: Role) -> dict[str, Node]:
    snapshot = await judged(role)
    return {node.id: node for node in walk(snapshot.hierarchy.release)}


def times_of(node: Node) -> tuple[datetime | None, datetime | None, float | None]:
    return node.started_at, node.ended_at, node.duration


async def test_a_run_says_when_it_began_and_ended() -> None:
    nodes = await nodes_of(release("shop", wave("1", app_in("succeeded"), state="succeeded", run=ended(DONE))))
    assert times_of(nodes["wave:1"]) == (at("11:38:00"), at("12:00:00"), 22 * 60)


async def test_a_chain_of_runs_began_with_the_first_thing_that_is_known_of_it() -> None:
    """A release that continues as new, is retried or was reset may have waves that an earlier run began."""
    done = wave("1", app_in("succeeded"), state="succeeded", run=ended(DONE))
    for first, began in (("run-0", at("11:38:00")), ("", at("11:55:00"))):
        run = Run(DONE, started=at("11:55:00"), closed=at("12:02:00"), first=first)
        nodes = await nodes_of(release("shop", done, state="succeeded", run=run))
        took = (at("12:02:00") - began).total_seconds()
        assert times_of(nodes["release:shop"]) == (began, at("12:02:00"), took)


async def test_what_is_under_way_has_no_end_and_no_duration() -> None:
    nodes = await nodes_of(release("shop", wave("1", app_in("running"), run=Run())))
    assert times_of(nodes["wave:1"]) == (at("11:38:00"), None, None)
    assert times_of(nodes["release:shop"]) == (at("11:38:00"), None, None)


async def test_what_has_not_begun_has_no_times() -> None:
    waiting = cluster(
        "eu", app("web", "pending", created_at=at("11:00:00"), updated_at=at("11:00:00")), state="pending"
    )
    nodes = await nodes_of(release("shop", wave("1", waiting, state="pending")))
    assert times_of(nodes["app:web"]) == times_of(nodes["wave:1"]) == (None, None, None)


async def test_a_part_without_a_run_begins_when_it_was_created_and_ends_when_it_changed_last() -> None:
    nodes = await nodes_of(release("shop", wave("1", app_in("succeeded"), state="succeeded")))
    assert times_of(nodes["app:web"]) == (at("11:40:00"), at("11:50:00"), 600)


async def test_a_parent_without_a_run_lasts_from_its_first_part_to_its_last() -> None:
    first = app("web", created_at=at("11:40:00"), updated_at=at("11:50:00"))
    last = app("api", created_at=at("11:45:00"), updated_at=at("11:58:00"))
    nodes = await nodes_of(release("shop", wave("1", cluster("eu", first, last, state="succeeded"), state="succeeded")))
    assert times_of(nodes["wave:1"]) == (at("11:40:00"), at("11:58:00"), 18 * 60)


async def test_a_parent_that_failed_has_not_ended_while_a_part_is_under_way() -> None:
    first = app("web", "failed", created_at=at("11:40:00"), updated_at=at("11:50:00"))
    last = app("api", "running", created_at=at("11:45:00"))
    nodes = await nodes_of(
        release(
            "shop", wave("1", cluster("eu", first, last, state="failed"), state="failed", updated_at=at("11:50:00"))
        )
    )
    assert times_of(nodes["wave:1"]) == (at("11:40:00"), None, None)


async def test_a_part_that_only_tells_its_last_change_has_an_end_and_no_duration() -> None:
    nodes = await nodes_of(release("shop", wave("1", cluster("eu", app("web", updated_at=at("11:50:00"))))))
    assert times_of(nodes["app:web"]) == (None, at("11:50:00"), None)


async def test_two_clocks_that_disagree_give_no_duration() -> None:
    odd = app("web", created_at=at("11:50:00"), updated_at=at("11:40:00"))
    nodes = await nodes_of(release("shop", wave("1", cluster("eu", odd))))
    assert times_of(nodes["app:web"]) == (None, at("11:40:00"), None)


async def test_a_moment_that_has_not_come_is_left_out_and_named() -> None:
    asked = app("web", "waiting_for_approval", created_at=at("12:03:00"), updated_at="2026-11-24T16:03:00+02:00")
    given = {"who": "A. Rossi", "at": at("14:04:00"), "asked_at": at("14:03:00")}
    snapshot = await judged(release("shop", wave("1", cluster("eu", asked), approvals=[given])))
    nodes = by_id(snapshot)
    assert (nodes["app:web"].updated_at, nodes["app:web"].created_at) == (None, at("12:03:00"))
    assert nodes["app:web"].reason == "updated_at: 2026-11-24 14:03:00 UTC had not come yet when it was read."
    assert nodes["wave:1"].approvals is None
    assert nodes["wave:1"].reason == "approvals: 2026-11-24 14:04:00 UTC had not come yet when it was read."
    assert (snapshot.hierarchy.verdict.waiting_since, snapshot.summary.changed_at) == (None, None)


async def test_a_clock_that_is_a_little_ahead_does_no_harm() -> None:
    nodes = await nodes_of(release("shop", wave("1", cluster("eu", app("web", updated_at=at("12:05:00"))))))
    assert (nodes["app:web"].updated_at, nodes["app:web"].reason) == (at("12:05:00"), None)


async def test_what_a_run_says_happened_by_its_end() -> None:
    given = {"at": at("12:03:00"), "asked_at": at("12:02:00")}
    inside = cluster("eu", app("web", created_at=at("12:01:30"), updated_at=at("13:50:00")), state="succeeded")
    done = wave("1", inside, state="succeeded", approvals=[given])
    nodes = await nodes_of(release("shop", done, state="succeeded", run=ended(DONE, closed=at("12:01:00"))))
    assert times_of(nodes["app:web"]) == (at("12:01:00"), at("12:01:00"), 0)
    assert nodes["wave:1"].ended_at == at("12:01:00")
    assert [(each.at, each.asked_at) for each in nodes["wave:1"].approvals or ()] == [(at("12:01:00"),) * 2]
    assert all(node.reason is None for node in nodes.values())


async def test_the_wait_for_an_approval_is_no_part_of_the_wave() -> None:
    given = {"who": "A. Rossi", "at": at("11:48:00"), "asked_at": at("11:45:00")}
    inside = cluster("eu", app("web", "running", created_at=at("11:49:00")))
    nodes = await nodes_of(release("shop", wave("1", inside, run=Run(), approvals=[given])))
    assert nodes["wave:1"].started_at == at("11:48:00")


async def test_a_wave_that_waits_for_its_approval_has_not_begun() -> None:
    asked = wave("1", cluster("eu", app("web", "pending"), state="pending"), state="waiting_for_approval", run=Run())
    nodes = await nodes_of(release("shop", asked))
    assert times_of(nodes["wave:1"]) == (None, None, None)


async def test_an_approval_amid_the_work_of_a_wave_is_not_its_begin() -> None:
    given = {"who": "A. Rossi", "at": at("11:59:00")}
    nodes = await nodes_of(release("shop", wave("1", app_in("succeeded"), run=Run(), approvals=[given])))
    assert nodes["wave:1"].started_at == at("11:38:00")


async def test_the_row_of_the_list_has_the_times_of_the_release_and_of_its_waves() -> None:
    done = wave("1", app_in("succeeded"), state="succeeded", run=ended(DONE))
    row = (await judged(release("shop", done, state="succeeded", run=ended(DONE, closed=at("12:01:00"))))).summary
    assert (row.started_at, row.ended_at) == (at("11:38:00"), at("12:01:00"))
    assert row.duration == timedelta(minutes=23).total_seconds()
    assert [(each.started_at, each.duration) for each in row.waves] == [(at("11:38:00"), 22 * 60)]


def app_in(state: str) -> Role:
    """A cluster with one app that was told to exist since 11:40 and changed at 11:50."""
    return cluster("eu", app("web", state, created_at=at("11:40:00"), updated_at=at("11:50:00")), state=state)
