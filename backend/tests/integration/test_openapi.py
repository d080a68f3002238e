"""The OpenAPI document as generators read it, and whether answers are what it says.

Of this kind is all that a generator cannot translate, or translates into what nobody meant: defaults that are objects,
names that a language has taken, fields that may be missing and never are, statuses and headers that nobody told.
"""

import builtins
import re
from typing import Any

import pytest
from httpx import AsyncClient

from app_fixtures import CSRF, PASSWORD, script_token, serving, sign_in
from described import DOCUMENT, SCHEMA
from releasewatch.api.middleware.limits import MAX_BODY_BYTES
from releasewatch.core.config import Settings
from releasewatch.core.errors import all_codes
from releasewatch.core.security import make_script_token
from releasewatch.services.auth.users_file import read_accounts, write_accounts
from watched import Watched

Json = dict[str, Any]

SCHEMAS: Json = DOCUMENT["components"]["schemas"]
OPERATIONS = {operation["operationId"]: operation for path in DOCUMENT["paths"].values() for operation in path.values()}
# What every Java file has without importing it, as far as an API could have the same idea.
JAVA_LANG = {
    *("Boolean", "Byte", "Character", "Class", "Compiler", "Double", "Enum", "Error", "Exception", "Float", "Integer"),
    *("Iterable", "Long", "Math", "Module", "Number", "Object", "Override", "Package", "Process", "Record", "Runtime"),
    *("Short", "String", "System", "Thread", "Void"),
}
JAVASCRIPT = {"Array", "Date", "Map", "Promise", "Proxy", "Request", "Response", "Set", "Symbol", "Function", "Event"}
FORM = "SignInForm"


def schemas_within(part: Any) -> list[Json]:
    """Every schema in a part of the document, however deep."""
    if isinstance(part, list):
        return [each for item in part for each in schemas_within(item)]
    if not isinstance(part, dict):
        return []
    below = [each for value in part.values() for each in schemas_within(value)]
    return [part, *below] if {"type", "anyOf", "$ref", "enum"} & set(part) else below


@pytest.mark.parametrize("name", SCHEMAS)
def test_names_are_free_in_the_languages_of_clients(name: str) -> None:
    assert re.fullmatch(r"[A-Z][A-Za-z]+", name)
    assert name not in JAVA_LANG | JAVASCRIPT | set(dir(builtins))


def test_no_default_is_an_object() -> None:
    assert [each for each in schemas_within(DOCUMENT) if isinstance(each.get("default"), dict)] == []


@pytest.mark.parametrize("name", sorted(SCHEMAS.keys() - {FORM}))
def test_fields_that_are_always_sent_are_required(name: str) -> None:
    for field, schema in SCHEMAS[name].get("properties", {}).items():
        assert "default" not in schema
        is_required = field in SCHEMAS[name].get("required", [])
        may_be_null = {"type": "null"} in schema.get("anyOf", [])
        assert is_required or may_be_null, field


def test_codes_of_problems_are_all_named() -> None:
    for name in ("Problem", "InvalidRequest"):
        assert SCHEMAS[name]["properties"]["code"]["enum"] == all_codes()
    told = {code for operation in OPERATIONS.values() for code in codes_of(operation)}
    assert told <= set(all_codes())


def codes_of(operation: Json) -> list[str]:
    texts = [response["description"] for status, response in operation["responses"].items() if int(status) >= 400]
    return [code for text in texts for code in re.findall(r"`([a-z_]+)`:", text)]


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_operation_tells_what_may_happen(name: str) -> None:
    operation = OPERATIONS[name]
    responses = operation["responses"]
    assert {"400", "500"} <= set(responses)
    assert list(responses) == sorted(responses)
    for status, response in responses.items():
        expected = {"X-Request-ID"}
        expected |= {"WWW-Authenticate"} if status == "401" else set()
        expected |= {"Retry-After"} if status in {"429", "503"} else set()
        assert expected <= set(response["headers"]), status
    assert set(operation["tags"]) <= {tag["name"] for tag in DOCUMENT["tags"]}
    assert operation["summary"]
    assert operation["description"]


@pytest.mark.parametrize("name", ["list_releases", "get_release", "get_hierarchy", "list_entities"])
def test_what_has_an_etag_takes_one(name: str) -> None:
    named = {each["name"] for each in OPERATIONS[name]["parameters"]}
    assert {"If-None-Match", "Cache-Control"} <= named
    for status in ("200", "304"):
        assert {"ETag", "X-Read-At"} <= set(OPERATIONS[name]["responses"][status]["headers"])


