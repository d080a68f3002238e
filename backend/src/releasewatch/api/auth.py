"""Signing in, refreshing, signing out, and who one is."""

from http import HTTPStatus
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends, Form, Header, Request, Response
from pydantic import AfterValidator

from releasewatch.api.dependencies import Auth, CurrentUser
from releasewatch.api.errors import SIGN_IN_PROBLEMS, problems
from releasewatch.api.middleware import client_ip, host_name
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
from releasewatch.services.auth_service import SignIn

router = APIRouter(prefix="/api/auth", tags=["Sign-in"])

CSRF_HEADER = "X-Requested-With"
CSRF_VALUE = "releasewatch"
_FORM = "application/x-www-form-urlencoded"
_COOKIE = "__Host-refresh"
_LOOPBACK_COOKIE = "refresh"


def _limit_bytes(password: str) -> str:
    if len(password.encode(errors="replace")) > MAX_PASSWORD_BYTES:
        raise ValueError(f"may have at most {MAX_PASSWORD_BYTES} bytes")
    return password


UserNameField = Annotated[str, Form(min_length=1, max_length=256)]
PasswordField = Annotated[str, Form(json_schema_extra={"format": "password"}), AfterValidator(_limit_bytes)]


def refuse_cross_site(
    request: Request, requested_with: Annotated[str | None, Header(alias=CSRF_HEADER, examples=[CSRF_VALUE])] = None
) -> None:
    """Let only our own pages use the cookie.

    A form on another site cannot set the header, and a browser says honestly where a request comes from.
    """
    headers = request.headers
    site = headers.get("sec-fetch-site")
    origin = headers.get("origin")
    is_ours = site == "same-origin" if site else origin is None or urlsplit(origin).netloc == headers.get("host")
    if requested_with != CSRF_VALUE or not is_ours:
        raise CrossSiteError(f"Only the dashboard itself may do this, with the header {CSRF_HEADER}: {CSRF_VALUE}.")


SameSite = Depends(refuse_cross_site)


def require_form(request: Request) -> None:
    """Refuse a body that would be read as an empty form."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _FORM:
        raise BodyTypeError(f"Send {_FORM}.")


@router.post(
    "/login",
    dependencies=[Depends(require_form)],
    responses=problems(
        BadCredentialsError, BodyTypeError, InvalidRequestError, TooManyAttemptsError, UsersUnavailableError
    ),
)
async def login(
    request: Request, response: Response, auth: Auth, username: UserNameField, password: PasswordField
) -> AccessToken:
    """Sign in with user name and password. Also sets the refresh cookie."""
    sign_in = await auth.sign_in(username, password, address=client_ip(request.scope) or "")
    _set_cookie(request, response, sign_in)
    return sign_in.access


@router.post(
    "/refresh",
    dependencies=[SameSite],
    responses=problems(NotAuthenticatedError, CrossSiteError, UsersUnavailableError),
)
async def refresh(request: Request, response: Response, auth: Auth) -> AccessToken:
    """Exchange the refresh cookie for a fresh access token. Needs the header `X-Requested-With: releasewatch`."""
    token = request.cookies.get(_cookie_name(request))
    if token is None:
        raise NotAuthenticatedError("There is no session. Sign in first.")
    sign_in = auth.refresh(token)
    _set_cookie(request, response, sign_in)
    return sign_in.access


@router.post(
    "/logout",
    dependencies=[SameSite],
    status_code=HTTPStatus.NO_CONTENT,
    responses=problems(CrossSiteError),
)
async def logout(request: Request, response: Response, auth: Auth) -> None:
    """End the session of the refresh cookie. Needs the header `X-Requested-With: releasewatch`."""
    name = _cookie_name(request)
    auth.sign_out(request.cookies.get(name, ""))
    response.delete_cookie(name, path="/", secure=name == _COOKIE, httponly=True, samesite="strict")


@router.get("/me", responses=SIGN_IN_PROBLEMS)
async def me(user: CurrentUser) -> Profile:
    """Who is signed in."""
    return Profile(username=user.username, role=user.role)


def _cookie_name(request: Request) -> str:
    # Browsers refuse Secure cookies over plain http, on some even for localhost. Nobody listens in on loopback.
    is_local = request.scope["scheme"] == "http" and host_name(request.headers.get("host", "")) in LOOPBACK_HOSTS
    return _LOOPBACK_COOKIE if is_local else _COOKIE


def _set_cookie(request: Request, response: Response, sign_in: SignIn) -> None:
    name = _cookie_name(request)
    response.set_cookie(
        name,
        sign_in.refresh_token,
        max_age=sign_in.refresh_seconds,
        path="/",
        secure=name == _COOKIE,
        httponly=True,
        samesite="strict",
    )
