"""Three hundred releases on a real Temporal: listed in pages, read once, counted truly, and never green unread.

What counts as unread: a run of which only visibility is known, one whose tree has to be asked of other workflows, a
failed one among them, and all of these in every page and facet and under every filter. None of it may depend on who has
looked at which release.
"""

import asyncio
import math
from collections import Counter
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from httpx import AsyncClient, Response
from temporalio.client import Client
from temporalio.testing import WorkflowEnvironment

from app_fixtures import make_settings, serving, sign_in
from fakes import TASK_QUEUE
from patience import eventually
from releasewatch.models.status import Status
from releasewatch.services.releases import runs as release_runs
from releasewatch.services.releases.runs import ListingPace
from scripted import scripted_worker
from temporal_proxy import TemporalProxy

OPEN, CLOSED = 15, 285
# One closed release in five names a wave that never came: only a read of its tree can tell.
UNTOLD = CLOSED // 5
LIST, CLOSE_EVENT = "ListWorkflowExecutions", "GetWorkflowExecutionHistory"
STATES = ("done", "done", "done", "failed", "cancelled")


class Reader:
    """Somebody who looks at the list, and what that makes the product ask of Temporal."""

    def __init__(self, api: AsyncClient, headers: dict[str, str], proxy: TemporalProxy) -> None:
        self._api = api
        self._headers = headers
        self.proxy = proxy

    async def get(self, query: str = "", **headers: str) -> Response:
        response = await self._api.get(f"/api/releases{query}", headers=self._headers | headers)
        assert response.status_code in {200, 304}, response.text
        return response

    async def json(self, query: str = "") -> Any:
        return (await self.get(query)).json()

    async def tree(self, release_id: str) -> Any:
        """A release with all that is below it."""
        response = await self._api.get(f"/api/releases/{release_id}/hierarchy", headers=self._headers)
        return response.json()["release"]

    async def rows(self, query: str = "?") -> list[Any]:
        """The rows of all pages."""
        rows: list[Any] = []
        page: Any = {"total": 1}
        while len(rows) < page["total"]:
            page = await self.json(f"{query}&page_size=50&page={1 + len(rows) // 50}")
            rows += page["items"]
        return rows

    async def asked_by_two_reads(self) -> Counter[str]:
        """What it takes to read the list twice more."""
        moments = {(await self.get()).headers["x-read-at"]}
        before = self.asked

        async def has_been_read_twice() -> bool:
            moments.add((await self.get()).headers["x-read-at"])
            return len(moments) == 3

        await eventually(has_been_read_twice)
        return self.asked - before

    async def is_complete(self) -> bool:
        return bool((await self.json())["complete"])

    @property
    def asked(self) -> Counter[str]:
        return Counter(self.proxy.calls.methods)


@pytest.fixture(scope="module")
async def many(temporal: WorkflowEnvironment) -> AsyncIterator[Client]:
    """A namespace where most releases are over; some name waves that have no workflows, the others tell all."""
    client = await Client.connect(temporal.client.service_client.config.target_host, namespace="many")
    async with scripted_worker(client, TASK_QUEUE):
        async with asyncio.TaskGroup() as group:
            for number in range(CLOSED):
                group.create_task(end(client, number))
        for number in range(OPEN):
            answer = {"id": f"release:open-{number}", "state": "running", "waves": []}
            answers = {"get_hierarchy": answer}
            await client.start_workflow("Scripted", answers, id=f"release:open-{number}", task_queue=TASK_QUEUE)
        yield client


async def end(client: Client, number: int) -> None:
    release_id = f"release:closed-{number}"
    wave_id, state = f"wave:closed-{number}", STATES[number % len(STATES)]
    below = {"waves": [{"id": wave_id, "state": state}]} if number % 5 else {"wave_ids": [wave_id]}
    how = {"result": {"id": release_id, "state": state} | below}
    ended = await client.start_workflow(
        "Scripted", {}, id=release_id, task_queue=TASK_QUEUE, start_signal="end", start_signal_args=[how]
    )
    await ended.result()


