"""What a kind of workflow can be asked, learned once from one of its runs."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import NamedTuple
from weakref import WeakValueDictionary

from cachetools import FIFOCache
from pydantic import BaseModel, TypeAdapter, ValidationError

from releasewatch.core.errors import (
    AnswerNotUnderstoodError,
    QueryFailedError,
    TaskQueueSilentError,
    TemporalError,
    TemporalTimeoutError,
    WorkflowTaskFailingError,
)
from releasewatch.models.executions import Description, Key, Version
from releasewatch.services.workflows.answer_cache import Question
from releasewatch.services.workflows.queries import Temporal, WorkflowQueries

METADATA_QUERY = "__temporal_workflow_metadata"
# How long others of its kind wait for the one that is asked: it may hang.
_LEARNER_SECONDS = 0.3
_MOST_KINDS = 10_000
_MOST_TRIALS = 100_000


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
    """Workflows that run the same code, as far as Temporal knows: two teams may use the same type name."""

    workflow_type: str
    task_queue: str
    pinned_to: Version | None
    build_id: str


class _Learned(NamedTuple):
    handlers: Handlers
    at: float


class Trial(NamedTuple):
    """A query that a run could not answer.

    Attributes:
        key: What the run had come to when it was asked last.
        handlers: What was known of its kind then.
        at: When it was asked last.
        times: How often it was asked.
        why: What went wrong.
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


class LearnedHandlers:
    """Knows what workflows can be asked; shared by all reads of the process.

    What a workflow answers depends on its code. Temporal tells it of one run, by a query; asked of every run, it would
    double the cost of a tree. So it is learned from one run of a kind, and taken as a guess for the others: what the
    guess says is there is simply asked, and what it says is not there is asked of the run itself before anything is
    concluded from it. A failed trial is remembered until something happens in the run, or for a minute.
    """

    def __init__(self, temporal: Temporal, queries: WorkflowQueries, *, learned_for: float) -> None:
        self._temporal = temporal
        self._queries = queries
        self._learned_for = learned_for
        self._learned: FIFOCache[_Kind, _Learned] = FIFOCache(_MOST_KINDS)
        self._trials: FIFOCache[tuple[str, str], Trial] = FIFOCache(_MOST_TRIALS)
        self._learning: WeakValueDictionary[_Kind, asyncio.Lock] = WeakValueDictionary()

    async def known(self, description: Description) -> Handlers:
        """What workflows of a run's kind can be asked, as far as one of them has told."""
        kind = _kind(description)
        if self._is_fresh(kind):
            return self._learned[kind].handlers
        async with self._turn_to_learn(kind):
            before = self._learned.get(kind)
            if before is None:
                return await self.learn_from(description)
            if not self._is_fresh(kind):
                with suppress(TemporalError):
                    if not self._queries.task_queues.is_silent(description):
                        return await self.learn_from(description)
                # What was known before is a good guess still.
                self._note(kind, before.handlers)
            return before.handlers

    def knows(self, description: Description) -> bool:
        """Whether the handlers of a run's kind are known."""
        return _kind(description) in self._learned

    async def learn_from(self, description: Description) -> Handlers:
        """Learn from this very run what its kind can be asked."""
        async with self._queries.turn(description.workflow_id):
            # Without a worker, asking costs the whole time-out, so look first.
            await self._queries.task_queues.require_worker(description)
            try:
                async with self._queries.asking(description, Question(description.workflow_id, METADATA_QUERY)):
                    payload = await self._temporal.query(description, METADATA_QUERY)
                handlers = _handlers_in(payload)
            except (WorkflowTaskFailingError, TaskQueueSilentError):
                raise
            except (QueryFailedError, AnswerNotUnderstoodError, TemporalTimeoutError, ValidationError):
                # An SDK that does not list its handlers: what it answers turns out when it is asked.
                handlers = Handlers()
        self._note(_kind(description), handlers)
        return handlers

    def note_trial(self, description: Description, name: str, why: str) -> None:
        """Remember a query that a run could not answer."""
        before, learned = self.trial(description, name), self._learned.get(_kind(description))
        self._trials[description.run_id, name] = Trial(
            description.key,
            learned.handlers if learned else Handlers(),
            asyncio.get_running_loop().time(),
            before.times + 1 if before else 1,
            why,
        )

    def forget_trial(self, description: Description, name: str) -> None:
        """Forget a trial, since the run has the query after all."""
        self._trials.pop((description.run_id, name), None)

    def trial(self, description: Description, name: str) -> Trial | None:
        """The trial of a query that the run could not answer, unless something has happened since."""
        trial, learned = self._trials.get((description.run_id, name)), self._learned.get(_kind(description))
        if trial is None or (learned and learned.handlers != trial.handlers):
            return None
        is_recent = asyncio.get_running_loop().time() < trial.at + self._learned_for
        return trial if is_recent or trial.key == description.key else None

    def _note(self, kind: _Kind, handlers: Handlers) -> None:
        self._learned[kind] = _Learned(handlers, asyncio.get_running_loop().time())

    def _is_fresh(self, kind: _Kind) -> bool:
        learned = self._learned.get(kind)
        return learned is not None and asyncio.get_running_loop().time() < learned.at + self._learned_for

    @asynccontextmanager
    async def _turn_to_learn(self, kind: _Kind) -> AsyncIterator[None]:
        """One workflow is asked for all of its kind, unless it keeps the others waiting."""
        lock = self._learning.setdefault(kind, asyncio.Lock())
        try:
            async with asyncio.timeout(_LEARNER_SECONDS):
                await lock.acquire()
        except TimeoutError:
            yield
            return
        try:
            yield
        finally:
            lock.release()


def _handlers_in(payload: bytes) -> Handlers:
    metadata = _METADATA.validate_json(payload)
    names = frozenset(query.name for query in metadata.definition.queryDefinitions)
    return Handlers(names - {""}, is_all=METADATA_QUERY in names and "" not in names)


def _kind(description: Description) -> _Kind:
    return _Kind(description.workflow_type, description.task_queue, description.pinned_to, description.build_id)
