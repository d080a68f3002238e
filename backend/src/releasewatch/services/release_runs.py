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
# For as long a run may be listed that was deleted meanwhile, or be missing that was never seen open and of whose end
# visibility learns later than of a hundred others.
_WHOLE_INTERVAL = 60.0
# Who wants to miss at once what was deleted may have everything listed for a tenth of the time.
_REST = 10


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
        self._rested_at = -math.inf

    async def latest(self, *, whole: bool = False) -> list[ListedExecution]:
        """The latest run of each id, open ones first.

        Ended ones that were deleted are missed within a minute, and with `whole` as soon as listing all of them again
        is no burden.
        """
        is_due = asyncio.get_running_loop().time() >= (self._rested_at if whole else self._whole_after)
        listed = await self._list_whole() if is_due else await self._list_news(self._listed)
        latest: dict[str, ListedExecution] = {}
        for run in listed:
            latest.setdefault(run.workflow_id, run)
        return list(latest.values())

    async def _list_whole(self) -> list[ListedExecution]:
        clock = asyncio.get_running_loop().time
        began = clock()
        self._listed = [run async for page in self._pages(PAGE_SIZE) for run in page]
        self._whole_after = began + _WHOLE_INTERVAL
        self._rested_at = began + _REST * (clock() - began)
        return self._listed

    async def _list_news(self, before: list[ListedExecution]) -> list[ListedExecution]:
        """List until a run that was closed before, and take what follows it from the listing before."""
        closed = {run.run_id: place for place, run in enumerate(before) if not run.is_open}
        listed: list[ListedExecution] = []
        async for page in self._pages(len(before) - len(closed) + _ROOM):
            listed += page
            place = closed.get(page[-1].run_id) if page else None
            if place is not None:
                listed += before[place + 1 :]
                break
        found = {run.run_id for run in listed}
        if not all(run.run_id in found for run in before if run.is_open):
            # Deleted, or visibility learnt so late of its end that it stands where nobody looked.
            return await self._list_whole()
        # A whole listing that was made meanwhile knows more of what was deleted.
        if self._listed is before:
            self._listed = listed
        return listed

    async def _pages(self, first_size: int) -> AsyncIterator[list[ListedExecution]]:
        token, size = b"", min(first_size, PAGE_SIZE)
        while True:
            page = await self._temporal.list_page(self._release_query, token, page_size=size)
            yield page.executions
            token, size = page.next_page_token, PAGE_SIZE
            if not token:
                return
