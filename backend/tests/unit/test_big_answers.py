"""Big and wide answers hold up nobody else, and what is long stands whole only where one node is looked at.

To the kind belong answers of up to 2 MiB of any build: children beyond number, wrong ids beyond number, one part under
thousands of parents, a long text in any field. Nothing here is timed: what is asserted is where the work is done, and
that others get their turns meanwhile.
"""

import asyncio
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest

from fakes import FakeTemporal
from patience import PATIENCE
from releasewatch.models.entities import Execution, walk
from releasewatch.models.executions import PendingActivity
from releasewatch.models.status import EntityType, StateTable, Status
from releasewatch.services.trees.assembler import Assembler
from releasewatch.services.trees.own_status import StuckRule
from releasewatch.services.trees.reader import TreeReader
from releasewatch.services.trees.service import EntityService
from releasewatch.services.workflows.answer_cache import AnswerCache
from releasewatch.services.workflows.reader import WorkflowReader

RELEASE = "release:r"
STUCK = StuckRule(5, timedelta(minutes=5))


def reader(**fields: Any) -> WorkflowReader:
    temporal = FakeTemporal()
    temporal.start(RELEASE, {"get_release_state": {"id": RELEASE, "state": "running", **fields}})
    return WorkflowReader(temporal, AnswerCache())


def service(**fields: Any) -> EntityService:
    return service_on(reader(**fields))


def service_on(workflows: WorkflowReader) -> EntityService:
    trees = TreeReader(workflows, concurrency=4, deadline=PATIENCE)
    return EntityService(trees, lambda now: Assembler(StateTable({}), STUCK, now), freshness_window=0.1, patience=30.0)


def last_failure(execution: Execution | None) -> str:
    assert execution
    assert execution.retrying
    return execution.retrying.last_failure or ""


async def turns_during(read: asyncio.Task[Any]) -> int:
    """How often others had the event loop while this was read."""
    for turns in count():
        if read.done():
            return turns
        await asyncio.sleep(0)
    raise AssertionError


async def test_others_have_the_loop_while_a_big_answer_is_understood() -> None:
    small, big = reader(message="x"), reader(**{f"field {number}": "x" for number in range(20_000)})
    run = await small.describe(RELEASE)
    usual = await turns_during(asyncio.create_task(small.read(run, EntityType.RELEASE)))
    assert await turns_during(asyncio.create_task(big.read(run, EntityType.RELEASE))) > usual + 20


async def test_thousands_of_parents_of_one_part_are_told_in_short() -> None:
    bundle = {"id": "bundle:b", "state": "ok"}
    clusters = [{"id": f"cluster:{number}", "state": "ok", "bundle": bundle} for number in range(3_000)]
    snapshot = await service(waves=[{"id": "wave:1", "state": "ok", "clusters": clusters}]).hierarchy(RELEASE)
    reasons = [node.reason or "" for node in walk(snapshot.hierarchy.release) if node.id == "bundle:b"]
    assert len(reasons) == 3_000
    assert set(map(len, reasons)) <= set(range(200))
    assert reasons[1] == (
        "It is also claimed by cluster:0, cluster:2, cluster:3 and 2,996 more, and counted there too."
    )


@pytest.mark.parametrize("field", ["message", "name", "version", "previous_version", "waiting_for", "state"])
async def test_a_long_text_is_cut_in_the_tree_and_the_list_and_whole_for_the_one_node(field: str) -> None:
    text = "long " * 200_000
    releases = service(**{field: text})
    snapshot = await releases.hierarchy(RELEASE)
    for node in (snapshot.hierarchy.release, snapshot.summary):
        assert len(getattr(node, field)) < 2_100
        assert getattr(node, field).endswith("… (1,000,000 characters)")
    assert len(snapshot.tree) < 10_000
    assert getattr(await releases.entity(RELEASE, RELEASE), field) == text
    assert getattr(await releases.entity(RELEASE), field) == text


async def test_the_last_failure_of_a_retry_is_cut_in_the_tree_and_whole_for_the_one_node() -> None:
    text = "long " * 200_000
    temporal = FakeTemporal()
    temporal.start(RELEASE, {"get_release_state": {"id": RELEASE, "state": "running"}})
    tried = PendingActivity("1", "PullImage", 2, 0, text, datetime.now(UTC), None)
    temporal.touch(RELEASE, activities=(tried,))
    releases = service_on(WorkflowReader(temporal, AnswerCache()))
    snapshot = await releases.hierarchy(RELEASE)
    for shown, most in ((snapshot.hierarchy.release, 2_100), (snapshot.summary, 400)):
        told = last_failure(shown.execution)
        assert len(told) < most
        assert told.endswith("… (1,000,000 characters)")
    assert last_failure((await releases.entity(RELEASE, path=RELEASE)).execution) == text


async def test_what_is_short_stays_as_it_is() -> None:
    snapshot = await service(message="x" * 2_000).hierarchy(RELEASE)
    assert snapshot.hierarchy.release.message == "x" * 2_000
    assert snapshot.whole_texts == {}


async def test_wrong_children_beyond_number_make_a_short_reason() -> None:
    release = (await service(wave_ids=[{}] * 40_000).hierarchy(RELEASE)).hierarchy.release
    assert release.status is Status.UNKNOWN
    assert release.reason
    assert release.reason.endswith("And 39,990 more.")
    assert len(release.reason) < 1_000


async def test_a_tree_of_more_than_is_shown_is_not_whole() -> None:
    apps = [{"id": f"app:{number}", "state": "ok"} for number in range(12_000)]
    bundle = {"id": "bundle:b", "state": "ok", "apps": apps}
    cluster = {"id": "cluster:c", "state": "ok", "bundle": bundle}
    waves = [{"id": "wave:1", "state": "ok", "clusters": [cluster]}, {"id": "wave:2", "state": "ok"}]
    snapshot = await service(waves=waves).hierarchy(RELEASE)
    assert snapshot.hierarchy.progress.known == 10_000
    assert not snapshot.hierarchy.complete
    assert snapshot.hierarchy.release.health is Status.UNKNOWN
