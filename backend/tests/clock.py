"""Clocks that only move when told."""

import asyncio
import time

# Whatever a moment sets going is over after so many turns of the loop.
_TURNS = 20


class Clock:
    """Calling it gives `now`, which tests change."""

    def __init__(self) -> None:
        self.now = time.time()

    def __call__(self) -> float:
        return self.now


class LoopClock:
    """The time by which the event loop runs its timers."""

    def __init__(self) -> None:
        self.now = asyncio.get_running_loop().time()

    def __call__(self) -> float:
        return self.now

    async def move_on(self, seconds: float) -> None:
        """Let happen what is due, then the time pass, then what that brings about."""
        await self._settle()
        self.now += seconds
        await self._settle()

    async def _settle(self) -> None:
        for _ in range(_TURNS):
            await asyncio.sleep(0)
