"""What all tests share: one real Temporal dev server, started when the first test asks for it."""

import os
import signal
from collections.abc import AsyncIterator, Callable, Iterator

import pytest
from hypothesis import HealthCheck, settings
from temporalio.client import Client
from temporalio.testing import WorkflowEnvironment

from patience import PATIENCE
from ports import free_ports
from releasewatch.services.temporal import calls as temporal_calls
from releasewatch_demo.dev_server import dev_server, find_program
from releasewatch_demo.worker import build_worker
from temporal_proxy import READING, TemporalProxy

# What a developer has set is no setting of the servers that the tests start.
for each in [name for name in os.environ if name.startswith("RELEASEWATCH_")]:
    del os.environ[each]

# Temporal's SDKs take a workflow without a turn for a deadlocked one after a second or two, unless they are told so.
os.environ["TEMPORAL_DEBUG"] = "true"

# On a busy machine an example may take as long as it takes.
settings.register_profile("calm", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("calm")

# A job in the background of a shell ignores Ctrl-C, and so would every command that a test starts and interrupts.
signal.signal(signal.SIGINT, signal.default_int_handler)

# What the product gives up for the sake of its users, who wait: here a busy machine would give up what is right.
DEADLINES = ("RPC_SECONDS", "LIST_SECONDS", "QUERY_SECONDS", "PROBE_SECONDS")
NAMESPACES = ("demo", "many", "example-python", "example-typescript", "example-go", "example-java")


@pytest.fixture(scope="session")
async def temporal() -> AsyncIterator[WorkflowEnvironment]:
    """A dev server with the namespaces `default` and, for those who must not see other tests' releases, their own."""
    options = [
        *(argument for each in NAMESPACES for argument in ("--namespace", each)),
        *("--dynamic-config-value", "frontend.WorkflowPauseEnabled=true"),
    ]
    [port] = free_ports(1)
    async with dev_server(find_program() or "", port, "--headless", *options) as address:
        yield WorkflowEnvironment.from_client(await Client.connect(address))


@pytest.fixture(scope="session", autouse=True)
def patience() -> Iterator[dict[str, float]]:
    """Wait for Temporal as long as it takes; what is given are the deadlines of the product itself."""
    own = {name: getattr(temporal_calls, name) for name in DEADLINES}
    with pytest.MonkeyPatch.context() as patch:
        for name in DEADLINES:
            patch.setattr(temporal_calls, name, PATIENCE)
        yield own


@pytest.fixture
def leave_silent_workers(patience: dict[str, float], monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Called, it makes the product give up queries as it does by itself; Temporal would hold them for half a minute."""
    return lambda: monkeypatch.setattr(temporal_calls, "QUERY_SECONDS", patience["QUERY_SECONDS"])


@pytest.fixture
def own_deadlines(patience: dict[str, float], monkeypatch: pytest.MonkeyPatch) -> None:
    """Give up when the product does: for tests of what is silent, where nothing else ends the wait."""
    for name, seconds in patience.items():
        monkeypatch.setattr(temporal_calls, name, seconds)


@pytest.fixture(scope="session")
def client(temporal: WorkflowEnvironment) -> Client:
    """A client of the namespace `default`."""
    return temporal.client


@pytest.fixture(scope="session")
async def wire(temporal: WorkflowEnvironment) -> AsyncIterator[TemporalProxy]:
    """The way on which the product reaches the server: whatever any test makes it ask, it may only read."""
    proxy = TemporalProxy(temporal.client.service_client.config.target_host)
    async with proxy.running():
        yield proxy
    assert set(proxy.calls.methods) <= READING, "s34: the product asked Temporal for more than reading"


@pytest.fixture(scope="session")
async def product(wire: TemporalProxy) -> Client:
    """A client of the namespace `default` for the product: tests themselves write with another one."""
    return await Client.connect(wire.address)


@pytest.fixture(scope="module")
async def demo(temporal: WorkflowEnvironment) -> AsyncIterator[Client]:
    """A client of the namespace `demo`, where the demo's worker runs and no other test sees its releases."""
    client = await Client.connect(temporal.client.service_client.config.target_host, namespace="demo")
    async with build_worker(client):
        yield client
