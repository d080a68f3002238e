"""One entity of any level."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from releasewatch.api.dependencies import CurrentUser, Entities, Strict
from releasewatch.api.errors import READ_ERRORS, problems
from releasewatch.core.errors import AmbiguousEntityError, EntityNotFoundError, ReleaseNotFoundError
from releasewatch.models.entities import Entity, EntityId, EntityPath, ReleaseId

router = APIRouter(prefix="/api/entities", tags=["Entities"])

_PROBLEMS = problems(*READ_ERRORS, EntityNotFoundError, ReleaseNotFoundError, AmbiguousEntityError)


class EntityQuery(BaseModel):
    """Where to look. A misspelt parameter is refused: it would look elsewhere."""

    model_config = ConfigDict(extra="forbid")

    release_id: Annotated[ReleaseId | None, Field(description="Look inside this release.")] = None
    path: Annotated[
        EntityPath | None,
        Field(description="The one at this place, where the id stands at several. Names the release by itself."),
    ] = None


@router.get("/{entity_id}", responses=_PROBLEMS, response_model_exclude_none=True)
async def get_entity(
    _: CurrentUser,
    entities: Entities,
    strict: Strict,
    entity_id: EntityId,
    query: Annotated[EntityQuery, Query()],
) -> Entity:
    """Read one entity; with `release_id` or `path` also one that lives inside the release's workflow."""
    return await entities.entity(entity_id, query.release_id, query.path, strict=strict)
