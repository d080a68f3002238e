"""What HTTP clients, proxies and probes send, byte by byte, against the real server.

Other things of this kind, proved here too: every route that is read with GET answers HEAD; another protocol is offered
with a body, in pieces, chunked, pipelined and again; whole addresses come without a path and with a foreign host; a
probe has no Host, two of them, a port, capitals or a dot at the end.
"""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.types import Message, Scope

from app_fixtures import PASSWORD, assert_problem, make_settings, serving
from described import DOCUMENT
from releasewatch.api.middleware.limits import host_name
from releasewatch.core.config import Settings
from releasewatch.main import create_app
from served import Served, served, speak

ROOT = Path(__file__).parents[3]
HOST = b"Host: localhost\r\n"
LAST = b"Connection: close\r\n"
FORM = b"Content-Type: application/x-www-form-urlencoded\r\n"
# As Java's own client sends it with every first request over plain http.
OFFER = b"Upgrade: h2c\r\nHTTP2-Settings: AAEAAEAAAAIAAAABAAMAAABkAAQBAAAAAAUAAEAA\r\n"
UPGRADE = b"Connection: Upgrade, HTTP2-Settings\r\n" + OFFER
BODY = f"username=alice&password={PASSWORD.replace(' ', '+')}".encode()
CHUNKED = b"%x\r\n%s\r\n%x\r\n%s\r\n0\r\n\r\n" % (5, BODY[:5], len(BODY) - 5, BODY[5:])
LIVEZ = b"GET /livez HTTP/1.1\r\n" + HOST
BYE = LIVEZ + LAST + b"\r\n"
INDEX = "<!doctype html><title>Releasewatch</title>"


def _pages() -> list[str]:
    """The pages that the dashboard routes by a name of their own."""
    routes = re.findall(r'<Route path="/?(\w+)"', (ROOT / "frontend/src/App.tsx").read_text())
    return ["/", *(f"/{name}" for name in routes)]


PAGES = _pages()


@pytest.fixture(scope="module")
async def site(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Served]:
    settings = make_settings(tmp_path_factory.mktemp("site"))
    settings.dashboard.mkdir()
    (settings.dashboard / "index.html").write_text(INDEX)
    (settings.dashboard / "favicon.svg").write_text("<svg/>")
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("TEMPORAL_ADDRESS", "127.0.0.1:1")
        async with served(settings) as running:
            yield running


@pytest.fixture
async def fresh(settings: Settings) -> AsyncIterator[Served]:
    """One that nobody has signed in to yet: five a second may."""
    async with served(settings) as running:
        yield running


@pytest.fixture
async def web(site: Served) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=site.address, timeout=30) as client:
        # Nothing but what a test says.
        client.headers.clear()
        yield client


def statuses(answer: bytes) -> list[int]:
    return [int(part[:3]) for part in answer.split(b"HTTP/1.1 ")[1:]]


def login(headers: bytes, *, length: bool = True) -> bytes:
    size = b"Content-Length: %d\r\n" % len(BODY) if length else b"Transfer-Encoding: chunked\r\n"
    return b"POST /api/auth/login HTTP/1.1\r\n" + HOST + FORM + size + headers + b"\r\n"


@pytest.mark.parametrize(
    "parts",
    [
        [login(UPGRADE) + BODY],
        [login(UPGRADE), BODY],
        [login(UPGRADE)[:150], login(UPGRADE)[150:] + BODY[:7], BODY[7:]],
        [login(UPGRADE, length=False) + CHUNKED],
        [login(UPGRADE, length=False), CHUNKED],
        [login(b"Connection: upgrade\r\nUpgrade: websocket\r\n") + BODY],
        [login(b"Connection: keep-alive, Upgrade\r\nUpgrade: TLS/1.0, HTTP/2.0\r\n") + BODY],
        [login(OFFER) + BODY],
        [login(b"Expect: 100-continue\r\n"), BODY],
    ],
)
async def test_sign_in_comes_through_whatever_else_is_offered(fresh: Served, parts: list[bytes]) -> None:
    answer = await speak(fresh.port, *parts, BYE)
    assert [each for each in statuses(answer) if each != 100] == [200, 200]
    assert b'"access_token"' in answer


