"""What routes ask for, as annotated aliases."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI, Header, Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from fastapi.security import APIKeyQuery, OAuth2PasswordBearer

from releasewatch.core.config import Settings
from releasewatch.core.errors import NotAllowedError, NotAuthenticatedError, PageNotFoundError, UnguardedRouteError
from releasewatch.models.auth import Role
from releasewatch.models.meta import Meta
from releasewatch.services.auth.service import AuthService, BadgeReader, Caller
from releasewatch.services.comparisons.service import ComparisonService
from releasewatch.services.operations.metrics import Metrics
from releasewatch.services.operations.readiness import Readiness
from releasewatch.services.operations.system import SystemService
from releasewatch.services.releases.listing import ReleaseList
from releasewatch.services.trees.service import EntityService

LOGIN_PATH = "/api/auth/login"
# Every other route authenticates its caller.
FOR_EVERYBODY = frozenset(
    {
        *("login", "login_terminal", "refresh", "continue_at_terminal", "logout"),
        *("livez", "readyz", "get_workflow_answer_schema"),
        *("docs_page", "docs_start", "docs_style", "docs_script", "openapi_document"),
    }
)

_bearer = OAuth2PasswordBearer(
    tokenUrl=LOGIN_PATH,
    scheme_name="SignIn",
    description="Sign in with user name and password. Leave client id and secret empty.",
    auto_error=False,
)
_badge_token = APIKeyQuery(
    name="token",
    scheme_name="BadgeToken",
    description="A token made by `releasewatch token add NAME --role badge`. An image in a page sends no header.",
    auto_error=False,
)


@dataclass(frozen=True, slots=True)
class State:
    """Everything that lives as long as the app: made by the lifespan, read by `state_of`."""

    settings: Settings
    auth: AuthService
    entities: EntityService
    releases: ReleaseList
    comparisons: ComparisonService
    readiness: Readiness
    meta: Meta
    system: SystemService
    metrics: Metrics


def state_of(app: FastAPI) -> State:
    """The one place that reads the app's untyped state."""
    state: State = app.state.services
    return state


async def get_state(request: Request) -> State:
    """The state of the app that serves this request."""
    return state_of(request.app)


AppState = Annotated[State, Depends(get_state)]


def _part(pick: Callable[[State], object]) -> object:
    """A dependency on one part of the app's state. Async, as others here: FastAPI calls the rest in threads."""

    async def get_part(state: AppState) -> object:
        return pick(state)

    return Depends(get_part)


Auth = Annotated[AuthService, _part(lambda state: state.auth)]
Entities = Annotated[EntityService, _part(lambda state: state.entities)]
Releases = Annotated[ReleaseList, _part(lambda state: state.releases)]
Comparisons = Annotated[ComparisonService, _part(lambda state: state.comparisons)]


async def get_current_user(request: Request, auth: Auth, token: Annotated[str | None, Depends(_bearer)]) -> Caller:
    """Recognise the caller, and leave a note for the audit line."""
    if token is None:
        raise NotAuthenticatedError("This needs an access token in the header Authorization. Sign in first.")
    caller = auth.authenticate(token)
    request.state.caller = caller
    return caller


CurrentUser = Annotated[Caller, Depends(get_current_user)]


async def get_admin(user: CurrentUser) -> Caller:
    """Recognise the caller, who has to be an administrator."""
    if user.role is not Role.ADMIN:
        raise NotAllowedError("Only administrators may do this.")
    return user


Admin = Annotated[Caller, Depends(get_admin)]


async def get_badge_reader(
    request: Request, state: AppState, token: Annotated[str | None, Depends(_badge_token)]
) -> BadgeReader:
    """Recognise the reader of a badge, where there are any."""
    if not state.settings.badges:
        raise PageNotFoundError("This server has no badges: its operator turns them on with RELEASEWATCH_BADGES.")
    if token is None:
        raise NotAuthenticatedError("This needs a token for badges in the parameter `token`.")
    reader = state.auth.authenticate_badge(token)
    request.state.caller = reader
    return reader


ForBadges = Annotated[BadgeReader, Depends(get_badge_reader)]


def require_guards(router: APIRouter) -> None:
    """Refuse a route that forgot to ask who the caller is, so that nothing is open by mistake."""
    for route in router.routes:
        if not isinstance(route, APIRoute) or not (route.name in FOR_EVERYBODY or _is_guarded(route.dependant)):
            raise UnguardedRouteError(f"{route} does not ask who the caller is, and is not in FOR_EVERYBODY.")


def _is_guarded(dependant: Dependant) -> bool:
    return dependant.call in (get_current_user, get_badge_reader) or any(
        _is_guarded(each) for each in dependant.dependencies
    )


async def get_strict(
    cache_control: Annotated[
        str,
        Header(alias="Cache-Control", description="`no-cache`: only a read that begins after this request will do."),
    ] = "",
) -> bool:
    """Whether the caller wants nothing that was read before the request arrived."""
    return "no-cache" in (directive.strip() for directive in cache_control.lower().split(","))


Strict = Annotated[bool, Depends(get_strict)]
