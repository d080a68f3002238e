"""Releases: the list, one release, its tree, and its entities as a flat list."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from releasewatch.api.answering import UNCHANGED, answer, describe_known_tags
from releasewatch.api.dependencies import CurrentUser, Entities, Releases, Strict
from releasewatch.api.errors import LIST_ERRORS, READ_ERRORS, problems
from releasewatch.core.errors import ReleaseNotFoundError
from releasewatch.core.negotiation import known_contents
from releasewatch.models.entities import EntityId, ReleaseId
from releasewatch.models.hierarchy import Hierarchy, HierarchyChanges
from releasewatch.models.page import EntityPage, ProblemPage, ReleaseAlone, ReleasePage
from releasewatch.models.status import EntityType, Status
from releasewatch.models.usual import Usual
from releasewatch.services.releases.listing import ReleaseFilter
from releasewatch.services.trees.service import EntityFilter
from releasewatch.services.trees.snapshot import dump_of

router = APIRouter(prefix="/api/releases", tags=["Releases"], dependencies=[Depends(describe_known_tags)])

_LIST_PROBLEMS = problems(*LIST_ERRORS)
_RELEASE_PROBLEMS = problems(*READ_ERRORS, ReleaseNotFoundError)

PageNumber = Annotated[int, Field(ge=1, le=100_000, description="From 1.")]
Text = Annotated[str, Field(max_length=200, description="Part of an id, name or version; case does not matter.")]
Statuses = Annotated[frozenset[Status], Field(description="Repeat for more than one: any of them will do.")]


class ListQuery(BaseModel):
    """Which releases, and which page of them. A misspelt parameter is refused: it would filter nothing."""

    model_config = ConfigDict(extra="forbid")

    page: PageNumber = 1
    page_size: Annotated[int, Field(ge=1, le=200)] = 20
    q: Text = ""
    status: Statuses = frozenset()


class EntitiesQuery(BaseModel):
    """Which entities of a release, and which page of them."""

    model_config = ConfigDict(extra="forbid")

    page: PageNumber = 1
    page_size: Annotated[int, Field(ge=1, le=1000)] = 100
    type: Annotated[frozenset[EntityType], Field(description="Repeat for more than one.")] = frozenset()
    status: Statuses = frozenset()
    q: Text = ""
    id: Annotated[EntityId | None, Field(description="All places of this id in the tree.")] = None


@router.get("", response_model=ReleasePage, responses=UNCHANGED | _LIST_PROBLEMS)
async def list_releases(
    _: CurrentUser, request: Request, releases: Releases, strict: Strict, query: Annotated[ListQuery, Query()]
) -> Response:
    """List releases: needing attention first, then open, then closed, newest first. `status` goes by `counted_as`."""
    wanted = ReleaseFilter(text=query.q, statuses=query.status)
    return await answer(request, await releases.page(wanted, page=query.page, page_size=query.page_size, strict=strict))


@router.get("/{release_id}", response_model=ReleaseAlone, responses=UNCHANGED | _RELEASE_PROBLEMS)
async def get_release(
    _: CurrentUser, request: Request, entities: Entities, strict: Strict, release_id: ReleaseId
) -> Response:
    """Read one release alone; its `health` and `counts` speak of everything below it."""
    return await answer(request, dump_of(await entities.release(release_id, strict=strict)))


@router.get("/{release_id}/hierarchy", response_model=Hierarchy, responses=UNCHANGED | _RELEASE_PROBLEMS)
async def get_hierarchy(
    _: CurrentUser, request: Request, entities: Entities, strict: Strict, release_id: ReleaseId
) -> Response:
    """Read a release with all its waves, clusters, bundles and apps."""
    snapshot = await entities.hierarchy(release_id, strict=strict)
    return await answer(request, await entities.whole(snapshot))


@router.get("/{release_id}/hierarchy/changes", response_model=HierarchyChanges, responses=UNCHANGED | _RELEASE_PROBLEMS)
async def get_hierarchy_changes(
    _: CurrentUser, request: Request, entities: Entities, strict: Strict, release_id: ReleaseId
) -> Response:
    """Read what has changed in a release since the tree that `If-None-Match` names, by the ETag of either answer."""
    known = known_contents(", ".join(request.headers.getlist("if-none-match")))
    response = await answer(request, await entities.changes(release_id, known, strict=strict))
    # The answer to another ETag is another one.
    response.headers["Cache-Control"] = "no-store"
    return response


@router.get("/{release_id}/problems", response_model=ProblemPage, responses=UNCHANGED | _RELEASE_PROBLEMS)
async def list_problems(
    _: CurrentUser, request: Request, entities: Entities, strict: Strict, release_id: ReleaseId
) -> Response:
    """List every node of a release that needs a person, one by one: worst first, then the longest."""
    page = await entities.problems(release_id, strict=strict)
    return await answer(request, await asyncio.to_thread(dump_of, page))


@router.get("/{release_id}/usual", response_model=Usual, responses=UNCHANGED | _RELEASE_PROBLEMS)
async def get_usual(_: CurrentUser, request: Request, releases: Releases, release_id: ReleaseId) -> Response:
    """Compare a release with those of the same name: what is usual, what is slower, and when it may end."""
    return await answer(request, dump_of(await releases.usual(release_id)))


@router.get("/{release_id}/entities", response_model=EntityPage, responses=UNCHANGED | _RELEASE_PROBLEMS)
async def list_entities(
    _: CurrentUser,
    request: Request,
    entities: Entities,
    strict: Strict,
    release_id: ReleaseId,
    query: Annotated[EntitiesQuery, Query()],
) -> Response:
    """List a release's entities flat, in tree order: all failed apps are `?type=app&status=failed`."""
    wanted = EntityFilter(types=query.type, statuses=query.status, text=query.q, id=query.id or "")
    page = await entities.entities(release_id, wanted, page=query.page, page_size=query.page_size, strict=strict)
    # In a thread: a thousand entities are half a megabyte of JSON.
    return await answer(request, await asyncio.to_thread(dump_of, page))
