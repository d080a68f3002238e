"""Many viewers for a while, Temporal failing all along: does anything grow, lie or hang? Loopback only.

Run by `make soak`. Ends by itself, with a verdict and exit code 1 when something did not hold.
"""

import argparse
import asyncio
import os
import random
import socket
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from http import HTTPStatus
from pathlib import Path

import httpx
from temporalio.client import Client
from temporalio.service import RPCStatusCode

from app_fixtures import PASSWORD, SECRET, make_settings, script_token, user
from benchmarks.lines import CutOff, Line
from ports import free_ports
from releasewatch.core.security import HashCost, make_script_token
from releasewatch.models.auth import Accounts, Role
from releasewatch.services.auth.users_file import write_accounts
from releasewatch_demo.dev_server import dev_server
from rollout import rolled_out
from temporal_proxy import TemporalProxy

BIN = Path(sys.executable).parent
LATEST = 3.5
THINK = 5.0
FAULT_EVERY, FAULT_LASTS = 15.0, 3.0
# Or half of the time, where that is less.
SILENCE_LASTS = 60.0
BACK_WITHIN = 5.0
DOCUMENTED = {200, 304, 503}
GROWTH_BORNE = 1.05
FILES_BORNE = 5
TASKS_BORNE = 2
REST_WITHIN = 10.0
# Two wrong passwords each, so that none is throttled, and below five a second.
USERS = [f"user-{number}" for number in range(10)]
SIGN_IN_EVERY = 0.25
SIGN_INS_BORNE = 0.1
# As long as the usual balancers use an idle connection again.
KEPT_BY_VIEWERS = 60.0
PAUSES_EVERY = 0.1
SHOWN = 10


