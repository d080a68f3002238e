"""Traces of requests, which FastAPI makes where OpenTelemetry's variables ask for them."""

from collections.abc import MutableMapping
from typing import Any

from fastapi.telemetry import TelemetryConfig
from opentelemetry import trace
from starlette.types import ASGIApp, Receive, Scope, Send

# Asked every few seconds by machines.
_NOT_TRACED = frozenset({"/livez", "/readyz", "/metrics"})


def _is_not_traced(scope: MutableMapping[str, Any]) -> bool:
    return scope["path"] in _NOT_TRACED


TELEMETRY = TelemetryConfig(
    auto_configure=True,
    # Prometheus has the measurements; logs go to standard output, where nothing sent by a client is in them.
    metrics=False,
    logs=False,
    operation_spans=False,
    exclude=_is_not_traced,
)


class UnspokenQueryMiddleware:
    """Keeps query strings out of spans: people put tokens there, though it signs nobody in. Plain ASGI."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap the app."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope.get("query_string"):
            trace.get_current_span().set_attribute("url.query", "REDACTED")
        await self._app(scope, receive, send)
