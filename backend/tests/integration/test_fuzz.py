"""Whatever is sent, the answer is one the document knows: Schemathesis, all checks, over a real port."""

import socket
import threading
from collections.abc import Iterator
from typing import Any

import hypothesis
import pytest
import schemathesis
from hypothesis import HealthCheck
from schemathesis.checks import load_all_checks
from temporalio.client import Client

from app_fixtures import make_settings, script_token
from releasewatch.core.security import make_script_token
from releasewatch.main import create_app, describe_api
from releasewatch.models.auth import Role
from releasewatch.server import server_config
from releasewatch.services.users_file import read_accounts, write_accounts
from served import QuietServer, until_served

TOKEN = make_script_token()
# While Temporal is away, or without a worker, 503 is the true answer to a read.
TRUE_ANSWERS = ["2xx", "304", "4xx", "503"]
CONFIG = schemathesis.Config.from_dict(
    {
        "checks": {
            "not_a_server_error": {"expected-statuses": TRUE_ANSWERS},
            "positive_data_acceptance": {"expected-statuses": TRUE_ANSWERS},
        },
        "generation": {"mode": "all"},
    }
)
FUZZ = hypothesis.settings(
    max_examples=15, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)
load_all_checks()
schema = schemathesis.openapi.from_dict(describe_api(), config=CONFIG)


@pytest.fixture(scope="module", params=["there", "away"])
def address(request: pytest.FixtureRequest, client: Client, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server in a thread of its own, because Schemathesis does not know asyncio; with and without Temporal."""
    temporal = client.service_client.config.target_host if request.param == "there" else "127.0.0.1:1"
    settings = make_settings(tmp_path_factory.mktemp("fuzz"))
    tokens = {"fuzz": script_token(TOKEN, Role.ADMIN)}
    accounts = read_accounts(settings.users_file)
    write_accounts(settings.users_file, accounts.model_copy(update={"tokens": tokens}))
    with pytest.MonkeyPatch.context() as environment, socket.create_server(("127.0.0.1", 0)) as listening:
        environment.setenv("TEMPORAL_ADDRESS", temporal)
        server = QuietServer(server_config(create_app(settings), settings), drain_time=0, announce=lambda: None)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        until_served(server)
        yield f"http://localhost:{listening.getsockname()[1]}"
        server.should_exit = True
        thread.join()


@schema.parametrize()
@FUZZ
def test_r15_signed_in(case: schemathesis.Case[Any], address: str) -> None:
    case.call_and_validate(base_url=address, headers={"Authorization": f"Bearer {TOKEN}"})


@schema.parametrize()
@FUZZ
def test_r15_not_signed_in(case: schemathesis.Case[Any], address: str) -> None:
    case.call_and_validate(base_url=address)
