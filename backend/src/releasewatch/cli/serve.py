"""The commands that import the server: serve, describe the API, and examine a release."""

import asyncio
import ipaddress
import os
import socket
from datetime import timedelta
from importlib.metadata import distributions

import structlog
import typer
import yaml
from rich.console import Console
from typing_extensions import override

from releasewatch.api.dependencies import state_of
from releasewatch.cli.errors import RefusedError
from releasewatch.cli.examination import print_examination
from releasewatch.core.config import ENV_PREFIX, Settings, load_settings, parse_state_map
from releasewatch.core.errors import TemporalError, TemporalUnreachableError
from releasewatch.main import build_state_table, create_app, describe_api
from releasewatch.models.entity_ids import id_fault, is_entity_id
from releasewatch.models.examination import Examination
from releasewatch.models.status import EntityType, StateTable
from releasewatch.server.run import Server, server_config
from releasewatch.services.doctor.examiner import examine
from releasewatch.services.temporal.client import TemporalClient, require_usable_environment
from releasewatch.services.trees.own_status import StuckRule

logger = structlog.get_logger(__name__)

EXIT_FINDINGS = 1
EXIT_FAILED = 3
DOCTORS_QUERIES = 50.0
_FIRST_HANDED_OVER = 3


class _ReadableDumper(yaml.SafeDumper):
    """Writes each part in full, and texts of several lines as such."""

    @override
    def ignore_aliases(self, data: object) -> bool:
        return True

    @override
    def represent_str(self, data: str) -> yaml.ScalarNode:
        return self.represent_scalar("tag:yaml.org,2002:str", data, style="|" if "\n" in data else None)


_ReadableDumper.add_representer(str, _ReadableDumper.represent_str)


def serve_until_stopped(host: str, port: int) -> None:
    """Serve the API and the dashboard."""
    _require_one_installation()
    settings = load_settings()
    server_app = create_app(settings)
    listening = _listen(host, port)
    _require_safe(listening, settings)
    logger.info("listening", host=host, port=listening.getsockname()[1])
    server = Server(
        server_config(server_app, settings),
        drain_time=settings.drain_time,
        # The state is made when the app starts.
        announce=lambda: state_of(server_app).readiness.stop(),  # noqa: PLW0108
    )
    server.run(sockets=[listening])
    if not server.started:
        raise typer.Exit(EXIT_FAILED)


def openapi_text() -> str:
    """The OpenAPI document as YAML."""
    return yaml.dump(describe_api(), Dumper=_ReadableDumper, sort_keys=False, allow_unicode=True, width=120)


def examine_release(release: str, state_map: str, *, as_json: bool) -> None:
    """Examine a release, print what was found, and end with the exit code that says whether anything was."""
    require_usable_environment()
    table = build_state_table(parse_state_map(state_map))
    examination = asyncio.run(_examine(release, table))
    if as_json:
        typer.echo(examination.model_dump_json(indent=2, exclude_none=True))
    else:
        print_examination(examination, Console())
    if examination.unreadable:
        raise RefusedError(f"{release} could not be read: {examination.unreadable}")
    raise typer.Exit(EXIT_FINDINGS if examination.findings else 0)


async def _examine(release: str, table: StateTable) -> Examination:
    if not is_entity_id(release, EntityType.RELEASE):
        raise RefusedError(f"{release!r} is not a release id: {id_fault(release, EntityType.RELEASE)}.")
    async with TemporalClient.open(queries_per_second=DOCTORS_QUERIES) as temporal:
        try:
            return await examine(temporal, release, table, _stuck_rule())
        except TemporalUnreachableError as error:
            raise RefusedError(
                f"There is no connection to Temporal at {temporal.address}. Start it, or set TEMPORAL_ADDRESS to where "
                f"it runs. The SDK says: {error.detail}"
            ) from error
        except TemporalError as error:
            raise RefusedError(f"{release} could not be read: {error.detail}") from error


def _stuck_rule() -> StuckRule:
    """The rule of a server whose settings say nothing about it."""
    fields = Settings.model_fields
    return StuckRule(fields["stuck_after_attempts"].default, timedelta(seconds=fields["stuck_after"].default))


def _require_one_installation() -> None:
    """Refuse to run files of two versions at once, as they lie after one was installed beside the other."""
    found = {each.version: str(each.locate_file("")) for each in distributions(name="releasewatch")}
    if len(found) > 1:
        listed = " and ".join(f"{version} in {folder}" for version, folder in sorted(found.items()))
        raise RefusedError(f"releasewatch is installed twice, {listed}: uninstall both and install one.")


def _listen(host: str, port: int) -> socket.socket:
    """Take the port before anything starts, so that one in use is reported in one line.

    A socket that systemd holds for us, as sd_listen_fds(3) tells it, goes on taking connections while we restart.
    """
    if os.environ.get("LISTEN_PID") == str(os.getpid()):
        return _take_over(int(os.environ.get("LISTEN_FDS", "0")))
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise RefusedError(f"cannot listen on {host} port {port}: {error.strerror}") from error


def _take_over(count: int) -> socket.socket:
    if count != 1:
        raise RefusedError(f"systemd hands over {count} sockets, expected one: use a single ListenStream.")
    listening = socket.socket(fileno=_FIRST_HANDED_OVER)
    if listening.family not in {socket.AF_INET, socket.AF_INET6} or listening.type != socket.SOCK_STREAM:
        raise RefusedError("The socket that systemd hands over is not a TCP socket: ListenStream needs a port.")
    return listening


def _require_safe(listening: socket.socket, settings: Settings) -> None:
    """Refuse to be reached over the network by anybody but a reverse proxy: we do not speak TLS ourselves."""
    address = listening.getsockname()[0]
    if settings.trusted_proxies or ipaddress.ip_address(address).is_loopback:
        return
    listening.close()
    raise RefusedError(
        f"{ENV_PREFIX}TRUSTED_PROXIES: is not set, and {address} is open to the network, where passwords would travel "
        "unencrypted. Name the reverse proxy that speaks TLS, or listen on 127.0.0.1."
    )
