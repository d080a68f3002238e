"""`releasewatch check` on a real release, as a workflow author runs it."""

import asyncio
import json
import os
import sys
import uuid
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from temporalio.api.workflowservice.v1 import PauseWorkflowExecutionRequest
from temporalio.client import Client

from releasewatch_demo.planning import sample_plan
from releasewatch_demo.plans import ReleasePlan
from releasewatch_demo.worker import TASK_QUEUE
from releasewatch_demo.workflows.release import DeployRelease
from scripted import scripted_worker
from temporal_proxy import TemporalProxy

Answer = dict[str, Any]


@pytest.fixture(scope="module")
async def finished(demo: Client) -> ReleasePlan:
    plan = sample_plan("Checked", size=(1, 1, 2))
    await demo.execute_workflow(DeployRelease.run, plan, id=plan.id, task_queue=TASK_QUEUE)
    return plan


async def check(
    wire: TemporalProxy, *words: str, state_map: str = "{}", namespace: str = "demo", columns: int = 200
) -> tuple[int, str, str]:
    environment = os.environ | {
        "TEMPORAL_ADDRESS": wire.address,
        "TEMPORAL_NAMESPACE": namespace,
        "RELEASEWATCH_STATE_MAP": state_map,
        "COLUMNS": str(columns),
    }
    command = Path(sys.executable).with_name("releasewatch")
    process = await asyncio.create_subprocess_exec(
        command, "check", *words, env=environment, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    output, errors = await process.communicate()
    assert process.returncode is not None
    return process.returncode, output.decode(), errors.decode()


async def test_a_clean_release(wire: TemporalProxy, finished: ReleasePlan) -> None:
    status, output, _ = await check(wire, finished.id)
    assert status == 0
    assert "DeployRelease" in output
    assert "get_release_state" in output
    assert "\nSucceeded. All 2 apps succeeded." in output
    assert f"{finished.id}: clean. Read 1 release, 1 wave, 1 cluster, 1 bundle, 2 apps" in output


async def test_findings_as_json(wire: TemporalProxy, finished: ReleasePlan) -> None:
    status, output, _ = await check(wire, finished.id, "--json", state_map='{"app": {"succeeded": "running"}}')
    found = json.loads(output)
    assert status == 1
    assert found["states"][-1] == {"type": "app", "state": "succeeded", "status": "running", "count": 2}
    assert [(finding["kind"], finding["count"]) for finding in found["findings"]] == [("contradiction", 2)]


@pytest.mark.parametrize(
    ("words", "state_map", "line"),
    [
        (["release:nowhere"], "{}", "releasewatch: release:nowhere could not be read: No workflow has this id."),
        (["storefront"], "{}", "releasewatch: 'storefront' is not a release id: it has to begin with `release:`."),
        (["release:x"], "{", "releasewatch: RELEASEWATCH_STATE_MAP: Value error, is not JSON"),
    ],
)
async def test_what_cannot_be_read_ends_with_2_and_one_line(
    wire: TemporalProxy, words: list[str], state_map: str, line: str
) -> None:
    assert await check(wire, *words, state_map=state_map) == (2, "", f"{line}\n")


@pytest.fixture(scope="module")
async def scripted(client: Client) -> AsyncIterator[Client]:
    async with scripted_worker(client, "checked"):
        yield client


async def start(client: Client, queries: Answer) -> str:
    """Start a release; what its queries answer has its id in place of `<id>`."""
    release = f"release:{uuid.uuid4().hex}"
    answers = json.loads(json.dumps(queries).replace("<id>", release))
    handle = await client.start_workflow("Scripted", answers, id=release, task_queue="checked")
    # Until its worker has answered, it is no use to ask it anything.
    await handle.query("__temporal_workflow_metadata")
    return release


async def test_a_pipe_of_80_columns_breaks_no_word(wire: TemporalProxy, finished: ReleasePlan) -> None:
    _, wide, _ = await check(wire, finished.id)
    status, output, _ = await check(wire, finished.id, columns=80)
    assert status == 0
    assert [line.split()[:1] for line in output.splitlines()] == [line.split()[:1] for line in wide.splitlines()]
    assert "DeployRelease" in output.split()
    assert {"get_release_state", "get_wave_state"} <= set(output.split())


@pytest.mark.parametrize(
    ("queries", "told"),
    [
        ({"status": {}}, ["query_handler_missing", "Its handlers: status.", "Register a query 'get_release_state'"]),
        ({}, ["query_handler_missing", "Its handlers: none.", "Register a query 'get_release_state'"]),
        (
            {"get_release_state": {"data": {"id": "<id>", "state": "running"}}},
            ["answer_not_understood", "an answer stands in `data`", "got id, state", "instead: Answer with one object"],
        ),
        (
            {"get_release_state": {"name": "Shop", "status": "running", "phases": []}},
            ["the answer has no id", "name", "status (looks like state)", "phases (looks like waves)"],
        ),
    ],
)
async def test_a_release_that_cannot_be_read_is_told_what_to_write_instead(
    wire: TemporalProxy, scripted: Client, queries: Answer, told: list[str]
) -> None:
    release = await start(scripted, queries)
    status, output, errors = await check(wire, release, namespace="default", columns=80)
    assert status == 2
    assert errors.startswith(f"releasewatch: {release} could not be read: ")
    assert all(part in output for part in [*told, "docs/workflow-contract.md", "workflow-answer.schema.json"])


async def test_a_release_that_is_paused_was_not_examined(wire: TemporalProxy, scripted: Client) -> None:
    release = await start(scripted, {"get_release_state": {"id": "<id>", "state": "running"}})
    request = PauseWorkflowExecutionRequest(namespace=scripted.namespace, workflow_id=release, identity="ann")
    await scripted.workflow_service.pause_workflow_execution(request)
    status, output, _ = await check(wire, release, namespace="default")
    assert status == 1
    assert "instead: Unpause it and check again: Temporal does not ask a run that is paused." in output
    # What nobody can be asked now is no reason to write it otherwise.
    assert "no_handlers" not in output
    assert "\nPaused. Paused by ann. What is below it is not known.\n" in output


async def test_what_will_hurt_is_a_finding_while_the_release_is_open(wire: TemporalProxy, scripted: Client) -> None:
    waves = [{"id": "wave:1", "state": "ok", "links": {"runbook": "http://wiki"}}, {"id": "wave:2", "Status": "ok"}]
    answer = {"id": "<id>", "state": "ok", "waves": waves, "phases": [{"id": "wave:3", "state": "failed"}]}
    release = await start(scripted, {"get_release_state": answer})
    status, output, _ = await check(wire, release, "--json", namespace="default")
    findings = json.loads(output)["findings"]
    assert status == 1
    assert {finding["kind"] for finding in findings} == {"answer_not_understood", "answer_invalid", "link_left_out"}
    assert all(finding["instead"] for finding in findings)


async def test_a_state_in_no_table_is_a_finding_while_the_release_is_open(
    wire: TemporalProxy, scripted: Client
) -> None:
    release = await start(scripted, {"get_release_state": {"id": "<id>", "state": "frobnicating"}})
    status, output, _ = await check(wire, release, namespace="default")
    assert status == 1
    assert "unmapped_state  Scripted: Its state 'frobnicating' is in no table." in output
