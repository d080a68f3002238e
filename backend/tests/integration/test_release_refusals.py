"""Release data is refused with a reason: to who has not signed in, and while Temporal is away."""

import pytest
from httpx import AsyncClient

from app_fixtures import assert_problem


@pytest.mark.parametrize(
    "path", ["/releases", "/releases/release:x", "/releases/release:x/hierarchy", "/entities/app:x"]
)
async def test_temporal_away(api: AsyncClient, viewer: dict[str, str], path: str) -> None:
    response = await api.get(f"/api{path}", headers=viewer)
    assert_problem(response, 503, "temporal_unreachable")
    assert int(response.headers["retry-after"]) > 0


@pytest.mark.parametrize(
    "path",
    [
        "/releases",
        "/releases/release:x",
        "/releases/release:x/hierarchy",
        "/releases/release:x/entities",
        "/entities/app:x",
    ],
)
async def test_release_data_is_for_those_who_signed_in(api: AsyncClient, path: str) -> None:
    response = await api.get(f"/api{path}")
    assert_problem(response, 401, "not_authenticated")
    assert response.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize(
    ("path", "fault"),
    [
        ("/releases/release:1.2.0+build7/hierarchy", "it has a `+`"),
        ("/releases/release:shop@eu", "it has a `@`"),
        ("/releases/release%3Ashop%2F1.2", "it has a `/`"),
        ("/releases/release:shop%2f1.2/hierarchy/changes", "it has a `/`"),
        ("/releases/release:1.2.0%2Bbuild7/hierarchy", "it has a `+`"),
        ("/releases/shop%2F1.2", "it has to begin with `release:`"),
        ("/entities/app:%2F..%2Fx", "it has a `/`"),
        ("/releases/release:caf%C3%A9", "it has a `é`"),
        ("/releases/release:cafe%CC%81", "it has the character COMBINING ACUTE ACCENT"),
        ("/releases/release:%F0%9F%98%80", "it has a `😀`"),
        ("/releases/release:a%E2%80%AEb", "it has the character RIGHT-TO-LEFT OVERRIDE"),
        ("/entities/app:a%20b", "it has a space"),
        ("/entities/app:x?release_id=release:a~b", "it has a `~`"),
        ("/entities/pod:x", "it has to begin with `release:` or `wave:` or `cluster:` or `bundle:` or `app:`"),
    ],
)
async def test_what_is_no_id_is_told_why(api: AsyncClient, viewer: dict[str, str], path: str, fault: str) -> None:
    response = await api.get(f"/api{path}", headers=viewer)
    assert_problem(response, 422, "invalid_request")
    assert response.json()["detail"].endswith(f"is no id: {fault}")
