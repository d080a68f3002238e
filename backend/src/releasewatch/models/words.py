"""The words that people read: one for each status, finer ones where a status alone says too little. Pure."""

from collections.abc import Mapping
from enum import StrEnum

from pydantic import BaseModel, Field

from releasewatch.models.status import FINAL, StateTable, Status


class Word(StrEnum):
    """What a badge says, worst first."""

    FAILED = "Failed"
    FAILING = "Failing"
    ENDED_WITH_FAILURES = "Ended with failures"
    TIMED_OUT = "Timed out"
    TERMINATED = "Terminated"
    STUCK = "Stuck"
    RETRYING = "Retrying"
    UNKNOWN = "Unknown"
    NEEDS_APPROVAL = "Needs approval"
    PAUSED = "Paused"
    IN_PROGRESS = "In progress"
    NOT_STARTED = "Not started"
    CANCELLED = "Cancelled"
    SKIPPED = "Skipped"
    SUCCEEDED = "Succeeded"


class Term(BaseModel):
    """How a word is used."""

    word: Word
    status: Status = Field(description="Its icon and colour.")
    past: str = Field(description='Said of what is no longer confirmed: "Was failing".')
    one: str = Field(description='After a count of one: "needs approval".')
    many: str = Field(description='After any other count: "need approval".')
    attention: bool = Field(description="Needs a person.")


class StatusTerm(BaseModel):
    """One status of the vocabulary."""

    status: Status
    label: Word
    meaning: str
    attention: bool = Field(description="Needs a person. Retrying does once it is stuck.")
    final: bool
    states: list[str] = Field(description="Workflow states that mean it, folded.")


ATTENTION = frozenset({Status.FAILED, Status.UNKNOWN, Status.WAITING})

WORDS: Mapping[Status, Word] = {
    Status.FAILED: Word.FAILED,
    Status.RETRYING: Word.RETRYING,
    Status.UNKNOWN: Word.UNKNOWN,
    Status.WAITING: Word.NEEDS_APPROVAL,
    Status.PAUSED: Word.PAUSED,
    Status.RUNNING: Word.IN_PROGRESS,
    Status.PENDING: Word.NOT_STARTED,
    Status.CANCELLED: Word.CANCELLED,
    Status.SKIPPED: Word.SKIPPED,
    Status.SUCCEEDED: Word.SUCCEEDED,
}
_MEANINGS: Mapping[Status, str] = {
    Status.FAILED: "Ended in failure, or holds a failed child. A parent still running reads Failing.",
    Status.RETRYING: "Trying again, with the attempt number. Past its threshold it reads Stuck.",
    Status.UNKNOWN: "Could not be read: unreachable, no worker, query failed, not found.",
    Status.WAITING: "A person or a gate must say yes.",
    Status.PAUSED: "Stopped on purpose.",
    Status.RUNNING: "Work is going on.",
    Status.PENDING: "Waits its turn.",
    Status.CANCELLED: "Ended on purpose before the end.",
    Status.SKIPPED: "Skipped by plan. Not counted as done.",
    Status.SUCCEEDED: "Ended well, and every child did.",
}
_FINER: Mapping[Word, Status] = {
    Word.FAILING: Status.FAILED,
    Word.ENDED_WITH_FAILURES: Status.FAILED,
    Word.TIMED_OUT: Status.FAILED,
    Word.TERMINATED: Status.FAILED,
    Word.STUCK: Status.RETRYING,
}
# What does not read well after "Was".
_PAST: Mapping[Word, str] = {
    Word.FAILED: "Had failed",
    Word.ENDED_WITH_FAILURES: "Had ended with failures",
    Word.TIMED_OUT: "Had timed out",
    # What could not be read before cannot be read now.
    Word.UNKNOWN: "Unknown",
    Word.NEEDS_APPROVAL: "Needed approval",
    Word.NOT_STARTED: "Had not started",
    Word.SUCCEEDED: "Had succeeded",
}
_MANY: Mapping[Word, str] = {Word.NEEDS_APPROVAL: "need approval"}


def _term(word: Word, status: Status) -> Term:
    said = word.lower()
    return Term(
        word=word,
        status=status,
        past=_PAST.get(word, f"Was {said}"),
        one=said,
        many=_MANY.get(word, said),
        attention=status in ATTENTION or word is Word.STUCK,
    )


_STATUSES = {**{word: status for status, word in WORDS.items()}, **_FINER}
TERMS: Mapping[Word, Term] = {word: _term(word, _STATUSES[word]) for word in Word}


def vocabulary(table: StateTable) -> list[StatusTerm]:
    """The ten statuses, worst first, with the states that mean them."""
    return [
        StatusTerm(
            status=status,
            label=WORDS[status],
            meaning=_MEANINGS[status],
            attention=status in ATTENTION,
            final=status in FINAL,
            states=table.states(status),
        )
        for status in Status
    ]
