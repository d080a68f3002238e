"""Many viewers: what reaches Temporal is counted, and does not grow with them."""

import asyncio
import time

from patience import eventually, until
from served import speak
from watched import Watched

FRESHNESS_WINDOW = 1.0


async def ask(watched: Watched, path: str) -> int:
    """The status of an answer, by the byte: a client with a pool would take longer over a crowd than the server."""
    head = f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: {watched.api.headers['authorization']}"
    answer = await speak(watched.site.port, f"{head}\r\nConnection: close\r\n\r\n".encode())
    return int(answer.split(maxsplit=2)[1])


async def look(watched: Watched, viewers: int) -> set[int]:
    """Everybody looks at the same moment, at the list, the tree and one app."""
    tree = f"/api/releases/{watched.rollout.release_id}/hierarchy"
    paths = ("/api/releases", tree, f"/api/entities/{watched.rollout.app_ids[0]}")
    return set(await asyncio.gather(*(ask(watched, path) for _ in range(viewers) for path in paths)))


async def calls_of(watched: Watched, viewers: int, statuses: frozenset[int] = frozenset({200})) -> tuple[int, int]:
    """The calls to Temporal that a look cost, and how many reads of each thing it had time for."""
    began, before = time.monotonic(), watched.asked
    assert await look(watched, viewers) <= statuses
    return watched.asked - before, 2 + int((time.monotonic() - began) / FRESHNESS_WINDOW)


async def test_r1_r2_viewers_cost_temporal_what_one_costs(watched: Watched) -> None:
    # The first look reads what is kept afterwards.
    most, _ = await calls_of(watched, 1)
    tasks = len(asyncio.all_tasks())
    for viewers in (1, 10, 100):
        calls, reads = await calls_of(watched, viewers)
        # However many look, and for however long: one read of each a second.
        assert calls <= most * reads
    await until(lambda: not watched.site.server.server_state.tasks)
    await until(lambda: watched.temporal.calls.concurrency.under_way == 0)
    await until(lambda: len(asyncio.all_tasks()) <= tasks + 2)


async def test_r11_all_come_back_after_an_outage_at_once(watched: Watched) -> None:
    usual, _ = await calls_of(watched, 1)
    await watched.proxy.refuse()
    await eventually(lambda: is_known_away(watched))
    before = len(watched.proxy.calls.methods)
    # What was read a moment before the outage may still be told, and says when that was.
    assert await look(watched, 100) <= {200, 503}
    assert len(watched.proxy.calls.methods) == before
    await watched.proxy.accept()
    await until(lambda: not watched.temporal.calls.circuit.is_open)
    # A failure is shared for as long as a value.
    calls, reads = await calls_of(watched, 100, frozenset({200, 503}))
    assert calls <= usual * reads
    await watched.assert_back()


async def is_known_away(watched: Watched) -> bool:
    await watched.read()
    return watched.temporal.calls.circuit.is_open
