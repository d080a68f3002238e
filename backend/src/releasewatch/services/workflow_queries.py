"""Asks workflows: one query at a time each, their handlers learned once per type, silence explained."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Protocol
from weakref import WeakValueDictionary

from pydantic import BaseModel, TypeAdapter, ValidationError

from releasewatch.core.errors import NoWorkerError, QueryFailedError, TemporalTimeoutError
from releasewatch.models.executions import Description, Outcome

METADATA_QUERY = "__temporal_workflow_metadata"
_PATIENCE = 0.3
# How long a queue without workers is left alone; a worker that comes back is seen this much later.
_SILENCE = 2.0
# How long a queue that has answered is trusted to answer again.
_HEARD = 10.0
# A worker's poll waits up to a minute at Temporal, so one that polled longer ago is gone.
_LONG_POLL = timedelta(seconds=70)


class Temporal(Protocol):
    """What a reader needs of Temporal."""

    @property
    def has_time(self) -> bool:
        """Whether an extra query delays nobody."""

    async def describe(self, workflow_id: str) -> Description:
        """Describe the latest run."""

    async def query(self, description: Description, name: str, argument: str | None = None) -> bytes:
        """Ask a run a query."""

    async def outcome(self, description: Description) -> Outcome:
        """Read how a closed run ended."""

    async def last_poll(self, task_queue: str) -> datetime | None:
        """When a worker last asked a task queue for work."""


class _QueryDefinition(BaseModel):
    name: str


class _Definition(BaseModel):
    queryDefinitions: list[_QueryDefinition] = []  # noqa: N815, Temporal's spelling


class _Metadata(BaseModel):
    definition: _Definition = _Definition()


_METADATA = TypeAdapter(_Metadata)


def is_polled(last_poll: datetime | None) -> bool:
    """Whether a task queue that was polled then still has a worker, as far as one can know."""
    return last_poll is not None and datetime.now(UTC) - last_poll <= _LONG_POLL


def _no_worker(task_queue: str) -> NoWorkerError:
    return NoWorkerError(f"No worker polls queue {task_queue}.")


class WorkflowQueries:
    """Asks the workflows of a namespace; shared by all reads of the process."""

    def __init__(self, temporal: Temporal) -> None:
        """Ask through `temporal`."""
        self._temporal = temporal
        self._handlers: dict[str, frozenset[str]] = {}
        self._heard_at: dict[str, float] = {}
        self._silent_until: dict[str, float] = {}
        self._unlearned: dict[str, tuple[float, TemporalTimeoutError]] = {}
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    def turn(self, workflow_id: str) -> asyncio.Lock:
        """What to hold while asking a workflow: Temporal buffers one query per run and refuses a second."""
        return self._lock(workflow_id)

    async def query(self, description: Description, name: str, argument: str | None = None) -> bytes:
        """Ask, and say which queue or query it was when no answer comes.

        A queue without workers is not asked again for a moment, so that a tree without workers costs
        one time-out and not one for each of its nodes.
        """
        queue = description.task_queue
        if asyncio.get_running_loop().time() < self._silent_until.get(queue, 0):
            raise _no_worker(queue)
        try:
            answer = await self._temporal.query(description, name, argument)
        except NoWorkerError as error:
            self._note_silence(queue)
            raise _no_worker(queue) from error
        except TemporalTimeoutError as error:
            await self._require_worker(queue)
            raise TemporalTimeoutError(f"Query {name} was not answered in time.") from error
        self._heard_at[queue] = asyncio.get_running_loop().time()
        return answer

    def _note_silence(self, task_queue: str) -> None:
        self._silent_until[task_queue] = asyncio.get_running_loop().time() + _SILENCE

    async def _require_worker(self, task_queue: str) -> None:
        if not is_polled(await self._temporal.last_poll(task_queue)):
            self._note_silence(task_queue)
            raise _no_worker(task_queue)

    async def handlers(self, description: Description) -> frozenset[str]:
        """The names of the query handlers of a workflow's type, empty when they cannot be learned."""
        known = self._handlers.get(description.workflow_type)
        if known is None:
            self._respect_silence(description.workflow_type)
            async with self._turn_to_learn(description.workflow_type):
                known = self._handlers.get(description.workflow_type)
                if known is None:
                    self._respect_silence(description.workflow_type)
                    known = await self._learn_handlers(description)
                    self._handlers[description.workflow_type] = known
        return known

    def _respect_silence(self, workflow_type: str) -> None:
        """Fail at once where the type was just asked in vain: each asking costs the whole time-out."""
        until, error = self._unlearned.get(workflow_type, (0.0, None))
        if error and asyncio.get_running_loop().time() < until:
            raise error.with_traceback(None)

    @asynccontextmanager
    async def _turn_to_learn(self, workflow_type: str) -> AsyncIterator[None]:
        """One workflow is asked for all of its type, unless it keeps the others waiting: it may hang."""
        lock = self._lock(f"type {workflow_type}")
        try:
            async with asyncio.timeout(_PATIENCE):
                await lock.acquire()
        except TimeoutError:
            yield
            return
        try:
            yield
        finally:
            lock.release()

    async def _learn_handlers(self, description: Description) -> frozenset[str]:
        async with self.turn(description.workflow_id):
            # Asking costs the whole time-out where nobody listens, so look first.
            if asyncio.get_running_loop().time() > self._heard_at.get(description.task_queue, -_HEARD) + _HEARD:
                await self._require_worker(description.task_queue)
            try:
                payload = await self.query(description, METADATA_QUERY)
                metadata = _METADATA.validate_json(payload)
            except TemporalTimeoutError as error:
                self._unlearned[description.workflow_type] = (asyncio.get_running_loop().time() + _SILENCE, error)
                raise
            except (QueryFailedError, ValidationError):
                # An SDK too old to say. It is asked for its state, and answers for itself alone.
                return frozenset()
        return frozenset(query.name for query in metadata.definition.queryDefinitions)

    def forget_handlers(self, workflow_type: str) -> None:
        """Learn a type's handlers anew, since a deployment may have changed them."""
        self._handlers.pop(workflow_type, None)

    def _lock(self, name: str) -> asyncio.Lock:
        return self._locks.setdefault(name, asyncio.Lock())
