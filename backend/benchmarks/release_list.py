"""What the list of a thousand releases costs, against listing them and querying each."""

import asyncio
import time
from collections.abc import AsyncIterator
from datetime import timedelta

import httpx
from temporalio.client import Client

from benchmarks.load import quantile, size_of, temporal_reads
from benchmarks.reads import BARE_LOOP, DEADLINE, bare_loop
from benchmarks.report import REPEATS, Row, Timing, alternate
from benchmarks.server import read, server
from benchmarks.stack import worker
from benchmarks.trees import CONCURRENCY, Shape, Tree, for_each, plan, start
from benchmarks.workflows import TASK_QUEUE
from releasewatch.models.page import ReleasePage
from releasewatch.models.status import StateTable, Status
from releasewatch.services.releases.known_rows import KnownRows
from releasewatch.services.releases.listing import ReleaseFilter, ReleaseList
from releasewatch.services.releases.names import ReleaseRule
from releasewatch.services.temporal.client import TemporalClient
from releasewatch.services.trees.assembler import Assembler
from releasewatch.services.trees.own_status import StuckRule
from releasewatch.services.trees.reader import TreeReader
from releasewatch.services.trees.service import EntityService
from releasewatch.services.workflows.answer_cache import AnswerCache
from releasewatch.services.workflows.reader import WorkflowReader

OPEN, CLOSED = 50, 950
OPEN_SHAPE = Shape(waves=1, clusters=2, apps=4)
WAVES = 5
POLLS = 30
INTERVAL = 2.0
PATIENCE = 600.0
RELEASES = "WorkflowId STARTS_WITH 'release:'"
THE_LIST = "list of 1,000 releases"


async def rows(client: Client) -> AsyncIterator[Row]:
    """All rows about the list."""
    async with worker(client, "benchmarks.worker"):
        await _start_open(client)
        await for_each(lambda number: _run_closed(client, number), [str(number) for number in range(CLOSED)])
        firsts: list[float] = []
        ours, bare = await alternate(lambda: _read_whole(client, firsts), lambda: _bare_loop(client))
        yield Row(f"{THE_LIST}, first answer", Timing(tuple(firsts)), "the deadline", Timing((DEADLINE,)), 1.0)
        note = "polled every 2 s; the trees of the ended ones are not waited for"
        yield Row(f"{THE_LIST}, until every release is read", ours, BARE_LOOP, bare, note=note)
        async with server(client, connections=1) as (user, _):
            yield await _whole_row(user, bare)
            for measure in (_strict_row, _poll_rows, _byte_rows):
                async for row in measure(user, bare):
                    yield row


async def _start_open(client: Client) -> None:
    trees = [plan(f"open-{number}", OPEN_SHAPE) for number in range(OPEN)]
    # As one, so that they share their workflow types, as releases do.
    answers = {entity_id: answer for tree in trees for entity_id, answer in tree.answers.items()}
    await start(client, Tree("release:open", answers))


async def _run_closed(client: Client, number: str) -> None:
    """A release that is over and returned its final answer. Nobody needs its waves' workflows to be there."""
    name = f"closed-{number}"
    answer = plan(name, Shape(waves=WAVES, clusters=0, apps=0)).answers[f"release:{name}"]
    ended = await client.start_workflow(
        "closed", answer, id=f"release:{name}", task_queue=TASK_QUEUE, start_signal="end"
    )
    await ended.result()


async def _bare_loop(client: Client) -> None:
    listed = [execution.id async for execution in client.list_workflows(RELEASES)]
    await bare_loop(client, listed)()


async def _read_whole(client: Client, firsts: list[float]) -> None:
    """Read the list with nothing kept until no release is unread; notes how long the first answer took."""
    releases = _fresh_list(client)
    began = time.perf_counter()
    is_read = await _read_page(releases)
    firsts.append(time.perf_counter() - began)
    while not is_read:
        await asyncio.sleep(INTERVAL)
        is_read = await _read_page(releases)
    await releases.close()


async def _read_page(releases: ReleaseList) -> bool:
    dump = await releases.page(ReleaseFilter(), page=1, page_size=OPEN + CLOSED)
    return all(row.status is not Status.UNKNOWN for row in ReleasePage.model_validate_json(dump.body).items)


