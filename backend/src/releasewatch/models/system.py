"""What an administrator sees of the server's own state."""

from datetime import datetime

from pydantic import BaseModel, Field


class Connection(BaseModel):
    """The connection to Temporal."""

    address: str
    namespace: str
    server_version: str | None = Field(None, description="Temporal's own; null when it could not be asked.")
    ready: bool = Field(description="Temporal answers for the namespace.")
    code: str | None = Field(None, description="What is wrong, as in errors.")
    detail: str | None = None
    circuit_open: bool = Field(description="Nothing gets through to Temporal: calls are refused at once.")
    lost_at: datetime | None = Field(None, description="When it was last found unreachable.")
    refused: int = Field(description="Calls answered at once with an error because Temporal was unreachable.")


class TaskQueue(BaseModel):
    """A task queue that open workflows were seen on."""

    name: str
    last_poll: datetime | None = Field(None, description="When a worker last asked it for work, as far as is known.")
    polled: bool | None = Field(None, description="Whether a worker polls it; null when Temporal could not be asked.")


class Budget(BaseModel):
    """How many calls Temporal is asked for."""

    per_second: float
    burst: float
    available: float = Field(description="How many calls could begin at once; below zero, how many are waiting.")


class Concurrency(BaseModel):
    """How many calls to Temporal are under way."""

    under_way: int
    limit: float = Field(description="How many may be: fewer once Temporal says that it is busy, more again in time.")
    most: int


class Kept(BaseModel):
    """Answers cached for as long as their workflow has not moved."""

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


class SystemState(BaseModel):
    """The server's own state. Numbers count since it started."""

    version: str
    started_at: datetime
    read_at: datetime
    connection: Connection
    task_queues: list[TaskQueue]
    query_budget: Budget
    other_budget: Budget
    concurrency: Concurrency
    kept_answers: Kept
    tree_reads: Shared
    entity_reads: Shared
    list_reads: Shared
    sign_ins: SignIns
