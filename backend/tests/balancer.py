"""A balancer on a port of its own: each request goes to the next server, or on where one does not answer."""

import asyncio
import itertools
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import uvicorn
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from patience import PATIENCE, until
from served import Silent

# Asked of another server when one ends before it answers, as nginx and Caddy do: asking twice harms nothing.
_SAFE = frozenset({"GET", "HEAD"})
# Of one connection, and not of the request.
_HOP = frozenset({b"connection", b"keep-alive", b"transfer-encoding"})


class Balancer:
    """Takes turns among `addresses`, which tests change."""

    def __init__(self, *addresses: str) -> None:
        self.addresses = list(addresses)
        self.port = 0
        self._turns = itertools.count()

    @property
    def address(self) -> str:
        return f"http://localhost:{self.port}"

    @asynccontextmanager
    async def running(self) -> AsyncIterator["Balancer"]:
        listening = socket.create_server(("127.0.0.1", 0))
        self.port = listening.getsockname()[1]
        server = Silent(uvicorn.Config(self, log_config=None, lifespan="off"))
        # A connection for each request, so that none is used again by a server that is about to end.
        limits = httpx.Limits(max_keepalive_connections=0)
        async with httpx.AsyncClient(timeout=PATIENCE, limits=limits) as self._client:
            task = asyncio.create_task(server.serve(sockets=[listening]))
            await until(lambda: server.started)
            try:
                yield self
            finally:
                server.should_exit = True
                await task

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        sent = [each for each in request.headers.raw if each[0] not in _HOP]
        sent += [(b"x-forwarded-for", b"192.0.2.7"), (b"x-forwarded-proto", b"http")]
        answer = await self._pass_on(request.method, _target(scope), sent, await request.body())
        response = Response(b"".join([each async for each in answer.aiter_raw()]), answer.status_code)
        response.raw_headers = [(name.lower(), value) for name, value in answer.headers.raw if name.lower() not in _HOP]
        await response(scope, receive, send)

    async def _pass_on(
        self, method: str, target: str, headers: list[tuple[bytes, bytes]], body: bytes
    ) -> httpx.Response:
        while True:
            address = self.addresses[next(self._turns) % len(self.addresses)]
            request = self._client.build_request(method, f"{address}{target}", headers=headers, content=body)
            try:
                return await self._client.send(request, stream=True)
            except httpx.TransportError as error:
                if method not in _SAFE and not isinstance(error, httpx.ConnectError):
                    raise
                # It is being restarted: another one answers.
                await asyncio.sleep(0)


def _target(scope: Scope) -> str:
    path, query = scope["raw_path"], scope["query_string"]
    return f"{path.decode()}?{query.decode()}"
