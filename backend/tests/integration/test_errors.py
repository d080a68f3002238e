"""Errors over HTTP: always a problem, never more than the caller may know."""

from collections.abc import AsyncIterator

import pytest
from fastapi.responses import StreamingResponse
from httpx import AsyncClient

from app_fixtures import PASSWORD, assert_problem, log_lines, running
from releasewatch.core.config import Settings
from releasewatch.main import create_app


async def test_unknown_path(api: AsyncClient) -> None:
    assert_problem(await api.get("/api/nothing"), 404, "not_found")
    assert_problem(await api.post("/api/nothing"), 404, "not_found")
    assert_problem(await api.get("/nothing"), 404, "not_found")


async def test_s32_wrong_method_names_the_right_ones(api: AsyncClient) -> None:
    response = await api.get("/api/auth/login")
    problem = assert_problem(response, 405, "method_not_allowed")
    assert response.headers["allow"] == "POST"
    assert "GET" in problem["detail"]


async def test_s25_validation_never_repeats_what_was_sent(api: AsyncClient) -> None:
    response = await api.post("/api/auth/login", data={"password": "hunter2hunter2"})
    problem = assert_problem(response, 422, "invalid_request")
    assert problem["errors"] == [{"loc": ["body", "username"], "msg": "Field required", "type": "missing"}]
    assert problem["detail"] == "body.username: Field required"
    assert "hunter2" not in response.text


@pytest.mark.parametrize("body_type", ["application/json", "text/plain", "application/x-www-form", "", None])
async def test_s32_wrong_type_of_body(api: AsyncClient, body_type: str | None) -> None:
    headers = {} if body_type is None else {"Content-Type": body_type}
    body = f"username=alice&password={PASSWORD}".encode()
    problem = assert_problem(await api.post("/api/auth/login", content=body, headers=headers), 415, "wrong_body_type")
    assert problem["detail"] == "Send application/x-www-form-urlencoded."


async def test_s32_form_of_several_parts_is_of_the_wrong_type(api: AsyncClient) -> None:
    parts = {"username": (None, "alice"), "password": (None, PASSWORD)}
    assert_problem(await api.post("/api/auth/login", files=parts), 415, "wrong_body_type")


async def test_s32_right_type_of_body_in_any_spelling(api: AsyncClient) -> None:
    body = f"username=alice&password={PASSWORD}".encode()
    headers = {"Content-Type": "Application/X-WWW-Form-URLencoded ; charset=utf-8"}
    assert (await api.post("/api/auth/login", content=body, headers=headers)).status_code == 200


@pytest.mark.parametrize(
    "body",
    [b'{"username": NaN}', b'{"username": "\\ud800", "\\udfff": 1}', b'"\\ud800"', b"\xff\xfe", b"{", b"[" * 60_000],
)
async def test_s24_strange_bodies_are_refused_unread(api: AsyncClient, body: bytes) -> None:
    response = await api.post("/api/auth/login", content=body, headers={"Content-Type": "application/json"})
    assert_problem(response, 415, "wrong_body_type")


async def test_strange_form_values_are_no_one(api: AsyncClient) -> None:
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    response = await api.post("/api/auth/login", content=b"username=%ff%00&password=%ed%a0%80", headers=form)
    assert_problem(response, 401, "bad_credentials")


async def test_broken_multipart_is_400(api: AsyncClient) -> None:
    response = await api.post(
        "/api/auth/login", content=b"nonsense", headers={"Content-Type": "multipart/form-data; boundary=x"}
    )
    assert_problem(response, 400, "bad_request")


async def test_s28_large_body_is_413(api: AsyncClient) -> None:
    response = await api.post("/api/auth/login", content=b"x" * 65_537)
    assert_problem(response, 413, "body_too_large")


async def test_s28_large_body_in_chunks_is_413(api: AsyncClient) -> None:
    assert_problem(await api.post("/api/auth/login", content=chunks(70)), 413, "body_too_large")


async def chunks(count: int) -> AsyncIterator[bytes]:
    for _ in range(count):
        yield b"x" * 1_000


async def test_body_at_the_limit_is_read(api: AsyncClient) -> None:
    content = b"username=alice&password=" + b"x" * (65_536 - 24)
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    assert_problem(await api.post("/api/auth/login", content=content, headers=form), 422, "invalid_request")


async def test_s32_unexpected_error_tells_the_id_and_nothing_else(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    app = create_app(settings)

    @app.get("/api/broken")
    async def broken() -> None:
        raise RuntimeError("the password is hunter2")

    async with running(app) as api:
        response = await api.get("/api/broken")
    problem = assert_problem(response, 500, "internal_error")
    assert "hunter2" not in response.text
    assert "RuntimeError" not in response.text
    assert response.headers["x-content-type-options"] == "nosniff"
    lines = [line for line in log_lines(capsys.readouterr().out) if line["event"] == "unexpected_error"]
    assert [line["request_id"] for line in lines] == [problem["request_id"]]
    assert "RuntimeError" in lines[0]["exception"]


async def test_error_after_the_answer_began_cuts_it_off(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    app = create_app(settings)

    @app.get("/api/half")
    async def half() -> StreamingResponse:
        return StreamingResponse(fail_midway())

    async with running(app) as api:
        assert (await api.get("/api/half")).status_code == 200
    assert "unexpected_error" in {line["event"] for line in log_lines(capsys.readouterr().out)}


async def fail_midway() -> AsyncIterator[bytes]:
    yield b"half an "
    raise RuntimeError
