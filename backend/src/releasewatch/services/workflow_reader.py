"""Reads one workflow truthfully: describe first, and ask only when something has happened."""

import asyncio
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TypeVar

from releasewatch.core.errors import (
    AnswerNotUnderstoodError,
    QueryFailedError,
    QueryHandlerMissingError,
    TemporalError,
    TemporalTimeoutError,
    WorkflowNotFoundError,
    WorkflowNotStartedError,
    WorkflowTaskFailingError,
    WorkflowVanishedError,
)
from releasewatch.models.executions import Description, Key, Outcome, PendingActivity, RunClosedError
from releasewatch.models.status import EntityType
from releasewatch.models.workflow_answers import Understood, UnusableAnswerError, understand
from releasewatch.services.kept_answers import CLOSE_EVENT, KeptAnswers, Question, size_in_memory
from releasewatch.services.workflow_queries import Temporal, WorkflowQueries

HIERARCHY_QUERY = "get_hierarchy"
_STATE_QUERIES = {type_: f"get_{type_}_state" for type_ in EntityType}
_FAILING_ATTEMPT = 3
_OLD = 60.0
_RUNS_TO_FOLLOW = 3
_Name = TypeVar("_Name")
_Fact = TypeVar("_Fact")
_REMEMBERED = 200_000
_QUEUES_KNOWN = 50
# Long enough for every other read to be quick while one workflow hangs, short enough to see it recover.
_LEFT_ALONE = 6.0
_BIG = 32_768
_RESTLESS = "The workflow starts new runs faster than they answer."


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


def _remember(memory: dict[_Name, _Fact], name: _Name, fact: _Fact) -> None:
    """Remember a fact, and forget the oldest where there are too many."""
    memory[name] = fact
    if len(memory) > _REMEMBERED:
        del memory[next(iter(memory))]


async def _understand(payload: bytes) -> Understood:
    """Understand an answer; a big one in a thread, where it holds up nobody else."""
    return understand(payload) if len(payload) < _BIG else await asyncio.to_thread(understand, payload)


def state_query(type_: EntityType) -> str:
    """The query that answers for an entity of a type."""
    return _STATE_QUERIES[type_]


