"""What workflows may answer: the contract as a lenient model, with what was wrong said aloud."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Annotated, Any, NamedTuple, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, WithJsonSchema
from pydantic.json_schema import SkipJsonSchema

from releasewatch.models.entities import ENTITY_ID_PATTERN
from releasewatch.models.status import EntityType

# What we note about an entity stands in its own object, under names that no workflow uses.
_FINDINGS = " findings"
_LOST_CHILDREN = " lost children"

Json = Any  # any JSON value, as pydantic_core parses it
Place = tuple[int | str, ...]  # where in a JSON value, outermost step first


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


Moment = Annotated[datetime, AfterValidator(_aware)]


def _id_schema(type_: str) -> WithJsonSchema:
    """What an id should look like. A wrong one is read all the same, and told."""
    return WithJsonSchema({"type": "string", "pattern": rf"^{type_}:[A-Za-z0-9][A-Za-z0-9._:-]{{0,199}}$"})


_AnyId = Annotated[str, _id_schema("(release|wave|cluster|bundle|app)")]
_ReleaseId = Annotated[str, _id_schema("release")]
_WaveId = Annotated[str, _id_schema("wave")]
_ClusterId = Annotated[str, _id_schema("cluster")]
_BundleId = Annotated[str, _id_schema("bundle")]
_AppId = Annotated[str, _id_schema("app")]


class WorkflowAnswer(BaseModel):
    """What a workflow answers for one entity. Missing, `null` and `[]` mean the same; other fields are ignored."""

    model_config = ConfigDict(
        extra="ignore",
        coerce_numbers_to_str=True,
        # An answer without a state is read all the same, and told.
        json_schema_extra={"required": ["id", "state"]},
    )

    id: _AnyId = Field(description="The entity's own id, `type:name`.", examples=["wave:shop-2.0:1"])
    state: Annotated[str | None, WithJsonSchema({"type": "string"})] = Field(
        None, description="The workflow's own word; what it means is looked up.", examples=["in_progress"]
    )
    name: str | None = Field(None, description="Shown as it is. A number is taken as text.", examples=["Canary"])
    version: str | None = Field(None, description="Shown as it is. A number is taken as text.", examples=["2.0"])
    previous_version: str | None = Field(None, description="The version it comes from.", examples=["1.9"])
    message: str | None = Field(None, description="What is going on or went wrong, for people.")
    error_message: str | None = Field(None, description="Counts where `message` is missing.")
    waiting_for: str | None = Field(None, description="Who or what must act.", examples=["Approval by the SRE on duty"])
    links: dict[str, str] | None = Field(
        None, description="Label to address. Addresses that do not begin with `https://` are left out."
    )
    sequence: int | None = Field(None, description="Orders siblings when all of them have one.")
    created_at: Moment | None = Field(None, description="Since when it exists. Without an offset: UTC.")
    updated_at: Moment | None = Field(None, description="Since when it is in this state. Without an offset: UTC.")

    release_id: _ReleaseId | None = Field(None, description="Optional: the release above it.")
    wave_id: _WaveId | None = Field(None, description="Optional: the wave above it.")
    cluster_id: _ClusterId | None = Field(None, description="Optional: the cluster above it.")
    bundle_id: _BundleId | None = Field(None, description="On a cluster its child, on an app its parent.")

    wave_ids: list[_WaveId] | None = Field(None, description="The waves of a release.")
    cluster_ids: list[_ClusterId] | None = Field(None, description="The clusters of a wave.")
    app_ids: list[_AppId] | None = Field(None, description="The apps of a bundle.")
    waves: list[Self] | None = Field(None, description="The waves of a release, as whole answers.")
    clusters: list[Self] | None = Field(None, description="The clusters of a wave, as whole answers.")
    bundle: Self | None = Field(None, description="The bundle of a cluster, as a whole answer.")
    apps: list[Self] | None = Field(None, description="The apps of a bundle, as whole answers.")

    findings: SkipJsonSchema[list[str]] = Field(
        default_factory=list, alias=" findings", description="One sentence per part that was dropped as wrong."
    )
    lost_children: SkipJsonSchema[bool] = Field(
        False, alias=" lost children", description="Whether a dropped part was a child: then not all are known."
    )

    def child_ids(self, type_: EntityType) -> list[str]:
        """The ids of the children of an entity of this type, as answered."""
        match type_:
            case EntityType.RELEASE:
                return self.wave_ids or []
            case EntityType.WAVE:
                return self.cluster_ids or []
            case EntityType.CLUSTER:
                return [self.bundle_id] if self.bundle_id else []
            case EntityType.BUNDLE:
                return self.app_ids or []
            case EntityType.APP:
                return []

    def inline_children(self, type_: EntityType) -> list["WorkflowAnswer"]:
        """The children answered as whole objects."""
        match type_:
            case EntityType.RELEASE:
                return list(self.waves or [])
            case EntityType.WAVE:
                return list(self.clusters or [])
            case EntityType.CLUSTER:
                return [self.bundle] if self.bundle else []
            case EntityType.BUNDLE:
                return list(self.apps or [])
            case EntityType.APP:
                return []

    def has_children(self, type_: EntityType) -> bool:
        """Whether the answer names or holds any child."""
        return bool(self.child_ids(type_) or self.inline_children(type_))

    def parent_ids(self, type_: EntityType) -> Iterator[str]:
        """The ids of ancestors the answer claims."""
        for level, field in _CLAIMS:
            if level is type_:
                return
            claimed: str | None = getattr(self, field)
            # A cluster's bundle is its child.
            if claimed and not (field == "bundle_id" and type_ is EntityType.CLUSTER):
                yield claimed


_CLAIMS = (
    (EntityType.RELEASE, "release_id"),
    (EntityType.WAVE, "wave_id"),
    (EntityType.CLUSTER, "cluster_id"),
    (EntityType.BUNDLE, "bundle_id"),
)

_ADAPTER = TypeAdapter(WorkflowAnswer)
_VALUE: TypeAdapter[Json] = TypeAdapter(Json)


_CHILD_FIELDS = frozenset({"wave_ids", "cluster_ids", "app_ids", "waves", "clusters", "bundle", "apps"})


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
        return Understood(_ADAPTER.validate_json(payload))
    except ValidationError as error:
        if payload.strip() == b"null":
            return Understood(None)
        return _without_wrong_parts(payload, error)


def _without_wrong_parts(payload: bytes, error: ValidationError) -> Understood:
    try:
        value = _VALUE.validate_json(payload)
    except ValidationError as broken:
        raise UnusableAnswerError("the answer is not JSON") from broken
    if not isinstance(value, dict):
        raise UnusableAnswerError(f"expected an object, got {_kind(value)}") from error
    wrong = {}
    for found in error.errors(include_url=False):
        if found["loc"] == ("id",):
            raise UnusableAnswerError("the answer has no id") from error
        wrong[_droppable(found["loc"])] = found["msg"]
    # Deepest and last first, so that removing one part leaves the other places where they were.
    places = sorted(wrong, key=_position, reverse=True)
    for place in places:
        _drop(value, place, wrong[place])
    return Understood(_ADAPTER.validate_python(value))


def _position(place: Place) -> list[str]:
    return [f"{step:09}" if isinstance(step, int) else step for step in place]


def _is_child(place: Place) -> bool:
    """Whether a place is a child or a list of children, not a field of one."""
    return place[-1] in _CHILD_FIELDS or isinstance(place[-1], int)


def _droppable(place: Place) -> Place:
    """What has to go for an error at a place: an inline child without an id goes whole."""
    return place[:-1] if place[-1] == "id" else place


def _drop(value: Json, place: Place, message: str) -> None:
    """Take out what is wrong, and say so to the entity that it belongs to."""
    *parents, last = place
    holder, entity, inside = value, value, place
    for depth, step in enumerate(parents, start=1):
        holder = holder[step]
        if isinstance(holder, dict) and parents[0] in _CHILD_FIELDS:
            entity, inside = holder, place[depth:]
    got = holder.pop(last)
    path = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in inside).lstrip(".")
    problem = (
        "an object without id"
        if isinstance(got, dict) and "id" not in got
        else f"{message[0].lower()}{message[1:]}, got {_kind(got)}"
    )
    entity[_FINDINGS] = [f"{path}: {problem}.", *entity.get(_FINDINGS, ())]
    entity[_LOST_CHILDREN] = entity.get(_LOST_CHILDREN, False) or _is_child(inside)


def _kind(value: Json) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case str():
            return repr(value[:60])
        case int() | float():
            return str(value)
        case list():
            return "a list"
        case _:
            return "an object"


_ENTITY_ID = re.compile(ENTITY_ID_PATTERN)


def is_entity_id(text: str, type_: EntityType) -> bool:
    """Whether a text is an id of the given type."""
    match = _ENTITY_ID.fullmatch(text)
    return match is not None and match[1] == type_
