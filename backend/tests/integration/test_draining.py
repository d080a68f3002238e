"""Connections while the server goes on, and while it stops: no request is lost by a restart.

Of this kind are a connection that is kept for shorter than a proxy keeps it, one that is used again while the server
drains, one whose first request, or half of it, is on its way when the port closes, and the gap until the next process
listens.
"""

import asyncio
import os
import signal
import socket
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from app_fixtures import SECRET
from patience import until
from releasewatch.core.config import Settings
from releasewatch.server.connections import BoundedProtocol
from served import Served, served, speak

RELEASEWATCH = Path(sys.executable).with_name("releasewatch")
LIVEZ = b"GET /livez HTTP/1.1\r\nHost: localhost\r\n"
ANSWER_ENDS = b'{"status":"ok"}'
LONGEST_OF_BALANCERS = 600


@pytest.fixture
async def site(settings: Settings) -> AsyncIterator[Served]:
    # Long enough for all that a test does while it drains.
    async with served(settings, drain_time=600) as running:
        yield running


async def connect(site: Served) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """Connect, and wait until the server has taken the connection."""
    before = len(site.server.server_state.connections)
    reader, writer = await asyncio.open_connection("127.0.0.1", site.port)
    await until(lambda: len(site.server.server_state.connections) > before)
    return reader, writer


async def ask(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
    writer.write(LIVEZ + b"\r\n")
    return await reader.readuntil(ANSWER_ENDS)


def drain(site: Served) -> None:
    site.server.handle_exit(signal.SIGTERM, None)


async def until_closed(site: Served) -> None:
    await until(lambda: not any(server.is_serving() for server in site.server.servers))


async def test_idle_connections_outlive_those_of_proxies(site: Served) -> None:
    reader, writer = await connect(site)
    await ask(reader, writer)
    (connection,) = site.server.server_state.connections
    assert isinstance(connection, BoundedProtocol)
    await until(lambda: connection.timeout_keep_alive_task)
    timer = connection.timeout_keep_alive_task
    assert timer
    assert timer.when() - asyncio.get_running_loop().time() > LONGEST_OF_BALANCERS
    assert connection._receive_timer is None
    writer.close()


async def test_idle_connections_end_when_it_is_set(settings: Settings) -> None:
    async with served(settings.model_copy(update={"keep_alive": 1})) as site:
        answer = await speak(site.port, LIVEZ + b"\r\n")
    assert answer.endswith(ANSWER_ENDS)
    assert b"connection: close" not in answer


async def test_half_a_request_on_a_kept_connection_still_has_its_deadline(site: Served) -> None:
    reader, writer = await connect(site)
    await ask(reader, writer)
    (connection,) = site.server.server_state.connections
    assert isinstance(connection, BoundedProtocol)
    writer.write(LIVEZ)
    await until(lambda: connection._receive_timer)
    assert connection.timeout_keep_alive_task is None
    writer.close()


async def test_each_answer_is_the_last_on_its_connection_while_it_drains(site: Served) -> None:
    kept = [await connect(site) for _ in range(3)]
    for reader, writer in kept[:2]:
        assert b"connection: close" not in await ask(reader, writer)
    drain(site)
    for reader, writer in [*kept, await connect(site)]:
        answer = await ask(reader, writer) + await reader.read()
        assert answer.startswith(b"HTTP/1.1 200 OK")
        assert answer.count(b"connection: close") == 1
        writer.close()


async def test_what_is_refused_while_it_drains_says_so_once(site: Served) -> None:
    drain(site)
    answer = await speak(site.port, b"nonsense\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 400")
    assert answer.count(b"connection: close") == 1


@pytest.mark.parametrize("sent", [b"", b"G", LIVEZ])
async def test_a_first_request_on_its_way_is_answered_after_the_port_closed(site: Served, sent: bytes) -> None:
    reader, writer = await connect(site)
    connections = [each for each in site.server.server_state.connections if isinstance(each, BoundedProtocol)]
    writer.write(sent)
    await until(lambda: connections[0]._head_bytes == len(sent))
    site.server.should_exit = True
    await until_closed(site)
    writer.write((LIVEZ + b"\r\n")[len(sent) :])
    answer = await reader.read()
    assert answer.startswith(b"HTTP/1.1 200 OK")
    assert answer.count(b"connection: close") == 1
    writer.close()


async def test_idle_connections_do_not_hold_the_end_up(site: Served) -> None:
    idle = [await connect(site) for _ in range(3)]
    for reader, writer in idle[:2]:
        await ask(reader, writer)
    site.server.should_exit = True
    for reader, writer in idle:
        assert await reader.read() == b""
        writer.close()


async def start(settings: Settings, held: socket.socket, *, count: int = 1) -> Process:
    """Start the server as systemd does that holds its socket."""
    env = os.environ | {
        "RELEASEWATCH_JWT_SECRET": SECRET,
        "RELEASEWATCH_USERS_FILE": str(settings.users_file),
        "RELEASEWATCH_ARGON2_MEMORY_KIB": "8",
        "RELEASEWATCH_DRAIN_TIME": "0.5",
    }
    script = f'exec 3<&{held.fileno()}; LISTEN_PID=$$ LISTEN_FDS={count} exec "{RELEASEWATCH}" serve'
    return await asyncio.create_subprocess_exec(
        *("/bin/bash", "-c", script), env=env, pass_fds=[held.fileno()], stdout=DEVNULL, stderr=PIPE
    )


async def visit(address: str, ends: asyncio.Event, *, close: bool) -> int:
    """Ask again and again, each time over a new connection or over a kept one, and count the answers."""
    count = 0
    headers = {"Connection": "close"} if close else {}
    async with httpx.AsyncClient(base_url=address, headers=headers, timeout=60) as client:
        while not ends.is_set():
            response = await client.get("/livez")
            assert response.status_code == 200
            count += 1
    return count


async def test_restarts_lose_no_request_where_the_socket_is_held(settings: Settings) -> None:
    ends = asyncio.Event()
    with socket.create_server(("127.0.0.1", 0)) as held:
        address = f"http://localhost:{held.getsockname()[1]}"
        process = await start(settings, held)
        async with asyncio.TaskGroup() as tasks, httpx.AsyncClient(base_url=address, timeout=60) as api:
            visitors = [tasks.create_task(visit(address, ends, close=number % 2 == 0)) for number in range(6)]
            for _ in range(2):
                assert (await api.get("/livez", headers={"Connection": "close"})).status_code == 200
                process.terminate()
                assert await process.wait() == 0
                process = await start(settings, held)
            assert (await api.get("/livez", headers={"Connection": "close"})).status_code == 200
            ends.set()
        process.terminate()
        assert await process.wait() == 0
    assert min(task.result() for task in visitors) > 2


@pytest.mark.parametrize(("kind", "count"), [(socket.SOCK_DGRAM, 1), (socket.SOCK_STREAM, 2), (socket.SOCK_STREAM, 0)])
async def test_sockets_that_cannot_be_served_are_refused(
    settings: Settings, kind: socket.SocketKind, count: int
) -> None:
    with socket.socket(type=kind) as held:
        held.bind(("127.0.0.1", 0))
        process = await start(settings, held, count=count)
        _, errors = await process.communicate()
    assert process.returncode == 2
    assert errors.startswith(b"releasewatch: ")
    assert b"systemd" in errors
    assert errors.count(b"\n") == 1
