"""Traces, as a collector receives them from the real command: which spans, under which, and what is not in them."""

import os
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import httpx
import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import ResourceSpans, Span, Status
from opentelemetry.trace import SpanKind
from temporalio.client import Client

from app_fixtures import PASSWORD, SECRET, sign_in
from app_fixtures import running as running_app
from http_stub import answering
from integration.test_process import BIN, running
from patience import PATIENCE
from ports import free_ports
from releasewatch.core.config import Settings
from releasewatch.core.tracing import span
from releasewatch.main import create_app
from rollout import APPS, rolled_out
from temporal_proxy import TemporalProxy

TRACE, CALLER = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"


@dataclass
class Collector:
    """What was exported to an address of its own."""

    port: int = 0
    bodies: list[bytes] = field(default_factory=list)

    def resources(self) -> list[ResourceSpans]:
        return [each for body in self.bodies for each in ExportTraceServiceRequest.FromString(body).resource_spans]

    def spans(self, name: str, *, under: Span | None = None) -> list[Span]:
        spans = (span for each in self.resources() for scope in each.scope_spans for span in scope.spans)
        named = [span for span in spans if span.name == name]
        return [span for span in named if under is None or span.parent_span_id == under.span_id]

    def only(self, name: str, *, under: Span | None = None) -> Span:
        (span,) = self.spans(name, under=under)
        return span

    def service_names(self) -> set[str]:
        pairs = (pair for each in self.resources() for pair in each.resource.attributes)
        return {pair.value.string_value for pair in pairs if pair.key == "service.name"}


@pytest.fixture
def collector() -> Iterator[Collector]:
    collector = Collector()

    def note(path: str, body: bytes) -> bytes:
        assert path == "/v1/traces"
        collector.bodies.append(body)
        return b""

    with answering(note) as collector.port:
        yield collector


def attributes(span: Span) -> dict[str, str | int]:
    return {each.key: each.value.string_value or each.value.int_value for each in span.attributes}


@asynccontextmanager
async def tracing(
    settings: Settings, temporal_address: str, port: int, *, export_seconds: float = PATIENCE
) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the real command, which exports to the port, and by the end of the block has exported all."""
    api_port = free_ports(1)[0]
    env = os.environ | {
        "RELEASEWATCH_JWT_SECRET": SECRET,
        "RELEASEWATCH_USERS_FILE": str(settings.users_file),
        "RELEASEWATCH_ARGON2_MEMORY_KIB": "8",
        "RELEASEWATCH_DRAIN_TIME": "0",
        "TEMPORAL_ADDRESS": temporal_address,
        "OTEL_EXPORTER_OTLP_ENDPOINT": f"http://127.0.0.1:{port}",
        "OTEL_EXPORTER_OTLP_TIMEOUT": f"{export_seconds:.0f}",
        "OTEL_SERVICE_NAME": "watch-of-the-test",
    }
    words = (BIN / "releasewatch", "serve", "--port", str(api_port))
    async with (
        running(words, api_port, env) as program,
        httpx.AsyncClient(base_url=program.address, timeout=PATIENCE) as api,
    ):
        yield api
        program.process.terminate()
        assert await program.process.wait() == 0


async def test_a_trace_goes_from_the_request_over_the_tree_to_each_call_to_temporal(
    settings: Settings, client: Client, wire: TemporalProxy, collector: Collector
) -> None:
    async with rolled_out(client) as rollout, tracing(settings, wire.address, collector.port) as api:
        await client.get_workflow_handle(rollout.app_ids[0]).terminate()
        headers = await sign_in(api) | {"traceparent": f"00-{TRACE}-{CALLER}-01"}
        response = await api.get(f"/api/releases/{rollout.release_id}/entities", headers=headers)
        assert response.status_code == 200, response.text

    request = collector.only("GET /api/releases/{release_id}/entities")
    assert (request.trace_id.hex(), request.parent_span_id.hex()) == (TRACE, CALLER)
    tree = collector.only("read tree", under=request)
    assert attributes(tree) == {"releasewatch.root": rollout.release_id, "releasewatch.nodes": 4 + APPS}
    everything = {rollout.release_id, *rollout.app_ids}
    for method, asked in (
        ("DescribeWorkflowExecution", everything),
        ("QueryWorkflow", everything),
        ("GetWorkflowExecutionHistory", {rollout.app_ids[0]}),
    ):
        calls = [attributes(span) for span in collector.spans(method, under=tree)]
        assert {call["temporal.workflow.id"] for call in calls} == asked
        assert {call["temporal.workflow.type"] for call in calls} == {"Scripted"}
    (queue,) = {attributes(span)["temporal.task_queue"] for span in collector.spans("DescribeTaskQueue", under=tree)}
    assert queue == rollout.task_queue
    assert collector.service_names() == {"watch-of-the-test"}


async def test_traces_hold_no_credentials_and_nothing_that_was_searched_for(
    settings: Settings, wire: TemporalProxy, collector: Collector
) -> None:
    async with tracing(settings, wire.address, collector.port) as api:
        headers = await sign_in(api)
        token = headers["Authorization"].removeprefix("Bearer ")
        assert (await api.get("/api/releases?q=hush-hush", headers=headers)).status_code == 200
        assert (await api.get(f"/api/meta?access_token={token}")).status_code == 401
        assert (await api.get("/readyz")).status_code == 200

    request = collector.only("GET /api/releases")
    assert attributes(request)["url.query"] == "REDACTED"
    assert collector.spans("ListWorkflowExecutions", under=request)
    exported = b"".join(collector.bodies)
    for secret in ("hush-hush", PASSWORD, token, token.rpartition(".")[2]):
        assert secret.encode() not in exported
    # Machines ask every few seconds.
    assert b"/livez" not in exported
    assert b"/readyz" not in exported


async def test_what_fails_is_marked_with_its_code_and_a_missing_workflow_is_an_answer(
    settings: Settings, wire: TemporalProxy, collector: Collector
) -> None:
    for address, code, status in (
        (wire.address, "workflow_not_found", Status.STATUS_CODE_UNSET),
        ("127.0.0.1:1", "temporal_unreachable", Status.STATUS_CODE_ERROR),
    ):
        collector.bodies.clear()
        async with tracing(settings, address, collector.port) as api:
            await api.get("/api/releases/release:nobody", headers=await sign_in(api))
        tree = collector.only("read tree", under=collector.only("GET /api/releases/{release_id}"))
        for each in (tree, collector.only("DescribeWorkflowExecution", under=tree)):
            assert attributes(each)["error.type"] == code
            assert (each.status.code, list(each.events)) == (status, [])


async def test_a_collector_that_is_away_keeps_the_server_neither_from_answering_nor_from_ending(
    settings: Settings, wire: TemporalProxy
) -> None:
    async with tracing(settings, wire.address, free_ports(1)[0], export_seconds=2) as api:
        assert (await api.get("/api/releases", headers=await sign_in(api))).status_code == 200


async def test_without_traces_nothing_is_recorded_and_no_sdk_is_loaded(settings: Settings) -> None:
    app = create_app(settings)
    async with running_app(app):
        with span("read tree", SpanKind.INTERNAL, {}) as opened:
            assert not opened.is_recording()
    assert not any(name.startswith(("opentelemetry.sdk", "opentelemetry.exporter")) for name in sys.modules)
