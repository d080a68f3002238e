"""How fast we may ask Temporal: the dashboard is never why a rollout is slow."""

import asyncio


class TokenBucket:
    """Lets through a burst, then a steady rate; the others wait their turn."""

    def __init__(self, rate: float, *, burst: float) -> None:
        """Let `rate` calls through per second in the long run, and `burst` at once after a pause."""
        self.rate = rate
        self.burst = burst
        self._tokens = burst
        self._counted_at = 0.0

    @property
    def available(self) -> float:
        """How many calls could begin at once; below zero: how many are waiting."""
        return self._tokens_at(asyncio.get_running_loop().time())

    async def take(self) -> None:
        """Wait for a token. Tokens are promised in the order of asking."""
        now = asyncio.get_running_loop().time()
        self._tokens = self._tokens_at(now) - 1
        self._counted_at = now
        if self._tokens < 0:
            try:
                await asyncio.sleep(-self._tokens / self.rate)
            except asyncio.CancelledError:
                self._tokens += 1
                raise

    def _tokens_at(self, now: float) -> float:
        return min(self.burst, self._tokens + (now - self._counted_at) * self.rate)
