"""Every shape of workflows that the contract allows is read from the real server, unchanged."""

import uuid
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from temporalio.client import Client

from fakes import TASK_QUEUE
from patience import PATIENCE
from releasewatch.models.entities import Node, walk
from releasewatch.models.status import EntityType, StateTable, Status
from releasewatch.services.temporal.client import TemporalClient
from releasewatch.services.trees.assembler import Assembler
from releasewatch.services.trees.own_status import StuckRule
from releasewatch.services.trees.reader import TreeReader
from releasewatch.services.workflows.answer_cache import AnswerCache
from releasewatch.services.workflows.reader import WorkflowReader
from scripted import scripted_worker

Answer = dict[str, Any]


class Shapes:
    """Starts scripted workflows, and reads releases made of them."""

    def __init__(self, client: Client, product: Client) -> None:
        self._client = client
        # Each test reads with a reader of its own: these workflows share one type, and not its handlers.
        reader = WorkflowReader(TemporalClient(product), AnswerCache())
        self._trees = TreeReader(reader, concurrency=8, deadline=PATIENCE)
        self.name = uuid.uuid4().hex

    def id(self, kind: str, name: str = "1") -> str:
        """An id that no other test has."""
        return f"{kind}:{self.name}-{name}"

    async def start(self, entity_id: str, queries: Answer) -> str:
        await self._client.start_workflow("Scripted", queries, id=entity_id, task_queue=TASK_QUEUE)
        return entity_id

    async def own(self, entity_id: str, state: str = "running", **fields: Any) -> str:
        kind = entity_id.partition(":")[0]
        return await self.start(entity_id, {f"get_{kind}_state": {"id": entity_id, "state": state, **fields}})

    async def read(self, release_id: str) -> dict[str, Node]:
        reading = await self._trees.read(release_id, EntityType.RELEASE)
        root = Assembler(StateTable({}), StuckRule(5, timedelta(minutes=5)), datetime.now(UTC)).node(reading.root)
        nodes = list(walk(root))
        assert all(node.status is not Status.UNKNOWN for node in nodes)
        return {node.id: node for node in nodes}


@pytest.fixture(scope="module")
async def worker(client: Client) -> AsyncIterator[Client]:
    async with scripted_worker(client, TASK_QUEUE):
        yield client


@pytest.fixture
def shapes(worker: Client, product: Client) -> Shapes:
    return Shapes(worker, product)


def inline(kind: str, state: str = "running", **fields: Any) -> Answer:
    return {"id": kind, "state": state, **fields}


def whole(wave_ids: tuple[str, ...] = ("wave:wave-1", "wave:wave-2")) -> list[Answer]:
    apps = [inline("app:a", "succeeded"), inline("app:b")]
    bundle = inline("bundle:b", apps=apps)
    return [inline(wave, clusters=[inline(f"cluster:{wave[5:]}", bundle=bundle)]) for wave in wave_ids]


async def test_one_workflow_for_all_with_get_hierarchy(shapes: Shapes) -> None:
    release = shapes.id("release")
    await shapes.start(release, {"get_hierarchy": inline(release, waves=whole())})
    nodes = await shapes.read(release)
    assert nodes[release].counts == {Status.RUNNING: 2, Status.SUCCEEDED: 2}


async def test_a_hierarchy_without_children_beside_a_state_that_has_them(shapes: Shapes) -> None:
    release = shapes.id("release")
    state = inline(release, waves=whole())
    await shapes.start(release, {"get_hierarchy": inline(release, "completed"), "get_release_state": state})
    for _ in range(2):
        assert (await shapes.read(release))[release].counts == {Status.RUNNING: 2, Status.SUCCEEDED: 2}


async def test_one_workflow_for_all_without_get_hierarchy(shapes: Shapes) -> None:
    release = shapes.id("release")
    await shapes.own(release, waves=whole(), wave_ids=["wave:wave-1", "wave:wave-2"])
    assert (await shapes.read(release))[release].counts == {Status.RUNNING: 2, Status.SUCCEEDED: 2}


