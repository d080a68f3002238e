"""A read spends its time by need, and what it does not get to is shown as it was, with its age."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from clock import LoopClock
from patience import PATIENCE, until
from reads import LONG, RELEASE, Reads, by_id
from releasewatch.core.errors import (
    NoWorkerError,
    TemporalBusyError,
    TemporalError,
    TemporalTimeoutError,
    TemporalUnreachableError,
)
from releasewatch.models.entities import Code, ExecutionStatus
from releasewatch.models.executions import Description, ListedPage
from releasewatch.models.status import EntityType, Status
from releasewatch.models.words import Word
from releasewatch.services.trees.needs import MaxAge, needed
from releasewatch.services.trees.parts import Part
from releasewatch.services.trees.reader import Scope, TreeReading
from releasewatch.services.trees.snapshot import Snapshot

APPS = [f"app:{cluster}-{number}" for cluster in range(2) for number in range(3)]
UPPER = [RELEASE, "wave:w", "cluster:0", "cluster:1", "bundle:0", "bundle:1"]


@pytest.fixture
async def reads() -> AsyncIterator[Reads]:
    reads = Reads()
    yield reads
    await reads.trees.close()


@pytest.fixture
async def clock(monkeypatch: pytest.MonkeyPatch) -> LoopClock:
    clock = LoopClock()
    monkeypatch.setattr(asyncio.get_running_loop(), "time", clock)
    return clock


async def read_without(reads: Reads, clock: LoopClock, *hanging: str) -> Snapshot:
    """Read until the deadline, which comes once all but these have answered, however slow the machine is."""
    reads.temporal.hanging = set(hanging)
    for each in hanging:
        reads.temporal.touch(each)
    reading = asyncio.create_task(reads.read())
    for _ in range(20):
        await clock.move_on(0)
    await clock.move_on(PATIENCE)
    return await reading


def end(reads: Reads, *ids: str) -> None:
    for each in ids:
        reads.temporal.end(each, ExecutionStatus.COMPLETED, result={"id": each, "state": "succeeded"})


def without_list(reads: Reads) -> None:
    async def list_page(*_: object, **__: object) -> ListedPage:
        raise TemporalBusyError("too many lists")

    reads.temporal.list_page = list_page  # type: ignore[method-assign]


async def test_a_first_read_reads_everything_upper_levels_first(reads: Reads) -> None:
    snapshot = await reads.read()
    assert snapshot.hierarchy.complete
    assert reads.described[:6] == UPPER
    assert sorted(reads.described[6:]) == APPS


async def test_what_was_never_read_comes_before_what_is_stale(reads: Reads) -> None:
    await reads.read()
    reads.age(2 * 3600, APPS)
    reads.age(3 * 3600, ["bundle:1"])
    reads.say("app:1-3")
    reads.say("bundle:1", app_ids=[*APPS[3:], "app:1-3"])
    await reads.read()
    # Two are read at a time, so one of those that are stale was under way when the bundle named it.
    assert reads.described.index("app:1-3") <= 3


def test_a_read_that_finds_parts_never_read_waits_for_those_alone() -> None:
    unread, known = Part("app:unread", EntityType.APP), Part("app:known", EntityType.APP, read_at=datetime.now(UTC))
    now = datetime.now(UTC)
    assert needed([known, unread], LONG, now, since_last=timedelta.max) == ([unread], [known], [])
    assert needed([known], LONG, now, since_last=timedelta.max) == ([known], [], [])


def test_a_few_that_timed_out_a_while_ago_come_first() -> None:
    now = datetime.now(UTC)

    def timed_out(seconds: int) -> Part:
        error = (Code.TIMED_OUT, "late")
        return Part(f"app:{seconds}", EntityType.APP, error=error, read_at=now - timedelta(seconds=seconds))

    silent = [timed_out(seconds) for seconds in (5, 40, 60, 20, 50, 30)]
    unread, known = Part("app:unread", EntityType.APP), Part("app:known", EntityType.APP, read_at=now)
    found = needed([unread, *silent, known], LONG, now, since_last=timedelta.max)
    assert [part.id for part in found.first] == ["app:60", "app:50", "app:40", "app:30"]
    assert found.now == [unread]
    assert {part.id for part in found.later} == {"app:5", "app:20", "app:known"}


async def test_a_part_that_timed_out_comes_before_those_read_longer_ago(reads: Reads) -> None:
    app = APPS[-1]
    reads.temporal.change(app, {"get_app_state": TemporalTimeoutError("late")})
    assert (await reads.nodes())[app].code is Code.TIMED_OUT
    reads.say(app)
    reads.age(60)
    reads.age(60, [*UPPER, *APPS[:-1]])
    assert (await reads.nodes())[app].status is Status.RUNNING
    assert reads.described[:2] == [RELEASE, app]


async def test_where_all_is_late_what_is_open_comes_before_what_has_closed(reads: Reads) -> None:
    closed, open_ = APPS[:3], APPS[3:]
    end(reads, *closed)
    await reads.read()
    # Stale for an hour, a sixth of the time they may be old, and for half an hour, half of it.
    reads.age(7 * 3600, closed)
    reads.age(1.5 * 3600, [*UPPER, *open_])
    await reads.read()
    assert reads.described[-3:] == closed


async def read_soon(reads: Reads, clock: LoopClock) -> "asyncio.Task[TreeReading]":
    """Begin a read, and let the time pass that one of known parts has."""
    reading = asyncio.create_task(reads.trees.read(RELEASE, EntityType.RELEASE))
    for _ in range(20):
        await clock.move_on(0)
    await clock.move_on(0.4 * PATIENCE)
    return reading


def stall(reads: Reads, *whose: str) -> asyncio.Event:
    """Have some workflows described only once the event is set."""
    describe, go_on = reads.temporal.describe, asyncio.Event()

    async def stalled(workflow_id: str) -> Description:
        if workflow_id in whose:
            await go_on.wait()
        return await describe(workflow_id)

    reads.temporal.describe = stalled  # type: ignore[method-assign]
    return go_on


async def test_a_tree_of_known_parts_is_answered_soon_with_their_ages(reads: Reads, clock: LoopClock) -> None:
    await reads.read()
    reads.say(APPS[0], "succeeded")
    reads.say(APPS[1], "succeeded")
    stall(reads, APPS[0])
    began = datetime.now(UTC)
    reading = await read_soon(reads, clock)
    assert reading.done()
    snapshot = await reads.hierarchies.take(await reading)
    nodes = by_id(snapshot)
    assert (nodes[APPS[0]].status, nodes[APPS[1]].status) == (Status.RUNNING, Status.SUCCEEDED)
    assert snapshot.read_at < began <= (nodes[APPS[1]].read_at or snapshot.read_at)


async def test_why_a_part_does_not_answer_is_told_though_reads_are_shorter_than_its_time_limit(
    reads: Reads, clock: LoopClock
) -> None:
    reads.renew(deadline=3.0)
    await reads.read()
    query = reads.temporal.query

    async def in_vain(description: Description, name: str, argument: str | None = None) -> bytes:
        if description.workflow_id == APPS[0]:
            await asyncio.sleep(2)
            raise NoWorkerError("nobody polls")
        return await query(description, name, argument)

    reads.temporal.query = in_vain  # type: ignore[method-assign]
    reads.temporal.touch(APPS[0])
    for _ in range(4):
        reading = asyncio.create_task(reads.trees.read(RELEASE, EntityType.RELEASE))
        while not reading.done():
            await clock.move_on(0.1)
        # As long as the product rests between two reads.
        await clock.move_on(1)
    assert by_id(await reads.hierarchies.take(reading.result()))[APPS[0]].code is Code.NO_WORKER


async def test_parts_at_which_workers_stand_for_ever_are_left(reads: Reads, clock: LoopClock) -> None:
    await reads.read()
    describe = reads.temporal.describe
    # As many as are read at a time.
    stall(reads, *APPS[:2])
    (await read_soon(reads, clock)).result()
    reads.temporal.describe = describe  # type: ignore[method-assign]
    for app in APPS:
        reads.say(app, "succeeded")
    await clock.move_on(4)
    snapshot = await reads.hierarchies.take((await read_soon(reads, clock)).result())
    assert {by_id(snapshot)[app].status for app in APPS} == {Status.SUCCEEDED}


async def test_a_part_that_was_never_read_is_waited_for(reads: Reads, clock: LoopClock) -> None:
    await reads.read()
    go_on = stall(reads, "app:1-3")
    reads.say("app:1-3")
    reads.say("bundle:1", app_ids=[*APPS[3:], "app:1-3"])
    assert by_id(await read_without(reads, clock))["app:1-3"].code is Code.NOT_READ_YET
    reading = await read_soon(reads, clock)
    assert not reading.done()
    go_on.set()
    await clock.move_on(0)
    await reading


async def test_what_is_open_is_validated_by_every_read(reads: Reads) -> None:
    end(reads, *APPS[1:])
    await reads.read()
    await reads.read()
    assert set(reads.described) >= {*UPPER, APPS[0]}


async def test_a_closed_part_is_left_in_peace_until_its_turn_comes(reads: Reads) -> None:
    end(reads, *APPS)
    await reads.read()
    reads.age(3600, APPS[:1])
    await reads.read()
    await reads.rest()
    # Of six parts that have closed, one round takes hours: one by one, the one validated longest ago first.
    assert [each for each in reads.described if each in APPS] == [APPS[0]]


async def test_nobody_waits_for_what_comes_round(reads: Reads) -> None:
    end(reads, *APPS)
    await reads.read()
    reads.age(3600)
    reads.temporal.hanging = {*APPS}
    snapshot = await reads.read()
    assert snapshot.hierarchy.complete
    await until(lambda: {*reads.described} & {*APPS})


async def test_who_would_be_stale_soon_is_waited_for(reads: Reads) -> None:
    end(reads, *APPS)
    await reads.read()
    reads.age(6 * 3600 - 60, APPS[:2])
    await reads.read()
    assert {*APPS[:2]} <= {*reads.described}


async def test_all_that_is_closed_comes_round_in_time(reads: Reads) -> None:
    end(reads, *APPS)
    await reads.read()
    await reads.read()
    reads.age(6 * 3600 * 0.39)
    await reads.read()
    await reads.rest()
    assert len([each for each in reads.described if each in APPS]) == 3
    reads.age(6 * 3600 * 0.8)
    await reads.read()
    await reads.rest()
    assert sorted(each for each in reads.described if each in APPS) == APPS


async def test_no_cache_validates_all(reads: Reads) -> None:
    end(reads, *APPS)
    await reads.read()
    await reads.read(whole=True)
    assert sorted(reads.described) == sorted([*UPPER, *APPS])


async def test_a_tree_that_fits_is_validated_whole_by_every_read(reads: Reads) -> None:
    end(reads, *APPS)
    reads.renew(scope=Scope(whole=12))
    await reads.read()
    snapshot = await reads.read()
    assert sorted(reads.described) == sorted([*UPPER, *APPS])
    assert reads.temporal.count_asked("list") == 0
    assert all(node.read_at is None for node in by_id(snapshot).values())


async def test_visibility_points_to_what_has_started_closed_or_been_replaced(reads: Reads) -> None:
    end(reads, *APPS[:4])
    del reads.temporal.runs[APPS[5]]
    await reads.read()
    await reads.read()
    reads.say(APPS[5], state="failed")
    reads.temporal.older.append(reads.temporal.runs.pop(APPS[0]))
    reads.say(APPS[0], state="failed")
    nodes = await reads.nodes()
    assert (nodes[APPS[5]].status, nodes[APPS[0]].status) == (Status.FAILED, Status.FAILED)
    assert APPS[3] not in reads.described or APPS[2] not in reads.described


async def test_visibility_that_cannot_be_asked_costs_nothing_but_its_hints(reads: Reads) -> None:
    await reads.read()

    without_list(reads)
    assert (await reads.read()).hierarchy.complete


async def test_the_list_is_asked_of_one_tree_where_temporal_knows_that_it_is_one(reads: Reads) -> None:
    for each in reads.temporal.runs:
        if each != RELEASE:
            reads.temporal.adopt(each, RELEASE)
    await reads.read()
    await reads.read()
    (listed,) = [call[1] for call in reads.temporal.asked if call[0] == "list"]
    assert listed.startswith(f"RootWorkflowId = '{RELEASE}' AND (StartTime > '")


async def test_a_parent_points_to_the_child_that_it_has_started(reads: Reads) -> None:
    del reads.temporal.runs["app:1-2"]
    await reads.read()
    reads.say("app:1-2", state="failed")
    without_list(reads)
    run = reads.temporal.runs["bundle:1"]
    run.description = _with_children(run.description, "app:1-2")
    assert (await reads.nodes())["app:1-2"].status is Status.FAILED


def _with_children(run: Description, *ids: str) -> Description:
    return replace(run, state_transition_count=run.state_transition_count + 2, pending_children=ids)


async def test_a_new_run_of_a_part_puts_all_below_it_up_for_validation(reads: Reads) -> None:
    end(reads, *APPS)
    await reads.read()
    await reads.read()
    reads.temporal.start("bundle:1", reads.temporal.runs["bundle:1"].answers, workflow_type="bundle")
    await reads.read()
    assert {*APPS[3:]} <= {*reads.described}


async def test_what_was_not_validated_is_shown_as_it_was(reads: Reads) -> None:
    del reads.temporal.runs["app:0-0"], reads.temporal.runs["app:0-1"]
    await reads.read()
    reads.age(60, ["app:0-0"])
    reads.say("app:0-0", state="failed")
    reads.say("app:0-1", state="failed")
    without_list(reads)
    nodes = await reads.nodes()
    assert (nodes["app:0-0"].status, nodes["app:0-1"].status) == (Status.FAILED, Status.PENDING)


async def test_the_tree_is_as_old_as_its_oldest_part_that_is_not_final(reads: Reads) -> None:
    del reads.temporal.runs["app:0-0"], reads.temporal.runs["app:1-0"]
    end(reads, "app:0-1")
    await reads.read()
    reads.age(100, ["app:0-0"])
    reads.age(50, ["app:1-0"])
    reads.age(1000, ["app:0-1"])
    tree = reads.trees.kept.get(RELEASE)
    assert tree
    parts = {part.id: part for part in tree.root.walk()}
    snapshot = await reads.read()
    nodes = by_id(snapshot)
    # The one read longest ago was validated in its turn, as final as it is; the other two were not.
    assert snapshot.read_at == parts["app:0-0"].read_at
    assert nodes["app:0-0"].read_at is None
    assert nodes["app:1-0"].read_at == parts["app:1-0"].read_at
    began = nodes[RELEASE].read_at
    assert began
    assert began > snapshot.read_at
    assert {nodes[each].read_at for each in UPPER} == {began}
    assert nodes["app:0-1"].read_at is None


async def test_a_part_past_its_age_is_stale_and_no_longer_complete(reads: Reads, clock: LoopClock) -> None:
    reads.renew(max_age=MaxAge(timedelta(seconds=100)))
    assert (await reads.read()).hierarchy.complete
    reads.age(101)
    snapshot = await read_without(reads, clock, "app:0-0")
    app = by_id(snapshot)["app:0-0"]
    assert (app.status, app.stale, app.code) == (Status.RUNNING, True, None)
    assert not snapshot.hierarchy.complete
    assert snapshot.hierarchy.progress.known - snapshot.hierarchy.progress.read == 1
    assert [node.id for node in by_id(snapshot).values() if node.stale] == ["app:0-0"]
    reads.temporal.hanging.clear()
    snapshot = await reads.read()
    assert snapshot.hierarchy.complete
    assert by_id(snapshot)["app:0-0"].stale is None


async def test_a_verdict_is_not_green_while_a_part_is_stale(reads: Reads, clock: LoopClock) -> None:
    reads.renew(max_age=MaxAge(timedelta(seconds=100)))
    for each in [*reads.temporal.runs]:
        handler = next(iter(reads.temporal.runs[each].answers.values()))
        reads.say(each, "succeeded", **{name: handler[name] for name in handler if name not in ("id", "state")})
    assert (await reads.read()).hierarchy.verdict.status is Status.SUCCEEDED
    reads.age(101)
    snapshot = await read_without(reads, clock, "app:0-0")
    verdict = snapshot.hierarchy.verdict
    assert (verdict.status, verdict.headline) == (Status.UNKNOWN, "11 of about 12 read.")
    above = {node.id for node in by_id(snapshot).values() if node.stale}
    assert above == {RELEASE, "wave:w", "cluster:0", "bundle:0", "app:0-0"}
    assert [(wave.health, wave.word) for wave in snapshot.summary.waves] == [(Status.UNKNOWN, Word.UNKNOWN)]
    assert snapshot.summary.counted_as is None


async def test_what_was_read_once_is_never_unread_again(reads: Reads, clock: LoopClock) -> None:
    await reads.read()
    nodes = by_id(await read_without(reads, clock, *APPS, "bundle:0", "wave:w"))
    assert len(nodes) == 12
    assert all(node.code is not Code.NOT_READ_YET for node in nodes.values())


@pytest.mark.parametrize("failure", [TemporalBusyError, TemporalUnreachableError])
async def test_a_part_that_temporal_is_too_busy_or_away_for_is_shown_as_it_was(
    reads: Reads, failure: type[TemporalError]
) -> None:
    await reads.read()
    describe = reads.temporal.describe

    async def refuse(workflow_id: str) -> Description:
        if workflow_id == "app:0-0":
            raise failure("Not now.")
        return await describe(workflow_id)

    reads.temporal.describe = refuse  # type: ignore[method-assign]
    reads.age(60)
    snapshot = await reads.read()
    app = by_id(snapshot)["app:0-0"]
    assert (app.status, app.read_at, snapshot.hierarchy.complete) == (Status.RUNNING, None, True)
    assert by_id(snapshot)["app:0-1"].read_at
    assert by_id(snapshot)["app:0-1"].read_at > snapshot.read_at  # type: ignore[operator]


async def test_the_rest_of_a_first_read_goes_on_without_a_request(reads: Reads) -> None:
    reads.renew(deadline=0.5)
    gate = reads.temporal.slow_down("bundle:1")
    assert not (await reads.read()).hierarchy.complete
    gate.set()
    tree = reads.trees.kept.get(RELEASE)
    assert tree
    async with asyncio.timeout(PATIENCE):
        await tree.validation.finish()
    assert {part.id for part in tree.root.walk() if part.is_read} == {*UPPER, *APPS}
    assert (await reads.read()).hierarchy.complete


async def test_reading_on_ends_when_nobody_looks_any_more(reads: Reads) -> None:
    reads.renew(deadline=1, scope=Scope(whole=0, looked_at=0.1, kept=PATIENCE))
    reads.temporal.hanging = {"bundle:1"}
    await reads.read()
    tree = reads.trees.kept.get(RELEASE)
    assert tree
    await until(lambda: not tree.validation._workers)
    asked = len(reads.temporal.asked)
    reads.temporal.hanging.clear()
    await asyncio.sleep(0)
    assert len(reads.temporal.asked) == asked


async def test_a_read_that_nobody_waits_for_any_more_goes_on_for_nobody(reads: Reads) -> None:
    await reads.read()
    reads.temporal.hanging = {"bundle:1"}
    reads.temporal.touch("bundle:1")
    reading = asyncio.ensure_future(reads.read())
    await until(lambda: ("query", "bundle:1", "get_bundle_state", "") in reads.temporal.asked)
    reading.cancel()
    await asyncio.wait([reading])
    tree = reads.trees.kept.get(RELEASE)
    assert tree
    async with asyncio.timeout(PATIENCE):
        await tree.validation.finish()


async def test_a_tree_is_let_go_once_nobody_has_looked_at_it_for_a_while(reads: Reads) -> None:
    reads.renew(scope=Scope(whole=0, looked_at=0.01, kept=0.01))
    await reads.read()
    await until(lambda: reads.trees.kept.parts == 0)
    assert (await reads.read()).hierarchy.complete


async def test_the_trees_looked_at_longest_ago_go_first(reads: Reads) -> None:
    reads.renew(scope=Scope(whole=0, kept_parts=13))
    reads.say("release:other")
    await reads.trees.read("release:other", EntityType.RELEASE)
    await reads.read()
    assert reads.trees.kept.parts == 13
    reads.say("release:third")
    await reads.trees.read("release:third", EntityType.RELEASE)
    assert reads.trees.kept.get("release:other") is None
    assert reads.trees.kept.get(RELEASE)


async def test_nodes_of_what_has_not_changed_are_taken_over(reads: Reads) -> None:
    before = await reads.nodes()
    reads.say("app:0-0", state="succeeded")
    after = await reads.nodes()
    built = {each for each in after if after[each] is not before[each]}
    assert built == {"app:0-0", "bundle:0", "cluster:0", "wave:w", RELEASE}
