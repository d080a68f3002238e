"""Whatever is sent, the answer is one the document knows: Schemathesis, all checks, over a real port."""

import asyncio
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import schemathesis
from hypothesis import HealthCheck
from schemathesis.checks import load_all_checks
from temporalio.client import Client

from app_fixtures import OWN_DEADLINE, make_settings, script_token
from described import DOCUMENT
from releasewatch.core.config import Settings
from releasewatch.core.security import make_script_token
from releasewatch.main import create_app
from releasewatch.models.auth import Role
from releasewatch.server.run import server_config
from releasewatch.services.auth.users_file import read_accounts, write_accounts
from served import QuietServer, until_served
from temporal_proxy import READING, TemporalProxy

TOKEN = make_script_token()
# While Temporal is away, or without a worker, 503 is the true answer to a read.
TRUE_ANSWERS = ["2xx", "304", "4xx", "503"]


def described(*, every_corner: bool) -> schemathesis.BaseSchema:
    """What the document promises, to be tried with random values and, if asked for, with every corner of each."""
    config = {
        "checks": {
            "not_a_server_error": {"expected-statuses": TRUE_ANSWERS},
            "positive_data_acceptance": {"expected-statuses": TRUE_ANSWERS},
        },
        "generation": {"mode": "all"},
        "phases": {"coverage": {"enabled": every_corner}},
    }
    return schemathesis.openapi.from_dict(DOCUMENT, config=schemathesis.Config.from_dict(config))


FUZZ = hypothesis.settings(
    max_examples=50, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)
load_all_checks()
schema = described(every_corner=True)
# Corners are tried once: strangers are refused before anything is looked at, and a bad value before Temporal is asked.
schema_in_short = described(every_corner=False)


def settings_with_token(folder: Path) -> Settings:
    # Schemathesis waits ten seconds for an answer, also about the releases of other tests, whose workers are gone.
    settings = make_settings(folder).model_copy(update={"read_deadline": OWN_DEADLINE})
    tokens = {"fuzz": script_token(TOKEN, Role.ADMIN)}
    accounts = read_accounts(settings.users_file)
    write_accounts(settings.users_file, accounts.model_copy(update={"tokens": tokens}))
    return settings


@pytest.fixture(scope="module")
def address(request: pytest.FixtureRequest, client: Client, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server in a thread of its own, because Schemathesis does not know asyncio; with and without Temporal."""
    proxy = TemporalProxy(client.service_client.config.target_host)
    settings = settings_with_token(tmp_path_factory.mktemp("fuzz"))
    with pytest.MonkeyPatch.context() as environment, socket.create_server(("127.0.0.1", 0)) as listening:
        server = QuietServer(server_config(create_app(settings), settings), drain_time=0, announce=lambda: None)

        async def serve() -> None:
            async with proxy.running():
                environment.setenv("TEMPORAL_ADDRESS", proxy.address)
                if request.param == "away":
                    await proxy.refuse()
                await server.serve(sockets=[listening])

        thread = threading.Thread(target=asyncio.run, args=(serve(),))
        thread.start()
        until_served(server)
        yield f"http://localhost:{listening.getsockname()[1]}"
        server.should_exit = True
        thread.join()
    assert set(proxy.calls.methods) <= READING, "s34: the product asked Temporal for more than reading"
    assert bool(proxy.calls.methods) == (request.param == "there")


there = pytest.mark.parametrize("address", ["there"], indirect=True)
away = pytest.mark.parametrize("address", ["away"], indirect=True)


@there
@schema.parametrize()
@FUZZ
def test_r15_signed_in(case: schemathesis.Case[Any], address: str) -> None:
    case.call_and_validate(base_url=address, headers={"Authorization": f"Bearer {TOKEN}"})


@away
@schema_in_short.parametrize()
@FUZZ
def test_r15_signed_in_without_temporal(case: schemathesis.Case[Any], address: str) -> None:
    case.call_and_validate(base_url=address, headers={"Authorization": f"Bearer {TOKEN}"})


@there
@schema_in_short.parametrize()
@FUZZ
def test_r15_not_signed_in(case: schemathesis.Case[Any], address: str) -> None:
    case.call_and_validate(base_url=address)
