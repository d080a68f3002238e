"""Trees read from the fake Temporal: who is asked, what is kept, and what a part shows that cannot be read."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from clock import LoopClock
from fakes import METADATA, FakeTemporal
from patience import PATIENCE
from releasewatch.core.errors import (
    NoWorkerError,
    QueryFailedError,
    QueryHandlerMissingError,
    RunClosedError,
    TemporalTimeoutError,
    WorkflowNotFoundError,
)
from releasewatch.models.entities import Code, ExecutionStatus, Node, walk
from releasewatch.models.executions import PendingActivity
from releasewatch.models.status import EntityType, StateTable, Status
from releasewatch.services.trees.assembler import Assembler
from releasewatch.services.trees.own_status import StuckRule
from releasewatch.services.trees.reader import TreeReader
from releasewatch.services.workflows.answer_cache import AnswerCache
from releasewatch.services.workflows.queries import Timing
from releasewatch.services.workflows.reader import WorkflowReader

STUCK = StuckRule(attempts=5, after=timedelta(minutes=5))
RELEASE = "release:r"


class Trees:
    """A release on the fake, and the means to read it."""

    def __init__(self) -> None:
        self.temporal = FakeTemporal()
        self.cache = AnswerCache()
        self._workflows = WorkflowReader(self.temporal, self.cache)
        self.deadline(PATIENCE)

    def renew(self, *, after: float) -> None:
        """Go on with the same cache, and ask again for answers of that age."""
        self._workflows = WorkflowReader(self.temporal, self.cache, Timing(old_after=after))
        self.deadline(PATIENCE)

    def deadline(self, seconds: float) -> None:
        self._trees = TreeReader(self._workflows, concurrency=4, deadline=seconds)

    async def read(self, root_id: str = RELEASE) -> Node:
        self.temporal.asked.clear()
        reading = await self._trees.read(root_id, EntityType(root_id.partition(":")[0]))
        return Assembler(StateTable({}), STUCK, datetime.now(UTC)).node(reading.root)

    def entity(self, entity_id: str, state: str = "running", **fields: Any) -> None:
        kind = entity_id.partition(":")[0]
        answers = {f"get_{kind}_state": {"id": entity_id, "state": state, **fields}}
        self.temporal.start(entity_id, answers, workflow_type=kind)

    def grow(self) -> None:
        """One workflow per entity: two waves, two clusters each, two apps each."""
        waves = ["wave:1", "wave:2"]
        self.entity(RELEASE, wave_ids=waves)
        for wave in waves:
            clusters = [f"cluster:{wave[5:]}{letter}" for letter in "ab"]
            self.entity(wave, cluster_ids=clusters)
            for cluster in clusters:
                name = cluster.partition(":")[2]
                self.entity(cluster, bundle_id=f"bundle:{name}")
                self.entity(f"bundle:{name}", app_ids=[f"app:{name}-x", f"app:{name}-y"])
                for app in "xy":
                    self.entity(f"app:{name}-{app}")


@pytest.fixture
def trees() -> Trees:
    return Trees()


def by_id(root: Node) -> dict[str, Node]:
    return {node.id: node for node in walk(root)}


async def test_reads_one_workflow_per_entity(trees: Trees) -> None:
    trees.grow()
    root = await trees.read()
    assert len(list(walk(root))) == 1 + 2 + 4 + 4 + 8
    assert root.counts == {Status.RUNNING: 8}
    app = by_id(root)["app:2b-y"]
    assert app.path == "release:r/wave:2/cluster:2b/bundle:2b/app:2b-y"
    assert app.execution is not None
    assert app.execution.workflow_id == "app:2b-y"


async def test_reads_the_same_twice_without_asking_a_worker(trees: Trees) -> None:
    trees.grow()
    first = await trees.read()
    assert await trees.read() == first
    assert trees.temporal.count_asked("query") == 0
    assert trees.temporal.count_asked("describe") == 19


async def test_asks_only_what_has_changed(trees: Trees) -> None:
    trees.grow()
    await trees.read()
    trees.temporal.change("app:1a-x", {"get_app_state": {"id": "app:1a-x", "state": "done"}})
    root = await trees.read()
    assert [call for call in trees.temporal.asked if call[0] == "query"] == [("query", "app:1a-x", "get_app_state", "")]
    assert root.counts == {Status.RUNNING: 7, Status.SUCCEEDED: 1}


async def test_stays_true_without_workers_while_nothing_moves(trees: Trees) -> None:
    trees.grow()
    first = await trees.read()
    trees.temporal.has_worker = False
    assert await trees.read() == first
    trees.temporal.touch("app:1a-x")
    app = by_id(await trees.read())["app:1a-x"]
    assert (app.status, app.code, app.reason) == (Status.UNKNOWN, Code.NO_WORKER, "No worker polls queue scripted.")


async def test_learns_the_handlers_of_a_type_once(trees: Trees) -> None:
    trees.grow()
    await trees.read()
    learned = [
        call[1].partition(":")[0] for call in trees.temporal.asked if call[2:3] == ("__temporal_workflow_metadata",)
    ]
    assert sorted(learned) == ["app", "bundle", "cluster", "release", "wave"]


async def test_prefers_get_hierarchy(trees: Trees) -> None:
    apps = [{"id": "app:a", "state": "done"}, {"id": "app:b", "state": "failed", "message": "boom"}]
    cluster = {"id": "cluster:c", "state": "running", "bundle": {"id": "bundle:b", "state": "running", "apps": apps}}
    whole = {"id": RELEASE, "state": "running", "waves": [{"id": "wave:1", "state": "running", "clusters": [cluster]}]}
    trees.temporal.start(RELEASE, {"get_hierarchy": whole, "get_release_state": {"id": RELEASE, "state": "no"}})
    root = await trees.read()
    assert root.health is Status.FAILED
    assert root.counts == {Status.FAILED: 1, Status.SUCCEEDED: 1}
    assert by_id(root)["app:b"].message == "boom"
    assert by_id(root)["app:b"].execution is None
    assert trees.temporal.count_asked("query") == 2


async def test_asks_the_workflow_that_answered_for_the_parent_before_a_stranger(trees: Trees) -> None:
    waves = {"by_argument": {"wave:1": {"id": "wave:1", "state": "paused"}}}
    state = {"id": RELEASE, "state": "running", "wave_ids": ["wave:1", "wave:2"]}
    trees.temporal.start(RELEASE, {"get_release_state": state, "get_wave_state": waves}, workflow_type="Whole")
    trees.entity("wave:1", state="failed")
    trees.entity("wave:2", state="done")
    nodes = by_id(await trees.read())
    assert nodes["wave:1"].status is Status.PAUSED
    assert nodes["wave:1"].execution is None
    assert nodes["wave:2"].status is Status.SUCCEEDED
    assert nodes["wave:2"].execution is not None


async def test_a_handler_that_drops_the_argument_does_not_answer_for_others(trees: Trees) -> None:
    own = {"id": RELEASE, "state": "running", "wave_ids": ["wave:1"]}
    trees.temporal.start(RELEASE, {"get_release_state": own, "get_wave_state": own}, workflow_type="Any")
    trees.entity("wave:1", state="done")
    assert by_id(await trees.read())["wave:1"].status is Status.SUCCEEDED


async def test_ids_give_order_and_completeness_and_inline_objects_the_content(trees: Trees) -> None:
    inline = [{"id": "wave:2", "state": "done"}, {"id": "wave:3", "state": "pending"}]
    trees.entity(RELEASE, wave_ids=["wave:1", "wave:2"], waves=inline)
    trees.entity("wave:1", state="paused")
    root = await trees.read()
    assert [node.id for node in list(walk(root))[1:]] == ["wave:1", "wave:2", "wave:3"]
    assert [node.status for node in list(walk(root))[1:]] == [Status.PAUSED, Status.SUCCEEDED, Status.PENDING]


async def test_a_named_child_without_a_workflow_is_pending_only_while_its_parent_works(trees: Trees) -> None:
    trees.entity(RELEASE, wave_ids=["wave:1"])
    wave = by_id(await trees.read())["wave:1"]
    assert (wave.status, wave.code, wave.reason) == (Status.PENDING, Code.NOT_STARTED, "Named, not started.")
    trees.temporal.change(RELEASE, {"get_release_state": {"id": RELEASE, "state": "done", "wave_ids": ["wave:1"]}})
    wave = by_id(await trees.read())["wave:1"]
    assert (wave.status, wave.code) == (Status.UNKNOWN, Code.NEVER_STARTED)


async def test_a_named_child_without_a_workflow_that_is_listed_as_failed_is_not_only_pending(trees: Trees) -> None:
    inline = [{"id": "wave:2", "state": "running", "cluster_ids": ["cluster:a", "cluster:b"]}]
    trees.entity(RELEASE, wave_ids=["wave:1"], waves=inline, failed_waves=["wave:1"], failedClusters=["b"])
    nodes = by_id(await trees.read())
    assert {id_: node.status for id_, node in nodes.items() if node.code is Code.NEVER_STARTED} == {
        "wave:1": Status.UNKNOWN,
        "cluster:b": Status.UNKNOWN,
    }
    assert nodes["cluster:b"].reason == "Named as failed, and nobody answers for it."


async def test_a_final_answer_that_was_returned_needs_no_worker(trees: Trees) -> None:
    trees.entity(RELEASE, wave_ids=["wave:1"])
    trees.entity("wave:1")
    trees.temporal.end(
        RELEASE, ExecutionStatus.COMPLETED, result={"id": RELEASE, "state": "done", "wave_ids": ["wave:1"]}
    )
    trees.temporal.end(
        "wave:1",
        ExecutionStatus.COMPLETED,
        result={"id": "wave:1", "state": "done", "clusters": [{"id": "cluster:c", "state": "done"}]},
    )
    trees.temporal.adopt("wave:1", RELEASE)
    trees.temporal.has_worker = False
    root = await trees.read()
    assert root.health is Status.SUCCEEDED
    assert trees.temporal.count_asked("query") == 0
    await trees.read()
    assert trees.temporal.count_asked("outcome") == 0


async def test_without_workers_a_strangers_workflow_is_not_read_instead(trees: Trees) -> None:
    trees.entity(RELEASE, wave_ids=["wave:1"])
    trees.entity("wave:1")
    result = {"id": RELEASE, "state": "done", "wave_ids": ["wave:1"]}
    trees.temporal.end(RELEASE, ExecutionStatus.COMPLETED, result=result)
    trees.temporal.end("wave:1", ExecutionStatus.COMPLETED, result={"id": "wave:1", "state": "done", "clusters": []})
    trees.temporal.has_worker = False
    wave = by_id(await trees.read())["wave:1"]
    assert (wave.status, wave.code) == (Status.UNKNOWN, Code.NO_WORKER)


async def test_children_of_a_release_that_answers_for_them_stay_readable_without_workers(trees: Trees) -> None:
    state = {"id": RELEASE, "state": "running", "wave_ids": ["wave:1"]}
    wave = {"id": "wave:1", "state": "done", "clusters": [{"id": "cluster:c", "state": "done"}]}
    answers = {"get_release_state": state, "get_wave_state": {"by_argument": {"wave:1": wave}}}
    trees.temporal.start(RELEASE, answers, workflow_type="Both")
    assert by_id(await trees.read())["wave:1"].status is Status.SUCCEEDED
    trees.temporal.end(RELEASE, ExecutionStatus.COMPLETED, result=state | {"state": "done"})
    trees.entity("wave:1")
    trees.temporal.adopt("wave:1", RELEASE)
    trees.temporal.end("wave:1", ExecutionStatus.COMPLETED, result=wave)
    trees.temporal.has_worker = False
    assert (await trees.read()).health is Status.SUCCEEDED


@pytest.mark.parametrize(
    "result", [None, "ok", {"id": "release:other", "state": "done"}, {"id": RELEASE, "state": "done"}]
)
async def test_a_result_that_is_no_whole_answer_is_not_taken_for_one(trees: Trees, result: Any) -> None:
    trees.entity(RELEASE, state="done", waves=[{"id": "wave:1", "state": "done"}])
    trees.temporal.end(RELEASE, ExecutionStatus.COMPLETED, result=result)
    root = await trees.read()
    assert len(list(walk(root))) == 2
    assert root.status is Status.SUCCEEDED


@pytest.mark.parametrize(
    ("status", "shown", "code"),
    [
        (ExecutionStatus.FAILED, Status.FAILED, Code.EXECUTION_FAILED),
        (ExecutionStatus.TIMED_OUT, Status.FAILED, Code.EXECUTION_TIMED_OUT),
        (ExecutionStatus.TERMINATED, Status.FAILED, Code.EXECUTION_TERMINATED),
        (ExecutionStatus.CANCELED, Status.CANCELLED, Code.EXECUTION_CANCELED),
    ],
)
async def test_temporals_word_wins_and_a_closed_run_has_no_running_parts(
    trees: Trees, status: ExecutionStatus, shown: Status, code: Code
) -> None:
    waves = [{"id": "wave:1", "state": "done"}, {"id": "wave:2", "state": "running"}, {"id": "wave:3", "state": "odd"}]
    trees.entity(RELEASE, state="running", waves=waves)
    trees.temporal.end(RELEASE, status, failure="why")
    root, *below = list(walk(await trees.read()))
    assert (root.status, root.code, root.reason) == (shown, code, "why")
    assert [wave.status for wave in below] == [Status.SUCCEEDED, Status.CANCELLED, Status.UNKNOWN]
    assert below[1].code is Code.PARENT_CLOSED


async def test_a_run_that_ended_badly_shows_so_without_a_worker(trees: Trees) -> None:
    trees.entity(RELEASE)
    trees.temporal.end(RELEASE, ExecutionStatus.FAILED, failure="disk full")
    trees.temporal.has_worker = False
    root = await trees.read()
    assert (root.status, root.reason) == (Status.FAILED, "disk full. What is below it is not known.")


async def test_a_completed_run_that_says_it_runs_is_unknown(trees: Trees) -> None:
    trees.entity("app:a")
    trees.temporal.end("app:a", ExecutionStatus.COMPLETED)
    app = await trees.read("app:a")
    assert (app.status, app.code) == (Status.UNKNOWN, Code.CONTRADICTION)


async def test_one_broken_node_costs_that_node(trees: Trees) -> None:
    trees.grow()
    trees.temporal.change("app:1a-x", {"get_app_state": QueryFailedError("no such table")})
    trees.temporal.change("app:1a-y", {"get_app_state": "running"})
    trees.temporal.change("app:1b-x", {"get_app_state": {"id": "app:other", "state": "done"}})
    trees.temporal.change("app:1b-y", {"get_app_state": None})
    trees.temporal.touch("app:2a-x", task_attempt=3)
    trees.temporal.change("app:2a-y", {"get_app_state": {"id": "app:2a-y"}})
    nodes = by_id(await trees.read())
    assert nodes[RELEASE].counts == {Status.UNKNOWN: 6, Status.RUNNING: 2}
    codes = {app: nodes[f"app:{app}"].code for app in ("1a-x", "1a-y", "1b-x", "1b-y", "2a-x", "2a-y")}
    assert codes == {
        "1a-x": Code.QUERY_FAILED,
        "1a-y": Code.ANSWER_NOT_UNDERSTOOD,
        "1b-x": Code.CONTRADICTION,
        "1b-y": Code.ANSWER_NOT_UNDERSTOOD,
        "2a-x": Code.WORKFLOW_TASK_FAILING,
        "2a-y": Code.ANSWER_NOT_UNDERSTOOD,
    }
    assert nodes["app:1a-x"].reason == "no such table"
    assert nodes[RELEASE].health is Status.UNKNOWN


async def test_a_missing_handler_is_named_with_those_there_are(trees: Trees) -> None:
    trees.grow()
    trees.temporal.change("app:1a-x", {"get_state": {}})
    app = by_id(await trees.read())["app:1a-x"]
    assert app.code is Code.QUERY_HANDLER_MISSING
    assert app.reason == "Workflow type app has no query handler get_app_state. Its handlers: get_state."


async def test_handlers_are_learned_anew_when_they_prove_wrong(trees: Trees) -> None:
    trees.temporal.start(RELEASE, {"get_hierarchy": {"id": RELEASE, "state": "running"}})
    assert (await trees.read()).status is Status.RUNNING
    trees.temporal.change(RELEASE, {"get_release_state": {"id": RELEASE, "state": "paused"}})
    assert (await trees.read()).status is Status.PAUSED


async def test_a_retrying_activity_turns_running_into_retrying_and_then_stuck(trees: Trees) -> None:
    trees.entity("app:a")
    now = datetime.now(UTC)
    activity = PendingActivity("1", "PullImage", 2, 0, "not found", now, now + timedelta(seconds=10))
    trees.temporal.touch("app:a", activities=(activity,))
    app = await trees.read("app:a")
    assert (app.status, app.stuck) == (Status.RETRYING, False)
    assert app.execution is not None
    assert app.execution.retrying is not None
    assert app.execution.retrying.last_failure == "not found"
    assert app.execution.retrying.maximum_attempts is None
    old = PendingActivity("2", "PullImage", 2, 9, "not found", now - timedelta(minutes=6), None)
    trees.temporal.touch("app:a", activities=(old,))
    assert (await trees.read("app:a")).stuck
    often = PendingActivity("3", "PullImage", 5, 9, "not found", now, None)
    trees.temporal.touch("app:a", activities=(often, activity))
    assert (await trees.read("app:a")).stuck


async def test_retrying_counts_from_when_it_was_first_seen(trees: Trees) -> None:
    trees.entity("app:a")
    first = datetime.now(UTC) - timedelta(minutes=1)
    for attempt in range(2, 4):
        # Temporal moves the time with every attempt.
        scheduled = first + timedelta(seconds=attempt - 2)
        trees.temporal.touch("app:a", activities=(PendingActivity("1", "Wait", attempt, 0, "no", scheduled, None),))
        app = await trees.read("app:a")
        assert app.execution is not None
        assert app.execution.retrying is not None
        assert app.execution.retrying.since == first


async def test_a_child_named_by_an_open_parent_in_trouble_may_still_come(trees: Trees) -> None:
    trees.entity(RELEASE, state="degraded", wave_ids=["wave:1"])
    assert by_id(await trees.read())["wave:1"].status is Status.PENDING


async def test_a_workflow_that_goes_while_it_is_read_is_not_there(trees: Trees) -> None:
    trees.grow()
    trees.temporal.change("app:1a-x", {"get_app_state": WorkflowNotFoundError("gone")})
    app = by_id(await trees.read())["app:1a-x"]
    assert (app.status, app.code) == (Status.PENDING, Code.NOT_STARTED)


async def test_a_workflow_that_was_there_has_vanished(trees: Trees) -> None:
    trees.grow()
    await trees.read()
    del trees.temporal.runs["app:1a-x"]
    app = by_id(await trees.read())["app:1a-x"]
    assert (app.status, app.code) == (Status.UNKNOWN, Code.VANISHED)


async def test_another_workflow_of_the_type_may_have_other_handlers(trees: Trees) -> None:
    inner = {"get_bundle_state": {"id": "bundle:b", "state": "running", "app_ids": ["app:a"]}}
    trees.temporal.start("app:z", {"get_app_state": {"id": "app:z", "state": "running"}})
    await trees.read("app:z")
    trees.temporal.start("bundle:b", inner)
    trees.entity("app:a", state="done")
    assert by_id(await trees.read("bundle:b"))["app:a"].status is Status.SUCCEEDED


async def test_an_old_answer_is_asked_for_again_when_that_delays_nobody(trees: Trees) -> None:
    trees.entity("app:a", state="running")
    await trees.read("app:a")
    # The worker's code changed: the run did not move, and answers otherwise.
    trees.temporal.runs["app:a"].answers = {"get_app_state": {"id": "app:a", "state": "paused"}}
    assert (await trees.read("app:a")).status is Status.RUNNING
    trees.renew(after=0)
    trees.temporal.is_idle = False
    assert (await trees.read("app:a")).status is Status.RUNNING
    trees.temporal.is_idle = True
    assert (await trees.read("app:a")).status is Status.PAUSED
    trees.temporal.has_worker = False
    assert (await trees.read("app:a")).status is Status.PAUSED


async def test_old_answers_are_asked_for_again_one_by_one(trees: Trees, monkeypatch: pytest.MonkeyPatch) -> None:
    trees.grow()
    trees.renew(after=0)
    await trees.read()
    clock = LoopClock()
    monkeypatch.setattr(asyncio.get_running_loop(), "time", clock)
    for _ in range(3):
        clock.now += 1
        await trees.read()
        assert trees.temporal.count_asked("query") == 1


async def test_an_unmapped_state_of_an_open_workflow_is_running(trees: Trees) -> None:
    trees.entity("app:a", state="frobnicating")
    app = await trees.read("app:a")
    assert (app.status, app.state) == (Status.RUNNING, "frobnicating")


async def test_children_that_cannot_be_identified_make_their_parent_unknown(trees: Trees) -> None:
    trees.entity(RELEASE, state="done", wave_ids=["wave:1", "cluster:x"], waves=[{"id": "wave:1", "state": "done"}])
    root = await trees.read()
    assert root.status is Status.UNKNOWN
    assert (
        root.reason
        == "Its children are not all readable. Its child 'cluster:x' has no wave id: it has to begin with `wave:`."
    )


async def test_a_parent_id_that_names_somebody_else_is_said(trees: Trees) -> None:
    trees.entity(RELEASE, waves=[{"id": "wave:1", "state": "done", "release_id": "release:other"}])
    wave = by_id(await trees.read())["wave:1"]
    assert wave.status is Status.SUCCEEDED
    assert wave.reason == "It names release:other as a parent, which it does not stand under."


async def test_siblings_stand_in_sequence_when_all_have_one(trees: Trees) -> None:
    waves = [{"id": "wave:b", "state": "done", "sequence": 2}, {"id": "wave:a", "state": "done", "sequence": 1}]
    trees.entity(RELEASE, waves=waves)
    assert [node.id for node in walk(await trees.read())] == [RELEASE, "wave:a", "wave:b"]
    trees.entity(RELEASE, waves=[*waves, {"id": "wave:c", "state": "done"}])
    assert [node.id for node in walk(await trees.read())] == [RELEASE, "wave:b", "wave:a", "wave:c"]


async def test_the_same_app_may_stand_under_several_bundles(trees: Trees) -> None:
    bundles = [
        {"id": f"cluster:{c}", "state": "done", "bundle": {"id": f"bundle:{c}", "state": "done", "app_ids": ["app:a"]}}
        for c in "xy"
    ]
    trees.entity(RELEASE, waves=[{"id": "wave:1", "state": "done", "clusters": bundles}])
    trees.entity("app:a", state="done")
    paths = [node.path for node in walk(await trees.read()) if node.id == "app:a"]
    assert len(set(paths)) == 2


async def test_an_unknown_root_raises(trees: Trees) -> None:
    with pytest.raises(WorkflowNotFoundError):
        await trees.read()


async def test_a_root_without_the_handler_raises(trees: Trees) -> None:
    trees.temporal.start(RELEASE, {"get_app_state": {}})
    with pytest.raises(QueryHandlerMissingError):
        await trees.read()


async def test_a_root_without_a_worker_raises_and_is_left_alone_for_a_moment(trees: Trees) -> None:
    trees.entity(RELEASE)
    trees.temporal.has_worker = False
    for _ in range(2):
        with pytest.raises(NoWorkerError):
            await trees.read()
        assert trees.temporal.count_asked("query") == 0


async def test_a_tree_without_workers_costs_one_question(trees: Trees) -> None:
    trees.grow()
    await trees.read()
    trees.temporal.has_worker = False
    for workflow_id in list(trees.temporal.runs)[1:]:
        trees.temporal.touch(workflow_id)
    root = await trees.read()
    assert {node.code for node in walk(root)} == {None, Code.NO_WORKER}
    assert trees.temporal.count_asked("query") <= 4


async def test_a_run_that_ends_while_it_is_asked_as_a_last_resort_costs_that_part_alone(trees: Trees) -> None:
    queries = [{"name": name} for name in ("get_release_state", METADATA)]
    trees.temporal.metadata = json.dumps({"definition": {"queryDefinitions": queries}}).encode()
    told = {"id": RELEASE, "state": "running", "wave_ids": ["wave:1"]}
    trees.temporal.start(RELEASE, {"get_release_state": told, "get_hierarchy": RunClosedError()})
    wave = by_id(await trees.read())["wave:1"]
    assert (wave.status, wave.code) == (Status.UNKNOWN, Code.NOT_READ_YET)


async def test_a_closed_run_that_hung_twice_is_left_alone_for_a_while(trees: Trees) -> None:
    trees.temporal.start(
        "release:r", {"get_release_state": {"id": RELEASE, "state": "running", "wave_ids": ["wave:1"]}}
    )
    trees.temporal.start("wave:1", {"get_wave_state": TemporalTimeoutError("late")}, task_queue="gone")
    trees.temporal.end("wave:1", ExecutionStatus.TERMINATED, failure="enough")
    for times in (2, 0, 0):
        wave = by_id(await trees.read())["wave:1"]
        assert (wave.status, wave.code) == (Status.FAILED, Code.EXECUTION_TERMINATED)
        assert trees.temporal.asked.count(("query", "wave:1", "get_wave_state", "")) == times


async def test_a_run_that_hung_is_not_waited_for_again_until_it_moves(trees: Trees) -> None:
    trees.entity("bundle:b", app_ids=["app:a"])
    trees.temporal.start("app:a", {"get_app_state": TemporalTimeoutError("silence")})
    for asked in (1, 0):
        app = by_id(await trees.read("bundle:b"))["app:a"]
        assert (app.status, app.code) == (Status.UNKNOWN, Code.TIMED_OUT)
        assert sum(call[:3] == ("query", "app:a", "get_app_state") for call in trees.temporal.asked) == asked
    trees.temporal.change("app:a", {"get_app_state": {"id": "app:a", "state": "done"}})
    assert by_id(await trees.read("bundle:b"))["app:a"].status is Status.SUCCEEDED


async def test_links_are_https_only(trees: Trees) -> None:
    trees.entity("app:a", links={"Logs": "https://logs.example", "Evil": "javascript:alert(1)"})
    assert (await trees.read("app:a")).links == {"Logs": "https://logs.example"}


async def test_what_the_deadline_cut_off_is_unknown_and_the_next_read_goes_on(trees: Trees) -> None:
    trees.grow()
    trees.deadline(1)
    hold = trees.temporal.slow_down("cluster:1a")
    nodes = by_id(await trees.read())
    assert (nodes["cluster:1a"].status, nodes["cluster:1a"].code) == (Status.UNKNOWN, Code.NOT_READ_YET)
    assert nodes[RELEASE].counts == {Status.RUNNING: 6}
    assert nodes[RELEASE].health is Status.UNKNOWN
    hold.set()
    assert (await trees.read()).counts == {Status.RUNNING: 8}
    asked = {call[1] for call in trees.temporal.asked if call[0] == "query"}
    assert asked - {"cluster:1a"} == {"bundle:1a", "app:1a-x", "app:1a-y"}


async def test_a_root_that_does_not_answer_in_time_raises(trees: Trees) -> None:
    trees.grow()
    trees.deadline(0.05)
    trees.temporal.hanging = {RELEASE}
    with pytest.raises(TemporalTimeoutError):
        await trees.read()
