"""Whose child a workflow is: the id that a release names may be that of another release's workflow."""

import re
from collections.abc import AsyncIterator
from typing import NamedTuple

from releasewatch.core.errors import WorkflowNotFoundError
from releasewatch.models.entities import ENTITY_ID_PATTERN
from releasewatch.models.executions import Description
from releasewatch.services.trees.parts import Part
from releasewatch.services.workflows.reader import WorkflowReader

_ENTITY_ID = re.compile(ENTITY_ID_PATTERN)
_GENERATIONS = 5


class Stranger(NamedTuple):
    """Whose workflow it is that stands in for a part's: that of another entity, or of an earlier start of one above."""

    owner: str
    is_of_earlier_start: bool = False

    @property
    def why(self) -> str:
        """One sentence for people."""
        if self.is_of_earlier_start:
            return f"Its workflow belongs to an earlier start of {self.owner}."
        return f"Its workflow belongs to {self.owner}, which it does not stand under."


class Families:
    """Follows the parents that Temporal knows. One started by a client has none, and belongs to any that names it."""

    def __init__(self, reader: WorkflowReader) -> None:
        self._reader = reader
        self._described: dict[str, Description | None] = {}

    async def is_own(self, part: Part, description: Description) -> bool:
        """Whether a part's workflow is a child of one that answers above it, by its parent or its root."""
        own = _above(part)
        for ancestor_id, run_id in _named(description):
            if ancestor_id in own and ancestor_id != description.workflow_id:
                return await self._is_started_by(own[ancestor_id], run_id)
        return False

    async def stranger(self, part: Part, description: Description) -> Stranger | None:
        """Whose a part's workflow is, if it is nobody's above the part.

        Between a release and its waves there may be workflows that are no entities, such as one that starts them.
        """
        if not description.parent_id or await self.is_own(part, description):
            return None
        own = _above(part)
        owner = None
        async for ancestor_id, run_id in self._ancestors(description):
            if ancestor_id in own:
                is_own = await self._is_started_by(own[ancestor_id], run_id)
                return None if is_own else Stranger(ancestor_id, is_of_earlier_start=True)
            if owner is None and _ENTITY_ID.fullmatch(ancestor_id):
                owner = Stranger(ancestor_id)
        return owner

    async def _is_started_by(self, above: Description | None, run_id: str) -> bool:
        """Whether a run is one of a workflow above, if that was reached: it may have been started anew since."""
        return above is None or await self._reader.is_one_chain(above, run_id)

    async def _ancestors(self, description: Description) -> AsyncIterator[tuple[str, str]]:
        """The ids of parents and their runs, nearest first, as far as they are still there, and those of the root."""
        current: Description | None = description
        for _ in range(_GENERATIONS):
            if current is None or not current.parent_id:
                break
            yield current.parent_id, current.parent_run_id
            current = await self._look_up(current.parent_id)
        if description.root_id:
            yield description.root_id, description.root_run_id

    async def _look_up(self, workflow_id: str) -> Description | None:
        if workflow_id not in self._described:
            try:
                self._described[workflow_id] = await self._reader.describe(workflow_id)
            except WorkflowNotFoundError:
                self._described[workflow_id] = None
        return self._described[workflow_id]


def _named(description: Description) -> tuple[tuple[str, str], tuple[str, str]]:
    return (description.parent_id, description.parent_run_id), (description.root_id, description.root_run_id)


def _above(part: Part) -> dict[str, Description | None]:
    """The workflows that answer above a part, by id; None for one that was not reached."""
    return {each.source.workflow_id if each.source else each.id: each.source for each in part.ancestors()}
