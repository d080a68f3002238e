"""Who goes first: the trees that somebody looks at, and then those that are read for the list alone."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext

from cachetools import TTLCache

# The parts of one tree's places that all others share while somebody looks at it, and of those the big ones.
_OTHERS_SHARE, _BIG_SHARE = 1 / 4, 1 / 16
_MOST_WATCHED = 10_000


class Places:
    """Held by parts while they are read. Those of trees that nobody looks at are few while somebody looks at another.

    A big tree under way asks Temporal for hundreds of workflows a second. Ten of them, read as fast as one, would make
    the viewer of one wait for nine that nobody looks at. None of them has to wait for ever.
    """

    def __init__(self, concurrency: int, *, looked_at: float) -> None:
        """Share out what one tree may read at once; it counts as looked at for so many seconds after each request."""
        self._watched: TTLCache[str, None] = TTLCache(_MOST_WATCHED, ttl=looked_at)
        self._others = asyncio.Semaphore(max(1, round(_OTHERS_SHARE * concurrency)))
        self._big_others = asyncio.Semaphore(max(1, round(_BIG_SHARE * concurrency)))

    @property
    def are_scarce(self) -> bool:
        """Whether somebody looks at a tree."""
        return bool(self._watched)

    def watch(self, root_id: str) -> None:
        """Note that somebody looks at a tree, and not only at its row in the list."""
        self._watched[root_id] = None

    def is_watched(self, root_id: str) -> bool:
        """Whether somebody has looked at this tree lately."""
        return root_id in self._watched

    @asynccontextmanager
    async def take(self, root_id: str, *, is_big: bool) -> AsyncIterator[None]:
        """Hold a place for a part of this tree, once there is one."""
        if self.is_watched(root_id) or not self.are_scarce:
            yield
            return
        async with self._big_others if is_big else nullcontext(), self._others:
            yield
