"""The product on a failing Temporal, and what always has to hold then."""

from dataclasses import dataclass
from typing import Any

import httpx

from patience import eventually
from releasewatch.services.temporal.client import TemporalClient
from rollout import APPS, Rollout
from served import Served
from temporal_proxy import TemporalProxy

DOCUMENTED = {200, 304, 400, 401, 403, 404, 405, 408, 409, 413, 415, 422, 429, 431, 503}


@dataclass
class Watched:
    """The product behind a port, its Temporal behind a proxy, and what always has to hold."""

    api: httpx.AsyncClient
    site: Served
    proxy: TemporalProxy
    rollout: Rollout

    async def get(self, path: str, headers: dict[str, str] | None = None) -> httpx.Response:
        response = await self.api.get(path, headers=headers)
        assert response.status_code in DOCUMENTED, path
        if response.status_code == 503:
            assert int(response.headers["retry-after"]) > 0
        return response

    async def read(self) -> httpx.Response:
        """Read the tree, strictly: nothing that was read before the call."""
        response = await self.get(f"/api/releases/{self.rollout.release_id}/hierarchy", {"Cache-Control": "no-cache"})
        if response.status_code == 200:
            self.assert_nothing_false(response.json())
        return response

    def assert_nothing_false(self, hierarchy: dict[str, Any]) -> None:
        """Every workflow of the release is running: nothing else but not knowing is true."""
        assert set(hierarchy["release"]["counts"]) <= {"running", "unknown", "pending", "retrying"}
        if hierarchy["complete"]:
            assert hierarchy["release"]["counts"] == {"running": APPS}

    @property
    def temporal(self) -> TemporalClient:
        """The server's own connection."""
        temporal: TemporalClient = self.site.app.state.services.system.temporal
        return temporal

    @property
    def asked(self) -> int:
        """How many calls for data Temporal has had; not whether it is there."""
        return sum(method != "GetSystemInfo" for method in self.proxy.calls.methods)

    async def assert_alive(self) -> None:
        assert (await self.api.get("/livez")).status_code == 200

    async def assert_back(self) -> None:
        await eventually(self._is_whole)

    async def is_ready(self) -> bool:
        return (await self.get("/readyz")).status_code == 200

    async def _is_whole(self) -> bool:
        response = await self.read()
        return response.status_code == 200 and bool(response.json()["complete"])
