"""How fast a tree of one workflow per entity is read, against the loop that one would write by hand."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import suppress
from functools import partial

from temporalio.client import Client

from benchmarks.report import REPEATS, Row, Timing, Work, alternate
from benchmarks.stack import Reader, worker
from benchmarks.trees import SHAPES, Shape, Tree, for_each, plan, plan_inline, signal, start
from releasewatch.core.errors import TemporalError
from releasewatch.models.entities import Node, walk
from releasewatch.models.status import Status
from releasewatch.services.temporal.budget import TokenBucket
from releasewatch_demo import scenarios

BARE_LOOP = "bare loop"
FIRST_GOALS = {250: 1.25, 1000: 1.10}
REPEATED_GOALS = {250: 0.40, 1000: 0.20}
DEADLINE = 3.0
CHANGED_GOALS = {250: 0.50, 1000: 0.25}


async def rows(client: Client) -> AsyncIterator[Row]:
    """All rows about reading trees."""
    async for row in demo_rows(client):
        yield row
    async with worker(client, "benchmarks.worker"):
        for size, shape in SHAPES.items():
            async for row in tree_rows(client, size, shape):
                yield row
        async for row in completed_rows(client):
            yield row
        async for row in inline_rows(client):
            yield row
    yield await crash_row(client)


async def demo_rows(client: Client) -> AsyncIterator[Row]:
    """The demo's release under way, the first thing anybody sees."""
    scenario = next(scenario for scenario in scenarios.SCENARIOS if scenario.name == "under-way")
    release_id = scenario.release_id
    async with worker(client, "releasewatch_demo.worker"):
        await scenarios.start(client, scenario)
        reader = Reader(client)
        nodes = await wait_until_under_way(reader, release_id)
        ids = [node.id for node in nodes if node.execution]
        note = f"{len(nodes)} entities, {len(ids)} of them workflows"
        ours, bare = await alternate(lambda: Reader(client).read(release_id), bare_loop(client, ids))
        yield Row("demo release under way, first read", ours, BARE_LOOP, bare, note=note)
        ours, bare = await alternate(lambda: reader.read(release_id), bare_loop(client, ids))
        yield Row("demo release under way, repeated read", ours, BARE_LOOP, bare, note=note)


async def wait_until_under_way(reader: Reader, release_id: str) -> list[Node]:
    """The nodes once the second wave has begun: every read before shows less than people see."""
    async with asyncio.timeout(60):
        while True:
            # The worker may have started a moment ago, and not have asked for work yet.
            with suppress(TemporalError):
                release = (await reader.snapshot(release_id)).hierarchy.release
                if len(release.waves) > 1 and release.waves[1].counts.get(Status.RUNNING):
                    return list(walk(release))
            await asyncio.sleep(0.5)


async def tree_rows(client: Client, size: int, shape: Shape) -> AsyncIterator[Row]:
    """First, repeated and partly changed reads of one tree with warm workers."""
    tree = plan(f"tree-{size}", shape)
    await start(client, tree)
    loop = bare_loop(client, tree.ids)
    ours, bare = await alternate(first_read(client, tree), loop)
    yield Row(f"first read, {size} workflows", ours, BARE_LOOP, bare, FIRST_GOALS[size])
    reader = Reader(client)
    await reader.read(tree.release_id)
    ours, bare = await alternate(lambda: reader.read(tree.release_id), loop)
    yield Row(f"repeated read, nothing changed, {size}", ours, BARE_LOOP, bare, REPEATED_GOALS[size])
    ours, bare = await alternate(lambda: reader.read(tree.release_id), loop, before=change(client, tree))
    yield Row(f"repeated read, 5 % changed, {size}", ours, BARE_LOOP, bare, CHANGED_GOALS[size])


