"""`releasewatch check` on a real release, as a workflow author runs it."""

import asyncio
import json
import os
import sys
from pathlib import Path

import pytest
from temporalio.client import Client

from demo.planning import sample_plan
from demo.plans import ReleasePlan
from demo.worker import TASK_QUEUE
from demo.workflows.release import DeployRelease
from temporal_proxy import TemporalProxy


@pytest.fixture(scope="module")
async def finished(demo: Client) -> ReleasePlan:
    plan = sample_plan("Checked", size=(1, 1, 2))
    await demo.execute_workflow(DeployRelease.run, plan, id=plan.id, task_queue=TASK_QUEUE)
    return plan


async def check(wire: TemporalProxy, *words: str, state_map: str = "{}") -> tuple[int, str, str]:
    environment = os.environ | {
        "TEMPORAL_ADDRESS": wire.address,
        "TEMPORAL_NAMESPACE": "demo",
        "RELEASEWATCH_STATE_MAP": state_map,
        "COLUMNS": "200",
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
        (["storefront"], "{}", "releasewatch: 'storefront' is no release id: it has to begin with `release:`."),
        (["release:x"], "{", "releasewatch: RELEASEWATCH_STATE_MAP: Value error, is not JSON"),
    ],
)
async def test_what_cannot_be_read_ends_with_2_and_one_line(
    wire: TemporalProxy, words: list[str], state_map: str, line: str
) -> None:
    assert await check(wire, *words, state_map=state_map) == (2, "", f"{line}\n")
