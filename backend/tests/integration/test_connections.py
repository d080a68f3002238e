"""Slow, idle and greedy clients against the real server: they lose, and nobody else notices."""

import asyncio
import json
from collections.abc import AsyncIterator

import httpx
import pytest

from app_fixtures import log_lines
from patience import until
from releasewatch.core.config import Settings
from releasewatch.main import create_app
from releasewatch.server import connections, transports
from releasewatch.server.connections import BoundedProtocol
from served import Served, served, speak

HEAD = b"GET /livez HTTP/1.1\r\nHost: localhost\r\n"
POST = b"POST /api/auth/login HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n"
SOON = 0.3


@pytest.fixture
async def site(settings: Settings) -> AsyncIterator[Served]:
    async with served(settings) as running:
        yield running


def protocols(site: Served) -> list[BoundedProtocol]:
    """The connections that the server has, as it sees them."""
    return [each for each in site.server.server_state.connections if isinstance(each, BoundedProtocol)]


async def until_begun(site: Served, count: int = 1) -> None:
    """Wait until the server has read a part of a request on so many connections."""
    await until(lambda: sum(each.is_amid_request for each in protocols(site)) == count)


async def until_read(protocol: BoundedProtocol, size: int) -> None:
    await until(lambda: protocol._head_bytes == size)


def deadline(site: Served) -> float:
    """When the loop's clock ends the wait for the only request there is."""
    (protocol,) = protocols(site)
    assert protocol._receive_timer
    return protocol._receive_timer.when()


def reach_deadlines(site: Served) -> None:
    """Let the time be up for all who are waited for, however slow or fast the machine is."""
    for each in protocols(site):
        if each._receive_timer:
            each._end_receiving()


def assert_refused(answer: bytes, status: bytes, code: str) -> None:
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 " + status)
    for name in (b"x-content-type-options: nosniff", b"x-request-id: ", b"cache-control: no-store"):
        assert name in head
    assert b"connection: close" in head
    assert json.loads(body)["code"] == code


@pytest.mark.parametrize("parts", [[b"GET /liv"], [HEAD], [HEAD, b"X: 1\r\n"], [POST], [POST, b"username="]])
async def test_s29_unfinished_requests_end_at_the_deadline(site: Served, parts: list[bytes]) -> None:
    before = asyncio.get_running_loop().time()
    speaking = asyncio.create_task(speak(site.port, *parts))
    await until_begun(site)
    now = asyncio.get_running_loop().time()
    assert before <= deadline(site) - connections.RECEIVE_SECONDS <= now
    reach_deadlines(site)
    assert_refused(await speaking, b"408 Request Timeout", "request_timeout")


async def test_s29_silent_connections_end_without_a_word(site: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "RECEIVE_SECONDS", SOON)
    assert await speak(site.port) == b""


async def test_s29_trickling_does_not_move_the_deadline(site: Served) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", site.port)
    writer.write(HEAD[:1])
    await until_begun(site)
    (protocol,), first = protocols(site), deadline(site)
    for number, byte in enumerate(HEAD[1:], 2):
        writer.write(bytes([byte]))
        await until_read(protocol, number)
        assert deadline(site) == first
    reach_deadlines(site)
    assert_refused(await reader.read(), b"408 Request Timeout", "request_timeout")
    writer.close()


async def test_s29_line_breaks_do_not_keep_a_connection(site: Served) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", site.port)
    writer.write(HEAD + b"\r\n")
    assert (await reader.readuntil(b'"ok"}')).startswith(b"HTTP/1.1 200 OK")
    writer.write(b"\r\n")
    await until_begun(site)
    reach_deadlines(site)
    assert_refused(await reader.read(), b"408 Request Timeout", "request_timeout")
    writer.close()


async def test_s29_body_given_up_is_no_error(site: Served, capsys: pytest.CaptureFixture[str]) -> None:
    _, writer = await asyncio.open_connection("127.0.0.1", site.port)
    writer.write(POST + b"username=")
    await until(lambda: site.server.server_state.tasks)
    writer.close()
    await until(lambda: not site.server.server_state.tasks)
    assert {line["event"] for line in log_lines(capsys.readouterr().out)}.isdisjoint({"unexpected_error"})


async def test_s29_slow_clients_harm_nobody(site: Served) -> None:
    async with httpx.AsyncClient(base_url=site.address, timeout=60) as client:
        slow = [asyncio.create_task(speak(site.port, HEAD)) for _ in range(300)]
        await until_begun(site, 300)
        for _ in range(20):
            assert (await client.get("/livez")).status_code == 200
        assert not any(each.done() for each in slow)
    reach_deadlines(site)
    for answer in await asyncio.gather(*slow):
        assert_refused(answer, b"408 Request Timeout", "request_timeout")


