"""How long is waited for what comes in the end: as long as a busy machine needs. Only what never comes is wrong."""

import asyncio
from collections.abc import Awaitable, Callable

PATIENCE = 120.0


async def until(is_so: Callable[[], object]) -> None:
    """Wait for what gives no sign of itself, such as uvicorn's and the operating system's state."""
    async with asyncio.timeout(PATIENCE):
        while not is_so():  # noqa: ASYNC110 - see above
            await asyncio.sleep(0.01)


async def eventually(is_so: Callable[[], Awaitable[bool]]) -> None:
    """Wait for what has to be asked: by a request, or another program."""
    async with asyncio.timeout(PATIENCE):
        while not await is_so():  # noqa: ASYNC110 - see above
            await asyncio.sleep(0.1)
