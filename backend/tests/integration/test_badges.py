"""Badges over HTTP: off by default, by a token that can do nothing else, kept for a minute."""

from collections.abc import AsyncIterator

import pytest
from httpx import AsyncClient
from temporalio.client import Client

from app_fixtures import assert_problem, script_token, serving, sign_in
from releasewatch.core.config import Settings
from releasewatch.core.security import make_script_token
from releasewatch.models.auth import Role, TokenRole
from releasewatch.services.auth.users_file import read_accounts, write_accounts
from rollout import Rollout, rolled_out
from temporal_proxy import TemporalProxy

BADGE, VIEWER, EXPIRED = make_script_token(), make_script_token(), make_script_token()


@pytest.fixture
def with_badges(settings: Settings) -> Settings:
    entries = {
        "wiki": script_token(BADGE, TokenRole.BADGE),
        "ci": script_token(VIEWER, Role.ADMIN),
        "old": script_token(EXPIRED, TokenRole.BADGE, days=-1),
    }
    accounts = read_accounts(settings.users_file)
    write_accounts(settings.users_file, accounts.model_copy(update={"tokens": entries}))
    return settings.model_copy(update={"badges": True})


@pytest.fixture
async def badges(with_badges: Settings) -> AsyncIterator[AsyncClient]:
    async with serving(with_badges) as api:
        yield api


@pytest.fixture
async def rollout(
    with_badges: Settings,  # noqa: ARG001 - which say that Temporal is away
    client: Client,
    wire: TemporalProxy,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[Rollout]:
    monkeypatch.setenv("TEMPORAL_ADDRESS", wire.address)
    async with rolled_out(client) as rollout:
        yield rollout


def path(release_id: str, token: str = BADGE) -> str:
    return f"/api/releases/{release_id}/badge.svg?token={token}"


async def test_a_page_anywhere_shows_a_badge_for_a_minute(rollout: Rollout, badges: AsyncClient) -> None:
    answer = await badges.get(path(rollout.release_id))
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/svg+xml")
    assert ">In progress</text>" in answer.text
    assert answer.headers["cache-control"] == "max-age=60"
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
    again = await badges.get(path(rollout.release_id), headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


async def test_a_release_with_a_silent_part_says_that_not_all_was_read(rollout: Rollout, badges: AsyncClient) -> None:
    await rollout.change(rollout.app_ids[1], {"get_app_state": "nonsense"})
    answer = await badges.get(path(rollout.release_id))
    assert ", not all read</text>" in answer.text


async def test_badges_are_off_by_default(api: AsyncClient) -> None:
    assert_problem(await api.get(path("release:a")), 404, "not_found")


@pytest.mark.parametrize("token", [VIEWER, EXPIRED, make_script_token(), "", "rwt_"], ids=range(5))
async def test_s8_no_other_token_gets_a_badge(badges: AsyncClient, token: str) -> None:
    assert_problem(await badges.get(path("release:a", token)), 401, "not_authenticated")


async def test_a_signed_in_viewer_needs_the_token_too(badges: AsyncClient) -> None:
    headers = await sign_in(badges)
    assert_problem(await badges.get("/api/releases/release:a/badge.svg", headers=headers), 401, "not_authenticated")


async def test_what_keeps_a_badge_from_being_made_is_a_status(badges: AsyncClient) -> None:
    assert_problem(await badges.get(path("release:a")), 503, "temporal_unreachable")
    assert_problem(await badges.get(path("app:a")), 422, "invalid_request")


async def test_a_badge_leaves_an_audit_line_without_its_token(
    badges: AsyncClient, capsys: pytest.CaptureFixture[str]
) -> None:
    await badges.get(path("release:a"))
    said = capsys.readouterr().out
    assert '"subject": "token:wiki", "role": "badge"' in said
    assert BADGE not in said
