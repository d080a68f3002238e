"""Whether the server lives and is ready, and what it is."""

from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel

from releasewatch.api.dependencies import AppState, CurrentUser
from releasewatch.api.errors import SIGN_IN_PROBLEMS, TEMPORAL_ERRORS, problems
from releasewatch.core.errors import ShuttingDownError, UsersUnavailableError
from releasewatch.models.meta import Meta

router = APIRouter(tags=["Health"])

_NOT_READY = problems(ShuttingDownError, *TEMPORAL_ERRORS, UsersUnavailableError)


class Health(BaseModel):
    """All is well."""

    status: Literal["ok"] = "ok"


@router.get("/livez")
async def livez() -> Health:
    """Whether the process answers. Says nothing about Temporal, whose outage must not restart anything."""
    return Health()


@router.get("/readyz", responses=_NOT_READY)
async def readyz(state: AppState) -> Health:
    """Whether users can be recognised and Temporal answers for the namespace. Checked at most once a second."""
    state.auth.require_users()
    await state.readiness.require()
    return Health()


@router.get("/api/meta", responses=SIGN_IN_PROBLEMS)
async def get_meta(_: CurrentUser, state: AppState) -> Meta:
    """What a client needs to know about this server: namespace, links, poll interval, vocabulary."""
    return state.meta
