"""Asks one question of one run, unless its answer is cached and still true."""

import asyncio
import math
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor

from releasewatch.core.errors import (
    AnswerNotUnderstoodError,
    RunClosedError,
    TaskQueueSilentError,
    TemporalError,
    TemporalTimeoutError,
)
from releasewatch.models.answers.understanding import Understood, UnusableAnswerError, understand
from releasewatch.models.executions import Description
from releasewatch.services.workflows.answer_cache import AnswerCache, Question, size_in_memory
from releasewatch.services.workflows.queries import Temporal, WorkflowQueries

_BIG_BYTES = 32_768
# All that a read of thousands of workflows asks may be what it asks again: that must not be what keeps Temporal busy.
_RENEWAL_SECONDS = 0.05


# Several threads would take turns with each other, five milliseconds each, before the event loop has its own.
_UNDERSTANDING = ThreadPoolExecutor(max_workers=1, thread_name_prefix="understanding")


async def understood_of(payload: bytes) -> Understood:
    """Understand an answer; a big one in a thread, off the event loop, one after the other.

    Raises:
        UnusableAnswerError: it says of nothing what it is.
    """
    if len(payload) < _BIG_BYTES:
        return understand(payload)
    return await asyncio.get_running_loop().run_in_executor(_UNDERSTANDING, understand, payload)


class CachedQueries:
    """Puts questions to workflows; shared by all reads of the process."""

    def __init__(self, temporal: Temporal, queries: WorkflowQueries, cache: AnswerCache) -> None:
        self._temporal = temporal
        self._queries = queries
        self._cache = cache
        self._renewed_at = -math.inf

    def cached(self, question: Question, description: Description) -> Understood | None:
        """An answer that is cached and still true."""
        if description.pause:
            # A run that is paused would still answer the same.
            self._cache.move(question, description.key_before_pause, description.key)
        cached = self._cache.get(question, description.key)
        return cached if isinstance(cached, Understood) else None

    def last(self, question: Question, description: Description) -> Understood | None:
        """What the run last answered, whether that is still true or not."""
        answer = self._cache.last(question, description.run_id)
        return answer if isinstance(answer, Understood) else None

    def forget(self, question: Question) -> None:
        """Have a question asked again."""
        self._cache.discard(question)

    def is_old(self, question: Question, description: Description, *, after: float) -> bool:
        """Whether a cached answer is older than `after` seconds and has its turn to be asked for again, one by one.

        An open run that has not moved may still answer otherwise, once its worker's code has changed.
        """
        can_answer = description.is_open and description.pause is None
        is_due = can_answer and self._cache.age(question) > after
        now = asyncio.get_running_loop().time()
        is_next = now - self._renewed_at > _RENEWAL_SECONDS and not self._queries.turn(description.workflow_id).locked()
        if is_due and is_next:
            self._renewed_at = now
        return is_due and is_next

    async def renewed(
        self, cached: Understood, question: Question, ask: Callable[[], Awaitable[Understood]]
    ) -> Understood:
        """A fresh answer, or the cached one where asking fails: it is still true."""
        try:
            return await ask()
        except (TemporalError, RunClosedError):
            self._cache.refresh(question)
            return cached

    async def ask(self, question: Question, description: Description, *, anew: bool = False) -> Understood:
        """Ask, unless a true answer is cached; `anew`: even then."""
        if not anew and (cached := self.cached(question, description)):
            return cached
        async with self._queries.turn(description.workflow_id):
            # The same may have been asked while this waited for its turn.
            if not anew and (cached := self.cached(question, description)):
                return cached
            try:
                async with self._queries.asking(description, question, is_last_try=description.is_open):
                    payload = await self._temporal.query(description, question.name, question.argument)
            except TaskQueueSilentError:
                raise
            except TemporalTimeoutError:
                if description.is_open:
                    raise
                # Queries on finished runs get lost on a busy worker: one more try.
                async with self._queries.asking(description, question):
                    payload = await self._temporal.query(description, question.name, question.argument)
        try:
            understood = await understood_of(payload)
        except UnusableAnswerError as error:
            raise AnswerNotUnderstoodError(f"{question.name}: {error}.") from error
        self._cache.put(question, description.key, understood, size=size_in_memory(payload))
        return understood
