"""Which releases there are: the latest run of each id in visibility. Ended runs are not listed again each time."""

import asyncio
import math
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple, Protocol

from releasewatch.models.executions import ListedExecution, ListedPage
from releasewatch.services.shared_reads import look_at_failure


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingPace:
    """How much is listed, and how often.

    Attributes:
        page_size: As many as Temporal gives at once. A List costs it about a quarter of a millisecond a run.
        news: Beside the runs that were open: room for those that have begun or ended since.
        whole_interval: Seconds for which a deleted run may still be listed, or one be missing that was never seen open
            and of whose end visibility learns later than of `news` others.
        rest: After a whole listing, how many times as long as it took a strict list does without another.
    """

    page_size: int = 1000
    news: int = 100
    whole_interval: float = 60.0
    rest: float = 10.0


class Listing(Protocol):
    """What this needs of Temporal."""

    async def list_page(self, list_filter: str, page_token: bytes = b"", *, page_size: int) -> ListedPage:
        """Read one page of visibility."""


class Listed(NamedTuple):
    """The latest run of each id, open ones first, and when the listing behind it began."""

    runs: list[ListedExecution]
    read_at: datetime


class ReleaseRuns:
    """Visibility gives open runs first, then the closed ones, the last closed first.

    So all that follows a run which was listed as closed before has been listed before too.
    """

    def __init__(self, temporal: Listing, release_query: str, pace: ListingPace | None = None) -> None:
        self._temporal = temporal
        self._pace = pace or ListingPace()
        self._release_query = release_query
        self._listed: list[ListedExecution] = []
        self._whole_after = -math.inf
        self._rested_at = -math.inf
        self._last: Listed | None = None
        self._under_way: dict[bool, asyncio.Task[Listed]] = {}

    async def latest(self, *, whole: bool = False, within: float = math.inf) -> Listed:
        """The latest run of each id; as listed before, where there is one and a new listing takes longer than `within`.

        Ended ones that were deleted are missed within a minute, and with `whole` as soon as listing all of them again
        is no burden.
        """
        end = asyncio.get_running_loop().time() + within
        listing = self._under_way.get(whole)
        # One that took too long for an earlier read may still be under way: Temporal is not asked twice at once.
        if listing is None or await self._is_over(listing, end):
            listing = self._under_way[whole] = asyncio.create_task(self._list(whole=whole))
            listing.add_done_callback(look_at_failure)
        if await self._is_over(listing, end) or self._last is None:
            return await asyncio.shield(listing)
        return self._last

    async def close(self) -> None:
        """Stop the listings that go on."""
        for listing in self._under_way.values():
            listing.cancel()
        await asyncio.gather(*self._under_way.values(), return_exceptions=True)

    async def _is_over(self, listing: "asyncio.Task[Listed]", end: float) -> bool:
        timeout = None if math.isinf(end) else max(0.0, end - asyncio.get_running_loop().time())
        return bool((await asyncio.wait([listing], timeout=timeout))[0])

    async def _list(self, *, whole: bool) -> Listed:
        read_at = datetime.now(UTC)
        is_due = asyncio.get_running_loop().time() >= (self._rested_at if whole else self._whole_after)
        listed = await self._list_whole() if is_due else await self._list_news(self._listed)
        latest: dict[str, ListedExecution] = {}
        for run in listed:
            latest.setdefault(run.workflow_id, run)
        found = Listed(list(latest.values()), read_at)
        # One that began later may have ended before.
        if self._last is None or self._last.read_at <= read_at:
            self._last = found
        return found

    async def _list_whole(self) -> list[ListedExecution]:
        clock = asyncio.get_running_loop().time
        began = clock()
        self._listed = [run async for page in self._pages(self._pace.page_size) for run in page]
        self._whole_after = began + self._pace.whole_interval
        self._rested_at = began + self._pace.rest * (clock() - began)
        return self._listed

    async def _list_news(self, before: list[ListedExecution]) -> list[ListedExecution]:
        """List down to a run that was closed before, and take the rest from the listing before."""
        closed = {run.run_id: place for place, run in enumerate(before) if not run.is_open}
        listed: list[ListedExecution] = []
        async for page in self._pages(len(before) - len(closed) + self._pace.news):
            listed += page
            place = closed.get(page[-1].run_id) if page else None
            if place is not None:
                listed += before[place + 1 :]
                break
        found = {run.run_id for run in listed}
        if not all(run.run_id in found for run in before if run.is_open):
            # Deleted, or visibility learnt of its end so late that it stands further down than was listed.
            return await self._list_whole()
        # A whole listing that was made meanwhile knows more of what was deleted.
        if self._listed is before:
            self._listed = listed
        return listed

    async def _pages(self, first_size: int) -> AsyncIterator[list[ListedExecution]]:
        token, size = b"", min(first_size, self._pace.page_size)
        while True:
            page = await self._temporal.list_page(self._release_query, token, page_size=size)
            yield page.executions
            token, size = page.next_page_token, self._pace.page_size
            if not token:
                return
