"""The connections that viewers ask on, and what was cut off on them."""

import time
from dataclasses import dataclass

import httpx
from typing_extensions import override


@dataclass(frozen=True)
class CutOff:
    """A request that got no answer, and the connection it was sent on."""

    path: str
    error: str
    at: float
    age: float
    idle: float

    @override
    def __str__(self) -> str:
        """One line of the verdict."""
        connection = (
            f"a connection {self.age:.2f} s old and idle for {self.idle:.2f} s" if self.age else "a new connection"
        )
        return f"{self.path} after {self.at:.1f} s: {self.error} on {connection}"


@dataclass
class Line:
    """The connection of one viewer, who has one at a time."""

    opened_at: float = 0.0
    used_at: float = 0.0

    async def trace(self, event: str, _: object) -> None:
        """Note that a connection was opened."""
        if event == "connection.connect_tcp.complete":
            self.opened_at = self.used_at = time.monotonic()

    def cut_off(self, path: str, error: httpx.TransportError, *, began: float, start: float) -> CutOff:
        """What became of a request that was sent at `began`."""
        is_old = self.opened_at < began
        age, idle = (began - self.opened_at, began - self.used_at) if is_old and self.opened_at else (0.0, 0.0)
        return CutOff(path, type(error).__name__, began - start, age, idle)
