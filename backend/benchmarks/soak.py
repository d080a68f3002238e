"""Many viewers for a while, Temporal failing all along: does anything grow, lie or hang? Loopback only.

Run by `make soak`. Ends by itself, with a verdict and exit code 1 when something did not hold.
"""

import argparse
import asyncio
import os
import random
import socket
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from temporalio.testing import WorkflowEnvironment

from app_fixtures import SECRET, make_settings, script_token
from releasewatch.core.security import make_script_token
from releasewatch.models.auth import Accounts, Role
from releasewatch.services.users_file import write_accounts
from rollout import rolled_out
from temporal_proxy import TemporalProxy

BIN = Path(sys.executable).parent
LATEST = 3.5
THINK = 5.0
FAULT_EVERY, FAULT_LASTS = 15.0, 3.0
DOCUMENTED = {200, 304, 503}
GROWTH_BORNE = 1.05
FILES_BORNE = 5


@dataclass
class Seen:
    """What was seen of the server from outside."""

    statuses: Counter[int] = field(default_factory=Counter)
    slowest: float = 0.0
    cut_off: int = 0
    memory: list[int] = field(default_factory=list)
    files: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class Site:
    """The server under test."""

    pid: int
    address: str
    bearer: dict[str, str]
    paths: list[str]
    proxy: TemporalProxy


@asynccontextmanager
async def served(folder: Path) -> AsyncIterator[Site]:
    """A server in a process of its own, and a Temporal behind a proxy."""
    token, env = make_environment(folder)
    async with AsyncExitStack() as stack:
        environment = await stack.enter_async_context(
            await WorkflowEnvironment.start_local(dev_server_existing_path=str(BIN / "temporal"))
        )
        rollout = await stack.enter_async_context(rolled_out(environment.client))
        proxy = TemporalProxy(environment.client.service_client.config.target_host)
        await stack.enter_async_context(proxy.running())
        with socket.create_server(("127.0.0.1", 0)) as listening:
            port = listening.getsockname()[1]
        words = (BIN / "releasewatch", "serve", "--port", str(port))
        process = await asyncio.create_subprocess_exec(
            *words, env=env | {"TEMPORAL_ADDRESS": proxy.address}, stdout=asyncio.subprocess.DEVNULL
        )
        stack.callback(process.kill)
        tree = f"/api/releases/{rollout.release_id}/hierarchy"
        paths = ["/api/releases", tree, f"/api/entities/{rollout.app_ids[0]}"]
        site = Site(process.pid, f"http://localhost:{port}", {"Authorization": f"Bearer {token}"}, paths, proxy)
        await until_alive(site)
        yield site


def make_environment(folder: Path) -> tuple[str, dict[str, str]]:
    """A script token, and the settings of a server that knows it."""
    token = make_script_token()
    settings = make_settings(folder)
    tokens = {"soak": script_token(token, Role.ADMIN)}
    write_accounts(settings.users_file, Accounts(tokens=tokens))
    return token, os.environ | {
        "RELEASEWATCH_JWT_SECRET": SECRET,
        "RELEASEWATCH_USERS_FILE": str(settings.users_file),
        "RELEASEWATCH_ARGON2_MEMORY_KIB": "8",
    }


async def until_alive(site: Site) -> None:
    """Wait for the server's first answer."""
    async with asyncio.timeout(30), httpx.AsyncClient(base_url=site.address) as api:
        while True:
            try:
                await api.get("/livez")
            except httpx.TransportError:
                await asyncio.sleep(0.1)
            else:
                return


async def view(site: Site, seen: Seen, ends: float) -> None:
    """One viewer: reads, thinks, reads."""
    async with httpx.AsyncClient(base_url=site.address, headers=site.bearer, timeout=10) as api:
        while time.monotonic() < ends:
            await asyncio.sleep(random.uniform(0, 2 * THINK))  # noqa: S311 - no secret
            began = time.monotonic()
            try:
                response = await api.get(random.choice(site.paths))  # noqa: S311
            except httpx.TransportError:
                seen.cut_off += 1
                continue
            seen.statuses[response.status_code] += 1
            seen.slowest = max(seen.slowest, time.monotonic() - began)


async def break_things(site: Site, ends: float) -> None:
    """Break the connection to Temporal now and then, and mend it."""
    chances = random.Random(12)  # noqa: S311
    proxy = site.proxy
    faults: list[Callable[[], Awaitable[None] | None]] = [proxy.refuse, proxy.reset, proxy.blackhole, proxy.slow_down]
    while time.monotonic() < ends:
        await asyncio.sleep(FAULT_EVERY - FAULT_LASTS)
        broken = chances.choice(faults)()
        if broken is not None:
            await broken
        await asyncio.sleep(FAULT_LASTS)
        await proxy.accept()


async def measure(site: Site, seen: Seen, ends: float) -> None:
    """Note memory and open files until the end."""
    folder = Path(f"/proc/{site.pid}")
    while time.monotonic() < ends:
        await asyncio.sleep(5)
        status = dict(line.split(":", 1) for line in (folder / "status").read_text().splitlines() if ":" in line)
        seen.memory.append(int(status["VmRSS"].split()[0]))
        seen.files.append(len(list((folder / "fd").iterdir())))


async def under_way(site: Site) -> float:
    """Requests under way, this one left out."""
    async with httpx.AsyncClient(base_url=site.address, headers=site.bearer, timeout=10) as api:
        lines = (await api.get("/metrics")).text.splitlines()
    return float(next(line for line in lines if line.startswith("http_server_active_requests ")).split()[1]) - 1


def judge(seen: Seen, left: float) -> list[str]:
    """What did not hold."""
    middle = len(seen.memory) // 2
    first, last = sorted(seen.memory[middle // 2 : middle]), sorted(seen.memory[middle:])
    grown = last[len(last) // 2] / first[len(first) // 2]
    checks = {
        f"statuses {dict(seen.statuses)}": set(seen.statuses) <= DOCUMENTED,
        f"slowest answer {seen.slowest:.2f} s": seen.slowest <= LATEST,
        f"{seen.cut_off} cut off": seen.cut_off == 0,
        f"memory {seen.memory[0]} to {seen.memory[-1]} KiB, times {grown:.3f} after warming up": grown <= GROWTH_BORNE,
        f"open files {seen.files[middle]} to {seen.files[-1]}": seen.files[-1] - seen.files[middle] <= FILES_BORNE,
        f"{left:.0f} requests left under way": left == 0,
    }
    for said, holds in checks.items():
        print("holds " if holds else "BROKEN", said)
    return [said for said, holds in checks.items() if not holds]


async def soak(minutes: float, viewers: int) -> int:
    """Run it all, and judge."""
    seen = Seen()
    with tempfile.TemporaryDirectory() as folder:
        async with served(Path(folder)) as site:
            ends = time.monotonic() + 60 * minutes
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(break_things(site, ends))
                tasks.create_task(measure(site, seen, ends))
                for _ in range(viewers):
                    tasks.create_task(view(site, seen, ends))
            await site.proxy.accept()
            broken = judge(seen, await under_way(site))
    print("FAILED" if broken else "PASSED")
    return 1 if broken else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--viewers", type=int, default=100)
    chosen = parser.parse_args()
    sys.exit(asyncio.run(soak(chosen.minutes, chosen.viewers)))
