"""What a hundred people cost: the API's times, Temporal's calls, the rollout's pace, bytes on the wire."""

import asyncio
import statistics
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import httpx
from temporalio.client import Client

from benchmarks.report import Row, Timing
from benchmarks.server import read, server
from benchmarks.stack import METRICS_PORT, worker
from benchmarks.trees import SHAPES, plan, start
from releasewatch_demo.planning import Pace, sample_plan
from releasewatch_demo.worker import TASK_QUEUE
from releasewatch_demo.workflows.release import DeployRelease

SECONDS = 20.0
USERS = 100
ROLLOUTS = 3


@dataclass
class Watch:
    """What some users saw while they watched: every answer's time, and how often each status."""

    seconds: list[float] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)


class Page(NamedTuple):
    """Something that people keep open, and how often it is polled, in seconds."""

    path: str
    interval: float


async def rows(client: Client) -> AsyncIterator[Row]:
    """All rows about many viewers."""
    async with (
        worker(client, "benchmarks.worker"),
        worker(client, "releasewatch_demo.worker"),
        server(client, connections=USERS) as (users, _),
    ):
        tree = plan("watched", SHAPES[250])
        await start(client, tree)

        async def move() -> None:
            # A signal alone: Temporal refuses a second query of a run, and the server under test has the first.
            await client.get_workflow_handle(tree.ids[int(time.time()) % 250]).signal("touch")

        await warm_up(users, tree.release_id)
        pages = [Page(f"/api/releases/{tree.release_id}/hierarchy", 2.0), Page("/api/releases", 5.0)]
        alone = await measure(users, pages, 1, move)
        crowd = await measure(users, pages, USERS, move)
        async for row in _watch_rows(alone, crowd):
            yield row
        yield await _rollout_row(client, users)
        async for row in _byte_rows(client, users):
            yield row


async def warm_up(users: httpx.AsyncClient, release_id: str) -> None:
    """Read everything once, so that no first read counts as what one user usually sees."""
    for path in (f"/api/releases/{release_id}/hierarchy", "/api/releases"):
        # A poll waits for its turn, so this is no busy loop.
        while not (await read(users, path)).json()["complete"]:
            pass


async def measure(
    users: httpx.AsyncClient, pages: Sequence[Page], count: int, move: Callable[[], Awaitable[None]]
) -> tuple[Watch, float]:
    """Let some users watch pages of a release that moves; what they saw, and Temporal's reads per minute."""
    watch = Watch()
    before = await temporal_reads()
    began = time.perf_counter()
    async with asyncio.TaskGroup() as group:
        group.create_task(_keep_moving(move))
        for number in range(count):
            for page in pages:
                group.create_task(_poll(users, page, watch, delay=2 * number / count))
    reads = await temporal_reads() - before
    return watch, 60 * reads / (time.perf_counter() - began)


async def _keep_moving(move: Callable[[], Awaitable[None]]) -> None:
    end = time.perf_counter() + SECONDS
    while time.perf_counter() < end:
        await move()
        await asyncio.sleep(0.5)


async def _poll(users: httpx.AsyncClient, page: Page, watch: Watch, delay: float) -> None:
    """Poll as the dashboard does, with the ETag of the last answer."""
    await asyncio.sleep(delay)
    end = time.perf_counter() + SECONDS - delay
    etag: dict[str, str] = {}
    while time.perf_counter() < end:
        asked = time.perf_counter()
        async with users.stream("GET", page.path, headers=etag) as response:
            # As it came: each viewer has a machine of its own to unpack it.
            async for _ in response.aiter_raw():
                pass
        taken = time.perf_counter() - asked
        watch.seconds.append(taken)
        watch.statuses[response.status_code] = watch.statuses.get(response.status_code, 0) + 1
        etag = {"If-None-Match": response.headers["etag"]} if "etag" in response.headers else {}
        await asyncio.sleep(max(0.0, page.interval - taken))


