"""Reads the server's own state for administrators."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime

from releasewatch.core.errors import AppError, TemporalError
from releasewatch.models.system import Budget, Concurrency, Connection, Kept, Shared, SignIns, SystemState, TaskQueue
from releasewatch.services.auth.service import AuthService
from releasewatch.services.operations.readiness import Readiness
from releasewatch.services.releases.listing import ReleaseList
from releasewatch.services.shared_reads import ReadCounts
from releasewatch.services.temporal.budget import TokenBucket
from releasewatch.services.temporal.client import TemporalClient
from releasewatch.services.trees.service import EntityService
from releasewatch.services.workflows.answer_cache import AnswerCache
from releasewatch.services.workflows.reader import WorkflowReader
from releasewatch.services.workflows.task_queues import is_polled, newest

_QUEUES_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class SystemService:
    """Asks every part of the server how it is."""

    version: str
    temporal: TemporalClient
    readiness: Readiness
    auth: AuthService
    cache: AnswerCache
    reader: WorkflowReader
    entities: EntityService
    releases: ReleaseList
    started_at: datetime

    async def read(self) -> SystemState:
        """The state as of now. An error of Temporal is part of it, and not raised."""
        read_at = datetime.now(UTC)
        connection = await self._connection()
        calls = self.temporal.calls
        return SystemState(
            version=self.version,
            started_at=self.started_at,
            read_at=read_at,
            connection=connection,
            task_queues=await self._task_queues(),
            query_budget=_budget(calls.query_budget),
            other_budget=_budget(calls.other_budget),
            concurrency=self._concurrency(),
            kept_answers=self._cached(),
            tree_reads=_shared(self.entities.tree_reads),
            entity_reads=_shared(self.entities.entity_reads),
            list_reads=_shared(self.releases.list_reads),
            sign_ins=SignIns(refused=self.auth.throttle.refused, counted=len(self.auth.throttle)),
        )

    async def _connection(self) -> Connection:
        error: AppError | None = None
        try:
            await self.readiness.require()
        except AppError as raised:
            error = raised
        return Connection(
            address=self.temporal.address,
            namespace=self.temporal.namespace,
            server_version=None if error else await self._server_version(),
            ready=error is None,
            code=error.code if error else None,
            detail=error.detail if error else None,
            circuit_open=self.temporal.calls.circuit.is_open,
            lost_at=self.temporal.calls.circuit.lost_at,
            refused=self.temporal.calls.circuit.refused,
        )

    async def _server_version(self) -> str | None:
        try:
            return await self.temporal.server_version()
        except TemporalError:
            return None

    async def _task_queues(self) -> list[TaskQueue]:
        asked = {name: asyncio.create_task(self._task_queue(name)) for name in sorted(self.reader.task_queues)}
        if asked:
            await asyncio.wait(asked.values(), timeout=_QUEUES_SECONDS)
        return [_answered(name, task) for name, task in asked.items()]

    async def _task_queue(self, name: str) -> TaskQueue:
        try:
            last_poll = newest(await self.temporal.polls(name))
        except TemporalError:
            return TaskQueue(name=name, polled=None)
        return TaskQueue(name=name, last_poll=last_poll, polled=is_polled(last_poll))

    def _concurrency(self) -> Concurrency:
        places = self.temporal.calls.concurrency
        return Concurrency(under_way=places.under_way, limit=round(places.limit, 1), most=places.most)

    def _cached(self) -> Kept:
        return Kept(
            count=len(self.cache),
            maximum_count=self.cache.maximum_count,
            bytes=self.cache.size,
            maximum_bytes=self.cache.maximum_bytes,
            found=self.cache.found,
        )


def _answered(name: str, task: "asyncio.Task[TaskQueue]") -> TaskQueue:
    if task.done():
        return task.result()
    task.cancel()
    return TaskQueue(name=name, polled=None)


def _budget(bucket: TokenBucket) -> Budget:
    return Budget(per_second=bucket.rate, burst=bucket.burst, available=round(bucket.available, 1))


def _shared(counts: ReadCounts) -> Shared:
    return Shared(requests=counts.requests, reads=counts.reads)
