"""What `make run` starts: a Temporal with the demo, unless there is one already, and Releasewatch on top of it.

TEMPORAL_ADDRESS               use this Temporal, and start no demo
RELEASEWATCH_PORT              port of the dashboard and the API (8000)
RELEASEWATCH_TEMPORAL_PORT     port of the local Temporal: used if one answers there, else started there (7233)
RELEASEWATCH_TEMPORAL_UI_PORT  port of the local Temporal's UI (the port above plus 1000)
RELEASEWATCH_TEMPORAL_UI_URL   address of the UI of a Temporal that is not ours
"""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import secrets
import signal
import socket
import sys
import textwrap
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

import httpx
from processes import Command, ProcessError, Processes
from temporalio.client import Client
from temporalio.envconfig import ClientConfig
from temporalio.service import RPCError

ROOT = Path(__file__).resolve().parent.parent
BACKEND = ROOT / "backend"
BIN = Path(sys.executable).parent
USER = "demo"
START_SECONDS = 60.0
ANSWER_SECONDS = 15.0
POLL_SECONDS = 0.1
UI_PORT_OFFSET = 1000
MAX_PORT = 65_536
# For this script and its tests: the server refuses what is no setting of its own.
NO_SETTINGS = re.compile(r"RELEASEWATCH_(PORT|TEMPORAL_PORT|TEMPORAL_UI_PORT|E2E_\w+)")
PROBLEM_LENGTH = 120
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class StackError(Exception):
    """Why the stack cannot start, as the one line to show."""


@dataclass(frozen=True)
class Temporal:
    """The Temporal in use: the environment that names it, its UI, and the ports to start it on if it is ours."""

    env: dict[str, str]
    ui_url: str | None
    ports: tuple[int, int] | None = None


def main() -> int:
    """Run until stopped by Ctrl-C or a signal, or until something dies."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--state", type=Path, default=ROOT / ".run", help="folder for secret, users and logs")
    state: Path = parser.parse_args().state.resolve()
    state.mkdir(mode=0o700, parents=True, exist_ok=True)
    status = 0
    try:
        asyncio.run(run_until_stopped(state))
    except* (StackError, ProcessError) as failed:
        print(failed.exceptions[0], file=sys.stderr)
        status = 1
    return status


async def run_until_stopped(state: Path) -> None:
    """Run the stack in a task that a signal cancels."""
    task = asyncio.create_task(run_stack(state))
    for number in STOP_SIGNALS:
        asyncio.get_running_loop().add_signal_handler(number, stop_once, task)
    await asyncio.wait([task])
    if not task.cancelled():
        task.result()


def stop_once(task: asyncio.Task[None]) -> None:
    """Cancel the task; an impatient second Ctrl-C must not interrupt the stopping."""
    for number in STOP_SIGNALS:
        asyncio.get_running_loop().add_signal_handler(number, lambda: None)
    print("Stopping ...", file=sys.stderr, flush=True)
    task.cancel()


async def run_stack(state: Path) -> None:
    """Start everything, say where it is, and keep it running."""
    async with Processes(state / "logs") as processes:
        await start(processes, state)


async def start(processes: Processes, state: Path) -> None:
    """Start what is needed, as much as possible at the same time, and print where it is once all of it answers."""
    port = port_from("RELEASEWATCH_PORT", 8000)
    require_free(port, "RELEASEWATCH_PORT")
    temporal = await choose_temporal()
    if temporal.ports and port in temporal.ports:
        raise StackError(f"Port {port} is wanted by Temporal too. Set RELEASEWATCH_PORT to another.")
    print("Starting ...", file=sys.stderr, flush=True)
    if temporal.ports:
        await start_temporal(processes, temporal.env, *temporal.ports)
    env = settings(state, temporal)
    password = await make_user(processes, state, env)
    serve = (BIN / "releasewatch", "serve", "--host", "127.0.0.1", "--port", str(port))
    await processes.start(Command("Releasewatch", serve, env, BACKEND))
    if temporal.ports:
        await wait_until_ready("Temporal", lambda: temporal_problem(env))
        await start_demo(processes, env)
    await wait_for_api(port)
    print(f"Dashboard: http://localhost:{port}")
    print(f"Sign in: {USER} / {password}")
    print(f"Temporal UI: {temporal.ui_url or 'set RELEASEWATCH_TEMPORAL_UI_URL for links'}", flush=True)


async def choose_temporal() -> Temporal:
    """Take the Temporal that TEMPORAL_ADDRESS names, else the one on this machine's usual port, else our own."""
    ui_url = os.environ.get("RELEASEWATCH_TEMPORAL_UI_URL")
    if address := os.environ.get("TEMPORAL_ADDRESS"):
        await require_temporal(dict(os.environ), f"TEMPORAL_ADDRESS is {address}, and no Temporal answers there")
        return Temporal(dict(os.environ), ui_url)
    port = port_from("RELEASEWATCH_TEMPORAL_PORT", 7233)
    ui_port = port_from("RELEASEWATCH_TEMPORAL_UI_PORT", port + UI_PORT_OFFSET)
    env = local_env(port)
    if is_free(port):
        require_free(ui_port, "RELEASEWATCH_TEMPORAL_UI_PORT")
        return Temporal(env, ui_url or f"http://localhost:{ui_port}", (port, ui_port))
    advice = "Set RELEASEWATCH_TEMPORAL_PORT to another"
    await require_temporal(env, f"Port {port} is in use, but no Temporal answers there. {advice}")
    return Temporal(env, ui_url or (None if is_free(ui_port) else f"http://localhost:{ui_port}"))


