"""What a read has to validate, and how long what was read before may be shown. Pure."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from releasewatch.services.trees.parts import Part

# What has closed or not begun changes only by a reset or a start, and visibility and its parent point to those.
_REST_FACTOR = 6
# The rest comes round in this part of its time, so that a read that is late makes nothing stale.
_ROUND_SHARE = 0.8
# What was never read comes before all that was: something unknown is worse than something old.
_NEVER = datetime.min.replace(tzinfo=UTC) + timedelta.resolution


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
        return _REST_FACTOR * self.open

    def of(self, part: Part) -> timedelta:
        """Of this part."""
        return self.open if part.is_open else self.rest

    def due_at(self, part: Part) -> datetime:
        """When a part will be stale: one that was never read, before any other."""
        return part.read_at + self.of(part) if part.read_at else _NEVER

    def is_exceeded(self, part: Part, now: datetime) -> bool:
        """Whether a part that was read is stale."""
        read_at = part.validated_at
        return read_at is not None and now - read_at > self.of(part)


class Needed(NamedTuple):
    """What a read validates where it does not validate all.

    Attributes:
        now: What was never read; where nothing is left of that, all that is open or would be stale soon.
        later: The others of those, and as many of the rest, those validated longest ago, as have to follow for all to
            come round in time.
    """

    now: list[Part]
    later: list[Part]


def needed(parts: Iterable[Part], max_age: MaxAge, now: datetime, *, since_last: timedelta) -> Needed:
    """What a read that begins `now` validates of these parts, so long after the last."""
    soon = now + (1 - _ROUND_SHARE) / 2 * max_age.rest
    unread: list[Part] = []
    at_once: list[Part] = []
    rest: list[Part] = []
    for part in parts:
        if part.read_at is None:
            unread.append(part)
        else:
            (at_once if part.is_open or max_age.due_at(part) < soon else rest).append(part)
    share = min(1.0, since_last / (_ROUND_SHARE * max_age.rest))
    rest.sort(key=lambda part: part.read_at or _NEVER)
    later = rest[: math.ceil(share * len(rest))]
    return Needed(unread, at_once + later) if unread else Needed(at_once, later)
