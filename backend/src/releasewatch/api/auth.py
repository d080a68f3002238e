"""Signing in, refreshing, signing out, and who is signed in."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Header, Request, Response
from pydantic import AfterValidator, BaseModel, Field

from releasewatch.api.dependencies import AppState, Auth, CurrentUser
from releasewatch.api.errors import SIGN_IN_PROBLEMS, Responses, problems
from releasewatch.api.middleware.limits import client_ip, host_name
from releasewatch.api.middleware.origins import is_same_origin
from releasewatch.api.openapi import headers
from releasewatch.core.config import LOOPBACK_HOSTS
from releasewatch.core.errors import (
    BadCredentialsError,
    BodyTypeError,
    CrossSiteError,
    InvalidRequestError,
    NotAuthenticatedError,
    TooManyAttemptsError,
    UsersUnavailableError,
)
from releasewatch.core.security import MAX_PASSWORD_BYTES
from releasewatch.models.auth import AccessToken, Profile
from releasewatch.services.auth.service import AuthService, SignIn

router = APIRouter(prefix="/api/auth", tags=["Sign-in"])

CSRF_HEADER = "X-Requested-With"
CSRF_VALUE = "releasewatch"
_FORM = "application/x-www-form-urlencoded"
_HOST_ONLY = "__Host-"
_SIGN_IN_PROBLEMS = problems(
    BadCredentialsError, BodyTypeError, InvalidRequestError, TooManyAttemptsError, UsersUnavailableError
)
_WITH_COOKIE: Responses = {HTTPStatus.OK: {"headers": headers("Set-Cookie")}}
_RENEWED = _WITH_COOKIE | problems(NotAuthenticatedError, CrossSiteError, UsersUnavailableError)


def _limit_bytes(password: str) -> str:
    if len(password.encode(errors="replace")) > MAX_PASSWORD_BYTES:
        raise ValueError(f"may have at most {MAX_PASSWORD_BYTES} bytes")
    return password


class SignInForm(BaseModel):
    """User name and password. Other fields of OAuth2's password grant are taken and mean nothing here."""

    username: Annotated[str, Field(min_length=1, max_length=256)]
    password: Annotated[str, Field(json_schema_extra={"format": "password"}), AfterValidator(_limit_bytes)]


def refuse_cross_site(
    request: Request,
    state: AppState,
    requested_with: Annotated[str, Header(alias=CSRF_HEADER, description=f"`{CSRF_VALUE}`, and nothing else.")] = "",
) -> None:
    """Let only our own pages use the cookie.

    A form on another site cannot set the header, and a browser says honestly where a request comes from.
    """
    if requested_with != CSRF_VALUE or not is_same_origin(request, state.settings.trusted_proxies):
        raise CrossSiteError(f"Only the dashboard itself may do this, with the header {CSRF_HEADER}: {CSRF_VALUE}.")


SameSite = Depends(refuse_cross_site)


def require_form(request: Request) -> None:
    """Refuse a body that would be read as an empty form."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _FORM:
        raise BodyTypeError(f"Send {_FORM}.")


@router.post("/login", dependencies=[Depends(require_form)], responses=_WITH_COOKIE | _SIGN_IN_PROBLEMS)
async def login(request: Request, response: Response, auth: Auth, form: Annotated[SignInForm, Form()]) -> AccessToken:
    """Sign in with user name and password. Also sets the refresh cookie."""
    sign_in = await auth.sign_in(form.username, form.password, address=client_ip(request.scope) or "")
    _set_cookie(request, response, auth, sign_in)
    return sign_in.access


@router.post("/terminal", dependencies=[Depends(require_form)], responses=_SIGN_IN_PROBLEMS)
async def login_terminal(request: Request, auth: Auth, form: Annotated[SignInForm, Form()]) -> AccessToken:
    """Sign in at a terminal: a token for 8 hours, and no cookie. `DELETE /api/auth/session` ends it sooner."""
    return await auth.sign_in_terminal(form.username, form.password, address=client_ip(request.scope) or "")


@router.delete("/session", status_code=HTTPStatus.NO_CONTENT, responses=SIGN_IN_PROBLEMS)
async def end_session(user: CurrentUser, auth: Auth) -> None:
    """End the session of the token that was sent. A script's token goes on counting: its operator revokes it."""
    auth.sign_out_caller(user)


@router.post("/refresh", dependencies=[SameSite], responses=_RENEWED)
async def refresh(request: Request, response: Response, auth: Auth) -> AccessToken:
    """Exchange the refresh cookie for a fresh access token. Needs the header `X-Requested-With: releasewatch`."""
    return _renew(request, response, auth).access


@router.post("/terminal/session", dependencies=[SameSite], responses=_RENEWED)
async def continue_at_terminal(request: Request, response: Response, auth: Auth) -> AccessToken:
    """Exchange the refresh cookie, and get a token for a terminal that ends with the browser's session.

    Needs the header `X-Requested-With: releasewatch`.
    """
    return auth.continue_at_terminal(_renew(request, response, auth))


@router.post(
    "/logout",
    dependencies=[SameSite],
    status_code=HTTPStatus.NO_CONTENT,
    responses=problems(CrossSiteError),
)
async def logout(request: Request, response: Response, auth: Auth) -> None:
    """End the session of the refresh cookie. Needs the header `X-Requested-With: releasewatch`."""
    for token in _find_tokens(request, auth):
        auth.sign_out(token)
    for name in _cookie_names(request, auth):
        response.delete_cookie(name, path="/", secure=name.startswith(_HOST_ONLY), httponly=True, samesite="strict")


@router.get("/me", responses=SIGN_IN_PROBLEMS)
async def me(user: CurrentUser) -> Profile:
    """Who is signed in."""
    return Profile(username=user.username, role=user.role)


def _renew(request: Request, response: Response, auth: AuthService) -> SignIn:
    tokens = _find_tokens(request, auth)
    if not tokens:
        raise NotAuthenticatedError("There is no session. Sign in first.")
    sign_in = auth.refresh(tokens[0])
    _set_cookie(request, response, auth, sign_in)
    return sign_in


def _cookie_names(request: Request, auth: AuthService) -> list[str]:
    """Under which the browser may keep the session, the newest first.

    Cookies know no ports: another server on the same host has another secret, and so another name.
    """
    # Browsers refuse Secure cookies over plain http, on some even for localhost. Loopback traffic cannot be overheard.
    is_local = request.scope["scheme"] == "http" and host_name(request.headers.get("host", "")) in LOOPBACK_HOSTS
    return [f"{'' if is_local else _HOST_ONLY}refresh-{each}" for each in auth.key_names]


def _find_tokens(request: Request, auth: AuthService) -> list[str]:
    return [request.cookies[name] for name in _cookie_names(request, auth) if name in request.cookies]


def _set_cookie(request: Request, response: Response, auth: AuthService, sign_in: SignIn) -> None:
    name = _cookie_names(request, auth)[0]
    response.set_cookie(
        name,
        sign_in.refresh_token,
        max_age=sign_in.refresh_seconds,
        path="/",
        secure=name.startswith(_HOST_ONLY),
        httponly=True,
        samesite="strict",
    )
