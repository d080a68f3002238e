"""Clients that leave: nothing goes on for them, and the log says so."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from fastapi import FastAPI

from app_fixtures import log_lines
from patience import until
from releasewatch.core.config import Settings
from releasewatch.main import create_app
from served import Served, served, speak

SLOW = b"GET /api/slow HTTP/1.1\r\nHost: localhost\r\n\r\n"


class Slow:
    """A read that ends when it is told to, or with its clients."""

    def __init__(self) -> None:
        self.running = 0
        self.cancelled = 0
        self.may_end = asyncio.Event()

    async def read(self) -> str:
        self.running += 1
        try:
            await self.may_end.wait()
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        finally:
            self.running -= 1
        return "done"


@pytest.fixture
def slow() -> Slow:
    return Slow()


@pytest.fixture
def app(settings: Settings, slow: Slow) -> FastAPI:
    app = create_app(settings)
    app.get("/api/slow")(slow.read)
    return app


@pytest.fixture
async def site(settings: Settings, app: FastAPI) -> AsyncIterator[Served]:
    async with served(settings, app) as running:
        yield running


async def test_r10_read_ends_with_its_client(site: Served, slow: Slow, capsys: pytest.CaptureFixture[str]) -> None:
    _, writer = await asyncio.open_connection("127.0.0.1", site.port)
    writer.write(SLOW)
    await until(lambda: slow.running)
    capsys.readouterr()
    writer.close()
    await until(lambda: not slow.running)
    await until(lambda: not site.server.server_state.tasks)
    assert slow.cancelled == 1
    (line,) = log_lines(capsys.readouterr().out)
    assert (line["event"], line["action"], line["outcome"]) == ("read", "read", "cancelled")


async def test_patient_clients_get_their_answer(site: Served, slow: Slow) -> None:
    patient = asyncio.create_task(speak(site.port, SLOW.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")))
    await until(lambda: slow.running)
    # Long enough for the server to listen for the client's leaving.
    await asyncio.sleep(0.1)
    slow.may_end.set()
    assert (await patient).endswith(b'"done"')
    assert slow.cancelled == 0


async def test_reads_own_timeout_is_not_taken_for_a_gone_client(settings: Settings, app: FastAPI) -> None:
    @app.get("/api/late")
    async def late() -> None:
        raise TimeoutError

    async with served(settings, app) as site:
        answer = await speak(site.port, b"GET /api/late HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 500")
