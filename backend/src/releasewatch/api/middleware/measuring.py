"""Measures every request for Prometheus."""

import time
from http import HTTPMethod

from starlette.types import ASGIApp, Message, Receive, Scope, Send
from typing_extensions import override

from releasewatch.api.middleware.base import HttpMiddleware
from releasewatch.services.operations.metrics import Metrics

# Stands for all other paths and methods: labels never grow with what clients make up.
_OTHER = "other"
_METHODS = frozenset(HTTPMethod)
_CLIENT_GONE = 499


class MetricsMiddleware(HttpMiddleware):
    """Measures each request from its headers to the end of its answer."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        super().__init__(app)
        self._metrics = metrics

    @override
    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        status = _CLIENT_GONE

        async def note_status(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = int(message["status"])
            await send(message)

        began = time.monotonic()
        with self._metrics.active_requests.track_inprogress():
            try:
                await self._app(scope, receive, note_status)
            finally:
                self._metrics.note_request(_method(scope), _route(scope), status, time.monotonic() - began)


def _method(scope: Scope) -> str:
    return str(scope["method"]) if scope["method"] in _METHODS else _OTHER


def _route(scope: Scope) -> str:
    return str(getattr(scope.get("route"), "path", _OTHER))
