"""The interactive documentation and the OpenAPI document behind it."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from httpx import AsyncClient
from typer.testing import CliRunner

from described import DOCUMENT
from releasewatch.cli.app import app

Json = dict[str, Any]

OPEN = {
    "/api/auth/login",
    "/api/auth/terminal",
    "/api/auth/terminal/session",
    "/api/auth/refresh",
    "/api/auth/logout",
    "/api/schemas/workflow-answer",
    "/livez",
    "/readyz",
}


async def test_page_needs_no_cdn_and_no_inline_code(api: AsyncClient) -> None:
    response = await api.get("/docs")
    page = response.text
    assert response.headers["content-type"].startswith("text/html")
    assert "http:" not in page
    assert "https:" not in page
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\bstyle=|\bon\w+=", page)


async def test_page_finds_its_files(api: AsyncClient) -> None:
    page = (await api.get("/docs")).text
    for address in re.findall(r'(?:src|href)="(/[^"]+)"', page):
        response = await api.get(address)
        assert response.status_code == 200, address
        assert len(response.content) > 100


async def test_start_script_names_our_document(api: AsyncClient) -> None:
    script = (await api.get("/docs/start.js")).text
    (address,) = re.findall(r'url: "([^"]+)"', script)
    assert (await api.get(address)).json() == DOCUMENT


async def test_other_files_of_the_package_are_not_served(api: AsyncClient) -> None:
    for name in ("LICENSE", "..%2fredoc%2fredoc.standalone.js", "%2e%2e"):
        assert (await api.get(f"/docs/{name}")).status_code == 404


@pytest.fixture(scope="module")
def document() -> Json:
    return DOCUMENT


def test_authorize_button_signs_in_with_a_password(document: Json) -> None:
    schemes = document["components"]["securitySchemes"]
    assert set(schemes) == {"SignIn", "ScriptToken", "BadgeToken"}
    assert schemes["SignIn"]["flows"] == {"password": {"scopes": {}, "tokenUrl": "/api/auth/login"}}


def test_every_data_route_needs_the_sign_in(document: Json) -> None:
    for path, operations in document["paths"].items():
        is_open = path in OPEN
        for operation in operations.values():
            expected: list[Json] = [] if is_open else [{"SignIn": []}, {"ScriptToken": []}]
            by_token = [{"BadgeToken": []}] if operation["operationId"] == "get_badge" else expected
            assert operation["security"] == by_token, path


def test_every_error_is_described_as_a_problem(document: Json) -> None:
    for operation in _operations(document):
        for status, response in operation["responses"].items():
            if status >= "400":
                (media_type, content) = next(iter(response["content"].items()))
                name = "InvalidRequest" if status == "422" else "Problem"
                assert media_type == "application/problem+json"
                assert content["schema"] == {"$ref": f"#/components/schemas/{name}"}
                assert response["description"].startswith("`")
    assert "HTTPValidationError" not in document["components"]["schemas"]


def test_routes_that_need_the_sign_in_document_401(document: Json) -> None:
    for operation in _operations(document):
        if operation["security"]:
            assert "401" in operation["responses"], operation["operationId"]


def test_operation_ids_are_the_route_names(document: Json) -> None:
    ids = [operation["operationId"] for operation in _operations(document)]
    assert len(ids) == len(set(ids))
    assert all(re.fullmatch(r"[a-z_]+", each) for each in ids)


def test_command_prints_and_writes_the_same_document(document: Json, tmp_path: Path) -> None:
    printed = CliRunner().invoke(app, ["openapi"]).stdout
    assert yaml.load(printed, yaml.CSafeLoader) == document
    assert "&id" not in printed
    assert CliRunner().invoke(app, ["openapi", "--output", str(tmp_path / "api.yaml")]).exit_code == 0
    assert (tmp_path / "api.yaml").read_text() == printed


def _operations(document: Json) -> list[Json]:
    return [operation for operations in document["paths"].values() for operation in operations.values()]
