"""A Temporal in memory that answers as the real one does: `contract/` holds both to the same behaviour."""

import asyncio
import json
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from releasewatch.core.errors import (
    NoWorkerError,
    QueryFailedError,
    RunClosedError,
    TemporalError,
    WorkflowNotFoundError,
)
from releasewatch.models.entities import ExecutionStatus
from releasewatch.models.executions import (
    Beginning,
    Description,
    ListedExecution,
    ListedPage,
    Outcome,
    Pause,
    PendingActivity,
    Poll,
    Signal,
    Version,
)

METADATA = "__temporal_workflow_metadata"
TASK_QUEUE = "scripted"

Answers = dict[str, Any]


@dataclass
class FakeRun:
    """One run and what its handlers say. A handler is an answer, or an answer by argument."""

    description: Description
    answers: Answers
    outcome: Outcome = field(default_factory=Outcome)
    beginning: Beginning = field(default_factory=Beginning)
    signals: list[Signal] = field(default_factory=list)


class FakeTemporal:
    """Holds runs, and counts what it was asked."""

    def __init__(self) -> None:
        self.runs: dict[str, FakeRun] = {}
        self.asked: list[tuple[str, ...]] = []
        self.has_worker = True
        self.hanging: set[str] = set()
        self.unreached: dict[str, TemporalError] = {}
        self.gone: set[Version] = set()
        # What is answered for the handlers of whichever workflow; None: the truth.
        self.metadata: bytes | Exception | None = None
        self.gate: asyncio.Event | None = None
        self._slow: dict[str, asyncio.Event] = {}
        self.hold: asyncio.Event | None = None
        self.older: list[FakeRun] = []
        self.is_idle = True
        self.spare = 1.0
        self._started = 0

    def start(
        self, workflow_id: str, answers: Answers, *, workflow_type: str = "Scripted", task_queue: str = TASK_QUEUE
    ) -> FakeRun:
        self._started += 1
        description = Description(
            workflow_id=workflow_id,
            run_id=f"run-{self._started}",
            workflow_type=workflow_type,
            status=ExecutionStatus.RUNNING,
            task_queue=task_queue,
            started_at=datetime.now(UTC),
            closed_at=None,
            state_transition_count=3,
        )
        self.runs[workflow_id] = FakeRun(description, answers)
        return self.runs[workflow_id]

    def change(self, workflow_id: str, answers: Answers) -> None:
        run = self.runs[workflow_id]
        run.answers = answers
        self.touch(workflow_id)

    def touch(self, workflow_id: str, *, activities: tuple[PendingActivity, ...] = (), task_attempt: int = 0) -> None:
        run = self.runs[workflow_id]
        run.description = replace(
            run.description,
            state_transition_count=run.description.state_transition_count + 2,
            pending_activities=activities,
            workflow_task_attempt=task_attempt,
        )

    def slow_down(self, whose: str) -> asyncio.Event:
        """Have a workflow, or a query of whichever, answered only once the event is set."""
        return self._slow.setdefault(whose, asyncio.Event())

    def adopt(self, workflow_id: str, parent_id: str) -> None:
        """Make a workflow the child of another."""
        run = self.runs[workflow_id]
        run.description = replace(run.description, parent_id=parent_id, root_id=parent_id)

    def pause(self, workflow_id: str, who: str) -> None:
        run = self.runs[workflow_id]
        run.description = replace(run.description, status=ExecutionStatus.PAUSED, pause=Pause(who))

    def lengthen(self, workflow_id: str, events: int) -> None:
        run = self.runs[workflow_id]
        run.description = replace(run.description, history_length=events)

    def end(self, workflow_id: str, status: ExecutionStatus, *, result: Any = None, failure: str | None = None) -> None:
        run = self.runs[workflow_id]
        run.description = replace(run.description, status=status, closed_at=datetime.now(UTC))
        is_completed = status is ExecutionStatus.COMPLETED
        run.outcome = Outcome(result=json.dumps(result).encode() if is_completed else None, failure=failure)

    def count_asked(self, kind: str) -> int:
        return sum(call[0] == kind for call in self.asked)

    async def describe(self, workflow_id: str) -> Description:
        self.asked.append(("describe", workflow_id))
        if workflow_id in self.unreached:
            raise self.unreached[workflow_id]
        if workflow_id not in self.runs:
            raise WorkflowNotFoundError("No workflow has this id.")
        return self.runs[workflow_id].description

    async def first_run(self, workflow_id: str, run_id: str) -> str:
        self.asked.append(("first run", workflow_id, run_id))
        runs = (*self.runs.values(), *self.older)
        return next((each.description.first_run_id for each in runs if each.description.run_id == run_id), "")

    async def query(self, description: Description, name: str, argument: str | None = None) -> bytes:
        self.asked.append(("query", description.workflow_id, name, argument or ""))
        run = self._run(description)
        if description.workflow_id in self.hanging:
            await asyncio.Event().wait()
        for gate in filter(None, (self.gate, self._slow.get(description.workflow_id), self._slow.get(name))):
            await gate.wait()
        if not self.has_worker:
            raise NoWorkerError("nobody polls")
        if description.is_open and not run.description.is_open:
            raise RunClosedError
        if name == METADATA:
            return self._metadata(run)
        if name not in run.answers:
            raise QueryFailedError(f"no handler {name}")
        answer = run.answers[name]
        if isinstance(answer, Exception):
            raise answer
        by_argument = isinstance(answer, dict) and "by_argument" in answer
        return json.dumps(answer["by_argument"].get(argument) if by_argument else answer).encode()

    def _metadata(self, run: FakeRun) -> bytes:
        if isinstance(self.metadata, Exception):
            raise self.metadata
        queries = [{"name": handler} for handler in (*run.answers, METADATA)]
        told = json.dumps({"definition": {"type": "Scripted", "queryDefinitions": queries}}).encode()
        return told if self.metadata is None else self.metadata

    async def outcome(self, description: Description) -> Outcome:
        self.asked.append(("outcome", description.workflow_id))
        return self._run(description).outcome

    def _run(self, description: Description) -> FakeRun:
        """The run that was described, which need not be the latest of its id."""
        latest = self.runs.get(description.workflow_id)
        for run in (*([latest] if latest else []), *self.older):
            if run.description.run_id == description.run_id:
                return run
        raise WorkflowNotFoundError("No workflow has this run.")

    async def beginning(self, description: Description) -> Beginning:
        self.asked.append(("beginning", description.workflow_id))
        return self.runs[description.workflow_id].beginning

    async def signals(self, description: Description, names: Collection[str]) -> list[Signal]:
        self.asked.append(("signals", description.workflow_id))
        return [each for each in self._run(description).signals if each.name in names]

    async def polls(self, task_queue: str, pinned_to: Version | None = None) -> tuple[Poll, ...]:
        self.asked.append(("polls", task_queue))
        return (Poll(pinned_to, datetime.now(UTC) if self.has_worker and pinned_to not in self.gone else None),)

    async def list_page(self, list_filter: str, page_token: bytes = b"", *, page_size: int = 1000) -> ListedPage:
        self.asked.append(("list", list_filter, page_token.decode()))
        newest_first = [*reversed(self.runs.values()), *self.older]
        listed = sorted((_listed(run.description) for run in newest_first), key=_place)
        places = [run.run_id for run in listed]
        first = places.index(page_token.decode()) + 1 if page_token else 0
        page = listed[first : first + page_size]
        if self.hold:
            # What was listed by now is still on its way.
            await self.hold.wait()
        # Like Temporal, which learns only from an empty page that a full one was the last.
        return ListedPage(page, page[-1].run_id.encode() if len(page) == page_size else b"")


def _place(run: ListedExecution) -> tuple[bool, float]:
    """Open runs first, then the last closed."""
    moment = run.closed_at or run.started_at
    return not run.is_open, -moment.timestamp() if moment else 0.0


def _listed(description: Description) -> ListedExecution:
    return ListedExecution(
        workflow_id=description.workflow_id,
        run_id=description.run_id,
        workflow_type=description.workflow_type,
        status=description.status,
        task_queue=description.task_queue,
        started_at=description.started_at,
        closed_at=description.closed_at,
    )
