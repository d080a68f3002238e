"""Asks one question of one run: what is kept and still true is not asked again, and who hangs is left alone."""

import asyncio

from cachetools import TTLCache

from releasewatch.core.errors import AnswerNotUnderstoodError, TaskQueueSilentError, TemporalTimeoutError
from releasewatch.models.answers.answer import Understood, UnusableAnswerError, understand
from releasewatch.models.executions import Description, Key
from releasewatch.services.workflows.answer_cache import KeptAnswers, Question, size_in_memory
from releasewatch.services.workflows.queries import WorkflowQueries

# Long enough for every other read to be quick while one workflow hangs, short enough to see it recover.
_LEFT_ALONE_SECONDS = 6.0
_MOST_HUNG = 200_000
_BIG_BYTES = 32_768


async def understood_of(payload: bytes) -> Understood:
    """Understand an answer; a big one in a thread, where it holds up nobody else.

    Raises:
        UnusableAnswerError: it says of nothing what it is.
    """
    return understand(payload) if len(payload) < _BIG_BYTES else await asyncio.to_thread(understand, payload)


class Asking:
    """Puts questions to workflows; shared by all reads of the process."""

    def __init__(self, queries: WorkflowQueries, kept: KeptAnswers) -> None:
        """Ask with `queries`, keeping answers in `kept`."""
        self._queries = queries
        self._kept = kept
        self._hung: TTLCache[Question, Key] = TTLCache(_MOST_HUNG, _LEFT_ALONE_SECONDS)

    def kept(self, question: Question, description: Description) -> Understood | None:
        """What is kept and still true."""
        if description.pause:
            # While a run is paused, so is what it would answer.
            self._kept.move(question, description.key_before_pause, description.key)
        kept = self._kept.get(question, description.key)
        return kept if isinstance(kept, Understood) else None

    def outdated(self, question: Question, description: Description) -> Understood | None:
        """What the run last answered, whether that is still true or not."""
        answer = self._kept.outdated(question, description.run_id)
        return answer if isinstance(answer, Understood) else None

    def is_old(self, question: Question, description: Description, after: float) -> bool:
        """Whether a kept answer is to be asked for again, `after` so many seconds.

        An open run that has not moved may still answer otherwise, once its worker's code has changed.
        """
        is_asked = self._queries.turn(description.workflow_id).locked()
        can_answer = description.is_open and description.pause is None
        return can_answer and not is_asked and self._kept.age(question) > after

    def refresh(self, question: Question) -> None:
        """Count the age of a kept answer from now on."""
        self._kept.refresh(question)

    def forget(self, question: Question) -> None:
        """Have a question asked again."""
        self._kept.forget(question)

    async def ask(self, question: Question, description: Description, *, anew: bool = False) -> Understood:
        """Ask, unless a true answer is kept; `anew`: even then."""
        if not anew and (kept := self.kept(question, description)):
            return kept
        async with self._queries.turn(description.workflow_id):
            # Whoever had the turn before may have asked the same.
            if not anew and (kept := self.kept(question, description)):
                return kept
            payload = await self._query(question, description)
        try:
            understood = await understood_of(payload)
        except UnusableAnswerError as error:
            raise AnswerNotUnderstoodError(f"{question.name}: {error}.") from error
        self._kept.keep(question, description.key, understood, size=size_in_memory(payload))
        return understood

    async def _query(self, question: Question, description: Description) -> bytes:
        """Ask; a run that hung a moment ago and has not moved since is not given the time to hang again."""
        if self._hung.get(question) == description.key:
            raise TemporalTimeoutError(f"Query {question.name} was not answered in time.")
        try:
            return await self._queries.query(description, question.name, question.argument)
        except TaskQueueSilentError:
            raise
        except TemporalTimeoutError:
            if description.is_open:
                self._hung[question] = description.key
            raise
