"""Trees that somebody looks at go before those that are read for the list alone, which come in the end all the same."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest

from patience import PATIENCE, until
from reads import RELEASE, Reads
from releasewatch.services.trees.places import Places

WATCHED, OTHER = "release:watched", "release:other"
APPS = [f"app:{cluster}-{number}" for cluster in range(2) for number in range(3)]


class Holders:
    """Parts that want places, and hold them until the end."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self._held = AsyncExitStack()
        self._wanted: list[asyncio.Task[None]] = []

    async def hold(self, root_id: str, *, is_big: bool = False, wanted: int = 100) -> int:
        """Have many parts of a tree want places; how many get them."""
        got = 0

        async def one() -> None:
            nonlocal got
            await self._held.enter_async_context(self._places.take(root_id, is_big=is_big))
            got += 1

        self._wanted += [asyncio.create_task(one()) for _ in range(wanted)]
        for _ in range(10):
            await asyncio.sleep(0)
        return got

    async def close(self) -> None:
        for task in self._wanted:
            task.cancel()
        await asyncio.gather(*self._wanted, return_exceptions=True)
        await self._held.aclose()


@pytest.fixture
def places() -> Places:
    return Places(32, looked_at=PATIENCE)


@pytest.fixture
async def holders(places: Places) -> AsyncIterator[Holders]:
    holders = Holders(places)
    yield holders
    await holders.close()


@pytest.fixture
async def reads() -> AsyncIterator[Reads]:
    reads = Reads()
    yield reads
    await reads.trees.close()


async def test_while_nobody_looks_at_a_tree_all_have_places(holders: Holders) -> None:
    assert await holders.hold(OTHER, is_big=True) == 100


async def test_a_tree_that_somebody_looks_at_takes_what_it_needs(places: Places, holders: Holders) -> None:
    places.watch(WATCHED)
    assert await holders.hold(OTHER) == 8
    assert await holders.hold(WATCHED) == 100


async def test_the_others_share_a_quarter_of_which_big_ones_have_little(places: Places, holders: Holders) -> None:
    places.watch(WATCHED)
    assert await holders.hold(OTHER, is_big=True) == 2
    assert await holders.hold("release:big", is_big=True) == 0
    assert await holders.hold("release:small") == 6


async def test_after_a_while_nobody_looks_any_more() -> None:
    places = Places(32, looked_at=0)
    places.watch(WATCHED)
    assert not places.are_scarce


async def test_with_one_place_a_tree_the_others_have_one_too() -> None:
    places = Places(1, looked_at=PATIENCE)
    places.watch(WATCHED)
    async with places.take(OTHER, is_big=True):
        pass


async def asked_at_once(reads: Reads) -> int:
    """How many apps are asked at the same moment, where none of them answers."""
    await reads.read()
    reads.temporal.hanging = set(APPS)
    for app in APPS:
        reads.temporal.touch(app)
    reading = asyncio.create_task(reads.read())
    await until(lambda: reads.temporal.count_asked("query"))
    for _ in range(100):
        await asyncio.sleep(0)
    reading.cancel()
    await asyncio.gather(reading, return_exceptions=True)
    return reads.temporal.count_asked("query")


@pytest.mark.parametrize(("watched", "at_once"), [(None, 2), (RELEASE, 2), (WATCHED, 1)])
async def test_the_parts_of_a_tree_take_places(reads: Reads, watched: str | None, at_once: int) -> None:
    if watched:
        reads.trees.places.watch(watched)
    assert await asked_at_once(reads) == at_once


async def test_a_tree_is_read_whole_though_somebody_looks_at_another(reads: Reads) -> None:
    reads.trees.places.watch(WATCHED)
    assert (await reads.read()).hierarchy.complete
    assert reads.trees.is_big(RELEASE)
    assert (await reads.read()).hierarchy.complete
