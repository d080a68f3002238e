"""Temporal refused, reset, silent, slow and half gone: always a true answer in time, and back to normal by itself."""

import asyncio
import random
from collections.abc import Awaitable, Callable

import httpx
import pytest
from temporalio.client import Client

from app_fixtures import sign_in
from patience import PATIENCE, eventually, until
from releasewatch.core.config import Settings
from rollout import rolled_out
from scripted import scripted_worker
from served import served
from temporal_proxy import TemporalProxy
from watched import Watched


async def is_complete(watched: Watched, path: str) -> bool:
    return (await watched.get(path)).json().get("complete") is True


async def test_r4_absent_at_the_start_is_found_without_a_restart(
    settings: Settings, client: Client, wire: TemporalProxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    proxy = TemporalProxy(client.service_client.config.target_host, wire.calls)
    async with rolled_out(client) as rollout, proxy.running():
        monkeypatch.setenv("TEMPORAL_ADDRESS", proxy.address)
        await proxy.refuse()
        async with served(settings) as site, httpx.AsyncClient(base_url=site.address, timeout=PATIENCE) as api:
            watched = Watched(api, site, proxy, rollout)
            await watched.assert_alive()
            assert (await watched.get("/readyz")).json()["code"] == "temporal_unreachable"
            api.headers.update(await sign_in(api))
            assert (await watched.read()).json()["code"] == "temporal_unreachable"
            await proxy.accept()
            await watched.assert_back()
            await eventually(watched.is_ready)


@pytest.mark.usefixtures("own_deadlines")
async def test_r4_silent_at_the_start(watched: Watched) -> None:
    watched.proxy.blackhole()
    await watched.assert_alive()
    assert (await watched.get("/readyz")).status_code == 503
    await watched.proxy.accept()
    await watched.assert_back()


async def test_r5_reset_under_a_hundred_requests(watched: Watched) -> None:
    await watched.assert_back()
    watched.proxy.latency = 0.05
    before = watched.asked
    reads = [asyncio.create_task(watched.read()) for _ in range(100)]
    await until(lambda: watched.asked > before)
    watched.proxy.reset()
    answers = await asyncio.gather(*reads)
    assert {answer.status_code for answer in answers} <= {200, 503}
    await watched.proxy.accept()
    await watched.assert_back()


@pytest.mark.usefixtures("own_deadlines")
async def test_r6_silence_is_answered_in_time_then_at_once(watched: Watched) -> None:
    await watched.assert_back()
    watched.proxy.blackhole()
    first = await watched.read()
    assert first.status_code == 503
    await watched.assert_alive()
    await until(lambda: watched.temporal.calls.circuit.is_open)
    asked = watched.asked
    for path in ("/api/releases", f"/api/entities/{watched.rollout.app_ids[0]}"):
        assert (await watched.get(path)).json()["code"] == "temporal_unreachable"
    # Nobody waits for what is known.
    assert watched.asked == asked
    await watched.proxy.accept()
    await watched.assert_back()


@pytest.mark.usefixtures("own_deadlines")
async def test_r6_silence_that_outlasts_the_connection(watched: Watched) -> None:
    await watched.assert_back()
    connections = watched.proxy.connections
    watched.proxy.blackhole()
    assert (await watched.read()).status_code == 503
    # From then on nothing is new, however long it lasts: the next connection is as silent as this one.
    await until(lambda: watched.proxy.connections > connections)
    assert (await watched.read()).json()["code"] == "temporal_unreachable"
    await watched.proxy.accept()
    await watched.assert_back()
    await until(lambda: watched.temporal.calls.concurrency.under_way == 0)


async def test_r7_slowness_is_borne(watched: Watched) -> None:
    await watched.assert_back()
    watched.proxy.latency = 0.3
    tree = f"/api/releases/{watched.rollout.release_id}/hierarchy"
    for _ in range(3):
        assert (await watched.get(tree)).status_code == 200
    # A strict read waits its turn, which may be too long; but never silently.
    await watched.read()
    await watched.proxy.accept()
    await watched.assert_back()


@pytest.mark.usefixtures("own_deadlines")
async def test_r7_too_much_slowness_is_answered_in_time(watched: Watched) -> None:
    await watched.assert_back()
    watched.proxy.latency = 2
    tree = f"/api/releases/{watched.rollout.release_id}/hierarchy"
    assert (await watched.get(tree)).status_code in {200, 503}
    await watched.proxy.accept()
    await watched.assert_back()


async def test_half_closed_connections_are_replaced(watched: Watched) -> None:
    await watched.assert_back()
    watched.proxy.half_close()
    await watched.read()
    await watched.assert_back()


async def test_r8_dead_workers_are_named_and_the_list_stays(
    watched: Watched, client: Client, leave_silent_workers: Callable[[], None]
) -> None:
    leave_silent_workers()
    async with rolled_out(client, with_worker=False) as orphan:
        path = f"/api/releases/{orphan.release_id}/hierarchy"
        response = await watched.get(path)
        assert response.status_code in {200, 503}
        told = response.json().get("code") or response.json()["release"]["code"]
        assert told == "no_worker"
        assert (await watched.get("/api/releases")).status_code == 200
        # Nobody else's queue is affected.
        await watched.assert_back()
        async with scripted_worker(orphan.client, orphan.task_queue):
            await eventually(lambda: is_complete(watched, path))


async def test_r10_nothing_goes_on_for_clients_that_left(watched: Watched) -> None:
    await watched.assert_back()
    await until(lambda: not watched.site.server.server_state.tasks)
    tasks = len(asyncio.all_tasks())
    # Nothing ends by itself.
    watched.proxy.blackhole()
    limits = httpx.Limits(max_connections=200)
    address, headers = watched.site.address, watched.api.headers
    async with httpx.AsyncClient(base_url=address, headers=headers, limits=limits, timeout=PATIENCE) as crowd:
        ids = [watched.rollout.release_id, *watched.rollout.app_ids]
        reads = [asyncio.create_task(crowd.get(f"/api/entities/{ids[each % len(ids)]}")) for each in range(200)]
        await until(lambda: len(watched.site.server.server_state.tasks) >= 100)
        for read in reads:
            read.cancel()
        await asyncio.wait(reads)
    await until(lambda: not watched.site.server.server_state.tasks)
    await watched.proxy.accept()
    await until(lambda: len(asyncio.all_tasks()) <= tasks + 2)
    await watched.assert_back()


async def test_r10_those_who_stay_are_served_when_the_first_one_leaves(watched: Watched) -> None:
    # However slow the machine: the first has not been answered when the second comes.
    watched.proxy.latency = 1
    tree = f"/api/releases/{watched.rollout.release_id}/hierarchy"
    first = asyncio.create_task(watched.get(tree))
    await until(lambda: watched.site.server.server_state.tasks)
    second = asyncio.create_task(watched.get(tree))
    await until(lambda: len(watched.site.server.server_state.tasks) == 2)
    watched.proxy.latency = 0
    first.cancel()
    assert (await second).status_code == 200


@pytest.mark.usefixtures("own_deadlines")
async def test_r16_chaos_never_leads_to_anything_false(watched: Watched) -> None:
    chances = random.Random(20261124)  # noqa: S311 - the same chaos each time
    faults: list[Callable[[], Awaitable[None] | None]] = [
        watched.proxy.accept,
        watched.proxy.accept,
        watched.proxy.refuse,
        watched.proxy.reset,
        watched.proxy.blackhole,
        watched.proxy.half_close,
        watched.proxy.slow_down,
    ]
    for _ in range(12):
        fault = chances.choice(faults)()
        if fault is not None:
            await fault
        await asyncio.gather(watched.read(), watched.get("/api/releases"), watched.get("/readyz"))
        await watched.assert_alive()
    await watched.proxy.accept()
    await watched.assert_back()
