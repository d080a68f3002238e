"""Understands what a workflow answered, as far as it can be, with a note for all that is wrong."""

from dataclasses import replace
from typing import NamedTuple

from releasewatch.core.text import first_few, listed, quoted
from releasewatch.models.answers.answer import ApprovalAnswer, WorkflowAnswer
from releasewatch.models.answers.failed_lists import take_failed
from releasewatch.models.answers.json_values import Json, NotReadableError, kind, members, parse
from releasewatch.models.answers.lookalikes import Family, strange_children, unknown_below
from releasewatch.models.answers.names import IDS, INLINE
from releasewatch.models.answers.parts import Parts, compare_states, elements, id_of, sort_parts, unusable
from releasewatch.models.answers.values import place
from releasewatch.models.entity_ids import id_fault, is_entity_id, type_of
from releasewatch.models.status import GREEN, EntityType, StateTable

MOST_ENTITIES = 10_000
_TABLE = StateTable({})


class Understood(NamedTuple):
    """An answer as far as it could be understood.

    Attributes:
        answer: None for JSON `null`, which means "not mine".
    """

    answer: WorkflowAnswer | None


class UnusableAnswerError(Exception):
    """The answer is not an object with an id."""


def understand(payload: bytes) -> Understood:
    """Read the JSON a query handler or a result gave, dropping what is wrong in it.

    Raises:
        UnusableAnswerError: not JSON, not an object, or without an id.
    """
    try:
        value = parse(payload)
    except NotReadableError as error:
        raise UnusableAnswerError(f"the answer {error}") from error
    if value is None:
        return Understood(None)
    answer = _Reading().entity(value)
    if answer is None:
        raise UnusableAnswerError(unusable(value))
    return Understood(answer)


class _Reading:
    """One answer while it is read, as far as there is room for its entities."""

    def __init__(self) -> None:
        self._room = MOST_ENTITIES

    def entity(self, value: Json) -> WorkflowAnswer | None:
        """An entity with everything inside it; None where there is no id."""
        id_ = id_of(value)
        if id_ is None:
            return None
        self._room -= 1
        type_ = type_of(id_)
        parts = sort_parts(value, type_)
        if "approvals" in parts.taken:
            parts.taken["approvals"] = [ApprovalAnswer(**each) for each in parts.taken["approvals"]]
        answer = WorkflowAnswer(id=id_, **parts.taken)
        if type_ and parts.children:
            self._children(type_, parts).settle(answer)
        if parts.unlisted:
            _look_further(answer, type_, parts)
        answer.lost_children = answer.lost_children or parts.is_cut
        if parts.notes or answer.findings:
            answer.findings = first_few([*answer.findings, *parts.notes])
        if parts.states:
            answer.again = [replace(answer, state=state) for state in parts.states]
        return answer

    def _children(self, type_: EntityType, parts: Parts) -> "_Children":
        children = _Children(type_)
        for found, key, part in parts.children:
            names: set[str] = set()
            for index, element in elements(found, key, part, children.lose):
                if self._room <= 0:
                    children.lose(f"The answer holds more than {MOST_ENTITIES:,} entities: the others are left out.")
                    return children
                if found.name == IDS[type_]:
                    self._room -= children.name(element, key, index, names)
                else:
                    children.hold(self.entity(element), element, key, index)
        return children


