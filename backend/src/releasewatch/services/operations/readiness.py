"""Whether the server can do its work, asked of Temporal at most once a second."""

import asyncio
import time
from collections.abc import Awaitable, Callable

from releasewatch.core.errors import AppError, ShuttingDownError, TemporalTimeoutError

MAX_AGE_SECONDS = 1.0


class Readiness:
    """One check serves all probes of the same second, however many load balancers there are."""

    def __init__(
        self, check: Callable[[], Awaitable[None]], *, deadline: float, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._check = check
        self._deadline = deadline
        self._now = now
        self._lock = asyncio.Lock()
        self._checked_at: float | None = None
        self._problem: AppError | None = None
        self._is_stopping = False

    def stop(self) -> None:
        """Answer from now on that the server is about to stop."""
        self._is_stopping = True

    async def require(self) -> None:
        """Return when all is well, or raise what is wrong."""
        if self._is_stopping:
            raise ShuttingDownError("The server is about to stop. Ask another one.")
        async with self._lock:
            if self._checked_at is None or self._now() - self._checked_at > MAX_AGE_SECONDS:
                self._problem = await self._ask()
                self._checked_at = self._now()
        if self._problem:
            raise self._problem.with_traceback(None)

    async def _ask(self) -> AppError | None:
        try:
            async with asyncio.timeout(self._deadline):
                await self._check()
        except TimeoutError:
            return TemporalTimeoutError("Temporal did not answer in time.")
        except AppError as error:
            return error
        return None
