"""What a client needs to know about a server before it reads."""

from pydantic import BaseModel, Field

from releasewatch.models.words import StatusTerm, Term


class Meta(BaseModel):
    """What a client needs to know about this server."""

    version: str
    namespace: str
    temporal_address: str
    temporal_ui_url: str | None = Field(None, description="Base URL of Temporal's web UI, without a trailing slash.")
    poll_interval: float = Field(description="Seconds between polls while anything is open.")
    release_query: str = Field(
        description="The list filter that makes a workflow a release: what is listed, not what may be read."
    )
    vocabulary: list[StatusTerm] = Field(description="Worst first.")
    words: list[Term] = Field(description="What badges say, worst first.")
