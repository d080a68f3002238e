"""The demo's scenarios on a real Temporal: each reaches its situation and keeps the contract."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator

import pytest
from temporalio.client import Client, WorkflowExecutionStatus, WorkflowFailureError
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Replayer, UnsandboxedWorkflowRunner

from integration.demo_tree import attempts, reaches, read_workflow, state_of
from patience import PATIENCE, eventually
from releasewatch_demo import scenarios
from releasewatch_demo.scenarios import SCENARIOS, Scenario
from releasewatch_demo.worker import WORKFLOWS
from releasewatch_demo.workflows.release import DeployRelease

RUNNING, COMPLETED = WorkflowExecutionStatus.RUNNING, WorkflowExecutionStatus.COMPLETED
FAILED, TERMINATED = WorkflowExecutionStatus.FAILED, WorkflowExecutionStatus.TERMINATED


@pytest.fixture(scope="module")
async def releases(demo: Client) -> AsyncIterator[dict[str, Scenario]]:
    """All scenarios, started together as the command does."""
    # What has predecessors begins after them, while the other tests run.
    later = asyncio.create_task(scenarios.start_all(demo, [each.name for each in SCENARIOS if each.predecessors]))
    await scenarios.start_all(demo, [each.name for each in SCENARIOS if not each.predecessors])
    yield {scenario.name: scenario for scenario in SCENARIOS}
    await later


async def begins(client: Client, release_id: str) -> None:
    """What has predecessors is not there at once."""

    async def has_begun() -> bool:
        return await scenarios.status_of(client.get_workflow_handle(release_id)) == RUNNING

    await eventually(has_begun)


async def test_under_way_is_seen_completely_and_has_begun(demo: Client, releases: dict[str, Scenario]) -> None:
    release_id = releases["under-way"].release_id

    async def one_app_of_each_cluster_is_done() -> bool:
        return (await read_workflow(demo, release_id)).states("app")["succeeded"] == 6 + 3

    await eventually(one_app_of_each_cluster_is_done)
    tree = await read_workflow(demo, release_id)
    assert len(tree.all()) == 166
    assert tree.states("wave") == {"succeeded": 1, "in_progress": 1, "pending": 3}
    assert tree.states("app") == {"succeeded": 9, "in_progress": 6, "pending": 105}
    assert tree.answer["message"] == "Wave 2 of 5: Early Europe"


async def test_finished_is_read_from_results_alone(demo: Client, releases: dict[str, Scenario]) -> None:
    release_id = releases["finished"].release_id
    await demo.get_workflow_handle(release_id).result()
    tree = await read_workflow(demo, release_id)
    assert {node.execution for node in tree.all()} == {COMPLETED}
    assert {node.answer["state"] for node in tree.all()} == {"succeeded"}


async def test_ended_with_failures_skips_what_was_left(demo: Client, releases: dict[str, Scenario]) -> None:
    release_id = releases["ended-with-failures"].release_id
    await demo.get_workflow_handle(release_id).result()
    tree = await read_workflow(demo, release_id)
    assert tree.execution == COMPLETED
    assert tree.answer["state"] == "failed"
    assert tree.answer["message"] == "1 of 42 apps failed in wave 2."
    assert tree.states("wave") == {"succeeded": 1, "failed": 1, "skipped": 2}
    assert tree.states("app") == {"succeeded": 11, "failed": 1, "skipped": 30}


async def test_cancelled_ends_in_good_order_on_every_level(demo: Client, releases: dict[str, Scenario]) -> None:
    release_id = releases["cancelled"].release_id
    await demo.get_workflow_handle(release_id).result()
    tree = await read_workflow(demo, release_id)
    assert tree.answer["state"] == "cancelled"
    assert tree.answer["message"] == "Cancelled: superseded by 4.0.0-rc.3"
    assert {node.execution for node in tree.all()} == {COMPLETED, None}
    assert tree.states("wave") == {"succeeded": 1, "cancelled": 2}
    assert tree.states("app").keys() == {"succeeded", "cancelled"}


async def test_terminated_stops_its_parts(demo: Client, releases: dict[str, Scenario]) -> None:
    release_id = releases["terminated"].release_id
    with pytest.raises(WorkflowFailureError) as failure:
        await demo.get_workflow_handle(release_id).result()
    assert "Hotfix 2026.47.10 goes first" in str(failure.value.cause)

    async def all_parts_are_closed() -> bool:
        tree = await read_workflow(demo, release_id)
        return not any(node.execution == RUNNING for node in tree.all())

    await eventually(all_parts_are_closed)
    tree = await read_workflow(demo, release_id)
    assert tree.execution == TERMINATED
    assert tree.states("wave") == {"succeeded": 1, "cancelled": 1, "pending": 2}


async def test_predecessors_tell_how_long_each_approval_took(demo: Client, releases: dict[str, Scenario]) -> None:
    scenario = releases["waiting-for-approval"]
    await begins(demo, scenario.release_id)
    for each in scenario.predecessors:
        answer = await demo.get_workflow_handle(each.release.id).result()
        assert "waiting_for" not in answer
        (given,) = answer["approvals"]
        assert given["what"] == answer["waves"][2]["id"]
        assert given["asked_at"] < given["at"] <= answer["waves"][2]["created_at"]


async def test_approval_holds_a_wave_until_the_signal(demo: Client, releases: dict[str, Scenario]) -> None:
    release_id = releases["waiting-for-approval"].release_id
    await begins(demo, release_id)

    async def those_who_agree_by_themselves_have_done_so() -> bool:
        return (await read_workflow(demo, release_id)).answer.get("waiting_for") == "platform-oncall"

    await eventually(those_who_agree_by_themselves_have_done_so)
    tree = await read_workflow(demo, release_id)
    assert tree.answer["state"] == "waiting_for_approval"
    assert tree.answer["message"] == "Europe starts once it is given"
    assert tree.states("wave") == {"succeeded": 2, "pending": 3}
    await demo.get_workflow_handle(release_id).signal(DeployRelease.approve)
    await reaches(demo, release_id, "in_progress")
    wave = tree.answer["wave_ids"][2]

    async def the_wave_has_started() -> bool:
        return (await read_workflow(demo, release_id)).find(wave).execution == RUNNING

    await eventually(the_wave_has_started)


async def test_whole_release_answers_for_everything(demo: Client, releases: dict[str, Scenario]) -> None:
    tree = await read_workflow(demo, releases["whole-release"].release_id)
    assert len(tree.all()) == 1000
    assert tree.answer["state"] == "in_progress"
    assert {node.execution for node in tree.all()[1:]} == {None}


async def test_failing_is_held_with_reasons_and_can_be_retried(demo: Client, releases: dict[str, Scenario]) -> None:
    release_id = releases["failing"].release_id

    async def all_other_apps_are_done() -> bool:
        tree = await read_workflow(demo, release_id)
        is_told = tree.answer["message"].startswith("2 of 240 apps failed")
        return is_told and tree.states("app") == {"succeeded": 33, "failed": 2, "in_progress": 1, "pending": 204}

    await eventually(all_other_apps_are_done)
    tree = await read_workflow(demo, release_id)
    assert tree.answer["state"] == "degraded"
    assert tree.answer["message"] == "2 of 240 apps failed in wave 2. Wave 3 is held until they recover."
    checkout = tree.find("app:storefront-2026.48.2:eu-west-1b:checkout")
    assert checkout.execution == FAILED
    assert checkout.answer["message"] == "ImagePullBackOff: storefront/checkout:2026.48.2 not found in registry"
    ledger = tree.find("app:storefront-2026.48.2:eu-west-1b:ledger-api")
    assert ledger.execution == COMPLETED
    assert ledger.answer["message"] == "Migration 0412 failed: lock timeout on table ledger_entries"
    assert await attempts(demo, "app:storefront-2026.48.2:eu-central-1a:fraud-scoring") >= 1
    await demo.get_workflow_handle(release_id).signal(DeployRelease.retry_failed_apps)
    await reaches(demo, release_id, "in_progress")
    tree = await read_workflow(demo, release_id)
    assert tree.states("app")["failed"] == 0


async def test_stuck_counts_its_attempts(demo: Client, releases: dict[str, Scenario]) -> None:
    app_id = "app:edge-gateway-3.2.0:eu-central-1b:tls-terminator"

    async def is_retried() -> bool:
        return await attempts(demo, app_id) >= 2

    await eventually(is_retried)
    assert await state_of(demo, releases["stuck"].release_id) == "in_progress"


async def test_starting_again_leaves_alone_what_is_there(demo: Client, releases: dict[str, Scenario]) -> None:
    for name in ("under-way", "finished", "cancelled", "terminated"):
        run_id = (await demo.get_workflow_handle(releases[name].release_id).describe()).run_id
        assert not await scenarios.start(demo, releases[name])
        assert (await demo.get_workflow_handle(releases[name].release_id).describe()).run_id == run_id


async def test_workflows_replay(demo: Client, releases: dict[str, Scenario]) -> None:
    """A change that breaks open releases shows here: their histories no longer fit the code."""
    for name in ("finished", "ended-with-failures"):
        await demo.get_workflow_handle(releases[name].release_id).result()
    replayer = Replayer(workflows=WORKFLOWS, namespace="demo", workflow_runner=UnsandboxedWorkflowRunner())
    query = f"RootWorkflowId = '{releases['ended-with-failures'].release_id}'"
    histories = demo.list_workflows(query).map_histories()
    results = await replayer.replay_workflows(histories, raise_on_replay_failure=True)
    assert not results.replay_failures


async def command(temporal: WorkflowEnvironment, *arguments: str) -> asyncio.subprocess.Process:
    address = temporal.client.service_client.config.target_host
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        *arguments,
        env={**os.environ, "TEMPORAL_ADDRESS": address, "TEMPORAL_NAMESPACE": "demo"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


async def test_what_is_slower_than_usual_begins_after_predecessors_at_other_versions(
    demo: Client, releases: dict[str, Scenario]
) -> None:
    scenario = releases["slower-than-usual"]
    names = [*(each.release.id for each in scenario.predecessors), scenario.release_id]
    await begins(demo, names[-1])
    runs = [await demo.get_workflow_handle(name).describe() for name in names]
    for run in runs[:-1]:
        assert run.status == COMPLETED
        assert run.close_time
        assert run.close_time <= runs[-1].start_time
    # The newest, which not all clusters have, is the one to compare with.
    assert all(run.close_time <= runs[-2].start_time for run in runs[:-2] if run.close_time)
    plans = [each.release for each in scenario.predecessors]
    reached = {wave.clusters[0].name: plan.version for plan in plans for wave in plan.waves}
    assert [*reached.values()] == ["9.2.1", "9.2.1", "9.2.0"]

    async def is_in_its_second_wave() -> bool:
        waves = (await read_workflow(demo, names[-1])).states("wave")
        return waves == {"succeeded": 1, "in_progress": 1, "pending": 1}

    await eventually(is_in_its_second_wave)


async def test_the_worker_stops_in_good_order(temporal: WorkflowEnvironment) -> None:
    worker = await command(temporal, "releasewatch_demo.worker")
    assert worker.stdout
    assert await asyncio.wait_for(worker.stdout.readline(), PATIENCE) == b"demo worker ready\n"
    worker.send_signal(signal.SIGTERM)
    output, errors = await asyncio.wait_for(worker.communicate(), PATIENCE)
    assert (worker.returncode, output, errors) == (0, b"", b"")


async def test_the_command_starts_what_it_is_asked_for(
    temporal: WorkflowEnvironment, releases: dict[str, Scenario]
) -> None:
    process = await command(temporal, "releasewatch_demo.scenarios", "finished", "stuck")
    output, errors = await asyncio.wait_for(process.communicate(), PATIENCE)
    assert (process.returncode, errors) == (0, b"")
    assert sorted(line.split(b" (")[0].decode() for line in output.splitlines()) == [
        f"{releases['stuck'].release_id}: already there",
        f"{releases['finished'].release_id}: already there",
    ]


async def test_the_demo_is_one_command(temporal: WorkflowEnvironment) -> None:
    demo = await command(temporal, "releasewatch_demo")
    assert demo.stdout
    async with asyncio.timeout(PATIENCE):
        assert await demo.stdout.readline() == b"The demo runs until Ctrl-C.\n"
        lines = [await demo.stdout.readline() for _ in SCENARIOS]
    assert sum(line.startswith(b"release:") for line in lines) == len(SCENARIOS)
    demo.send_signal(signal.SIGTERM)
    output, errors = await asyncio.wait_for(demo.communicate(), PATIENCE)
    assert (demo.returncode, output, errors) == (0, b"", b"")
