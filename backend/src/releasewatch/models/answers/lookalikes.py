"""Finds what looks like children under names that the contract does not have."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from releasewatch.core.text import listed, quoted
from releasewatch.models.answers.json_values import Json, kind, members
from releasewatch.models.answers.names import IDS, INLINE, NAMING, folded, is_state_word, is_word_for_children
from releasewatch.models.entity_ids import is_entity_id, type_of
from releasewatch.models.state_words import fold
from releasewatch.models.status import EntityType, StateTable

_LEVELS = list(EntityType)
_TABLE = StateTable({})


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
        nameless: Objects with a name and a state, whose id is none of ours.
    """

    entities: list[tuple[str, list[str]]] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    nameless: list[str] = field(default_factory=list)


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
            waiting.extend(("", each) for each in reversed(part))
        elif isinstance(part, dict):
            if not _see_object(part, key, type_, seen):
                seen.entities.extend((id_, _states_in(said)) for id_, said in part.items() if _depth(id_, type_) >= 0)
            # Also inside one that is known: what it holds may not be.
            waiting.extend(reversed(part.items()))
    return seen


def _see_object(value: dict[str, Json], key: str | None, type_: EntityType, seen: _Sight) -> bool:
    """Note an object that is an entity or could be one."""
    said = {folded(name): part for name, part in value.items() if isinstance(part, str)}
    id_ = said.get("id", "")
    if type_of(id_):
        if _depth(id_, type_) >= 0:
            seen.entities.append((id_, _states_in(value)))
        return _depth(id_, type_) > 0
    names = (said[word] for word in (NAMING if key is not None else NAMING[:1]) if said.get(word))
    # `status: {"health": {..}}` says more of the entity itself.
    name = id_ or next(names, "") or ("" if key and is_state_word(key) else key)
    if name and any(map(is_state_word, value)):
        seen.nameless.append(name)
        return True
    return False


def _states_in(value: Json) -> list[str]:
    """The states that an object says, in any spelling, or the text that stands for one."""
    if not isinstance(value, dict):
        return [value] if isinstance(value, str) else []
    said = [(key, part) for key, part in members(value) if isinstance(part, str)]
    return [part for key, part in said if folded(key) == "state"] or [part for key, part in said if is_state_word(key)][
        :1
    ]


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
    others = list(dict.fromkeys(_told_otherwise(seen, family)))
    below = [id_ for id_ in others if _depth(id_, family.type) > 0]
    ids = [id_ for id_ in seen.ids if id_ not in family.states]
    has_child_name = is_word_for_children(key, family.type)
    nameless = seen.nameless if has_child_name else []
    # An entity of the same level is no part of this one, but a list of them may be meant as children.
    beside = others if isinstance(value, list) or has_child_name else []
    words = _words(value) if has_child_name else []
    if isinstance(value, dict) and has_child_name:
        nameless = [*nameless, *(name for name, said in value.items() if _is_state(said))]
    if family.type.child is None:
        return False, beside or nameless or words
    if not family.states:
        names = below or ids or seen.nameless or words
        return bool(names), names or beside
    nearest = [id_ for id_ in (*below, *ids) if _depth(id_, family.type) == 1]
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


def _is_state(value: Json) -> bool:
    return isinstance(value, str) and _TABLE.status(EntityType.APP, value) is not None


def _words(value: Json) -> list[str]:
    """The names and objects in a value whose field name suggests children."""
    if isinstance(value, dict):
        return [key for key, part in value.items() if isinstance(part, list | dict) or _is_state(part)]
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
