"""Closes connections so that a client which is still sending gets the answer, and not a reset."""

import asyncio
from collections.abc import Callable

LINGER_SECONDS = 2.0


class LingeringTransport:
    """A transport that, closed amid a request, ends its own side and reads on until the client has ended too.

    The operating system resets a connection that is closed with something unread in it, and a client that is reset
    loses what it had not read yet: the answer.
    """

    def __init__(self, transport: asyncio.Transport, is_amid_request: Callable[[], bool]) -> None:
        """Wrap a transport; what is read while it lingers still goes to its protocol, which has to drop it."""
        self._transport = transport
        self._is_amid_request = is_amid_request
        self._is_lingering = False

    def __getattr__(self, name: str) -> object:
        return getattr(self._transport, name)

    def is_closing(self) -> bool:
        """Whether nothing more is read or written."""
        return self._is_lingering or self._transport.is_closing()

    def write(self, data: bytes) -> None:
        """Write until the connection is closed; what is written later is dropped."""
        if not self.is_closing():
            self._transport.write(data)

    def close(self) -> None:
        """Close once the client has, or after `LINGER_SECONDS`; a second call closes at once."""
        if self.is_closing() or not self._is_amid_request() or not self._transport.can_write_eof():
            self._transport.close()
            return
        self._is_lingering = True
        self._transport.write_eof()
        # Reading may be paused, and unread data would cause a reset.
        self._transport.resume_reading()
        asyncio.get_running_loop().call_later(LINGER_SECONDS, self._transport.abort)