def local_env(port: int) -> dict[str, str]:
    """Return the environment that leads to a Temporal on this machine, whatever a profile of the user's says."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TEMPORAL_")}
    return kept | {
        "TEMPORAL_ADDRESS": f"localhost:{port}",
        "TEMPORAL_NAMESPACE": os.environ.get("TEMPORAL_NAMESPACE", "default"),
        "TEMPORAL_CONFIG_FILE": os.devnull,
    }


async def require_temporal(env: dict[str, str], complaint: str) -> None:
    """Go on only if a Temporal that was there before us answers."""
    if problem := await temporal_problem(env):
        raise StackError(f"{complaint} ({textwrap.shorten(problem, PROBLEM_LENGTH)}).")


async def start_temporal(processes: Processes, env: dict[str, str], port: int, ui_port: int) -> None:
    """Start Temporal's development server, with everything in memory."""
    server = (BIN / "temporal", "server", "start-dev", "--ip", "127.0.0.1", "--log-level", "error")
    where = ("--port", str(port), "--ui-port", str(ui_port), "--namespace", env["TEMPORAL_NAMESPACE"])
    await processes.start(Command("Temporal", server + where, env, ROOT))


async def start_demo(processes: Processes, env: dict[str, str]) -> None:
    """Start the demo's worker and the releases that it works on."""
    await processes.start(Command("Demo worker", (sys.executable, "-m", "releasewatch_demo.worker"), env, BACKEND))
    # Some releases are seconds away from the situation they show: nobody needs to wait for that.
    processes.run_beside(Command("Demo scenarios", (sys.executable, "-m", "releasewatch_demo.scenarios"), env, BACKEND))


def settings(state: Path, temporal: Temporal) -> dict[str, str]:
    """Return the environment of Releasewatch, with a secret that is made once and kept."""
    secret = state / "jwt-secret"
    if not secret.exists():
        write_private(secret, secrets.token_hex(32))
    ours = {"RELEASEWATCH_JWT_SECRET": secret.read_text(), "RELEASEWATCH_USERS_FILE": str(state / "users.toml")}
    # No load balancer is to be told before it stops.
    ours["RELEASEWATCH_DRAIN_TIME"] = "0"
    passed_on = {name: value for name, value in temporal.env.items() if not NO_SETTINGS.fullmatch(name)}
    return passed_on | ours | ({"RELEASEWATCH_TEMPORAL_UI_URL": temporal.ui_url} if temporal.ui_url else {})


async def make_user(processes: Processes, state: Path, env: dict[str, str]) -> str:
    """Make the one user, once, and return the password."""
    users, password = state / "users.toml", state / "password"
    if not (users.exists() and password.exists()):
        users.unlink(missing_ok=True)
        write_private(password, secrets.token_urlsafe(12))
        add = (BIN / "releasewatch", "user", "add", USER, "--role", "viewer", "--password-stdin")
        await processes.run(Command("User", add, env, BACKEND), password.read_text())
    return password.read_text()


def write_private(path: Path, text: str) -> None:
    """Write a file that only we may read, from its first moment on."""
    path.touch(mode=0o600)
    path.write_text(text)


async def wait_until_ready(name: str, ask: Callable[[], Awaitable[str | None]]) -> None:
    """Ask again and again until there is no problem any more."""
    deadline = time.monotonic() + START_SECONDS
    while problem := await ask():
        if time.monotonic() > deadline:
            raise StackError(f"{name} is not ready after {START_SECONDS:.0f} s: {problem}")
        await asyncio.sleep(POLL_SECONDS)


async def temporal_problem(env: dict[str, str]) -> str | None:
    """Ask Temporal through its SDK, as all who use it do."""
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            client = await Client.connect(**ClientConfig.load_client_connect_config(override_env_vars=env))
            await client.count_workflows("WorkflowId = 'devstack'")
    except TimeoutError:
        return f"silence for {ANSWER_SECONDS:.0f} s"
    except (RPCError, RuntimeError) as error:
        return str(error)
    return None


async def wait_for_api(port: int) -> None:
    """Wait until Releasewatch says that it is ready."""
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client:
        await wait_until_ready("Releasewatch", lambda: api_problem(client))


async def api_problem(client: httpx.AsyncClient) -> str | None:
    """Ask Releasewatch whether it is ready."""
    try:
        response = await client.get("/readyz")
    except httpx.TransportError as error:
        return str(error)
    return None if response.is_success else response.text


def port_from(variable: str, default: int) -> int:
    """Read a port from the environment."""
    text = os.environ.get(variable, str(default))
    if not (text.isdecimal() and 0 < int(text) < MAX_PORT):
        raise StackError(f"{variable} is {text!r}: it must be a port number.")
    return int(text)


def require_free(port: int, variable: str) -> None:
    """Go on only if the port can be listened on."""
    if not is_free(port):
        raise StackError(f"Port {port} is in use. Set {variable} to another: {variable}={port + 1} make run")


def is_free(port: int) -> bool:
    """Tell whether the port can be listened on."""
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


if __name__ == "__main__":
    code = main()
    # The threads of Temporal's SDK may crash a process that ends soon after it connected.
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)