def _fresh_list(client: Client) -> ReleaseList:
    """The list as the product makes it."""
    temporal, stuck = TemporalClient(client), StuckRule(5, timedelta(minutes=5))
    trees = TreeReader(WorkflowReader(temporal, AnswerCache()), concurrency=CONCURRENCY, deadline=DEADLINE)
    known = KnownRows()
    entities = EntityService(
        trees,
        lambda now: Assembler(StateTable({}), stuck, now),
        freshness_window=1.0,
        patience=DEADLINE,
        observe=known.note,
    )
    return ReleaseList(temporal, entities, known, ReleaseRule(RELEASES), patience=DEADLINE)


async def _whole_row(user: httpx.AsyncClient, bare: Timing) -> Row:
    """How long a viewer must look until the trees of all ended releases are read as well."""
    began = time.perf_counter()
    async with asyncio.timeout(PATIENCE):
        while not (await read(user, "/api/releases")).json()["complete"]:  # noqa: ASYNC110
            await asyncio.sleep(INTERVAL)
    ours = Timing((time.perf_counter() - began,))
    note = f"at leisure: {CLOSED} trees, of which {WAVES} waves each never came"
    return Row(f"{THE_LIST}, until every ended tree is read", ours, BARE_LOOP, bare, note=note)


async def _strict_row(user: httpx.AsyncClient, _bare: Timing) -> AsyncIterator[Row]:
    """Reads that must begin after the request, one after the other."""
    seconds: list[float] = []
    complete = 0
    for _ in range(REPEATS):
        asked = time.perf_counter()
        answer = await read(user, "/api/releases", {"Cache-Control": "no-cache"})
        seconds.append(time.perf_counter() - asked)
        complete += answer.json()["complete"]
    note = f"{complete} of {REPEATS} complete, the others with what there was"
    yield Row(f"{THE_LIST}, no-cache", Timing(tuple(seconds)), "the deadline", Timing((DEADLINE,)), 1.0, note)


async def _poll_rows(user: httpx.AsyncClient, bare: Timing) -> AsyncIterator[Row]:
    """One viewer, once every row has been read and nothing changes."""
    before = await temporal_reads()
    seconds: list[float] = []
    statuses: set[int] = set()
    etag: dict[str, str] = {}
    for _ in range(POLLS):
        asked = time.perf_counter()
        answer = await read(user, "/api/releases", etag)
        seconds.append(time.perf_counter() - asked)
        statuses.add(answer.status_code)
        etag = {"If-None-Match": answer.headers["etag"]}
        await asyncio.sleep(max(0.0, INTERVAL - seconds[-1]))
    calls = (await temporal_reads() - before) / POLLS
    p95 = Timing((quantile(seconds, 0.95),))
    note = f"status {', '.join(map(str, sorted(statuses)))}; the median {Timing(tuple(seconds)).text('ms')}"
    yield Row(f"{THE_LIST}, repeated poll, p95", p95, BARE_LOOP, bare, note=note)
    ours, loop = Timing((calls,)), Timing((float(CLOSED + OPEN + 1),))
    note = f"the trees of {OPEN} open releases, {OPEN * OPEN_SHAPE.size} workflows, included"
    yield Row(f"{THE_LIST}, calls to Temporal of a poll", ours, BARE_LOOP, loop, note=note, unit="calls")


async def _byte_rows(user: httpx.AsyncClient, _bare: Timing) -> AsyncIterator[Row]:
    """Bytes of one poll of a page of twenty rows, headers included."""
    plain = await read(user, "/api/releases", {"Accept-Encoding": "identity"})
    packed = await read(user, "/api/releases", {"Accept-Encoding": "zstd"})
    tag = {"If-None-Match": packed.headers["etag"], "Accept-Encoding": "zstd"}
    unchanged = await read(user, "/api/releases", tag)
    full = Timing((size_of(plain),))
    for what, answer in (("changed, zstd", packed), ("nothing changed", unchanged)):
        size = Timing((size_of(answer),))
        note = f"status {answer.status_code}"
        yield Row(f"bytes of a poll, list of 20 rows, {what}", size, "uncompressed", full, note=note, unit="B")
