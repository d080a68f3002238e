"""Sentences about numbers of apps, and about what workflows say. Pure."""

import re
from collections.abc import Iterable, Mapping, Sequence

from releasewatch.core.text import sentence
from releasewatch.models.status import Status

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
# What ended in another way than done, and is never added to it.
_BESIDE = (Status.SKIPPED, Status.CANCELLED)


def plural(count: int, noun: str) -> str:
    """'1 app', '1,240 apps'."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def in_words(parts: Sequence[str]) -> str:
    """'2', '2 and 3', '2, 3 and 5'."""
    return " and ".join(filter(None, [", ".join(parts[:-1]), *parts[-1:]]))


def joined(*sentences: str) -> str:
    """Sentences one after the other, empty ones left out."""
    return " ".join(filter(None, sentences))


def beyond(text: str | None, said: str) -> str:
    """Those sentences of a text that say more than what stands beside it."""
    folded = said.lower()
    bare = ((one, one.lower().rstrip(".!? \t\n")) for one in _SENTENCE_END.split(text or ""))
    return sentence(" ".join(one for one, core in bare if core and core not in folded))


def count_words(counts: Mapping[Status, int], statuses: Iterable[Status]) -> str:
    """'30 skipped, 1 failed' of the statuses asked for; those that have none are left out."""
    return ", ".join(f"{counts[status]:,} {status}" for status in statuses if counts.get(status))


def done_words(counts: Mapping[Status, int], verb: str = "") -> str:
    """'11 of 42 apps done, 30 skipped' or, with a verb, '11 of 42 apps are done'; '30 skipped' where that is all."""
    total, done = sum(counts.values()), counts.get(Status.SUCCEEDED, 0)
    beside = count_words(counts, (*_BESIDE, Status.FAILED))
    if not total or any(counts.get(status) == total for status in _BESIDE):
        return beside
    figure = f"{done:,} of {plural(total, 'app')}{verb and f' {verb}'} done"
    return f"{figure}, {beside}" if beside else figure


def done_sentence(counts: Mapping[Status, int]) -> str:
    """The same as a sentence: '11 of 42 apps are done, 30 skipped.'."""
    is_one = counts.get(Status.SUCCEEDED) == 1 or sum(counts.values()) == 1
    return sentence(done_words(counts, "is" if is_one else "are"))
