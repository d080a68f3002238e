"""How long to wait before trying again."""

import random
from collections.abc import Callable

FIRST_SECONDS = 1.0
LONGEST_SECONDS = 30.0


class BackOff:
    """Pauses that double from 1 to 30 seconds, drawn at random, and never shorter than the server asks for."""

    def __init__(self, draw: Callable[[], float] = random.random) -> None:
        self._draw = draw
        self._failures = 0

    def pause(self, retry_after: float = 0.0) -> float:
        """Seconds to wait after another failure."""
        longest = min(LONGEST_SECONDS, FIRST_SECONDS * 2.0 ** min(self._failures, 10))
        self._failures += 1
        # The draw is on top of what the server asks for: not all clients come back at once.
        return max(retry_after, longest / 2) + self._draw() * longest / 2

    def reset(self) -> None:
        """Begin again: something was answered."""
        self._failures = 0
