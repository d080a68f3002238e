"""Runs the app under uvicorn: within bounds, and without dropping requests when it stops."""

import asyncio
import signal
import socket
import time
from collections.abc import Callable
from types import FrameType

import structlog
import uvicorn
from fastapi import FastAPI
from typing_extensions import override

from releasewatch.core.config import Settings
from releasewatch.server.connections import BoundedProtocol

logger = structlog.get_logger(__name__)

GRACEFUL_SECONDS = 10
# Requests are done by then. Exporting spans to an unresponsive collector would take ten seconds a batch.
CLOSING_SECONDS = GRACEFUL_SECONDS + 0.5
_LAST = (b"connection", b"close")


def server_config(app: FastAPI, settings: Settings) -> uvicorn.Config:
    """How uvicorn is set up."""
    return uvicorn.Config(
        app,
        http=BoundedProtocol,
        # Our own formatter prints uvicorn's lines too; the audit line replaces its access log.
        log_config=None,
        access_log=False,
        server_header=False,
        ws="none",
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=list(settings.trusted_proxies),
        timeout_keep_alive=settings.keep_alive,
        timeout_graceful_shutdown=GRACEFUL_SECONDS,
    )


class Server(uvicorn.Server):
    """Told to stop, it first says so in `/readyz` and goes on, so that load balancers can turn away in time.

    From then on each answer is its connection's last, so that none is in use when the port closes.
    """

    def __init__(
        self,
        config: uvicorn.Config,
        *,
        drain_time: float,
        announce: Callable[[], None],
        closing_seconds: float = CLOSING_SECONDS,
    ) -> None:
        """Go on for `drain_time` seconds after `announce` was called, then close within `closing_seconds`."""
        super().__init__(config)
        self._closing_seconds = closing_seconds
        self._drain_time = drain_time
        self._announce = announce
        self._leaves_at: float | None = None

    @override
    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        # Ctrl-C means now, and so does a second signal.
        if sig == signal.SIGINT or self._leaves_at is not None or not self.started:
            super().handle_exit(sig, frame)
            return
        self._leaves_at = time.monotonic() + self._drain_time
        self._end_connections()
        self._announce()

    @override
    async def on_tick(self, counter: int) -> bool:
        is_drained = self._leaves_at is not None and time.monotonic() >= self._leaves_at
        return await super().on_tick(counter) or is_drained

    def _end_connections(self) -> None:
        """Have every answer from now on say that it is the last on its connection."""
        if _LAST not in self.config.encoded_headers:
            # uvicorn makes its default headers from these, once a second.
            self.config.encoded_headers.append(_LAST)
            self.server_state.default_headers = [*self.server_state.default_headers, _LAST]

    @override
    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._end_connections()
        # Let uvicorn read what has arrived, so that it is answered.
        await asyncio.sleep(0)
        try:
            async with asyncio.timeout(self._closing_seconds):
                await super().shutdown(sockets)
        except TimeoutError:
            logger.warning("ended_early", hint="does the collector of traces answer?")
            # Otherwise uvicorn would report that the app does not support the lifespan protocol.
            self.lifespan.shutdown_failed = True
