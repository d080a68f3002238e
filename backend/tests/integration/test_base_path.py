"""Below a path of a host: from the same build, and with every address under it."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from app_fixtures import PASSWORD
from patience import PATIENCE
from releasewatch.core.config import Settings
from served import served

PAGE = '<meta name="base-path" content="/" /><script src="/assets/a.js"></script><link href="/favicon.svg">'
HTML = {"Accept": "text/html"}
BASE = "/releases"


@pytest.fixture
def below(settings: Settings, tmp_path: Path) -> Settings:
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text(PAGE)
    (tmp_path / "assets" / "a.js").write_text("//")
    return settings.model_copy(update={"base_path": BASE, "dashboard_dir": tmp_path})


@pytest.fixture
async def client(below: Settings) -> AsyncIterator[httpx.AsyncClient]:
    async with (
        served(below) as server,
        httpx.AsyncClient(base_url=server.address, trust_env=False, timeout=PATIENCE) as client,
    ):
        yield client


@pytest.mark.parametrize("path", ["/releases", "/releases/", "/releases/login", "/releases/releases/release:x", "/"])
@pytest.mark.parametrize("accepted", ["br", "gzip", "identity"])
async def test_the_page_names_all_it_needs_below_the_path(client: httpx.AsyncClient, path: str, accepted: str) -> None:
    page = await client.get(path, headers=HTML | {"Accept-Encoding": accepted})
    assert (page.status_code, page.text) == (200, PAGE.replace('="/', f'="{BASE}/'))
    assert page.headers.get("content-encoding", "identity") == accepted
    again = await client.get(path, headers={"Accept-Encoding": accepted, "If-None-Match": page.headers["etag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("path", ["/assets/a.js", "/api/schemas/workflow-answer", "/livez", "/docs", "/openapi.json"])
async def test_all_else_is_there_below_the_path_and_for_probes_without_it(client: httpx.AsyncClient, path: str) -> None:
    assert [(await client.get(f"{base}{path}")).status_code for base in (BASE, "")] == [200, 200]


async def test_a_session_lives_below_the_path(client: httpx.AsyncClient) -> None:
    signed_in = await client.post(f"{BASE}/api/auth/login", data={"username": "alice", "password": PASSWORD})
    assert signed_in.status_code == 200
    fresh = await client.post(f"{BASE}/api/auth/refresh", headers={"X-Requested-With": "releasewatch"})
    assert fresh.status_code == 200


async def test_the_description_and_its_page_point_below_the_path(client: httpx.AsyncClient) -> None:
    document = (await client.get(f"{BASE}/openapi.json")).json()
    assert [server["url"] for server in document["servers"]] == [BASE]
    assert document["components"]["securitySchemes"]["SignIn"]["flows"]["password"]["tokenUrl"] == (
        f"{BASE}/api/auth/login"
    )
    page = (await client.get(f"{BASE}/docs")).text
    assert f'src="{BASE}/docs/start.js"' in page
    assert f'href="{BASE}/docs/swagger-ui.css?' in page
    assert f'url: "{BASE}/openapi.json"' in (await client.get(f"{BASE}/docs/start.js")).text


@pytest.mark.parametrize(("proxies", "expected"), [(("127.0.0.1",), "/tools/rw"), ((), BASE)])
async def test_a_proxy_that_takes_the_path_off_is_believed_if_it_is_named(
    below: Settings, proxies: tuple[str, ...], expected: str
) -> None:
    settings = below.model_copy(update={"trusted_proxies": proxies})
    prefix = HTML | {"X-Forwarded-Prefix": "/tools/rw/", "X-Forwarded-For": "192.0.2.7"}
    async with (
        served(settings) as server,
        httpx.AsyncClient(base_url=server.address, trust_env=False, timeout=PATIENCE) as client,
    ):
        assert f'src="{expected}/assets/a.js"' in (await client.get("/", headers=prefix)).text
        # A release's own page, with a path like the base path, is not taken for it.
        page = await client.get("/releases/release:x", headers=prefix)
        assert f'content="{expected}/"' in page.text


@pytest.mark.parametrize("prefix", ["//evil.example", "/a/../b", '/"><script>', "releases"])
async def test_a_path_that_is_none_is_never_written_into_the_page(below: Settings, prefix: str) -> None:
    settings = below.model_copy(update={"base_path": "", "trusted_proxies": ("127.0.0.1",)})
    async with (
        served(settings) as server,
        httpx.AsyncClient(base_url=server.address, trust_env=False, timeout=PATIENCE) as client,
    ):
        page = await client.get("/", headers=HTML | {"X-Forwarded-Prefix": prefix})
    assert page.text == PAGE
