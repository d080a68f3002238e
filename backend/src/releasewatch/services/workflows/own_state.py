"""Which query a workflow is asked for its own state: the one that tells most, of those that this very run answers."""

from releasewatch.core.errors import (
    AnswerNotUnderstoodError,
    QueryFailedError,
    QueryHandlerMissingError,
    TemporalError,
    WorkflowTaskFailingError,
)
from releasewatch.models.answers.answer import Understood, WorkflowAnswer
from releasewatch.models.executions import Description, RunClosedError
from releasewatch.models.status import EntityType
from releasewatch.services.workflows.answer_cache import Question
from releasewatch.services.workflows.asking import Asking
from releasewatch.services.workflows.queries import Handlers, WorkflowQueries

HIERARCHY_QUERY = "get_hierarchy"
_STATE_QUERIES = {type_: f"get_{type_}_state" for type_ in EntityType}


def state_query(type_: EntityType) -> str:
    """The query that answers for an entity of a type."""
    return _STATE_QUERIES[type_]


class OwnState:
    """Asks workflows for themselves."""

    def __init__(self, asking: Asking, queries: WorkflowQueries) -> None:
        """Ask with `asking`, and learn with `queries` what there is to ask."""
        self._asking = asking
        self._queries = queries

    async def ask(self, description: Description, type_: EntityType, *, renew_after: float | None) -> Understood:
        """What a run says of itself; an answer that was kept for so many seconds is asked for again."""
        for name in (HIERARCHY_QUERY, state_query(type_)):
            question = Question(description.workflow_id, name)
            if kept := self._asking.kept(question, description):
                if renew_after is not None and self._asking.is_old(question, description, renew_after):
                    return await self._renewed(kept, question, description, type_)
                return kept
        return await self._ask(description, type_)

    def outdated(self, description: Description, type_: EntityType) -> Understood | None:
        """What a run last said of itself, whether that is still true or not."""
        for name in (HIERARCHY_QUERY, state_query(type_)):
            if said := self._asking.outdated(Question(description.workflow_id, name), description):
                return said
        return None

    async def try_hierarchy(self, description: Description) -> Understood | None:
        """What a run tells of everything below it; None when it has no such query after all."""
        if self._queries.trial(description, HIERARCHY_QUERY):
            return None
        try:
            understood = await self._asking.ask(_hierarchy_of(description), description)
        except WorkflowTaskFailingError:
            raise
        except (QueryFailedError, AnswerNotUnderstoodError) as error:
            self._queries.note_trial(description, HIERARCHY_QUERY, error.detail)
            return None
        # A handler for any name may answer this one with anything.
        if understood.answer is None or understood.answer.id != description.workflow_id:
            self._queries.note_trial(description, HIERARCHY_QUERY, "Answered for something else.")
            return None
        return understood

    async def _renewed(
        self, kept: Understood, question: Question, description: Description, type_: EntityType
    ) -> Understood:
        try:
            if question.name == HIERARCHY_QUERY:
                return await self._asking.ask(question, description, anew=True)
            return await self._ask(description, type_, anew=True)
        except (TemporalError, RunClosedError):
            self._asking.refresh(question)
            return kept

    async def _ask(self, description: Description, type_: EntityType, *, anew: bool = False) -> Understood:
        if description.pause is None:
            await self._queries.require_attention(description)
        known = await self._queries.known(description)
        if HIERARCHY_QUERY in known.names:
            return await self._ask_listed_hierarchy(description, type_)
        if _is_open_question(known, type_) and (whole := await self.try_hierarchy(description)):
            return whole
        question = Question(description.workflow_id, state_query(type_))
        try:
            understood = await self._asking.ask(question, description, anew=anew)
        except WorkflowTaskFailingError:
            raise
        except QueryFailedError as error:
            return await self._ask_otherwise(description, type_, error)
        if is_thin(understood, type_):
            return await self._with_children(understood, question, description)
        return understood

    async def _with_children(self, thin: Understood, question: Question, description: Description) -> Understood:
        """Before an answer without children is believed, the run itself is asked for the hierarchy.

        Other runs of its kind may not have it. One that is there and fails must not be hidden by an answer that tells
        of nothing below.
        """
        if self._queries.trial(description, HIERARCHY_QUERY):
            return thin
        try:
            if whole := await self.try_hierarchy(description):
                return whole
            trial = self._queries.trial(description, HIERARCHY_QUERY)
            known = await self._queries.learn_from(description)
        except TemporalError:
            self._asking.forget(question)
            raise
        if HIERARCHY_QUERY in known.names:
            self._asking.forget(question)
            self._queries.forget_trial(description, HIERARCHY_QUERY)
            raise QueryFailedError(f"{HIERARCHY_QUERY}: {trial.why if trial else 'It failed.'}")
        return thin

    async def _ask_listed_hierarchy(self, description: Description, type_: EntityType) -> Understood:
        """Ask for the hierarchy where it should be there, and for the state where it is not, or not told any more."""
        try:
            return await self._asking.ask(_hierarchy_of(description), description)
        except WorkflowTaskFailingError:
            raise
        except QueryFailedError as error:
            known = await self._queries.learn_from(description)
            _require_handler(known, description, type_)
            if state_query(type_) not in known.names and HIERARCHY_QUERY in known.names:
                raise
            question = Question(description.workflow_id, state_query(type_))
            understood = await self._asking.ask(question, description)
            if HIERARCHY_QUERY in known.names and is_thin(understood, type_):
                self._asking.forget(question)
                raise QueryFailedError(f"{HIERARCHY_QUERY}: {error.detail}") from error
            return understood

    async def _ask_otherwise(self, description: Description, type_: EntityType, failed: QueryFailedError) -> Understood:
        """After the state could not be had: see what this very run can be asked."""
        known = await self._queries.learn_from(description)
        _require_handler(known, description, type_)
        if HIERARCHY_QUERY in known.names:
            return await self._asking.ask(_hierarchy_of(description), description)
        if not _is_open_question(known, type_):
            raise failed
        if whole := await self.try_hierarchy(description):
            return whole
        trial = self._queries.trial(description, HIERARCHY_QUERY)
        why = f"{HIERARCHY_QUERY}: {trial.why if trial else ''} {state_query(type_)}: {failed.detail}"
        raise QueryFailedError(why) from failed


def _hierarchy_of(description: Description) -> Question:
    return Question(description.workflow_id, HIERARCHY_QUERY)


def _is_open_question(known: Handlers, type_: EntityType) -> bool:
    """Whether nothing but asking can tell which of the two queries there is: not every SDK says."""
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


def _lacks_children(answer: WorkflowAnswer, type_: EntityType) -> bool:
    if type_.child is None:
        return False
    inline = answer.inline_children(type_)
    if not inline and not answer.child_ids(type_):
        return True
    return any(_lacks_children(child, type_.child) for child in inline)
