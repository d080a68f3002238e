"""The app behind a real port, in the loop of the test, and a client that speaks HTTP by the byte."""

import asyncio
import socket
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass

import uvicorn
from fastapi import FastAPI
from typing_extensions import override

from patience import PATIENCE, until
from releasewatch.api.dependencies import state_of
from releasewatch.core.config import Settings
from releasewatch.main import create_app
from releasewatch.server.run import CLOSING_SECONDS, Server, server_config


class Silent(uvicorn.Server):
    """Leaves the test run's signals alone."""

    @contextmanager
    @override
    def capture_signals(self) -> Iterator[None]:
        yield


class QuietServer(Silent, Server):
    """The product's, likewise."""


@dataclass(frozen=True)
class Served:
    """A server under way."""

    app: FastAPI
    server: QuietServer
    port: int

    @property
    def address(self) -> str:
        return f"http://localhost:{self.port}"


@asynccontextmanager
async def served(
    settings: Settings, app: FastAPI | None = None, *, drain_time: float = 0, closing_seconds: float = CLOSING_SECONDS
) -> AsyncIterator[Served]:
    """Serve the app on a free port until the end of the block."""
    app = app or create_app(settings)
    listening = socket.create_server(("127.0.0.1", 0))
    config = server_config(app, settings)
    server = QuietServer(
        config,
        drain_time=drain_time,
        announce=lambda: state_of(app).readiness.stop(),  # noqa: PLW0108 - there is no state yet
        closing_seconds=closing_seconds,
    )
    task = asyncio.create_task(server.serve(sockets=[listening]))
    try:
        await until(lambda: server.started or task.done())
        yield Served(app, server, listening.getsockname()[1])
    finally:
        server.should_exit = True
        await task


def until_served(server: Server) -> None:
    """Wait for a server in another thread."""
    ends = time.monotonic() + PATIENCE
    while not server.started and time.monotonic() < ends:
        time.sleep(0.01)
    assert server.started


async def speak(port: int, *parts: bytes) -> bytes:
    """Send the parts, and read until the server closes the connection."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        for part in parts:
            writer.write(part)
            await writer.drain()
        return await reader.read()
    finally:
        writer.close()
