"""Runs a handful of processes together: each with its own log, all stopped in order, none outliving the rest."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import signal
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

GRACE_SECONDS = 8.0
TAIL_LINES = 15
# Where there is setpriv (Linux), the kernel stops the processes even if we are killed and cannot.
TIED_TO_US = ("setpriv", "--pdeathsig", "TERM", "--") if shutil.which("setpriv") else ()


class ProcessError(Exception):
    """A process ended that should not have; the text says which, how, and what it said last."""


@dataclass(frozen=True)
class Command:
    """What to start, where, and under which name to speak of it."""

    name: str
    arguments: tuple[str | Path, ...]
    env: Mapping[str, str]
    folder: Path


class Processes:
    """The processes of one run: leaving the `async with` waits until one of them dies, then stops all."""

    def __init__(self, logs: Path) -> None:
        """Keep one log per process in the folder `logs`."""
        self._logs = logs
        self._started: list[Process] = []
        self._watchers = asyncio.TaskGroup()

    async def __aenter__(self) -> Self:
        """Begin to watch."""
        self._logs.mkdir(mode=0o700, exist_ok=True)
        await self._watchers.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Wait for a death, unless there was an error or a cancellation, and stop everything, the last one first."""
        try:
            await self._watchers.__aexit__(kind, error, trace)
        finally:
            for process in reversed(self._started):
                await _stop(process)

    async def start(self, command: Command) -> None:
        """Start a process that is to run until it is stopped."""
        process = await self._spawn(command, DEVNULL)
        self._watchers.create_task(self._fail_when_ended(command, process))

    async def run(self, command: Command, text: str = "") -> None:
        """Run a process to its end, with `text` as its input."""
        process = await self._spawn(command, PIPE)
        await process.communicate(text.encode())
        if process.returncode != 0:
            raise self._error(command, process)

    def run_beside(self, command: Command) -> None:
        """Run a process to its end while the others go on."""
        self._watchers.create_task(self.run(command))

    async def _spawn(self, command: Command, stdin: int) -> Process:
        with self._log(command).open("wb") as log:
            process = await asyncio.create_subprocess_exec(
                *TIED_TO_US,
                *command.arguments,
                env=command.env,
                cwd=command.folder,
                stdin=stdin,
                stdout=log,
                stderr=log,
                # Its own session: a Ctrl-C at the terminal reaches only us, and we stop all in order.
                start_new_session=True,
            )
        self._started.append(process)
        return process

    async def _fail_when_ended(self, command: Command, process: Process) -> None:
        await process.wait()
        raise self._error(command, process)

    def _error(self, command: Command, process: Process) -> ProcessError:
        log = self._log(command)
        tail = log.read_text(errors="replace").splitlines()[-TAIL_LINES:]
        said = "".join(f"\n  {line}" for line in tail) or " nothing"
        return ProcessError(f"{command.name} ended {_how(process.returncode or 0)}. Its last words, from {log}:{said}")

    def _log(self, command: Command) -> Path:
        return self._logs / f"{command.name.lower().replace(' ', '-')}.log"


async def _stop(process: Process) -> None:
    if process.returncode is None:
        process.terminate()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(GRACE_SECONDS):
                await process.wait()
    # Whatever is left of it, its own children included.
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    await process.wait()


def _how(code: int) -> str:
    return f"by {signal.Signals(-code).name}" if code < 0 else f"with exit code {code}"
