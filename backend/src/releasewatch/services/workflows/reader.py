"""Reads one workflow truthfully: describe first, and ask only when something has happened."""

import asyncio
from dataclasses import dataclass

from cachetools import FIFOCache

from releasewatch.core.errors import (
    AnswerNotUnderstoodError,
    BetweenRunsError,
    QueryFailedError,
    TaskQueueSilentError,
    TemporalError,
    TemporalTimeoutError,
    WorkflowNotFoundError,
    WorkflowNotStartedError,
    WorkflowTaskFailingError,
    WorkflowVanishedError,
)
from releasewatch.models.answers.answer import Understood, UnusableAnswerError
from releasewatch.models.executions import Beginning, Description, Outcome, RunClosedError
from releasewatch.models.status import EntityType
from releasewatch.services.workflows.answer_cache import CLOSE_EVENT, FIRST_EVENT, KeptAnswers, Question, size_in_memory
from releasewatch.services.workflows.asking import Asking, understood_of
from releasewatch.services.workflows.own_state import OwnState, state_query
from releasewatch.services.workflows.queries import Temporal, WorkflowQueries
from releasewatch.services.workflows.retries import Retries

_FAILING_ATTEMPT = 3
_OLD = 60.0
_RUNS_TO_FOLLOW = 3
_MOST_SEEN = 200_000
_MOST_QUEUES = 50
# A query that a workflow may or may not have is asked for so many of its parts, in case one of them made it fail.
_TRIALS = 3
_RESTLESS = "The workflow starts new runs faster than they answer."


@dataclass(frozen=True, slots=True)
class Reading:
    """What one workflow said about the entity whose id it bears.

    Attributes:
        description: The run that answered.
        understood: Its answer; None when it could not be had, for the reason in `error`.
        failure: How the run ended, when it did not end well.
        outdated: What the run said before, where it does not answer now: what it names may be true still.
        beginning: How the run came to be, where it waits for its time.
    """

    description: Description
    understood: Understood | None = None
    failure: str | None = None
    error: TemporalError | None = None
    outdated: Understood | None = None
    beginning: Beginning | None = None


