"""Finds what an answer lists as failed, beside what it says of its children."""

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cached_property

from releasewatch.core.text import FEW, listed, quoted
from releasewatch.models.answers.answer import WorkflowAnswer
from releasewatch.models.answers.json_values import Json, is_nothing, members
from releasewatch.models.answers.names import FailedNames, failed_names, is_of_now
from releasewatch.models.answers.other_words import says_no_error
from releasewatch.models.answers.parts import id_of
from releasewatch.models.answers.sights import APART, MOST_VALUES, Room, entity_id_in, name_of
from releasewatch.models.answers.values import says_nothing
from releasewatch.models.entity_ids import is_entity_id, type_of
from releasewatch.models.status import EntityType, StateTable, Status

_TABLE = StateTable({})


class Below:
    """All that an answer names or holds below its entity, to be found by id or by name."""

    def __init__(self, answer: WorkflowAnswer, type_: EntityType) -> None:
        self._answer = answer
        self._type = type_
        self._meant: dict[tuple[str, EntityType | None], list[str]] = {}

    @cached_property
    def _found(self) -> tuple[dict[str, list[WorkflowAnswer]], dict[str, set[str]]]:
        answers: dict[str, list[WorkflowAnswer]] = defaultdict(list)
        ids: dict[str, set[str]] = defaultdict(set)
        for id_, answer in self._answer.below(self._type):
            answers[id_] += [answer] if answer else []
            name = id_.partition(":")[2].casefold()
            for word in {name, name.rpartition(":")[2], (answer.name or "").casefold() if answer else ""}:
                ids[word].add(id_)
        return answers, ids

    @property
    def is_asked(self) -> bool:
        """Whether one of them is only named, so that more may be known of it elsewhere."""
        return not all(self._found[0].values())

    def ids(self, name: str, type_: EntityType | None) -> list[str]:
        """Those that a name may mean, of one type or of any."""
        if type_of(name):
            return [name] if name in self._found[0] else []
        word = name.casefold()
        if (word, type_) not in self._meant:
            ids = self._found[1].get(word, ())
            self._meant[word, type_] = [id_ for id_ in ids if type_ is None or type_of(id_) is type_]
        return self._meant[word, type_]

    def answers(self, id_: str) -> list[WorkflowAnswer]:
        """What is answered for one, at each place where it stands."""
        return self._found[0].get(id_, [])


def take_failed(answer: WorkflowAnswer, type_: EntityType, unlisted: Iterable[tuple[str, Json]]) -> dict[str, set[str]]:
    """Have those counted as failed that are listed so, and give the fields that say it, each with their ids."""
    below = Below(answer, type_)
    told: dict[str, set[str]] = {}
    # One may be listed under many names, and stand at many places: that is settled once.
    settled: set[tuple[str, FailedNames]] = set()
    for key, found, value, is_inside in _lists(unlisted):
        said = {name: below.ids(name, found.type) for name in _names_in(value, found)}
        # Below `errors`, what is no id of ours, nor the name of anything, may be any text.
        names = [(name, ids) for name, ids in said.items() if found.is_of_things or ids or type_of(name)]
        new = [(name, ids) for name, ids in names if (name, found) not in settled]
        settled.update((name, found) for name, _ in new)
        if names and not is_inside:
            told.setdefault(key, set()).update(*(ids for _, ids in new if found.counts))
        (_take if found.counts else _remark)(answer, key, new, below)
    return told


def _remark(answer: WorkflowAnswer, key: str, said: list[tuple[str, list[str]]], below: Below) -> None:
    """Name those of which there is an error, which they may have overcome."""
    named = [name for name, ids in said if not any(_has_failed(each) for id_ in ids for each in below.answers(id_))]
    if named:
        answer.findings.append(
            f"{quoted(key)} is no field of the contract, and names {_told(named)}: it does not count."
        )


def _take(answer: WorkflowAnswer, key: str, said: list[tuple[str, list[str]]], below: Below) -> None:
    asked, lost, said_failed = [], [], set(answer.said_failed)
    for name, ids in said:
        answers = [each for id_ in ids for each in below.answers(id_)]
        if any(map(_has_failed, answers)):
            continue
        if len(answers) == 1:
            _fail(answers[0], f"{answer.id} has it under {quoted(key)}: the worst counts.")
        elif answers or not (ids or below.is_asked):
            lost.append(name)
        else:
            asked.append(name)
            said_failed.update(ids)
    answer.said_failed = frozenset(said_failed)
    start = f"{quoted(key)} is no field of the contract, and names"
    if asked:
        answer.findings.append(f"{start} {_told(asked)} as failed: what they answer themselves counts.")
    if lost:
        answer.findings.append(f"{start} {_told(lost)} as failed, of which nothing else is said.")
        answer.lost_children = True


def _told(names: list[str]) -> str:
    return listed([quoted(name) for name in names[:FEW]], len(names))


def _fail(answer: WorkflowAnswer, why: str) -> None:
    answer.again = [*answer.again, replace(answer, state="failed")]
    answer.findings = [*answer.findings, why]


def _has_failed(answer: WorkflowAnswer) -> bool:
    type_ = type_of(answer.id) or EntityType.APP
    return any(_TABLE.status(type_, each.state or "") is Status.FAILED for each in (answer, *answer.again))


def _lists(unlisted: Iterable[tuple[str, Json]]) -> Iterator[tuple[str, FailedNames, Json, bool]]:
    """The fields, and those inside objects, whose names say of what stands there that it has failed."""
    room = Room(MOST_VALUES)
    waiting = deque((key, value, False) for key, value in unlisted)
    while waiting:
        key, value, is_inside = waiting.popleft()
        value = room.take(value)
        found = failed_names(key)
        if found and not (is_nothing(value) or says_nothing(value)):
            yield key, found, value, is_inside
        elif isinstance(value, dict) and is_of_now(key) and not type_of(id_of(value) or ""):
            waiting.extend((name, part, True) for name, part in members(value) if isinstance(part, str | list | dict))


def _is_id(word: str) -> bool:
    type_ = type_of(word)
    return type_ is not None and is_entity_id(word, type_)


def _names_in(value: Json, found: FailedNames) -> Iterator[str]:
    if isinstance(value, str):
        yield from _names_in_text(value, found)
    elif isinstance(value, list):
        names = ((entity_id_in(part) or name_of(part, "")) if isinstance(part, dict) else part for part in value)
        yield from (name.strip() for name in names if isinstance(name, str) and not is_nothing(name))
    elif own := entity_id_in(value) or name_of(value, ""):
        yield own
    else:
        yield from (name for name, part in members(value) if part and not is_nothing(part))


def _names_in_text(text: str, found: FailedNames) -> list[str]:
    words = APART.split(text.strip())
    if all(map(_is_id, words)):
        return words
    return [text.strip()] if found.is_of_things and not says_no_error(text) else []