def test_it_says_whose_it_is_and_where() -> None:
    assert DOCUMENT["servers"]
    assert DOCUMENT["info"]["contact"]["name"]
    assert DOCUMENT["info"]["license"]["name"]
    assert all(tag["description"] for tag in DOCUMENT["tags"])


async def test_answers_about_releases_are_what_the_document_says(watched: Watched) -> None:
    release, app = watched.rollout.release_id, watched.rollout.app_ids[0]
    await watched.read()
    for path, address in {
        "/api/releases": "/api/releases?page_size=200",
        "/api/releases/{release_id}": f"/api/releases/{release}",
        "/api/releases/{release_id}/hierarchy": f"/api/releases/{release}/hierarchy",
        "/api/releases/{release_id}/hierarchy/changes": f"/api/releases/{release}/hierarchy/changes",
        "/api/releases/{release_id}/entities": f"/api/releases/{release}/entities",
        "/api/entities/{entity_id}": f"/api/entities/{app}",
        "/api/meta": "/api/meta",
        "/api/auth/me": "/api/auth/me",
    }.items():
        response = await watched.get(address)
        assert response.status_code == 200, address
        SCHEMA[path]["GET"].validate_response(response)
        if "etag" in response.headers:
            again = await watched.get(address, {"If-None-Match": "*"})
            assert again.status_code == 304
            SCHEMA[path]["GET"].validate_response(again)
        for headers, status in (({"Authorization": ""}, 401), ({"Host": "evil.example"}, 400)):
            refused = await watched.get(address, headers)
            assert refused.status_code == status
            SCHEMA[path]["GET"].validate_response(refused)
    missing = await watched.get("/api/releases/release:nowhere")
    assert missing.status_code == 404
    SCHEMA["/api/releases/{release_id}"]["GET"].validate_response(missing)


async def test_answers_to_sign_ins_are_what_the_document_says(api: AsyncClient) -> None:
    login = SCHEMA["/api/auth/login"]["POST"]
    good, bad = {"username": "alice", "password": PASSWORD}, {"username": "alice", "password": "x"}
    for form, status in [(good, 200), ({"username": "x"}, 422), (bad, 401)]:
        response = await api.post("/api/auth/login", data=form)
        assert response.status_code == status
        login.validate_response(response)
    # By the limit of a second, or on a slow machine by that of five minutes.
    while response.status_code == 401:
        response = await api.post("/api/auth/login", data=bad)
        login.validate_response(response)
    assert response.status_code == 429
    large = await api.post("/api/auth/login", content=b"x" * (MAX_BODY_BYTES + 1))
    other = await api.post("/api/auth/login", json={})
    assert (large.status_code, other.status_code) == (413, 415)
    for response in (large, other):
        login.validate_response(response)
    for name, headers, status in (
        ("refresh", CSRF, 200),
        ("refresh", {}, 403),
        ("terminal/session", CSRF, 200),
        ("terminal/session", {}, 403),
        ("logout", CSRF, 204),
        ("refresh", CSRF, 401),
    ):
        response = await api.post(f"/api/auth/{name}", headers=headers)
        assert response.status_code == status
        SCHEMA[f"/api/auth/{name}"]["POST"].validate_response(response)


async def test_answers_of_the_server_about_itself_are_what_the_document_says(api: AsyncClient) -> None:
    admin = await sign_in(api, "root")
    for path, status in {
        "/livez": 200,
        "/readyz": 503,
        "/metrics": 200,
        "/api/system": 200,
        "/api/meta": 200,
        "/api/schemas/workflow-answer": 200,
    }.items():
        response = await api.get(path, headers=admin)
        assert response.status_code == status, path
        SCHEMA[path]["GET"].validate_response(response)


async def test_a_script_token_is_a_bearer_token(settings: Settings) -> None:
    token = make_script_token()
    accounts = read_accounts(settings.users_file)
    write_accounts(settings.users_file, accounts.model_copy(update={"tokens": {"ci": script_token(token)}}))
    scheme = DOCUMENT["components"]["securitySchemes"]["ScriptToken"]
    async with serving(settings) as api:
        headers = {"Authorization": f"{scheme['scheme'].title()} {token}"}
        assert (await api.get("/api/auth/me", headers=headers)).status_code == 200
