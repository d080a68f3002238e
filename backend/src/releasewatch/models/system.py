"""What an administrator sees of the server's own state."""

from datetime import datetime

from pydantic import BaseModel, Field


class Connection(BaseModel):
    """The connection to Temporal."""

    address: str
    namespace: str
    ready: bool = Field(description="Temporal answers for the namespace.")
    code: str | None = Field(None, description="What is wrong, as in errors.")
    detail: str | None = None
    refused: int = Field(description="Calls answered at once with an error because Temporal was unreachable.")


class TaskQueue(BaseModel):
    """A task queue that open workflows were seen on."""

    name: str
    last_poll: datetime | None = Field(None, description="When a worker last asked it for work, as far as is known.")
    polled: bool | None = Field(description="Whether a worker polls it; null when Temporal could not be asked.")


class Budget(BaseModel):
    """How many calls Temporal is asked for."""

    per_second: float
    burst: float
    available: float = Field(description="How many calls could begin at once; below zero, how many are waiting.")


class Kept(BaseModel):
    """Answers kept for as long as their workflow has not moved."""

    count: int
    maximum_count: int
    bytes: int
    maximum_bytes: int
    found: int = Field(description="How often one was still true and saved a question.")


class Shared(BaseModel):
    """Requests that shared reads."""

    requests: int
    reads: int


class SignIns(BaseModel):
    """The throttle of sign-ins."""

    refused: int
    counted: int = Field(description="Pairs of user and address that failed lately.")


class System(BaseModel):
    """The server's own state. Numbers count since it started."""

    version: str
    started_at: datetime
    connection: Connection
    task_queues: list[TaskQueue]
    query_budget: Budget
    other_budget: Budget
    kept_answers: Kept
    tree_reads: Shared
    entity_reads: Shared
    list_reads: Shared
    sign_ins: SignIns