class WorkflowReader:
    """Describes, then answers from what is kept or asks; shared by all reads of the process."""

    def __init__(self, temporal: Temporal, kept: KeptAnswers) -> None:
        """Read from `temporal`, keeping answers in `kept`."""
        self._temporal = temporal
        self._kept = kept
        self._queries = WorkflowQueries(temporal)
        self._hung: dict[Question, tuple[Key, float]] = {}
        self._seen: dict[str, None] = {}
        self.task_queues: dict[str, None] = {}
        self._retrying_since: dict[tuple[str, str], datetime] = {}

    async def read(self, workflow_id: str, type_: EntityType) -> Reading:
        """Read what the workflow with this id says about itself.

        Raises:
            WorkflowNotFoundError: no workflow has this id, or no longer.
            TemporalError: the workflow could not even be described.
        """
        for _ in range(_RUNS_TO_FOLLOW):
            description = await self._describe(workflow_id)
            try:
                return await self.read_described(description, type_)
            except RunClosedError:
                continue
        return Reading(description, error=TemporalTimeoutError(_RESTLESS))

    async def _describe(self, workflow_id: str) -> Description:
        try:
            description = await self._temporal.describe(workflow_id)
        except WorkflowNotFoundError as error:
            if workflow_id in self._seen:
                raise WorkflowVanishedError("Was there and is gone: deleted, or past its retention.") from error
            raise
        _remember(self._seen, workflow_id, None)
        if description.is_open:
            self._note_queue(description.task_queue)
        return self._with_retries_dated(description)

    def _note_queue(self, task_queue: str) -> None:
        self.task_queues[task_queue] = None
        if len(self.task_queues) > _QUEUES_KNOWN:
            del self.task_queues[next(iter(self.task_queues))]

    def _with_retries_dated(self, description: Description) -> Description:
        """Temporal does not say since when an activity is retried, only when its present attempt was due."""
        if not description.is_retrying:
            return description
        dated = (self._dated(description, activity) for activity in description.pending_activities)
        return replace(description, pending_activities=tuple(dated))

    def _dated(self, description: Description, activity: PendingActivity) -> PendingActivity:
        if activity.attempt <= 1:
            return activity
        name = (description.run_id, activity.activity_id)
        since = self._retrying_since.get(name) or activity.scheduled_at or datetime.now(UTC)
        _remember(self._retrying_since, name, since)
        return replace(activity, retrying_since=since)

    async def ask_for_part(self, description: Description, type_: EntityType, entity_id: str) -> Reading | None:
        """Ask a workflow about an entity inside it; None when the entity is not its own."""
        for _ in range(_RUNS_TO_FOLLOW):
            try:
                return await self._ask_for_part(description, type_, entity_id)
            except RunClosedError:
                description = await self._temporal.describe(description.workflow_id)
        raise TemporalTimeoutError(_RESTLESS)

    async def _ask_for_part(self, description: Description, type_: EntityType, entity_id: str) -> Reading | None:
        name = state_query(type_)
        if name not in await self._queries.handlers(description):
            return None
        try:
            understood = await self._ask(description, name, entity_id)
        except QueryFailedError:
            # What was learned from another workflow of the type need not hold for this one.
            self._queries.forget_handlers(description.workflow_type)
            if name in await self._queries.handlers(description):
                raise
            return None
        # A Python handler without parameters drops the argument and answers for itself.
        is_own = understood.answer is not None and understood.answer.id == entity_id
        return Reading(description, understood) if is_own else None

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
            understood = await self._final_answer(description, type_, outcome)
            return Reading(description, understood or await self._ask_closed(description, type_), failure)
        except WorkflowNotFoundError:
            raise
        except TemporalError as error:
            return Reading(description, failure=failure, error=error)

    async def _ask_state(self, description: Description, type_: EntityType) -> Understood:
        if description.workflow_task_attempt >= _FAILING_ATTEMPT:
            attempt = description.workflow_task_attempt
            raise WorkflowTaskFailingError(f"The workflow's code fails, attempt {attempt} of its workflow task.")
        name = await self._state_question(description, type_)
        try:
            return await self._ask(description, name)
        except WorkflowTaskFailingError as error:
            # Temporal says the same of code that fails and of a start that is delayed.
            if description.is_open and not description.workflow_task_attempt:
                raise WorkflowNotStartedError("Its first workflow task is still to come.") from error
            raise
        except QueryFailedError:
            return await self._ask_again(description, type_, name)

    async def _state_question(self, description: Description, type_: EntityType) -> str:
        """The query to ask; one that is kept needs no handlers to be known."""
        for name in (HIERARCHY_QUERY, state_query(type_)):
            if self._kept.get(Question(description.workflow_id, name), description.key):
                return name
        handlers = await self._queries.handlers(description)
        return HIERARCHY_QUERY if HIERARCHY_QUERY in handlers else state_query(type_)

    async def _ask_again(self, description: Description, type_: EntityType, failed: str) -> Understood:
        """After a failed query: learn the handlers anew, since a deployment may have changed them."""
        self._queries.forget_handlers(description.workflow_type)
        handlers = await self._queries.handlers(description)
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
        kept = self._kept.get(question, description.key)
        if isinstance(kept, Understood):
            return await self._renewed(kept, question, description)
        async with self._queries.turn(description.workflow_id):
            # Whoever had the turn before may have asked the same.
            kept = self._kept.get(question, description.key)
            if isinstance(kept, Understood):
                return kept
            return await self._ask_now(question, description)

    async def _renewed(self, kept: Understood, question: Question, description: Description) -> Understood:
        """An open run that has not moved may still answer otherwise, once its worker's code has changed.

        So an old answer is asked for again when that delays nobody; failing that, it stays.
        """
        is_old = description.is_open and self._kept.age(question) > _OLD
        if not is_old or not self._temporal.has_time or self._queries.turn(description.workflow_id).locked():
            return kept
        try:
            async with self._queries.turn(description.workflow_id):
                return await self._ask_now(question, description)
        except (TemporalError, RunClosedError):
            self._kept.refresh(question)
            return kept

    async def _ask_now(self, question: Question, description: Description) -> Understood:
        payload = await self._query(question, description)
        try:
            understood = await _understand(payload)
        except UnusableAnswerError as error:
            raise AnswerNotUnderstoodError(f"{question.name}: {error}.") from error
        self._kept.keep(question, description.key, understood, size=size_in_memory(payload))
        return understood

    async def _query(self, question: Question, description: Description) -> bytes:
        """Ask; a run that hung a moment ago and has not moved since is not given the time to hang again."""
        now = asyncio.get_running_loop().time()
        key, until = self._hung.get(question, (None, 0.0))
        if key == description.key and now < until:
            raise TemporalTimeoutError(f"Query {question.name} was not answered in time.")
        try:
            return await self._queries.query(description, question.name, question.argument)
        except TemporalTimeoutError:
            if description.is_open:
                _remember(self._hung, question, (description.key, now + _LEFT_ALONE))
            raise

    async def _outcome(self, description: Description) -> Outcome:
        question = Question(description.workflow_id, CLOSE_EVENT)
        kept = self._kept.get(question, description.key)
        if isinstance(kept, Outcome):
            return kept
        outcome = await self._temporal.outcome(description)
        self._kept.keep(question, description.key, outcome, size=len(outcome.result or b""))
        return outcome

    async def _final_answer(self, description: Description, type_: EntityType, outcome: Outcome) -> Understood | None:
        """The result of a completed run, if it is itself a whole answer."""
        question = Question(description.workflow_id, "result")
        kept = self._kept.get(question, description.key)
        if isinstance(kept, Understood):
            return kept
        if outcome.result is None:
            return None
        try:
            understood = await _understand(outcome.result)
        except UnusableAnswerError:
            return None
        answer = understood.answer
        if answer is None or answer.id != description.workflow_id or answer.state is None:
            return None
        if type_ is not EntityType.APP and not answer.has_children(type_):
            return None
        self._kept.keep(question, description.key, understood, size=size_in_memory(outcome.result))
        return understood
