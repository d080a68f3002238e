"""How trees past a thousand workflows are read by the product's own rules: `make bench ROWS=scale`."""

import asyncio
import os
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import cycle

from temporalio.client import Client

from benchmarks.load import USERS, Page, measure, quantile, warm_up
from benchmarks.reads import bare_loop
from benchmarks.report import NotMeasuredError, Row, Timing, Work
from benchmarks.server import server
from benchmarks.stack import worker
from benchmarks.trees import CONCURRENCY, Shape, Tree, plan, signal, start
from releasewatch.core.errors import TemporalTimeoutError, TemporalUnreachableError
from releasewatch.models.entities import Node, walk
from releasewatch.models.status import EntityType, StateTable
from releasewatch.services.shared_reads import SharedReads
from releasewatch.services.temporal.client import TemporalClient
from releasewatch.services.trees.assembler import Assembler
from releasewatch.services.trees.builder import Hierarchies
from releasewatch.services.trees.own_status import StuckRule
from releasewatch.services.trees.reader import TreeReader
from releasewatch.services.trees.snapshot import Snapshot
from releasewatch.services.workflows.answer_cache import AnswerCache
from releasewatch.services.workflows.reader import WorkflowReader

SHAPES = {
    2_500: Shape(waves=5, clusters=100, apps=2_294),
    5_000: Shape(waves=5, clusters=200, apps=4_594),
    10_000: Shape(waves=5, clusters=200, apps=9_594),
}
SIZES = [int(size) for size in os.environ.get("SIZES", "2500").split(",")]
REPEATED_GOALS = {2_500: 0.5, 5_000: 0.7, 10_000: 1.0}
AGE_GOALS = {2_500: 5.0, 5_000: 10.0, 10_000: 20.0}
CHANGED_GOALS = {2_500: 0.7, 5_000: 1.0, 10_000: 1.5}
CHANGES = int(os.environ.get("CHANGES", "50"))
WATCHED_SECONDS = float(os.environ.get("WATCHED_SECONDS", "300"))
ALL_OPEN_SECONDS = min(60.0, WATCHED_SECONDS)
POLL_SECONDS = 2.0
_PATIENCE = 300.0


@dataclass
class Watch:
    """What the product does for those who look at a tree, in this process, and what it asks Temporal for."""

    client: Client
    tree: Tree
    calls: int = 0
    refused: int = 0
    _reads: "SharedReads[Snapshot]" = field(init=False)

    def __post_init__(self) -> None:
        self.temporal = TemporalClient(self.client, observe=self._observe)
        self.trees = TreeReader(WorkflowReader(self.temporal, AnswerCache()), concurrency=CONCURRENCY, deadline=3.0)
        stuck = StuckRule(5, timedelta(minutes=5))
        self._hierarchies = Hierarchies(lambda now: Assembler(StateTable({}), stuck, now))
        self._reads = SharedReads(self._read, window=1.0, patience=3.0)

    def _observe(self, _method: str, outcome: str, _seconds: float) -> None:
        self.calls += 1
        self.refused += outcome == "temporal_busy"

    async def _read(self, release_id: str) -> Snapshot:
        return await self._hierarchies.take(await self.trees.read(release_id, EntityType.RELEASE))

    async def look(self) -> Snapshot:
        """Ask as a viewer does, and again where Temporal does not answer in time."""
        while True:
            with suppress(TemporalTimeoutError, TemporalUnreachableError):
                return await self._reads.get(self.tree.release_id)
            await asyncio.sleep(0.1)

    async def time_a_read(self, *, after: Awaitable[None]) -> tuple[float, int]:
        """The seconds and calls of one read up to its bytes, a second after the last."""
        await after
        await asyncio.sleep(1)
        before, began = self.calls, time.perf_counter()
        snapshot = await self._read(self.tree.release_id)
        _ = snapshot.dump.body
        return time.perf_counter() - began, self.calls - before

    async def bytes_of_changes(self, *, after: Awaitable[None]) -> tuple[int, int]:
        """Compressed bytes of what has changed since the last read, and of the whole tree."""
        before = await self.look()
        await after
        await asyncio.sleep(1)
        snapshot = await self._read(self.tree.release_id)
        changes = await self._hierarchies.changes(snapshot, [before.digest])
        return len(await changes.encoded("zstd")), len(await snapshot.dump.encoded("zstd"))

    async def until(self, holds: Callable[[Snapshot], bool]) -> tuple[float, Snapshot]:
        """Poll until an answer is right, and say how long that took."""
        began = time.perf_counter()
        async with asyncio.timeout(_PATIENCE):
            while not holds(snapshot := await self.look()):  # noqa: ASYNC110, as a viewer does
                await asyncio.sleep(0.1)
        return time.perf_counter() - began, snapshot


