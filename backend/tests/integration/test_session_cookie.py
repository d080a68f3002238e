"""The session's cookie among its neighbours: several servers on one host, replicas, a change of the secret, proxies.

Of this kind are all things that a browser shares where the server does not: cookies know no ports, and an origin does.
The matrix below has every way in which a proxy may name host and port, and what a foreign page could make of it.
"""

import httpx
import pytest
from pydantic import SecretStr

from app_fixtures import COOKIE, CSRF, PASSWORD, SECRET, assert_problem, serving, sign_in
from patience import PATIENCE
from releasewatch.core.config import Settings
from served import served

OTHER_SECRET = "fedcba9876543210" * 4
PROXY = "192.0.2.7"


def with_secrets(settings: Settings, *secrets: str) -> Settings:
    return settings.model_copy(update={"jwt_secret": tuple(map(SecretStr, secrets))})


async def refresh(api: httpx.AsyncClient, address: str) -> int:
    return (await api.post(f"{address}/api/auth/refresh", headers=CSRF)).status_code


async def test_servers_on_one_host_leave_each_other_signed_in(settings: Settings) -> None:
    other = with_secrets(settings, OTHER_SECRET)
    async with served(settings) as one, served(other) as two, httpx.AsyncClient(timeout=PATIENCE) as browser:
        for site in (one, two):
            browser.base_url = httpx.URL(site.address)
            await sign_in(browser)
        assert len(set(browser.cookies)) == 2
        assert [await refresh(browser, site.address) for site in (one, two, one, two)] == [200] * 4
        await browser.post(f"{one.address}/api/auth/logout", headers=CSRF)
        assert [await refresh(browser, site.address) for site in (one, two)] == [401, 200]


async def test_replicas_share_the_session(settings: Settings) -> None:
    async with served(settings) as one, served(settings) as two, httpx.AsyncClient(timeout=PATIENCE) as browser:
        browser.base_url = httpx.URL(one.address)
        await sign_in(browser)
        assert list(browser.cookies) == [COOKIE]
        assert [await refresh(browser, site.address) for site in (two, one, two)] == [200] * 3


async def test_a_new_secret_signs_nobody_out_and_signing_out_still_ends_all(settings: Settings) -> None:
    changed = with_secrets(settings, OTHER_SECRET, SECRET)
    async with served(settings) as old, served(changed) as new, httpx.AsyncClient(timeout=PATIENCE) as browser:
        browser.base_url = httpx.URL(old.address)
        await sign_in(browser)
        # Replicas change one after the other.
        assert [await refresh(browser, site.address) for site in (new, old, new, new)] == [200] * 4
        kept = dict(browser.cookies)
        assert len(kept) == 2
        await browser.post(f"{new.address}/api/auth/logout", headers=CSRF)
        assert not browser.cookies
        for name, token in kept.items():
            stolen = CSRF | {"Cookie": f"{name}={token}"}
            assert (await browser.post(f"{new.address}/api/auth/refresh", headers=stolen)).status_code == 401


async def test_the_cookie_tells_nobody_the_secret(settings: Settings) -> None:
    async with serving(settings) as api:
        await sign_in(api)
        (name,) = api.cookies
    assert len(name.partition("-")[2]) == 8
    assert not any(SECRET[start : start + 6] in name for start in range(len(SECRET) - 6))


