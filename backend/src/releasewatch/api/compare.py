"""Two trees side by side."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from releasewatch.api.answering import UNCHANGED, answer, describe_known_tags
from releasewatch.api.dependencies import Comparisons, CurrentUser, Strict
from releasewatch.api.errors import READ_ERRORS, problems
from releasewatch.api.exports import read_sides
from releasewatch.core.errors import BodyTypeError, InvalidRequestError, ReleaseNotFoundError
from releasewatch.models.comparison import Comparison
from releasewatch.models.entities import ReleaseId
from releasewatch.services.comparisons.service import ComparisonService, Side

router = APIRouter(prefix="/api/compare", tags=["Compare"], dependencies=[Depends(describe_known_tags)])

_SIDE: dict[str, Any] = {
    "description": "The id of a release, or a tree as `/api/releases/{release_id}/hierarchy` has answered it.",
    "anyOf": [{"type": "string", "pattern": "^release:[A-Za-z0-9]"}, {"type": "object"}],
}
_BODY: dict[str, Any] = {
    "required": True,
    "content": {
        "application/json": {
            "schema": {
                "title": "ComparedSides",
                "type": "object",
                "required": ["a", "b"],
                "properties": {"a": _SIDE, "b": _SIDE},
            }
        }
    },
}


class CompareQuery(BaseModel):
    """Which releases. A misspelt parameter is refused."""

    model_config = ConfigDict(extra="forbid")

    a: Annotated[ReleaseId, Field(description="The release to compare with, mostly the earlier one.")]
    b: Annotated[ReleaseId, Field(description="The release whose changes are told.")]


@router.get("", response_model=Comparison, responses=UNCHANGED | problems(*READ_ERRORS, ReleaseNotFoundError))
async def compare_releases(
    _: CurrentUser, request: Request, comparisons: Comparisons, strict: Strict, query: Annotated[CompareQuery, Query()]
) -> Response:
    """Compare two releases, app by app and wave by wave. What they are called pairs them, not their ids."""
    return await _compared(request, comparisons, (query.a, query.b), strict=strict)


@router.post(
    "/trees",
    response_model=Comparison,
    responses=UNCHANGED | problems(*READ_ERRORS, ReleaseNotFoundError, BodyTypeError, InvalidRequestError),
    openapi_extra={"requestBody": _BODY},
)
async def compare_trees(_: CurrentUser, request: Request, comparisons: Comparisons, strict: Strict) -> Response:
    """Compare in the same way where one side or both are exported trees. Nothing of them is kept."""
    return await _compared(request, comparisons, await read_sides(request), strict=strict)


async def _compared(
    request: Request, comparisons: ComparisonService, sides: tuple[Side, Side], *, strict: bool
) -> Response:
    # For the audit line.
    request.state.compared = " ".join(side if isinstance(side, str) else "file" for side in sides)
    return await answer(request, await comparisons.compare(*sides, strict=strict))
