"""A tree that was read unchanged is not built anew, and one that changed in whatever way always is."""

import gc
import weakref
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from fakes import FakeTemporal
from patience import PATIENCE
from releasewatch.models.entities import ExecutionStatus
from releasewatch.models.executions import PendingActivity
from releasewatch.models.hierarchy import Hierarchy
from releasewatch.models.status import EntityType, StateTable, Status
from releasewatch.services.trees.assembler import Assembler
from releasewatch.services.trees.builder import Hierarchies
from releasewatch.services.trees.own_status import StuckRule
from releasewatch.services.trees.parts import Part
from releasewatch.services.trees.reader import TreeReader, TreeReading
from releasewatch.services.trees.snapshot import Snapshot
from releasewatch.services.workflows.answer_cache import AnswerCache
from releasewatch.services.workflows.reader import WorkflowReader

RELEASE = "release:r"
STUCK = StuckRule(attempts=50, after=timedelta(minutes=5))


class Release:
    """A release of one wave with two clusters on the fake Temporal, one of them without workflow yet."""

    def __init__(self, *, maximum_nodes: int = 100) -> None:
        self.temporal = FakeTemporal()
        self.later = timedelta(0)
        self.forget()
        self.hierarchies = self.fresh(maximum_nodes)
        self.say(RELEASE, wave_ids=["wave:1"])
        self.say("wave:1", cluster_ids=["cluster:a", "cluster:b"])
        self.say("cluster:a", state="running")

    def fresh(self, maximum_nodes: int = 100) -> Hierarchies:
        return Hierarchies(lambda now: Assembler(StateTable({}), STUCK, now + self.later), maximum_nodes=maximum_nodes)

    def forget(self) -> None:
        """Keep no answers any more, so that all are asked for again."""
        self._trees = TreeReader(WorkflowReader(self.temporal, AnswerCache()), concurrency=2, deadline=PATIENCE)

    async def close(self) -> None:
        await self._trees.close()

    def say(self, entity_id: str, state: str = "running", **fields: object) -> None:
        kind = entity_id.partition(":")[0]
        answers = {f"get_{kind}_state": {"id": entity_id, "state": state, **fields}}
        if entity_id in self.temporal.runs:
            self.temporal.change(entity_id, answers)
        else:
            self.temporal.start(entity_id, answers, workflow_type=kind)

    async def read(self, hierarchies: Hierarchies | None = None) -> Snapshot:
        return await (hierarchies or self.hierarchies).take(await self.reading())

    async def reading(self) -> TreeReading:
        return await self._trees.read(RELEASE, EntityType.RELEASE)

    def retry(self) -> None:
        activity = PendingActivity("1", "PullImage", 2, 0, "not found", datetime.now(UTC), None)
        self.temporal.touch("cluster:a", activities=(activity,))


@pytest.fixture
def release() -> Release:
    return Release()


async def test_what_did_not_change_is_not_built_again(release: Release) -> None:
    first, second = await release.read(), await release.read()
    assert second.hierarchy.release is first.hierarchy.release
    assert second.dump.etag("br") == first.dump.etag("br")


async def test_an_unchanged_tree_says_when_it_was_read_last(release: Release) -> None:
    first, second = await release.read(), await release.read()
    assert second.read_at > first.read_at
    assert second.summary.tree_read_at == second.read_at
    assert Hierarchy.model_validate_json(second.dump.body).read_at == second.read_at


def take_workers_away(release: Release) -> None:
    release.temporal.has_worker = False
    release.temporal.touch("cluster:a")


def deploy(release: Release) -> None:
    release.temporal.runs["cluster:a"].answers["get_cluster_state"] |= {"state": "paused"}
    release.forget()


def terminate(release: Release) -> None:
    run = release.temporal.runs["cluster:a"]
    run.description = replace(run.description, status=ExecutionStatus.TERMINATED)


CHANGES: dict[str, Callable[[Release], object]] = {
    "another state": lambda release: release.say("cluster:a", state="succeeded"),
    "another message": lambda release: release.say("cluster:a", message="Half of it is there."),
    "a new run of the same state": lambda release: release.temporal.start(
        "cluster:a", release.temporal.runs["cluster:a"].answers, workflow_type="cluster"
    ),
    "new code of a run that has not moved": deploy,
    "a child more": lambda release: release.say("wave:1", cluster_ids=["cluster:a", "cluster:b", "cluster:c"]),
    "a child less": lambda release: release.say("wave:1", cluster_ids=["cluster:a"]),
    "children in another order": lambda release: release.say("wave:1", cluster_ids=["cluster:b", "cluster:a"]),
    "a pending child started": lambda release: release.say("cluster:b"),
    "a workflow gone": lambda release: release.temporal.runs.pop("cluster:a"),
    "a run terminated": terminate,
    "no worker any more": take_workers_away,
    "an activity that is retried": Release.retry,
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
async def test_any_change_shows_as_in_a_tree_built_anew(release: Release, change: Callable[[Release], object]) -> None:
    before = await release.read()
    change(release)
    after, fresh = await release.read(), await release.read(release.fresh())
    assert after.dump.etag("br") != before.dump.etag("br")
    assert after.hierarchy.release == fresh.hierarchy.release


async def test_a_retry_becomes_stuck_with_time_alone(release: Release) -> None:
    release.retry()
    assert (await release.read()).hierarchy.release.health is Status.RETRYING
    release.later = timedelta(minutes=6)
    assert (await release.read()).hierarchy.release.stuck


async def test_nodes_are_kept_within_bounds() -> None:
    release = Release(maximum_nodes=2)
    first, second = await release.read(), await release.read()
    assert second.hierarchy.release is not first.hierarchy.release


async def test_a_tree_that_nobody_looks_at_takes_no_others_room() -> None:
    room = Release(maximum_nodes=4)
    watched = await room.read()
    other = replace(await room.reading(), root=Part("release:other", EntityType.RELEASE))
    await room.hierarchies.take(other, is_watched=False)
    assert (await room.read()).hierarchy.release is watched.hierarchy.release
    await room.hierarchies.take(other)
    assert (await room.read()).hierarchy.release is not watched.hierarchy.release


async def test_a_tree_is_sent_as_it_was_read_last_made_once_for_all(release: Release) -> None:
    first = await release.read()
    release.say("cluster:a", state="succeeded")
    second = await release.read()
    dump = await release.hierarchies.whole(first)
    assert dump.digest == second.digest != first.digest
    assert Hierarchy.model_validate_json(dump.body) == second.hierarchy
    assert await release.hierarchies.whole(second) is dump


async def test_a_tree_that_is_too_big_to_be_kept_is_sent_as_it_was_read() -> None:
    release = Release(maximum_nodes=2)
    snapshot = await release.read()
    assert Hierarchy.model_validate_json((await release.hierarchies.whole(snapshot)).body) == snapshot.hierarchy


async def test_a_tree_that_is_let_go_is_freed_without_the_garbage_collector(release: Release) -> None:
    gc.disable()
    try:
        reading = await release.reading()
        freed = weakref.ref(reading.root.children[0])
        await release.close()
        del reading
        assert freed() is None
    finally:
        gc.enable()
