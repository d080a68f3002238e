"""Signing in over HTTP: tokens, the cookie, and who is let in where."""

from collections.abc import AsyncIterator
from typing import Any, cast

import pytest
from httpx import ASGITransport, AsyncClient
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from app_fixtures import (
    COOKIE,
    CSRF,
    PASSWORD,
    assert_problem,
    log_lines,
    running,
    script_token,
    serving,
    sign_in,
    sign_in_terminal,
    user,
    write_users,
)
from releasewatch.core.config import Settings
from releasewatch.core.security import hash_script_token, make_script_token
from releasewatch.main import create_app
from releasewatch.models.auth import Accounts, Role
from releasewatch.services.auth.users_file import write_accounts

WRONG = {"username": "alice", "password": "wrong password"}


@pytest.fixture
async def behind_tls(settings: Settings) -> AsyncIterator[AsyncClient]:
    public = settings.model_copy(update={"allowed_hosts": ("releases.example.com",)})
    async with serving(public, base_url="https://releases.example.com") as client:
        yield client


async def test_login_answers_as_oauth2_clients_expect(api: AsyncClient) -> None:
    response = await api.post(
        "/api/auth/login", data={"grant_type": "password", "username": "alice", "password": PASSWORD}
    )
    body = response.json()
    assert (response.status_code, set(body)) == (200, {"access_token", "token_type", "expires_in"})
    assert (body["token_type"], body["expires_in"]) == ("bearer", 600)
    assert response.headers["cache-control"] == "no-store"


async def test_me_says_who_is_signed_in(api: AsyncClient) -> None:
    response = await api.get("/api/auth/me", headers=await sign_in(api, "root"))
    assert response.json() == {"username": "root", "role": "admin"}


async def test_cookie_over_tls_is_bound_to_the_host(behind_tls: AsyncClient) -> None:
    response = await behind_tls.post("/api/auth/login", data={"username": "alice", "password": PASSWORD})
    name, attributes = _cookie(response.headers["set-cookie"])
    assert name == f"__Host-{COOKIE}"
    assert attributes == {"httponly", "max-age=28800", "path=/", "samesite=strict", "secure"}


async def test_cookie_on_loopback_does_without_secure(api: AsyncClient) -> None:
    response = await api.post("/api/auth/login", data={"username": "alice", "password": PASSWORD})
    name, attributes = _cookie(response.headers["set-cookie"])
    assert name == COOKIE
    assert attributes == {"httponly", "max-age=28800", "path=/", "samesite=strict"}


async def test_plain_http_elsewhere_never_gets_a_cookie_that_others_can_read(settings: Settings) -> None:
    anywhere = settings.model_copy(update={"allowed_hosts": ("*",)})
    async with serving(anywhere, base_url="http://releases.example.com") as client:
        response = await client.post("/api/auth/login", data={"username": "alice", "password": PASSWORD})
        name, attributes = _cookie(response.headers["set-cookie"])
        assert name == f"__Host-{COOKIE}"
        assert "secure" in attributes


def _cookie(header: str) -> tuple[str, set[str]]:
    first, *rest = header.split("; ")
    return first.split("=")[0], {part.lower() for part in rest}


@pytest.mark.parametrize(
    ("username", "password"), [("alice", "wrong"), ("nobody", PASSWORD), ("alice", "nul\0"), ("ALICE", PASSWORD)]
)
async def test_wrong_credentials_look_all_the_same(api: AsyncClient, username: str, password: str) -> None:
    response = await api.post("/api/auth/login", data={"username": username, "password": password})
    problem = assert_problem(response, 401, "bad_credentials")
    assert response.headers["www-authenticate"] == "Bearer"
    assert problem["detail"] == "The user name or the password is wrong."
    assert "set-cookie" not in response.headers


async def test_s15_long_and_unicode_passwords_work(api: AsyncClient, settings: Settings) -> None:
    password = "pässwörd mit leerzeichen ☃ und noch viel mehr text bis 64 zeichen"
    write_users(settings.users_file, {"alice": user(password)})
    await sign_in(api, password=password)


async def test_s15_overlong_password_is_refused_before_hashing(api: AsyncClient) -> None:
    response = await api.post("/api/auth/login", data={"username": "alice", "password": "ü" * 600})
    assert_problem(response, 422, "invalid_request")


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ", "Bearer x", "Bearer a.b.c", "Basic YWxpY2U6eA==", "Bearer " + "a" * 9000]
)
async def test_anything_but_a_good_token_is_401(api: AsyncClient, header: str) -> None:
    response = await api.get("/api/auth/me", headers={"Authorization": header})
    assert_problem(response, 401, "not_authenticated")
    assert response.headers["www-authenticate"] == "Bearer"


async def test_s8_token_in_the_address_does_not_count(api: AsyncClient, viewer: dict[str, str]) -> None:
    token = viewer["Authorization"].removeprefix("Bearer ")
    response = await api.get("/api/auth/me", params={"access_token": token})
    assert_problem(response, 401, "not_authenticated")