async def test_one_workflow_for_all_asked_for_each_by_id(shapes: Shapes) -> None:
    release = shapes.id("release")
    queries = {
        "get_release_state": inline(release, wave_ids=["wave:wave-1"]),
        "get_wave_state": {"by_argument": {"wave:wave-1": inline("wave:wave-1", cluster_ids=["cluster:c"])}},
        "get_cluster_state": {"by_argument": {"cluster:c": inline("cluster:c", bundle_id="bundle:b")}},
        "get_bundle_state": {"by_argument": {"bundle:b": inline("bundle:b", app_ids=["app:a", "app:b"])}},
        "get_app_state": {"by_argument": {app: inline(app) for app in ("app:a", "app:b")}},
    }
    await shapes.start(release, queries)
    nodes = await shapes.read(release)
    assert list(nodes) == [release, "wave:wave-1", "cluster:c", "bundle:b", "app:a", "app:b"]
    assert [node.execution is not None for node in nodes.values()] == [True, *[False] * 5]


async def test_a_foreign_workflow_of_the_very_id_is_not_read_instead(shapes: Shapes) -> None:
    stranger, release = shapes.id("wave"), shapes.id("release")
    await shapes.own(stranger, state="failed")
    queries = {
        "get_release_state": inline(release, wave_ids=[stranger]),
        "get_wave_state": {"by_argument": {stranger: inline(stranger, "paused")}},
    }
    await shapes.start(release, queries)
    nodes = await shapes.read(release)
    assert nodes[stranger].status is Status.PAUSED
    assert nodes[release].health is Status.PAUSED


async def test_a_cluster_workflow_that_answers_with_its_bundle_and_apps(shapes: Shapes) -> None:
    release, wave, cluster = shapes.id("release"), shapes.id("wave"), shapes.id("cluster")
    await shapes.own(release, wave_ids=[wave])
    await shapes.own(wave, cluster_ids=[cluster])
    await shapes.own(cluster, bundle=inline("bundle:b", apps=[inline("app:a"), inline("app:b", "failed")]))
    nodes = await shapes.read(release)
    assert nodes[release].counts == {Status.FAILED: 1, Status.RUNNING: 1}
    assert nodes[cluster].execution is not None
    assert nodes["bundle:b"].execution is None


async def test_children_that_start_late(shapes: Shapes) -> None:
    release, wave = shapes.id("release"), shapes.id("wave")
    await shapes.own(release, wave_ids=[wave])
    assert (await shapes.read(release))[wave].status is Status.PENDING
    await shapes.own(wave)
    assert (await shapes.read(release))[wave].status is Status.RUNNING


async def test_the_same_app_workflow_under_many_bundles(shapes: Shapes) -> None:
    release, app = shapes.id("release"), shapes.id("app")
    clusters = [inline(f"cluster:{name}", bundle=inline(f"bundle:{name}", app_ids=[app])) for name in ("east", "west")]
    await shapes.own(release, waves=[inline("wave:1", clusters=clusters)])
    await shapes.own(app, state="succeeded")
    assert (await shapes.read(release))[release].counts == {Status.SUCCEEDED: 2}


@pytest.mark.parametrize("children", [{}, {"wave_ids": None}, {"wave_ids": [], "waves": []}])
async def test_an_empty_release(shapes: Shapes, children: Answer) -> None:
    release = await shapes.own(shapes.id("release"), **children)
    assert list(await shapes.read(release)) == [release]


async def test_hundreds_of_children(shapes: Shapes) -> None:
    release = shapes.id("release")
    apps = [inline(f"app:{number}") for number in range(500)]
    clusters = [inline("cluster:c", bundle=inline("bundle:b", apps=apps))]
    await shapes.own(release, waves=[inline("wave:1", clusters=clusters)])
    assert (await shapes.read(release))[release].counts == {Status.RUNNING: 500}


async def test_names_of_the_world(shapes: Shapes) -> None:
    name = "Bücher 図書 📚 \u202e<script>alert(1)</script>"
    release = await shapes.own(shapes.id("release"), name=name, message=name)
    node = (await shapes.read(release))[release]
    assert (node.name, node.message) == (name, name)
