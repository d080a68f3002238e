"""Answers cached with the key they were given under: still true for as long as the run's key stands."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import NamedTuple

from cachetools import LRUCache

from releasewatch.models.answers.understanding import Understood
from releasewatch.models.executions import Beginning, Heard, Key, Outcome


class Question(NamedTuple):
    """What is read of a workflow: a query, or something in its history."""

    workflow_id: str
    name: str
    argument: str | None = None


_IS_UNCACHED = ContextVar("is_uncached", default=False)

Answer = Understood | Outcome | Beginning | Heard


def size_in_memory(payload: bytes) -> int:
    """Bytes that an understood answer takes: seven and a half times its JSON, as measured."""
    return 8 * len(payload)


@contextmanager
def without_caching() -> Iterator[None]:
    """Cache nothing that is read in here, or by tasks that begin in here: it will not be asked for again."""
    token = _IS_UNCACHED.set(True)
    try:
        yield
    finally:
        _IS_UNCACHED.reset(token)


@dataclass(frozen=True, slots=True)
class _Entry:
    key: Key
    answer: Answer
    size: int
    cached_at: float


class AnswerCache:
    """Evicts the least recently used answers, past a number of them or a sum of their sizes.

    This is conditional reading, not a cache with a lifetime: `get` wants the key of a Describe
    made after the request arrived, and gives nothing that was cached under another.
    """

    def __init__(self, *, maximum_count: int = 50_000, maximum_bytes: int = 256_000_000) -> None:
        self.maximum_count = maximum_count
        self.maximum_bytes = maximum_bytes
        self.found = 0
        self._entries: LRUCache[Question, _Entry] = LRUCache(maximum_bytes, getsizeof=lambda entry: entry.size)

    def __len__(self) -> int:
        return len(self._entries)

    @property
    def size(self) -> int:
        """The memory they take in bytes."""
        return int(self._entries.currsize)

    def get(self, question: Question, key: Key) -> Answer | None:
        """The answer that was given under this very key, if it is cached."""
        entry = self._entries.get(question)
        if entry is None or entry.key != key:
            return None
        self.found += 1
        return entry.answer

    def move(self, question: Question, old: Key, new: Key) -> None:
        """Say that an answer cached under one key is true under another."""
        entry = self._entries.get(question)
        if entry and entry.key == old:
            self._entries[question] = replace(entry, key=new)

    def last(self, question: Question, run_id: str) -> Answer | None:
        """What a run last answered, whether that is still true or not."""
        entry = self._entries.get(question)
        return entry.answer if entry and entry.key[0] == run_id else None

    def age(self, question: Question) -> float:
        """Seconds since an answer was cached; 0 when it is not."""
        entry = self._entries.get(question)
        return time.monotonic() - entry.cached_at if entry else 0.0

    def refresh(self, question: Question) -> None:
        """Count an answer's age from now on."""
        if entry := self._entries.get(question):
            self._entries[question] = replace(entry, cached_at=time.monotonic())

    def put(self, question: Question, key: Key, answer: Answer, *, size: int) -> None:
        """Cache an answer under the key described *before* it was asked for; `size` in bytes."""
        if _IS_UNCACHED.get():
            return
        self.discard(question)
        if size <= self.maximum_bytes:
            self._entries[question] = _Entry(key, answer, size, time.monotonic())
        if len(self._entries) > self.maximum_count:
            self._entries.popitem()

    def discard(self, question: Question) -> None:
        """Have a question asked again."""
        self._entries.pop(question, None)
