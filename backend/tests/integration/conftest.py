"""The app over ASGI, one per test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from httpx import AsyncClient

from app_fixtures import make_settings, serving, sign_in
from releasewatch.core.config import Settings


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings with two users, no dashboard, and a Temporal that is away."""
    monkeypatch.setenv("TEMPORAL_ADDRESS", "127.0.0.1:1")
    return make_settings(tmp_path)


@pytest.fixture
async def api(settings: Settings) -> AsyncIterator[AsyncClient]:
    """A client of the app."""
    async with serving(settings) as client:
        yield client


@pytest.fixture
async def viewer(api: AsyncClient) -> dict[str, str]:
    """The headers of a signed-in viewer."""
    return await sign_in(api)
