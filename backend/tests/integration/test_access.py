"""Who may do what: every route against every kind of caller, and nothing open by mistake."""

import asyncio
import inspect
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi import APIRouter
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from httpx import AsyncClient
from temporalio.client import Client

from app_fixtures import COOKIE, SECRET, assert_problem, script_token, serving, sign_in, sign_in_terminal
from described import DOCUMENT
from patience import eventually
from releasewatch.api import compare, entities, releases, versions
from releasewatch.api.dependencies import FOR_EVERYBODY, get_strict, require_guards
from releasewatch.core.config import Settings
from releasewatch.core.errors import UnguardedRouteError
from releasewatch.core.security import Claims, TokenKind, TokenSigner, make_script_token
from releasewatch.models.auth import Role, TokenRole
from releasewatch.services.auth.users_file import read_accounts, write_accounts
from rollout import rolled_out
from temporal_proxy import TemporalProxy

CALLERS = (
    "none",
    "viewer",
    "admin",
    "viewer's terminal",
    "viewer's script",
    "admin's script",
    "expired",
    "badge's script",
    "expired script",
    "refresh cookie",
)
NOBODY = {"none", "badge's script", "expired", "expired script", "refresh cookie"}
# The address of a badge is read by whoever sees the page, so no other credential may ever stand in it.
BY_BADGE_TOKEN = {"get_badge"}
BY_COOKIE = {"refresh", "continue_at_terminal"}
WITH_A_BODY = {"compare_trees"}
ADMINS_ONLY = {"get_system", "get_metrics"}
QUERIES = {"compare_releases": "?a=release:a&b=release:b", "get_cell_history": "?app=web&cluster=eu-1"}
OPERATIONS = {
    operation["operationId"]: (
        method.upper(),
        path.format(release_id="release:a", entity_id="app:a") + QUERIES.get(operation["operationId"], ""),
    )
    for path, operations in DOCUMENT["paths"].items()
    for method, operation in operations.items()
}

Credentials = dict[str, dict[str, str]]


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"badges": True})


@pytest.fixture
async def credentials(api: AsyncClient, settings: Settings) -> Credentials:
    tokens = {name: make_script_token() for name in ("viewer", "admin", "badge", "expired")}
    accounts = read_accounts(settings.users_file)
    entries = {
        "viewer": script_token(tokens["viewer"]),
        "admin": script_token(tokens["admin"], Role.ADMIN),
        "badge": script_token(tokens["badge"], TokenRole.BADGE),
        "expired": script_token(tokens["expired"], Role.ADMIN, days=-1),
    }
    write_accounts(settings.users_file, accounts.model_copy(update={"tokens": entries}))
    long_ago = int((datetime.now(UTC) - timedelta(hours=1)).timestamp())
    claims = Claims("root", "session", "version", signed_in_at=long_ago)
    expired = TokenSigner([SECRET]).issue(TokenKind.ACCESS, claims, issued_at=long_ago, expires_at=long_ago + 600)
    return {
        "none": {},
        "viewer": await sign_in(api),
        "admin": await sign_in(api, "root"),
        "viewer's terminal": await sign_in_terminal(api),
        "viewer's script": {"Authorization": f"Bearer {tokens['viewer']}"},
        "admin's script": {"Authorization": f"Bearer {tokens['admin']}"},
        "expired": {"Authorization": f"Bearer {expired}"},
        "badge's script": {"Authorization": f"Bearer {tokens['badge']}"},
        "expired script": {"Authorization": f"Bearer {tokens['expired']}"},
        "refresh cookie": {"Authorization": f"Bearer {api.cookies[COOKIE]}"},
    }


@pytest.mark.parametrize("operation", OPERATIONS)
async def test_s33_every_route_lets_in_whom_it_should(
    api: AsyncClient, credentials: Credentials, operation: str
) -> None:
    method, path = OPERATIONS[operation]
    for caller in CALLERS:
        response = await api.request(method, path, headers=credentials[caller])
        if operation in FOR_EVERYBODY:
            assert response.status_code != 401 or operation in BY_COOKIE, caller
        elif caller in NOBODY or operation in BY_BADGE_TOKEN:
            assert_problem(response, 401, "not_authenticated")
        elif operation in ADMINS_ONLY and not caller.startswith("admin"):
            assert_problem(response, 403, "not_allowed")
        else:
            # Let in, and refused for having no body.
            assert response.status_code in ({415} if operation in WITH_A_BODY else {200, 204, 503}), caller


def test_s33_matrix_knows_every_route() -> None:
    assert ADMINS_ONLY | {"list_releases", "get_hierarchy", "get_entity", "me", "get_meta", "login"} <= set(OPERATIONS)
    assert FOR_EVERYBODY - set(OPERATIONS) == {
        *("docs_page", "docs_start", "docs_style", "docs_script", "openapi_document"),
    }


