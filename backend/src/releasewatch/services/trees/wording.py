"""What one node is called, what its badge says, why, and since when. Pure."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from releasewatch.core.text import shorten
from releasewatch.models.entities import Code, Execution, ExecutionStatus, Node
from releasewatch.models.status import FINAL, EntityType, Status
from releasewatch.models.words import WORDS, Word
from releasewatch.services.trees.parts import Part

LONGEST_NAME = 200

# How Temporal ended a run: no later word of the workflow says it better.
_ENDED = {
    Code.EXECUTION_FAILED: Word.FAILED,
    Code.EXECUTION_TIMED_OUT: Word.TIMED_OUT,
    Code.EXECUTION_TERMINATED: Word.TERMINATED,
}
# What Temporal says is newer than the workflow's last word.
_TEMPORALS = frozenset(
    {*_ENDED, Code.EXECUTION_CANCELED, Code.EXECUTION_PAUSED, Code.EXECUTION_UNKNOWN, Code.ACTIVITY_PAUSED}
)
# These explain a calm status. Any other reason beside a usable answer is a remark on it.
_EXPLANATIONS = frozenset({Code.NOT_STARTED, Code.BETWEEN_RUNS, Code.EXECUTION_CANCELED, Code.PARENT_CLOSED})
_CALM = frozenset({Status.RUNNING, Status.PENDING, Status.CANCELLED, Status.SKIPPED, Status.SUCCEEDED})
_TOLD_WHY = frozenset({Status.FAILED, Status.RETRYING, Status.UNKNOWN, Status.WAITING})
_ODD = frozenset({"reason", "code"})
_OPEN = frozenset({ExecutionStatus.RUNNING, ExecutionStatus.PAUSED})


def worded(part: Part, ordinal: int | None, said: Mapping[str, Any], below: Sequence[Node]) -> dict[str, Any]:
    """The fields that put a node in words: only those with something to say, since each costs its time.

    Args:
        part: Which node.
        ordinal: Its number among its siblings, from 1; None where it was read by itself.
        said: Its other fields.
        below: The nodes one level below.
    """
    status: Status = said["status"]
    if part.type is EntityType.APP and status not in _TOLD_WHY and not _ODD.intersection(said) and "name" in said:
        # Nine of ten nodes are such: nothing but their name and status.
        return {}
    shown = shown_status(status, said["health"])
    told = _called(part, ordinal, said.get("name"))
    if (word := _word(part.type, shown, said, below)) is not WORDS[said["health"]]:
        told["word"] = word
    if status in _TOLD_WHY or "reason" in said:
        cause = cause_of(status, said)
        if cause != (said.get("message") or said.get("reason")):
            told["cause"] = cause
        if remark := remark_of(status, said):
            told["remark"] = remark
    if status is not shown or status is Status.RETRYING or "code" in said:
        since = _since(status, shown, said, below)
        if since != told_since(said):
            told["since"] = since
    return told


def _called(part: Part, ordinal: int | None, name: str | None) -> dict[str, Any]:
    """What a node is called, where that is not its name."""
    if name and part.type is not EntityType.WAVE and len(name) <= LONGEST_NAME:
        return {}
    label = label_of(part.id, name, part.path.split("/")[:-1])
    if part.type is not EntityType.WAVE or ordinal is None:
        return {"label": label}
    detail = wave_detail(name, label, ordinal)
    return {"label": f"Wave {ordinal}"} | ({"detail": detail} if detail else {})


def _word(type_: EntityType, shown: Status, said: Mapping[str, Any], below: Sequence[Node]) -> Word:
    if shown is not Status.FAILED:
        return Word.STUCK if shown is Status.RETRYING and "stuck" in said else WORDS[shown]
    # A cluster is as open as its bundle.
    is_bundle_open = type_ is EntityType.CLUSTER and any(is_open(node.status, node.execution) for node in below)
    may_move = is_bundle_open or is_open(said["status"], said.get("execution"))
    return failed_word(type_, said.get("code"), is_open=may_move)


def word_of(node: Node) -> Word:
    """What a node's badge says."""
    return node.word or WORDS[node.health]


def name_of(node: Node) -> str:
    """What a node is called."""
    return node.label or node.name or node.id


def label_of(entity_id: str, name: str | None, above: Iterable[str]) -> str:
    """Its name, else its id without the type and without what an id `above` says already."""
    if name:
        return shorten(name, LONGEST_NAME)
    own = _after_type(entity_id)
    said = [len(each) + 1 for each in map(_after_type, above) if own.startswith(f"{each}:")]
    return own[max(said, default=0) :] or own


