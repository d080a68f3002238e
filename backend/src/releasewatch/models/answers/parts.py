"""Sorts the members of one JSON object of an answer by what their names stand for."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field

from releasewatch.core.text import FEW, listed, quoted
from releasewatch.models.answers.json_values import Json, is_nothing, kind, members
from releasewatch.models.answers.names import Field, field_of, folded, is_state_word
from releasewatch.models.answers.other_words import failing, failing_inside
from releasewatch.models.answers.values import OWN, TEXTS, place, says_nothing, take
from releasewatch.models.entity_ids import type_of
from releasewatch.models.status import GREEN, EntityType, StateTable, Status

_TABLE = StateTable({})
# Far more than any entity has to say, and so few that looking at them holds nobody up.
_MOST_UNLISTED = 5_000
_MOST_STATES = 100


@dataclass(slots=True)
class Parts:
    """What one object says.

    Attributes:
        taken: By field, what it says of the entity itself.
        states: Further states, under other spellings.
        children: What names or holds children.
        unlisted: What has a name that the contract does not have.
        notes: A sentence for each thing that is wrong or odd.
        is_cut: Whether there are more of the unlisted, or more states, than are looked at.
    """

    taken: dict[str, Json] = field(default_factory=dict)
    states: list[str] = field(default_factory=list)
    children: list[tuple[Field, str, Json]] = field(default_factory=list)
    unlisted: list[tuple[str, Json]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    is_cut: bool = False


def id_of(value: Json) -> str | None:
    """The id of an object, however it is spelled. `$id` and `_id` may be another one, of a serialiser or a database."""
    if not isinstance(value, dict):
        return None
    id_ = value.get("id")
    if isinstance(id_, str) and type_of(id_):
        return id_
    texts = [part for key, part in members(value) if folded(key) == "id" and isinstance(part, str)]
    said = [each for each in texts if not is_nothing(each)]
    return next(filter(type_of, said), said[0] if said else None)


def sort_parts(value: dict[str, Json], type_: EntityType | None) -> Parts:
    """Sort the members of an object, leaving out empty ones."""
    parts = Parts()
    taken = parts.taken
    rest = []
    for key, part in members(value):
        if key == "id" or is_nothing(part):
            continue
        if key in OWN and key not in taken:
            # The contract's own spelling wins, wherever it comes.
            # Nine of ten values are texts, and taken as they are.
            is_taken = key in TEXTS and isinstance(part, str)
            taken_here = part if is_taken else take(key, part, key, parts.notes)
            if taken_here is not None:
                taken[key] = taken_here
        else:
            rest.append((key, part))
    if rest:
        _sort_rest(parts, rest, type_)
    if parts.unlisted:
        _cut(parts)
    return parts


def _sort_rest(parts: Parts, rest: list[tuple[str, Json]], type_: EntityType | None) -> None:
    slips = []
    for key, part in rest:
        found = field_of(type_, key)
        if found is None:
            parts.unlisted.append((key, part))
        elif found.is_slip:
            slips.append((found, key, part))
        elif found.is_child:
            parts.children.append((found, key, part))
        elif found.name != "id":
            _take_scalar(parts, found.name, key, part)
    _settle_slips(parts, slips)


def _take_scalar(parts: Parts, name: str, key: str, part: Json) -> None:
    value, known = take(name, part, key, parts.notes), parts.taken.get(name)
    if value is None or value == known:
        return
    if known is None:
        parts.taken[name] = value
    elif name == "state":
        _also_say(parts, value)
        parts.notes.append(f"`state` is also said to be {quoted(value)}, as {place(key)}: the worst counts.")
    else:
        parts.notes.append(f"{place(key)} says otherwise than `{name}`, and does not count.")


def _also_say(parts: Parts, state: str) -> None:
    """Take a further state, of as many as can tell anything new; among those left out could be the worst."""
    if state not in parts.states:
        parts.is_cut = parts.is_cut or len(parts.states) >= _MOST_STATES
        parts.states += [state] if len(parts.states) < _MOST_STATES else []


def _settle_slips(parts: Parts, slips: list[tuple[Field, str, Json]]) -> None:
    """Take `wave` for `waves` only where no other field has children: it may mean the current one."""
    is_alone = not parts.children
    for found, key, part in slips:
        is_child = isinstance(part, list | dict) or (found.name.endswith("_ids") and isinstance(part, str))
        if is_alone and is_child:
            parts.children.append((found, key, part))
        else:
            parts.unlisted.append((key, part))


def _cut(parts: Parts) -> None:
    unseen = [key for key, _ in parts.unlisted[_MOST_UNLISTED:]]
    if unseen:
        del parts.unlisted[_MOST_UNLISTED:]
        parts.is_cut = True
        parts.notes.append(not_looked_at(unseen))


def not_looked_at(names: list[str]) -> str:
    """Says of some fields that anything may stand in them unseen."""
    told = listed([quoted(name) for name in names[:FEW]], len(names))
    return f"Too much stands under names that the contract does not have: not all of {told} is looked at."


def compare_states(parts: Parts, type_: EntityType | None, told: Collection[str] = ()) -> None:
    """Note other words for a state, where there is none, or where they say that something has failed.

    `completed` with a `conclusion` of `failure` has not succeeded: where all is said to be well, the worse counts. Of
    the fields in `told` all is said already.
    """
    state = parts.taken.get("state")
    own = _TABLE.status(type_ or EntityType.APP, state) if state else None
    is_good = own in GREEN
    for key, part in parts.unlisted:
        if key in told:
            continue
        if state is None and is_state_word(key, type_):
            parts.notes.append(f"{quoted(key)} is no field of the contract, and may be meant for `state`.")
        found = failing(type_, key, part, is_good=is_good) or (failing_inside(key, part) if is_good else None)
        if state is None or own is Status.FAILED or not found:
            continue
        counts = is_good and found.is_its_own
        if counts:
            _also_say(parts, found.state)
        verdict = "the worst counts" if counts else "it does not count"
        parts.notes.append(f"{quoted(key)} is no field of the contract, and {found.told}: {verdict}.")


def elements(found: Field, key: str, part: Json, lose: Callable[[str], None]) -> Iterator[tuple[int | None, Json]]:
    """The children that a field names or holds, each with its index in a list; `lose` is told where there are none."""
    is_list = isinstance(part, list)
    if says_nothing(part):
        return
    if is_list is not found.is_many and not found.is_slip:
        lose(f"{place(key)}: should be {_expected(found)}, got {kind(part)}.")
    elif not is_list:
        yield None, part
    else:
        yield from ((index, element) for index, element in enumerate(part) if element is not None and element != "")


def _expected(found: Field) -> str:
    one = "id" if "_id" in found.name else "answer"
    return f"a list of {one}s" if found.is_many else f"an {one}"


def unusable(value: Json) -> str:
    """Why a value is no answer, and where inside it one is."""
    if isinstance(value, dict):
        id_ = value.get("id")
        said = "the answer has no id" if is_nothing(id_) else f"the answer's id should be text, got {kind(id_)}"
    else:
        said = f"expected an object, got {kind(value)}"
    inner = _wrapped(value)
    return f"{said}; an answer stands in {inner}, and has to be the whole" if inner else said


def _wrapped(value: Json, depth: int = 3) -> str:
    """Where inside a value an answer is, if any."""
    if isinstance(value, str) and value.lstrip()[:1] in ("{", "["):
        return "a text that is JSON itself"
    pairs = value.items() if isinstance(value, dict) else enumerate(value[:1]) if isinstance(value, list) else ()
    for key, part in pairs:
        place_ = f"[{key}]" if isinstance(key, int) else f"`{place(key)}`"
        if id_of(part):
            return place_
        if depth and isinstance(part, dict | list) and (inner := _wrapped(part, depth - 1)):
            return f"{place_} {inner}"
    return ""