def test_s33_forgotten_guard_is_refused_at_the_start() -> None:
    router = APIRouter()

    @router.get("/api/secrets")
    async def secrets() -> str:
        return "open"

    with pytest.raises(UnguardedRouteError, match="secrets"):
        require_guards(router)


def asked_by(dependant: Dependant) -> list[Dependant]:
    return [below for each in dependant.dependencies for below in (each, *asked_by(each))]


@pytest.mark.parametrize("router", [releases.router, entities.router, compare.router, versions.router])
def test_a_read_waits_for_no_thread_to_know_what_is_asked(router: APIRouter) -> None:
    # FastAPI calls what is not async in threads, and each call waits for whatever computes at the moment.
    asked = [each.call for route in router.routes if isinstance(route, APIRoute) for each in asked_by(route.dependant)]
    assert get_strict in asked
    assert [call for call in asked if not any(map(inspect.iscoroutinefunction, (call, type(call).__call__)))] == []


async def test_s33_forbidden_looks_the_same_whatever_is_asked(api: AsyncClient, viewer: dict[str, str]) -> None:
    there, nowhere = [(await api.get(f"/api/system{rest}", headers=viewer)) for rest in ("", "?release_id=release:x")]
    assert (there.status_code, nowhere.status_code) == (403, 403)
    assert there.json()["detail"] == nowhere.json()["detail"]


async def test_lowered_role_counts_at_once(api: AsyncClient, settings: Settings, credentials: Credentials) -> None:
    assert (await api.get("/api/system", headers=credentials["admin's script"])).status_code == 200
    accounts = read_accounts(settings.users_file)
    lowered = accounts.tokens["admin"].model_copy(update={"role": TokenRole.VIEWER})
    write_accounts(settings.users_file, accounts.model_copy(update={"tokens": {"admin": lowered}}))
    assert_problem(await api.get("/api/system", headers=credentials["admin's script"]), 403, "not_allowed")


async def test_system_says_what_is_wrong_with_the_connection(api: AsyncClient) -> None:
    root = await sign_in(api, "root")
    await api.post("/api/auth/login", data={"username": "alice", "password": "wrong"})

    async def get_system() -> Any:
        return (await api.get("/api/system", headers=root)).json()

    async def is_lost() -> bool:
        return bool((await get_system())["connection"]["circuit_open"])

    # It opens once a probe has had no answer either.
    await eventually(is_lost)
    system = await get_system()
    assert system["connection"]["address"] == "127.0.0.1:1"
    assert (system["connection"]["ready"], system["connection"]["code"]) == (False, "temporal_unreachable")
    assert (system["connection"]["circuit_open"], "server_version" in system["connection"]) == (True, False)
    assert system["sign_ins"] == {"refused": 0, "counted": 1}
    assert system["task_queues"] == []


async def test_system_shows_workers_budget_and_shared_reads(
    settings: Settings, client: Client, wire: TemporalProxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEMPORAL_ADDRESS", wire.address)
    async with rolled_out(client) as rollout, serving(settings) as api:
        root = await sign_in(api, "root")
        # At the same moment: however long it takes, they share a read.
        path = f"/api/releases/{rollout.release_id}"
        answers = await asyncio.gather(*(api.get(path, headers=root) for _ in range(3)))
        assert [answer.status_code for answer in answers] == [200, 200, 200], answers[0].text
        system: dict[str, Any] = (await api.get("/api/system", headers=root)).json()
    assert (system["connection"]["ready"], system["connection"]["circuit_open"]) == (True, False)
    assert re.match(r"\d+\.\d+", system["connection"]["server_version"])
    assert system["started_at"] < system["read_at"]
    (queue,) = system["task_queues"]
    assert (queue["name"], queue["polled"]) == (rollout.task_queue, True)
    assert system["tree_reads"]["requests"] == 3
    assert system["tree_reads"]["reads"] < 3
    assert system["kept_answers"]["count"] > 0
    assert 0 < system["query_budget"]["available"] <= system["query_budget"]["burst"]
    concurrency = system["concurrency"]
    assert 0 <= concurrency["under_way"] <= concurrency["limit"] <= concurrency["most"]


async def test_system_does_not_say_no_worker_of_a_queue_that_it_could_not_ask_about(
    settings: Settings, client: Client, wire: TemporalProxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    proxy = TemporalProxy(client.service_client.config.target_host, wire.calls)
    async with rolled_out(client) as rollout, proxy.running():
        monkeypatch.setenv("TEMPORAL_ADDRESS", proxy.address)
        async with serving(settings) as api:
            root = await sign_in(api, "root")
            assert (await api.get(f"/api/releases/{rollout.release_id}", headers=root)).status_code == 200
            await proxy.refuse()
            system = (await api.get("/api/system", headers=root)).json()
    assert system["task_queues"] == [{"name": rollout.task_queue}]
    assert DOCUMENT["components"]["schemas"]["TaskQueue"]["required"] == ["name"]