async def test_s2_one_kind_of_token_never_passes_as_the_other(api: AsyncClient, viewer: dict[str, str]) -> None:
    access_token = viewer["Authorization"].removeprefix("Bearer ")
    refresh_token = api.cookies[COOKIE]
    as_access = await api.get("/api/auth/me", headers={"Authorization": f"Bearer {refresh_token}"})
    assert_problem(as_access, 401, "not_authenticated")
    api.cookies.set(COOKIE, access_token, domain="localhost.local", path="/")
    as_refresh = await api.post("/api/auth/refresh", headers=CSRF)
    assert_problem(as_refresh, 401, "not_authenticated")


@pytest.mark.usefixtures("viewer")
async def test_cookie_alone_opens_no_data(api: AsyncClient) -> None:
    assert api.cookies[COOKIE]
    assert_problem(await api.get("/api/auth/me"), 401, "not_authenticated")
    assert_problem(await api.get("/api/releases"), 401, "not_authenticated")


@pytest.mark.usefixtures("viewer")
async def test_refresh_gives_a_fresh_pair(api: AsyncClient) -> None:
    before = api.cookies[COOKIE]
    response = await api.post("/api/auth/refresh", headers=CSRF)
    assert response.status_code == 200
    assert api.cookies[COOKIE] != before
    again = {"Authorization": f"Bearer {response.json()['access_token']}"}
    assert (await api.get("/api/auth/me", headers=again)).json()["username"] == "alice"


async def test_refresh_without_a_session_is_401(api: AsyncClient) -> None:
    assert_problem(await api.post("/api/auth/refresh", headers=CSRF), 401, "not_authenticated")


async def test_s9_logout_ends_the_session(api: AsyncClient, viewer: dict[str, str]) -> None:
    token = api.cookies[COOKIE]
    response = await api.post("/api/auth/logout", headers=CSRF)
    assert (response.status_code, response.content) == (204, b"")
    assert COOKIE not in api.cookies
    assert_problem(await api.get("/api/auth/me", headers=viewer), 401, "not_authenticated")
    stolen = await api.post("/api/auth/refresh", headers=CSRF | {"Cookie": f"{COOKIE}={token}"})
    assert_problem(stolen, 401, "not_authenticated")


async def test_s9_a_terminals_session_ends_by_its_own_token(api: AsyncClient, viewer: dict[str, str]) -> None:
    terminal = await sign_in_terminal(api)
    assert (await api.get("/api/auth/me", headers=terminal)).json()["username"] == "alice"
    assert (await api.delete("/api/auth/session", headers=terminal)).status_code == 204
    assert_problem(await api.get("/api/auth/me", headers=terminal), 401, "not_authenticated")
    assert (await api.get("/api/auth/me", headers=viewer)).status_code == 200


async def test_a_terminals_sign_in_sets_no_cookie(api: AsyncClient) -> None:
    await sign_in_terminal(api)
    assert not api.cookies


async def test_logout_without_a_session_is_fine(api: AsyncClient) -> None:
    assert (await api.post("/api/auth/logout", headers=CSRF)).status_code == 204


async def test_s39_a_browsers_session_goes_on_at_a_terminal_and_ends_there_with_it(
    api: AsyncClient, viewer: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    made = await api.post("/api/auth/terminal/session", headers=CSRF)
    assert made.status_code == 200
    assert 8 * 3600 - 60 < made.json()["expires_in"] <= 8 * 3600
    terminal = {"Authorization": f"Bearer {made.json()['access_token']}"}
    assert (await api.get("/api/auth/me", headers=terminal)).json()["username"] == "alice"
    assert (await api.get("/api/auth/me", headers=viewer)).status_code == 200
    (line,) = [each for each in log_lines(capsys.readouterr().out) if each["event"] == "terminal_token_made"]
    assert line["subject"] == "alice"
    assert (await api.post("/api/auth/refresh", headers=CSRF)).status_code == 200
    await api.post("/api/auth/logout", headers=CSRF)
    assert_problem(await api.get("/api/auth/me", headers=terminal), 401, "not_authenticated")


async def test_s39_only_the_cookie_makes_a_token_for_a_terminal(api: AsyncClient, viewer: dict[str, str]) -> None:
    api.cookies.clear()
    for headers in (viewer, await sign_in_terminal(api)):
        response = await api.post("/api/auth/terminal/session", headers=CSRF | headers)
        assert_problem(response, 401, "not_authenticated")


async def test_s39_a_stolen_cookie_that_was_exchanged_makes_none(api: AsyncClient, viewer: dict[str, str]) -> None:
    stolen = {"Cookie": f"{COOKIE}={api.cookies[COOKIE]}"}
    for _ in range(2):
        assert (await api.post("/api/auth/refresh", headers=CSRF)).status_code == 200
    api.cookies.clear()
    assert_problem(await api.post("/api/auth/terminal/session", headers=CSRF | stolen), 401, "not_authenticated")
    assert_problem(await api.get("/api/auth/me", headers=viewer), 401, "not_authenticated")


@pytest.mark.parametrize("route", ["/api/auth/refresh", "/api/auth/terminal/session", "/api/auth/logout"])
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Requested-With": "XMLHttpRequest"},
        CSRF | {"Sec-Fetch-Site": "same-site"},
        CSRF | {"Sec-Fetch-Site": "cross-site"},
        CSRF | {"Sec-Fetch-Site": "none"},
        CSRF | {"Origin": "http://evil.localhost"},
        CSRF | {"Origin": "null"},
        CSRF | {"Origin": "http://localhost:9999"},
        CSRF | {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
    ],
)
async def test_s20_other_sites_cannot_use_the_cookie(
    api: AsyncClient, viewer: dict[str, str], route: str, headers: dict[str, str]
) -> None:
    assert_problem(await api.post(route, headers=headers), 403, "cross_site")
    assert (await api.get("/api/auth/me", headers=viewer)).status_code == 200


