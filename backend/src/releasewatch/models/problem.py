"""The body of every error answer: RFC 9457 problem details."""

from pydantic import BaseModel, Field


class Problem(BaseModel):
    """What went wrong, for people in `title` and `detail`, for programs in `code`."""

    type: str = Field(description="A URN made of the code.", examples=["urn:releasewatch:problem:not_authenticated"])
    title: str = Field(description="The kind of error, the same at every occurrence.")
    status: int
    detail: str = Field(description="What happened here, and what to do next.")
    code: str = Field(description="Stable word for programs.", examples=["not_authenticated"])
    request_id: str = Field(description="Also in the header `X-Request-ID` and in the server's log.")


class InvalidField(BaseModel):
    """One parameter or field that is not what the route asks for. Never repeats what was sent."""

    loc: list[str | int]
    msg: str
    type: str


class InvalidRequest(Problem):
    """A problem with the fields that caused it."""

    errors: list[InvalidField]
