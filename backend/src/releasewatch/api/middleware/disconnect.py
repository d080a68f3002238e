"""Stops reads whose client has gone."""

import asyncio

from starlette.types import Receive, Scope, Send
from typing_extensions import override

from releasewatch.api.middleware.base import HttpMiddleware

# Most answers are there sooner, and need no listener.
_LISTEN_AFTER_SECONDS = 0.05


class DisconnectMiddleware(HttpMiddleware):
    """Cancels a read when its client has gone: the read itself stops when the last who shared it is gone."""

    @override
    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] != "GET":
            await self._app(scope, receive, send)
            return
        listener = _Listener(receive)
        try:
            async with asyncio.timeout(None) as work:
                listener.begin(work)
                await self._app(scope, receive, send)
        except TimeoutError:
            # The client is gone.
            if not work.expired():
                raise
        finally:
            listener.end()


class _Listener:
    """Listens for the client's leaving, once the answer takes its time."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._timer: asyncio.TimerHandle | None = None
        self._task: asyncio.Task[None] | None = None

    def begin(self, work: asyncio.Timeout) -> None:
        self._timer = asyncio.get_running_loop().call_later(_LISTEN_AFTER_SECONDS, self._listen, work)

    def end(self) -> None:
        if self._timer:
            self._timer.cancel()
        if self._task:
            self._task.cancel()

    def _listen(self, work: asyncio.Timeout) -> None:
        self._task = asyncio.create_task(self._stop_when_gone(work))

    async def _stop_when_gone(self, work: asyncio.Timeout) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass
        work.reschedule(asyncio.get_running_loop().time())
