"""Builds the app out of all the rooms."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from importlib.metadata import version
from typing import Any

import structlog
from fastapi import FastAPI

from releasewatch.api import auth, docs, health
from releasewatch.api.audit import AuditMiddleware
from releasewatch.api.dependencies import State
from releasewatch.api.errors import add_error_handlers
from releasewatch.api.middleware import LimitsMiddleware, RequestContextMiddleware
from releasewatch.api.openapi import DESCRIPTION, DescribedApp
from releasewatch.api.spa import Dashboard
from releasewatch.core.config import Settings, SettingsError, load_settings
from releasewatch.core.logging import configure_logging
from releasewatch.core.security import HashCost, TokenSigner
from releasewatch.services.auth_service import AuthService
from releasewatch.services.users_file import UsersFile, UsersFileError

logger = structlog.get_logger(__name__)

Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]


def create_app(settings: Settings | None = None) -> FastAPI:
    """Build the app, or raise `SettingsError` with one line that says what is wrong."""
    settings = settings or load_settings()
    configure_logging(settings.log_format)
    app = _assemble(_lifespan(settings, _build_auth(settings)))
    app.router.default = Dashboard(settings.dashboard)
    # The last one added is the outermost.
    app.add_middleware(LimitsMiddleware, allowed_hosts=settings.allowed_hosts)
    app.add_middleware(AuditMiddleware)
    app.add_middleware(RequestContextMiddleware)
    return app


def describe_api() -> dict[str, Any]:
    """The OpenAPI document. Needs no settings."""
    return _assemble().openapi()


def _assemble(lifespan: Lifespan | None = None) -> FastAPI:
    """Put the routes together: all that the OpenAPI document needs."""
    app = DescribedApp(
        title="Releasewatch",
        version=version("releasewatch"),
        description=DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        generate_unique_id_function=lambda route: route.name,
        lifespan=lifespan,
    )
    add_error_handlers(app)
    for module in (auth, health, docs):
        app.include_router(module.router)
    return app


def _build_auth(settings: Settings) -> AuthService:
    users_file = UsersFile(settings.users_file, HashCost(memory_kib=settings.argon2_memory_kib))
    try:
        users = users_file.load()
    except UsersFileError as error:
        raise SettingsError(f"RELEASEWATCH_USERS_FILE: {error}") from error
    if not users.by_name:
        logger.warning("no_users", hint="add one with `releasewatch user add`")
    return AuthService(users_file, TokenSigner([secret.get_secret_value() for secret in settings.jwt_secret]))


def _lifespan(settings: Settings, auth_service: AuthService) -> Lifespan:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        # Temporal is opened here: `async with TemporalClient.open(settings) as temporal:` around the rest.
        app.state.services = State(settings=settings, auth=auth_service)
        logger.info("started", version=app.version)
        yield
        logger.info("stopped")

    return lifespan