async def rows(client: Client) -> AsyncIterator[Row]:
    """All rows of big trees."""
    async with worker(client, "benchmarks.worker"):
        for size in SIZES:
            tree = plan(f"scale-{size}", SHAPES[size])
            await start(client, tree)
            async for row in all_open_rows(client, tree, size):
                yield row
            apps = [entity_id for entity_id in tree.ids if entity_id.startswith("app:")]
            await signal(client, apps[size // 10 - size // 20 :], "end")
            working = apps[: size // 10 - size // 20]
            async for row in under_way_rows(client, tree, size, working):
                yield row
            async for row in viewer_rows(client, tree, size, working):
                yield row


async def all_open_rows(client: Client, tree: Tree, size: int) -> AsyncIterator[Row]:
    """The worst case: everything can change at any moment."""
    unbounded = await time_of(bare_loop(client, tree.ids))
    bare = await time_of(bare_loop(client, tree.ids, TemporalClient(client).calls.query_budget))
    watch = Watch(client, tree)
    upper, _ = await watch.until(lambda snapshot: all(_is_read(node) for node in _upper(snapshot)))
    seconds, _ = await watch.until(_is_all_read)
    note = f"the upper three levels after {upper:.1f} s; {watch.refused} calls refused"
    note += f"; the budget has come to {watch.temporal.calls.query_budget.rate:.0f} queries/s"
    note += f"; the bare loop without a budget takes {unbounded.median:.1f} s"
    ours = Timing((upper + seconds,))
    yield Row(f"{size:,} open, until all is read", ours, "bare loop, same budget", bare, 1.2, note)
    all_read_at = datetime.now(UTC)
    await watch.until(lambda snapshot: snapshot.read_at > all_read_at)
    oldest, _, incomplete = await watched(watch, ALL_OPEN_SECONDS)
    goal = AGE_GOALS[size]
    note = f"{ALL_OPEN_SECONDS:.0f} s watched, {incomplete:.0%} of the answers not complete"
    yield Row(f"{size:,} open: age of the oldest part", Timing((oldest,)), "goal", Timing((goal,)), 1.0, note)
    await watch.trees.close()


async def time_of(work: Work) -> Timing:
    """How long a piece of work takes."""
    began = time.perf_counter()
    await work()
    return Timing((time.perf_counter() - began,))


async def under_way_rows(client: Client, tree: Tree, size: int, working: Sequence[str]) -> AsyncIterator[Row]:
    """A tenth is open, the rest has closed."""
    watch = Watch(client, tree)
    await watch.until(_is_all_read)
    is_open = sum(_is_open(node) for node in walk((await watch.look()).hierarchy.release))
    await asyncio.sleep(POLL_SECONDS)
    for name, goals, changed in (
        ("nothing changed", REPEATED_GOALS, 0),
        ("1 % of the open changed", CHANGED_GOALS, max(1, is_open // 100)),
    ):
        timed = [await watch.time_a_read(after=signal(client, working[:changed], "touch")) for _ in range(5)]
        calls = max(calls for _, calls in timed)
        note = f"{is_open:,} open, {calls:,} calls at most: {calls / is_open:.2f} of what is open"
        ours = Timing(tuple(seconds for seconds, _ in timed))
        yield Row(f"{size:,}, a tenth open: {name}", ours, "goal", Timing((goals[size],)), 1.0, note)
    changed, whole = await watch.bytes_of_changes(after=signal(client, working[: size // 100], "touch"))
    name = f"{size:,}: bytes of a changed poll, 1 % changed, zstd"
    yield Row(name, Timing((changed,)), "the whole tree", Timing((whole,)), 20_000 / whole, unit="B")
    yield await change_row(client, watch, size, working)
    oldest_open, oldest_rest, incomplete = await watched(watch, WATCHED_SECONDS)
    note = f"{WATCHED_SECONDS:.0f} s watched, {incomplete:.0%} of the answers not complete"
    yield Row(f"{size:,}: oldest open part", Timing((oldest_open,)), "goal", Timing((5.0,)), 1.0, note)
    yield Row(f"{size:,}: oldest other part", Timing((oldest_rest,)), "goal", Timing((30.0,)), 1.0, note)
    await watch.trees.close()


async def viewer_rows(client: Client, tree: Tree, size: int, working: Sequence[str]) -> AsyncIterator[Row]:
    """A hundred dashboards on one release, of which an app moves twice a second."""
    async with server(client, connections=USERS) as (users, _):
        await warm_up(users, tree.release_id)
        pages = [Page(f"/api/releases/{tree.release_id}/hierarchy/changes", POLL_SECONDS)]
        moving = cycle(working)

        async def move() -> None:
            await signal(client, [next(moving)], "touch")

        _, few = await measure(users, pages, 1, move)
        crowd, many = await measure(users, pages, USERS, move)
    note = ", ".join(f"{count} x {status}" for status, count in sorted(crowd.statuses.items()))
    p95 = Timing((quantile(crowd.seconds, 0.95),))
    yield Row(f"{size:,}: API p95, {USERS} viewers", p95, "goal", Timing((0.5,)), 1.0, note)
    name = f"{size:,}: Temporal reads a minute, {USERS} viewers"
    yield Row(name, Timing((many,)), "1 viewer", Timing((few,)), 1.1, unit="calls")


async def change_row(client: Client, watch: Watch, size: int, working: Sequence[str]) -> Row:
    """How long changes take to be said."""
    late = Timing(tuple([await time_a_change(client, watch, working[each]) for each in range(CHANGES)]))
    p95 = Timing((sorted(late.seconds)[int(0.95 * CHANGES)],))
    note = f"of {CHANGES}; median {late.median:.1f} s"
    return Row(f"{size:,}: a change until it is said, p95", p95, "goal", Timing((3.0,)), 1.0, note)


async def time_a_change(client: Client, watch: Watch, app_id: str) -> float:
    """Seconds from a signal that a workflow has dealt with until an answer says so."""
    before = _message(await watch.look(), app_id)
    await signal(client, [app_id], "touch")
    seconds, _ = await watch.until(lambda snapshot: _message(snapshot, app_id) != before)
    return seconds


async def watched(watch: Watch, for_seconds: float) -> tuple[float, float, float]:
    """The ages of the oldest open and of the oldest other part, and the share of incomplete answers."""
    oldest = {True: 0.0, False: 0.0}
    incomplete: list[bool] = []
    end = time.perf_counter() + for_seconds
    while time.perf_counter() < end:
        snapshot = await watch.look()
        now = datetime.now(UTC)
        tree = watch.trees.kept.get(watch.tree.release_id)
        if tree is None:
            raise NotMeasuredError("The tree was let go.")
        for part in tree.root.walk():
            if read_at := part.validated_at:
                oldest[part.is_open] = max(oldest[part.is_open], (now - read_at).total_seconds())
        incomplete.append(not snapshot.hierarchy.complete)
        await asyncio.sleep(POLL_SECONDS)
    return oldest[True], oldest[False], sum(incomplete) / len(incomplete)


def _is_all_read(snapshot: Snapshot) -> bool:
    return all(node.code is None for node in walk(snapshot.hierarchy.release))


def _upper(snapshot: Snapshot) -> list[Node]:
    release = snapshot.hierarchy.release
    return [release, *release.waves, *(cluster for wave in release.waves for cluster in wave.clusters)]


def _is_read(node: Node) -> bool:
    return node.execution is not None


def _is_open(node: Node) -> bool:
    return node.execution is not None and node.execution.closed_at is None


def _message(snapshot: Snapshot, app_id: str) -> str | None:
    return next(node.message for node in walk(snapshot.hierarchy.release) if node.id == app_id)
