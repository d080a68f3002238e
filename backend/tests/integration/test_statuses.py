"""Temporal answers with gRPC statuses other than OK, now and then or always."""

import asyncio

import pytest
from temporalio.service import RPCStatusCode

from patience import until
from releasewatch.core.config import Settings
from watched import Watched

ROUNDS = 12
CODES = {
    RPCStatusCode.UNAVAILABLE: "temporal_unreachable",
    RPCStatusCode.RESOURCE_EXHAUSTED: "temporal_busy",
    RPCStatusCode.DEADLINE_EXCEEDED: "timed_out",
    RPCStatusCode.INTERNAL: "temporal_failed",
    RPCStatusCode.PERMISSION_DENIED: "temporal_denied",
}
each_status = pytest.mark.parametrize("status", CODES, ids=lambda status: status.name)


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Reads may follow each other at once."""
    return settings.model_copy(update={"freshness_window": 0.05})


async def calls_of_a_read(watched: Watched) -> int:
    await watched.assert_back()
    before = watched.asked
    await watched.read()
    return watched.asked - before


async def assert_whole_again(watched: Watched) -> None:
    await watched.proxy.accept()
    await watched.assert_back()
    await until(lambda: watched.temporal.calls.concurrency.under_way == 0)


@each_status
async def test_r7_every_tenth_call_fails(watched: Watched, status: RPCStatusCode) -> None:
    usual = await calls_of_a_read(watched)
    before = watched.asked
    watched.proxy.answer(status)
    for _ in range(ROUNDS):
        await watched.read()
    failed = watched.proxy.statuses.given
    assert failed
    # What fails is tried once more at most, and never all of it for the sake of one.
    assert watched.asked - before <= ROUNDS * usual + failed
    entity = f"/api/entities/{watched.rollout.app_ids[0]}"
    await asyncio.gather(*(watched.get(path) for path in ("/api/releases", entity, "/readyz") * 5))
    await watched.assert_alive()
    await assert_whole_again(watched)


@each_status
async def test_r7_every_call_fails(watched: Watched, status: RPCStatusCode) -> None:
    await watched.assert_back()
    watched.proxy.answer(status, share=1)
    response = await watched.read()
    assert (response.status_code, response.json()["code"]) == (503, CODES[status])
    for path in ("/api/releases", f"/api/entities/{watched.rollout.app_ids[0]}", "/readyz"):
        assert (await watched.get(path)).status_code == 503
    await watched.assert_alive()
    await assert_whole_again(watched)


@each_status
async def test_r7_only_queries_fail(watched: Watched, status: RPCStatusCode) -> None:
    watched.proxy.answer(status, share=1, methods=frozenset({"QueryWorkflow"}))
    for _ in range(3):
        response = await watched.read()
        told = response.json()
        assert not told.get("complete")
        assert CODES[status] in {told.get("code"), told.get("release", {}).get("code")}
        assert "running" not in told.get("release", {}).get("counts", {})
    await assert_whole_again(watched)


async def test_r7_rate_limit_halves_what_is_asked_at_once(watched: Watched) -> None:
    await watched.assert_back()
    concurrency = watched.temporal.calls.concurrency
    before = concurrency.limit
    watched.proxy.answer(RPCStatusCode.RESOURCE_EXHAUSTED, share=1)
    await watched.read()
    lowest = concurrency.limit
    assert lowest == before / 2**watched.proxy.statuses.given
    await assert_whole_again(watched)
    assert lowest < concurrency.limit < before
