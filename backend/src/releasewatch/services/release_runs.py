"""Which releases there are: the latest run of each id in visibility, without listing twice what is over."""

import asyncio
import math
from collections.abc import AsyncIterator
from typing import Protocol

from releasewatch.models.executions import ListedExecution, ListedPage

# As many as Temporal gives at once. A List costs it about a quarter of a millisecond of processor time a run.
PAGE_SIZE = 1000
# Beside the runs that were open: room for those that have begun or ended since.
_ROOM = 100
# For as long a run may be listed that was deleted meanwhile.
_WHOLE_INTERVAL = 60.0


class Listing(Protocol):
    """What this needs of Temporal."""

    async def list_page(self, list_filter: str, page_token: bytes = b"", *, page_size: int) -> ListedPage:
        """Read one page of visibility."""


class ReleaseRuns:
    """Visibility gives open runs first, then the closed ones, the last closed first.

    So all that follows a run which was listed as closed before has been listed before too.
    """

    def __init__(self, temporal: Listing, release_query: str) -> None:
        """List what matches `release_query`, a Temporal list filter."""
        self._temporal = temporal
        self._release_query = release_query
        self._listed: list[ListedExecution] = []
        self._whole_after = -math.inf

    async def latest(self, *, whole: bool = False) -> list[ListedExecution]:
        """The latest run of each id, open ones first. Deleted ones are missed at once only by a `whole` listing."""
        now = asyncio.get_running_loop().time()
        if whole or now >= self._whole_after:
            self._listed = [run async for page in self._pages(PAGE_SIZE) for run in page]
            self._whole_after = now + _WHOLE_INTERVAL
        else:
            self._listed = await self._list_news()
        latest: dict[str, ListedExecution] = {}
        for run in self._listed:
            latest.setdefault(run.workflow_id, run)
        return list(latest.values())

    async def _list_news(self) -> list[ListedExecution]:
        """List until a run that was closed before, and take what follows it from the listing before."""
        before = self._listed
        closed = {run.run_id: place for place, run in enumerate(before) if not run.is_open}
        listed: list[ListedExecution] = []
        async for page in self._pages(len(before) - len(closed) + _ROOM):
            listed += page
            place = closed.get(page[-1].run_id) if page else None
            if place is not None:
                return listed + before[place + 1 :]
        return listed

    async def _pages(self, first_size: int) -> AsyncIterator[list[ListedExecution]]:
        token, size = b"", min(first_size, PAGE_SIZE)
        while True:
            page = await self._temporal.list_page(self._release_query, token, page_size=size)
            yield page.executions
            token, size = page.next_page_token, PAGE_SIZE
            if not token:
                return