@pytest.fixture(scope="module")
async def reader(many: Client, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Reader]:
    proxy = TemporalProxy(many.service_client.config.target_host)
    folder: Path = tmp_path_factory.mktemp("app")
    with pytest.MonkeyPatch.context() as patch:
        # So that no test is in the way of the listing of everything once a minute.
        pace = partial(ListingPace, page_size=100, whole_interval=math.inf)
        patch.setattr(release_runs, "ListingPace", pace)
        patch.setenv("TEMPORAL_NAMESPACE", "many")
        async with proxy.running():
            patch.setenv("TEMPORAL_ADDRESS", proxy.address)
            async with serving(make_settings(folder)) as api:
                yield Reader(api, await sign_in(api), proxy)


@pytest.fixture(scope="module")
async def read(reader: Reader) -> Reader:
    """Somebody for whom every row has been read, after a first look at a slow Temporal."""
    reader.proxy.slow_down(0.1)
    first = await reader.json("?page_size=200")
    assert (first["total"], first["complete"]) == (OPEN + CLOSED, False)
    unread = [row for row in first["items"] if row.get("code") == "not_read_yet"]
    assert unread
    assert {row["health"] for row in unread} == {"unknown"}
    assert not any("counted_as" in row for row in unread)
    assert sum(first["facets"].values()) + first["unread"] == OPEN + CLOSED
    assert (await reader.json("?status=unknown"))["total"] == first["facets"].get("unknown", 0)
    await reader.proxy.accept()
    await eventually(reader.is_complete)
    return reader


async def test_rows_fill_in_with_the_trees_of_what_is_over(read: Reader) -> None:
    asked = read.proxy.calls.messages
    # A busy Temporal may be asked the same twice, once it has not answered in time.
    assert len(set(asked[CLOSE_EVENT])) == CLOSED
    described = {message for message in asked["DescribeWorkflowExecution"] if b"closed-" in message}
    assert len(described) == UNTOLD
    assert all(b"wave:" in message for message in described)
    rows = await read.rows()
    assert len({row["id"] for row in rows}) == OPEN + CLOSED
    assert all(row["tree_read_at"] for row in rows)
    healths = {"running": 15, "unknown": UNTOLD, "succeeded": 2 * UNTOLD, "failed": UNTOLD, "cancelled": UNTOLD}
    assert Counter(row["health"] for row in rows) == healths
    assert (await read.json())["unread"] == 0


async def test_what_the_list_says_of_an_ended_release_is_what_its_tree_says(read: Reader) -> None:
    page = await read.json("?status=unknown&page_size=3")
    for row in page["items"]:
        tree = await read.tree(row["id"])
        assert (row["health"], row["counts"]) == (tree["health"], tree["counts"])
        assert [wave["health"] for wave in row["waves"]] == [wave["health"] for wave in tree["waves"]]
        assert row["culprit"]["path"] == tree["waves"][0]["path"]


async def test_a_read_costs_one_list_and_nothing_for_what_is_over(read: Reader) -> None:
    asked = await read.asked_by_two_reads()
    # The first of them may have been under way already.
    assert asked[LIST] in (1, 2)
    assert asked[CLOSE_EVENT] == 0
    assert asked["QueryWorkflow"] == 0
    assert asked["DescribeWorkflowExecution"] <= 2 * OPEN


async def test_every_facet_counts_the_rows_it_gives_over_all_pages(read: Reader) -> None:
    facets = (await read.json())["facets"]
    assert sum(facets.values()) == OPEN + CLOSED
    for status in Status:
        rows = await read.rows(f"?status={status}")
        assert len(rows) == facets.get(status, 0)
        assert {row["health"] for row in rows} <= {status}


async def test_the_etag_outlives_reads_that_find_nothing_new(read: Reader, many: Client) -> None:
    first = await read.get()

    async def nothing_is_new() -> bool:
        nonlocal first
        first = await read.get()
        again = await read.get(**{"If-None-Match": first.headers["etag"], "Cache-Control": "no-cache"})
        return again.status_code == 304 and again.headers["x-read-at"] > first.headers["x-read-at"]

    # Rows may still fill in.
    await eventually(nothing_is_new)
    result = {"id": "release:open-0", "state": "done", "waves": []}
    await many.get_workflow_handle("release:open-0").signal("end", {"result": result})

    async def its_end_is_listed() -> bool:
        answer = await read.get(**{"If-None-Match": first.headers["etag"]})
        return bool(answer.status_code == 200 and answer.json()["groups"]["closed"] == CLOSED + 1)

    await eventually(its_end_is_listed)
