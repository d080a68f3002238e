"""What workflows may answer: the contract as a lenient model, with a note for all that is wrong."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Annotated, ClassVar, NamedTuple

from pydantic import ConfigDict, Field, WithJsonSchema
from pydantic.json_schema import SkipJsonSchema

from releasewatch.core.text import LONGEST, first_few, listed, quoted
from releasewatch.models.answers.json_values import Json, NotReadableError, kind, parse
from releasewatch.models.answers.lookalikes import Family, strange_children
from releasewatch.models.answers.names import CLAIMS, IDS, INLINE
from releasewatch.models.answers.parts import Parts, elements, id_of, sort_parts, unusable
from releasewatch.models.answers.values import place, says_nothing
from releasewatch.models.entity_ids import id_fault, is_entity_id, type_of
from releasewatch.models.status import EntityType

MOST_ENTITIES = 10_000


def _id_schema(type_: str) -> WithJsonSchema:
    """The schema of an id. A wrong one is still read, and noted."""
    return WithJsonSchema({"type": "string", "pattern": rf"^{type_}:[A-Za-z0-9][A-Za-z0-9._:-]{{0,199}}$"})


_AnyId = Annotated[str, _id_schema("(release|wave|cluster|bundle|app)")]
_ReleaseId = Annotated[str, _id_schema("release")]
_WaveId = Annotated[str, _id_schema("wave")]
_ClusterId = Annotated[str, _id_schema("cluster")]
_BundleId = Annotated[str, _id_schema("bundle")]
_AppId = Annotated[str, _id_schema("app")]
_Text = Annotated[str | None, WithJsonSchema({"type": ["string", "null"]})]
_Address = Annotated[
    str | None, WithJsonSchema({"type": ["string", "null"], "pattern": "^https://", "maxLength": LONGEST})
]
_TextOrNumber = Annotated[str | None, WithJsonSchema({"type": ["string", "number", "null"]})]
_WholeNumber = Annotated[
    int | None, WithJsonSchema({"type": ["integer", "string", "null"], "pattern": r"^[+-]?\d{1,18}$"})
]


@dataclass(slots=True, kw_only=True)
class ApprovalAnswer:
    """An approval that was given."""

    who: Annotated[_Text, Field(description="Who gave it.", examples=["A. Rossi"])] = None
    what: Annotated[
        _Text, Field(description="What was approved: the id of a part, or words.", examples=["wave:shop-2.0:2"])
    ] = None
    at: Annotated[datetime, Field(description="When it was given. Without an offset: UTC.")]
    asked_at: Annotated[datetime | None, Field(description="Since when it was asked for.")] = None


@dataclass(slots=True, kw_only=True)
class WorkflowAnswer:
    """What a workflow answers for one entity. Missing, `null` and `[]` mean the same; other fields are ignored."""

    # `findings` has a sentence for all that is wrong or odd, `lost_children` says whether a child was among it, and
    # `again` has what else was answered for the same entity.
    # An answer without a state is still read, and noted.
    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(json_schema_extra={"required": ["id", "state"]})

    id: Annotated[_AnyId, Field(description="The entity's own id, `type:name`.", examples=["wave:shop-2.0:1"])]
    state: Annotated[
        str | None,
        WithJsonSchema({"type": "string"}),
        Field(description="The workflow's own word; what it means is looked up.", examples=["in_progress"]),
    ] = None
    name: Annotated[
        _TextOrNumber, Field(description="Shown as it is. A number is taken as text.", examples=["Canary"])
    ] = None
    version: Annotated[
        _TextOrNumber, Field(description="Shown as it is. A number is taken as text.", examples=["2.0"])
    ] = None
    previous_version: Annotated[_TextOrNumber, Field(description="The version it comes from.", examples=["1.9"])] = None
    message: Annotated[_Text, Field(description="What is going on or went wrong, for people.")] = None
    error_message: Annotated[_Text, Field(description="Counts where `message` is missing.")] = None
    waiting_for: Annotated[
        _Text, Field(description="Who or what must act.", examples=["Approval by the SRE on duty"])
    ] = None
    approve_url: Annotated[
        _Address,
        Field(
            description="Where one approves it, `https://` only.", examples=["https://portal.acme.example/approvals/7"]
        ),
    ] = None
    approvals: Annotated[
        list[ApprovalAnswer] | None, Field(description="The approvals that were given, of this entity or below it.")
    ] = None
    links: Annotated[
        dict[str, str] | None,
        Field(description="Label to address. Addresses that do not begin with `https://` are left out."),
    ] = None
    sequence: Annotated[_WholeNumber, Field(description="Orders siblings when all of them have one.")] = None
    created_at: Annotated[datetime | None, Field(description="Since when it exists. Without an offset: UTC.")] = None
    updated_at: Annotated[
        datetime | None, Field(description="Since when it is in this state. Without an offset: UTC.")
    ] = None

    release_id: Annotated[_ReleaseId | None, Field(description="Optional: the release above it.")] = None
    wave_id: Annotated[_WaveId | None, Field(description="Optional: the wave above it.")] = None
    cluster_id: Annotated[_ClusterId | None, Field(description="Optional: the cluster above it.")] = None
    bundle_id: Annotated[_BundleId | None, Field(description="On a cluster its child, on an app its parent.")] = None

    wave_ids: Annotated[list[_WaveId] | None, Field(description="The waves of a release.")] = None
    cluster_ids: Annotated[list[_ClusterId] | None, Field(description="The clusters of a wave.")] = None
    app_ids: Annotated[list[_AppId] | None, Field(description="The apps of a bundle.")] = None
    waves: Annotated[list["WorkflowAnswer"] | None, Field(description="The waves of a release, as whole answers.")] = (
        None
    )
    clusters: Annotated[
        list["WorkflowAnswer"] | None, Field(description="The clusters of a wave, as whole answers.")
    ] = None
    bundle: Annotated["WorkflowAnswer | None", Field(description="The bundle of a cluster, as a whole answer.")] = None
    apps: Annotated[list["WorkflowAnswer"] | None, Field(description="The apps of a bundle, as whole answers.")] = None

    findings: SkipJsonSchema[list[str]] = field(default_factory=list)
    lost_children: SkipJsonSchema[bool] = False
    again: SkipJsonSchema[list["WorkflowAnswer"]] = field(default_factory=list)

    def child_ids(self, type_: EntityType) -> list[str]:
        """The ids of the children of an entity of this type, as answered."""
        return _as_list(getattr(self, IDS[type_])) if type_ in IDS else []

    def inline_children(self, type_: EntityType) -> list["WorkflowAnswer"]:
        """The children answered as whole objects."""
        return _as_list(getattr(self, INLINE[type_])) if type_ in INLINE else []

    def has_children(self, type_: EntityType) -> bool:
        """Whether the answer names or holds any child."""
        return bool(self.child_ids(type_) or self.inline_children(type_))

    def parent_ids(self, type_: EntityType) -> Iterator[str]:
        """The ids of ancestors the answer claims."""
        for level, name in CLAIMS.items():
            if level is type_:
                return
            claimed: str | None = getattr(self, name)
            if claimed:
                yield claimed


def _as_list(value: Json) -> list[Json]:
    return value if isinstance(value, list) else [] if value is None else [value]


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
        if type_ and parts.unlisted:
            _look_further(answer, type_, parts)
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
                    self._room -= children.name(element, place(key, index), names)
                else:
                    children.hold(self.entity(element), element, key, index)
        return children


class _Children:
    """Collects the children of one entity."""

    def __init__(self, type_: EntityType) -> None:
        self._type = type_
        self._ids: dict[str, None] = {}
        self._inline: dict[str, list[WorkflowAnswer]] = {}
        self._notes: list[str] = []
        self._is_lost = False

    def lose(self, note: str) -> None:
        """Note that a child cannot be read."""
        self._notes.append(note)
        self._is_lost = True

    def name(self, id_: Json, where: str, names: set[str]) -> bool:
        """Take an id from a list that has named others, and say whether it is another one."""
        if not isinstance(id_, str):
            self.lose(f"{where}: should be an id, got {kind(id_)}.")
            return False
        if id_ in names:
            self._notes.append(f"{where}: names {quoted(id_)} once more.")
            return False
        names.add(id_)
        is_child = self._is_child(id_)
        if is_child:
            self._ids[id_] = None
        return is_child

    def hold(self, answer: WorkflowAnswer | None, value: Json, key: str, index: int | None) -> None:
        """Take a whole answer."""
        if answer is None and index is None and says_nothing(value):
            return
        if answer is None:
            what = "an object without id" if isinstance(value, dict) else f"should be an answer, got {kind(value)}"
            self.lose(f"{place(key, index)}: {what}.")
        elif self._is_child(answer.id):
            self._inline.setdefault(answer.id, []).append(answer)

    def _is_child(self, id_: str) -> bool:
        below = self._type.child
        if below is None or is_entity_id(id_, below):
            return below is not None
        why = f": {id_fault(id_, below)}" if type_of(id_) is below else ""
        self.lose(f"Its child {quoted(id_)} has no {below} id{why}.")
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
        below = self._type.child
        children = _Children(below or self._type)
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


def _look_further(answer: WorkflowAnswer, type_: EntityType, parts: Parts) -> None:
    """Note what looks like children under names that the contract does not have."""
    strange = [(key, part) for key, part in parts.unlisted if isinstance(part, str | list | dict)]
    if not strange:
        return
    states = dict(_below(answer, type_))
    family = Family(answer.id, type_, states, is_asked=not all(states.values()))
    notes, is_lost = strange_children(strange, family)
    answer.findings += notes
    answer.lost_children = answer.lost_children or is_lost


def _below(answer: WorkflowAnswer, type_: EntityType) -> Iterator[tuple[str, list[str]]]:
    """The ids of all that an answer names or holds, with the states of those that it answers for."""
    yield from ((id_, []) for id_ in answer.child_ids(type_))
    for child in answer.inline_children(type_):
        yield child.id, [each.state or "" for each in (child, *child.again)]
        if type_.child:
            yield from _below(child, type_.child)
