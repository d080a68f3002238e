"""The command line as people and scripts run it: in a process of its own, against a server behind a port."""

import asyncio
import os
import pty
import sys
import termios
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from temporalio.client import Client

from app_fixtures import script_token
from patience import PATIENCE, eventually
from releasewatch.core.config import Settings
from releasewatch.core.security import make_script_token
from releasewatch.services.auth.users_file import read_accounts, write_accounts
from rollout import Rollout, rolled_out
from served import served
from temporal_proxy import TemporalProxy

COMMAND = Path(sys.executable).with_name("releasewatch")


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    status: int
    output: str
    errors: str

    @property
    def last_line(self) -> str:
        return self.output.splitlines()[-1]


@dataclass
class Started:
    """A command under way, and what it has said on standard error so far."""

    process: Process
    said: str = field(default="")

    async def until_said(self, words: str) -> None:
        assert self.process.stderr
        while words not in self.said:
            try:
                line = await asyncio.wait_for(self.process.stderr.readline(), PATIENCE)
            except TimeoutError:
                line = b""
            assert line, f"{words!r} never came, but: {self.said}"
            self.said += line.decode()

    async def ended(self) -> Ended:
        try:
            output, errors = await asyncio.wait_for(self.process.communicate(), PATIENCE)
        except TimeoutError as error:
            raise AssertionError(f"it never ended, having said: {self.said}") from error
        assert self.process.returncode is not None
        return Ended(self.process.returncode, output.decode(), self.said + errors.decode())


@dataclass(frozen=True)
class Terminal:
    """Somebody's terminal or CI job: a home of its own, and a token for the server."""

    home: Path
    url: str
    token: str

    @property
    def environment(self) -> dict[str, str]:
        ours = {"RELEASEWATCH_URL": self.url, "RELEASEWATCH_TOKEN": self.token}
        return os.environ | {"XDG_CONFIG_HOME": str(self.home)} | {name: each for name, each in ours.items() if each}

    @asynccontextmanager
    async def started(self, *words: str, **environment: str) -> AsyncIterator[Started]:
        process = await asyncio.create_subprocess_exec(
            COMMAND, *words, env=self.environment | environment, stdin=PIPE, stdout=PIPE, stderr=PIPE
        )
        try:
            yield Started(process)
        finally:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()

    async def run(self, *words: str, typed: str = "", **environment: str) -> Ended:
        async with self.started(*words, **environment) as command:
            assert command.process.stdin
            command.process.stdin.write(typed.encode())
            return await command.ended()


@dataclass
class Screen:
    """What a command has shown at a terminal, and the terminal's other end."""

    process: Process
    end: int
    shown: str = field(default="")

    def type(self, words: str) -> None:
        os.write(self.end, words.encode())

    def resize(self, columns: int, lines: int) -> None:
        termios.tcsetwinsize(self.end, (lines, columns))

    async def until_shown(self, words: str) -> None:
        await eventually(lambda: self._shows(words))

    async def _shows(self, words: str) -> bool:
        # Nothing yet, or nothing more.
        with suppress(OSError):
            self.shown += os.read(self.end, 65_536).decode(errors="replace")
        return words in self.shown


@asynccontextmanager
async def at_screen(terminal: Terminal, *words: str, **environment: str) -> AsyncIterator[Screen]:
    """Run a command at a pseudo-terminal."""
    ours, theirs = pty.openpty()
    process = await asyncio.create_subprocess_exec(
        COMMAND,
        *words,
        env=terminal.environment | {"TERM": "xterm", "COLUMNS": "80", "LINES": "30"} | environment,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        # Without a session of its own its prompts would go to the terminal of the test run.
        start_new_session=True,
    )
    os.close(theirs)
    os.set_blocking(ours, False)
    try:
        yield Screen(process, ours)
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()
        os.close(ours)


@pytest.fixture
async def rollout(client: Client) -> AsyncIterator[Rollout]:
    async with rolled_out(client) as rollout:
        yield rollout


@pytest.fixture
async def terminal(
    settings: Settings, rollout: Rollout, wire: TemporalProxy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Terminal]:
    """A CI job with a token, beside a server that lists one release and is asked every half second."""
    monkeypatch.setenv("TEMPORAL_ADDRESS", wire.address)
    token = add_script_token(settings)
    ours = {"release_query": f"WorkflowId = '{rollout.release_id}'", "poll_interval": 0.5}
    async with served(settings.model_copy(update=ours)) as site:
        yield Terminal(tmp_path / "home", site.address, token)


def add_script_token(settings: Settings, name: str = "ci") -> str:
    """A token for a script, in the users file."""
    token = make_script_token()
    accounts = read_accounts(settings.users_file)
    write_accounts(settings.users_file, accounts.model_copy(update={"tokens": {name: script_token(token)}}))
    return token


def revoke_script_tokens(settings: Settings) -> None:
    """Take all tokens for scripts out of the users file."""
    accounts = read_accounts(settings.users_file)
    write_accounts(settings.users_file, accounts.model_copy(update={"tokens": {}}))
