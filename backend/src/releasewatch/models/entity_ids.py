"""Ids of entities: whether a text is one, and if not, what is wrong with it."""

import re
import unicodedata

from releasewatch.models.entities import ENTITY_ID_PATTERN
from releasewatch.models.status import EntityType

_TYPES = {str(type_): type_ for type_ in EntityType}
_ENTITY_ID = re.compile(ENTITY_ID_PATTERN)
_FOREIGN = re.compile(r"[^A-Za-z0-9._:-]")
_LONGEST_NAME = 200
_NAMES = {" ": "a space", "\t": "a tab", "\n": "a line break", "\r": "a line break"}


def is_entity_id(text: str, type_: EntityType) -> bool:
    """Whether a text is an id of the given type."""
    match = _ENTITY_ID.fullmatch(text)
    return match is not None and match[1] == type_


def type_of(text: str) -> EntityType | None:
    """The type that an id begins with."""
    prefix, colon, _ = text.partition(":")
    return _TYPES.get(prefix) if colon else None


def id_fault(text: str, type_: EntityType | None) -> str:
    """Why a text is no id of the given type, or of any, as the end of a sentence about it."""
    prefix, colon, name = text.partition(":")
    if type_ is None or not colon or prefix != type_:
        return f"it has to begin with {' or '.join(f'`{each}:`' for each in ([type_] if type_ else EntityType))}"
    if not name:
        return f"nothing stands after `{type_}:`"
    if foreign := _FOREIGN.search(name):
        return f"it has {_named(foreign[0])}"
    if len(name) > _LONGEST_NAME:
        return f"its name has {len(name):,} characters, and at most {_LONGEST_NAME} are read"
    return f"its name begins with `{name[0]}`, and not with a letter or digit"


def _named(character: str) -> str:
    if character.isprintable() and not character.isspace() and not unicodedata.combining(character):
        return f"a `{character}`"
    return _NAMES.get(character) or f"the character {unicodedata.name(character, f'U+{ord(character):04X}')}"
