"""Reads one workflow truthfully: describe first, and ask only when something has happened."""

import asyncio
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from cachetools import FIFOCache

from releasewatch.core.errors import (
    BetweenRunsError,
    RunClosedError,
    TemporalError,
    TemporalTimeoutError,
    WorkflowNotFoundError,
    WorkflowNotStartedError,
    WorkflowTaskFailingError,
    WorkflowVanishedError,
)
from releasewatch.models.answers.understanding import Understood
from releasewatch.models.executions import Beginning, Description, ListedPage, Signal
from releasewatch.models.status import EntityType
from releasewatch.services.workflows.answer_cache import AnswerCache
from releasewatch.services.workflows.approval_signals import ApprovalSignals
from releasewatch.services.workflows.cached_queries import CachedQueries
from releasewatch.services.workflows.handlers import LearnedHandlers
from releasewatch.services.workflows.histories import Histories
from releasewatch.services.workflows.own_state import OwnState
from releasewatch.services.workflows.part_state import RUNS_TO_FOLLOW, TOO_MANY_RUNS, PartState
from releasewatch.services.workflows.queries import Temporal, Timing, WorkflowQueries
from releasewatch.services.workflows.retries import Retries

_FAILING_ATTEMPT = 3
_MOST_SEEN = 200_000
_MOST_QUEUES = 50
_MOST_LISTED = 1000


@dataclass(frozen=True, slots=True)
class Reading:
    """What one workflow said about the entity whose id it has.

    Attributes:
        description: The run that answered.
        understood: Its answer; None when it could not be had, for the reason in `error`.
        failure: How the run ended, when it did not end well.
        last: What the run said before, where it does not answer now: what it names may be true still.
        beginning: How the run came to be, where it waits for its time.
        signals: The approvals that only its history tells.
    """

    description: Description
    understood: Understood | None = None
    failure: str | None = None
    error: TemporalError | None = None
    last: Understood | None = None
    beginning: Beginning | None = None
    signals: tuple[Signal, ...] = ()


class WorkflowReader:
    """Describes, then answers from the cache or asks; shared by all reads of the process.

    Attributes:
        handlers: What workflows can be asked.
        own_state: What they say of themselves.
        part_state: What they say of the entities inside them.
        task_queues: On which open workflows were seen lately.
    """

    def __init__(
        self,
        temporal: Temporal,
        cache: AnswerCache,
        timing: Timing | None = None,
        *,
        approval_signals: Collection[str] = (),
    ) -> None:
        """Read from `temporal`, and take signals of these names for approvals."""
        timing = timing or Timing()
        self._temporal = temporal
        self._old_after = timing.old_after
        queries = WorkflowQueries(temporal, timing)
        cached = CachedQueries(temporal, queries, cache)
        self.handlers = LearnedHandlers(temporal, queries, learned_for=timing.learned_for)
        self.own_state = OwnState(cached, self.handlers, queries.task_queues)
        self.part_state = PartState(temporal, cached, self.handlers, old_after=timing.old_after)
        self.task_queues: FIFOCache[str, None] = FIFOCache(_MOST_QUEUES)
        self._histories = Histories(temporal, cache)
        self._approval_signals = ApprovalSignals(temporal, cache, approval_signals)
        self._seen: FIFOCache[str, None] = FIFOCache(_MOST_SEEN)
        self._first_runs: FIFOCache[str, str] = FIFOCache(_MOST_SEEN)
        self._retries = Retries()

    async def read(self, run: Description, type_: EntityType, *, patience: float | None = None) -> Reading:
        """Read what a workflow says about itself: its latest run, and where that ends meanwhile, the next one.

        Args:
            run: The latest run, as it was described for this read.
            type_: What it is.
            patience: How many seconds one that has answered before is waited for.

        Raises:
            WorkflowNotFoundError: it is gone.
        """
        for _ in range(RUNS_TO_FOLLOW):
            failure = None
            try:
                async with asyncio.timeout(patience if patience and self.own_state.last(run, type_) else None):
                    failure, understood = await self._histories.end(run, type_)
                    if understood is None:
                        renew_after = self._old_after if self._temporal.is_idle else None
                        with _begun(run):
                            understood = await self.own_state.ask(run, type_, renew_after=renew_after)
                signals = await self._approval_signals.heard(run, type_, understood.answer)
                return Reading(run, understood, failure, signals=signals)
            except RunClosedError:
                run = await self.describe(run.workflow_id)
            except WorkflowNotFoundError:
                raise
            except BetweenRunsError as error:
                return Reading(run, error=error, beginning=await self._histories.beginning(run))
            except TimeoutError:
                late = TemporalTimeoutError("It did not answer in time.")
                return Reading(run, error=late, last=self.own_state.last(run, type_))
            except TemporalError as error:
                return Reading(run, failure=failure, error=error, last=self.own_state.last(run, type_))
        return Reading(run, error=TemporalTimeoutError(TOO_MANY_RUNS))

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

    async def is_one_chain(self, description: Description, run_id: str) -> bool:
        """Whether a run of the same workflow belongs to the same chain, as far as Temporal still knows."""
        if run_id in ("", description.run_id, description.first_run_id):
            return True
        first = description.first_run_id or await self._first_run(description.workflow_id, description.run_id)
        return not first or await self._first_run(description.workflow_id, run_id) in ("", first)

    async def _first_run(self, workflow_id: str, run_id: str) -> str:
        if run_id not in self._first_runs:
            try:
                self._first_runs[run_id] = await self._temporal.first_run(workflow_id, run_id)
            except WorkflowNotFoundError:
                self._first_runs[run_id] = ""
        return self._first_runs[run_id]

    async def list_runs(self, list_filter: str) -> ListedPage:
        """List the first runs that match a filter. Needs no worker, and may lag behind."""
        return await self._temporal.list_page(list_filter, page_size=_MOST_LISTED)


@contextmanager
def _begun(description: Description) -> Iterator[None]:
    """Tell runs in which nothing has happened yet from those whose code fails: Temporal says the same of both."""
    attempt = description.workflow_task_attempt
    if attempt >= _FAILING_ATTEMPT:
        raise WorkflowTaskFailingError(f"The workflow's code fails, attempt {attempt} of its workflow task.")
    if description.is_open and description.pause is None and description.history_length == 1:
        raise _not_begun(description)
    try:
        yield
    except WorkflowTaskFailingError as error:
        if description.is_open and not attempt:
            raise _not_begun(description) from error
        raise


def _not_begun(description: Description) -> WorkflowNotStartedError:
    if description.follows_another_run:
        return BetweenRunsError("Its next run is still to come.")
    begins_at = description.begins_at
    if begins_at and description.started_at and begins_at > description.started_at:
        return WorkflowNotStartedError(f"It begins at {begins_at:%Y-%m-%d %H:%M:%S} UTC.")
    return WorkflowNotStartedError("Its first workflow task is still to come.")
