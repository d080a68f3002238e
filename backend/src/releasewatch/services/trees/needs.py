"""What a read has to validate, and how long what was read before may be shown. Pure."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from releasewatch.services.trees.parts import Part

# What has closed or not begun changes only by a reset or a start, and visibility and its parent point to those.
_REST = 6
# The rest comes round in this part of its time, so that a read that is late makes nothing stale.
_ROUND = 0.8
_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class MaxAge:
    """How long ago a part may have been validated before it is stale.

    Attributes:
        open: Of parts whose runs are open.
    """

    open: timedelta = timedelta(seconds=5)

    @property
    def rest(self) -> timedelta:
        """Of parts that have closed or not begun."""
        return _REST * self.open

    def of(self, part: Part) -> timedelta:
        """Of this part."""
        return self.open if part.is_open else self.rest

    def due_at(self, part: Part) -> datetime:
        """When a part will be stale; one that was never read is late from the moment it was named."""
        return part.read_at + self.of(part) if part.read_at else part.named_at or _NEVER

    def is_exceeded(self, part: Part, now: datetime) -> bool:
        """Whether a part that was read is stale."""
        read_at = part.validated_at
        return read_at is not None and now - read_at > self.of(part)


def needed(parts: Iterable[Part], max_age: MaxAge, *, since_last: timedelta) -> list[Part]:
    """What a read validates of these parts where it does not validate all.

    That is all that is open or was never read, and as many of the rest, those validated longest ago, as have to be for
    all of them to come round in time.
    """
    urgent: list[Part] = []
    rest: list[Part] = []
    for part in parts:
        (urgent if part.read_at is None or part.is_open else rest).append(part)
    share = min(1.0, since_last / (_ROUND * max_age.rest))
    rest.sort(key=lambda part: part.read_at or _NEVER)
    return urgent + rest[: math.ceil(share * len(rest))]
