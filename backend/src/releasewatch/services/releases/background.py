"""Reads the list while nobody looks, so that what monitoring is told of releases stays young."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Protocol

import structlog

from releasewatch.core.errors import TemporalError
from releasewatch.services.releases.census import Census

logger = structlog.get_logger(__name__)


class CountedList(Protocol):
    """What this needs of the list."""

    @property
    def census(self) -> Census | None:
        """What was last read, for a viewer or here; None until it was read."""

    async def look(self) -> None:
        """Read the list."""


class BackgroundReads:
    """Reads the list whenever it has not been read for a while. What viewers read is not read again."""

    def __init__(self, releases: CountedList, *, seconds: float, observe: Callable[[str], None]) -> None:
        """Let the list get `seconds` old; `observe` is told how each read ended: `ok` or an error code."""
        self._releases = releases
        self._seconds = seconds
        self._observe = observe

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Read on until the end of the block."""
        reading = asyncio.create_task(self._read_on())
        reading.add_done_callback(_log_failure)
        try:
            yield
        finally:
            reading.cancel()
            await asyncio.wait([reading])

    async def _read_on(self) -> None:
        while True:
            due_in = self._due_in()
            if due_in <= 0:
                await self._read()
                # Also after a failure: Temporal has enough to do then.
                due_in = self._seconds
            await asyncio.sleep(due_in)

    def _due_in(self) -> float:
        census = self._releases.census
        if census is None:
            return 0.0
        age = (datetime.now(UTC) - census.read_at).total_seconds()
        return min(self._seconds, self._seconds - age)

    async def _read(self) -> None:
        outcome = "ok"
        try:
            await self._releases.look()
        except TemporalError as error:
            outcome = error.code
        self._observe(outcome)


def _log_failure(reading: asyncio.Task[None]) -> None:
    """Log what ended the reading, which nobody awaits: the metrics stand still from then on."""
    if not reading.cancelled() and (error := reading.exception()):
        logger.error("background_read_failed", exc_info=error)
