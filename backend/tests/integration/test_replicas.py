"""Two servers behind a balancer that asks them in turn, each with a memory of its own, and one folder for both."""

import asyncio
import gc
import signal
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from functools import partial

import httpx
import pytest
from temporalio.client import Client

from app_fixtures import CSRF, sign_in, sign_in_terminal
from balancer import Balancer
from patience import PATIENCE, eventually, until
from releasewatch.api.dependencies import state_of
from releasewatch.core.config import Settings
from releasewatch.services.auth.throttle import PER_USER
from rollout import Rollout, rolled_out
from served import Served, served
from temporal_proxy import TemporalProxy

VIEWERS = 50
POLL_SECONDS = 0.5


@dataclass
class Replicas:
    """The servers, the balancer before them, and a release on their Temporal."""

    settings: Settings
    rollout: Rollout
    stack: AsyncExitStack
    balancer: Balancer = field(default_factory=Balancer)
    sites: list[tuple[Served, AsyncExitStack]] = field(default_factory=list)

    async def start(self) -> None:
        stack = await self.stack.enter_async_context(AsyncExitStack())
        site = await stack.enter_async_context(served(self.settings, drain_time=0.2))
        self.sites.append((site, stack))
        self.balancer.addresses.append(site.address)

    async def restart_first(self) -> None:
        """As a service manager does: SIGTERM, the end, and a new one."""
        site, stack = self.sites.pop(0)
        site.server.handle_exit(signal.SIGTERM, None)
        await until(lambda: not any(server.is_serving() for server in site.server.servers))
        await stack.aclose()
        self.balancer.addresses.remove(site.address)
        await self.start()

    @property
    def addresses(self) -> list[str]:
        return [site.address for site, _ in self.sites]

    @property
    def tree(self) -> str:
        return f"/api/releases/{self.rollout.release_id}/hierarchy"


@pytest.fixture
async def replicas(
    settings: Settings, client: Client, wire: TemporalProxy, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Replicas]:
    monkeypatch.setenv("TEMPORAL_ADDRESS", wire.address)
    async with AsyncExitStack() as stack:
        rollout = await stack.enter_async_context(rolled_out(client))
        query = f"WorkflowId = '{rollout.release_id}'"
        each = settings.model_copy(
            update={"replicas": 2, "release_query": query, "trusted_proxies": ("127.0.0.1",), "freshness_window": 0.1}
        )
        replicas = Replicas(each, rollout, stack)
        await stack.enter_async_context(replicas.balancer.running())
        await replicas.start()
        await replicas.start()
        yield replicas


@pytest.fixture
async def browser(replicas: Replicas) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=replicas.balancer.address, timeout=PATIENCE) as browser:
        yield browser


async def statuses(browser: httpx.AsyncClient, replicas: Replicas, headers: dict[str, str]) -> list[int]:
    """What each server says to a token."""
    return [(await browser.get(f"{each}/api/auth/me", headers=headers)).status_code for each in replicas.addresses]


async def test_r14_people_sign_in_at_one_and_go_on_at_the_other(browser: httpx.AsyncClient, replicas: Replicas) -> None:
    headers = await sign_in(browser)
    assert await statuses(browser, replicas, headers) == [200, 200]
    for _ in range(4):
        assert (await browser.post("/api/auth/refresh", headers=CSRF)).status_code == 200


async def test_r14_a_sign_out_counts_at_both(browser: httpx.AsyncClient, replicas: Replicas) -> None:
    headers, terminal = await sign_in(browser), await sign_in_terminal(browser)
    stolen = {"Cookie": "; ".join(f"{name}={value}" for name, value in browser.cookies.items())}
    assert (await browser.post("/api/auth/logout", headers=CSRF)).status_code == 204
    assert await statuses(browser, replicas, headers) == [401, 401]
    for each in replicas.addresses:
        assert (await browser.post(f"{each}/api/auth/refresh", headers=CSRF | stolen)).status_code == 401
    assert await statuses(browser, replicas, terminal) == [200, 200]
    assert (await browser.delete("/api/auth/session", headers=terminal)).status_code == 204
    assert await statuses(browser, replicas, terminal) == [401, 401]


