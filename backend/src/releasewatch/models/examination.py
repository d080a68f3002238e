"""What the doctor for workflow authors finds in a release."""

from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel, Field

from releasewatch.models.entities import Code
from releasewatch.models.judgement import Verdict
from releasewatch.models.status import EntityType, Status


class FindingKind(StrEnum):
    """What else is wrong besides the codes that nodes carry, stable for scripts."""

    ANSWER_INVALID = "answer_invalid"
    UNMAPPED_STATE = "unmapped_state"
    SLOW_HANDLER = "slow_handler"
    LONG_HISTORY = "long_history"
    NO_HANDLERS = "no_handlers"
    NO_FINAL_ANSWER = "no_final_answer"
    LINK_LEFT_OUT = "link_left_out"
    HIERARCHY_INCOMPLETE = "hierarchy_incomplete"


class Finding(BaseModel):
    """One thing that is wrong, or could be better, and how often it was met."""

    kind: Code | FindingKind
    workflow_type: str | None = None
    what: str
    where: str = Field(description="The path of the first entity that has it.")
    got: list[str] | None = Field(None, description="The fields of the answer, and what they may be meant for.")
    instead: str | None = Field(None, description="What to write instead.")
    count: int = 1


class TypeExamination(BaseModel):
    """One workflow type of the release."""

    workflow_type: str
    levels: list[EntityType]
    workflows: int
    inline: int = Field(description="Entities inside these workflows.")
    children: int = Field(description="Children that its answers name or hold.")
    children_resolved: int = Field(description="Those that were answered for.")
    handlers: list[str] = Field(description="Query handlers of the contract.")
    slowest_seconds: float | None = Field(None, description="The slowest query of this examination.")
    longest_history: int = Field(description="Events.")


class StateExamination(BaseModel):
    """One state that was answered, and what it is taken for."""

    type: EntityType
    state: str
    status: Status | None = Field(description="Absent: in no table. Running while the workflow is open, then unknown.")
    count: int


class TaskQueueExamination(BaseModel):
    """One task queue that the release's workflows wait on."""

    name: str
    last_poll: datetime | None = None
    has_worker: bool


class Examination(BaseModel):
    """Everything there is to say about how a release can be read."""

    release_id: str
    read_at: datetime
    seconds: float
    verdict: Verdict = Field(description="How the release is doing, as list and page say it.")
    entities: dict[EntityType, int]
    types: list[TypeExamination]
    states: list[StateExamination]
    task_queues: list[TaskQueueExamination]
    findings: list[Finding] = Field(description="What keeps the release from being read well.")
    advice: list[Finding] = Field(description="What works, and could cost less.")
    unreadable: str | None = Field(None, description="Why the release itself could not be read. Absent: it could.")