OURS = [
    # Host, what else the proxy says, and the origin of our page.
    ("releases.example.com", {}, "https://releases.example.com"),
    ("releases.example.com", {}, "http://releases.example.com"),
    ("releases.example.com:443", {}, "https://releases.example.com"),
    ("releases.example.com", {}, "https://releases.example.com:443"),
    ("Releases.Example.com.", {}, "https://releases.example.com"),
    ("releases.example.com:8443", {}, "https://releases.example.com:8443"),
    ("releases.example.com", {}, "https://releases.example.com:8443"),
    ("releases.example.com", {}, "http://releases.example.com:8080"),
    ("releases.example.com", {"X-Forwarded-Proto": "https"}, "https://releases.example.com:8443"),
    ("releases.example.com", {"X-Forwarded-Port": "8443"}, "https://releases.example.com:8443"),
    ("releases.example.com", {"X-Forwarded-Port": "80"}, "https://releases.example.com"),
    ("releases.example.com", {"X-Forwarded-Port": "?"}, "https://releases.example.com:8443"),
    ("backend", {"X-Forwarded-Host": "releases.example.com"}, "https://releases.example.com"),
    ("backend:8000", {"X-Forwarded-Host": "releases.example.com"}, "https://releases.example.com:8443"),
    ("backend:8000", {"X-Forwarded-Host": "releases.example.com:8443"}, "https://releases.example.com:8443"),
    ("backend:8000", {"X-Forwarded-Host": "releases.example.com, inner"}, "https://releases.example.com"),
    (
        "backend:8000",
        {"X-Forwarded-Host": "releases.example.com", "X-Forwarded-Port": "8443"},
        "https://releases.example.com:8443",
    ),
    ("[2001:db8::1]", {}, "https://[2001:db8::1]:8443"),
]
FOREIGN = [
    ("releases.example.com", {}, "https://evil.example"),
    ("releases.example.com", {}, "https://releases.example.com.evil.example"),
    ("releases.example.com", {}, "https://releases.example.com@evil.example"),
    ("releases.example.com", {}, "https://sub.releases.example.com"),
    ("releases.example.com", {}, "null"),
    ("releases.example.com", {}, "file://"),
    ("releases.example.com", {}, "ftp://releases.example.com"),
    ("releases.example.com", {}, "releases.example.com"),
    ("releases.example.com", {}, "https://releases.example.com:x"),
    ("releases.example.com", {}, "https://releases.example.com/"),
    ("releases.example.com:8443", {}, "https://releases.example.com"),
    ("releases.example.com:8443", {}, "https://releases.example.com:9999"),
    ("releases.example.com", {"X-Forwarded-Port": "8443"}, "https://releases.example.com:9999"),
    ("releases.example.com", {"X-Forwarded-Proto": "https"}, "http://releases.example.com"),
    ("releases.example.com", {"X-Forwarded-Host": "backend"}, "https://evil.example"),
]
# Without a proxy, the header Host is the browser's own and has its port.
NEED_A_PROXY = [case for case in OURS if case[0].startswith("backend") or case[0].count(":") < case[2].count(":") - 1]


@pytest.fixture
def proxied(settings: Settings) -> Settings:
    return settings.model_copy(update={"allowed_hosts": ("*",), "trusted_proxies": ("127.0.0.0/8", PROXY)})


async def status_of(settings: Settings, host: str, more: dict[str, str], origin: str) -> int:
    async with served(settings) as site, httpx.AsyncClient(base_url=site.address, timeout=PATIENCE) as browser:
        signed_in = await browser.post("/api/auth/login", data={"username": "alice", "password": PASSWORD})
        cookie = signed_in.headers["set-cookie"].partition(";")[0].removeprefix("__Host-").partition("=")[2]
        headers = CSRF | {"Host": host, "Origin": origin, "X-Forwarded-For": "203.0.113.9"} | more
        sent = headers | {"Cookie": f"__Host-{COOKIE}={cookie}"}
        return (await browser.post("/api/auth/refresh", headers=sent)).status_code


@pytest.mark.parametrize(("host", "more", "origin"), OURS)
async def test_s20_our_own_page_is_known_behind_any_proxy(
    proxied: Settings, host: str, more: dict[str, str], origin: str
) -> None:
    assert await status_of(proxied, host, more, origin) == 200


@pytest.mark.parametrize(("host", "more", "origin"), FOREIGN)
async def test_s20_foreign_pages_are_refused_behind_a_proxy(
    proxied: Settings, host: str, more: dict[str, str], origin: str
) -> None:
    assert await status_of(proxied, host, more, origin) == 403


@pytest.mark.parametrize(("host", "more", "origin"), NEED_A_PROXY)
async def test_s20_only_named_proxies_are_believed(
    settings: Settings, host: str, more: dict[str, str], origin: str
) -> None:
    anywhere = settings.model_copy(update={"allowed_hosts": ("*",), "trusted_proxies": ("10.0.0.1",)})
    expected = 200 if origin.endswith("example.com:443") else 403
    assert await status_of(anywhere, host, more, origin) == expected


@pytest.mark.parametrize(
    ("site", "expected"), [("same-origin", 200), ("same-site", 403), ("cross-site", 403), ("none", 403)]
)
async def test_s20_what_the_browser_says_itself_comes_first(proxied: Settings, site: str, expected: int) -> None:
    more = {"Sec-Fetch-Site": site}
    for origin in ("https://releases.example.com:8443", "https://elsewhere.example"):
        assert await status_of(proxied, "releases.example.com:1", more, origin) == expected


async def test_s20_the_header_is_needed_whatever_the_proxy_says(proxied: Settings) -> None:
    async with serving(proxied, base_url="https://releases.example.com") as api:
        await sign_in(api)
        response = await api.post("/api/auth/refresh", headers={"Origin": "https://releases.example.com"})
        assert_problem(response, 403, "cross_site")
