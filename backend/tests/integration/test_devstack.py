"""What `make run` starts: says where everything is, and leaves nothing behind however it ends."""

import asyncio
import os
import shutil
import signal
import socket
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AsyncExitStack, suppress
from pathlib import Path
from typing import Any

import httpx
import pytest
from temporalio.testing import WorkflowEnvironment

from patience import PATIENCE
from ports import free_ports

SCRIPT = Path(__file__).parents[3] / "scripts" / "devstack.py"
PORT_VARIABLES = ("RELEASEWATCH_PORT", "RELEASEWATCH_TEMPORAL_PORT", "RELEASEWATCH_TEMPORAL_UI_PORT")

Start = Callable[..., Coroutine[Any, Any, Process]]


@pytest.fixture
async def start(tmp_path: Path) -> AsyncIterator[Start]:
    async with AsyncExitStack() as stack:

        async def start_stack(**env: str) -> Process:
            ports = dict(zip(PORT_VARIABLES, map(str, free_ports(len(PORT_VARIABLES))), strict=True))
            kept = {name: value for name, value in os.environ.items() if not name.startswith(("TEMPORAL_", "RELEASEW"))}
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, SCRIPT, "--state", tmp_path),
                env=kept | ports | {"DEVSTACK_TEST": str(tmp_path)} | env,
                stdout=PIPE,
                stderr=PIPE,
            )
            stack.push_async_callback(end, process)
            return process

        yield start_stack


async def end(process: Process) -> None:
    with suppress(ProcessLookupError):
        process.terminate()
    await process.communicate()


async def outcome(process: Process) -> tuple[int | None, str, str]:
    async with asyncio.timeout(PATIENCE):
        stdout, stderr = await process.communicate()
    return process.returncode, stdout.decode(), stderr.decode()


async def processes_of(state: Path) -> dict[str, int]:
    """Return the ids of all processes of this test, which its folder in their environment tells, by command line."""
    listing = await asyncio.create_subprocess_exec("ps", "axeww", "-o", "pid=,command=", stdout=PIPE)
    stdout, _ = await listing.communicate()
    rows = (line.split(maxsplit=1) for line in stdout.decode(errors="replace").splitlines())
    return {command: int(pid) for pid, command in rows if f"DEVSTACK_TEST={state} " in f"{command} "}


async def test_it_says_where_everything_is_and_stops_all_of_it(start: Start, tmp_path: Path) -> None:
    process = await start()
    assert process.stdout
    async with asyncio.timeout(PATIENCE):
        lines = [(await process.stdout.readline()).decode().strip() for _ in range(3)]
    labels, values = zip(*(line.split(": ", 1) for line in lines), strict=True)
    assert labels == ("Dashboard", "Sign in", "Temporal UI")

    dashboard, sign_in, temporal_ui = values
    username, password = sign_in.split(" / ")
    async with httpx.AsyncClient(trust_env=False, timeout=PATIENCE) as client:
        credentials = {"username": username, "password": password}
        assert (await client.post(f"{dashboard}/api/auth/login", data=credentials)).status_code == 200
        assert (await client.get(temporal_ui)).status_code == 200

    assert len(await processes_of(tmp_path)) >= 4
    process.send_signal(signal.SIGTERM)
    code, rest, _ = await outcome(process)
    assert (code, rest) == (0, "")
    assert not await processes_of(tmp_path)


async def test_a_child_that_dies_ends_the_rest_and_is_named(start: Start, tmp_path: Path) -> None:
    process = await start()
    temporal: list[int] = []
    async with asyncio.timeout(PATIENCE):
        while not temporal:
            found = await processes_of(tmp_path)
            temporal = [pid for command, pid in found.items() if "start-dev" in command]
    os.kill(temporal[0], signal.SIGKILL)
    code, _, stderr = await outcome(process)
    assert code == 1
    assert "Temporal ended by SIGKILL" in stderr
    assert not await processes_of(tmp_path)


@pytest.mark.skipif(shutil.which("setpriv") is None, reason="only Linux can end processes with their parent")
async def test_being_killed_leaves_nothing_behind_either(start: Start, tmp_path: Path) -> None:
    process = await start()
    async with asyncio.timeout(PATIENCE):
        while len(await processes_of(tmp_path)) < 2:
            pass
        process.kill()
        await process.communicate()
        while await processes_of(tmp_path):
            pass


@pytest.mark.parametrize("variable", PORT_VARIABLES[::2])
async def test_a_port_in_use_is_one_line_that_names_the_variable(start: Start, variable: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        code, stdout, stderr = await outcome(await start(**{variable: str(port)}))
    assert (code, stdout) == (1, "")
    assert stderr == f"Port {port} is in use. Set {variable} to another: {variable}={port + 1} make run\n"


async def test_a_temporal_that_is_named_and_away_is_one_line(start: Start) -> None:
    (port,) = free_ports(1)
    code, _, stderr = await outcome(await start(TEMPORAL_ADDRESS=f"127.0.0.1:{port}"))
    assert code == 1
    assert stderr.startswith(f"TEMPORAL_ADDRESS is 127.0.0.1:{port}, and no Temporal answers there (")
    assert stderr.count("\n") == 1


async def test_something_else_on_temporals_port_is_one_line_that_names_the_variable(start: Start) -> None:
    async with await asyncio.start_server(lambda _, writer: writer.close(), "127.0.0.1", 0) as other:
        port = other.sockets[0].getsockname()[1]
        code, _, stderr = await outcome(await start(RELEASEWATCH_TEMPORAL_PORT=str(port)))
    assert code == 1
    assert stderr.startswith(f"Port {port} is in use, but no Temporal answers there. Set RELEASEWATCH_TEMPORAL_PORT ")
    assert stderr.count("\n") == 1


async def test_a_temporal_that_is_already_there_is_used_without_the_demo(
    start: Start, temporal: WorkflowEnvironment, tmp_path: Path
) -> None:
    address = temporal.client.service_client.config.target_host
    process = await start(RELEASEWATCH_TEMPORAL_PORT=address.rpartition(":")[2])
    assert process.stdout
    async with asyncio.timeout(PATIENCE):
        assert (await process.stdout.readline()).startswith(b"Dashboard: ")
    ours = " ".join(await processes_of(tmp_path))
    assert "releasewatch serve" in ours
    assert "start-dev" not in ours
    assert "releasewatch_demo.worker" not in ours