async def test_who_asks_first_is_told_to_go_on(fresh: Served) -> None:
    answer = await speak(fresh.port, login(b"Expect: 100-continue\r\n" + LAST), BODY)
    assert statuses(answer) == [100, 200]


@pytest.mark.parametrize("length", [b"65537", b"99999999999999999999"[:18]])
async def test_who_asks_first_is_told_at_once_what_is_too_large(fresh: Served, length: bytes) -> None:
    announced = b"POST /api/auth/login HTTP/1.1\r\n" + HOST + FORM + b"Content-Length: " + length + b"\r\n"
    answer = await speak(fresh.port, announced + b"Expect: 100-continue\r\n" + LAST + b"\r\n")
    assert statuses(answer) == [413]


async def test_an_offer_of_another_protocol_changes_nothing_for_those_behind_it(fresh: Served) -> None:
    offering = LIVEZ + UPGRADE + b"\r\n"
    answer = await speak(fresh.port, offering + offering + login(UPGRADE) + BODY + offering, BYE)
    assert statuses(answer) == [200, 200, 200, 200, 200]


async def test_http_2_without_asking_is_refused_in_words(site: Served) -> None:
    answer = await speak(site.port, b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
    assert statuses(answer) == [400]
    assert b'"bad_request"' in answer


@pytest.mark.parametrize(
    ("line", "status"),
    [
        (b"GET /livez HTTP/1.0\r\n\r\n", 200),
        (b"GET / HTTP/1.0\r\n\r\n", 200),
        (b"GET /api/meta HTTP/1.0\r\n\r\n", 401),
        (b"GET / HTTP/1.0\r\nHost: evil.example\r\n\r\n", 400),
        (b"HEAD / HTTP/1.0\r\n\r\n", 200),
        (b"GET / HTTP/1.0\r\nConnection: keep-alive\r\n" + HOST + b"\r\n", 200),
        (b"GET / HTTP/1.1\r\n" + LAST + b"\r\n", 400),
        (b"GET / HTTP/1.1\r\n" + HOST + HOST + LAST + b"\r\n", 400),
        (b"GET / HTTP/1.1\r\n" + HOST + b"Host: evil.example\r\n" + LAST + b"\r\n", 400),
    ],
)
async def test_old_clients_are_served_and_end_their_connection(site: Served, line: bytes, status: int) -> None:
    answer = await speak(site.port, line)
    assert statuses(answer) == [status]
    assert b"\r\nconnection: close\r\n" in answer.lower()
    assert b"transfer-encoding" not in answer.lower()


@pytest.mark.parametrize(
    ("address", "host", "status"),
    [
        (b"http://localhost/livez", b"localhost", 200),
        (b"http://localhost:8000/livez?x=1", b"localhost", 200),
        (b"HTTP://LOCALHOST/", b"evil.example", 200),
        (b"http://localhost", b"localhost", 200),
        (b"http://localhost?x=1", b"localhost", 200),
        (b"http://localhost/api/releases/release%3Ax", b"localhost", 401),
        (b"http://[::1]:8000/docs", b"localhost", 200),
        (b"http://evil.example/docs", b"localhost", 400),
        (b"http://localhost@evil.example/docs", b"localhost", 400),
        (b"http://evil.example/livez", b"localhost", 200),
        (b"http://", b"localhost", 400),
        (b"localhost", b"localhost", 400),
        (b"*", b"localhost", 404),
    ],
)
async def test_whole_addresses_are_understood(site: Served, address: bytes, host: bytes, status: int) -> None:
    answer = await speak(site.port, b"GET %s HTTP/1.1\r\nHost: %s\r\n" % (address, host) + LAST + b"\r\n")
    assert statuses(answer) == [status]


@pytest.mark.parametrize(
    ("request_line", "status"),
    [(b"CONNECT localhost:80 HTTP/1.1", 400), (b"OPTIONS * HTTP/1.1", 204), (b"TRACE /livez HTTP/1.1", 405)],
)
async def test_unusual_methods_are_answered(site: Served, request_line: bytes, status: int) -> None:
    assert statuses(await speak(site.port, request_line + b"\r\n" + HOST + LAST + b"\r\n")) == [status]


def paths_to_read() -> list[str]:
    """Every address that GET reads: of the API, of monitoring, of the documentation and of the dashboard."""
    described = [path for path, operations in DOCUMENT["paths"].items() if "get" in operations]
    known = [path.format(release_id="release:x", entity_id="app:x") for path in described]
    return [*known, "/openapi.json", "/docs", "/docs/start.js", "/docs/swagger-ui.css", "/", "/favicon.svg", "/nothing"]


@pytest.mark.parametrize("path", paths_to_read())
async def test_head_says_what_get_says(web: httpx.AsyncClient, path: str) -> None:
    whole, head = await web.get(path), await web.head(path)
    assert (head.status_code, head.content) == (whole.status_code, b"")
    changing = {"date", "x-request-id", "retry-after", "content-length"}
    assert set(head.headers) == set(whole.headers)
    for name in set(whole.headers) - changing:
        assert head.headers[name] == whole.headers[name], name


@pytest.mark.parametrize("path", ["/livez/", "/metrics/", "/docs/", "/api/meta/", "/api/releases/", "/api/auth/me/"])
async def test_a_slash_at_the_end_makes_no_difference(web: httpx.AsyncClient, path: str) -> None:
    assert (await web.get(path)).status_code == (await web.get(path.rstrip("/"))).status_code < 404


@pytest.mark.parametrize(
    "accept", [None, "*/*", "text/html", "text/*;q=0.5", "application/json", "image/webp, */*;q=0"]
)
@pytest.mark.parametrize("path", [*PAGES, "/?utm=1", "/releases/release%3Ax", "/versions?app=web"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_the_page_is_there_for_whoever_asks(
    web: httpx.AsyncClient, method: str, path: str, accept: str | None
) -> None:
    response = await web.request(method, path, headers={"Accept": accept} if accept else {})
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/html")
    assert response.text == (INDEX if method == "GET" else "")


@pytest.mark.parametrize("path", ["/robots.txt", "/releases/x", "/favicon.ico", "/api", "/apis", "/livezz"])
@pytest.mark.parametrize("accept", ["*/*", "application/json, text/html;q=0", "text/html; charset=utf-8 ; q=0.000"])
async def test_what_is_no_page_is_404_for_machines(web: httpx.AsyncClient, path: str, accept: str) -> None:
    assert_problem(await web.get(path, headers={"Accept": accept}), 404, "not_found")


@pytest.mark.parametrize("accept", ["text/html", "TEXT/HTML;q=0.1", "a/b;q=0, text/html ;level=1", "text/html;q=none"])
async def test_browsers_get_the_page_wherever_they_look(web: httpx.AsyncClient, accept: str) -> None:
    assert (await web.get("/nothing", headers={"Accept": accept})).text == INDEX


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/api/releases", "GET, HEAD"),
        ("/api/auth/login", "POST"),
        ("/livez", "GET, HEAD"),
        ("/docs", "GET, HEAD"),
        ("/", "GET, HEAD"),
        ("/login", "GET, HEAD"),
        ("/releases/release%3Ax", "GET, HEAD"),
        ("/favicon.svg", "GET, HEAD"),
    ],
)
async def test_what_is_possible_is_said(web: httpx.AsyncClient, path: str, allowed: str) -> None:
    response = await web.options(path)
    assert (response.status_code, response.content) == (204, b"")
    assert response.headers["allow"] == allowed
    for method in ("PUT", "TRACE", "DELETE"):
        response = await web.request(method, path)
        assert_problem(response, 405, "method_not_allowed")
        assert response.headers["allow"] == allowed


@pytest.mark.parametrize("path", ["/robots.txt", "/releases/x", "/api", "/assets", "/assets/none.js"])
@pytest.mark.parametrize("accept", ["*/*", "text/html"])
async def test_nothing_is_possible_where_nothing_is(web: httpx.AsyncClient, path: str, accept: str) -> None:
    assert_problem(await web.put(path, headers={"Accept": accept}), 404, "not_found")


async def test_percent_encoded_ids_are_the_ids(web: httpx.AsyncClient) -> None:
    token = (await web.post("/api/auth/login", data={"username": "alice", "password": PASSWORD})).json()
    bearer = {"Authorization": f"Bearer {token['access_token']}"}
    for path in ("release%3Ax", "release:x", "%72elease:x"):
        assert_problem(await web.get(f"/api/releases/{path}", headers=bearer), 503, "temporal_unreachable")
    assert_problem(await web.get("/api/releases/release%253Ax", headers=bearer), 422, "invalid_request")


@pytest.mark.parametrize("path", ["/livez", "/readyz", "/metrics", "/metrics/"])
@pytest.mark.parametrize("host", ["10.0.0.7:8000", "[2001:db8::7]:8000", "releasewatch.monitoring.svc", ""])
async def test_machines_may_use_any_address(web: httpx.AsyncClient, path: str, host: str) -> None:
    response = await web.get(path, headers={"Host": host})
    assert response.status_code == {"/livez": 200, "/readyz": 503}.get(path, 401)


@given(
    name=st.sampled_from(["releases.example.com", "RELEASES.example.COM", "127.0.0.1", "[::1]"]),
    dot=st.sampled_from(["", "."]),
    port=st.one_of(st.just(""), st.just(":"), st.integers(1, 65535).map(":{}".format)),
)
def test_a_host_name_is_the_same_with_port_and_dot(name: str, dot: str, port: str) -> None:
    written = name + ("" if name.endswith("]") else dot) + port
    assert host_name(written) == name.lower()


@pytest.mark.parametrize(
    "host", ["localhost.", "localhost.:8000", "LocalHost.", "releases.example.com.", "releases.example.com.:443"]
)
async def test_full_names_are_known(settings: Settings, host: str) -> None:
    async with serving(settings.model_copy(update={"allowed_hosts": ("localhost", "releases.example.com")})) as api:
        assert_problem(await api.get("/api/auth/me", headers={"Host": host}), 401, "not_authenticated")
        assert_problem(await api.get("/api/auth/me", headers={"Host": f"x{host}"}), 400, "host_not_allowed")


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("br;q=0, gzip", "gzip"),
        ("gzip;q=1, br;q=0.1", "gzip"),
        ("identity;q=0, *", "br"),
        ("gzip;q=0", None),
        ("*", None),
        ("BR", "br"),
    ],
)
async def test_files_are_sent_in_the_form_that_is_liked_most(
    settings: Settings, tmp_path: Path, accepted: str, encoding: str | None
) -> None:
    assets = tmp_path / "dist" / "assets"
    assets.mkdir(parents=True)
    for name in ("a.js", "a.js.br", "a.js.gz"):
        (assets / name).write_text(name)
    async with (
        serving(settings) as api,
        api.stream("GET", "/assets/a.js", headers={"Accept-Encoding": accepted}) as got,
    ):
        assert got.headers.get("content-encoding") == encoding


