"""What the history of a run tells without a worker: how it came to be, how it ended, and with what result. Cached."""

from releasewatch.models.answers.understanding import Understood, UnusableAnswerError
from releasewatch.models.executions import Beginning, Description, Outcome
from releasewatch.models.status import EntityType
from releasewatch.services.workflows.answer_cache import AnswerCache, Question, size_in_memory
from releasewatch.services.workflows.cached_queries import understood_of
from releasewatch.services.workflows.queries import Temporal


class Histories:
    """Reads first and last events."""

    def __init__(self, temporal: Temporal, cache: AnswerCache) -> None:
        self._temporal = temporal
        self._cache = cache

    async def beginning(self, description: Description) -> Beginning:
        """How a run came to be."""
        question = Question(description.workflow_id, "first event")
        cached = self._cache.get(question, description.key)
        if isinstance(cached, Beginning):
            return cached
        beginning = await self._temporal.beginning(description)
        self._cache.put(question, description.key, beginning, size=len(beginning.last_failure or ""))
        return beginning

    async def end(self, description: Description, type_: EntityType) -> tuple[str | None, Understood | None]:
        """How a closed run failed, and its result if that is a whole answer; nothing of an open one."""
        if description.is_open:
            return None, None
        outcome = await self._outcome(description)
        return outcome.failure, await self._final_answer(description, type_, outcome)

    async def _outcome(self, description: Description) -> Outcome:
        question = Question(description.workflow_id, "close event")
        cached = self._cache.get(question, description.key)
        if isinstance(cached, Outcome):
            return cached
        outcome = await self._temporal.outcome(description)
        self._cache.put(question, description.key, outcome, size=len(outcome.result or b""))
        return outcome

    async def _final_answer(self, description: Description, type_: EntityType, outcome: Outcome) -> Understood | None:
        question = Question(description.workflow_id, "result")
        cached = self._cache.get(question, description.key)
        if isinstance(cached, Understood):
            return cached
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
        self._cache.put(question, description.key, understood, size=size_in_memory(outcome.result))
        return understood
