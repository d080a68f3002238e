"""What runs where."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from releasewatch.api.answering import UNCHANGED, answer, describe_known_tags
from releasewatch.api.dependencies import CurrentUser, Releases, Strict
from releasewatch.api.errors import LIST_ERRORS, problems
from releasewatch.models.versions import CellHistory, Versions
from releasewatch.services.releases.versions import CellName, VersionFilter

router = APIRouter(prefix="/api/versions", tags=["Versions"], dependencies=[Depends(describe_known_tags)])

Part = Annotated[str, Field(max_length=200, description="A part of it; case does not matter.")]


class VersionsQuery(BaseModel):
    """Which cells of the table. A misspelt parameter is refused: it would filter nothing."""

    model_config = ConfigDict(extra="forbid")

    app: Part = ""
    cluster: Part = ""
    version: Annotated[Part, Field(description="A part of what runs, or of what is on top.")] = ""


# A name that a table shows is cut after 200 characters, and says how long it is.
Name = Annotated[str, Field(min_length=1, max_length=250, description="As the table calls it.")]


class CellQuery(BaseModel):
    """Which cell."""

    model_config = ConfigDict(extra="forbid")

    app: Name
    cluster: Name


@router.get("", response_model=Versions, responses=UNCHANGED | problems(*LIST_ERRORS))
async def list_versions(
    _: CurrentUser, request: Request, releases: Releases, strict: Strict, query: Annotated[VersionsQuery, Query()]
) -> Response:
    """Say which version of which app runs in which cluster, and what is under way or has failed there.

    It is made of the trees that the list reads: open ones at its pace, ended ones once, newest first, while it is
    asked for. `progress` says how far that is.
    """
    wanted = VersionFilter(app=query.app, cluster=query.cluster, version=query.version)
    return await answer(request, await releases.versions(wanted, strict=strict))


@router.get("/history", response_model=CellHistory, responses=UNCHANGED | problems(*LIST_ERRORS))
async def get_cell_history(
    _: CurrentUser, request: Request, releases: Releases, strict: Strict, query: Annotated[CellQuery, Query()]
) -> Response:
    """Say what releases did to one app in one cluster, newest first, as far as they are read."""
    return await answer(request, await releases.cell_history(CellName(query.app, query.cluster), strict=strict))
