"""The real command in a process of its own: how it starts, stops, and is killed; and a real server that dies."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from app_fixtures import CSRF, SECRET, sign_in
from patience import PATIENCE, eventually
from ports import free_ports
from releasewatch.core.config import Settings
from served import served

BIN = Path(sys.executable).parent


@dataclass
class Program:
    """A program under way, and where it answers."""

    process: Process
    port: int

    @property
    def address(self) -> str:
        return f"http://localhost:{self.port}"


Serve = Callable[..., Awaitable[Program]]


@pytest.fixture
async def serve(settings: Settings) -> AsyncIterator[Serve]:
    async with AsyncExitStack() as stack:

        async def start(port: int = 0, **more: str) -> Program:
            port = port or free_ports(1)[0]
            env = os.environ | {
                "RELEASEWATCH_JWT_SECRET": SECRET,
                "RELEASEWATCH_USERS_FILE": str(settings.users_file),
                "RELEASEWATCH_ARGON2_MEMORY_KIB": "8",
            }
            words = (BIN / "releasewatch", "serve", "--port", str(port))
            return await stack.enter_async_context(running(words, port, env | more))

        yield start


@asynccontextmanager
async def running(words: tuple[str | Path, ...], port: int, env: dict[str, str]) -> AsyncIterator[Program]:
    process = await asyncio.create_subprocess_exec(*words, env=env, stdout=DEVNULL, stderr=PIPE)
    try:
        program = Program(process, port)
        if "serve" in words:
            await eventually(lambda: has_started(program))
        yield program
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()


async def has_started(program: Program) -> bool:
    assert program.process.returncode is None, "it ended instead"
    return await answers(program, "/livez", 200)


async def answers(program: Program, path: str, status: int) -> bool:
    try:
        async with httpx.AsyncClient(base_url=program.address, timeout=PATIENCE) as api:
            return (await api.get(path)).status_code == status
    except httpx.TransportError:
        return False


async def test_r13_serves_until_load_balancers_have_turned_away(settings: Settings) -> None:
    turned_away = asyncio.Event()
    async with (
        served(settings, drain_time=3600) as site,
        httpx.AsyncClient(base_url=site.address, timeout=PATIENCE) as api,
    ):

        async def load() -> None:
            while not turned_away.is_set():
                assert (await api.get("/livez", headers={"Connection": "close"})).status_code == 200

        crowd = [asyncio.create_task(load()) for _ in range(5)]
        site.server.handle_exit(signal.SIGTERM, None)
        answer = await api.get("/readyz")
        assert (answer.status_code, answer.json()["code"]) == (503, "shutting_down")
        assert (await api.get("/livez")).status_code == 200
        turned_away.set()
        await asyncio.gather(*crowd)


async def test_r13_ends_by_itself_when_the_time_to_turn_away_is_over(serve: Serve) -> None:
    program = await serve(RELEASEWATCH_DRAIN_TIME="0.5")
    program.process.send_signal(signal.SIGTERM)
    assert await asyncio.wait_for(program.process.wait(), timeout=PATIENCE) == 0


async def test_r13_answers_what_was_under_way_when_the_port_closed(serve: Serve) -> None:
    program = await serve(RELEASEWATCH_DRAIN_TIME="0")
    reader, writer = await asyncio.open_connection("127.0.0.1", program.port)
    writer.write(b"POST /api/auth/login HTTP/1.1\r\nHost: localhost\r\nContent-Length: 21\r\n")
    writer.write(b"Content-Type: application/x-www-form-urlencoded\r\n\r\nusername=x")
    # Whoever is answered after it, the server has read it.
    assert await answers(program, "/livez", 200)
    program.process.send_signal(signal.SIGTERM)
    await eventually(lambda: refuses(program.port))
    writer.write(b"&password=x")
    assert (await reader.read()).startswith(b"HTTP/1.1 401")
    writer.close()
    assert await asyncio.wait_for(program.process.wait(), timeout=PATIENCE) == 0


async def refuses(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return True
    writer.close()
    return False


async def test_r13_killed_server_loses_no_session(serve: Serve) -> None:
    program = await serve()
    async with httpx.AsyncClient(base_url=program.address, timeout=PATIENCE) as api:
        bearer = await sign_in(api)
        program.process.kill()
        await program.process.wait()
        await serve(program.port)
        assert (await api.get("/api/auth/me", headers=bearer)).json()["username"] == "alice"
        fresh = await api.post("/api/auth/refresh", headers=CSRF)
        assert fresh.status_code == 200


async def test_r6_real_server_stopped_killed_and_restarted(serve: Serve) -> None:
    port, ui_port = free_ports(2)
    words: tuple[str | Path, ...] = (
        *(BIN / "temporal", "server", "start-dev", "--headless", "--log-level", "never"),
        *("--port", str(port), "--ui-port", str(ui_port)),
    )
    env = dict(os.environ)
    program = await serve(TEMPORAL_ADDRESS=f"127.0.0.1:{port}", TEMPORAL_NAMESPACE="default")
    assert await answers(program, "/readyz", 503)
    async with running(words, port, env) as temporal:
        await eventually(lambda: answers(program, "/readyz", 200))
        temporal.process.send_signal(signal.SIGSTOP)
        await eventually(lambda: answers(program, "/readyz", 503))
        assert await answers(program, "/livez", 200)
        temporal.process.send_signal(signal.SIGCONT)
        await eventually(lambda: answers(program, "/readyz", 200))
    await eventually(lambda: answers(program, "/readyz", 503))
    async with running(words, port, env):
        await eventually(lambda: answers(program, "/readyz", 200))
