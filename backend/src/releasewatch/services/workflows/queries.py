"""Asks workflows: one query at a time each, and what a kind of workflow can be asked learned once."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import NamedTuple, Protocol
from weakref import WeakValueDictionary

from cachetools import FIFOCache
from pydantic import BaseModel, TypeAdapter, ValidationError

from releasewatch.core.errors import (
    AnswerNotUnderstoodError,
    QueryFailedError,
    TaskQueueSilentError,
    TemporalError,
    TemporalTimeoutError,
    WorkflowPausedError,
    WorkflowTaskFailingError,
)
from releasewatch.models.executions import Beginning, Description, Key, Outcome, Version
from releasewatch.services.workflows.task_queues import TaskQueues

METADATA_QUERY = "__temporal_workflow_metadata"
_PATIENCE_SECONDS = 0.3
# How long a queue without workers is left alone; a worker that comes back is seen this much later.
_SILENCE = 2.0
# A deployment may change what a kind of workflow answers, and no query need fail for it.
_LEARNED_SECONDS = 60.0
_MOST_KINDS = 10_000
_MOST_TRIALS = 100_000


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

    async def beginning(self, description: Description) -> Beginning:
        """Read how a run came to be."""

    async def last_poll(self, task_queue: str) -> datetime | None:
        """When a worker last asked a task queue for work."""

    async def last_poll_by(self, version: Version, task_queue: str) -> datetime | None:
        """When a worker of one version last asked a task queue for work."""


class Handlers(NamedTuple):
    """What workflows of a kind can be asked.

    Attributes:
        names: The queries that they say they have.
        is_all: Whether they would have said so if they had others.
    """

    names: frozenset[str] = frozenset()
    is_all: bool = False

    def may_have(self, name: str) -> bool:
        """Whether a query is worth asking."""
        return name in self.names or not self.is_all


class _Kind(NamedTuple):
    """Workflows that run the same code, as far as Temporal knows: two teams may use one name for their types."""

    workflow_type: str
    task_queue: str
    pinned_to: Version | None
    build_id: str


class _Learned(NamedTuple):
    handlers: Handlers
    at: float


class Trial(NamedTuple):
    """A query that a run was asked in vain.

    Attributes:
        key: What the run had come to when it was asked last.
        handlers: What was known of its kind then.
        at: When that was.
        times: How often it was asked.
        why: Why that was in vain.
    """

    key: Key
    handlers: Handlers
    at: float
    times: int
    why: str


class _QueryDefinition(BaseModel):
    # A dynamic handler, which answers to any name, is listed without one.
    name: str = ""


class _Definition(BaseModel):
    queryDefinitions: list[_QueryDefinition] = []  # noqa: N815, Temporal's spelling


class _Metadata(BaseModel):
    definition: _Definition = _Definition()


_METADATA = TypeAdapter(_Metadata)


class WorkflowQueries:
    """Asks the workflows of a namespace; shared by all reads of the process.

    What a workflow answers depends on its code. Temporal tells it of one run, by a query; asked of every run, it would
    double the cost of a tree. So it is learned from one run of a kind, and taken as a guess for the others: what the
    guess says is there is simply asked, and what it says is not there is asked of the run itself before anything is
    concluded from it. Such a trial in vain is remembered for as long as nothing has happened in the run, or a minute.
    """

    def __init__(self, temporal: Temporal) -> None:
        """Ask through `temporal`."""
        self._temporal = temporal
        self.task_queues = TaskQueues(temporal)
        self._learned: FIFOCache[_Kind, _Learned] = FIFOCache(_MOST_KINDS)
        self._trials: FIFOCache[tuple[str, str], Trial] = FIFOCache(_MOST_TRIALS)
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    def turn(self, workflow_id: str) -> asyncio.Lock:
        """What to hold while asking a workflow: Temporal buffers one query per run and refuses a second."""
        return self._lock(workflow_id)

    async def query(self, description: Description, name: str, argument: str | None = None) -> bytes:
        """Ask, and say which queue or query it was when no answer comes."""
        if description.pause:
            raise WorkflowPausedError(description.pause.sentence)

        async def ask() -> bytes:
            try:
                return await self._temporal.query(description, name, argument)
            except TemporalTimeoutError as error:
                raise TemporalTimeoutError(f"Query {name} was not answered in time.") from error

        return await self.task_queues.ask(description, ask, pause=_SILENCE)

    async def require_attention(self, description: Description) -> None:
        """Raise `NoWorkerError` where a run waits for a worker in vain, as far as Temporal tells without one."""
        await self.task_queues.require_attention(description, pause=_SILENCE)

    async def handlers(self, description: Description) -> frozenset[str]:
        """The names of the query handlers that a workflow of this kind says it has; empty when it does not say."""
        return (await self.known(description)).names

    async def known(self, description: Description) -> Handlers:
        """What workflows of a run's kind can be asked, as far as one of them has told."""
        kind = _kind(description)
        if not self._is_learned(kind):
            async with self._turn_to_learn(str(kind)):
                if not self._is_learned(kind):
                    self._note(kind, await self._learn(description, kind))
        return self._learned[kind].handlers

    def knows(self, description: Description) -> bool:
        """Whether anything is known of what workflows of a run's kind can be asked."""
        return _kind(description) in self._learned

    def _is_learned(self, kind: _Kind) -> bool:
        learned = self._learned.get(kind)
        return learned is not None and asyncio.get_running_loop().time() < learned.at + _LEARNED_SECONDS

    async def _learn(self, description: Description, kind: _Kind) -> Handlers:
        before = self._learned.get(kind)
        if before and self.task_queues.is_silent(description):
            return before.handlers
        try:
            async with self.turn(description.workflow_id):
                return await self._ask_for_handlers(description)
        except TemporalError:
            # What was known before is a good guess still.
            if before is None:
                raise
            return before.handlers

    @asynccontextmanager
    async def _turn_to_learn(self, kind: str) -> AsyncIterator[None]:
        """One workflow is asked for all of its kind, unless it keeps the others waiting: it may hang."""
        lock = self._lock(kind)
        try:
            async with asyncio.timeout(_PATIENCE_SECONDS):
                await lock.acquire()
        except TimeoutError:
            yield
            return
        try:
            yield
        finally:
            lock.release()

    async def _ask_for_handlers(self, description: Description) -> Handlers:
        # Asking costs the whole time-out where nobody listens, so look first.
        await self.task_queues.require_worker(description)
        try:
            metadata = _METADATA.validate_json(await self.query(description, METADATA_QUERY))
        except (WorkflowTaskFailingError, TaskQueueSilentError):
            raise
        except (QueryFailedError, AnswerNotUnderstoodError, TemporalTimeoutError, ValidationError):
            # An SDK that cannot say. What it answers turns out when it is asked.
            return Handlers()
        names = frozenset(query.name for query in metadata.definition.queryDefinitions)
        return Handlers(names - {""}, is_all=METADATA_QUERY in names and "" not in names)

    async def learn_from(self, description: Description) -> Handlers:
        """Learn from this very run what its kind can be asked, after a query that failed."""
        async with self.turn(description.workflow_id):
            handlers = await self._ask_for_handlers(description)
        self._note(_kind(description), handlers)
        return handlers

    def note_trial(self, description: Description, name: str, why: str) -> None:
        """Remember that a run was asked a query in vain."""
        before, learned = self.trial(description, name), self._learned.get(_kind(description))
        self._trials[description.run_id, name] = Trial(
            description.key,
            learned.handlers if learned else Handlers(),
            asyncio.get_running_loop().time(),
            before.times + 1 if before else 1,
            why,
        )

    def forget_trial(self, description: Description, name: str) -> None:
        """Have a run asked again for a query that it turned out to have."""
        self._trials.pop((description.run_id, name), None)

    def trial(self, description: Description, name: str) -> Trial | None:
        """What came of asking a run a query in vain, unless it has had a reason to answer since."""
        trial, learned = self._trials.get((description.run_id, name)), self._learned.get(_kind(description))
        if trial is None or (learned and learned.handlers != trial.handlers):
            return None
        is_recent = asyncio.get_running_loop().time() < trial.at + _LEARNED_SECONDS
        return trial if is_recent or trial.key == description.key else None

    def _note(self, kind: _Kind, handlers: Handlers) -> None:
        self._learned[kind] = _Learned(handlers, asyncio.get_running_loop().time())

    def _lock(self, name: str) -> asyncio.Lock:
        return self._locks.setdefault(name, asyncio.Lock())


def _kind(description: Description) -> _Kind:
    return _Kind(description.workflow_type, description.task_queue, description.pinned_to, description.build_id)
