"""Liveness and readiness, with Temporal there and away."""

import pytest
from httpx import AsyncClient

from app_fixtures import assert_problem, serving, sign_in
from releasewatch.core.config import Settings
from temporal_proxy import TemporalProxy


async def test_alive_without_temporal(api: AsyncClient) -> None:
    response = await api.get("/livez")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})


async def test_not_ready_without_temporal_and_says_so(api: AsyncClient) -> None:
    response = await api.get("/readyz")
    problem = assert_problem(response, 503, "temporal_unreachable")
    assert problem["title"] == "Temporal unreachable"
    assert int(response.headers["retry-after"]) > 0


async def test_ready_with_temporal(settings: Settings, wire: TemporalProxy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEMPORAL_ADDRESS", wire.address)
    async with serving(settings) as api:
        response = await api.get("/readyz")
        assert (response.status_code, response.json()) == (200, {"status": "ok"})


async def test_not_ready_for_a_namespace_that_is_missing(
    settings: Settings, wire: TemporalProxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEMPORAL_ADDRESS", wire.address)
    monkeypatch.setenv("TEMPORAL_NAMESPACE", "nowhere")
    async with serving(settings) as api:
        assert_problem(await api.get("/readyz"), 503, "namespace_not_found")


async def test_meta_says_what_a_client_needs(api: AsyncClient) -> None:
    assert_problem(await api.get("/api/meta"), 401, "not_authenticated")
    meta = (await api.get("/api/meta", headers=await sign_in(api))).json()
    assert meta["temporal_address"] == "127.0.0.1:1"
    assert meta["poll_interval"] == 2.0
    assert [term["status"] for term in meta["vocabulary"]][:2] == ["failed", "retrying"]
