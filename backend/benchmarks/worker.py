"""The benchmark's worker: `python -m benchmarks.worker`, until it is told to stop."""

import asyncio
import signal

from temporalio.client import Client
from temporalio.envconfig import ClientConfig
from temporalio.worker import Worker

from benchmarks.workflows import TASK_QUEUE, Entity


async def main() -> None:
    """Poll until SIGTERM, then stop gracefully: a crash would cost the next reader ten seconds."""
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    client = await Client.connect(**ClientConfig.load_client_connect_config())
    # As the SDK makes it, but for a cache that holds the trees: anything else would be a tuned baseline.
    async with Worker(
        client,
        task_queue=TASK_QUEUE,
        workflows=[Entity],
        max_cached_workflows=12_000,
    ):
        print("ready", flush=True)
        await stop.wait()


if __name__ == "__main__":
    asyncio.run(main())
