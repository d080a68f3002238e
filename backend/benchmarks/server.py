"""A real Releasewatch server in a process of its own, and a client that is signed in to it."""

import asyncio
import os
import secrets
import sys
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
from temporalio.client import Client

from benchmarks.report import NotMeasuredError

PORT = 18765
COMMAND = str(Path(sys.executable).with_name("releasewatch"))


@asynccontextmanager
async def server(client: Client, *, connections: int) -> AsyncIterator[tuple[httpx.AsyncClient, int]]:
    """Serve the API; gives a client of it that is signed in, and the server's process id."""
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {
            "RELEASEWATCH_JWT_SECRET": secrets.token_hex(32),
            "RELEASEWATCH_USERS_FILE": f"{folder}/users.toml",
            "TEMPORAL_ADDRESS": client.service_client.config.target_host,
        }
        password = await _add_user(environment)
        serve = (COMMAND, "serve", "--port", str(PORT))
        process = await asyncio.create_subprocess_exec(*serve, env=environment, stdout=asyncio.subprocess.DEVNULL)
        try:
            async with httpx.AsyncClient(
                base_url=f"http://localhost:{PORT}",
                limits=httpx.Limits(max_connections=connections),
                timeout=30,
                trust_env=False,
            ) as users:
                await _sign_in(users, password)
                yield users, process.pid
        finally:
            process.terminate()
            await process.wait()


async def read(users: httpx.AsyncClient, path: str, headers: Mapping[str, str] | None = None) -> httpx.Response:
    """An answer that is one: an error is no figure."""
    response = await users.get(path, headers=headers)
    if response.is_error:
        raise NotMeasuredError(f"GET {path} answered {response.status_code}: {response.text}")
    return response


async def _add_user(environment: Mapping[str, str]) -> str:
    password = secrets.token_urlsafe(16)
    pipe = asyncio.subprocess.PIPE
    add = (COMMAND, "user", "add", "bench", "--password-stdin")
    process = await asyncio.create_subprocess_exec(*add, env=environment, stdin=pipe, stdout=pipe)
    await process.communicate(f"{password}\n".encode())
    return password


async def _sign_in(users: httpx.AsyncClient, password: str) -> None:
    for _ in range(300):
        if await _is_ready(users):
            break
        await asyncio.sleep(0.1)
    login = await users.post("/api/auth/login", data={"username": "bench", "password": password})
    users.headers["Authorization"] = f"Bearer {login.json()['access_token']}"


async def _is_ready(users: httpx.AsyncClient) -> bool:
    try:
        return (await users.get("/readyz")).is_success
    except httpx.TransportError:
        return False
