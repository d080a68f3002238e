"""Two stages to play the same contract on: the fake, and the real server with a real worker."""

import uuid
from datetime import UTC, datetime
from typing import Any, Protocol

from temporalio.client import Client

from fakes import TASK_QUEUE, FakeTemporal
from releasewatch.core.errors import QueryFailedError
from releasewatch.models.entities import ExecutionStatus
from releasewatch.models.executions import Signal
from releasewatch.services.temporal.client import TemporalClient


class Stage(Protocol):
    """What a contract test can make happen."""

    temporal: Any

    async def start(self, answers: dict[str, Any]) -> str: ...
    async def change(self, workflow_id: str, answers: dict[str, Any]) -> None: ...
    async def approve(self, workflow_id: str, who: str) -> None: ...
    async def complete(self, workflow_id: str, result: Any) -> None: ...
    async def fail(self, workflow_id: str, failure: str) -> None: ...
    async def terminate(self, workflow_id: str, reason: str) -> None: ...


def new_id() -> str:
    return f"app:{uuid.uuid4().hex}"


class FakeStage:
    """Plays on the fake."""

    def __init__(self) -> None:
        self.temporal = FakeTemporal()

    async def start(self, answers: dict[str, Any]) -> str:
        workflow_id = new_id()
        self.temporal.start(workflow_id, _raising(answers))
        return workflow_id

    async def change(self, workflow_id: str, answers: dict[str, Any]) -> None:
        self.temporal.change(workflow_id, _raising(answers))

    async def approve(self, workflow_id: str, who: str) -> None:
        self.temporal.runs[workflow_id].signals.append(Signal("approve", datetime.now(UTC), who))

    async def complete(self, workflow_id: str, result: Any) -> None:
        self.temporal.end(workflow_id, ExecutionStatus.COMPLETED, result=result)

    async def fail(self, workflow_id: str, failure: str) -> None:
        self.temporal.end(workflow_id, ExecutionStatus.FAILED, failure=failure)

    async def terminate(self, workflow_id: str, reason: str) -> None:
        self.temporal.end(workflow_id, ExecutionStatus.TERMINATED, failure=f"Terminated by me: {reason}")


class RealStage:
    """Plays on a real server."""

    def __init__(self, client: Client, product: Client) -> None:
        self.temporal = TemporalClient(product)
        self._client = client

    async def start(self, answers: dict[str, Any]) -> str:
        workflow_id = new_id()
        await self._client.start_workflow("Scripted", answers, id=workflow_id, task_queue=TASK_QUEUE)
        # Answering once means that the first workflow task is over.
        await self._client.get_workflow_handle(workflow_id).query("__temporal_workflow_metadata")
        return workflow_id

    async def change(self, workflow_id: str, answers: dict[str, Any]) -> None:
        await self._client.get_workflow_handle(workflow_id).signal("change", answers)

    async def approve(self, workflow_id: str, who: str) -> None:
        await self._client.get_workflow_handle(workflow_id).signal("approve", who)

    async def complete(self, workflow_id: str, result: Any) -> None:
        handle = self._client.get_workflow_handle(workflow_id)
        await handle.signal("end", {"result": result})
        await handle.result()

    async def fail(self, workflow_id: str, failure: str) -> None:
        await self._client.get_workflow_handle(workflow_id).signal("end", {"failure": failure})
        await self._wait_until_closed(workflow_id)

    async def terminate(self, workflow_id: str, reason: str) -> None:
        await self._client.get_workflow_handle(workflow_id).terminate(reason=reason)

    async def _wait_until_closed(self, workflow_id: str) -> None:
        events = self._client.get_workflow_handle(workflow_id).fetch_history_events(wait_new_event=True)
        async for _ in events:
            pass


def _raising(answers: dict[str, Any]) -> dict[str, Any]:
    return {
        name: QueryFailedError(said["raises"]) if isinstance(said, dict) and "raises" in said else said
        for name, said in answers.items()
    }
