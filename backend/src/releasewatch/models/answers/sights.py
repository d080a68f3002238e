"""Sees entities, and what else may be a child, in a value under a name that the contract does not have."""

import re
from dataclasses import dataclass, field
from itertools import islice

from releasewatch.models.answers.json_values import Json, NotReadableError, kind, members, parse
from releasewatch.models.answers.names import folded, is_naming, is_state_word
from releasewatch.models.answers.other_words import failing
from releasewatch.models.answers.parts import id_of
from releasewatch.models.entity_ids import is_entity_id, type_of
from releasewatch.models.status import EntityType, StateTable, Status

_LEVELS = list(EntityType)
_TABLE = StateTable({})
APART = re.compile(r"[\s,;]+")
# Inside all the unlisted fields of one entity.
MOST_VALUES = 20_000


class Room:
    """How much more is looked at in the unlisted values of one entity."""

    def __init__(self, members: int) -> None:
        self._left = members
        self._is_cut = False

    def fit(self, value: Json) -> Json:
        """A value, of a list or an object as much as there is room for."""
        if not isinstance(value, list | dict) or len(value) <= self._left:
            return value
        self._is_cut = True
        return dict(islice(value.items(), self._left)) if isinstance(value, dict) else value[: self._left]

    def take(self, value: Json) -> Json:
        """A value as far as it fits, which leaves less room for others."""
        fitting = self.fit(value)
        self._left -= len(fitting) if isinstance(fitting, list | dict) else 0
        return fitting

    def was_cut(self) -> bool:
        """Whether anything did not fit since this was asked last."""
        was_cut, self._is_cut = self._is_cut, False
        return was_cut


@dataclass(slots=True)
class Sight:
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


def depth(id_: str, type_: EntityType) -> int:
    """How many levels below a type an id belongs: 0 for the same, -1 for one above or none of ours."""
    found = type_of(id_)
    return max(-1, _LEVELS.index(found) - _LEVELS.index(type_)) if found else -1


def see(value: Json, type_: EntityType, room: Room) -> Sight:
    """What an unlisted value of an entity of this type holds, as far as there is room to look."""
    seen = Sight()
    # With the name under which each stands in an object, if it is one of several.
    waiting: list[tuple[str | None, Json]] = [(None, value)]
    while waiting:
        key, part = waiting.pop()
        part = room.take(unpacked(part))
        if isinstance(part, str):
            found = type_of(part)
            if found and depth(part, type_) > 0 and is_entity_id(part, found):
                seen.ids.append(part)
        elif isinstance(part, list):
            # JavaScript's maps are lists of pairs.
            said = [dict([part])] if _is_pair(part) else part
            waiting.extend(("", each) for each in reversed(said))
        elif isinstance(part, dict):
            if not _see_object(part, key, type_, seen):
                seen.entities.extend((id_, _states_in(said)) for id_, said in members(part) if depth(id_, type_) >= 0)
                _see_map(part, seen)
            # Also inside one that is known: what it holds may not be.
            waiting.extend(reversed([*members(part)]))
    return seen


def unpacked(value: Json) -> Json:
    """A value, of a text that is JSON what stands in it: what a service passes on may be packed."""
    while isinstance(value, str) and value.lstrip()[:1] in ("[", "{", '"'):
        try:
            value = parse(value.encode())
        except NotReadableError:
            break
    return value


def _is_pair(value: list[Json]) -> bool:
    match value:
        case [str(id_), said]:
            return bool(type_of(id_)) and (isinstance(said, dict) or is_state(said))
        case _:
            return False


def _see_object(value: dict[str, Json], key: str | None, type_: EntityType, seen: Sight) -> bool:
    """Note an object that is an entity or could be one."""
    if id_ := entity_id_in(value):
        if depth(id_, type_) >= 0:
            seen.entities.append((id_, _states_in(value)))
        return depth(id_, type_) > 0
    has_failed = _has_failed(value)
    name = name_of(value, key) if has_failed or any(map(is_state_word, value)) else ""
    if has_failed and key == "":
        name = name or kind(value)
    if name:
        seen.name(name, has_failed=has_failed)
    return bool(name)


def name_of(value: dict[str, Json], key: str | None) -> str:
    """What an object calls itself; one of several may do so in more ways, or stand under its name."""
    names = (
        part
        for word, part in members(value)
        if isinstance(part, str) and (folded(word) == "name" if key is None else is_naming(word))
    )
    # `status: {"health": {..}}` says more of the entity itself.
    above = "" if key is None or is_state_word(key) else key
    return id_of(value) or next(filter(None, names), above)


def entity_id_in(value: dict[str, Json]) -> str | None:
    """The id of the entity that an object tells of: its own, or the lowest of those under names for one."""
    id_ = id_of(value)
    if id_ and type_of(id_):
        return id_
    named = [part for key, part in members(value) if isinstance(part, str) and type_of(part) and is_naming(key)]
    return max(named, key=lambda each: depth(each, EntityType.RELEASE), default=None)


def _has_failed(value: dict[str, Json]) -> bool:
    found = (failing(None, key, part, is_good=True) for key, part in members(value))
    return any(each and each.is_its_own for each in found)


def _see_map(value: dict[str, Json], seen: Sight) -> None:
    """Note the names in an object that has a state for each; a single one may be anything, unless it has failed."""
    has_failed: dict[str, bool] = {}
    for name, said in members(value):
        status = _status_of(said)
        if status is None or is_naming(name) or is_state_word(name):
            return
        if not type_of(name):
            has_failed[name] = status is Status.FAILED or has_failed.get(name, False)
    if len(has_failed) > 1 or any(has_failed.values()):
        for name, failed in has_failed.items():
            seen.name(name, has_failed=failed)


def _states_in(value: Json) -> list[str]:
    """The states that an object says, in any spelling, or the text that stands for one."""
    if not isinstance(value, dict):
        return [value] if isinstance(value, str) else []
    said = [(key, part) for key, part in members(value) if isinstance(part, str)]
    own = [part for key, part in said if folded(key) == "state"]
    other = [part for key, part in said if is_state_word(key) or (folded(key) == "value" and is_state(part))]
    return own or other[:1]


def _status_of(value: Json) -> Status | None:
    return _TABLE.status(EntityType.APP, value) if isinstance(value, str) else None


def is_state(value: Json) -> bool:
    """Whether a value is a word for a state."""
    return _status_of(value) is not None


def has_failed(value: Json) -> bool:
    """Whether a value is a word for a state that means a failure."""
    return _status_of(value) is Status.FAILED
