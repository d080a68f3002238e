"""Traces of requests, which FastAPI makes where OpenTelemetry's variables ask for them."""

from collections.abc import MutableMapping
from typing import Any

from fastapi.telemetry import TelemetryConfig
from opentelemetry import trace
from starlette.types import Receive, Scope, Send
from typing_extensions import override

from releasewatch.api.middleware.base import HttpMiddleware

# Probes and Prometheus ask for them every few seconds.
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


class RedactQueryMiddleware(HttpMiddleware):
    """Keeps query strings out of spans: people put tokens there, though those are not accepted."""

    @override
    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope.get("query_string"):
            trace.get_current_span().set_attribute("url.query", "REDACTED")
        await self._app(scope, receive, send)