async def test_s29_idle_connections_never_keep_new_ones_out(site: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "MAX_WAITING", 10)
    first = asyncio.create_task(speak(site.port))
    await until(lambda: site.server.server_state.connections)
    others = [asyncio.create_task(speak(site.port)) for _ in range(10)]
    assert await first == b""
    assert (await speak(site.port, HEAD + b"Connection: close\r\n\r\n")).startswith(b"HTTP/1.1 200 OK")
    assert len(site.server.server_state.connections) <= 10
    for task in others:
        task.cancel()


async def test_s28_large_headers_are_431(site: Served) -> None:
    for parts in (
        [HEAD + b"X: " + b"x" * 17_000 + b"\r\n\r\n"],
        [HEAD + b"X: " + b"x" * 9_000, b"x" * 9_000],
        [b"GET /" + b"x" * 17_000 + b" HTTP/1.1\r\n"],
        [HEAD + b"X: y\r\n" * 3_000],
    ):
        assert_refused(await speak(site.port, *parts), b"431 Request Header Fields Too Large", "headers_too_large")


LARGE = b"x" * 5_000_000
LOGIN = b"POST /api/auth/login HTTP/%b\r\nHost: localhost\r\nContent-Length: %d\r\n%b\r\n"


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (HEAD + b"X: " + LARGE, b"431"),
        (b"\x16\x03\x01\x02\x00\x01\r\n" + LARGE, b"400"),
        (LOGIN % (b"1.1", len(LARGE), b"Connection: close\r\n") + LARGE, b"413"),
        (LOGIN % (b"1.0", len(LARGE), b"") + LARGE, b"413"),
    ],
    ids=["headers", "nonsense", "body", "old protocol"],
)
async def test_s28_who_is_refused_while_sending_gets_the_answer(
    site: Served, monkeypatch: pytest.MonkeyPatch, sent: bytes, status: bytes
) -> None:
    """A connection that is closed with something unread in it is reset, and the answer is lost."""
    monkeypatch.setattr(transports, "LINGER_SECONDS", 60)
    assert (await speak(site.port, sent)).startswith(b"HTTP/1.1 " + status)
    await until(lambda: not site.server.server_state.connections)


async def test_s29_who_is_refused_and_goes_on_sending_is_left(site: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transports, "LINGER_SECONDS", SOON)
    _, writer = await asyncio.open_connection("127.0.0.1", site.port)
    writer.write(HEAD + b"X: " + b"x" * 17_000)
    await until(lambda: site.server.server_state.connections)
    await until(lambda: not site.server.server_state.connections)
    writer.transport.abort()


async def test_s28_headers_within_the_limit_are_read(site: Served) -> None:
    answer = await speak(site.port, HEAD + b"Connection: close\r\nX: " + b"x" * 15_000 + b"\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 200 OK")
    body = b"username=alice&password=" + b"x" * 40_000
    large = HEAD.replace(b"GET /livez", b"POST /api/auth/login") + b"Connection: close\r\nContent-Length: %d\r\n"
    large += b"Content-Type: application/x-www-form-urlencoded\r\n\r\n"
    assert (await speak(site.port, large % len(body) + body)).startswith(b"HTTP/1.1 422")


async def test_s28_nonsense_is_400(site: Served) -> None:
    assert_refused(await speak(site.port, b"\x16\x03\x01\x02\x00\x01\r\n"), b"400 Bad Request", "bad_request")


async def test_several_requests_share_a_connection(site: Served) -> None:
    last = HEAD + b"Connection: close\r\n\r\n"
    answer = await speak(site.port, (HEAD + b"\r\n") * 3 + last)
    assert answer.count(b"HTTP/1.1 200 OK") == 4


async def test_s29_answers_nobody_takes_are_given_up(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "SEND_SECONDS", SOON)
    app = create_app(settings)

    @app.get("/api/large")
    async def large() -> str:
        return "x" * 20_000_000

    async with served(settings, app) as site:
        reader, writer = await asyncio.open_connection("127.0.0.1", site.port, limit=1_000)
        writer.write(HEAD.replace(b"/livez", b"/api/large") + b"\r\n")
        await until(lambda: site.server.server_state.connections)
        await until(lambda: not site.server.server_state.connections)
        writer.transport.abort()
        assert not reader.at_eof()