@pytest.mark.usefixtures("viewer")
@pytest.mark.parametrize("more", [{}, {"Sec-Fetch-Site": "same-origin"}, {"Origin": "http://localhost"}])
async def test_s20_our_own_pages_can(api: AsyncClient, more: dict[str, str]) -> None:
    assert (await api.post("/api/auth/refresh", headers=CSRF | more)).status_code == 200


async def test_s19_no_other_origin_is_let_in(api: AsyncClient) -> None:
    for origin in ("https://evil.example", "null"):
        preflight = {"Origin": origin, "Access-Control-Request-Method": "POST"}
        response = await api.options("/api/auth/login", headers=preflight)
        assert_problem(response, 405, "method_not_allowed")
        assert "access-control-allow-origin" not in response.headers


async def test_removed_user_is_out_at_once(api: AsyncClient, settings: Settings, viewer: dict[str, str]) -> None:
    write_users(settings.users_file, {"root": user(role=Role.ADMIN)})
    assert_problem(await api.get("/api/auth/me", headers=viewer), 401, "not_authenticated")
    assert_problem(await api.post("/api/auth/refresh", headers=CSRF), 401, "not_authenticated")


async def test_unreadable_users_file_lets_nobody_in_and_says_so(
    api: AsyncClient, settings: Settings, viewer: dict[str, str]
) -> None:
    kept = settings.users_file.read_text()
    settings.users_file.write_text("not toml [")
    for response in (
        await api.get("/api/auth/me", headers=viewer),
        await api.post("/api/auth/login", data={"username": "alice", "password": PASSWORD}),
        await api.get("/readyz"),
    ):
        assert_problem(response, 503, "users_unavailable")
        assert 5 <= int(response.headers["retry-after"]) <= 10
        assert str(settings.users_file) not in response.text
    settings.users_file.write_text(kept)
    assert (await api.get("/api/auth/me", headers=viewer)).status_code == 200


async def test_server_without_users_starts_and_says_so(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    settings.users_file.write_text("")
    async with serving(settings) as api:
        response = await api.post("/api/auth/login", data={"username": "admin", "password": "admin"})
        assert_problem(response, 401, "bad_credentials")
    assert "no_users" in {line["event"] for line in log_lines(capsys.readouterr().out)}


async def test_s12_too_many_failures_are_429(api: AsyncClient) -> None:
    for _ in range(5):
        assert (await api.post("/api/auth/login", data=WRONG)).status_code == 401
    response = await api.post("/api/auth/login", data=WRONG)
    assert_problem(response, 429, "too_many_attempts")
    # Less by what the failures took, and more than the limit of a second would say.
    assert 60 < int(response.headers["retry-after"]) <= 300


@pytest.mark.parametrize(("proxies", "expected"), [(["10.0.0.1"], 429), (["192.0.2.7"], 401)])
async def test_s14_only_named_proxies_may_say_who_asks(settings: Settings, proxies: list[str], expected: int) -> None:
    app = create_app(settings)
    # As `serve` sets it up when RELEASEWATCH_TRUSTED_PROXIES is set.
    behind: Any = ProxyHeadersMiddleware(cast("Any", app), proxies)
    transport = ASGITransport(behind, client=("192.0.2.7", 4711))
    async with running(app), AsyncClient(transport=transport, base_url="http://localhost") as api:
        for number in range(6):
            forwarded = {"X-Forwarded-For": f"203.0.113.{number}"}
            response = await api.post("/api/auth/login", data=WRONG, headers=forwarded)
    assert response.status_code == expected


async def test_scripts_read_with_a_token_of_their_own(
    api: AsyncClient, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    token = make_script_token()
    write_accounts(settings.users_file, Accounts(tokens={"ci": script_token(token)}))
    bearer = {"Authorization": f"Bearer {token}"}
    assert (await api.get("/api/auth/me", headers=bearer)).json() == {"username": "token:ci", "role": "viewer"}
    assert (await api.get("/api/releases", headers=bearer)).status_code == 503
    (line,) = [each for each in log_lines(capsys.readouterr().out) if each["event"] == "read"]
    assert (line["subject"], line["role"]) == ("token:ci", "viewer")
    assert line["credential"] == hash_script_token(token)[:12]
    assert token not in str(line)
    write_accounts(settings.users_file, Accounts())
    assert_problem(await api.get("/api/auth/me", headers=bearer), 401, "not_authenticated")
