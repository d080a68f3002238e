"""What a workflow says of itself: by the query that tells most, of those that this very run answers."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from releasewatch.core.errors import (
    AnswerNotUnderstoodError,
    QueryFailedError,
    QueryHandlerMissingError,
    TemporalError,
    WorkflowTaskFailingError,
)
from releasewatch.models.answers.answer import WorkflowAnswer
from releasewatch.models.answers.reconciling import left_out, reconcile
from releasewatch.models.answers.understanding import Understood
from releasewatch.models.executions import Description
from releasewatch.models.status import EntityType
from releasewatch.services.workflows.answer_cache import Question
from releasewatch.services.workflows.cached_queries import CachedQueries
from releasewatch.services.workflows.handlers import Handlers, LearnedHandlers
from releasewatch.services.workflows.task_queues import TaskQueues

HIERARCHY_QUERY = "get_hierarchy"
_STATE_QUERIES = {type_: f"get_{type_}_state" for type_ in EntityType}


def state_query(type_: EntityType) -> str:
    """The query that answers for an entity of a type."""
    return _STATE_QUERIES[type_]


class OwnState:
    """Asks workflows for themselves."""

    def __init__(self, queries: CachedQueries, handlers: LearnedHandlers, task_queues: TaskQueues) -> None:
        self._queries = queries
        self._handlers = handlers
        self._task_queues = task_queues

    async def ask(
        self, description: Description, type_: EntityType, *, renew_after: float | None = None, anew: bool = False
    ) -> Understood:
        """What a run says of itself; `anew`: even where an answer is cached that is still true.

        An answer cached longer than `renew_after` seconds ago is asked for again.
        """
        if not anew and (still_true := await self._cached(description, type_, renew_after)):
            return still_true
        if description.pause is None:
            await self._task_queues.require_attention(description)
        known = await self._handlers.known(description)
        if whole := await self._hierarchy(description, type_, known):
            return await self._or_state(whole, description, type_, anew=anew)
        question = Question(description.workflow_id, state_query(type_))
        try:
            understood = await self._queries.ask(question, description, anew=anew)
        except WorkflowTaskFailingError:
            raise
        except QueryFailedError as error:
            return await self._ask_otherwise(description, type_, error)
        if is_thin(understood, type_):
            return await self._with_children(understood, question, description, type_)
        return understood

    async def _cached(
        self, description: Description, type_: EntityType, renew_after: float | None
    ) -> Understood | None:
        for question in _questions(description, type_):
            if cached := self._queries.cached(question, description):
                if renew_after is None or not self._queries.is_old(question, description, after=renew_after):
                    return cached
                anew = partial(self.ask, description, type_, anew=True)
                if question.name == HIERARCHY_QUERY:
                    anew = partial(self._queries.ask, question, description, anew=True)
                return await self._queries.renewed(cached, question, anew)
        return None

    def last(self, description: Description, type_: EntityType) -> Understood | None:
        """What a run last said of itself, whether that is still true or not."""
        said = (self._queries.last(question, description) for question in _questions(description, type_))
        return next((each for each in said if each), None)

    async def _hierarchy(self, description: Description, type_: EntityType, known: Handlers) -> Understood | None:
        if HIERARCHY_QUERY in known.names:
            return await self._ask_listed_hierarchy(description, type_)
        return await self.try_hierarchy(description) if _is_open_question(known, type_) else None

    async def try_hierarchy(self, description: Description) -> Understood | None:
        """What a run tells of everything below it; None when it has no such query after all."""
        if self._handlers.trial(description, HIERARCHY_QUERY):
            return None
        try:
            understood = await self._queries.ask(Question(description.workflow_id, HIERARCHY_QUERY), description)
        except WorkflowTaskFailingError:
            raise
        except (QueryFailedError, AnswerNotUnderstoodError) as error:
            self._handlers.note_trial(description, HIERARCHY_QUERY, error.detail)
            return None
        # A handler for any name may answer this one with anything.
        if not _is_own(understood, description):
            # What is cached is looked for there first.
            self._queries.forget(Question(description.workflow_id, HIERARCHY_QUERY))
            self._handlers.note_trial(description, HIERARCHY_QUERY, "Answered for something else.")
            return None
        return understood

    async def fuller(self, known: Understood, description: Description, type_: EntityType) -> Understood | None:
        """What a run's hierarchy tells, unless it leaves out what is known and tells of nothing else."""
        whole = await self.try_hierarchy(description)
        if whole is None or whole == known or whole.answer is None or known.answer is None:
            return None
        if left_out(whole.answer, known.answer, type_) and not left_out(known.answer, whole.answer, type_):
            # What is cached is looked for there first.
            self._queries.forget(Question(description.workflow_id, HIERARCHY_QUERY))
            self._handlers.note_trial(description, HIERARCHY_QUERY, "Tells of less than the other query.")
            return None
        return _reconciled(whole, known, type_, state_query(type_))

    async def _with_children(
        self, thin: Understood, question: Question, description: Description, type_: EntityType
    ) -> Understood:
        """Before an answer without children is believed, the run itself is asked for the hierarchy.

        Other runs of its kind may not have it. One that is there and fails must not be hidden by an answer that tells
        of nothing below.
        """
        if self._handlers.trial(description, HIERARCHY_QUERY):
            return thin
        with self._cached_if_settled(question):
            if whole := await self.try_hierarchy(description):
                return _reconciled(whole, thin, type_, question.name)
            trial = self._handlers.trial(description, HIERARCHY_QUERY)
            known = await self._handlers.learn_from(description)
        if HIERARCHY_QUERY in known.names:
            self._queries.forget(question)
            self._handlers.forget_trial(description, HIERARCHY_QUERY)
            raise QueryFailedError(f"{HIERARCHY_QUERY}: {trial.why if trial else 'It failed.'}")
        return thin

    async def _or_state(
        self, whole: Understood, description: Description, type_: EntityType, *, anew: bool
    ) -> Understood:
        """A hierarchy, unless it leaves out children and the state query tells of them: the run itself is asked."""
        name = state_query(type_)
        is_own = _is_own(whole, description)
        if (is_own and not is_thin(whole, type_)) or self._handlers.trial(description, name):
            return whole
        hierarchy = Question(description.workflow_id, HIERARCHY_QUERY)
        with self._cached_if_settled(hierarchy):
            try:
                said = await self._queries.ask(Question(description.workflow_id, name), description, anew=anew)
            except WorkflowTaskFailingError:
                raise
            except (QueryFailedError, AnswerNotUnderstoodError) as error:
                self._handlers.note_trial(description, name, error.detail)
                return whole
        if not _is_own(said, description):
            return whole
        tells_no_more = is_thin(said, type_) and (_has_children(whole, type_) or not _has_children(said, type_))
        if is_own and tells_no_more:
            return _reconciled(whole, said, type_, name)
        # What is cached is looked for there first.
        self._queries.forget(hierarchy)
        return _reconciled(said, whole, type_, HIERARCHY_QUERY) if is_own else said

    @contextmanager
    def _cached_if_settled(self, question: Question) -> Iterator[None]:
        """Have an answer without children asked for again, unless it turns out whether another query tells of them."""
        try:
            yield
        except (TemporalError, asyncio.CancelledError):
            self._queries.forget(question)
            raise

    async def _ask_listed_hierarchy(self, description: Description, type_: EntityType) -> Understood:
        """Ask for the hierarchy that this kind should have, and for the state where this run has none, or it fails."""
        try:
            return await self._queries.ask(Question(description.workflow_id, HIERARCHY_QUERY), description)
        except WorkflowTaskFailingError:
            raise
        except (QueryFailedError, AnswerNotUnderstoodError) as error:
            known = await self._handlers.learn_from(description)
            _require_handler(known, description, type_)
            if state_query(type_) not in known.names and HIERARCHY_QUERY in known.names:
                raise
            question = Question(description.workflow_id, state_query(type_))
            understood = await self._queries.ask(question, description)
            if HIERARCHY_QUERY in known.names and is_thin(understood, type_):
                self._queries.forget(question)
                if isinstance(error, AnswerNotUnderstoodError):
                    raise
                raise QueryFailedError(f"{HIERARCHY_QUERY}: {error.detail}") from error
            return understood

    async def _ask_otherwise(self, description: Description, type_: EntityType, failed: QueryFailedError) -> Understood:
        """After the state query failed: learn from this very run what it can be asked."""
        known = await self._handlers.learn_from(description)
        _require_handler(known, description, type_)
        if HIERARCHY_QUERY in known.names:
            return await self._queries.ask(Question(description.workflow_id, HIERARCHY_QUERY), description)
        if not _is_open_question(known, type_):
            raise failed
        if whole := await self.try_hierarchy(description):
            return whole
        trial = self._handlers.trial(description, HIERARCHY_QUERY)
        why = f"{HIERARCHY_QUERY}: {trial.why if trial else ''} {state_query(type_)}: {failed.detail}"
        raise QueryFailedError(why) from failed


