"""The path that all addresses begin with: taken off requests, and told to those who write addresses."""

from collections.abc import Sequence

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send
from typing_extensions import override

from releasewatch.api.middleware.base import HttpMiddleware
from releasewatch.api.middleware.origins import is_proxied
from releasewatch.core.config import is_base_path


class BasePathMiddleware(HttpMiddleware):
    """Outermost, so that everybody else sees the paths of a server that has its host for itself.

    A request without the path is served too: probes come straight to the server, and some proxies take it off.
    """

    def __init__(self, app: ASGIApp, base_path: str, trusted_proxies: Sequence[str]) -> None:
        super().__init__(app)
        self._base_path = base_path
        self._trusted_proxies = trusted_proxies

    @override
    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        taken_off = self._taken_off_by_proxy(scope)
        path = scope["path"]
        if taken_off is None and (path == self._base_path or path.startswith(f"{self._base_path}/")):
            path = path.removeprefix(self._base_path) or "/"
        scope["path"] = path
        scope.setdefault("state", {})["base_path"] = self._base_path if taken_off is None else taken_off
        await self._app(scope, receive, send)

    def _taken_off_by_proxy(self, scope: Scope) -> str | None:
        said = Headers(scope=scope).get("x-forwarded-prefix", "").rstrip("/")
        return said if is_base_path(said) and is_proxied(scope, self._trusted_proxies) else None


def base_path(scope: Scope) -> str:
    """What all addresses begin with for the client: empty, or with a slash at its beginning alone."""
    return str(scope["state"]["base_path"])
