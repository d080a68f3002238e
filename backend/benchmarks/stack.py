"""The stack to measure: a Temporal server, a worker and Releasewatch's reading, each where it would be."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from temporalio.client import Client
from temporalio.service import RetryConfig

from benchmarks.trees import CONCURRENCY
from releasewatch.models.status import EntityType, StateTable
from releasewatch.services.temporal.client import TemporalClient
from releasewatch.services.trees.assembler import Assembler
from releasewatch.services.trees.builder import Hierarchies
from releasewatch.services.trees.own_status import StuckRule
from releasewatch.services.trees.reader import TreeReader
from releasewatch.services.trees.snapshot import Snapshot
from releasewatch.services.workflows.answer_cache import AnswerCache
from releasewatch.services.workflows.reader import WorkflowReader
from releasewatch_demo.dev_server import dev_server, find_program

PORT, METRICS_PORT = 18767, 18766
# The benchmark asks faster than Temporal's default limit lets one namespace; the product keeps below it.
_LIFTED = ("--dynamic-config-value", "matching.rps=100000")


@asynccontextmanager
async def temporal_server() -> AsyncIterator[Client]:
    """A dev server of its own, and a client that shows errors instead of retrying them away."""
    options = ("--headless", *_LIFTED, "--metrics-port", str(METRICS_PORT))
    async with dev_server(find_program() or "", PORT, *options) as address:
        yield await Client.connect(address, retry_config=RetryConfig(max_retries=1))


@asynccontextmanager
async def worker(client: Client, module: str, *, crash: bool = False) -> AsyncIterator[None]:
    """A worker in a process of its own; `python -m MODULE` prints a line when it is ready. It may crash in the end."""
    environment = os.environ | {"TEMPORAL_ADDRESS": client.service_client.config.target_host}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", module, env=environment, stdout=asyncio.subprocess.PIPE
    )
    try:
        if process.stdout is None or not await process.stdout.readline():
            raise RuntimeError(f"{module} did not start")
        yield
    finally:
        process.kill() if crash else process.terminate()
        await process.wait()


class Reader:
    """Releasewatch's reading with nothing kept yet, and without the pause that the product makes between reads."""

    def __init__(self, client: Client, *, deadline: float = 60.0) -> None:
        """Read at Temporal's own pace, up to `deadline` seconds a tree."""
        workflows = WorkflowReader(TemporalClient(client, queries_per_second=100_000), AnswerCache())
        self._trees = TreeReader(workflows, concurrency=CONCURRENCY, deadline=deadline)
        stuck = StuckRule(5, timedelta(minutes=5))
        self._hierarchies = Hierarchies(lambda now: Assembler(StateTable({}), stuck, now))

    async def read(self, release_id: str) -> bytes:
        """Read a release up to the bytes that are sent."""
        return (await self.snapshot(release_id)).dump.body

    async def snapshot(self, release_id: str) -> Snapshot:
        """Read a release up to its models."""
        return await self._hierarchies.take(await self._trees.read(release_id, EntityType.RELEASE))
