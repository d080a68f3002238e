"""Slow, idle and greedy clients against the real server: they lose, and nobody else notices."""

import asyncio
import json
import time
from collections.abc import AsyncIterator

import httpx
import pytest

from app_fixtures import log_lines
from releasewatch.api import connections
from releasewatch.core.config import Settings
from releasewatch.main import create_app
from served import Served, served, speak, until

HEAD = b"GET /livez HTTP/1.1\r\nHost: localhost\r\n"
POST = b"POST /api/auth/login HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n"
DEADLINE = 0.3


@pytest.fixture
async def site(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Served]:
    monkeypatch.setattr(connections, "RECEIVE_SECONDS", DEADLINE)
    async with served(settings) as running:
        yield running


def assert_refused(answer: bytes, status: bytes, code: str) -> None:
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 " + status)
    for name in (b"x-content-type-options: nosniff", b"x-request-id: ", b"cache-control: no-store"):
        assert name in head
    assert b"connection: close" in head
    assert json.loads(body)["code"] == code


@pytest.mark.parametrize("parts", [[b"GET /liv"], [HEAD], [HEAD, b"X: 1\r\n"], [POST], [POST, b"username="]])
async def test_s29_unfinished_requests_end_at_the_deadline(site: Served, parts: list[bytes]) -> None:
    began = time.monotonic()
    assert_refused(await speak(site.port, *parts), b"408 Request Timeout", "request_timeout")
    assert DEADLINE - 0.05 <= time.monotonic() - began < DEADLINE + 1


async def test_s29_silent_connections_end_without_a_word(site: Served) -> None:
    assert await speak(site.port) == b""


async def test_s29_trickling_does_not_move_the_deadline(site: Served) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", site.port)
    began = time.monotonic()
    reading = asyncio.create_task(reader.read())
    for byte in HEAD * 20:
        writer.write(bytes([byte]))
        done, _ = await asyncio.wait([reading], timeout=0.02)
        if done:
            break
    assert time.monotonic() - began < DEADLINE + 1
    assert_refused(await reading, b"408 Request Timeout", "request_timeout")
    writer.close()


async def test_s29_line_breaks_do_not_keep_a_connection(site: Served) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", site.port)
    writer.write(HEAD + b"\r\n")
    assert (await reader.readuntil(b'"ok"}')).startswith(b"HTTP/1.1 200 OK")
    writer.write(b"\r\n")
    began = time.monotonic()
    assert_refused(await reader.read(), b"408 Request Timeout", "request_timeout")
    assert time.monotonic() - began < DEADLINE + 1
    writer.close()


async def test_s29_body_given_up_is_no_error(site: Served, capsys: pytest.CaptureFixture[str]) -> None:
    _, writer = await asyncio.open_connection("127.0.0.1", site.port)
    writer.write(POST + b"username=")
    await until(lambda: site.server.server_state.tasks)
    writer.close()
    await until(lambda: not site.server.server_state.tasks)
    assert {line["event"] for line in log_lines(capsys.readouterr().out)}.isdisjoint({"unexpected_error"})


async def test_s29_slow_clients_harm_nobody(site: Served) -> None:
    async with httpx.AsyncClient(base_url=site.address) as client:
        slow = [asyncio.create_task(speak(site.port, HEAD)) for _ in range(300)]
        await asyncio.sleep(0)
        times = []
        for _ in range(20):
            began = time.monotonic()
            assert (await client.get("/livez")).status_code == 200
            times.append(time.monotonic() - began)
        assert sorted(times)[18] < 0.5
        for answer in await asyncio.gather(*slow):
            assert_refused(answer, b"408 Request Timeout", "request_timeout")


async def test_s29_idle_connections_never_keep_new_ones_out(site: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "MAX_WAITING", 10)
    monkeypatch.setattr(connections, "RECEIVE_SECONDS", 60)
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
    monkeypatch.setattr(connections, "SEND_SECONDS", DEADLINE)
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
