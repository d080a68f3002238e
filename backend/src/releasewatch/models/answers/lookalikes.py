"""Finds what looks like children under names that the contract does not have."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from releasewatch.core.text import listed, quoted
from releasewatch.models.answers.json_values import Json, kind, members
from releasewatch.models.answers.names import (
    IDS,
    INLINE,
    folded,
    is_naming,
    is_of_now,
    is_state_word,
    is_word_for_children,
)
from releasewatch.models.answers.other_words import failing
from releasewatch.models.answers.parts import id_of
from releasewatch.models.entity_ids import is_entity_id, type_of
from releasewatch.models.state_words import fold
from releasewatch.models.status import EntityType, StateTable, Status

_LEVELS = list(EntityType)
_TABLE = StateTable({})
_APART = re.compile(r"[\s,;]+")


@dataclass(slots=True)
class Family:
    """What an answer says, as it should, of an entity and of all below it.

    Attributes:
        states: By id, the states of those that are answered for; of those only named, none.
        is_asked: Whether one is only named, so that more may be known of it elsewhere.
    """

    id: str
    type: EntityType
    states: dict[str, list[str]]
    is_asked: bool


@dataclass(slots=True)
class _Sight:
    """What was found in one value.

    Attributes:
        entities: Ids and states of whole objects, of this level or one below.
        ids: Ids of a level below that only stand there.
        nameless: Names of what has a state, and an id that is none of ours.
        failing: Those of them that have failed.
    """

    entities: list[tuple[str, list[str]]] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    nameless: list[str] = field(default_factory=list)
    failing: list[str] = field(default_factory=list)

    def name(self, name: str, *, has_failed: bool) -> None:
        """Note something by its name."""
        self.nameless.append(name)
        if has_failed:
            self.failing.append(name)


def _depth(id_: str, type_: EntityType) -> int:
    """How many levels below a type an id belongs: 0 for the same, -1 for one above or none of ours."""
    found = type_of(id_)
    return max(-1, _LEVELS.index(found) - _LEVELS.index(type_)) if found else -1


def _see(value: Json, type_: EntityType) -> _Sight:
    seen = _Sight()
    # With the name under which each stands in an object, if it is one of several.
    waiting: list[tuple[str | None, Json]] = [(None, value)]
    while waiting:
        key, part = waiting.pop()
        if isinstance(part, str):
            found = type_of(part)
            if found and _depth(part, type_) > 0 and is_entity_id(part, found):
                seen.ids.append(part)
        elif isinstance(part, list):
            # JavaScript's maps are lists of pairs.
            said = [dict([part])] if _is_pair(part) else part
            waiting.extend(("", each) for each in reversed(said))
        elif isinstance(part, dict):
            if not _see_object(part, key, type_, seen):
                seen.entities.extend((id_, _states_in(said)) for id_, said in part.items() if _depth(id_, type_) >= 0)
                _see_map(part, seen)
            # Also inside one that is known: what it holds may not be.
            waiting.extend(reversed(part.items()))
    return seen


def _is_pair(value: list[Json]) -> bool:
    match value:
        case [str(id_), said]:
            return bool(type_of(id_)) and (isinstance(said, dict) or _is_state(said))
        case _:
            return False


def _see_object(value: dict[str, Json], key: str | None, type_: EntityType, seen: _Sight) -> bool:
    """Note an object that is an entity or could be one."""
    if id_ := _entity_id_in(value):
        if _depth(id_, type_) >= 0:
            seen.entities.append((id_, _states_in(value)))
        return _depth(id_, type_) > 0
    has_failed = _has_failed(value)
    name = _name_of(value, key) if has_failed or any(map(is_state_word, value)) else ""
    if has_failed and key == "":
        name = name or kind(value)
    if name:
        seen.name(name, has_failed=has_failed)
    return bool(name)


def _name_of(value: dict[str, Json], key: str | None) -> str:
    """What an object calls itself; one of several may do so in more ways, or stand under its name."""
    names = (
        part
        for word, part in value.items()
        if isinstance(part, str) and (folded(word) == "name" if key is None else is_naming(word))
    )
    # `status: {"health": {..}}` says more of the entity itself.
    above = "" if key is None or is_state_word(key) else key
    return id_of(value) or next(filter(None, names), above)


def _entity_id_in(value: dict[str, Json]) -> str | None:
    """The id of the entity that an object tells of: its own, or the lowest of those under names for one."""
    id_ = id_of(value)
    if id_ and type_of(id_):
        return id_
    named = [part for key, part in value.items() if isinstance(part, str) and type_of(part) and is_naming(key)]
    return max(named, key=lambda each: _depth(each, EntityType.RELEASE), default=None)


def _has_failed(value: dict[str, Json]) -> bool:
    found = (failing(None, key, part, is_good=True) for key, part in members(value))
    return any(each and each.is_its_own for each in found)


def _see_map(value: dict[str, Json], seen: _Sight) -> None:
    """Note the names in an object that has a state for each; a single one may be anything, unless it has failed."""
    has_failed: dict[str, bool] = {}
    for name, said in value.items():
        status = _status_of(said)
        if status is None or is_naming(name) or is_state_word(name):
            return
        if not type_of(name):
            has_failed[name] = status is Status.FAILED
    if len(has_failed) > 1 or any(has_failed.values()):
        for name, failed in has_failed.items():
            seen.name(name, has_failed=failed)


def _states_in(value: Json) -> list[str]:
    """The states that an object says, in any spelling, or the text that stands for one."""
    if not isinstance(value, dict):
        return [value] if isinstance(value, str) else []
    said = [(key, part) for key, part in members(value) if isinstance(part, str)]
    own = [part for key, part in said if folded(key) == "state"]
    other = [part for key, part in said if is_state_word(key) or (folded(key) == "value" and _is_state(part))]
    return own or other[:1]


def strange_children(unlisted: Iterable[tuple[str, Json]], family: Family) -> tuple[list[str], bool]:
    """One sentence for each field that seems to hold children, and whether any of them are lost."""
    notes: list[str] = []
    is_lost = False
    for key, value in unlisted:
        lost, names = _judge(key, value, family)
        if names:
            is_lost = is_lost or lost
            notes.append(_sentence(key, names, family.type))
    return notes, is_lost


def _judge(key: str, value: Json, family: Family) -> tuple[bool, list[str]]:
    """Whether children are lost here, and the names of what looks like children."""
    seen = _see(value, family.type)
    others = [id_ for id_ in dict.fromkeys(_told_otherwise(seen, family)) if is_of_now(key) or id_ not in family.states]
    below = [id_ for id_ in others if _depth(id_, family.type) > 0]
    ids = [id_ for id_ in seen.ids if id_ not in family.states]
    has_child_name = is_word_for_children(key, family.type)
    nameless = seen.nameless if has_child_name else seen.failing if is_of_now(key) else []
    # An entity of the same level is no part of this one, but a list of them may be meant as children.
    beside = others if isinstance(value, list) or has_child_name else []
    words = _words(value) if has_child_name else []
    if isinstance(value, dict) and has_child_name:
        nameless = list(dict.fromkeys([*nameless, *(name for name, said in value.items() if _is_state(said))]))
    if family.type.child is None:
        return False, beside or nameless or words
    if not family.states:
        names = below or ids or (seen.nameless if is_of_now(key) else []) or words
        return bool(names), names or beside
    nearest = [id_ for id_ in dict.fromkeys((*below, *ids)) if _depth(id_, family.type) == 1]
    if nearest:
        # A single id may as well be a pointer, such as to the next child.
        return any(_is_lost(id_, family) for id_ in nearest) and not isinstance(value, str), nearest
    return bool(below) and not family.is_asked, below or nameless or beside


def _told_otherwise(seen: _Sight, family: Family) -> Iterator[str]:
    """Entities that the answer itself does not name with the same state."""
    for id_, states in seen.entities:
        known = family.states.get(id_)
        is_the_same = known is not None and set(map(fold, filter(None, states))) <= set(map(fold, known))
        if id_ != family.id and not is_the_same:
            yield id_


def _is_lost(id_: str, family: Family) -> bool:
    """Whether no workflow is asked that could say more of it."""
    return family.states.get(id_) != []


def _status_of(value: Json) -> Status | None:
    return _TABLE.status(EntityType.APP, value) if isinstance(value, str) else None


def _is_state(value: Json) -> bool:
    return _status_of(value) is not None


def _words(value: Json) -> list[str]:
    """The names and objects in a value whose field name suggests children."""
    if isinstance(value, dict):
        return [key for key, part in value.items() if isinstance(part, list | dict) or _is_state(part)]
    if isinstance(value, str):
        return ["JSON in a text"] if value.lstrip()[:1] in ("[", "{") else list(filter(type_of, _APART.split(value)))
    parts = value if isinstance(value, list) else ()
    return [part if isinstance(part, str) else kind(part) for part in parts if isinstance(part, str | dict) and part]


def _sentence(key: str, names: list[str], type_: EntityType) -> str:
    told = listed([quoted(name) for name in names])
    start = f"{quoted(key)} is no field of the contract for {'an' if type_ is EntityType.APP else 'a'} {type_}"
    if type_.child is None:
        return f"{start}, and nothing stands below one: {told}."
    if all(_depth(name, type_) == 0 for name in names):
        return f"{start}, and nothing of the same level stands below one: {told}."
    place = "They belong" if all(_depth(name, type_) <= 1 for name in names) else "What is above them belongs"
    return f"{start}, and holds what looks like its children: {told}. {place} in {IDS[type_]} or {INLINE[type_]}."
