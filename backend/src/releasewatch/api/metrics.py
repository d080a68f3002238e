"""Measurements for Prometheus: taken around every request, and told to administrators."""

import time
from http import HTTPMethod, HTTPStatus

from fastapi import APIRouter, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from releasewatch.api.dependencies import Admin, AppState
from releasewatch.api.errors import problems
from releasewatch.core.errors import NotAllowedError, NotAuthenticatedError, UsersUnavailableError
from releasewatch.services.operations.metrics import Metrics

router = APIRouter(tags=["Health"])

# Whatever else is asked for: labels never grow with what clients make up.
_OTHER = "other"
_METHODS = frozenset(HTTPMethod)
_CLIENT_GONE = 499


class MetricsMiddleware:
    """Measures each request from its headers to the end of its answer. Plain ASGI."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        """Wrap the app, and note into `metrics`."""
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
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


@router.get(
    "/metrics",
    response_class=Response,
    responses={
        **problems(NotAuthenticatedError, NotAllowedError, UsersUnavailableError),
        int(HTTPStatus.OK): {"content": {"text/plain": {"schema": {"type": "string"}}}},
    },
)
async def get_metrics(_: Admin, state: AppState) -> Response:
    """Measurements in Prometheus's text format. For admins: a script token of that role will do."""
    return Response(generate_latest(state.metrics.registry), media_type=CONTENT_TYPE_LATEST)