async def temporal_reads() -> float:
    """Calls to Temporal that read, as its own metrics count them; the workers' and the workflows' are others."""
    async with httpx.AsyncClient(trust_env=False) as client:
        text = (await client.get(f"http://localhost:{METRICS_PORT}/metrics")).text
    operations = ("QueryWorkflow", "DescribeWorkflowExecution", "GetWorkflowExecutionHistory", "ListWorkflowExecutions")
    counters = [line for line in text.splitlines() if line.startswith("service_requests{")]
    asked = [line for line in counters if any(f'operation="{operation}"' in line for operation in operations)]
    return sum(float(line.rpartition(" ")[2]) for line in asked if 'service_name="frontend"' in line)


async def _watch_rows(alone: tuple[Watch, float], crowd: tuple[Watch, float]) -> AsyncIterator[Row]:
    one, few_reads = alone
    many, many_reads = crowd
    note = ", ".join(f"{count} x {status}" for status, count in sorted(many.statuses.items()))
    for name, part, goal in (("p95", 0.95, 3.0), ("p99", 0.99, None)):
        ours, base = Timing((quantile(many.seconds, part),)), Timing((quantile(one.seconds, part),))
        yield Row(f"API {name}, {USERS} users", ours, "1 user", base, goal, note)
    reads = Timing((many_reads,)), Timing((few_reads,))
    yield Row(f"Temporal reads a minute, {USERS} viewers", reads[0], "1 viewer", reads[1], 2.1, unit="calls")


def quantile(seconds: list[float], part: float) -> float:
    """The time within which this part of the answers came."""
    return statistics.quantiles(seconds, n=100, method="inclusive")[round(part * 100) - 1]


async def _rollout_row(client: Client, users: httpx.AsyncClient) -> Row:
    """A release of the user's own, timed with nobody and with a hundred people watching."""
    times: dict[bool, list[float]] = {False: [], True: []}
    for number in range(ROLLOUTS):
        for is_watched, seconds in times.items():
            name = f"Rollout {number} {'watched' if is_watched else 'unwatched'}"
            rollout = sample_plan(name, size=(2, 2, 12), pace=Pace(step_seconds=0.5, traffic_steps=(50, 100)))
            watching = [asyncio.create_task(_watch_forever(users, rollout.id)) for _ in range(USERS * is_watched)]
            began = time.perf_counter()
            await client.execute_workflow(DeployRelease.run, rollout, id=rollout.id, task_queue=TASK_QUEUE)
            seconds.append(time.perf_counter() - began)
            for task in watching:
                task.cancel()
            await asyncio.gather(*watching, return_exceptions=True)
    watched, unwatched = Timing(tuple(times[True])), Timing(tuple(times[False]))
    return Row(f"the user's rollout, {USERS} viewers", watched, "nobody watching", unwatched, 1.05)


async def _watch_forever(users: httpx.AsyncClient, release_id: str) -> None:
    while True:
        await users.get(f"/api/releases/{release_id}/hierarchy")
        await asyncio.sleep(2)


async def _byte_rows(client: Client, users: httpx.AsyncClient) -> AsyncIterator[Row]:
    """Bytes of one poll of a thousand nodes, headers included."""
    tree = plan("bytes", SHAPES[1000])
    await start(client, tree)
    path = f"/api/releases/{tree.release_id}/hierarchy"
    answers: dict[str, httpx.Response] = {}
    for encoding in ("identity", "gzip", "br", "zstd"):
        while not answers.get(encoding) or answers[encoding].json()["complete"] is False:
            answers[encoding] = await read(users, path, {"Accept-Encoding": encoding})
    full = Timing((size_of(answers["identity"]),))
    for encoding in ("zstd", "br", "gzip"):
        size = Timing((size_of(answers[encoding]),))
        yield Row(f"bytes of a poll, 1,000 nodes changed, {encoding}", size, "uncompressed", full, 0.18, unit="B")
    tag = {"If-None-Match": answers["zstd"].headers["etag"], "Accept-Encoding": "zstd"}
    unchanged = await users.get(path, headers=tag)
    size = Timing((size_of(unchanged),))
    note = f"status {unchanged.status_code}"
    yield Row("bytes of a poll, nothing changed", size, "uncompressed", full, 0.01, note, unit="B")


def size_of(response: httpx.Response) -> float:
    """Bytes of an answer, headers included."""
    headers = sum(len(name) + len(value) + 4 for name, value in response.headers.raw)
    return float(headers + int(response.headers.get("content-length", 0)))
