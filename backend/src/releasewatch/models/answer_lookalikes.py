"""What stands in an answer under names that the contract does not have, and looks like children."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from releasewatch.core.text import listed, quoted
from releasewatch.models.answer_names import IDS, INLINE, STATE_WORDS, folded, is_word_for_children
from releasewatch.models.entity_ids import is_entity_id, type_of
from releasewatch.models.json_values import Json, kind
from releasewatch.models.status import EntityType

_LEVELS = list(EntityType)


@dataclass(slots=True)
class _Sight:
    """What was seen in one value.

    Attributes:
        entities: Ids of whole objects, of a level below.
        ids: Ids of a level below that only stand there.
        nameless: Objects with a name and a state, whose id is none of ours.
    """

    entities: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    nameless: list[str] = field(default_factory=list)

    def without(self, known: frozenset[str]) -> "_Sight":
        """Only what is not known otherwise."""
        entities = [each for each in self.entities if each not in known]
        return _Sight(entities, [each for each in self.ids if each not in known], self.nameless)


@dataclass(slots=True)
class Family:
    """The children that an entity is known to have.

    Attributes:
        ids: Those of everything below it that the answer names or holds.
        is_asked: Whether a child is only named, so that more may be known of it elsewhere.
    """

    id: str
    type: EntityType
    ids: frozenset[str]
    is_asked: bool


def _below(type_: EntityType | None, than: EntityType) -> bool:
    """Whether a type stands below another; nothing stands below apps, so apps count there."""
    return type_ is not None and (_LEVELS.index(type_) > _LEVELS.index(than) or type_ is than is EntityType.APP)


def _see(value: Json, type_: EntityType) -> _Sight:
    seen, waiting = _Sight(), [value]
    while waiting:
        part = waiting.pop()
        if isinstance(part, str):
            prefix = type_of(part)
            if prefix and _below(prefix, type_) and is_entity_id(part, prefix):
                seen.ids.append(part)
        elif isinstance(part, list):
            waiting.extend(reversed(part))
        elif isinstance(part, dict) and not _see_object(part, type_, seen):
            seen.entities.extend(key for key in part if _below(type_of(key), type_))
            waiting.extend(reversed(part.values()))
    return seen


def _see_object(value: dict[str, Json], type_: EntityType, seen: _Sight) -> bool:
    """Note an object that is an entity or could be one."""
    said = {folded(key): part for key, part in value.items() if isinstance(part, str)}
    id_ = said.get("id", "")
    prefix = type_of(id_)
    if prefix:
        if _below(prefix, type_):
            seen.entities.append(id_)
        return _below(prefix, type_)
    name = id_ or said.get("name", "")
    if name and any(folded(key) in STATE_WORDS for key in value):
        seen.nameless.append(name)
        return True
    return False


def strange_children(unlisted: Iterable[tuple[str, Json]], family: Family) -> tuple[list[str], bool]:
    """One sentence for each field that seems to hold children, and whether any of them are lost."""
    notes: list[str] = []
    is_lost = False
    for key, value in unlisted:
        if not isinstance(value, str | list | dict):
            continue
        seen = _see(value, family.type).without(family.ids | {family.id})
        lost, names = _judge(key, value, seen, family)
        if names:
            is_lost = is_lost or lost
            notes.append(_sentence(key, names, family.type))
    return notes, is_lost


def _judge(key: str, value: Json, seen: _Sight, family: Family) -> tuple[bool, list[str]]:
    """Whether children are lost here, and the names of what looks like children."""
    below = family.type.child
    has_child_name = is_word_for_children(key, family.type)
    if below is None:
        return False, seen.entities or (seen.nameless if has_child_name else [])
    if not family.ids:
        words = _words(value) if has_child_name else []
        names = seen.entities or seen.ids or seen.nameless or words
        return bool(names), names
    nearest = [id_ for id_ in (*seen.entities, *seen.ids) if type_of(id_) is below]
    if nearest:
        # One id alone is as likely a mark, such as the child that comes next.
        return not isinstance(value, str), nearest
    if seen.entities:
        return not family.is_asked, seen.entities
    return False, seen.nameless if has_child_name else []


def _words(value: Json) -> list[str]:
    """What a list or object under a telling name holds, as far as these are names or things."""
    if isinstance(value, dict):
        return [key for key, part in value.items() if isinstance(part, list | dict)]
    parts = value if isinstance(value, list) else ()
    return [part if isinstance(part, str) else kind(part) for part in parts if isinstance(part, str | dict) and part]


def _sentence(key: str, names: list[str], type_: EntityType) -> str:
    told = listed([quoted(name) for name in names])
    start = f"{quoted(key)} is no field of the contract for a {type_}"
    if type_.child is None:
        return f"{start}, and nothing stands below one: {told}."
    return f"{start}, and holds what looks like its children: {told}. They belong in {IDS[type_]} or {INLINE[type_]}."
