"""Stands between the product and a Temporal: breaks the connection as told, and notes every call on the wire."""

import asyncio
import socket
import struct
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

from hpack import Decoder

# All that the product may ever ask of Temporal.
READING = frozenset(
    {
        "GetSystemInfo",
        "ListWorkflowExecutions",
        "CountWorkflowExecutions",
        "DescribeWorkflowExecution",
        "DescribeTaskQueue",
        "QueryWorkflow",
        "GetWorkflowExecutionHistory",
    }
)
_PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
_FRAME_HEADER = 9
_DATA, _HEADERS, _CONTINUATION = 0, 1, 9
_END_HEADERS, _PADDED, _PRIORITY = 0x4, 0x8, 0x20
_RESET = struct.pack("ii", 1, 0)


@dataclass
class Calls:
    """What was asked of Temporal: method names, and the messages sent, by method."""

    methods: list[str] = field(default_factory=list)
    messages: dict[str, list[bytes]] = field(default_factory=dict)


class CallReader:
    """Reads gRPC calls out of the bytes that a client sends."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls
        self._buffer = bytearray()
        self._preface = len(_PREFACE)
        self._decoder = Decoder()
        self._block = bytearray()
        self._streams: dict[int, str] = {}
        self._bodies: dict[int, bytearray] = {}

    def feed(self, data: bytes) -> None:
        self._buffer += data
        if self._preface and len(self._buffer) >= self._preface:
            assert self._buffer.startswith(_PREFACE), "only HTTP/2 is expected here"
            del self._buffer[: self._preface]
            self._preface = 0
        if not self._preface:
            for kind, flags, stream, payload in self._frames():
                self._read(kind, flags, stream, payload)

    def _frames(self) -> Iterator[tuple[int, int, int, bytes]]:
        while len(self._buffer) >= _FRAME_HEADER:
            length = int.from_bytes(self._buffer[:3], "big")
            if len(self._buffer) < _FRAME_HEADER + length:
                return
            kind, flags = self._buffer[3], self._buffer[4]
            stream = int.from_bytes(self._buffer[5:9], "big") & 0x7FFFFFFF
            payload = bytes(self._buffer[_FRAME_HEADER : _FRAME_HEADER + length])
            del self._buffer[: _FRAME_HEADER + length]
            yield kind, flags, stream, payload

    def _read(self, kind: int, flags: int, stream: int, payload: bytes) -> None:
        if kind in {_DATA, _HEADERS} and flags & _PADDED:
            payload = payload[1 : len(payload) - payload[0]]
        if kind == _HEADERS and flags & _PRIORITY:
            payload = payload[5:]
        if kind in {_HEADERS, _CONTINUATION}:
            self._block += payload
            if flags & _END_HEADERS:
                self._note(stream)
        elif kind == _DATA and stream in self._streams:
            self._collect(stream, payload)

    def _note(self, stream: int) -> None:
        paths = [value for name, value in self._decoder.decode(bytes(self._block), raw=True) if name == b":path"]
        self._block.clear()
        for path in paths:
            method = path.decode().rpartition("/")[2]
            self._streams[stream] = method
            self._calls.methods.append(method)

    def _collect(self, stream: int, payload: bytes) -> None:
        body = self._bodies.setdefault(stream, bytearray())
        body += payload
        # One message per call: a flag, its length, and itself.
        if len(body) >= 5 and len(body) - 5 >= int.from_bytes(body[1:5], "big"):
            method = self._streams.pop(stream)
            self._calls.messages.setdefault(method, []).append(bytes(body[5:]))
            del self._bodies[stream]


class TemporalProxy:
    """A TCP proxy on a port of its own."""

    def __init__(self, target: str, calls: Calls | None = None) -> None:
        self._host, _, port = target.rpartition(":")
        self._target_port = int(port)
        self._listener: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()
        self._flowing = asyncio.Event()
        self._flowing.set()
        self.latency = 0.0
        self.calls = calls or Calls()
        self.port = 0

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    @asynccontextmanager
    async def running(self) -> AsyncIterator["TemporalProxy"]:
        await self.accept()
        try:
            yield self
        finally:
            await self.refuse()

    async def accept(self) -> None:
        """Let connections in, and bytes through."""
        self._flowing.set()
        self.latency = 0.0
        if self._listener is None:
            self._listener = await asyncio.start_server(self._serve, "127.0.0.1", self.port, reuse_address=True)
            self.port = self._listener.sockets[0].getsockname()[1]

    async def refuse(self) -> None:
        """Close the port and all connections, as a server that has died."""
        if self._listener:
            self._listener.close()
            self._listener = None
        self.reset()
        self._flowing.set()

    def reset(self) -> None:
        """Break all connections at once."""
        for writer in self._writers:
            _reset(writer)

    def blackhole(self) -> None:
        """Accept everything, and let nothing through."""
        self._flowing.clear()

    def slow_down(self, seconds: float = 0.2) -> None:
        """Take this long over everything that comes through."""
        self.latency = seconds

    def half_close(self) -> None:
        """Say on every connection that nothing more comes from this side."""
        for writer in self._writers:
            with suppress(OSError, RuntimeError):
                writer.write_eof()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        try:
            await self._flowing.wait()
            upstream_reader, upstream_writer = await asyncio.open_connection(self._host, self._target_port)
            self._writers.add(upstream_writer)
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._pump(reader, upstream_writer, CallReader(self.calls).feed))
                tasks.create_task(self._pump(upstream_reader, writer, lambda _: None))
            self._writers.discard(upstream_writer)
        except OSError:
            _reset(writer)
        finally:
            self._writers.discard(writer)
            writer.close()

    async def _pump(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, look: Callable[[bytes], None]
    ) -> None:
        with suppress(OSError, RuntimeError):
            while data := await reader.read(65_536):
                look(data)
                await asyncio.sleep(self.latency)
                await self._flowing.wait()
                writer.write(data)
                await writer.drain()
        writer.close()


def _reset(writer: asyncio.StreamWriter) -> None:
    with suppress(OSError, RuntimeError):
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
        writer.transport.abort()