@pytest.mark.parametrize("known", ["{tag}", "W/{tag}", '"x", W/{tag}', "*"])
async def test_files_are_304_however_the_tag_was_passed_on(web: httpx.AsyncClient, known: str) -> None:
    tag = (await web.get("/favicon.svg")).headers["etag"]
    assert (await web.get("/favicon.svg", headers={"If-None-Match": known.format(tag=tag)})).status_code == 304


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        *(("bytes=0-0", 206), ("bytes=-1", 206), ("bytes=0-", 206), ("bytes=0-0, 2-2", 206), ("BYTES=0-0", 206)),
        *(("bytes=99-", 416), ("bytes=-0", 416)),
        *(("lines=1-2", 200), ("bytes=5-2", 200), ("bytes=abc", 200), ("bytes=--1", 200), ("bytes", 200), ("=", 200)),
        *(("bytes=", 200), ("bytes=0-0,,", 200), ("bytes=-", 200), ("bytes=0-" + "9" * 40, 200), ("", 200)),
    ],
)
async def test_a_range_that_is_none_is_ignored(web: httpx.AsyncClient, asked: str, status: int) -> None:
    response = await web.get("/favicon.svg", headers={"Range": asked})
    assert response.status_code == status
    assert status != 200 or response.text == "<svg/>"


async def test_head_reads_no_body_from_the_app(settings: Settings) -> None:
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request"}

    async def send(message: Message) -> None:
        sent.append(message)

    asked = {"method": "HEAD", "path": "/docs/", "headers": [(b"host", b"localhost")]}
    scope: Scope = {"type": "http", "http_version": "1.1", "scheme": "http", "root_path": "", "query_string": b""}
    scope.update(asked)
    await create_app(settings)(scope, receive, send)
    assert [message.get("body") for message in sent] == [None, b""]
    assert (scope["method"], scope["path"], scope["route"].path) == ("HEAD", "/docs/", "/docs")
