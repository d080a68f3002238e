"""The worker that runs the demo's workflows and activities: `python -m releasewatch_demo.worker`."""

import asyncio
import logging
import os
import signal
import sys
from collections.abc import Callable
from datetime import timedelta
from typing import Any, NoReturn

from temporalio.client import Client
from temporalio.envconfig import ClientConfig
from temporalio.runtime import LoggingConfig, Runtime, TelemetryConfig, TelemetryFilter
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from releasewatch_demo.activities import check_readiness, migrate_database, pull_image, shift_traffic
from releasewatch_demo.workflows.app import DeployApp
from releasewatch_demo.workflows.bundle import DeployBundle
from releasewatch_demo.workflows.cluster import DeployCluster
from releasewatch_demo.workflows.release import DeployRelease
from releasewatch_demo.workflows.wave import DeployWave
from releasewatch_demo.workflows.whole_release import WholeRelease

TASK_QUEUE = "releases"
ACTIVITIES: list[Callable[..., Any]] = [pull_image, migrate_database, check_readiness, shift_traffic]
WORKFLOWS = [DeployRelease, DeployWave, DeployCluster, DeployBundle, DeployApp, WholeRelease]


def build_worker(client: Client, *, task_queue: str = TASK_QUEUE) -> Worker:
    """Build the worker; run it with `async with` or `await worker.run()`."""
    return Worker(
        client,
        task_queue=task_queue,
        workflows=WORKFLOWS,
        activities=ACTIVITIES,
        # The sandbox costs 7 ms per workflow start, without it 1.5 ms: a release starts hundreds
        # at once. These workflows import nothing that it would have to guard.
        workflow_runner=UnsandboxedWorkflowRunner(),
        # Below the number of open workflows every question replays a history: the default of
        # 1,000 is less than one big release.
        max_cached_workflows=5000,
        # The SDK takes two seconds without a turn for a deadlock, and fails the task. These workflows
        # cannot deadlock, and a busy machine would show failures that nobody has made.
        debug_mode=True,
        graceful_shutdown_timeout=timedelta(seconds=5),
    )


async def connect() -> Client:
    """Connect as Temporal's own tools do: TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE, profiles."""
    config = ClientConfig.load_client_connect_config()
    address = config.setdefault("target_host", "localhost:7233")
    try:
        # A server that accepts the connection and then is silent would keep us for ever.
        async with asyncio.timeout(10):
            return await Client.connect(**config)
    except (RuntimeError, TimeoutError) as error:
        raise SystemExit(f"Temporal does not answer at {address} (see TEMPORAL_ADDRESS)") from error


async def run_worker(client: Client, stop: asyncio.Event) -> None:
    """Run the worker until told to stop, then let it finish what it has begun."""
    async with build_worker(client):
        print("demo worker ready", flush=True)
        await stop.wait()


def keep_quiet() -> None:
    """Log to standard error what needs attention, and nothing else."""
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr)
    # The SDK's core warns of every call that it repeats by itself.
    errors = TelemetryFilter(core_level="ERROR", other_level="ERROR")
    Runtime.set_default(Runtime(telemetry=TelemetryConfig(logging=LoggingConfig(filter=errors))))


async def main() -> None:
    """Run until SIGINT or SIGTERM."""
    stop = asyncio.Event()
    # A worker that just dies costs every open workflow a stall of ten seconds.
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await run_worker(await connect(), stop)


def leave() -> NoReturn:
    """End the process at once: the SDK's threads may crash one that takes itself apart slowly."""
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    keep_quiet()
    asyncio.run(main())
    leave()
