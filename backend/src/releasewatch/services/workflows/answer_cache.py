"""Answers kept with the key they were given under: still true for as long as the run's key stands."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import NamedTuple

from cachetools import LRUCache

from releasewatch.models.answers.answer import Understood
from releasewatch.models.executions import Beginning, Key, Outcome


class Question(NamedTuple):
    """What was asked of a workflow; `name` is a query, `CLOSE_EVENT` or `FIRST_EVENT`."""

    workflow_id: str
    name: str
    argument: str | None = None


CLOSE_EVENT = "close event"
FIRST_EVENT = "first event"

_IN_PASSING = ContextVar("in_passing", default=False)

Answer = Understood | Outcome | Beginning


def size_in_memory(payload: bytes) -> int:
    """Bytes that an answer takes once it is understood: measured, seven and a half times its JSON."""
    return 8 * len(payload)


@contextmanager
def in_passing() -> Iterator[None]:
    """Keep nothing that is read in here, or by tasks that begin in here: nobody will ask for it again."""
    token = _IN_PASSING.set(True)
    try:
        yield
    finally:
        _IN_PASSING.reset(token)


@dataclass(frozen=True, slots=True)
class _Kept:
    key: Key
    answer: Answer
    size: int
    kept_at: float


class KeptAnswers:
    """The least recently used go first, past a number of answers or a sum of their sizes.

    This is conditional reading, not a cache with a lifetime: `get` wants the key of a Describe
    made after the request arrived, and gives nothing that was kept under another.
    """

    def __init__(self, *, maximum_count: int = 50_000, maximum_bytes: int = 256_000_000) -> None:
        """Bound the number of answers and the memory they take in bytes."""
        self.maximum_count = maximum_count
        self.maximum_bytes = maximum_bytes
        self._kept: LRUCache[Question, _Kept] = LRUCache(maximum_bytes, getsizeof=lambda kept: kept.size)
        self.found = 0

    def __len__(self) -> int:
        """How many answers are kept."""
        return len(self._kept)

    @property
    def size(self) -> int:
        """The memory they take in bytes."""
        return int(self._kept.currsize)

    def get(self, question: Question, key: Key) -> Answer | None:
        """The answer that was given under this very key, if it is kept."""
        kept = self._kept.get(question)
        if kept is None or kept.key != key:
            return None
        self.found += 1
        return kept.answer

    def move(self, question: Question, old: Key, new: Key) -> None:
        """Say that an answer kept under one key is true under another."""
        kept = self._kept.get(question)
        if kept and kept.key == old:
            self._kept[question] = replace(kept, key=new)

    def outdated(self, question: Question, run_id: str) -> Answer | None:
        """What a run last answered, whether that is still true or not."""
        kept = self._kept.get(question)
        return kept.answer if kept and kept.key[0] == run_id else None

    def age(self, question: Question) -> float:
        """Seconds since an answer was kept; 0 when it is not."""
        kept = self._kept.get(question)
        return time.monotonic() - kept.kept_at if kept else 0.0

    def refresh(self, question: Question) -> None:
        """Count an answer's age from now on."""
        kept = self._kept.get(question)
        if kept:
            self._kept[question] = replace(kept, kept_at=time.monotonic())

    def keep(self, question: Question, key: Key, answer: Answer, *, size: int) -> None:
        """Keep an answer under the key described *before* it was asked for; `size` in bytes."""
        if _IN_PASSING.get():
            return
        self.forget(question)
        if size <= self.maximum_bytes:
            self._kept[question] = _Kept(key, answer, size, time.monotonic())
        if len(self._kept) > self.maximum_count:
            self._kept.popitem()

    def forget(self, question: Question) -> None:
        """Keep no answer to a question any more."""
        self._kept.pop(question, None)
