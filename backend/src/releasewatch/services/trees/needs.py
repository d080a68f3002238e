"""What a read has to validate, and how long what was read before may be shown. Pure."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from releasewatch.services.trees.outlook import PASSING_CODES
from releasewatch.services.trees.parts import Part

# What has closed or not begun changes only by a reset or a start, and visibility and its parent point to those.
_REST_FACTOR = 6
# The rest comes round in this part of its time, so that a read that is late makes nothing stale.
_ROUND_SHARE = 0.8
# What has used up so much of its time would be stale soon.
_SOON_SHARE = 0.9
# Longer than a run that hung is left alone, so that trying again can bring something.
_AGAIN_AFTER = timedelta(seconds=10)
# All of them would keep the rest waiting, if they are thousands that go on to hang.
_MOST_AGAIN = 4


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

    def share_used(self, part: Part, now: datetime) -> float:
        """Which share of the time it may be old has passed since a part was read; the largest is read first.

        A part that was never read comes before all that were: something unknown is worse than something old.
        """
        return (now - part.read_at) / self.of(part) if part.read_at else math.inf

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
        first: A few that could not be read a while ago, for a reason that may have passed. They come before all others:
            until then the tree is incomplete.
    """

    now: list[Part]
    later: list[Part]
    first: list[Part]


def needed(parts: Iterable[Part], max_age: MaxAge, now: datetime, *, since_last: timedelta) -> Needed:
    """What a read that begins `now` validates of these parts, so long after the last."""

    def share_used(part: Part) -> float:
        return max_age.share_used(part, now)

    unread: list[Part] = []
    silent: list[Part] = []
    at_once: list[Part] = []
    rest: list[Part] = []
    for part in parts:
        if part.read_at is None:
            unread.append(part)
        elif part.error and part.error[0] in PASSING_CODES and now - part.read_at > _AGAIN_AFTER:
            silent.append(part)
        else:
            (at_once if part.is_open or share_used(part) > _SOON_SHARE else rest).append(part)
    silent.sort(key=share_used, reverse=True)
    first = silent[:_MOST_AGAIN]
    at_once += silent[_MOST_AGAIN:]
    share = min(1.0, since_last / (_ROUND_SHARE * max_age.rest))
    rest.sort(key=share_used, reverse=True)
    later = rest[: math.ceil(share * len(rest))]
    return Needed(unread, at_once + later, first) if unread else Needed(at_once, later, first)
