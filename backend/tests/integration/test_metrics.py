"""Measurements: what is counted, for whom, and that nobody can make them grow."""

import re
from datetime import datetime
from typing import Any

import pytest
from httpx import AsyncClient
from temporalio.client import Client

from app_fixtures import assert_problem, serving, sign_in
from patience import eventually
from releasewatch.core.config import Settings
from rollout import Rollout, rolled_out
from temporal_proxy import TemporalProxy


async def read(api: AsyncClient) -> str:
    response = await api.get("/metrics", headers=await sign_in(api, "root"))
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/plain; version=")
    return response.text


def value(text: str, line: str) -> float:
    (found,) = re.findall(rf"^{re.escape(line)} (\S+)$", text, re.MULTILINE)
    return float(found)


async def test_metrics_are_for_admins(api: AsyncClient, viewer: dict[str, str]) -> None:
    assert_problem(await api.get("/metrics"), 401, "not_authenticated")
    assert_problem(await api.get("/metrics", headers=viewer), 403, "not_allowed")


async def test_requests_are_counted_by_route_template(api: AsyncClient, viewer: dict[str, str]) -> None:
    for name in ("a", "b", "c"):
        await api.get(f"/api/releases/release:{name}", headers=viewer)
    text = await read(api)
    labels = '{method="GET",route="/api/releases/{release_id}",status="503"}'
    assert value(text, f"http_server_request_duration_seconds_count{labels}") == 3
    assert value(text, "http_server_active_requests") == 1
    # Every task of the loop, those of the other tests' workers too.
    assert value(text, "releasewatch_tasks") >= 1
    assert value(text, 'releasewatch_sign_ins_total{outcome="ok"}') == 2
    assert value(text, "releasewatch_circuit_open") in {0, 1}


async def test_made_up_requests_add_no_series(api: AsyncClient) -> None:
    before = (await read(api)).count("\n")
    for number in range(300):
        await api.request("PUNCH" if number % 2 else "GET", f"/nowhere-{number}?x={number}")
    # One series is 17 lines: two methods that nobody asked for before, and the reading of the metrics itself.
    assert (await read(api)).count("\n") - before <= 4 * 18


async def test_calls_to_temporal_are_counted_by_outcome(
    settings: Settings, client: Client, wire: TemporalProxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEMPORAL_ADDRESS", wire.address)
    async with rolled_out(client) as rollout, serving(settings) as api:
        await read_release(api, rollout)
        text = await read(api)
    calls = 'temporal_rpc_duration_seconds_count{method="DescribeWorkflowExecution",outcome="ok"}'
    assert value(text, calls) >= 6
    assert value(text, "releasewatch_kept_answers") > 0
    assert value(text, "releasewatch_tree_reads_total") == 1


async def test_releases_are_counted_as_the_list_last_read_them_and_by_no_call_of_their_own(
    settings: Settings, client: Client, wire: TemporalProxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEMPORAL_ADDRESS", wire.address)
    async with (
        rolled_out(client) as rollout,
        serving(settings.model_copy(update={"release_query": f"WorkflowId = '{rollout.release_id}'"})) as api,
    ):
        assert "releasewatch_releases" not in await read(api)
        page = await read_list(api)
        asked = len(wire.calls.methods)
        first, second = await read(api), await read(api)
        assert len(wire.calls.methods) == asked
    for text in (first, second):
        counts = re.findall(r'^releasewatch_releases\{group="\w+",status="\w+"\} (\S+)$', text, re.MULTILINE)
        assert sum(map(float, counts)) == 1
        assert value(text, 'releasewatch_releases{group="open",status="running"}') == 1
        read_at = datetime.fromisoformat(page["read_at"]).timestamp()
        assert value(text, "releasewatch_releases_read_timestamp_seconds") == pytest.approx(read_at)


async def read_list(api: AsyncClient) -> dict[str, Any]:
    """The list once every row is read, so that nothing of it is under way any more."""
    headers = await sign_in(api)
    page: dict[str, Any] = {"complete": False}
    while not page["complete"] or not page["total"]:
        page = (await api.get("/api/releases", headers=headers)).json()
    return page


async def read_release(api: AsyncClient, rollout: Rollout) -> None:
    headers = await sign_in(api)
    assert (await api.get(f"/api/releases/{rollout.release_id}", headers=headers)).status_code == 200


async def test_without_viewers_the_releases_are_read_all_the_same(
    settings: Settings, client: Client, wire: TemporalProxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEMPORAL_ADDRESS", wire.address)
    async with rolled_out(client) as rollout:
        unwatched = {"release_query": f"WorkflowId = '{rollout.release_id}'", "background_read": 3600}
        async with serving(settings.model_copy(update=unwatched)) as api:
            headers = await sign_in(api, "root")

            async def is_read() -> bool:
                return "releasewatch_releases{" in (await api.get("/metrics", headers=headers)).text

            await eventually(is_read)
            text = await read(api)
    assert value(text, 'releasewatch_background_reads_total{outcome="ok"}') == 1
    assert value(text, 'releasewatch_releases{group="open",status="running"}') == 1


async def test_a_release_that_needs_a_person_is_told_by_name_with_since_when(
    settings: Settings, client: Client, wire: TemporalProxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEMPORAL_ADDRESS", wire.address)
    async with rolled_out(client) as rollout:
        await rollout.change(rollout.app_ids[0], {"get_app_state": {"id": rollout.app_ids[0], "state": "failed"}})
        query = f"WorkflowId = '{rollout.release_id}'"
        async with serving(settings.model_copy(update={"release_query": query})) as api:
            await read_list(api)
            text = await read(api)
    labels = f'{{need="failed",release="{rollout.release_id}"}}'
    since = value(text, f"releasewatch_release_attention_timestamp_seconds{labels}")
    assert since <= value(text, "releasewatch_releases_read_timestamp_seconds")