class WorkflowReader:
    """Describes, then answers from what is kept or asks; shared by all reads of the process."""

    def __init__(self, temporal: Temporal, kept: KeptAnswers) -> None:
        """Read from `temporal`, keeping answers in `kept`."""
        self._temporal = temporal
        self._kept = kept
        self._queries = WorkflowQueries(temporal)
        self._asking = Asking(self._queries, kept)
        self._own = OwnState(self._asking, self._queries)
        self._seen: FIFOCache[str, None] = FIFOCache(_MOST_SEEN)
        self.task_queues: FIFOCache[str, None] = FIFOCache(_MOST_QUEUES)
        self._retries = Retries()

    async def read(
        self,
        workflow_id: str,
        type_: EntityType,
        *,
        described: Description | None = None,
        patience: float | None = None,
    ) -> Reading:
        """Read what the workflow with this id says about itself.

        Args:
            workflow_id: Which workflow.
            type_: What it is.
            described: Its latest run, where this read has described it already.
            patience: How many seconds one that has answered before is waited for.

        Raises:
            WorkflowNotFoundError: no workflow has this id, or no longer.
            TemporalError: the workflow could not even be described.
        """
        for _ in range(_RUNS_TO_FOLLOW):
            description, described = described or await self.describe(workflow_id), None
            outdated = self._own.outdated(description, type_)
            try:
                async with asyncio.timeout(patience if outdated else None):
                    return await self.read_described(description, type_)
            except RunClosedError:
                continue
            except TimeoutError:
                return Reading(description, error=TemporalTimeoutError("It did not answer in time."), outdated=outdated)
        return Reading(description, error=TemporalTimeoutError(_RESTLESS))

    async def describe(self, workflow_id: str) -> Description:
        """Describe the latest run of a workflow.

        Raises:
            WorkflowNotFoundError: no workflow has this id, or no longer.
        """
        try:
            description = await self._temporal.describe(workflow_id)
        except WorkflowNotFoundError as error:
            if workflow_id in self._seen:
                raise WorkflowVanishedError("Was there and is gone: deleted, or past its retention.") from error
            raise
        self._seen[workflow_id] = None
        if description.is_open:
            self.task_queues[description.task_queue] = None
        return self._retries.dated(description)

    async def ask_for_part(
        self, description: Description, type_: EntityType, entity_id: str, *, is_last_resort: bool = False
    ) -> Reading | None:
        """Ask a workflow about an entity inside it; None when the entity is not its own.

        Only as a last resort it is asked for what others of its kind do not know: see `WorkflowQueries`.
        """
        for _ in range(_RUNS_TO_FOLLOW):
            try:
                return await self._ask_for_part(description, type_, entity_id, is_last_resort=is_last_resort)
            except RunClosedError:
                description = await self._temporal.describe(description.workflow_id)
        raise TemporalTimeoutError(_RESTLESS)

    async def _ask_for_part(
        self, description: Description, type_: EntityType, entity_id: str, *, is_last_resort: bool
    ) -> Reading | None:
        question = Question(description.workflow_id, state_query(type_), entity_id)
        if kept := self._asking.kept(question, description):
            return _part_of(description, entity_id, await self._renewed(kept, question, description))
        known = await self._queries.known(description)
        if not is_last_resort and not known.may_have(question.name):
            return None
        is_listed = question.name in known.names
        trial = self._queries.trial(description, question.name)
        if not is_listed and trial and trial.times >= _TRIALS:
            return None
        try:
            return _part_of(description, entity_id, await self._asking.ask(question, description))
        except WorkflowTaskFailingError:
            raise
        except (QueryFailedError, AnswerNotUnderstoodError) as error:
            # A handler for any name may answer this one with anything.
            if is_listed and question.name in (await self._queries.learn_from(description)).names:
                raise
            self._queries.note_trial(description, question.name, error.detail)
            return None

    async def _renewed(self, kept: Understood, question: Question, description: Description) -> Understood:
        if not self._temporal.has_time or not self._asking.is_old(question, description, _OLD):
            return kept
        try:
            return await self._asking.ask(question, description, anew=True)
        except (TemporalError, RunClosedError):
            self._asking.refresh(question)
            return kept

    async def ask_hierarchy(self, description: Description) -> Understood | None:
        """What a run tells of everything below it, though others of its kind do not."""
        return await self._own.try_hierarchy(description)

    def knows_handlers(self, description: Description) -> bool:
        """Whether nobody need be asked for what the run can be asked."""
        return self._queries.knows(description)

    async def read_described(self, description: Description, type_: EntityType) -> Reading:
        """Read what a described run says about itself.

        Raises:
            RunClosedError: it was open and has closed since, or was paused.
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
        except BetweenRunsError as error:
            return Reading(description, error=error, beginning=await self._beginning(description))
        except TemporalError as error:
            outdated = self._own.outdated(description, type_)
            return Reading(description, failure=failure, error=error, outdated=outdated)

    async def _ask_state(self, description: Description, type_: EntityType) -> Understood:
        if description.workflow_task_attempt >= _FAILING_ATTEMPT:
            attempt = description.workflow_task_attempt
            raise WorkflowTaskFailingError(f"The workflow's code fails, attempt {attempt} of its workflow task.")
        if description.is_open and description.pause is None and description.history_length == 1:
            raise _not_begun(description)
        try:
            return await self._own.ask(description, type_, renew_after=_OLD if self._temporal.has_time else None)
        except WorkflowTaskFailingError as error:
            # Temporal says the same of code that fails and of a run that has not begun, though it was signalled.
            if description.is_open and not description.workflow_task_attempt:
                raise _not_begun(description) from error
            raise

    async def _ask_closed(self, description: Description, type_: EntityType) -> Understood:
        try:
            return await self._ask_state(description, type_)
        except TaskQueueSilentError:
            raise
        except TemporalTimeoutError:
            # Queries on finished runs get lost on a busy worker: one more try.
            return await self._ask_state(description, type_)

    async def _beginning(self, description: Description) -> Beginning:
        question = Question(description.workflow_id, FIRST_EVENT)
        kept = self._kept.get(question, description.key)
        if isinstance(kept, Beginning):
            return kept
        beginning = await self._temporal.beginning(description)
        self._kept.keep(question, description.key, beginning, size=len(beginning.last_failure or ""))
        return beginning

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
            understood = await understood_of(outcome.result)
        except UnusableAnswerError:
            return None
        answer = understood.answer
        if answer is None or answer.id != description.workflow_id or answer.state is None:
            return None
        if type_ is not EntityType.APP and not answer.has_children(type_):
            return None
        self._kept.keep(question, description.key, understood, size=size_in_memory(outcome.result))
        return understood


def _not_begun(description: Description) -> WorkflowNotStartedError:
    """What is known of a run in which nothing has happened but its start."""
    if description.follows_another_run:
        return BetweenRunsError("Its next run is still to come.")
    return WorkflowNotStartedError("Its first workflow task is still to come.")


def _part_of(description: Description, entity_id: str, understood: Understood) -> Reading | None:
    """An answer for a part, unless it is for something else."""
    # A Python handler without parameters drops the argument and answers for itself.
    is_own = understood.answer is not None and understood.answer.id == entity_id
    return Reading(description, understood) if is_own else None
