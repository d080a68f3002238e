"""How workflows are asked: one query at a time each, and only where an answer can be expected."""

import asyncio
from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Protocol
from weakref import WeakValueDictionary

from cachetools import TTLCache

from releasewatch.core.errors import TaskQueueSilentError, TemporalTimeoutError, WorkflowPausedError
from releasewatch.models.executions import Beginning, Description, Key, ListedPage, Outcome, Signal
from releasewatch.services.workflows.answer_cache import Question
from releasewatch.services.workflows.task_queues import Polls, TaskQueues

# Long enough for every other read to be quick while one workflow hangs, short enough to see it recover.
_LEFT_ALONE_SECONDS = 6.0
_MOST_HUNG = 200_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """How long what is known of workflows holds, in seconds.

    Attributes:
        old_after: An answer as old as this is asked for again while the budget is idle: a worker's code may change.
        learned_for: How long what a kind of workflow can be asked is taken for known: a deployment may change it.
        silent_for: How long a queue without workers is left alone.
        probe_for: How long the others wait for the one query that finds out about a doubtful queue.
    """

    old_after: float = 60.0
    learned_for: float = 60.0
    silent_for: float = 2.0
    probe_for: float = 0.5


class Temporal(Polls, Protocol):
    """What a reader needs of Temporal."""

    @property
    def is_idle(self) -> bool:
        """Whether an extra query delays no other."""

    async def describe(self, workflow_id: str) -> Description:
        """Describe the latest run."""

    async def first_run(self, workflow_id: str, run_id: str) -> str:
        """The first run of the chain that a run stands in."""

    async def query(self, description: Description, name: str, argument: str | None = None) -> bytes:
        """Ask a run a query."""

    async def outcome(self, description: Description) -> Outcome:
        """Read how a closed run ended."""

    async def beginning(self, description: Description) -> Beginning:
        """Read how a run came to be."""

    async def signals(self, description: Description, names: Collection[str]) -> Sequence[Signal]:
        """Read the signals of these names that a run was given."""

    async def list_page(self, list_filter: str, page_token: bytes = b"", *, page_size: int) -> ListedPage:
        """Read one page of visibility."""


class WorkflowQueries:
    """What surrounds every query of a workflow; shared by all reads of the process."""

    def __init__(self, temporal: Temporal, timing: Timing) -> None:
        self.task_queues = TaskQueues(temporal, silent_for=timing.silent_for, probe_for=timing.probe_for)
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._hung: TTLCache[Question, Key] = TTLCache(_MOST_HUNG, _LEFT_ALONE_SECONDS)

    def turn(self, workflow_id: str) -> asyncio.Lock:
        """What to hold while asking a workflow: Temporal buffers one query per run and refuses a second."""
        return self._turns.setdefault(workflow_id, asyncio.Lock())

    @asynccontextmanager
    async def asking(
        self, description: Description, question: Question, *, is_last_try: bool = True
    ) -> AsyncIterator[None]:
        """Surround one query: refuse it where no answer can come, and learn from how it ends.

        A run that hung a moment ago, at the last try, and has not moved since is not given the time to hang again.
        """
        if description.pause:
            raise WorkflowPausedError(description.pause.sentence)
        if question in self._hung and self._hung.get(question) == description.key:
            raise _late(question)
        try:
            async with self.task_queues.listening(description):
                yield
        except TaskQueueSilentError:
            raise
        except TemporalTimeoutError as error:
            if is_last_try:
                self._hung[question] = description.key
            raise _late(question) from error


def _late(question: Question) -> TemporalTimeoutError:
    return TemporalTimeoutError(f"Query {question.name} was not answered in time.")
