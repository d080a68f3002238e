"""How many functions of ours stand between a request and a call to Temporal, as architecture.md tells it.

Frames are counted in every task that the call waits in: the request's, the one that the read is shared in, and the one
that reads the part. Everything is real but Temporal itself.
"""

import asyncio
import inspect
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import FrameType, SimpleNamespace
from typing import Any, cast

import pytest
from fastapi import Request
from temporalio.api.common.v1 import Payload, Payloads
from temporalio.api.enums.v1 import WorkflowExecutionStatus
from temporalio.api.taskqueue.v1 import PollerInfo
from temporalio.api.workflowservice.v1 import (
    DescribeTaskQueueRequest,
    DescribeTaskQueueResponse,
    DescribeWorkflowExecutionRequest,
    DescribeWorkflowExecutionResponse,
    GetSystemInfoResponse,
    QueryWorkflowRequest,
    QueryWorkflowResponse,
)

import releasewatch
from fakes import FakeTemporal
from patience import PATIENCE
from releasewatch.api.releases import get_hierarchy
from releasewatch.core.errors import QueryFailedError
from releasewatch.models.auth import Role
from releasewatch.models.status import StateTable
from releasewatch.services.auth.service import Caller
from releasewatch.services.shared_reads import SharedReads
from releasewatch.services.temporal.client import TemporalClient
from releasewatch.services.trees.assembler import Assembler
from releasewatch.services.trees.own_status import StuckRule
from releasewatch.services.trees.reader import TreeReader
from releasewatch.services.trees.service import EntityService
from releasewatch.services.workflows.answer_cache import AnswerCache
from releasewatch.services.workflows.reader import WorkflowReader

OURS = str(Path(releasewatch.__file__).parent)
RELEASE = "release:r"
BEFORE_THE_TREE = ["get_hierarchy", "hierarchy", "get", "_run", "_read_release"]
MOST_FROM_THE_TREE_ON = 10
BOOM = QueryFailedError("boom")


@dataclass
class CountingService:
    """Answers as the fake does, in Temporal's own messages, and notes which way each query came."""

    temporal: FakeTemporal = field(default_factory=FakeTemporal)
    ways: dict[tuple[str, str, str], list[str]] = field(default_factory=dict)
    request: "asyncio.Task[Any] | None" = None
    # Of the service that is asked: tests before may have left others behind that go on reading.
    reads: SharedReads[Any] | None = None

    async def describe_workflow_execution(
        self, request: DescribeWorkflowExecutionRequest, **_: object
    ) -> DescribeWorkflowExecutionResponse:
        run = await self.temporal.describe(request.execution.workflow_id)
        response = DescribeWorkflowExecutionResponse()
        info = response.workflow_execution_info
        info.execution.workflow_id, info.execution.run_id, info.type.name = run.workflow_id, run.run_id, "Scripted"
        info.status = WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING
        info.task_queue, info.state_transition_count = run.task_queue, run.state_transition_count
        return response

    async def query_workflow(self, request: QueryWorkflowRequest, **_: object) -> QueryWorkflowResponse:
        arguments = [json.loads(each.data) for each in request.query.query_args.payloads]
        asked = (request.execution.workflow_id, request.query.query_type, *arguments)
        self.ways[asked[0], asked[1], "".join(arguments)] = list(self._way())
        data = await self.temporal.query(await self.temporal.describe(asked[0]), *asked[1:])
        return QueryWorkflowResponse(query_result=Payloads(payloads=[Payload(metadata=JSON, data=data)]))

    async def describe_task_queue(self, _request: DescribeTaskQueueRequest, **_: object) -> DescribeTaskQueueResponse:
        poller = PollerInfo()
        poller.last_access_time.FromDatetime(datetime.now(UTC))
        return DescribeTaskQueueResponse(pollers=[poller])

    async def get_system_info(self, *_: object, **__: object) -> GetSystemInfoResponse:
        return GetSystemInfoResponse()

    def _way(self) -> Iterator[str]:
        assert self.request
        shared = next(each for each in asyncio.all_tasks() if _is_read_of(each, self.reads))
        yield from _waiting(self.request)
        current = asyncio.current_task()
        if current is not shared:
            yield from _waiting(shared)
        yield from reversed([each.f_code.co_name for each in _running() if each.f_code.co_filename.startswith(OURS)])


JSON = {"encoding": b"json/plain"}


