"""The server's own end, in the loop of the test."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from structlog.testing import capture_logs

from patience import PATIENCE
from releasewatch.core.config import Settings
from served import served


async def test_what_does_not_end_holds_the_server_up_for_no_longer_than_is_said(settings: Settings) -> None:
    may_end = asyncio.Event()

    @asynccontextmanager
    async def slow_to_end(_: FastAPI) -> AsyncIterator[None]:
        yield
        await may_end.wait()

    with capture_logs() as logs:
        async with asyncio.timeout(PATIENCE), served(settings, FastAPI(lifespan=slow_to_end), closing_seconds=0.2):
            pass
    may_end.set()
    assert [line["event"] for line in logs] == ["ended_early"]