def wave_detail(name: str | None, label: str, ordinal: int) -> str | None:
    """What a wave is called besides its number: 'Wave 2', 'wave-2' and 'Wave 2: Europe' lose the number."""
    if not name:
        # A number in an id is made by the program that counts, not told to people.
        return None if _is_ordinal(label.rpartition(":")[2], r"\d+") else label
    if _is_ordinal(label, str(ordinal)):
        return None
    return re.sub(rf"^wave[\s_-]*0*{ordinal}\b[\s:,–-]*", "", label, flags=re.IGNORECASE).strip() or None  # noqa: RUF001


def _is_ordinal(text: str, ordinal: str) -> bool:
    return re.fullmatch(rf"(?:wave)?[\s_:.#-]*0*{ordinal}", text, flags=re.IGNORECASE) is not None


def _after_type(entity_id: str) -> str:
    return entity_id.partition(":")[2]


def is_open(status: Status, execution: Execution | None) -> bool:
    """Whether a node may still move. A part inside another workflow has no run: its own status tells."""
    return execution.status in _OPEN if execution else status not in FINAL


def failed_word(type_: EntityType, code: Code | None, *, is_open: bool) -> Word:
    """How a failure is said of a node that may still move, or not."""
    if (code in _ENDED and not is_open) or type_ is EntityType.APP:
        return own_failure(code, is_open=is_open)
    if is_open:
        return Word.FAILING
    return Word.ENDED_WITH_FAILURES if type_ is EntityType.RELEASE else Word.FAILED


def own_failure(code: Code | None, *, is_open: bool) -> Word:
    """How a node itself failed, whatever lies below it."""
    return _ENDED.get(code, Word.FAILED) if code and not is_open else Word.FAILED


def shown_status(status: Status, health: Status) -> Status:
    """The health, except that parts skipped by plan make a node that succeeded no less."""
    return Status.SUCCEEDED if health is Status.SKIPPED and status is Status.SUCCEEDED else health


def cause_of(status: Status, said: Mapping[str, Any]) -> str | None:
    """What is nearest to the cause, of all that a node says."""
    message, reason, code = said.get("message"), said.get("reason"), said.get("code")
    if status is Status.RETRYING and code is not Code.BETWEEN_RUNS:
        return _last_failure(said) or message or reason
    if status is Status.WAITING and code is not Code.BETWEEN_RUNS and (who := said.get("waiting_for")):
        return f"Waiting for {who}"
    if status is Status.UNKNOWN or code is Code.BETWEEN_RUNS or code in _TEMPORALS:
        return reason or message
    return message or reason or _last_failure(said)


def remark_of(status: Status, said: Mapping[str, Any]) -> str | None:
    """What was odd about an answer that could be used all the same. In trouble the reason is the cause."""
    is_remark = status in _CALM and said.get("code") not in _EXPLANATIONS
    return said.get("reason") if is_remark else None


def own_since(status: Status, said: Mapping[str, Any]) -> datetime | None:
    """Since when the node's own status holds, whatever lies below it."""
    execution: Execution | None = said.get("execution")
    if execution and execution.retrying and status is Status.RETRYING and execution.retrying.since:
        return execution.retrying.since
    # Temporal ended the run after the workflow had spoken for the last time.
    if execution and execution.closed_at and str(said.get("code", "")).startswith("execution_"):
        return execution.closed_at
    return told_since(said)


def told_since(said: Mapping[str, Any]) -> datetime | None:
    """Since when, as far as a node's other fields say it."""
    execution: Execution | None = said.get("execution")
    return said.get("updated_at") or (execution.started_at if execution else None)


def _since(status: Status, shown: Status, said: Mapping[str, Any], below: Sequence[Node]) -> datetime | None:
    """Since when the shown status holds: one that comes from below since the first part has it."""
    own = own_since(status, said)
    if status is shown:
        return own
    is_stuck = shown is Status.RETRYING and bool(said.get("stuck"))
    causes = [node for node in below if node.health is shown and (node.stuck or not is_stuck)]
    times = [since for node in causes if (since := since_of(node))]
    return min(times, default=own)


def since_of(node: Node) -> datetime | None:
    """Since when a node's word holds."""
    return node.since or told_since(vars(node))


def _last_failure(said: Mapping[str, Any]) -> str | None:
    execution: Execution | None = said.get("execution")
    return execution.retrying.last_failure if execution and execution.retrying else None
