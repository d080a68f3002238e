"""How long each call to Temporal may take is asked when it is made, so that tests wait as long as a machine needs."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from patience import PATIENCE
from releasewatch.core.errors import TemporalError
from releasewatch.models.entities import ExecutionStatus
from releasewatch.models.executions import Description, Version
from releasewatch.services.temporal.client import TemporalClient

OPEN = Description("app:a", "1", "DeployApp", ExecutionStatus.RUNNING, "releases", None, None, 1)
CALLS: dict[str, Callable[[TemporalClient], Awaitable[object]]] = {
    "describe": lambda temporal: temporal.describe("app:a"),
    "query": lambda temporal: temporal.query(OPEN, "get_app_state"),
    "outcome": lambda temporal: temporal.outcome(OPEN),
    "beginning": lambda temporal: temporal.beginning(OPEN),
    "signals": lambda temporal: temporal.signals(OPEN, {"approve"}),
    "list_page": lambda temporal: temporal.list_page("", page_size=1),
    "polls": lambda temporal: temporal.polls("releases"),
    "polls of a version": lambda temporal: temporal.polls("releases", Version("a", "1")),
    "server_version": lambda temporal: temporal.server_version(),
}


class Recorder:
    """Every call of Temporal's service: refused, and how long it might have taken."""

    def __init__(self) -> None:
        self.timeouts: list[float] = []

    def __getattr__(self, _: str) -> Callable[..., Awaitable[None]]:
        async def refuse(_: object, **options: timedelta) -> None:
            self.timeouts.append(options["timeout"].total_seconds())
            raise RPCError("not here", RPCStatusCode.PERMISSION_DENIED, b"")

        return refuse


@pytest.mark.parametrize("name", CALLS)
async def test_a_call_may_take_as_long_as_it_is_told(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    temporal = TemporalClient(await Client.connect("127.0.0.1:1", lazy=True))
    recorder = Recorder()
    monkeypatch.setattr(temporal, "_service", recorder)
    with pytest.raises(TemporalError):
        await CALLS[name](temporal)
    assert recorder.timeouts == [PATIENCE]
