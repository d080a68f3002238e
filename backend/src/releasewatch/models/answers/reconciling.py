"""Compares two answers that one workflow gave for itself, to different queries."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from releasewatch.core.text import FEW, listed, quoted
from releasewatch.models.answers.answer import WorkflowAnswer
from releasewatch.models.state_words import fold
from releasewatch.models.status import EntityType


def left_out(answer: WorkflowAnswer, other: WorkflowAnswer, type_: EntityType) -> list[str]:
    """What the other answer tells of, at any level, and this one does not."""
    known = {id_ for id_, _ in answer.below(type_)}
    return [id_ for id_ in dict.fromkeys(id_ for id_, _ in other.below(type_)) if id_ not in known]


def reconcile(answer: WorkflowAnswer, other: WorkflowAnswer, type_: EntityType, query: str) -> None:
    """Note in the answer that counts what only the other one said, which `query` gave."""
    if missing := left_out(answer, other, type_):
        told = f"Only {query} tells of {listed(missing[:FEW], len(missing))}: its queries disagree."
        if told not in answer.findings:
            answer.findings = [*answer.findings, told]
            answer.lost_children = True
    known = defaultdict(list)
    for id_, said in _said(answer, type_):
        known[id_].append(said)
    for id_, said in _said(other, type_):
        for mine in known[id_]:
            _compare(mine, said, query)


def _said(answer: WorkflowAnswer, type_: EntityType) -> Iterator[tuple[str, WorkflowAnswer]]:
    yield answer.id, answer
    yield from ((id_, said) for id_, said in answer.below(type_) if said)


def _compare(mine: WorkflowAnswer, other: WorkflowAnswer, query: str) -> None:
    states = {fold(each.state or "") for each in (mine, *mine.again)}
    if other.state and fold(other.state) not in states:
        mine.findings = [*mine.findings, f"{query} says of its state {quoted(other.state)}: the worst counts."]
        mine.again = [*mine.again, replace(mine, state=other.state)]
