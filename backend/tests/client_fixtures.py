"""The command line as people and scripts run it: in a process of its own, against a server behind a port."""

import asyncio
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from app_fixtures import script_token
from patience import PATIENCE
from releasewatch.core.config import Settings
from releasewatch.core.security import make_script_token
from releasewatch.services.auth.users_file import read_accounts, write_accounts

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