async def completed_rows(client: Client) -> AsyncIterator[Row]:
    """A release that has ended, whose workflows returned their final answers."""
    tree = plan("completed", SHAPES[250])
    await start(client, tree)
    await signal(client, tree.ids, "end")
    loop = bare_loop(client, tree.ids)
    ours, bare = await alternate(first_read(client, tree), loop)
    yield Row("completed release of 250, first read", ours, BARE_LOOP, bare, 0.15)
    reader = Reader(client)
    await reader.read(tree.release_id)
    ours, bare = await alternate(lambda: reader.read(tree.release_id), loop)
    yield Row("completed release of 250, repeated read", ours, BARE_LOOP, bare, 0.05)


async def inline_rows(client: Client) -> AsyncIterator[Row]:
    """Big releases that few workflows answer for."""
    big = Shape(waves=10, clusters=400, apps=9189)
    for name, shape, one_workflow in (("inline-1000", SHAPES[1000], True), ("inline-10000", big, False)):
        tree = plan_inline(name, shape, one_workflow=one_workflow)
        await start(client, tree)
        ours, bare = await alternate(first_read(client, tree), bare_loop(client, tree.ids))
        note = f"{len(tree.ids)} workflows"
        yield Row(f"{shape.size:,} entities by get_hierarchy, first read", ours, BARE_LOOP, bare, 2.0, note)
        reader = Reader(client)
        await reader.read(tree.release_id)
        ours, bare = await alternate(partial(reader.read, tree.release_id), bare_loop(client, tree.ids))
        yield Row(f"{shape.size:,} entities by get_hierarchy, nothing changed", ours, BARE_LOOP, bare, note=note)
    pauses = Timing(tuple([await longest_pause(first_read(client, tree)) for _ in range(REPEATS)]))
    yield Row("10,000 entities: longest pause of the event loop", pauses, "50 ms", Timing((0.05,)), 1.0)


async def longest_pause(work: Work) -> float:
    """Seconds for which nobody else was served while something was done."""
    pauses: list[float] = []

    async def tick() -> None:
        while True:
            began = time.perf_counter()
            await asyncio.sleep(0)
            pauses.append(time.perf_counter() - began)

    ticking = asyncio.create_task(tick())
    await work()
    ticking.cancel()
    return max(pauses)


async def crash_row(client: Client) -> Row:
    """The worker is killed and another one starts: how long until there is a tree, and until it is complete."""
    tree = plan("crash", SHAPES[250])
    async with worker(client, "benchmarks.worker", crash=True):
        await start(client, tree)
    async with worker(client, "benchmarks.worker"):
        began = time.perf_counter()
        reader = Reader(client, deadline=DEADLINE)
        first: list[float] = []
        async with asyncio.timeout(120):
            is_complete = False
            while not is_complete:
                # Polled as the dashboard does.
                await asyncio.sleep(0.5)
                asked = time.perf_counter()
                with suppress(TemporalError):
                    is_complete = (await reader.snapshot(tree.release_id)).hierarchy.complete
                first.append(time.perf_counter() - asked)
        note = f"complete after {time.perf_counter() - began:.0f} s and {len(first)} reads, by itself"
    slowest = Timing((max(first),))
    return Row("right after a worker crash, slowest read", slowest, "the deadline", Timing((DEADLINE,)), 3.5 / 3, note)


def first_read(client: Client, tree: Tree) -> Work:
    """A read with nothing kept."""
    return lambda: Reader(client).read(tree.release_id)


def bare_loop(client: Client, ids: list[str], budget: TokenBucket | None = None) -> Work:
    """What one would write by hand: query every workflow, some at a time, within a budget if there is one."""

    async def query(entity_id: str) -> None:
        await client.get_workflow_handle(entity_id).query(f"get_{entity_id.partition(':')[0]}_state")

    async def query_in_turn(budget: TokenBucket, entity_id: str) -> None:
        await budget.take()
        began = time.perf_counter()
        await query(entity_id)
        budget.note_answer(time.perf_counter() - began)

    return lambda: for_each(partial(query_in_turn, budget) if budget else query, ids)


def change(client: Client, tree: Tree) -> Work:
    """Touch every twentieth workflow."""
    return lambda: signal(client, tree.ids[::20], "touch")
