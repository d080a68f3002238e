"""The status vocabulary, the table from a workflow's state to it, and the roll-up: pure."""

from collections import Counter
from collections.abc import Iterable, Mapping
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

from releasewatch.models.state_words import WORDS, composed, fold, spellings


class EntityType(StrEnum):
    """The five levels of a release, from the top."""

    RELEASE = "release"
    WAVE = "wave"
    CLUSTER = "cluster"
    BUNDLE = "bundle"
    APP = "app"

    @property
    def child(self) -> "EntityType | None":
        """The level below, or None for apps."""
        return _CHILD.get(self)


_CHILD = dict(pairwise(EntityType))


class Status(StrEnum):
    """One vocabulary at all five levels, worst first."""

    FAILED = "failed"
    RETRYING = "retrying"
    UNKNOWN = "unknown"
    WAITING = "waiting"
    PAUSED = "paused"
    RUNNING = "running"
    PENDING = "pending"
    CANCELLED = "cancelled"
    SKIPPED = "skipped"
    SUCCEEDED = "succeeded"


FINAL = frozenset({Status.FAILED, Status.CANCELLED, Status.SKIPPED, Status.SUCCEEDED})
# A part that was read too long ago may no longer be in one of these.
GREEN = frozenset({Status.SKIPPED, Status.SUCCEEDED})

_SEVERITY = {status: rank for rank, status in enumerate(Status)}

_DEFAULTS = {fold(state): Status(status) for status, states in WORDS.items() for state in states.split()}


def count_statuses(statuses: Iterable[Status]) -> dict[Status, int]:
    """How often each status occurs, in the vocabulary's order, without zeros."""
    counted = Counter(statuses)
    return {status: counted[status] for status in Status if counted[status]}


class StateTable:
    """The table `state -> status`: sensible defaults, extended for all types (`*`) or for one."""

    def __init__(self, extra: Mapping[str, Mapping[str, Status]]) -> None:
        """Take the extensions by type; a type's own entry wins over `*`, and both over the defaults.

        Raises:
            ValueError: a state stands twice, in two spellings, for different statuses.
        """
        self._for_all = _DEFAULTS | _folded(extra.get("*", {}))
        self._by_type = {kind: _folded(table) for kind, table in extra.items() if kind != "*"}

    def status(self, type_: EntityType, state: str) -> Status | None:
        """The status that a state means, or None where neither the table nor the words in it say so."""
        if status := self.listed(type_, state):
            return status
        meant = composed(state)
        return Status(meant) if meant else None

    def listed(self, type_: EntityType, state: str) -> Status | None:
        """The status that the table itself has for a state."""
        own = self._by_type.get(type_, {})
        found = (own.get(key) or self._for_all.get(key) for key in spellings(type_, state))
        return next(filter(None, found), None)

    def states(self, status: Status) -> list[str]:
        """The folded states that mean a status, extensions for one type as `type: state`."""
        general = [state for state, meant in self._for_all.items() if meant is status]
        own = [
            f"{kind}: {state}"
            for kind, table in self._by_type.items()
            for state, meant in table.items()
            if meant is status
        ]
        return sorted(general) + sorted(own)


def _folded(table: Mapping[str, Status]) -> dict[str, Status]:
    folded: dict[str, Status] = {}
    for state, status in table.items():
        if folded.setdefault(fold(state), status) is not status:
            raise ValueError(f"{state!r} stands twice, for {folded[fold(state)]} and {status}")
    return folded


class RollUp(NamedTuple):
    """What a node and everything below it add up to.

    Attributes:
        stale: Whether any of them was read too long ago.
    """

    health: Status
    stuck: bool
    counts: dict[Status, int]
    stale: bool = False

    @property
    def was_green(self) -> bool:
        """Whether it is green by what was read too long ago."""
        return self.stale and self.health in GREEN


def worst(statuses: Iterable[Status]) -> Status:
    """The worst of some statuses; succeeded when there are none."""
    return min(statuses, key=_SEVERITY.__getitem__, default=Status.SUCCEEDED)


def severity(status: Status) -> int:
    """Rank from 0, the worst."""
    return _SEVERITY[status]


def roll_up(
    own: Status, below: Iterable[RollUp], *, stuck: bool = False, stale: bool = False, is_app: bool = False
) -> RollUp:
    """Add a node's own status to what is below it. Order never matters, no failure is ever hidden."""
    if is_app:
        return RollUp(own, stuck, {own: 1}, stale)
    health = own
    counts: dict[Status, int] = {}
    for part in below:
        if _SEVERITY[part.health] < _SEVERITY[health]:
            health = part.health
        stuck, stale = stuck or part.stuck, stale or part.stale
        for status, count in part.counts.items():
            counts[status] = counts.get(status, 0) + count
    in_order = counts if len(counts) <= 1 else dict(sorted(counts.items(), key=lambda item: _SEVERITY[item[0]]))
    return RollUp(health, stuck, in_order, stale)
