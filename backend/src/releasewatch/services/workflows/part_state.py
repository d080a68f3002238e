"""What a workflow says of an entity inside it, which has no workflow of its own."""

from functools import partial

from releasewatch.core.errors import (
    AnswerNotUnderstoodError,
    QueryFailedError,
    RunClosedError,
    TemporalTimeoutError,
    WorkflowTaskFailingError,
)
from releasewatch.models.answers.understanding import Understood
from releasewatch.models.executions import Description
from releasewatch.models.status import EntityType
from releasewatch.services.workflows.answer_cache import Question
from releasewatch.services.workflows.cached_queries import CachedQueries
from releasewatch.services.workflows.handlers import LearnedHandlers
from releasewatch.services.workflows.own_state import state_query
from releasewatch.services.workflows.queries import Temporal

# A run may end while it is asked, and another one begin.
RUNS_TO_FOLLOW = 3
TOO_MANY_RUNS = "The workflow starts new runs faster than they answer."
# A query that a workflow may not have is tried for this many of its parts, in case one of them made it fail.
_MOST_TRIALS = 3

Answered = tuple[Description, Understood]


class PartState:
    """Asks workflows for the entities inside them."""

    def __init__(
        self, temporal: Temporal, queries: CachedQueries, handlers: LearnedHandlers, *, old_after: float
    ) -> None:
        self._temporal = temporal
        self._queries = queries
        self._handlers = handlers
        self._old_after = old_after

    async def ask(
        self, description: Description, type_: EntityType, entity_id: str, *, is_last_resort: bool = False
    ) -> Answered | None:
        """The run that answered for an entity inside it, and its answer; None when the entity is not its own.

        Only as a last resort it is asked for what others of its kind do not know: see `LearnedHandlers`.
        """
        question = Question(description.workflow_id, state_query(type_), entity_id)
        for _ in range(RUNS_TO_FOLLOW):
            try:
                if cached := self._queries.cached(question, description):
                    understood: Understood | None = await self._renewed(cached, question, description)
                elif await self._is_worth_asking(question, description, is_last_resort=is_last_resort):
                    understood = await self._ask(question, description)
                else:
                    return None
            except RunClosedError:
                description = await self._temporal.describe(description.workflow_id)
                continue
            # A Python handler without parameters drops the argument and answers for itself.
            is_own = understood and understood.answer and understood.answer.id == entity_id
            return (description, understood) if understood and is_own else None
        raise TemporalTimeoutError(TOO_MANY_RUNS)

    async def _is_worth_asking(self, question: Question, description: Description, *, is_last_resort: bool) -> bool:
        known = await self._handlers.known(description)
        if question.name in known.names:
            return True
        trial = self._handlers.trial(description, question.name)
        return (is_last_resort or known.may_have(question.name)) and (trial is None or trial.times < _MOST_TRIALS)

    async def _ask(self, question: Question, description: Description) -> Understood | None:
        try:
            return await self._queries.ask(question, description)
        except WorkflowTaskFailingError:
            raise
        except (QueryFailedError, AnswerNotUnderstoodError) as error:
            # A handler for any name may answer this one with anything.
            is_listed = question.name in (await self._handlers.known(description)).names
            if is_listed and question.name in (await self._handlers.learn_from(description)).names:
                raise
            self._handlers.note_trial(description, question.name, error.detail)
            return None

    async def _renewed(self, cached: Understood, question: Question, description: Description) -> Understood:
        if not self._temporal.is_idle or not self._queries.is_old(question, description, after=self._old_after):
            return cached
        return await self._queries.renewed(
            cached, question, partial(self._queries.ask, question, description, anew=True)
        )
