"""What surrounds every request: ids, headers, hosts and the audit line."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from httpx import AsyncClient

from app_fixtures import assert_problem, log_lines, running, serving, sign_in
from releasewatch.core.config import Settings
from releasewatch.main import create_app

Audit = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def audit(viewer: dict[str, str], capsys: pytest.CaptureFixture[str]) -> Audit:
    assert viewer
    capsys.readouterr()
    return lambda: [line for line in log_lines(capsys.readouterr().out) if line["event"] == "read"]


@pytest.mark.parametrize("path", ["/api/auth/me", "/api/nothing", "/livez", "/readyz", "/docs", "/openapi.json", "/"])
async def test_s22_every_answer_has_the_security_headers(api: AsyncClient, path: str) -> None:
    headers = (await api.get(path)).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert headers["cache-control"] in {"no-store", "no-cache"}
    assert "server" not in headers
    assert "strict-transport-security" not in headers


async def test_s21_policy_allows_no_foreign_and_no_inline_code(api: AsyncClient) -> None:
    policy = _directives((await api.get("/livez")).headers["content-security-policy"])
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == "'self'"
    assert policy["frame-ancestors"] == "'none'"
    assert policy["require-trusted-types-for"] == "'script'"
    assert "unsafe" not in str(policy)
    assert "http" not in str(policy)


async def test_s21_docs_alone_do_without_trusted_types(api: AsyncClient) -> None:
    strict = _directives((await api.get("/")).headers["content-security-policy"])
    docs = _directives((await api.get("/docs")).headers["content-security-policy"])
    assert set(strict) - set(docs) == {"require-trusted-types-for", "trusted-types"}
    assert docs.items() <= strict.items()


def _directives(policy: str) -> dict[str, str]:
    return dict(part.split(" ", 1) for part in policy.split("; "))


async def test_s22_html_is_isolated(api: AsyncClient) -> None:
    assert (await api.get("/docs")).headers["cross-origin-opener-policy"] == "same-origin"
    assert "cross-origin-opener-policy" not in (await api.get("/livez")).headers


async def test_s22_tls_is_remembered(settings: Settings) -> None:
    async with serving(settings, base_url="https://localhost") as api:
        assert (await api.get("/livez")).headers["strict-transport-security"].startswith("max-age=31536000")


async def test_request_id_is_taken_over_and_echoed(api: AsyncClient) -> None:
    response = await api.get("/api/nothing", headers={"X-Request-ID": "trace-42"})
    assert assert_problem(response, 404, "not_found")["request_id"] == "trace-42"


@pytest.mark.parametrize("offered", ["", "a" * 65, "with space", "semi;colon", "ü", "a\tb"])
async def test_odd_request_ids_are_replaced(api: AsyncClient, offered: str) -> None:
    response = await api.get("/livez", headers={b"X-Request-ID": offered.encode()})
    assert len(response.headers["x-request-id"]) == 16
    assert response.headers["x-request-id"].isalnum()


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "x/docs?", "localhost@evil.example", ""])
async def test_s31_foreign_host_names_are_refused(api: AsyncClient, host: str) -> None:
    assert_problem(await api.get("/api/auth/me", headers={"Host": host}), 400, "host_not_allowed")
    assert_problem(await api.get("/", headers={"Host": host}), 400, "host_not_allowed")


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8000", "127.0.0.1:1", "[::1]", "[::1]:8000"])
async def test_loopback_names_are_known(api: AsyncClient, host: str) -> None:
    assert_problem(await api.get("/api/auth/me", headers={"Host": host}), 401, "not_authenticated")


async def test_probes_may_use_any_host_name(api: AsyncClient) -> None:
    assert (await api.get("/livez", headers={"Host": "10.0.0.7:8000"})).status_code == 200


async def test_subdomains_can_be_allowed(settings: Settings) -> None:
    async with serving(settings.model_copy(update={"allowed_hosts": ("*.example.com",)})) as api:
        assert (await api.get("/api/auth/me", headers={"Host": "a.example.com"})).status_code == 401
        for host in ("example.com", "badexample.com"):
            assert_problem(await api.get("/docs", headers={"Host": host}), 400, "host_not_allowed")


async def test_s35_every_read_leaves_one_line(api: AsyncClient, viewer: dict[str, str], audit: Audit) -> None:
    await api.get("/api/releases", headers=viewer | {"X-Request-ID": "one"})
    await api.get("/api/releases/release:a", headers=viewer)
    await api.get("/api/releases/release:a/hierarchy")
    await api.get("/api/entities/app:b", headers={"Authorization": "Bearer stolen"})
    await api.get("/api/entities/nonsense", headers=viewer)
    await api.delete("/api/releases", headers=viewer)
    await api.get("/api/releases", headers=viewer | {"Host": "evil.example"})
    lines = audit()
    seen = [(line["action"], line["entity"], line["subject"], line["outcome"]) for line in lines]
    assert seen == [
        ("list_releases", None, "alice", 503),
        ("get_release", "release:a", "alice", 503),
        ("get_hierarchy", "release:a", None, 401),
        ("get_entity", "app:b", None, 401),
        ("get_entity", "nonsense", "alice", 422),
        ("list_releases", None, None, 405),
        ("unknown", None, None, 400),
    ]
    assert (lines[0]["request_id"], lines[0]["ip"], lines[0]["role"]) == ("one", "192.0.2.7", "viewer")
    assert lines[0]["credential"]
    assert lines[0]["time"].endswith("Z")
    token = viewer["Authorization"].removeprefix("Bearer ")
    assert token not in str(lines)


async def test_only_reads_of_release_data_are_audited(api: AsyncClient, viewer: dict[str, str], audit: Audit) -> None:
    for path in ("/api/meta", "/api/auth/me", "/livez", "/readyz", "/docs", "/"):
        await api.get(path, headers=viewer)
    assert audit() == []


async def test_s36_audit_line_stays_one_line(api: AsyncClient, viewer: dict[str, str], audit: Audit) -> None:
    await api.get("/api/entities/app:%0d%0a%1b[31m%E2%80%A8{}", headers=viewer)
    assert [line["entity"] for line in audit()] == ["app:\r\n\x1b[31m\u2028{}"]


async def test_s35_failures_and_given_up_requests_are_audited(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    app = create_app(settings)
    arrived = asyncio.Event()

    @app.get("/api/broken")
    async def broken() -> None:
        raise RuntimeError

    @app.get("/api/slow")
    async def slow() -> None:
        arrived.set()
        await asyncio.Event().wait()

    async with running(app) as api:
        await sign_in(api)
        capsys.readouterr()
        await api.get("/api/broken")
        waiting = asyncio.create_task(api.get("/api/slow"))
        await arrived.wait()
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
    lines = [line for line in log_lines(capsys.readouterr().out) if line["event"] == "read"]
    assert [(line["action"], line["outcome"]) for line in lines] == [("broken", 500), ("slow", "cancelled")]
