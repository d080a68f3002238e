"""A workflow that says which version of itself it is, and its worker in a process that can be killed."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from temporalio import workflow
from temporalio.client import Client
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

Answer = dict[str, Any]


@workflow.defn
class Versioned:
    """Answers with its version as `message`, until it is told to end or to begin anew."""

    @workflow.init
    def __init__(self, answer: Answer) -> None:
        """Offer the query that fits the id in the answer."""
        self._answer = answer
        self._end: str | None = None
        workflow.set_query_handler(f"get_{answer['id'].partition(':')[0]}_state", lambda: self._answer)

    @workflow.run
    async def run(self, _: Answer) -> Answer:
        """Wait for the end."""
        await workflow.wait_condition(lambda: self._end is not None)
        if self._end == "renew":
            workflow.continue_as_new(self._answer)
        return self._answer | {"state": "succeeded"}

    @workflow.signal
    def say(self, version: str) -> None:
        """Be another version from now on."""
        self._answer = self._answer | {"message": version}

    @workflow.signal
    def end(self, version: str) -> None:
        """End well, as this version."""
        self.say(version)
        self._end = "end"

    @workflow.signal
    def renew(self, version: str) -> None:
        """Continue as new, as this version."""
        self.say(version)
        self._end = "renew"


class KillableWorker:
    """A worker that may be killed, and another one started."""

    def __init__(self, address: str, task_queue: str, *, cached: int) -> None:
        self._arguments = (address, task_queue, str(cached))
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Start it, and wait until it says that it is ready."""
        self._process = await asyncio.create_subprocess_exec(
            sys.executable, __file__, *self._arguments, cwd=Path(__file__).parent, stdout=asyncio.subprocess.PIPE
        )
        if self._process.stdout:
            await self._process.stdout.readline()

    async def kill(self) -> None:
        """Kill it: what it was about to answer is never answered."""
        if self._process:
            self._process.kill()
            await self._process.wait()


@asynccontextmanager
async def killable_worker(client: Client, task_queue: str, *, cached: int = 0) -> AsyncIterator[KillableWorker]:
    """A worker that keeps `cached` workflows in memory; with none, Temporal waits for nobody who was killed."""
    worker = KillableWorker(client.service_client.config.target_host, task_queue, cached=cached)
    await worker.start()
    try:
        yield worker
    finally:
        await worker.kill()


async def main(address: str, task_queue: str, cached: str) -> None:
    """Work until killed."""
    worker = Worker(
        await Client.connect(address),
        task_queue=task_queue,
        workflows=[Versioned],
        workflow_runner=UnsandboxedWorkflowRunner(),
        max_cached_workflows=int(cached),
        max_concurrent_workflow_task_polls=5 if int(cached) else 1,
    )
    async with worker:
        print("ready", flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
