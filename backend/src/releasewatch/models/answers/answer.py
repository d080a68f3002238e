"""What workflows may answer, as a lenient model."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, ClassVar

from pydantic import ConfigDict, Field, WithJsonSchema
from pydantic.json_schema import SkipJsonSchema

from releasewatch.core.text import LONGEST
from releasewatch.models.answers.json_values import Json
from releasewatch.models.answers.names import CLAIMS, IDS, INLINE
from releasewatch.models.status import EntityType


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

    # `findings` has a sentence for all that is wrong or odd, `lost_children` says whether a child was among it, `again`
    # has what else was answered for the same entity, and `said_failed` which of those named are listed as failed.
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
            description="Where to approve it, `https://` only.", examples=["https://portal.acme.example/approvals/7"]
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
    said_failed: SkipJsonSchema[frozenset[str]] = frozenset()

    def child_ids(self, type_: EntityType) -> list[str]:
        """The ids of the children of an entity of this type, as answered."""
        return _as_list(getattr(self, IDS[type_])) if type_ in IDS else []

    def inline_children(self, type_: EntityType) -> list["WorkflowAnswer"]:
        """The children answered as whole objects."""
        return _as_list(getattr(self, INLINE[type_])) if type_ in INLINE else []

    def has_children(self, type_: EntityType) -> bool:
        """Whether the answer names or holds any child."""
        return bool(self.child_ids(type_) or self.inline_children(type_))

    def below(self, type_: EntityType) -> Iterator[tuple[str, "WorkflowAnswer | None"]]:
        """All that it names or holds at any level, with what it says of each, if it does."""
        held = self.inline_children(type_)
        known = {child.id for child in held}
        yield from ((id_, None) for id_ in self.child_ids(type_) if id_ not in known)
        for child in held:
            yield child.id, child
            if type_.child:
                yield from child.below(type_.child)

    def parent_ids(self, type_: EntityType) -> list[str]:
        """The ids of ancestors the answer claims."""
        return [claimed for name in _CLAIMED[type_] if (claimed := getattr(self, name))]


_CLAIMED = {type_: list(CLAIMS.values())[:level] for level, type_ in enumerate(EntityType)}


def _as_list(value: Json) -> list[Json]:
    return value if isinstance(value, list) else [] if value is None else [value]
