"""Finds what looks like children under names that the contract does not have."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from releasewatch.core.text import FEW, listed, quoted
from releasewatch.models.answers.json_values import Json, kind, members
from releasewatch.models.answers.names import IDS, INLINE, is_of_now, is_state_word, is_word_for_children
from releasewatch.models.answers.parts import not_looked_at
from releasewatch.models.answers.sights import (
    APART,
    MOST_VALUES,
    Room,
    Sight,
    depth,
    has_failed,
    is_state,
    see,
    unpacked,
)
from releasewatch.models.answers.values import says_nothing
from releasewatch.models.entity_ids import type_of
from releasewatch.models.state_words import fold
from releasewatch.models.status import EntityType


@dataclass(slots=True)
class Family:
    """What an answer says, as it should, of an entity and of all below it.

    Attributes:
        states: By id, the states of those that are answered for; of those only named, none.
        is_asked: Whether one is only named, so that more may be known of it elsewhere.
        told: By field, the ids of those on which its word was taken already.
    """

    id: str
    type: EntityType
    states: dict[str, list[str]]
    is_asked: bool
    told: Mapping[str, Collection[str]]


def strange_children(unlisted: Iterable[tuple[str, Json]], family: Family) -> tuple[list[str], bool]:
    """One sentence for each field that seems to hold children, and whether any of them are lost."""
    notes: list[str] = []
    is_lost = False
    room = Room(MOST_VALUES)
    cut = []
    for key, value in unlisted:
        lost, names = _judge(key, value, family, room)
        if names:
            is_lost = is_lost or lost
            notes.append(_sentence(key, names, family.type))
        if room.was_cut():
            cut.append(key)
    if cut:
        notes.append(not_looked_at(cut))
    return notes, is_lost or any(map(is_of_now, cut))


def unknown_below(unlisted: Iterable[tuple[str, Json]]) -> str | None:
    """One sentence for all that may be below a release which is done and tells of nothing below it."""
    names = [key for key, value in unlisted if is_of_now(key) and not is_state_word(key) and _may_hold(value)]
    if not names:
        return None
    told = listed([quoted(name) for name in names[:FEW]], len(names))
    return f"It is done and has no waves. They may be in {told}, which the contract does not have."


def _may_hold(value: Json) -> bool:
    return has_failed(value) if isinstance(value, str) else not says_nothing(value)


def _judge(key: str, value: Json, family: Family, room: Room) -> tuple[bool, list[str]]:
    """Whether children are lost here, and the names of what looks like children."""
    has_child_name = is_word_for_children(key, family.type)
    value = unpacked(value)
    if isinstance(value, str) and not has_child_name and not type_of(value):
        return False, []
    value = room.fit(value)
    seen = see(value, family.type, room)
    otherwise = [id_ for id_ in dict.fromkeys(_told_otherwise(seen, family)) if id_ not in family.told.get(key, ())]
    others = [id_ for id_ in otherwise if is_of_now(key) or id_ not in family.states]
    below = [id_ for id_ in others if depth(id_, family.type) > 0]
    ids = [id_ for id_ in seen.ids if id_ not in family.states]
    nameless = seen.nameless if has_child_name else seen.failing if is_of_now(key) else []
    # An entity of the same level is no part of this one, but a list of them may be meant as children.
    beside = others if isinstance(value, list) or has_child_name else []
    words = _words(value) if has_child_name else []
    if isinstance(value, dict) and has_child_name:
        nameless = list(dict.fromkeys([*nameless, *(name for name, said in members(value) if is_state(said))]))
    if family.type.child is None:
        return False, beside or nameless or words
    if not family.states:
        names = below or ids or (seen.nameless if is_of_now(key) else []) or words
        return bool(names), names or beside
    nearest = [id_ for id_ in dict.fromkeys((*below, *ids)) if depth(id_, family.type) == 1]
    if nearest:
        # A single id may as well be a pointer, such as to the next child.
        return any(_is_lost(id_, family) for id_ in nearest) and not isinstance(value, str), nearest
    return bool(below) and not family.is_asked, below or nameless or beside


def _told_otherwise(seen: Sight, family: Family) -> Iterator[str]:
    """Entities that the answer itself does not name with the same state."""
    for id_, states in seen.entities:
        known = family.states.get(id_)
        is_the_same = known is not None and set(map(fold, filter(None, states))) <= set(map(fold, known))
        if id_ != family.id and not is_the_same:
            yield id_


def _is_lost(id_: str, family: Family) -> bool:
    """Whether no workflow is asked that could say more of it."""
    return family.states.get(id_) != []


def _words(value: Json) -> list[str]:
    """The names and objects in a value whose field name suggests children."""
    if isinstance(value, dict):
        return [key for key, part in members(value) if isinstance(part, list | dict) or is_state(part)]
    if isinstance(value, str):
        return ["JSON in a text"] if value.lstrip()[:1] in ("[", "{") else list(filter(type_of, APART.split(value)))
    parts = value if isinstance(value, list) else ()
    return [part if isinstance(part, str) else kind(part) for part in parts if isinstance(part, str | dict) and part]


def _sentence(key: str, names: list[str], type_: EntityType) -> str:
    told = listed([quoted(name) for name in names[:FEW]], len(names))
    start = f"{quoted(key)} is no field of the contract for {'an' if type_ is EntityType.APP else 'a'} {type_}"
    if type_.child is None:
        return f"{start}, and nothing stands below one: {told}."
    if all(depth(name, type_) == 0 for name in names):
        return f"{start}, and nothing of the same level stands below one: {told}."
    place = "They belong" if all(depth(name, type_) <= 1 for name in names) else "What is above them belongs"
    return f"{start}, and holds what looks like its children: {told}. {place} in {IDS[type_]} or {INLINE[type_]}."
