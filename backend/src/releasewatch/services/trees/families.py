"""Whose child a workflow is: the id that a release names may be that of another release's workflow."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable

from releasewatch.core.errors import TemporalError
from releasewatch.models.entities import ENTITY_ID_PATTERN
from releasewatch.models.executions import Description
from releasewatch.services.trees.parts import Part

_ENTITY_ID = re.compile(ENTITY_ID_PATTERN)
_GENERATIONS = 5


class Families:
    """Follows the parents that Temporal knows. One started by a client has none, and belongs to any that names it."""

    def __init__(self, describe: Callable[[str], Awaitable[Description]]) -> None:
        self._describe = describe
        self._described: dict[str, Description | None] = {}

    def is_own(self, part: Part, description: Description) -> bool:
        """Whether a part's workflow is a child of one that answers above it, by its parent or its root."""
        own = {above.source.workflow_id for above in part.ancestors() if above.source}
        return bool(own & {description.parent_id, description.root_id} - {description.workflow_id})

    async def stranger(self, part: Part, description: Description) -> str | None:
        """The entity that a part's workflow belongs to, if it is none of those above the part.

        Between a release and its waves there may be workflows that are no entities, such as one that starts them.
        """
        if not description.parent_id or self.is_own(part, description):
            return None
        own = {above.source.workflow_id for above in part.ancestors() if above.source}
        owner = None
        async for ancestor_id in self._ancestors(description):
            if ancestor_id in own:
                return None
            if owner is None and _ENTITY_ID.fullmatch(ancestor_id):
                owner = ancestor_id
        return owner

    async def _ancestors(self, description: Description) -> AsyncIterator[str]:
        """The ids of parents, nearest first, as far as they are still there, and of the root."""
        current: Description | None = description
        for _ in range(_GENERATIONS):
            if current is None or not current.parent_id:
                break
            yield current.parent_id
            current = await self._look_up(current.parent_id)
        if description.root_id:
            yield description.root_id

    async def _look_up(self, workflow_id: str) -> Description | None:
        if workflow_id not in self._described:
            try:
                self._described[workflow_id] = await self._describe(workflow_id)
            except TemporalError:
                self._described[workflow_id] = None
        return self._described[workflow_id]
