"""uvicorn's HTTP protocol with deadlines and limits for each connection."""

import asyncio
import re
import time
from typing import Any

import httptools
from starlette.datastructures import MutableHeaders
from typing_extensions import override
from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle
from uvicorn.server import ServerState

from releasewatch.api.errors import answer
from releasewatch.api.middleware.limits import new_request_id, set_headers
from releasewatch.core.errors import AppError, BadRequestError, HeadersTooLargeError, RequestTimeoutError
from releasewatch.server.transports import LingeringTransport

RECEIVE_SECONDS = 10.0
SEND_SECONDS = 30.0
# How long a stopping server waits for the first request of a new connection: it may be on its way.
FIRST_REQUEST_SECONDS = 1.0
MAX_HEADER_BYTES = 16 * 1024
MAX_WAITING = 500
_WHOLE_ADDRESS = re.compile(rb"[^:/?#]+://(?:[^/?#]*@)?(?P<host>[^/?#@]*)(?P<rest>.*)")


class BoundedProtocol(HttpToolsProtocol):
    """Ends a connection whose request does not arrive, whose answer is not read, or that is idle while others wait.

    Middleware cannot: it is called when the headers are complete, and uvicorn itself waits for ever.
    It also reads what uvicorn's parser gives up on: requests that offer another protocol, and whole addresses.
    """

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._receive_timer: asyncio.TimerHandle | None = None
        self._send_timer: asyncio.TimerHandle | None = None
        self._in_head = True
        self._head_bytes = 0
        self.waiting_since = time.monotonic()

    @property
    def is_waiting(self) -> bool:
        """Whether nothing is being done for this client: it has asked nothing yet, or nothing again."""
        cycle: RequestResponseCycle | None = self.cycle
        return cycle is None or cycle.response_complete

    @property
    def is_amid_request(self) -> bool:
        """Whether a request has begun to arrive, and is not complete."""
        return self._head_bytes > 0 or not self._in_head

    # asyncio's base class knows no kind of transport; uvicorn, whose protocol this is, names the same one.
    @override
    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.transport = LingeringTransport(transport, lambda: self.is_amid_request)  # type: ignore[assignment]
        self._await_request()
        self._make_room()

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self._stop_receive_timer()
        self._stop_send_timer()

    @override
    def data_received(self, data: bytes) -> None:
        if self._in_head and self._head_bytes + len(data) > MAX_HEADER_BYTES:
            # Feed the parser no more than the limit: it would buffer a header of any length.
            head = MAX_HEADER_BYTES - self._head_bytes + 1
            self._feed(data[:head])
            data = data[head:]
        self._feed(data)

    def _feed(self, data: bytes) -> None:
        if self.transport.is_closing():
            return
        self._head_bytes += len(data) if self._in_head else 0
        self._unset_keepalive_if_required()
        self._parse(data)
        if self._in_head and self._head_bytes > MAX_HEADER_BYTES:
            self._refuse(HeadersTooLargeError(f"The headers may have at most {MAX_HEADER_BYTES} bytes."))
        elif self.is_waiting and self.timeout_keep_alive_task is None:
            # Line breaks before a request stop uvicorn's own timer without beginning one.
            self._await_request()

    def _parse(self, data: bytes) -> None:
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade as upgrade:
            self._parse_as_plain(data[upgrade.args[0] :])
        except httptools.HttpParserError:
            self._refuse(BadRequestError("The request cannot be read."))

    def _parse_as_plain(self, rest: bytes) -> None:
        """Read a request that offers another protocol, such as `h2c`, again as if it did not.

        A server may ignore the offer, but the parser takes all that follows the headers for that other protocol.
        """
        head = b"%s %s HTTP/%s\r\n" % (self.parser.get_method(), self.url, self.parser.get_http_version().encode())
        lines = (b"%s: %s\r\n" % each for each in self.headers if each[0] != b"upgrade")
        self.parser = httptools.HttpRequestParser(self)
        self._parse(b"".join((head, *lines, b"\r\n", rest)))

    @property
    def _offers_upgrade(self) -> bool:
        return self.parser.should_upgrade() and any(name == b"upgrade" for name, _ in self.headers)

    @override
    def on_message_begin(self) -> None:
        super().on_message_begin()
        # What proxies say of the client replaces it elsewhere.
        self.scope["state"]["peer"] = self.client[0] if self.client else None
        self._in_head = True
        self._await_request()

    @override
    def on_headers_complete(self) -> None:
        if self._offers_upgrade:
            return
        self._in_head = False
        self._head_bytes = 0
        self._take_host_from_address()
        super().on_headers_complete()

    def _take_host_from_address(self) -> None:
        """Proxies may send the whole address, which counts instead of the header `Host`."""
        address = _WHOLE_ADDRESS.fullmatch(self.url)
        if address:
            self.headers[:] = [(b"host", address["host"]), *(each for each in self.headers if each[0] != b"host")]
            self.url = address["rest"] if address["rest"].startswith(b"/") else b"/" + address["rest"]

    @override
    def on_message_complete(self) -> None:
        if self._offers_upgrade:
            return
        super().on_message_complete()
        self._in_head = True
        self._stop_receive_timer()

    @override
    def on_response_complete(self) -> None:
        super().on_response_complete()
        self.waiting_since = time.monotonic()

    @override
    def pause_writing(self) -> None:
        super().pause_writing()
        self._send_timer = self.loop.call_later(SEND_SECONDS, self.transport.abort)

    @override
    def resume_writing(self) -> None:
        super().resume_writing()
        self._stop_send_timer()

    @override
    def shutdown(self) -> None:
        """Close idle connections; a request that is on its way is still answered."""
        cycle: RequestResponseCycle | None = self.cycle
        if self.is_waiting and (cycle is None or self._head_bytes):
            self.loop.call_later(FIRST_REQUEST_SECONDS, self._end_waiting)
        else:
            super().shutdown()

    def _end_waiting(self) -> None:
        if self.is_waiting and not self._head_bytes:
            self.transport.close()

    def _await_request(self) -> None:
        if self._receive_timer is None:
            self._receive_timer = self.loop.call_later(RECEIVE_SECONDS, self._end_receiving)

    def _end_receiving(self) -> None:
        if self.is_amid_request:
            self._refuse(RequestTimeoutError(f"The request was not complete after {RECEIVE_SECONDS:.0f} seconds."))
        else:
            self.transport.close()

    def _stop_receive_timer(self) -> None:
        if self._receive_timer:
            self._receive_timer.cancel()
            self._receive_timer = None

    def _stop_send_timer(self) -> None:
        if self._send_timer:
            self._send_timer.cancel()
            self._send_timer = None

    def _make_room(self) -> None:
        """Close the connection that has waited longest, so that idle ones never keep new ones out."""
        waiting = [each for each in self.connections if isinstance(each, BoundedProtocol) and each.is_waiting]
        if len(waiting) > MAX_WAITING:
            min(waiting, key=lambda each: each.waiting_since).transport.close()

    def _refuse(self, error: AppError) -> None:
        """Answer a request that the app never sees, unless another answer is under way."""
        if self.transport.is_closing():
            return
        if self.is_waiting or not self.cycle.response_started:
            request_id = new_request_id()
            response = answer(error, request_id)
            set_headers(MutableHeaders(raw=response.raw_headers), request_id, is_secure=self.scheme == "https")
            response.headers["connection"] = "close"
            headers = dict([*self.server_state.default_headers, *response.raw_headers])
            lines = b"".join(b"%s: %s\r\n" % each for each in headers.items())
            self.transport.write(STATUS_LINE[response.status_code] + lines + b"\r\n" + bytes(response.body))
        self.transport.close()
