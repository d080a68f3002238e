"""The status vocabulary, the table from a workflow's state to it, and the roll-up: pure."""

from collections.abc import Iterable, Mapping
from enum import StrEnum


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


_CHILD = {
    EntityType.RELEASE: EntityType.WAVE,
    EntityType.WAVE: EntityType.CLUSTER,
    EntityType.CLUSTER: EntityType.BUNDLE,
    EntityType.BUNDLE: EntityType.APP,
}


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
ATTENTION = frozenset({Status.FAILED, Status.RETRYING, Status.UNKNOWN, Status.WAITING})

_SEVERITY = {status: rank for rank, status in enumerate(Status)}

