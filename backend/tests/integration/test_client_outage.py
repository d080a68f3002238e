"""`releasewatch wait` while Temporal itself is killed and comes back with all it knew."""

import os
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from pathlib import Path

import pytest
from temporalio.client import Client
from temporalio.service import RPCError

from client_fixtures import Terminal, add_script_token
from integration.test_process import BIN, Program, running
from patience import eventually
from ports import free_ports
from releasewatch.core.config import Settings
from rollout import rolled_out
from served import served

Start = Callable[[], AbstractAsyncContextManager[Program]]


@pytest.fixture
def mortal(tmp_path: Path) -> tuple[str, Start]:
    """The address of a Temporal with its data in a file, and how to start it there, again and again."""
    port, ui_port = free_ports(2)
    words: tuple[str | Path, ...] = (
        *(BIN / "temporal", "server", "start-dev", "--headless", "--log-level", "never"),
        *("--port", str(port), "--ui-port", str(ui_port), "--db-filename", tmp_path / "temporal.db"),
    )
    return f"127.0.0.1:{port}", lambda: running(words, port, dict(os.environ))


async def connected(address: str) -> Client:
    """A client of a server that may be starting still."""
    found: list[Client] = []

    async def connects() -> bool:
        try:
            found.append(await Client.connect(address))
        except (RuntimeError, RPCError):
            return False
        return await answers(found[0])

    await eventually(connects)
    return found[0]


async def answers(client: Client) -> bool:
    try:
        await client.count_workflows()
    except RPCError:
        return False
    return True


async def test_a_wait_outlives_temporal(
    mortal: tuple[str, Start], settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address, start = mortal
    monkeypatch.setenv("TEMPORAL_ADDRESS", address)
    token = add_script_token(settings)
    async with AsyncExitStack() as servers:
        first = await servers.enter_async_context(start())
        client = await connected(address)
        async with rolled_out(client) as rollout, served(settings.model_copy(update={"poll_interval": 0.5})) as site:
            terminal = Terminal(tmp_path / "home", site.address, token)
            async with terminal.started("wait", rollout.release_id, "--fail-fast", "--grace", "0s") as command:
                await command.until_said("In progress")
                first.process.kill()
                await first.process.wait()
                await command.until_said("Trying again.")
                await servers.enter_async_context(start())
                await eventually(lambda: answers(client))
                await rollout.finish()
                ended = await command.ended()
    assert (ended.status, ended.last_line.startswith("Succeeded: ")) == (0, True)
