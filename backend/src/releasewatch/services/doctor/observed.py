"""A Temporal that is watched while a release is read."""

import time
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from releasewatch.models.entities import ExecutionStatus
from releasewatch.models.executions import Beginning, Description, ListedPage, Outcome, Poll, Signal, Version
from releasewatch.services.workflows.handlers import METADATA_QUERY
from releasewatch.services.workflows.queries import Temporal


@dataclass
class TypeNotes:
    """What was noticed about one workflow type while its workflows were read."""

    workflows: dict[str, Description] = field(default_factory=dict)
    queries: list[tuple[float, str, str]] = field(default_factory=list)
    queried_completed: list[str] = field(default_factory=list)
    payloads: dict[str, list[bytes]] = field(default_factory=dict)
    own: dict[tuple[str, str], bytes] = field(default_factory=dict)


class ObservedTemporal:
    """Passes every call on, and notes the workflow and the time it took."""

    def __init__(self, temporal: Temporal) -> None:
        self._temporal = temporal
        self.types: defaultdict[str, TypeNotes] = defaultdict(TypeNotes)

    @property
    def is_idle(self) -> bool:
        """False: nothing is asked twice in one examination."""
        return False

    async def describe(self, workflow_id: str) -> Description:
        """Describe, and note the run."""
        description = await self._temporal.describe(workflow_id)
        self.types[description.workflow_type].workflows[workflow_id] = description
        return description

    async def first_run(self, workflow_id: str, run_id: str) -> str:
        """Look up the first run of a chain."""
        return await self._temporal.first_run(workflow_id, run_id)

    def described(self) -> Iterator[Description]:
        """The runs that were described."""
        for noted in self.types.values():
            yield from noted.workflows.values()

    async def query(self, description: Description, name: str, argument: str | None = None) -> bytes:
        """Query, and note the time."""
        noted = self.types[description.workflow_type]
        if description.status is ExecutionStatus.COMPLETED and name != METADATA_QUERY:
            noted.queried_completed.append(description.workflow_id)
        began = time.perf_counter()
        try:
            payload = await self._temporal.query(description, name, argument)
        finally:
            noted.queries.append((time.perf_counter() - began, name, description.workflow_id))
        if name != METADATA_QUERY:
            noted.payloads.setdefault(description.workflow_id, []).append(payload)
        if argument is None:
            noted.own[description.workflow_id, name] = payload
        return payload

    async def outcome(self, description: Description) -> Outcome:
        """Read how a closed run ended, and note its result."""
        outcome = await self._temporal.outcome(description)
        if outcome.result:
            self.types[description.workflow_type].payloads[description.workflow_id] = [outcome.result]
        return outcome

    async def beginning(self, description: Description) -> Beginning:
        """Read how a run came to be."""
        return await self._temporal.beginning(description)

    async def signals(self, description: Description, names: Collection[str]) -> Sequence[Signal]:
        """Read the signals of a run."""
        return await self._temporal.signals(description, names)

    async def list_page(self, list_filter: str, page_token: bytes = b"", *, page_size: int) -> ListedPage:
        """List."""
        return await self._temporal.list_page(list_filter, page_token, page_size=page_size)

    async def polls(self, task_queue: str, pinned_to: Version | None = None) -> Sequence[Poll]:
        """When workers last asked a task queue for work."""
        return await self._temporal.polls(task_queue, pinned_to)
