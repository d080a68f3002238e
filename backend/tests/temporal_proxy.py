"""Stands between the product and a Temporal: breaks the connection as told, and notes every call on the wire."""

import asyncio
import random
import socket
import struct
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import NamedTuple

from hpack import Decoder, Encoder

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
_END_STREAM, _END_HEADERS, _PADDED, _PRIORITY = 0x1, 0x4, 0x8, 0x20
_RESET = struct.pack("ii", 1, 0)


@dataclass
class Calls:
    """What was asked of Temporal: method names, and the messages sent, by method."""

    methods: list[str] = field(default_factory=list)
    messages: dict[str, list[bytes]] = field(default_factory=dict)


class Frame(NamedTuple):
    """One frame of HTTP/2."""

    kind: int
    flags: int
    stream: int
    payload: bytes

    @property
    def content(self) -> bytes:
        """The payload without padding and priority."""
        content = self.payload
        if self.flags & _PADDED:
            content = content[1 : len(content) - content[0]]
        return content[5:] if self.kind == _HEADERS and self.flags & _PRIORITY else content

    def __bytes__(self) -> bytes:
        head = len(self.payload).to_bytes(3, "big") + bytes((self.kind, self.flags))
        return head + self.stream.to_bytes(4, "big") + self.payload


class FrameReader:
    """Cuts what arrives from one side into frames, and reads their headers."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._block = bytearray()
        self._decoder = Decoder()

    def feed(self, data: bytes) -> Iterator[Frame]:
        self._buffer += data
        while len(self._buffer) >= _FRAME_HEADER:
            length = int.from_bytes(self._buffer[:3], "big")
            if len(self._buffer) < _FRAME_HEADER + length:
                return
            stream = int.from_bytes(self._buffer[5:9], "big") & 0x7FFFFFFF
            payload = bytes(self._buffer[_FRAME_HEADER : _FRAME_HEADER + length])
            kind, flags = self._buffer[3], self._buffer[4]
            del self._buffer[: _FRAME_HEADER + length]
            yield Frame(kind, flags, stream, payload)

    def headers(self, frame: Frame) -> list[tuple[bytes, bytes]] | None:
        """The headers that end with this frame of theirs; None when more are to come."""
        self._block += frame.content
        if not frame.flags & _END_HEADERS:
            return None
        headers = [(bytes(name), bytes(value)) for name, value in self._decoder.decode(bytes(self._block), raw=True)]
        self._block.clear()
        return headers


class CallReader:
    """Reads gRPC calls out of the bytes that a client sends."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls
        self._frames = FrameReader()
        self._preface = bytearray()
        self._bodies: dict[int, bytearray] = {}
        self.streams: dict[int, str] = {}

    def feed(self, data: bytes) -> bytes:
        for frame in self._frames.feed(self._without_preface(data)):
            if frame.kind in {_HEADERS, _CONTINUATION}:
                self._note(frame)
            elif frame.kind == _DATA and frame.stream in self._bodies:
                self._collect(frame)
        return data

    def _without_preface(self, data: bytes) -> bytes:
        missing = len(_PREFACE) - len(self._preface)
        self._preface += data[:missing]
        assert _PREFACE.startswith(self._preface), "only HTTP/2 is expected here"
        return data[missing:]

    def _note(self, frame: Frame) -> None:
        for name, value in self._frames.headers(frame) or ():
            if name == b":path":
                method = value.decode().rpartition("/")[2]
                self.streams[frame.stream] = method
                self._bodies[frame.stream] = bytearray()
                self._calls.methods.append(method)

    def _collect(self, frame: Frame) -> None:
        body = self._bodies[frame.stream]
        body += frame.content
        # One message per call: a flag, its length, and itself.
        if len(body) >= 5 and len(body) - 5 >= int.from_bytes(body[1:5], "big"):
            self._calls.messages.setdefault(self.streams[frame.stream], []).append(bytes(body[5:]))
            del self._bodies[frame.stream]


@dataclass
class Statuses:
    """Which calls end with another status than Temporal gave them: a share of them, the same in each run."""

    status: int = 0
    share: float = 0.0
    methods: frozenset[str] = frozenset()
    given: int = 0
    chances: random.Random = field(default_factory=lambda: random.Random(20261125))  # noqa: S311

    def choose(self, method: str) -> int | None:
        if method not in self.methods or self.chances.random() >= self.share:
            return None
        self.given += 1
        return self.status


class StatusWriter:
    """Rewrites how calls end: the answer goes through, and the trailers after it say something else."""

    def __init__(self, streams: dict[int, str], statuses: Statuses) -> None:
        self._streams = streams
        self._statuses = statuses
        self._frames = FrameReader()
        self._encoder = Encoder()
        self._ends = 0

    def feed(self, data: bytes) -> bytes:
        return b"".join(bytes(each) for frame in self._frames.feed(data) for each in self._rewrite(frame))

    def _rewrite(self, frame: Frame) -> Iterator[Frame]:
        if frame.kind not in {_HEADERS, _CONTINUATION}:
            yield frame
            return
        # All headers are encoded anew: both ends count on having seen the same ones.
        if frame.kind == _HEADERS:
            self._ends = frame.flags & _END_STREAM
        headers = self._frames.headers(frame)
        if headers is not None:
            block = self._encoder.encode(self._with_status(frame.stream, headers))
            yield Frame(_HEADERS, _END_HEADERS | self._ends, frame.stream, block)

    def _with_status(self, stream: int, headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
        if b"grpc-status" not in dict(headers):
            return headers
        status = self._statuses.choose(self._streams.pop(stream))
        if status is None:
            return headers
        kept = [(name, value) for name, value in headers if not name.startswith(b"grpc-")]
        return [*kept, (b"grpc-status", b"%d" % status), (b"grpc-message", b"as the test wants it")]


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
        self.statuses = Statuses()
        self.connections = 0
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
        self.statuses.share = 0.0
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

    def answer(self, status: int, *, share: float = 0.1, methods: frozenset[str] = READING) -> None:
        """Let this share of the calls end with a gRPC status."""
        self.statuses.status, self.statuses.share, self.statuses.methods = status, share, methods

    def half_close(self) -> None:
        """Say on every connection that nothing more comes from this side."""
        for writer in self._writers:
            with suppress(OSError, RuntimeError):
                writer.write_eof()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        self.connections += 1
        calls = CallReader(self.calls)
        try:
            await self._flowing.wait()
            upstream_reader, upstream_writer = await asyncio.open_connection(self._host, self._target_port)
            self._writers.add(upstream_writer)
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._pump(reader, upstream_writer, calls.feed))
                tasks.create_task(self._pump(upstream_reader, writer, StatusWriter(calls.streams, self.statuses).feed))
            self._writers.discard(upstream_writer)
        except OSError:
            _reset(writer)
        finally:
            self._writers.discard(writer)
            writer.close()

    async def _pump(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, pass_on: Callable[[bytes], bytes]
    ) -> None:
        with suppress(OSError, RuntimeError):
            while data := await reader.read(65_536):
                passed = pass_on(data)
                await asyncio.sleep(self.latency)
                await self._flowing.wait()
                writer.write(passed)
                await writer.drain()
        writer.close()


def _reset(writer: asyncio.StreamWriter) -> None:
    with suppress(OSError, RuntimeError):
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
        writer.transport.abort()
