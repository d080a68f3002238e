"""The app over ASGI, one per test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from httpx import AsyncClient
from temporalio.client import Client

from app_fixtures import OWN_DEADLINE, make_settings, serving, sign_in
from client_fixtures import rollout, terminal
from integration.test_lives import lives
from patience import PATIENCE
from releasewatch.core.config import Settings
from rollout import rolled_out
from served import served
from temporal_proxy import TemporalProxy
from watched import Watched


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Settings:
    """Settings with two users, no dashboard, and a Temporal that is away."""
    monkeypatch.setenv("TEMPORAL_ADDRESS", "127.0.0.1:1")
    settings = make_settings(tmp_path)
    if "own_deadlines" not in request.fixturenames:
        return settings
    return settings.model_copy(update={"read_deadline": OWN_DEADLINE})


@pytest.fixture
async def api(settings: Settings) -> AsyncIterator[AsyncClient]:
    """A client of the app."""
    async with serving(settings) as client:
        yield client


@pytest.fixture
async def viewer(api: AsyncClient) -> dict[str, str]:
    """The headers of a signed-in viewer."""
    return await sign_in(api)


@pytest.fixture
async def watched(
    settings: Settings, client: Client, wire: TemporalProxy, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Watched]:
    """The product behind a port, on a Temporal behind a proxy, with a release under way."""
    proxy = TemporalProxy(client.service_client.config.target_host, wire.calls)
    async with rolled_out(client) as rollout, proxy.running():
        monkeypatch.setenv("TEMPORAL_ADDRESS", proxy.address)
        # Not those that other tests have left behind, where nobody answers any more.
        settings = settings.model_copy(update={"release_query": f"WorkflowId = '{rollout.release_id}'"})
        async with served(settings) as site, AsyncClient(base_url=site.address, timeout=PATIENCE) as api:
            api.headers.update(await sign_in(api))
            yield Watched(api, site, proxy, rollout)


# Fixtures for several modules: real workflows, a small release, and a terminal beside a server.
__all__ = ["lives", "rollout", "terminal"]
