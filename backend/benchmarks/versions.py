"""How soon it is known what runs where: `make bench ROWS=versions`."""

import asyncio
import os
import time
from collections.abc import AsyncIterator, Callable
from itertools import chain

import httpx
from temporalio.client import Client

from benchmarks.load import quantile, temporal_reads
from benchmarks.reads import BARE_LOOP, DEADLINE, bare_loop
from benchmarks.report import Row, Timing
from benchmarks.server import read, server
from benchmarks.stack import worker
from benchmarks.trees import SHAPES, Tree, plan, signal, start
from releasewatch.models.versions import Versions

RELEASES = int(os.environ.get("RELEASES", "40"))
OPEN = max(1, RELEASES // 10)
SHAPE = SHAPES[250]
REPEATED_GOAL = 0.1
POLLS = 30
INTERVAL = 2.0
PATIENCE = 900.0
WHAT_RUNS_WHERE = f"what runs where, {RELEASES} releases of {SHAPE.size}"


async def rows(client: Client) -> AsyncIterator[Row]:
    """All rows about the table: a server that knows nothing is asked until it knows all, and then again."""
    trees = [_planned(number) for number in range(RELEASES)]
    # Started as one, so that they share their workflow types, as releases do.
    all_of_them = Tree("release:versions", {key: value for tree in trees for key, value in tree.answers.items()})
    async with worker(client, "benchmarks.worker"):
        await start(client, all_of_them)
        await signal(client, chain.from_iterable(tree.ids for tree in trees[:-OPEN]), "end")
        began = time.perf_counter()
        await bare_loop(client, all_of_them.ids)()
        bare = Timing((time.perf_counter() - began,))
        async with server(client, connections=1) as (user, _):
            for measure in (_first_rows, _repeated_rows):
                async for row in measure(user, bare):
                    yield row


def _planned(number: int) -> Tree:
    """A release of its own version; its clusters and apps are called as in all the others, ten apps in each cluster."""
    tree = plan(f"versions-{number}", SHAPE)
    for entity_id, answer in tree.answers.items():
        kind, _, own = entity_id.partition(":")
        place = own.rpartition("-")[2]
        name = f"{kind}-{int(place) // SHAPE.clusters}" if kind == "app" else f"{kind}-{place}"
        answer |= {"name": "Storefront" if kind == "release" else name, "version": f"2026.{number}.0"}
    return tree


async def _first_rows(user: httpx.AsyncClient, bare: Timing) -> AsyncIterator[Row]:
    """From a server that has read nothing to the first cells, and to the last release."""
    before, began = await temporal_reads(), time.perf_counter()
    answer = await _asked_until(user, lambda found: bool(found.apps))
    first = Timing((time.perf_counter() - began,))
    note = f"{answer.progress.read} of {answer.progress.known} releases read by then"
    yield Row(f"{WHAT_RUNS_WHERE}, first cells", first, "the deadline", Timing((DEADLINE,)), 1.0, note)
    answer = await _asked_until(user, lambda found: found.progress.read == RELEASES)
    ours = Timing((time.perf_counter() - began,))
    count = sum(len(row.cells) for row in answer.apps)
    note = f"{count} cells; polled every 2 s, {OPEN} open, the ended ones at leisure"
    yield Row(f"{WHAT_RUNS_WHERE}, until every release is read", ours, BARE_LOOP, bare, note=note)
    calls, loop = Timing((await temporal_reads() - before,)), Timing((float(RELEASES * SHAPE.size),))
    yield Row(f"{WHAT_RUNS_WHERE}, calls to Temporal until then", calls, BARE_LOOP, loop, unit="calls")


async def _asked_until(user: httpx.AsyncClient, holds: Callable[[Versions], bool]) -> Versions:
    """Poll as the dashboard does until an answer is as wanted."""
    async with asyncio.timeout(PATIENCE):
        while not holds(found := Versions.model_validate_json((await read(user, "/api/versions")).content)):  # noqa: ASYNC110
            await asyncio.sleep(INTERVAL)
    return found


async def _repeated_rows(user: httpx.AsyncClient, _bare: Timing) -> AsyncIterator[Row]:
    """Once all is read and nothing changes, as the dashboard polls."""
    seconds: list[float] = []
    statuses: set[int] = set()
    etag: dict[str, str] = {}
    for _ in range(POLLS):
        asked = time.perf_counter()
        answer = await read(user, "/api/versions", etag)
        seconds.append(time.perf_counter() - asked)
        statuses.add(answer.status_code)
        etag = {"If-None-Match": answer.headers["etag"]}
        await asyncio.sleep(max(0.0, INTERVAL - seconds[-1]))
    note = f"status {', '.join(map(str, sorted(statuses)))}; p95 {quantile(seconds, 0.95) * 1000:,.0f} ms"
    goal = Timing((REPEATED_GOAL,))
    yield Row(f"{WHAT_RUNS_WHERE}, repeated", Timing(tuple(seconds)), "goal", goal, 1.0, note)