class _Children:
    """Collects the children of one entity."""

    def __init__(self, type_: EntityType) -> None:
        self._type = type_
        self._below = type_.child
        self._ids: dict[str, None] = {}
        self._inline: dict[str, list[WorkflowAnswer]] = {}
        self._notes: list[str] = []
        self._is_lost = False

    def lose(self, note: str) -> None:
        """Note that a child cannot be read."""
        self._notes.append(note)
        self._is_lost = True

    def name(self, id_: Json, key: str, index: int | None, names: set[str]) -> bool:
        """Take an id from a list that has named others, and say whether it is another one."""
        if not isinstance(id_, str):
            self.lose(f"{place(key, index)}: should be an id, got {kind(id_)}.")
            return False
        if id_ in names:
            self._notes.append(f"{place(key, index)}: names {quoted(id_)} once more.")
            return False
        names.add(id_)
        is_child = self._is_child(id_)
        if is_child:
            self._ids[id_] = None
        return is_child

    def hold(self, answer: WorkflowAnswer | None, value: Json, key: str, index: int | None) -> None:
        """Take a whole answer."""
        if answer is None:
            what = self._without_id(value) if isinstance(value, dict) else f"should be an answer, got {kind(value)}"
            self.lose(f"{place(key, index)}: {what}.")
        elif self._is_child(answer.id):
            self._inline.setdefault(answer.id, []).append(answer)

    def _without_id(self, value: dict[str, Json]) -> str:
        if isinstance(value.get("id"), int | float):
            return f"its id should be text, got {kind(value['id'])}"
        texts = ((key, part) for key, part in members(value) if isinstance(part, str))
        meant = next((key for key, part in texts if type_of(part) is self._below), None)
        return f"an object without id, which may be what {place(meant)} has" if meant else "an object without id"

    def _is_child(self, id_: str) -> bool:
        below = self._below
        if below is None or is_entity_id(id_, below):
            return below is not None
        self.lose(f"Its child {quoted(id_)} has no {below} id: {id_fault(id_, below)}.")
        return False

    def settle(self, answer: WorkflowAnswer) -> None:
        """Give an entity the children that were gathered, each once."""
        inline = [self._one(answers) for answers in self._inline.values()]
        ids = list(self._ids)
        if self._type is EntityType.CLUSTER:
            self._settle_bundle(answer, ids, inline)
        elif self._type is not EntityType.APP:
            setattr(answer, IDS[self._type], ids or None)
            setattr(answer, INLINE[self._type], inline or None)
        answer.findings += self._notes
        answer.lost_children = answer.lost_children or self._is_lost

    def _settle_bundle(self, answer: WorkflowAnswer, ids: list[str], inline: list[WorkflowAnswer]) -> None:
        named = list(dict.fromkeys([*(bundle.id for bundle in inline), *ids]))
        if len(named) > 1:
            self.lose(f"A cluster has one bundle, and it has {len(named)}: {listed(named)}.")
        answer.bundle = inline[0] if inline else None
        answer.bundle_id = named[0] if named else None

    def _one(self, answers: list[WorkflowAnswer]) -> WorkflowAnswer:
        """Make one of all that was answered for the same child: nothing that any of them says is lost."""
        first, *others = answers
        if not others:
            return first
        states = listed(list(dict.fromkeys(quoted(answer.state or "") for answer in answers)))
        self._notes.append(
            f"It answers for {first.id} {len(answers)} times, with the states {states}: the worst counts."
        )
        children = _Children(self._below or self._type)
        for answer in answers:
            children.take_from(answer)
        for other in others:
            first.again += [other, *other.again]
            first.findings += other.findings
            first.lost_children = first.lost_children or other.lost_children
        children.settle(first)
        first.findings = first_few(first.findings)
        return first

    def take_from(self, answer: WorkflowAnswer) -> None:
        """Take the children that another answer for the same entity has."""
        self._ids |= dict.fromkeys(answer.child_ids(self._type))
        for child in answer.inline_children(self._type):
            self._inline.setdefault(child.id, []).append(child)


def _look_further(answer: WorkflowAnswer, type_: EntityType | None, parts: Parts) -> None:
    """Note what says that something has failed, or looks like children, under names that the contract does not have."""
    strange = [(key, part) for key, part in parts.unlisted if isinstance(part, str | list | dict)]
    told = take_failed(answer, type_, strange) if type_ and type_.child and strange else {}
    compare_states(parts, type_, told)
    if type_ is None or not strange:
        return
    states = {id_: _states_of(said) for id_, said in answer.below(type_)}
    family = Family(answer.id, type_, states, is_asked=not all(states.values()), told=told)
    notes, is_lost = strange_children(strange, family)
    answer.findings += notes
    answer.lost_children = answer.lost_children or is_lost
    if type_ is EntityType.RELEASE and not (states or answer.findings or parts.notes) and _is_good(answer, type_):
        answer.findings += filter(None, [unknown_below(strange)])


def _is_good(answer: WorkflowAnswer, type_: EntityType) -> bool:
    return _TABLE.status(type_, answer.state or "") in GREEN


def _states_of(answer: WorkflowAnswer | None) -> list[str]:
    return [each.state or "" for each in (answer, *answer.again)] if answer else []