def _is_read_of(task: "asyncio.Task[Any]", reads: SharedReads[Any] | None) -> bool:
    coroutine: Any = task.get_coro()
    if getattr(coroutine, "cr_code", None) is not SharedReads._run.__code__ or coroutine.cr_frame is None:
        return False
    return coroutine.cr_frame.f_locals["self"] is reads


def _waiting(task: "asyncio.Task[Any]") -> Iterator[str]:
    """The functions of ours that a waiting task stands in, outermost first."""
    waits_in: Any = task.get_coro()
    while inspect.iscoroutine(waits_in):
        if waits_in.cr_code.co_filename.startswith(OURS):
            yield waits_in.cr_code.co_name
        waits_in = waits_in.cr_await


def _running() -> Iterator[FrameType]:
    frame: FrameType | None = sys._getframe()
    while frame:
        yield frame
        frame = frame.f_back


async def ways(metadata: bytes | None = None, /, **runs: dict[str, Any]) -> dict[tuple[str, str, str], list[str]]:
    """Read a release of these runs by the route, and tell the way of every query."""
    service = CountingService()
    service.temporal.metadata = metadata
    for name, answers in runs.items():
        service.temporal.start(name.replace("_", ":"), answers)
    connection = SimpleNamespace(config=SimpleNamespace(target_host="nowhere"))
    client = SimpleNamespace(workflow_service=service, namespace="default", service_client=connection)
    reader = WorkflowReader(TemporalClient(cast("Any", client)), AnswerCache())
    stuck = StuckRule(5, timedelta(minutes=5))
    entities = EntityService(
        TreeReader(reader, concurrency=4, deadline=PATIENCE),
        lambda now: Assembler(StateTable({}), stuck, now),
        freshness_window=0,
        patience=PATIENCE,
    )
    request = Request({"type": "http", "headers": []})
    caller = Caller("alice", Role.VIEWER, "")
    service.reads = entities._snapshots
    service.request = asyncio.ensure_future(get_hierarchy(caller, request, entities, strict=False, release_id=RELEASE))
    await service.request
    return service.ways


def says(entity_id: str, **fields: Any) -> dict[str, Any]:
    return {"id": entity_id, "state": "running", **fields}


async def test_the_way_of_a_releases_own_query() -> None:
    asked = await ways(release_r={"get_release_state": says(RELEASE, waves=[says("wave:1")])})
    assert asked[RELEASE, "get_release_state", ""] == [
        *BEFORE_THE_TREE, "read", "read", "ask", "ask", "query", "make",
    ]  # fmt: skip


async def test_the_way_of_a_parts_own_query() -> None:
    release = says(RELEASE, wave_ids=["wave:1"])
    asked = await ways(release_r={"get_release_state": release}, wave_1={"get_wave_state": says("wave:1")})
    assert asked["wave:1", "get_wave_state", ""] == [
        *BEFORE_THE_TREE, "read", "_work", "_find", "read", "ask", "ask", "query", "make",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "runs",
    [
        {"release_r": {"get_hierarchy": says(RELEASE, waves=[says("wave:1")])}},
        {"release_r": {"get_release_state": says(RELEASE)}},
        {"release_r": {"get_release_state": BOOM, "get_hierarchy": says(RELEASE)}},
        {"release_r": {"get_release_state": says(RELEASE, wave_ids=["wave:1"])}},
        {
            "release_r": {"get_release_state": says(RELEASE, wave_ids=["wave:1"])},
            "wave_1": {"get_wave_state": says("wave:1")},
        },
        {
            "release_r": {"get_release_state": says(RELEASE, wave_ids=["wave:1"])},
            "wave_1": {"get_hierarchy": says("wave:1")},
        },
        {
            "release_r": {
                "get_release_state": says(RELEASE, wave_ids=["wave:1"]),
                "get_wave_state": {"by_argument": {"wave:1": says("wave:1")}},
            }
        },
    ],
    ids=["hierarchy", "thin", "failing", "not started", "thin part", "part with hierarchy", "part inside"],
)
@pytest.mark.parametrize("metadata", [None, b"{}"], ids=["told handlers", "unknown handlers"])
async def test_no_query_goes_a_longer_way_from_the_tree_on(runs: Any, metadata: bytes | None) -> None:
    asked = await ways(metadata, **runs)
    assert asked
    for way in asked.values():
        assert way[: len(BEFORE_THE_TREE)] == BEFORE_THE_TREE
        assert len(way) - len(BEFORE_THE_TREE) <= MOST_FROM_THE_TREE_ON, way
