"""The whole demo, as `releasewatch demo` starts it: a worker, the scenarios and, where there is none, a Temporal."""

import asyncio
import signal
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from temporalio.client import Client
from temporalio.envconfig import ClientConfig

from releasewatch_demo.dev_server import HOST, dev_server, find_program
from releasewatch_demo.scenarios import start_all
from releasewatch_demo.worker import build_worker, connect, keep_quiet, leave

PORT, UI_PORT = 7233, 8233
NO_TEMPORAL = (
    f"There is no Temporal at localhost:{PORT}, and no `temporal` to start one: `pip install 'releasewatch[demo]'` "
    "brings it, and TEMPORAL_ADDRESS names a Temporal elsewhere."
)


@asynccontextmanager
async def some_temporal() -> AsyncIterator[Client]:
    """The Temporal that is configured, the one on this machine's usual port, or one of our own until the end."""
    config = ClientConfig.load_client_connect_config()
    if "target_host" in config or not _is_free(PORT):
        yield await connect()
        return
    program = find_program()
    if program is None:
        raise SystemExit(NO_TEMPORAL)
    namespace = config.get("namespace", "default")
    interface = ("--ui-port", str(UI_PORT)) if _is_free(UI_PORT) else ("--headless",)
    async with dev_server(program, PORT, "--namespace", namespace, *interface) as address:
        print(f"Temporal: localhost:{PORT}, with everything in memory", flush=True)
        yield await Client.connect(address, namespace=namespace)


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((HOST, port)) != 0


async def main() -> None:
    """Run until SIGINT or SIGTERM."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with some_temporal() as client, build_worker(client), asyncio.TaskGroup() as group:
        starting = group.create_task(start_all(client))
        print("The demo runs until Ctrl-C.", flush=True)
        await stop.wait()
        starting.cancel()


if __name__ == "__main__":
    keep_quiet()
    asyncio.run(main())
    leave()
