"""An approval that only a signal in the history tells, from Temporal to the API."""

import uuid

import pytest
from temporalio.client import Client
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from app_fixtures import serving, sign_in
from releasewatch.core.config import Settings
from scripted import Scripted
from temporal_proxy import TemporalProxy

WAVES = [{"id": "wave:1", "state": "pending"}]


async def test_a_signal_that_is_named_by_the_setting_is_told_as_an_approval(
    settings: Settings, client: Client, wire: TemporalProxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEMPORAL_ADDRESS", wire.address)
    queue, release_id = uuid.uuid4().hex, f"release:{uuid.uuid4().hex}"
    told = {"get_release_state": {"id": release_id, "state": "running", "waves": WAVES}}
    runner = UnsandboxedWorkflowRunner()
    async with (
        Worker(client, task_queue=queue, workflows=[Scripted], workflow_runner=runner),
        serving(settings.model_copy(update={"approval_signals": ("approve",)})) as api,
    ):
        started = await client.start_workflow("Scripted", told, id=release_id, task_queue=queue)
        await started.signal("approve", "A. Rossi")
        tree = await api.get(f"/api/releases/{release_id}/hierarchy", headers=await sign_in(api))
        (given,) = tree.json()["approvals"]
        assert (given["who"], given["signal"], given["path"]) == ("A. Rossi", "approve", release_id)
        await started.terminate()
