"""What surrounds every request: its id, the audit line, the security headers and the limits."""

import re
import secrets
from collections.abc import Sequence

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from typing_extensions import override

from releasewatch.api.errors import answer
from releasewatch.api.middleware.base import HttpMiddleware
from releasewatch.core.errors import AppError, BodyTooLargeError, HostNotAllowedError
from releasewatch.core.logging import request_context

logger = structlog.get_logger(__name__)

REQUEST_ID_HEADER = "X-Request-ID"
MAX_BODY_BYTES = 64 * 1024

_REQUEST_ID = re.compile(r"[A-Za-z0-9-]{1,64}")
POLICY_HEADER = "Content-Security-Policy"
POLICY_WITHOUT_TRUSTED_TYPES = "; ".join(  # noqa: FLY002 - one directive a line
    (
        "default-src 'none'",
        "script-src 'self'",
        # The hash is the empty string's: the dashboard's style library adds empty tags and fills them by script.
        "style-src 'self' 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='",
        "style-src-attr 'none'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
_STRICT_POLICY = f"{POLICY_WITHOUT_TRUSTED_TYPES}; require-trusted-types-for 'script'; trusted-types 'none'"
_SECURITY_HEADERS = {
    POLICY_HEADER: _STRICT_POLICY,
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
_ONE_YEAR = "max-age=31536000; includeSubDomains"
# Reads its body itself, once it knows who sends it: exported trees are large.
_LARGE_BODY_PATH = "/api/compare/trees"
# Probes and Prometheus address a server by its bare IP address. These paths need a token or reveal nothing.
_ANY_HOST_PATHS = frozenset({"/livez", "/readyz", "/metrics"})


class RequestContextMiddleware(HttpMiddleware):
    """Outermost: names the request, sets the headers every answer has, and lets no exception out unanswered."""

    @override
    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        request_id = _choose_request_id(Headers(scope=scope).get(REQUEST_ID_HEADER))
        scope.setdefault("state", {})["request_id"] = request_id
        sender = _Sender(scope, send)
        with request_context(request_id=request_id, ip=client_ip(scope)):
            try:
                await self._app(scope, receive, sender)
            except Exception:  # the last fence: whatever it is, the caller gets an id and the log gets the rest
                logger.exception("unexpected_error", method=scope["method"], path=scope["path"])
                if sender.started:
                    raise
                error = AppError("Something went wrong here. The server's log has more under the request id.")
                await answer(error, request_id)(scope, receive, sender)


class _Sender:
    """Adds the headers every answer has, and knows whether an answer has begun."""

    def __init__(self, scope: Scope, send: Send) -> None:
        self._scope = scope
        self._send = send
        self.started = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.started = True
            request_id, is_secure = self._scope["state"]["request_id"], self._scope["scheme"] == "https"
            set_headers(MutableHeaders(raw=message["headers"]), request_id, is_secure=is_secure)
        await self._send(message)


class LimitsMiddleware(HttpMiddleware):
    """Refuses foreign host names and large bodies before anything looks at them."""

    def __init__(self, app: ASGIApp, allowed_hosts: Sequence[str]) -> None:
        super().__init__(app)
        self._allowed_hosts = [host.lower() for host in allowed_hosts]

    @override
    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        try:
            self._check_host(scope, headers.getlist("host"))
            has_body = "content-length" in headers or "transfer-encoding" in headers
            if has_body and scope["path"].removesuffix("/") != _LARGE_BODY_PATH:
                # Who announces too much need not send it.
                _check_size(int(headers.get("content-length", 0)))
                receive = await _read_whole_body(receive)
        except AppError as error:
            await answer(error, scope["state"]["request_id"])(scope, receive, send)
            return
        except ClientDisconnect:
            # The client is gone.
            return
        await self._app(scope, receive, send)

    def _check_host(self, scope: Scope, hosts: list[str]) -> None:
        # HTTP/1.0 knows no such header, and no browser, which could be misled, speaks it.
        is_old = scope["http_version"] == "1.0" and not hosts
        is_for_machines = scope["path"].removesuffix("/") in _ANY_HOST_PATHS
        if is_for_machines or is_old or (len(hosts) == 1 and self._is_ours(host_name(hosts[0]))):
            return
        raise HostNotAllowedError("This server is not known by that host name: see RELEASEWATCH_ALLOWED_HOSTS.")

    def _is_ours(self, name: str) -> bool:
        return any(_matches(pattern, name) for pattern in self._allowed_hosts)


class RoutesMiddleware(HttpMiddleware):
    """Answers HEAD as GET without its body, and a path with a trailing slash as without: routes know neither."""

    @override
    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_head = scope["method"] == "HEAD"
        routed = {**scope, "method": "GET" if is_head else scope["method"]}
        routed["path"] = scope["path"].removesuffix("/") or "/"

        async def send_head(message: Message) -> None:
            if message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        try:
            await self._app(routed, receive, send_head if is_head else send)
        finally:
            # Middleware further out reads the route.
            scope.update({**routed, "method": scope["method"], "path": scope["path"]})


def host_name(host: str) -> str:
    """The name in a Host header, without the port and a trailing dot."""
    name = host if host.endswith("]") else re.sub(r":\d*$", "", host)
    return name.lower().removesuffix(".")


def client_ip(scope: Scope) -> str | None:
    """The address the request came from."""
    return scope["client"][0] if scope.get("client") else None


def _matches(pattern: str, name: str) -> bool:
    if pattern == "*":
        return True
    return name.endswith(pattern[1:]) if pattern.startswith("*.") else name == pattern


def _check_size(size: int) -> None:
    if size > MAX_BODY_BYTES:
        raise BodyTooLargeError(f"The body of a request may have at most {MAX_BODY_BYTES} bytes.")


async def _read_whole_body(receive: Receive) -> Receive:
    """Read the body up to the limit, and give back a `receive` that tells it again."""
    messages: list[Message] = []
    size = 0
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        messages.append(message)
        size += len(message.get("body", b""))
        _check_size(size)
        more = message.get("more_body", False)
    pending = iter(messages)

    async def tell_again() -> Message:
        message = next(pending, None)
        return await receive() if message is None else message

    return tell_again


def new_request_id() -> str:
    """A fresh id, for a request that has none."""
    return secrets.token_hex(8)


def _choose_request_id(offered: str | None) -> str:
    return offered if offered and _REQUEST_ID.fullmatch(offered) else new_request_id()


def set_headers(headers: MutableHeaders, request_id: str, *, is_secure: bool) -> None:
    """Set the headers that every answer has."""
    headers[REQUEST_ID_HEADER] = request_id
    for name, value in _SECURITY_HEADERS.items():
        headers.setdefault(name, value)
    headers.setdefault("Cache-Control", "no-store")
    if headers.get("content-type", "").startswith("text/html"):
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
    if is_secure:
        headers["Strict-Transport-Security"] = _ONE_YEAR
