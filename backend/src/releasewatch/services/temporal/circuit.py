"""A circuit breaker: fails calls at once while Temporal is unreachable, and probes until it is back."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from contextvars import Context
from datetime import UTC, datetime

import structlog

from releasewatch.core.errors import TemporalError, TemporalTimeoutError, TemporalUnreachableError

logger = structlog.get_logger(__name__)


class Circuit:
    """Open while nothing at all gets through to Temporal.

    When a call gets no answer and no other has succeeded since that one began, a probe finds out whether Temporal is
    silent or only one workflow. If the probe gets no answer either, the circuit opens, and probes on until there is
    one. No caller waits for that.
    """

    def __init__(self, probe: Callable[[], Awaitable[None]], *, pause_seconds: float = 0.25) -> None:
        """Ask with `probe`, which raises a `TemporalError` where Temporal does not answer, after a pause each time."""
        self._probe = probe
        self._pause_seconds = pause_seconds
        self._probing: asyncio.Task[None] | None = None
        self._answered_at = 0.0
        self.is_open = False
        self.lost_at: datetime | None = None
        self.refused = 0

    def require(self) -> None:
        """Raise `TemporalUnreachableError` while the circuit is open."""
        if self.is_open:
            self.refused += 1
            raise TemporalUnreachableError("There is no connection to Temporal. The server keeps trying to connect.")

    @contextmanager
    def watch(self, *, in_vain: tuple[type[TemporalError], ...]) -> Iterator[None]:
        """Learn from one call; the errors of `in_vain` mean that Temporal did not answer."""
        began = asyncio.get_running_loop().time()
        try:
            yield
        except in_vain:
            if self._answered_at < began:
                self._suspect()
            raise
        except (TemporalUnreachableError, TemporalTimeoutError):
            raise
        except TemporalError:
            self._answered()
            raise
        self._answered()

    async def close(self) -> None:
        """Stop probing."""
        if self._probing:
            self._probing.cancel()
            await asyncio.wait([self._probing])

    def _answered(self) -> None:
        self._answered_at = asyncio.get_running_loop().time()

    def _suspect(self) -> None:
        if self._probing is None or self._probing.done():
            # A context of its own, or its log lines would carry the id of the request that failed.
            self._probing = asyncio.create_task(self._probe_until_answered(), context=Context())
            self._probing.add_done_callback(_log_failure)

    async def _probe_until_answered(self) -> None:
        try:
            while not await self._is_answered():
                self._open()
                await asyncio.sleep(self._pause_seconds)
        finally:
            # Also when the probe broke: without it, only the calls themselves can find out.
            was_open, self.is_open = self.is_open, False
        if was_open:
            logger.info("temporal_reachable")

    def _open(self) -> None:
        if not self.is_open:
            self.is_open = True
            self.lost_at = datetime.now(UTC)
            logger.warning("temporal_unreachable")

    async def _is_answered(self) -> bool:
        try:
            await self._probe()
        except (TemporalUnreachableError, TemporalTimeoutError):
            return False
        except TemporalError:
            pass
        self._answered()
        return True


def _log_failure(probing: asyncio.Task[None]) -> None:
    """Log a broken probe, which no caller awaits."""
    if not probing.cancelled() and (error := probing.exception()):
        logger.error("temporal_probe_failed", exc_info=error)
