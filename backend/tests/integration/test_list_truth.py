"""The list on a real Temporal says of a release what its tree says, whoever has looked, and nothing before it was read.

The kinds: a release that ended with its tree in many workflows, opened by somebody or not; one that was cancelled over
a part that failed; one that is deleted while open; a retry beside an approval; a wave that waits; a megabyte of text; a
strict read of more than can be read in time.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import datetime
from typing import Any

import pytest
from httpx import AsyncClient, Response
from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.workflowservice.v1 import DeleteWorkflowExecutionRequest
from temporalio.client import Client
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from app_fixtures import serving, sign_in
from lives import ACTIVITIES, Retrying
from patience import eventually
from releasewatch.core.config import Settings
from scripted import Scripted
from temporal_proxy import TemporalProxy

QUEUE = "list-truth"
MANY = 60


class Site:
    """The product on a real Temporal, whose list holds the releases of one test, and the means to start them."""

    def __init__(self, client: Client, name: str) -> None:
        self.client = client
        self.name = name
        self.api: AsyncClient
        self.headers: dict[str, str] = {}

    def id(self, kind: str, name: str = "1") -> str:
        return f"{kind}:{self.name}-{name}"

    async def start(self, kind: str, part: str = "1", state: str = "running", **fields: Any) -> str:
        """Start a workflow that answers for one entity until it is told to end."""
        answer = {"id": self.id(kind, part), "state": state, **fields}
        answers = {f"get_{kind}_state": answer}
        await self.client.start_workflow("Scripted", answers, id=answer["id"], task_queue=QUEUE)
        return str(answer["id"])

    async def end(self, entity_id: str, state: str = "done", **fields: Any) -> None:
        """Let a workflow return its last answer."""
        handle = self.client.get_workflow_handle(entity_id)
        await handle.signal("end", {"result": {"id": entity_id, "state": state, **fields}})
        await handle.result()

    async def delete(self, workflow_id: str) -> None:
        await self.client.workflow_service.delete_workflow_execution(
            DeleteWorkflowExecutionRequest(
                namespace=self.client.namespace, workflow_execution=WorkflowExecution(workflow_id=workflow_id)
            )
        )

    async def get(self, path: str = "", **headers: str) -> Response:
        return await self.api.get(f"/api/releases{path}", headers=self.headers | headers)

    async def page(self, query: str = "", **headers: str) -> Any:
        response = await self.get(f"?page_size=100{query}", **headers)
        assert response.status_code == 200, response.text
        return response.json()

    async def page_when(self, is_so: Callable[[Any], bool]) -> Any:
        found: list[Any] = []

        async def is_so_now() -> bool:
            found[:] = [await self.page()]
            return is_so(found[0])

        await eventually(is_so_now)
        return found[0]

    async def tree(self, release_id: str) -> Any:
        response = await self.get(f"/{release_id}/hierarchy", **{"Cache-Control": "no-cache"})
        assert response.status_code == 200, response.text
        return response.json()["release"]


@pytest.fixture
async def site(
    settings: Settings,
    client: Client,
    wire: TemporalProxy,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
) -> AsyncIterator[Site]:
    """The product, with a worker that is there."""
    site = Site(client, request.node.name.replace("_", "-")[:60])
    query = f"WorkflowId STARTS_WITH 'release:{site.name}'"
    monkeypatch.setenv("TEMPORAL_ADDRESS", wire.address)
    worker = Worker(
        client, task_queue=QUEUE, workflows=[Scripted, Retrying], activities=ACTIVITIES,
        workflow_runner=UnsandboxedWorkflowRunner(),
    )  # fmt: skip
    async with worker, serving(settings.model_copy(update={"release_query": query})) as site.api:
        site.headers = await sign_in(site.api)
        yield site


def is_complete(page: Any) -> bool:
    return bool(page["items"]) and bool(page["complete"])


async def end_with_a_failed_part(site: Site, name: str) -> str:
    """A release that says it is done over a wave that says it failed, each a workflow of its own."""
    wave_id = await site.start("wave", name)
    release_id = await site.start("release", name, wave_ids=[wave_id])
    await site.end(wave_id, "failed", clusters=[{"id": site.id("cluster", name), "state": "failed"}])
    await site.end(release_id, wave_ids=[wave_id])
    return release_id


async def test_ended_releases_say_the_same_whoever_opened_them(site: Site) -> None:
    opened, never_opened = [await end_with_a_failed_part(site, name) for name in ("opened", "not")]
    await site.tree(opened)
    page = await site.page_when(is_complete)
    rows = {row["id"]: row for row in page["items"]}
    for release_id in (opened, never_opened):
        row, tree = rows[release_id], await site.tree(release_id)
        assert (row["status"], row["health"], row["counted_as"]) == ("succeeded", "failed", "failed")
        assert (tree["health"], tree["counts"]) == (row["health"], row["counts"])
        assert [wave["health"] for wave in row["waves"]] == ["failed"]
        assert row["culprit"]["path"] == tree["waves"][0]["clusters"][0]["path"]
    assert (page["facets"], page["unread"]) == ({"failed": 2}, 0)
    assert (await site.page("&status=succeeded"))["total"] == 0


async def test_a_cancelled_release_is_not_healthier_than_its_parts(site: Site) -> None:
    wave_id = await site.start("wave")
    release_id = await site.start("release", wave_ids=[wave_id])
    await site.end(wave_id, "failed", clusters=[{"id": site.id("cluster"), "state": "failed"}])
    await site.client.get_workflow_handle(release_id).cancel()
    page = await site.page_when(lambda page: is_complete(page) and "closed_at" in page["items"][0]["execution"])
    (row,) = page["items"]
    assert (row["status"], row["health"], row["code"]) == ("cancelled", "failed", "execution_canceled")


async def test_a_release_deleted_while_open_is_in_neither_list_nor_tree(site: Site) -> None:
    release_id = await site.start("release", waves=[])
    assert (await site.page_when(is_complete))["items"][0]["health"] == "running"
    assert (await site.tree(release_id))["health"] == "running"
    await site.delete(release_id)

    async def is_gone() -> bool:
        return (await site.get(f"/{release_id}/hierarchy")).status_code == 404

    await eventually(is_gone)
    assert (await site.get(f"/{release_id}")).json()["code"] == "release_not_found"
    # Visibility may still know it: who cannot be read any more is no row all the same.
    await site.page_when(lambda page: page["total"] == 0)
    strict = await site.page(**{"Cache-Control": "no-cache"})
    assert (strict["items"], strict["complete"]) == ([], True)


async def test_an_approval_beside_a_retry_is_counted_and_found(site: Site) -> None:
    app_id = site.id("app", "busy")
    await site.client.start_workflow("Retrying", {}, id=app_id, task_queue=QUEUE)
    cluster = {"id": site.id("cluster"), "state": "running"}
    cluster["bundle"] = {"id": site.id("bundle"), "state": "running", "app_ids": [app_id]}  # type: ignore[assignment]
    waves = [
        {"id": site.id("wave", "1"), "state": "running", "clusters": [cluster]},
        {"id": site.id("wave", "2"), "state": "waiting_for_approval"},
    ]
    await site.start("release", waves=waves)
    page = await site.page_when(lambda page: page["items"][0]["health"] == "retrying")
    (row,) = page["items"]
    # Retried a few times, or by now past the threshold: both are told, and the approval beside either.
    stuck, retrying = row["problems"]["stuck"], row["problems"]["retrying"]
    assert (stuck + retrying, row["problems"]["waiting"]) == (1, 1)
    assert row["counted_as"] == ("retrying" if stuck else "waiting")
    assert page["attention"] == {"stuck" if stuck else "waiting": 1}
    assert row["culprit"]["status"] == row["counted_as"]
    assert (await site.page(f"&status={row['counted_as']}"))["total"] == page["facets"][row["counted_as"]] == 1
    assert [(wave["status"], wave["health"]) for wave in row["waves"]] == [
        ("running", "retrying"),
        ("waiting", "waiting"),
    ]


async def test_a_megabyte_of_text_is_not_in_the_row(site: Site) -> None:
    await site.start("release", message="x" * 1_000_000, name="y" * 100_000, waves=[])
    (row,) = (await site.page_when(is_complete))["items"]
    assert row["message"].endswith("… (1,000,000 characters)")
    assert row["name"].endswith("… (100,000 characters)")
    assert len((await site.get()).content) < 10_000


async def test_a_strict_read_of_more_than_can_be_read_in_time_says_how_old_its_rows_are(
    site: Site, wire: TemporalProxy
) -> None:
    async with asyncio.TaskGroup() as group:
        for number in range(MANY):
            group.create_task(site.start("release", str(number), waves=[]))
    page = await site.page_when(lambda page: is_complete(page) and page["total"] == MANY)
    wire.slow_down(0.15)
    try:
        for _ in range(2):
            before = page
            page = await site.page(**{"Cache-Control": "no-cache"})
            assert (page["total"], page["complete"], page["unread"]) == (MANY, False, 0)
            assert moment(page["read_at"]) > moment(before["read_at"])
            assert any(moment(row["tree_read_at"]) < moment(page["read_at"]) for row in page["items"])
    finally:
        await wire.accept()


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
