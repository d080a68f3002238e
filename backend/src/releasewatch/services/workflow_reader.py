"""Reads one workflow truthfully: describe first, and ask only when something has happened."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol
from weakref import WeakValueDictionary

from pydantic import BaseModel, TypeAdapter, ValidationError

from releasewatch.core.errors import (
    AnswerNotUnderstoodError,
    NoWorkerError,
    QueryFailedError,
    QueryHandlerMissingError,
    TemporalError,
    TemporalTimeoutError,
    WorkflowTaskFailingError,
)
from releasewatch.models.executions import Description, Outcome, RunClosedError
from releasewatch.models.status import EntityType
from releasewatch.models.workflow_answers import Understood, UnusableAnswerError, understand
from releasewatch.services.kept_answers import CLOSE_EVENT, KeptAnswers, Question

HIERARCHY_QUERY = "get_hierarchy"
_METADATA_QUERY = "__temporal_workflow_metadata"
_FAILING_ATTEMPT = 3
_RUNS_TO_FOLLOW = 3
_PATIENCE = 0.3
_RESTLESS = "The workflow starts new runs faster than they answer."
# A worker's poll waits up to a minute at Temporal, so one that polled longer ago is gone.
_LONG_POLL = timedelta(seconds=70)


class Temporal(Protocol):
    """What a reader needs of Temporal."""

    async def describe(self, workflow_id: str) -> Description:
        """Describe the latest run."""

    async def query(self, description: Description, name: str, argument: str | None = None) -> bytes:
        """Ask a run a query."""

    async def outcome(self, description: Description) -> Outcome:
        """Read how a closed run ended."""

    async def last_poll(self, task_queue: str) -> datetime | None:
        """When a worker last asked a task queue for work."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What one workflow said about the entity whose id it bears.

    Attributes:
        description: The run that answered.
        understood: Its answer; None when it could not be had, for the reason in `error`.
        failure: How the run ended, when it did not end well.
    """

    description: Description
    understood: Understood | None = None
    failure: str | None = None
    error: TemporalError | None = None


class _QueryDefinition(BaseModel):
    name: str


class _Definition(BaseModel):
    queryDefinitions: list[_QueryDefinition] = []  # noqa: N815, Temporal's spelling


class _Metadata(BaseModel):
    definition: _Definition = _Definition()


_METADATA = TypeAdapter(_Metadata)


def _no_worker(task_queue: str) -> NoWorkerError:
    return NoWorkerError(f"No worker polls queue {task_queue}.")


def state_query(type_: EntityType) -> str:
    """The query that answers for an entity of a type."""
    return f"get_{type_}_state"


class WorkflowReader:
    """Describes, then answers from what is kept or asks; shared by all reads of the process."""

    def __init__(self, temporal: Temporal, kept: KeptAnswers) -> None:
        """Read from `temporal`, keeping answers in `kept`."""
        self._temporal = temporal
        self._kept = kept
        self._handlers: dict[str, frozenset[str]] = {}
        # Temporal buffers one query per run, so more than one at a time would be refused.
        self._one_at_a_time: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def read(self, workflow_id: str, type_: EntityType) -> Reading:
        """Read what the workflow with this id says about itself.

        Raises:
            WorkflowNotFoundError: no workflow has this id.
            TemporalError: the workflow could not even be described.
        """
        for _ in range(_RUNS_TO_FOLLOW):
            description = await self._temporal.describe(workflow_id)
            try:
                return await self.read_described(description, type_)
            except RunClosedError:
                continue
        return Reading(description, error=TemporalTimeoutError(_RESTLESS))

    async def ask_for_part(self, description: Description, type_: EntityType, entity_id: str) -> Reading | None:
        """Ask a workflow about an entity inside it; None when the entity is not its own."""
        for _ in range(_RUNS_TO_FOLLOW):
            try:
                return await self._ask_for_part(description, type_, entity_id)
            except RunClosedError:
                description = await self._temporal.describe(description.workflow_id)
        raise TemporalTimeoutError(_RESTLESS)

    async def _ask_for_part(self, description: Description, type_: EntityType, entity_id: str) -> Reading | None:
        if state_query(type_) not in await self._handlers_if_needed(description):
            return None
        understood = await self._ask(description, state_query(type_), entity_id)
        # A Python handler without parameters drops the argument and answers for itself.
        is_own = understood.answer is not None and understood.answer.id == entity_id
        return Reading(description, understood) if is_own else None

    async def _handlers_if_needed(self, description: Description) -> frozenset[str]:
        try:
            return await self.handlers(description)
        except NoWorkerError:
            if description.is_open:
                raise
            # A finished run that said everything itself stays readable without its workers.
            return frozenset()

    async def handlers(self, description: Description) -> frozenset[str]:
        """The names of the query handlers of a workflow's type, empty when they cannot be learned."""
        known = self._handlers.get(description.workflow_type)
        if known is None:
            async with self._turn_to_learn(description.workflow_type):
                known = self._handlers.get(description.workflow_type)
                if known is None:
                    known = await self._learn_handlers(description)
                    self._handlers[description.workflow_type] = known
        return known

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
        async with self._lock(description.workflow_id):
            # Asking costs the whole time-out where nobody listens, so look first.
            await self._require_worker(description.task_queue)
            try:
                payload = await self._query(description, _METADATA_QUERY)
                metadata = _METADATA.validate_json(payload)
            except (QueryFailedError, ValidationError):
                # An SDK too old to say. It is asked for its state, and answers for itself alone.
                return frozenset()
        return frozenset(query.name for query in metadata.definition.queryDefinitions)

    async def read_described(self, description: Description, type_: EntityType) -> Reading:
        """Read what a described run says about itself.

        Raises:
            RunClosedError: it was open and has closed since.
        """
        failure = None
        try:
            if description.is_open:
                return Reading(description, await self._ask_state(description, type_))
            outcome = await self._outcome(description)
            failure = outcome.failure
            understood = self._final_answer(description, type_, outcome)
            return Reading(description, understood or await self._ask_closed(description, type_), failure)
        except TemporalError as error:
            return Reading(description, failure=failure, error=error)

    async def _ask_state(self, description: Description, type_: EntityType) -> Understood:
        if description.workflow_task_attempt >= _FAILING_ATTEMPT:
            attempt = description.workflow_task_attempt
            raise WorkflowTaskFailingError(f"The workflow's code fails, attempt {attempt} of its workflow task.")
        name = await self._state_question(description, type_)
        try:
            return await self._ask(description, name)
        except QueryFailedError:
            return await self._ask_again(description, type_, name)

    async def _state_question(self, description: Description, type_: EntityType) -> str:
        """The query to ask; one that is kept needs no handlers to be known."""
        for name in (HIERARCHY_QUERY, state_query(type_)):
            if self._kept.get(Question(description.workflow_id, name), description.key):
                return name
        handlers = await self.handlers(description)
        return HIERARCHY_QUERY if HIERARCHY_QUERY in handlers else state_query(type_)

    async def _ask_again(self, description: Description, type_: EntityType, failed: str) -> Understood:
        """After a failed query: learn the handlers anew, since a deployment may have changed them."""
        self._handlers.pop(description.workflow_type, None)
        handlers = await self.handlers(description)
        name = state_query(type_)
        if handlers and name not in handlers and HIERARCHY_QUERY not in handlers:
            own = ", ".join(sorted(handler for handler in handlers if not handler.startswith("__"))) or "none"
            raise QueryHandlerMissingError(
                f"Workflow type {description.workflow_type} has no query handler {name}. Its handlers: {own}."
            )
        return await self._ask(description, name if failed == HIERARCHY_QUERY and name in handlers else failed)

    async def _ask_closed(self, description: Description, type_: EntityType) -> Understood:
        try:
            return await self._ask_state(description, type_)
        except TemporalTimeoutError:
            # Queries on finished runs get lost on a busy worker: one more try.
            return await self._ask_state(description, type_)

    async def _ask(self, description: Description, name: str, argument: str | None = None) -> Understood:
        question = Question(description.workflow_id, name, argument)
        async with self._lock(description.workflow_id):
            kept = self._kept.get(question, description.key)
            if isinstance(kept, Understood):
                return kept
            payload = await self._query(description, name, argument)
            try:
                understood = understand(payload)
            except UnusableAnswerError as error:
                raise AnswerNotUnderstoodError(f"{name}: {error}.") from error
            self._kept.keep(question, description.key, understood, size=len(payload))
            return understood

    async def _query(self, description: Description, name: str, argument: str | None = None) -> bytes:
        """Ask, and say which queue or query it was when no answer comes."""
        try:
            return await self._temporal.query(description, name, argument)
        except NoWorkerError as error:
            raise _no_worker(description.task_queue) from error
        except TemporalTimeoutError as error:
            await self._require_worker(description.task_queue)
            raise TemporalTimeoutError(f"Query {name} was not answered in time.") from error

    async def _require_worker(self, task_queue: str) -> None:
        last_poll = await self._temporal.last_poll(task_queue)
        if last_poll is None or datetime.now(UTC) - last_poll > _LONG_POLL:
            raise _no_worker(task_queue)

    async def _outcome(self, description: Description) -> Outcome:
        question = Question(description.workflow_id, CLOSE_EVENT)
        kept = self._kept.get(question, description.key)
        if isinstance(kept, Outcome):
            return kept
        outcome = await self._temporal.outcome(description)
        self._kept.keep(question, description.key, outcome, size=len(outcome.result or b""))
        return outcome

    def _final_answer(self, description: Description, type_: EntityType, outcome: Outcome) -> Understood | None:
        """The result of a completed run, if it is itself a whole answer."""
        question = Question(description.workflow_id, "result")
        kept = self._kept.get(question, description.key)
        if isinstance(kept, Understood):
            return kept
        if outcome.result is None:
            return None
        try:
            understood = understand(outcome.result)
        except UnusableAnswerError:
            return None
        answer = understood.answer
        if answer is None or answer.id != description.workflow_id or answer.state is None:
            return None
        if type_ is not EntityType.APP and not answer.has_children(type_):
            return None
        self._kept.keep(question, description.key, understood, size=len(outcome.result))
        return understood

    def _lock(self, name: str) -> asyncio.Lock:
        return self._one_at_a_time.setdefault(name, asyncio.Lock())
