"""One line in the log for every read of release data, however it ended."""

import asyncio
from http import HTTPStatus
from typing import Any

import structlog
from starlette.types import Message, Receive, Scope, Send
from typing_extensions import override

from releasewatch.api.middleware.base import HttpMiddleware

logger = structlog.get_logger(__name__)

CANCELLED = "cancelled"
_API = "/api/"
# Everything else under /api is audited, so that a new route cannot be forgotten.
_NOT_RELEASE_DATA = ("/api/auth/", "/api/meta", "/api/schemas/")


class AuditMiddleware(HttpMiddleware):
    """Writes the line when the answer is complete, refused, failed or given up."""

    @override
    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not _is_audited(scope["path"]):
            await self._app(scope, receive, send)
            return
        watch = _Watch(send)
        try:
            await self._app(scope, receive, watch)
        except asyncio.CancelledError:
            watch.outcome = CANCELLED
            raise
        except Exception:  # only to note it: it is raised again
            watch.outcome = HTTPStatus.INTERNAL_SERVER_ERROR.value
            raise
        finally:
            logger.info("read", **_describe(scope), outcome=watch.outcome)


class _Watch:
    """Notes the status of the answer on its way out."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.outcome: int | str = CANCELLED

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.outcome = int(message["status"])
        await self._send(message)


def _is_audited(path: str) -> bool:
    return path.startswith(_API) and not path.startswith(_NOT_RELEASE_DATA)


def _describe(scope: Scope) -> dict[str, Any]:
    """Who asked for what. The request id, the time and the address are on every line of a request."""
    caller = scope["state"].get("caller")
    route = scope.get("route")
    parameters = scope.get("path_params", {})
    return {
        "subject": caller.username if caller else None,
        "role": caller.role.value if caller else None,
        "credential": caller.credential_id if caller else None,
        "action": route.name if route else "unknown",
        "entity": parameters.get("entity_id") or parameters.get("release_id") or scope["state"].get("compared"),
    }
