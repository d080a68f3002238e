"""The dashboard's files: what is served, how, and what never is."""

import gzip
from collections.abc import AsyncIterator
from pathlib import Path

import brotli
import pytest
from httpx import AsyncClient
from starlette.types import Message

from app_fixtures import assert_problem, serving
from releasewatch.core.config import Settings
from releasewatch.main import create_app

PAGE = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
INDEX = "<!doctype html><title>Releasewatch</title>"
SCRIPT = "console.log('releasewatch');" * 50


@pytest.fixture
def dist(tmp_path: Path) -> Path:
    folder = tmp_path / "dist"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text(INDEX)
    (folder / "favicon.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    script = folder / "assets" / "index-1a2b3c.js"
    script.write_text(SCRIPT)
    script.with_name(f"{script.name}.br").write_bytes(brotli.compress(SCRIPT.encode()))
    script.with_name(f"{script.name}.gz").write_bytes(gzip.compress(SCRIPT.encode()))
    (tmp_path / "secret.txt").write_text("secret")
    (folder / "link.txt").symlink_to(tmp_path / "secret.txt")
    return folder


@pytest.fixture
async def web(settings: Settings, dist: Path) -> AsyncIterator[AsyncClient]:
    async with serving(settings.model_copy(update={"dashboard_dir": dist})) as client:
        yield client


@pytest.mark.parametrize("path", ["/", "/login", "/releases/release:2026.11/wave:wave-1", "/releases/a%2fb"])
async def test_page_answers_for_every_address_of_the_dashboard(web: AsyncClient, path: str) -> None:
    response = await web.get(path, headers=PAGE)
    assert (response.status_code, response.text) == (200, INDEX)
    assert response.headers["content-type"].startswith("text/html")
    assert response.headers["cache-control"] == "no-cache"


async def test_assets_are_kept_for_ever(web: AsyncClient) -> None:
    response = await web.get("/assets/index-1a2b3c.js")
    assert response.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert (await web.get("/favicon.svg")).headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    ("accepted", "encoding"), [("gzip, deflate, br, zstd", "br"), ("gzip", "gzip"), ("identity", None), ("", None)]
)
async def test_prebuilt_forms_are_sent_to_who_takes_them(web: AsyncClient, accepted: str, encoding: str | None) -> None:
    response = await web.get("/assets/index-1a2b3c.js", headers={"Accept-Encoding": accepted})
    assert response.text == SCRIPT
    assert response.headers.get("content-encoding") == encoding
    assert response.headers["vary"] == "Accept-Encoding"
    assert "javascript" in response.headers["content-type"]


async def test_unchanged_files_are_304(web: AsyncClient) -> None:
    first = await web.get("/", headers=PAGE)
    again = await web.get("/", headers=PAGE | {"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["content-security-policy"]
    assert again.headers["cache-control"] == "no-cache"


async def test_head_answers_like_get(web: AsyncClient) -> None:
    response = await web.head("/", headers=PAGE)
    assert (response.status_code, response.content) == (200, b"")


@pytest.mark.parametrize("path", ["/api/unknown", "/api", "/assets/gone.js", "/docs/gone", "/openapi.json/x"])
async def test_s30_typos_are_404_even_in_a_browser(web: AsyncClient, path: str) -> None:
    response = await web.get(path, headers=PAGE)
    assert_problem(response, 404, "not_found")


async def test_s30_page_is_only_for_browsers(web: AsyncClient) -> None:
    assert_problem(await web.get("/releases/x"), 404, "not_found")
    assert_problem(await web.post("/releases/x", headers=PAGE), 404, "not_found")


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/assets/..%2f..%2fsecret.txt",
        "/assets/%2e%2e/%2e%2e/secret.txt",
        "/..%5csecret.txt",
        "//etc/passwd",
        "/%2fetc%2fpasswd",
        "/link.txt",
        "/assets/%00",
        "/" + "a" * 5000,
    ],
)
async def test_s30_nothing_outside_the_folder_is_served(web: AsyncClient, path: str) -> None:
    response = await web.get(path)
    assert response.status_code == 404
    assert "secret" not in response.text
    assert "root:" not in response.text


async def test_s30_many_ranges_do_no_harm(web: AsyncClient) -> None:
    ranges = ",".join(f"{start}-{start}" for start in range(0, 1400, 2))
    response = await web.get("/assets/index-1a2b3c.js", headers={"Range": f"bytes={ranges}", "Accept-Encoding": ""})
    assert response.status_code in {200, 206, 400, 416}
    assert len(response.content) < 1_000_000


async def test_says_how_to_build_when_it_is_not_built(api: AsyncClient, settings: Settings) -> None:
    response = await api.get("/", headers=PAGE)
    assert response.status_code == 404
    assert response.headers["content-type"].startswith("text/plain")
    assert "make setup" in response.text
    settings.dashboard.mkdir()
    (settings.dashboard / "index.html").write_text(INDEX)
    assert (await api.get("/", headers=PAGE)).text == INDEX


async def test_websockets_are_closed(settings: Settings) -> None:
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "websocket.connect"}

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {"type": "websocket", "path": "/api/releases", "headers": [], "query_string": b"", "root_path": ""}
    await create_app(settings)(scope, receive, send)
    assert [message["type"] for message in sent] == ["websocket.close"]