@dataclass
class Seen:
    """What was seen of the server from outside."""

    statuses: Counter[int] = field(default_factory=Counter)
    slowest: float = 0.0
    # The longest that the machine kept us waiting by itself: what is measured here counts from there.
    pause: float = 0.0
    cut_off: list[CutOff] = field(default_factory=list)
    memory: list[int] = field(default_factory=list)
    files: list[int] = field(default_factory=list)
    tasks: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class Aftermath:
    """What was seen once everybody had left."""

    back_after: float
    left: int
    tasks_before: int
    tasks: int
    sign_ins: tuple[float, float]


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
        [temporal_port] = free_ports(1)
        address = await stack.enter_async_context(dev_server(str(BIN / "temporal"), temporal_port, "--headless"))
        rollout = await stack.enter_async_context(rolled_out(await Client.connect(address)))
        proxy = TemporalProxy(address)
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
    users = {name: user(cost=HashCost()) for name in USERS}
    write_accounts(settings.users_file, Accounts(users=users, tokens=tokens))
    return token, os.environ | {
        "RELEASEWATCH_JWT_SECRET": SECRET,
        "RELEASEWATCH_USERS_FILE": str(settings.users_file),
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
    start, line = time.monotonic(), Line()
    kept = httpx.Limits(keepalive_expiry=KEPT_BY_VIEWERS)
    async with httpx.AsyncClient(base_url=site.address, headers=site.bearer, timeout=10, limits=kept) as api:
        while time.monotonic() < ends:
            await asyncio.sleep(random.uniform(0, 2 * THINK))  # noqa: S311 - no secret
            began, path = time.monotonic(), random.choice(site.paths)  # noqa: S311
            try:
                response = await api.get(path, extensions={"trace": line.trace})
            except httpx.TransportError as error:
                seen.cut_off.append(line.cut_off(path, error, began=began, start=start))
                continue
            line.used_at = time.monotonic()
            seen.statuses[response.status_code] += 1
            seen.slowest = max(seen.slowest, time.monotonic() - began)


async def note_pauses(seen: Seen, ends: float) -> None:
    """Note how late we are when nothing but the clock was waited for."""
    while time.monotonic() < ends:
        due = time.monotonic() + PAUSES_EVERY
        await asyncio.sleep(PAUSES_EVERY)
        seen.pause = max(seen.pause, time.monotonic() - due)


async def break_things(site: Site, ends: float) -> None:
    """Break the connection to Temporal now and then, for long once, and mend it."""
    chances = random.Random(12)  # noqa: S311
    proxy = site.proxy
    faults: list[Callable[[], Awaitable[None] | None]] = [
        proxy.refuse,
        proxy.reset,
        proxy.blackhole,
        proxy.slow_down,
        partial(proxy.answer, RPCStatusCode.UNAVAILABLE),
        partial(proxy.answer, RPCStatusCode.RESOURCE_EXHAUSTED),
    ]
    await asyncio.sleep(FAULT_EVERY)
    proxy.blackhole()
    await asyncio.sleep(min(SILENCE_LASTS, (ends - time.monotonic()) / 2))
    await proxy.accept()
    while time.monotonic() < ends:
        await asyncio.sleep(FAULT_EVERY - FAULT_LASTS)
        broken = chances.choice(faults)()
        if broken is not None:
            await broken
        await asyncio.sleep(FAULT_LASTS)
        await proxy.accept()


async def measure(site: Site, seen: Seen, ends: float) -> None:
    """Note memory, open files and tasks until the end."""
    folder = Path(f"/proc/{site.pid}")
    while time.monotonic() < ends:
        await asyncio.sleep(5)
        status = dict(line.split(":", 1) for line in (folder / "status").read_text().splitlines() if ":" in line)
        seen.memory.append(int(status["VmRSS"].split()[0]))
        seen.files.append(len(list((folder / "fd").iterdir())))
        seen.tasks.append(await told(site, "releasewatch_tasks"))


async def told(site: Site, metric: str) -> int:
    """What the server says of itself."""
    async with httpx.AsyncClient(base_url=site.address, headers=site.bearer, timeout=10) as api:
        lines = (await api.get("/metrics")).text.splitlines()
    return int(float(next(line for line in lines if line.startswith(f"{metric} ")).split()[1]))


async def tasks_at_rest(site: Site, *, most: int = 0) -> int:
    """Tasks when nobody asks for anything: the fewest there are within a time, or no more than so many."""
    fewest = await told(site, "releasewatch_tasks")
    ends = time.monotonic() + REST_WITHIN
    while fewest > most and time.monotonic() < ends:
        await asyncio.sleep(1)
        fewest = min(fewest, await told(site, "releasewatch_tasks"))
    return fewest


async def seconds_until_back(site: Site) -> float:
    """Mend the connection, and wait for a whole tree."""
    await site.proxy.accept()
    began = time.monotonic()
    strictly = site.bearer | {"Cache-Control": "no-cache"}
    async with httpx.AsyncClient(base_url=site.address, headers=strictly, timeout=10) as api:
        while time.monotonic() < began + 10 * BACK_WITHIN:
            response = await api.get(site.paths[1])
            if response.status_code == HTTPStatus.OK and response.json()["complete"]:
                break
            await asyncio.sleep(0.1)
    return time.monotonic() - began


async def sign_in_times(site: Site) -> tuple[float, float]:
    """Seconds that a sign-in takes to be refused, with a user's name and with nobody's: the least, the work itself."""
    known: list[float] = []
    unknown: list[float] = []
    async with httpx.AsyncClient(base_url=site.address, timeout=10) as api:
        for name in USERS * 2:
            for seconds, username in ((known, name), (unknown, f"no-{name}")):
                await asyncio.sleep(SIGN_IN_EVERY)
                began = time.monotonic()
                answer = await api.post("/api/auth/login", data={"username": username, "password": f"not {PASSWORD}"})
                seconds.append(time.monotonic() - began)
                if answer.status_code != HTTPStatus.UNAUTHORIZED:
                    raise RuntimeError(answer.text)
    return min(known), min(unknown)


def judge(seen: Seen, after: Aftermath) -> list[str]:
    """What did not hold."""
    middle = len(seen.memory) // 2
    memory, files, tasks = (
        (statistics.median(values[middle // 2 : middle]), statistics.median(values[middle:]))
        for values in (seen.memory, seen.files, seen.tasks)
    )
    known, unknown = after.sign_ins
    checks = {
        f"statuses {dict(seen.statuses)}": set(seen.statuses) <= DOCUMENTED,
        f"slowest answer {seen.slowest:.2f} s, where the machine itself paused for up to {seen.pause:.2f} s": (
            seen.slowest <= LATEST + seen.pause
        ),
        f"{len(seen.cut_off)} cut off": not seen.cut_off,
        f"memory {memory[0]:,.0f} to {memory[1]:,.0f} KiB (medians)": memory[1] <= GROWTH_BORNE * memory[0],
        f"open files {files[0]:.0f} to {files[1]:.0f} (medians)": files[1] - files[0] <= FILES_BORNE,
        f"tasks at rest {after.tasks_before} before and {after.tasks} after; under load {tasks[0]:.0f} to "
        f"{tasks[1]:.0f} (medians)": after.tasks - after.tasks_before <= TASKS_BORNE,
        f"back after {after.back_after:.2f} s": after.back_after <= BACK_WITHIN + seen.pause,
        f"{after.left} requests left under way": after.left == 0,
        f"refused sign-ins take {1000 * known:.0f} ms with a user's name, {1000 * unknown:.0f} ms with nobody's "
        "(the least)": abs(known / unknown - 1) <= SIGN_INS_BORNE,
    }
    for said, holds in checks.items():
        print("holds " if holds else "BROKEN", said)
    for each in seen.cut_off[:SHOWN]:
        print("       cut off:", each)
    return [said for said, holds in checks.items() if not holds]


async def soak(minutes: float, viewers: int) -> int:
    """Run it all, and judge."""
    seen = Seen()
    with tempfile.TemporaryDirectory() as folder:
        async with served(Path(folder)) as site:
            await seconds_until_back(site)
            tasks_before = await tasks_at_rest(site)
            ends = time.monotonic() + 60 * minutes
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(break_things(site, ends))
                tasks.create_task(measure(site, seen, ends))
                tasks.create_task(note_pauses(seen, ends))
                for _ in range(viewers):
                    tasks.create_task(view(site, seen, ends))
            after = Aftermath(
                back_after=await seconds_until_back(site),
                tasks_before=tasks_before,
                tasks=await tasks_at_rest(site, most=tasks_before),
                # This one counts itself.
                left=await told(site, "http_server_active_requests") - 1,
                sign_ins=await sign_in_times(site),
            )
            broken = judge(seen, after)
    print("FAILED" if broken else "PASSED")
    return 1 if broken else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--viewers", type=int, default=100)
    chosen = parser.parse_args()
    sys.exit(asyncio.run(soak(chosen.minutes, chosen.viewers)))