async def test_r14_each_takes_its_part_of_the_budget_and_of_the_limits(
    browser: httpx.AsyncClient, replicas: Replicas
) -> None:
    for site, _ in replicas.sites:
        system = state_of(site.app).system
        assert (system.temporal.calls.query_budget.rate, system.temporal.calls.other_budget.rate) == (50, 250)
    tried = Counter[int]()
    while tried[429] < 2:
        guess = {"username": "nobody", "password": "wrong"}
        tried[(await browser.post("/api/auth/login", data=guess)).status_code] += 1
    assert tried[401] == 4
    assert PER_USER.of(2).most == PER_USER.most / 2


async def test_r14_equal_trees_have_equal_tags(browser: httpx.AsyncClient, replicas: Replicas) -> None:
    headers = await sign_in(browser)
    one, two = [await browser.get(f"{each}{replicas.tree}", headers=headers) for each in replicas.addresses]
    assert one.headers["etag"] == two.headers["etag"]

    async def is_known(path: str) -> bool:
        tag = (await browser.get(f"{replicas.addresses[0]}{path}", headers=headers)).headers["etag"]
        again = await browser.get(f"{replicas.addresses[1]}{path}", headers=headers | {"If-None-Match": tag})
        return again.status_code == 304

    for path in (replicas.tree, f"{replicas.tree}/changes", "/api/releases"):
        # In the list, one of the two may have been late for a tree of other tests.
        await eventually(partial(is_known, path))


async def test_r14_a_tree_that_only_the_other_one_knows_is_answered_as_a_whole(
    browser: httpx.AsyncClient, replicas: Replicas
) -> None:
    strict = await sign_in(browser) | {"Cache-Control": "no-cache"}
    one, two = (f"{each}{replicas.tree}" for each in replicas.addresses)
    for each in (one, two):
        assert (await browser.get(each, headers=strict)).status_code == 200
    await tell(replicas.rollout, "Shifting traffic")
    tag = (await browser.get(one, headers=strict)).headers["etag"]
    await tell(replicas.rollout, "Nearly there")
    answer = await browser.get(f"{two}/changes", headers=strict | {"If-None-Match": tag})
    assert set(answer.json()) == {"tree"}
    assert answer.json()["tree"]["release"] == (await browser.get(two, headers=strict)).json()["release"]


async def tell(rollout: Rollout, message: str) -> None:
    app_id = rollout.app_ids[0]
    await rollout.change(app_id, {"get_app_state": {"id": app_id, "state": "running", "message": message}})


@dataclass
class Viewers:
    """Pages that poll, each with the tag of what it has."""

    browser: httpx.AsyncClient
    paths: tuple[str, str]
    headers: dict[str, str]
    seen: Counter[int] = field(default_factory=Counter)
    looks: list[int] = field(default_factory=lambda: [0] * VIEWERS)
    is_over: bool = False

    async def watch(self, viewer: int) -> None:
        tags = dict.fromkeys(self.paths, '"none"')
        while not self.is_over:
            for path, tag in tags.items():
                answer = await self.browser.get(path, headers=self.headers | {"If-None-Match": tag})
                self.seen[answer.status_code] += 1
                tags[path] = answer.headers.get("etag", '"none"')
            self.looks[viewer] += 1
            await asyncio.sleep(POLL_SECONDS)

    async def look(self) -> None:
        """Let each look once more from the beginning to the end."""
        before = list(self.looks)
        await until(lambda: all(now > then + 1 for now, then in zip(self.looks, before, strict=True)))


# A server that ends inside a process may leave a connection that it has just accepted to the garbage collector.
@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")
async def test_r14_a_rolling_restart_shows_no_viewer_an_error(browser: httpx.AsyncClient, replicas: Replicas) -> None:
    viewers = Viewers(browser, (f"{replicas.tree}/changes", "/api/releases"), await sign_in(browser))
    async with asyncio.TaskGroup() as tasks:
        for viewer in range(VIEWERS):
            tasks.create_task(viewers.watch(viewer))
        for _ in range(2):
            await viewers.look()
            await replicas.restart_first()
        await viewers.look()
        viewers.is_over = True
    gc.collect()
    assert set(viewers.seen) <= {200, 304}, viewers.seen
