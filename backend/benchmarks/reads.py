"""How fast a tree of one workflow per entity is read, against the loop that one would write by hand."""

import asyncio
from collections.abc import AsyncIterator

from temporalio.client import Client

from benchmarks.report import Row, Work, alternate
from benchmarks.stack import read, tree_reader, worker
from benchmarks.trees import SHAPES, Shape, Tree, for_each, plan, signal, start
from demo import scenarios
from releasewatch.models.entities import Node, walk
from releasewatch.models.status import Status
from releasewatch.services.tree_reader import TreeReader

BARE_LOOP = "bare loop"
FIRST_GOALS = {250: 1.25, 1000: 1.10}
REPEATED_GOALS = {250: 0.40, 1000: 0.20}
CHANGED_GOALS = {250: 0.50, 1000: 0.25}


async def rows(client: Client) -> AsyncIterator[Row]:
    """All rows about reading trees."""
    async for row in demo_rows(client):
        yield row
    async with worker(client, "benchmarks.worker"):
        for size, shape in SHAPES.items():
            async for row in tree_rows(client, size, shape):
                yield row


async def demo_rows(client: Client) -> AsyncIterator[Row]:
    """The demo's release under way, the first thing anybody sees."""
    scenario = next(scenario for scenario in scenarios.SCENARIOS if scenario.name == "under-way")
    release_id = scenario.release_id
    async with worker(client, "demo.worker"):
        await scenarios.start(client, scenario)
        trees = tree_reader(client)
        nodes = await wait_until_under_way(trees, release_id)
        ids = [node.id for node in nodes if node.execution]
        note = f"{len(nodes)} entities, {len(ids)} of them workflows"
        ours, bare = await alternate(lambda: read(tree_reader(client), release_id), bare_loop(client, ids))
        yield Row("demo release under way, first read", ours, BARE_LOOP, bare, note=note)
        ours, bare = await alternate(lambda: read(trees, release_id), bare_loop(client, ids))
        yield Row("demo release under way, repeated read", ours, BARE_LOOP, bare, note=note)


async def wait_until_under_way(trees: TreeReader, release_id: str) -> list[Node]:
    """The nodes once the second wave has begun: every read before shows less than people see."""
    async with asyncio.timeout(60):
        while True:
            release = (await read(trees, release_id)).hierarchy.release
            if len(release.waves) > 1 and release.waves[1].counts.get(Status.RUNNING):
                return list(walk(release))
            await asyncio.sleep(0.5)


async def tree_rows(client: Client, size: int, shape: Shape) -> AsyncIterator[Row]:
    """First, repeated and partly changed reads of one tree with warm workers."""
    tree = plan(f"tree-{size}", shape)
    await start(client, tree)
    loop = bare_loop(client, tree.ids)
    ours, bare = await alternate(lambda: read(tree_reader(client), tree.release_id), loop)
    yield Row(f"first read, {size} workflows", ours, BARE_LOOP, bare, FIRST_GOALS[size])
    trees = tree_reader(client)
    await read(trees, tree.release_id)
    ours, bare = await alternate(lambda: read(trees, tree.release_id), loop)
    yield Row(f"repeated read, nothing changed, {size}", ours, BARE_LOOP, bare, REPEATED_GOALS[size])
    ours, bare = await alternate(lambda: read(trees, tree.release_id), loop, before=change(client, tree))
    yield Row(f"repeated read, 5 % changed, {size}", ours, BARE_LOOP, bare, CHANGED_GOALS[size])


def bare_loop(client: Client, ids: list[str]) -> Work:
    """What one would write by hand: query every workflow, some at a time."""

    async def query(entity_id: str) -> None:
        await client.get_workflow_handle(entity_id).query(f"get_{entity_id.partition(':')[0]}_state")

    return lambda: for_each(query, ids)


def change(client: Client, tree: Tree) -> Work:
    """Touch every twentieth workflow."""
    return lambda: signal(client, tree.ids[::20], "touch")