def _questions(description: Description, type_: EntityType) -> Iterator[Question]:
    yield Question(description.workflow_id, HIERARCHY_QUERY)
    yield Question(description.workflow_id, state_query(type_))


def _is_open_question(known: Handlers, type_: EntityType) -> bool:
    """Whether only asking can tell which of the two queries exists: not every SDK lists them."""
    return not known.is_all and state_query(type_) not in known.names


def _require_handler(known: Handlers, description: Description, type_: EntityType) -> None:
    if known.may_have(HIERARCHY_QUERY) or known.may_have(state_query(type_)):
        return
    own = ", ".join(sorted(name for name in known.names if not name.startswith("__"))) or "none"
    raise QueryHandlerMissingError(
        f"Workflow type {description.workflow_type} has no query handler {state_query(type_)}. Its handlers: {own}."
    )


def is_thin(understood: Understood, type_: EntityType) -> bool:
    """Whether an answer leaves out what should be below its entity, or below a part that it holds."""
    return understood.answer is None or _lacks_children(understood.answer, type_)


def _reconciled(understood: Understood, other: Understood, type_: EntityType, query: str) -> Understood:
    """What counts of two answers, with a note of what only the other one says: it stays in what is cached."""
    if understood.answer and other.answer:
        reconcile(understood.answer, other.answer, type_, query)
    return understood


def _is_own(understood: Understood, description: Description) -> bool:
    return understood.answer is not None and understood.answer.id == description.workflow_id


def _has_children(understood: Understood, type_: EntityType) -> bool:
    return understood.answer is not None and understood.answer.has_children(type_)


def _lacks_children(answer: WorkflowAnswer, type_: EntityType) -> bool:
    if type_.child is None:
        return False
    inline = answer.inline_children(type_)
    if not inline and not answer.child_ids(type_):
        return True
    return any(_lacks_children(child, type_.child) for child in inline)
