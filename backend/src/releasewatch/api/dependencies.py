"""What routes ask for, as annotated aliases."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import OAuth2PasswordBearer

from releasewatch.core.config import Settings
from releasewatch.core.errors import NotAuthenticatedError
from releasewatch.services.auth_service import AuthService, Caller

LOGIN_PATH = "/api/auth/login"

_bearer = OAuth2PasswordBearer(
    tokenUrl=LOGIN_PATH,
    scheme_name="SignIn",
    description="Sign in with user name and password. Leave client id and secret empty.",
    auto_error=False,
)


@dataclass(frozen=True, slots=True)
class State:
    """Everything that lives as long as the app: made by the lifespan, read by `get_state`."""

    settings: Settings
    auth: AuthService


def get_state(request: Request) -> State:
    """The one place that reads the app's untyped state."""
    state: State = request.app.state.services
    return state


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
