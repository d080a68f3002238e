"""The blocks for nginx and Caddy as docs/operating.md prints them, between real clients and the real server."""

import asyncio
import os
import re
import shutil
import ssl
import subprocess
from asyncio.subprocess import DEVNULL, Process
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from app_fixtures import CSRF, PASSWORD, make_settings
from patience import PATIENCE, eventually
from ports import free_ports
from served import served

pytestmark = pytest.mark.toolchain

PAGE = (Path(__file__).parents[3] / "docs" / "operating.md").read_text()
NAME = "releases.example.com"
INDEX = f"<!doctype html><title>Releasewatch</title>{'<p>long enough to be worth compressing</p>' * 99}"
CADDYS = "reverse_proxy 127.0.0.1:8000\n"
COMPRESSING = {
    "nginx": (
        "proxy_http_version 1.1;",
        'proxy_http_version 1.1; gzip on; gzip_proxied any; proxy_set_header Accept-Encoding "";',
    ),
    "caddy": (CADDYS, "encode gzip\n reverse_proxy 127.0.0.1:8000 {\n header_up -Accept-Encoding\n }\n"),
}


def printed(language: str) -> str:
    """The first block of a language on the page."""
    found = re.search(rf"^```{language}\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    assert found
    return found[1]


@dataclass(frozen=True)
class Place:
    """Where a proxy listens and keeps its files, and the port of the server behind it."""

    folder: Path
    port: int
    behind: int


def nginx(place: Place, block: str) -> tuple[str, ...]:
    """Only addresses and files are others than on the page."""
    certificate, key = place.folder / "tls.pem", place.folder / "tls.key"
    subject = ("-subj", f"/CN={NAME}", "-keyout", str(key), "-out", str(certificate))
    command = ("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", *subject)
    subprocess.run(command, check=True, stderr=DEVNULL)
    block = block.replace("listen 443", f"listen 127.0.0.1:{place.port}").replace("127.0.0.1:8000", at(place))
    block = re.sub(r"/etc/ssl/\S+\.pem", str(certificate), block)
    block = re.sub(r"/etc/ssl/\S+\.key", str(key), block)
    kept = "".join(
        f"{name}_temp_path {place.folder}/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    head = f"daemon off; master_process off; pid {place.folder}/pid; error_log stderr; events {{}}"
    (place.folder / "nginx.conf").write_text(f"{head}\nhttp {{ access_log off; {kept}\n{block}\n}}\n")
    return ("nginx", "-p", str(place.folder), "-e", "stderr", "-c", str(place.folder / "nginx.conf"))


def caddy(place: Place, block: str) -> tuple[str, ...]:
    """Its certificate is its own, since nobody asks for one here."""
    (plain,) = free_ports(1)
    head = f"admin off\nlocal_certs\nskip_install_trust\nhttp_port {plain}\nhttps_port {place.port}"
    (place.folder / "Caddyfile").write_text(f"{{\n{head}\n}}\n{block.replace('127.0.0.1:8000', at(place))}")
    return ("caddy", "run", "--adapter", "caddyfile", "--config", str(place.folder / "Caddyfile"))


def at(place: Place) -> str:
    return f"127.0.0.1:{place.behind}"


PROXIES: dict[str, tuple[Callable[[Place, str], tuple[str, ...]], str]] = {
    "nginx": (nginx, "nginx"),
    "caddy": (caddy, "caddyfile"),
}


@asynccontextmanager
async def through(proxy: str, folder: Path, change: tuple[str, str] = ("", ""), **named: str) -> AsyncIterator[int]:
    """The port of a proxy in front of a server, with one text of its printed block replaced."""
    if shutil.which(proxy) is None:
        pytest.skip(f"left out: {proxy} (not on PATH)")
    configure, language = PROXIES[proxy]
    block = printed(language)
    assert change[0] in block
    settings = make_settings(folder)
    settings.dashboard.mkdir()
    (settings.dashboard / "index.html").write_text(INDEX)
    proxied = {"allowed_hosts": (NAME,), "trusted_proxies": ("127.0.0.1",), **named}
    async with served(settings.model_copy(update=proxied)) as server:
        (port,) = free_ports(1)
        words = configure(Place(folder, port, server.port), block.replace(*change, 1))
        async with process(words, folder) as running:
            await eventually(lambda: answers(port, running))
            yield port


@asynccontextmanager
async def process(words: tuple[str, ...], home: Path) -> AsyncIterator[Process]:
    env = os.environ | {"HOME": str(home), "XDG_DATA_HOME": str(home), "XDG_CONFIG_HOME": str(home)}
    with (home / "proxy.log").open("wb") as log:
        running = await asyncio.create_subprocess_exec(*words, env=env, stdout=log, stderr=log)
    try:
        yield running
    finally:
        if running.returncode is None:
            running.terminate()
        await running.wait()


async def answers(port: int, running: Process) -> bool:
    assert running.returncode is None, "the proxy has ended"
    async with client_of(port) as client:
        try:
            await client.get("/")
        except httpx.TransportError:
            return False
    return True


def untrusting() -> ssl.SSLContext:
    """The certificates are made up."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


@asynccontextmanager
async def client_of(port: int) -> AsyncIterator[httpx.AsyncClient]:
    async def name_it(request: httpx.Request) -> None:
        request.extensions["sni_hostname"] = NAME

    async with httpx.AsyncClient(
        base_url=f"https://127.0.0.1:{port}",
        headers={"Host": NAME},
        verify=untrusting(),
        trust_env=False,
        timeout=PATIENCE,
        event_hooks={"request": [name_it]},
    ) as client:
        yield client


@pytest.fixture(params=PROXIES)
async def client(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    async with through(request.param, tmp_path) as port, client_of(port) as client:
        yield client


async def test_the_page_is_there_for_whoever_asks(client: httpx.AsyncClient) -> None:
    for accept in ("*/*", "text/html", "application/json"):
        page = await client.get("/", headers={"Accept": accept})
        assert (page.status_code, page.text) == (200, INDEX)
        assert (await client.head("/", headers={"Accept": accept})).status_code == 200


async def test_people_sign_in_and_stay_signed_in(client: httpx.AsyncClient) -> None:
    origin = {"Origin": f"https://{NAME}"}
    offer = {"Upgrade": "h2c", "Connection": "Upgrade, HTTP2-Settings", "HTTP2-Settings": "AAEAAEAA"}
    form = {"username": "alice", "password": PASSWORD}
    for headers in (origin, origin | offer):
        signed_in = await client.post("/api/auth/login", data=form, headers=headers)
        assert signed_in.status_code == 200
    cookie = signed_in.headers["set-cookie"]
    assert cookie.startswith("__Host-")
    headers = origin | CSRF | {"Cookie": cookie.partition(";")[0]}
    assert (await client.post("/api/auth/refresh", headers=headers)).status_code == 200
    foreign = headers | {"Origin": "https://evil.example"}
    assert (await client.post("/api/auth/refresh", headers=foreign)).status_code == 403


@pytest.mark.parametrize("known", ["{tag}", "W/{strong}", '"x", {tag}', "*"])
@pytest.mark.parametrize("compresses", [False, True])
@pytest.mark.parametrize("proxy", PROXIES)
async def test_what_is_known_is_not_sent_again(tmp_path: Path, proxy: str, compresses: bool, known: str) -> None:
    change = COMPRESSING[proxy] if compresses else ("", "")
    async with through(proxy, tmp_path, change) as port, client_of(port) as client:
        page = await client.get("/", headers={"Accept-Encoding": "gzip"})
        assert page.text == INDEX
        assert page.headers.get("content-encoding") == ("gzip" if compresses else None)
        tag = page.headers["etag"]
        headers = {"If-None-Match": known.format(tag=tag, strong=tag.removeprefix("W/")), "Accept-Encoding": "gzip"}
        assert (await client.get("/", headers=headers)).status_code == 304


@pytest.mark.parametrize("proxy", PROXIES)
async def test_http_1_0_is_spoken(tmp_path: Path, proxy: str) -> None:
    async with through(proxy, tmp_path) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=untrusting(), server_hostname=NAME)
        writer.write(f"GET / HTTP/1.0\r\nHost: {NAME}\r\n\r\n".encode())
        answer = await reader.read()
        writer.close()
    assert answer.split(b" ")[1] == b"200"
    assert answer.endswith(INDEX.encode())


async def test_nginx_passes_on_what_is_below_a_path(tmp_path: Path) -> None:
    (location,) = re.findall(r"^    location /releases/ \{.*?^    \}\n", PAGE, re.MULTILINE | re.DOTALL)
    change = ("    location / {\n        proxy_pass http://releasewatch;\n    }\n", location)
    async with through("nginx", tmp_path, change, base_path="/releases") as port, client_of(port) as client:
        assert (await client.get("/releases/", headers={"Accept": "text/html"})).text == INDEX
        assert (await client.get("/releases/api/auth/me")).status_code == 401


async def test_caddy_takes_a_path_off_and_says_so(tmp_path: Path) -> None:
    to_server = "reverse_proxy 127.0.0.1:8000 {\n header_up X-Forwarded-Prefix /releases\n }"
    change = (CADDYS, f"handle_path /releases/* {{\n {to_server}\n }}\n")
    async with through("caddy", tmp_path, change) as port, client_of(port) as client:
        document = (await client.get("/releases/openapi.json")).json()
    assert document["servers"][0]["url"] == "/releases"
