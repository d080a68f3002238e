"""What reaches Temporal: reads and nothing else, and no user's words in a list filter."""

import ast
import inspect
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from temporalio.api.workflowservice.v1 import CountWorkflowExecutionsRequest, ListWorkflowExecutionsRequest
from temporalio.client import Client

from app_fixtures import assert_problem, serving, sign_in
from patience import eventually
from releasewatch.core.config import Settings
from releasewatch.main import build_state_table
from releasewatch.services.doctor.examiner import examine
from releasewatch.services.temporal import client as temporal_client
from releasewatch.services.temporal.client import TemporalClient
from rollout import Rollout, rolled_out
from staged import RULE
from temporal_proxy import READING, TemporalProxy

RELEASES = "WorkflowId STARTS_WITH 'release:'"
READINESS = "WorkflowId = 'releasewatch-readiness'"
# Breaks out of quotes and comments by the rules of Temporal's own tokenizer.
HOSTILE = [
    "' OR WorkflowId != '",
    '" OR "" = "',
    "\\' OR 1 = 1 --",
    "'' OR ExecutionStatus = 'Running",
    "x'; DROP TABLE executions; --",
    "release:a' /* ",
    "*/ OR 1=1 #",
    "/*! OR 1=1 */",
    "`WorkflowId`",
    "%27%20OR%20",
    "\u2019 OR \u2018",
    "ORDER BY StartTime",
]


@pytest.fixture
async def proxy(client: Client, wire: TemporalProxy, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[TemporalProxy]:
    """A way to Temporal that nobody else uses, so that what is seen on it was asked here."""
    own = TemporalProxy(client.service_client.config.target_host)
    async with own.running():
        monkeypatch.setenv("TEMPORAL_ADDRESS", own.address)
        yield own
    wire.calls.methods += own.calls.methods


@pytest.fixture
async def rollout(client: Client) -> AsyncIterator[Rollout]:
    async with rolled_out(client) as started:
        yield started


@pytest.fixture
async def api(settings: Settings, proxy: TemporalProxy) -> AsyncIterator[httpx.AsyncClient]:
    assert proxy.port
    async with serving(settings) as api:
        api.headers.update(await sign_in(api, "root"))
        yield api


async def test_s34_all_that_is_asked_of_temporal_is_reading(
    api: httpx.AsyncClient, proxy: TemporalProxy, rollout: Rollout, client: Client
) -> None:
    app = rollout.app_ids[0]
    for path in (
        "/readyz",
        "/api/meta",
        "/api/releases",
        f"/api/releases/{rollout.release_id}",
        f"/api/releases/{rollout.release_id}/hierarchy",
        f"/api/releases/{rollout.release_id}/entities?type=app",
        f"/api/entities/{app}",
        "/api/system",
    ):
        assert (await api.get(path)).status_code == 200, path
    await client.get_workflow_handle(app).signal("end", {"result": {"id": app, "state": "succeeded"}})
    await client.get_workflow_handle(app).result()
    assert (await api.get(f"/api/entities/{app}", headers={"Cache-Control": "no-cache"})).json()[
        "status"
    ] == "succeeded"
    async with TemporalClient.open(queries_per_second=50) as temporal:
        await examine(temporal, rollout.release_id, build_state_table({}), RULE)
    assert set(proxy.calls.methods) == READING


def test_s34_no_other_method_is_even_named() -> None:
    tree = ast.parse(inspect.getsource(temporal_client))
    used = {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) in {"self._service", "client.workflow_service"}
    }
    assert {name.title().replace("_", "") for name in used} == READING
    assert ast.unparse(tree).count("workflow_service") == 1


async def test_s27_no_text_from_outside_reaches_a_list_filter(
    api: httpx.AsyncClient, proxy: TemporalProxy, rollout: Rollout
) -> None:
    for text in HOSTILE:
        listed = await api.get("/api/releases", params={"q": text})
        assert (listed.status_code, listed.json()["total"]) == (200, 0)
        inside = await api.get(f"/api/releases/{rollout.release_id}/entities", params={"q": text})
        assert (inside.status_code, inside.json()["total"]) == (200, 0)
        for path in (f"/api/releases/release:{quote(text, safe='')}", f"/api/entities/app:{quote(text, safe='')}"):
            assert (await api.get(path)).status_code in {404, 422}
    lists = [ListWorkflowExecutionsRequest.FromString(each) for each in proxy.calls.messages["ListWorkflowExecutions"]]
    assert {each.query for each in lists} == {RELEASES}
    counts = proxy.calls.messages.get("CountWorkflowExecutions", [])
    assert {CountWorkflowExecutionsRequest.FromString(each).query for each in counts} <= {READINESS}


async def test_s27_hostile_ids_on_the_server_are_rows_and_nothing_else(
    api: httpx.AsyncClient, client: Client, rollout: Rollout
) -> None:
    hostile = f"{rollout.release_id}' OR '' = '<script>\u202e\n"
    await client.start_workflow("Nobody", id=hostile, task_queue="nobody")
    try:

        async def both_are_rows() -> bool:
            page = (await api.get("/api/releases", params={"q": rollout.release_id, "page_size": 200})).json()
            codes = {row["id"]: row.get("code") for row in page["items"]}
            return codes == {hostile: "invalid_id", rollout.release_id: None}

        await eventually(both_are_rows)
    finally:
        await client.get_workflow_handle(hostile).terminate()


@hypothesis_settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(min_size=1, max_size=60).filter(lambda text: "/" not in text and text not in {".", ".."}))
async def test_s26_any_text_as_an_id_is_refused_or_unknown(api: httpx.AsyncClient, text: str) -> None:
    try:
        path = f"/api/entities/{quote(text, safe='')}"
    except UnicodeEncodeError:
        return
    response = await api.get(path)
    assert response.status_code in {404, 422}
    if response.status_code == 422:
        assert_problem(response, 422, "invalid_request")


def test_s34_static_proof_looks_at_the_only_importer() -> None:
    folder = Path(sys.modules["releasewatch"].__file__ or "").parent
    sources = {path.relative_to(folder).as_posix(): path.read_text() for path in folder.rglob("*.py")}
    importers = {name for name, text in sources.items() if "import temporalio" in text or "from temporalio" in text}
    assert importers == {f"services/temporal/{name}.py" for name in ("calls", "client", "messages")}
