"""How long the command line takes from its start to its end."""

import asyncio
import json
import os
import sys
from asyncio import StreamReader, StreamWriter
from asyncio.subprocess import DEVNULL
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path
from typing import Any

from temporalio.client import Client

from benchmarks.report import NotMeasuredError, Row, alternate

COMMAND = Path(sys.executable).with_name("releasewatch")
LIBRARIES = (sys.executable, "-c", "import httpx, typer")
RELEASE = "release:shop-2.0"
# What `status` asks for, at once: the row is about the start, not about a server.
ANSWERS: dict[str, dict[str, Any]] = {
    f"/api/releases/{RELEASE}": {
        "id": RELEASE,
        "verdict": {"status": "succeeded", "word": "Succeeded", "headline": "All apps succeeded.", "detail": None},
        "counts": {"succeeded": 1},
        "problems": [],
        "complete": True,
        "execution": {"run_id": "1", "closed_at": "2026-11-28T10:00:00Z"},
    },
    "/api/meta": {"vocabulary": [{"status": "succeeded", "label": "Succeeded", "final": True}], "poll_interval": 2},
}


async def rows(_: Client) -> AsyncIterator[Row]:
    """The commands that scripts start most often, against the libraries that any client of HTTP loads."""
    server = await asyncio.start_server(_answer, "127.0.0.1", 0)
    async with server:
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        for words in (("list", "--help"), ("status", RELEASE)):
            ours, baseline = await alternate(partial(_run, url, COMMAND, *words), partial(_run, url, *LIBRARIES))
            name = f"releasewatch {words[0]} {words[1] if words[1] == '--help' else 'RELEASE'}, from start to end"
            yield Row(name, ours, "import httpx, typer", baseline, goal=2.0)


async def _run(url: str, *words: str | Path) -> None:
    process = await asyncio.create_subprocess_exec(
        *words, env=os.environ | {"RELEASEWATCH_URL": url}, stdout=DEVNULL, stderr=DEVNULL
    )
    if await process.wait():
        raise NotMeasuredError(f"{words[-1]} ended with {process.returncode}")


async def _answer(reader: StreamReader, writer: StreamWriter) -> None:
    asked = (await reader.readuntil(b"\r\n\r\n")).split()[1].decode()
    body = json.dumps(ANSWERS[asked]).encode()
    head = (
        f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    )
    writer.write(head.encode() + body)
    await writer.drain()
    writer.close()
