"""Ten big releases under way at once, the list and one of their trees watched: `make bench ROWS=many`."""

import asyncio
import time
from collections.abc import AsyncIterator
from itertools import cycle
from pathlib import Path

import httpx
from temporalio.client import Client

from benchmarks.load import Page, measure, quantile
from benchmarks.report import Row, Timing
from benchmarks.scale import POLL_SECONDS, SHAPES, SIZES
from benchmarks.server import read, server
from benchmarks.stack import worker
from benchmarks.trees import Tree, plan, signal, start

RELEASES = 10
SIZE = SIZES[0]
VIEWERS = 10
LIST_SECONDS = 5.0
# Neither the start of the releases nor their first reads may take for ever, nor outlast the viewers' token.
START_SECONDS = 1_200.0
READ_SECONDS = 480.0
P95_GOAL = 0.5
MEMORY_GOAL = 1_000.0


async def rows(client: Client) -> AsyncIterator[Row]:
    """All rows; SIZES says how big each release is, the first of them counts."""
    async with worker(client, "benchmarks.worker"):
        releases = await _start(client)
        async with server(client, connections=2 * VIEWERS) as (users, pid):
            async for row in _watched_rows(client, users, pid, releases):
                yield row


async def _start(client: Client) -> list[list[str]]:
    """Start ten releases, or as many as there is time for; gives the ids of each that are open, the release first.

    A tenth of each is open; of the rest one half has ended, and the other has not begun.
    """
    began, releases = time.perf_counter(), list[list[str]]()
    for number in range(RELEASES):
        tree = plan(f"many-{number}", SHAPES[SIZE])
        apps = [entity_id for entity_id in tree.ids if entity_id.startswith("app:")][SIZE // 20 :]
        ended, not_begun = frozenset(apps[::2]), frozenset(apps[1::2])
        begun = {entity_id: answer for entity_id, answer in tree.answers.items() if entity_id not in not_begun}
        # As of one, so that they share their workflow types, as releases do.
        await start(client, Tree("release:many", begun), ended)
        releases.append([entity_id for entity_id in begun if entity_id not in ended])
        if time.perf_counter() - began > START_SECONDS:
            break
    return releases


async def _watched_rows(
    client: Client, users: httpx.AsyncClient, pid: int, releases: list[list[str]]
) -> AsyncIterator[Row]:
    watched = f"/api/releases/{releases[0][0]}/hierarchy"
    seconds, unread = await _read_all(users, watched)
    moving = cycle([release[-1] for release in releases])

    async def move() -> None:
        await signal(client, [next(moving)], "touch")

    pages = [Page(f"{watched}/changes", POLL_SECONDS), Page("/api/releases", LIST_SECONDS)]
    crowd, calls = await measure(users, pages, VIEWERS, move)
    name = f"{len(releases)} releases of {SIZE:,}, a tenth open"
    statuses = ", ".join(f"{count} x {status}" for status, count in sorted(crowd.statuses.items()))
    note = f"{statuses}; {calls:,.0f} reads a minute; {unread} rows not complete after {seconds:.0f} s"
    p95 = Timing((quantile(crowd.seconds, 0.95),))
    yield Row(f"{name}: API p95, {VIEWERS} viewers", p95, "goal", Timing((P95_GOAL,)), 1.0, note)
    peak = Timing((_peak_megabytes(pid),))
    yield Row(f"{name}: the server's memory, at most", peak, "goal", Timing((MEMORY_GOAL,)), 1.0, unit="MB")


async def _read_all(users: httpx.AsyncClient, watched: str) -> tuple[float, int]:
    """Look at the list and one tree until every row is read, and say how long that took, and how many are not."""
    began = time.perf_counter()
    while True:
        await read(users, watched)
        page = (await read(users, "/api/releases")).json()
        unread = sum("tree_read_at" not in row for row in page["items"])
        seconds = time.perf_counter() - began
        if (page["complete"] and not unread) or seconds > READ_SECONDS:
            return seconds, unread
        await asyncio.sleep(POLL_SECONDS)


def _peak_megabytes(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM:"))
