"""What routes ask for, as annotated aliases."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, FastAPI, Header, Request
from fastapi.security import OAuth2PasswordBearer

from releasewatch.core.config import Settings
from releasewatch.core.errors import NotAuthenticatedError
from releasewatch.models.page import Meta
from releasewatch.services.auth_service import AuthService, Caller
from releasewatch.services.entity_service import EntityService
from releasewatch.services.readiness import Readiness
from releasewatch.services.release_list import ReleaseList

LOGIN_PATH = "/api/auth/login"

_bearer = OAuth2PasswordBearer(
    tokenUrl=LOGIN_PATH,
    scheme_name="SignIn",
    description="Sign in with user name and password. Leave client id and secret empty.",
    auto_error=False,
)


@dataclass(frozen=True, slots=True)
class State:
    """Everything that lives as long as the app: made by the lifespan, read by `state_of`."""

    settings: Settings
    auth: AuthService
    entities: EntityService
    releases: ReleaseList
    readiness: Readiness
    meta: Meta


def state_of(app: FastAPI) -> State:
    """The one place that reads the app's untyped state."""
    state: State = app.state.services
    return state


def get_state(request: Request) -> State:
    """The state of the app that serves this request."""
    return state_of(request.app)


AppState = Annotated[State, Depends(get_state)]


def get_auth(state: AppState) -> AuthService:
    """The service that knows who may come in."""
    return state.auth


Auth = Annotated[AuthService, Depends(get_auth)]


async def get_current_user(request: Request, auth: Auth, token: Annotated[str | None, Depends(_bearer)]) -> Caller:
    """Recognise the caller, and leave a note for the audit line."""
    if token is None:
        raise NotAuthenticatedError("This needs an access token in the header Authorization. Sign in first.")
    caller = auth.authenticate(token)
    request.state.caller = caller
    return caller


CurrentUser = Annotated[Caller, Depends(get_current_user)]


def get_entities(state: AppState) -> EntityService:
    """The service that reads trees."""
    return state.entities


Entities = Annotated[EntityService, Depends(get_entities)]


def get_releases(state: AppState) -> ReleaseList:
    """The service that lists releases."""
    return state.releases


Releases = Annotated[ReleaseList, Depends(get_releases)]


def get_strict(
    cache_control: Annotated[
        str, Header(description="`no-cache`: only a read that begins after this request will do.")
    ] = "",
) -> bool:
    """Whether the caller wants nothing that was read before the request arrived."""
    return "no-cache" in (directive.strip() for directive in cache_control.lower().split(","))


Strict = Annotated[bool, Depends(get_strict)]
