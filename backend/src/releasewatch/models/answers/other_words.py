"""What fields that the contract does not have say of how an entity is, as far as they say that it has failed."""

from collections.abc import Iterator
from typing import NamedTuple

from releasewatch.core.text import quoted
from releasewatch.models.answers.json_values import Json, kind, members
from releasewatch.models.answers.names import (
    Flag,
    failed_names,
    flag_of,
    folded,
    is_a_state,
    is_naming,
    is_of_now,
    is_state_word,
)
from releasewatch.models.answers.values import says_nothing
from releasewatch.models.status import EntityType, StateTable, Status

_TABLE = StateTable({})
_TRUTH = {"true": True, "false": False}
# Texts in the place of an error that say that there is none.
_NO_ERROR = frozenset({"0", "no", "none", "nil", "null", "n/a", "-", "false", "ok"})


def says_no_error(text: str) -> bool:
    """Whether a text in the place of an error says that there is none."""
    return text.strip().casefold() in _NO_ERROR


class Failing(NamedTuple):
    """What says that something has failed.

    Attributes:
        state: The state that it stands for.
        told: How it says so, as the middle of a sentence.
        is_its_own: Whether it speaks of the entity itself, and not perhaps of something that belongs to it.
    """

    state: str
    told: str
    is_its_own: bool = True


def failing(type_: EntityType | None, key: str, said: Json, *, is_good: bool) -> Failing | None:
    """What a field says of a failure, if it does; `is_good`: the entity's own state says that all is well."""
    is_its_own = is_state_word(key, type_)
    if is_its_own or is_a_state(key):
        word = _failing_word(type_ or EntityType.APP, said)
        if word:
            return Failing(word, f"says {quoted(word)}", is_its_own)
        inside = members(said) if isinstance(said, dict) and is_its_own else ()
        return next(filter(None, (_failing_flag(name, part, is_good=is_good) for name, part in inside)), None)
    return _failing_flag(key, said, is_good=is_good)


def failing_inside(key: str, said: Json) -> Failing | None:
    """What an object says of a failure, beside a good state, if it has no name of its own: what it is of is not known.

    One with a name may be a child, which is told elsewhere.
    """
    if not isinstance(said, dict) or not is_of_now(key):
        return None
    if any(folded(name) == "id" or is_naming(name) for name in said):
        return None
    for name, part in members(said):
        if found := failing(None, name, part, is_good=True):
            return Failing(found.state, f"its {quoted(name)} {found.told}", is_its_own=False)
    return None


def _failing_flag(key: str, said: Json, *, is_good: bool) -> Failing | None:
    """`failed: true`; where all is said to be well also `errors: [..]`, and `success: false`, else only "not yet"."""
    flag = flag_of(key)
    if flag is None:
        return None
    truth = _TRUTH.get(said.strip().casefold()) if isinstance(said, str) else said
    if (truth is True and flag is Flag.BAD) or (truth is False and is_good and flag is Flag.GOOD):
        of_things = failed_names(key)
        return Failing("failed", f"says {kind(said)}", is_its_own=not (of_things and of_things.is_of_things))
    if not is_good or flag is Flag.GOOD or truth is False or says_nothing(said) or not said:
        return None
    if isinstance(said, str) and says_no_error(said):
        return None
    return Failing(
        "failed", "is not empty" if isinstance(said, list | dict) else f"says {kind(said)}", is_its_own=False
    )


def _failing_word(type_: EntityType, said: Json) -> str | None:
    """A word that means a failure; a sentence may speak of what has been overcome."""
    for word in _words_of(said):
        # `FAILURE: no space left` begins with one.
        begin, means = (word, _TABLE.status) if len(word.split()) == 1 else (word.partition(":")[0], _TABLE.listed)
        if Status.FAILED in (means(type_, word), means(type_, begin)):
            return word
    return None


def _words_of(said: Json) -> Iterator[str]:
    """The words of a text, of an object such as `{"status": "Degraded"}`, or of a list of Kubernetes' conditions."""
    waiting = [said]
    while waiting:
        part = waiting.pop()
        if isinstance(part, str):
            yield part
        elif isinstance(part, dict):
            waiting.extend(each for key, each in members(part) if is_state_word(key))
        elif isinstance(part, list):
            waiting.extend(each for each in part if isinstance(each, str))
            waiting.extend(map(_told_by, filter(_is_condition, part)))


def _told_by(condition: dict[str, Json]) -> Json:
    return condition["type"] if str(condition["status"]).casefold() == "true" else condition.get("reason")


def _is_condition(value: Json) -> bool:
    return isinstance(value, dict) and "type" in value and "status" in value
