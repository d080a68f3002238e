"""The stack to measure: a Temporal server, a worker and Releasewatch's reading, each where it would be."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

from temporalio.client import Client
from temporalio.service import RetryConfig
from temporalio.testing import WorkflowEnvironment

from releasewatch.models.status import StateTable
from releasewatch.services.entity_service import EntityService
from releasewatch.services.kept_answers import KeptAnswers
from releasewatch.services.snapshots import Snapshot
from releasewatch.services.temporal_client import TemporalClient
from releasewatch.services.tree import Assembler, StuckRule
from releasewatch.services.tree_reader import TreeReader
from releasewatch.services.workflow_reader import WorkflowReader

METRICS_PORT = 18766
# The benchmark asks faster than Temporal's default limit lets one namespace; the product keeps below it.
_LIFTED = ("--dynamic-config-value", "matching.rps=100000")


@asynccontextmanager
async def temporal_server() -> AsyncIterator[Client]:
    """A dev server of its own, and a client that shows errors instead of retrying them away."""
    async with await WorkflowEnvironment.start_local(
        dev_server_existing_path=str(Path(sys.executable).with_name("temporal")),
        dev_server_log_level="error",
        dev_server_extra_args=[*_LIFTED, "--metrics-port", str(METRICS_PORT)],
    ) as environment:
        address = environment.client.service_client.config.target_host
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


def tree_reader(client: Client, *, concurrency: int = 32, deadline: float = 60.0) -> TreeReader:
    """Releasewatch's reading with nothing kept yet."""
    reader = WorkflowReader(TemporalClient(client, queries_per_second=100_000), KeptAnswers())
    return TreeReader(reader, concurrency=concurrency, deadline=deadline)


async def read(trees: TreeReader, release_id: str) -> Snapshot:
    """Read a release up to the bytes that are sent, without the pause that the product makes between reads."""
    stuck = StuckRule(5, timedelta(minutes=5))
    service = EntityService(
        trees, lambda now: Assembler(StateTable({}), stuck, now), freshness_window=0.0, patience=60.0
    )
    return await service.hierarchy(release_id)
