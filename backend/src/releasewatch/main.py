"""Builds the app out of all the packages."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from typing import Any

import structlog
from fastapi import FastAPI

from releasewatch.api import auth, badges, compare, docs, entities, health, releases, schemas, system, versions
from releasewatch.api import metrics as metrics_route
from releasewatch.api.dependencies import State, require_guards
from releasewatch.api.errors import add_error_handlers
from releasewatch.api.middleware.audit import AuditMiddleware
from releasewatch.api.middleware.base_path import BasePathMiddleware
from releasewatch.api.middleware.disconnect import DisconnectMiddleware
from releasewatch.api.middleware.limits import LimitsMiddleware, RequestContextMiddleware, RoutesMiddleware
from releasewatch.api.middleware.measuring import MetricsMiddleware
from releasewatch.api.middleware.tracing import TELEMETRY, RedactQueryMiddleware
from releasewatch.api.openapi import CONTACT, DESCRIPTION, LICENSE, SERVERS, TAGS, DescribedApp
from releasewatch.api.spa import Dashboard
from releasewatch.core.config import Settings, SettingsError, StateMap, load_settings
from releasewatch.core.logging import configure_logging
from releasewatch.core.memory import calm_garbage_collector
from releasewatch.core.security import HashCost, TokenSigner
from releasewatch.models.meta import Meta
from releasewatch.models.status import StateTable, Status
from releasewatch.models.words import TERMS, vocabulary
from releasewatch.services.auth.service import AuthService
from releasewatch.services.auth.users_file import UsersFile, UsersFileError
from releasewatch.services.comparisons.service import ComparisonService
from releasewatch.services.operations.metrics import Metrics
from releasewatch.services.operations.readiness import Readiness
from releasewatch.services.operations.system import SystemService
from releasewatch.services.releases.background import BackgroundReads
from releasewatch.services.releases.known_rows import KnownRows
from releasewatch.services.releases.listing import ReleaseList
from releasewatch.services.releases.names import Names, ReleaseRule
from releasewatch.services.temporal.client import TemporalClient, require_usable_environment
from releasewatch.services.trees.assembler import Assembler
from releasewatch.services.trees.needs import MaxAge
from releasewatch.services.trees.own_status import StuckRule
from releasewatch.services.trees.reader import TreeReader
from releasewatch.services.trees.service import EntityService
from releasewatch.services.workflows.answer_cache import AnswerCache
from releasewatch.services.workflows.reader import WorkflowReader

logger = structlog.get_logger(__name__)

Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]


def create_app(settings: Settings | None = None) -> FastAPI:
    """Build the app, or raise `SettingsError` with one line that says what is wrong."""
    settings = settings or load_settings()
    configure_logging(settings.log_format)
    require_usable_environment()
    metrics = Metrics(version("releasewatch"))
    app = _assemble(_lifespan(settings, _build_auth(settings, metrics), build_state_table(settings.state_map), metrics))
    app.router.default = Dashboard(settings.dashboard)
    # The last one added is the outermost.
    app.add_middleware(DisconnectMiddleware)
    app.add_middleware(RoutesMiddleware)
    app.add_middleware(LimitsMiddleware, allowed_hosts=settings.allowed_hosts)
    app.add_middleware(AuditMiddleware)
    app.add_middleware(RequestContextMiddleware)
    app.add_middleware(MetricsMiddleware, metrics=metrics)
    app.add_middleware(RedactQueryMiddleware)
    app.add_middleware(BasePathMiddleware, base_path=settings.base_path, trusted_proxies=settings.trusted_proxies)
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
        contact=CONTACT,
        license_info=LICENSE,
        servers=SERVERS,
        openapi_tags=TAGS,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        generate_unique_id_function=lambda route: route.name,
        lifespan=lifespan,
        telemetry=TELEMETRY,
    )
    add_error_handlers(app)
    for module in (auth, releases, badges, versions, compare, entities, schemas, health, system, metrics_route, docs):
        require_guards(module.router)
        app.include_router(module.router)
    return app


def _build_auth(settings: Settings, metrics: Metrics) -> AuthService:
    users_file = UsersFile(settings.users_file, HashCost(memory_kib=settings.argon2_memory_kib))
    try:
        users = users_file.load()
    except UsersFileError as error:
        raise SettingsError(f"RELEASEWATCH_USERS_FILE: {error}") from error
    if not users.by_name:
        logger.warning("no_users", hint="add one with `releasewatch user add`")
    signer = TokenSigner([secret.get_secret_value() for secret in settings.jwt_secret])
    auth_service = AuthService(users_file, signer, observe=metrics.note_sign_in, replicas=settings.replicas)
    if settings.replicas > 1:
        auth_service.try_sharing()
    return auth_service


def build_state_table(state_map: StateMap) -> StateTable:
    """The table `state -> status` with the extensions of the setting."""
    try:
        extra: dict[str, dict[str, Status]] = {
            kind: {state: Status(status) for state, status in states.items()} for kind, states in state_map.items()
        }
        return StateTable(extra)
    except ValueError as error:
        raise SettingsError(f"RELEASEWATCH_STATE_MAP: {error}; statuses are {', '.join(Status)}") from error


def _lifespan(settings: Settings, auth_service: AuthService, table: StateTable, metrics: Metrics) -> Lifespan:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with TemporalClient.open(
            queries_per_second=settings.temporal_rps, replicas=settings.replicas, observe=metrics.note_call
        ) as temporal:
            calm_garbage_collector()
            rule = ReleaseRule(settings.release_query, Names(settings.release_name))
            system = _build_system(settings, auth_service, table, temporal, rule)
            _watch(system, metrics)
            app.state.services = State(
                settings=settings,
                auth=auth_service,
                entities=system.entities,
                releases=system.releases,
                comparisons=ComparisonService(system.entities, rule.names.of),
                readiness=system.readiness,
                meta=_build_meta(settings, table, temporal),
                system=system,
                metrics=metrics,
            )
            logger.info("started", version=app.version, namespace=temporal.namespace, temporal=temporal.address)
            try:
                async with _background_reads(settings, system, metrics):
                    yield
            finally:
                await system.releases.close()
                await system.entities.close()
        logger.info("stopped")

    return lifespan


def _build_system(
    settings: Settings, auth_service: AuthService, table: StateTable, temporal: TemporalClient, rule: ReleaseRule
) -> SystemService:
    stuck = StuckRule(settings.stuck_after_attempts, timedelta(seconds=settings.stuck_after))
    cache = AnswerCache()
    reader = WorkflowReader(temporal, cache, approval_signals=settings.approval_signals)
    trees = TreeReader(
        reader,
        concurrency=settings.read_concurrency,
        deadline=settings.read_deadline,
        max_age=MaxAge(timedelta(seconds=settings.max_age)),
    )
    known = KnownRows()
    entity_service = EntityService(
        trees,
        lambda now: Assembler(table, stuck, now),
        freshness_window=settings.freshness_window,
        patience=settings.read_deadline,
        observe=known.note,
    )
    return SystemService(
        version=version("releasewatch"),
        started_at=datetime.now(UTC),
        temporal=temporal,
        readiness=Readiness(temporal.check_health, deadline=settings.read_deadline),
        auth=auth_service,
        cache=cache,
        reader=reader,
        entities=entity_service,
        releases=ReleaseList(
            temporal,
            entity_service,
            known,
            rule,
            patience=settings.read_deadline,
        ),
    )


def _watch(system: SystemService, metrics: Metrics) -> None:
    """Let monitoring see the numbers that the parts of the server keep."""
    calls, cache, entities = system.temporal.calls, system.cache, system.entities
    metrics.watch(
        gauges=[
            ("query_budget_available", "Queries that could begin at once.", lambda: calls.query_budget.available),
            ("other_budget_available", "Other calls that could begin at once.", lambda: calls.other_budget.available),
            ("circuit_open", "1 while nothing gets through to Temporal.", lambda: calls.circuit.is_open),
            ("kept_parts", "Parts of trees that are kept from read to read.", lambda: entities.kept_parts),
            ("kept_answers", "Answers in the cache.", lambda: len(cache)),
            ("kept_answers_bytes", "Their size.", lambda: cache.size),
        ],
        counters=[
            ("kept_answers_found", "Questions saved by a cached answer.", lambda: cache.found),
            ("tree_requests", "Requests for trees.", lambda: entities.tree_reads.requests),
            ("tree_reads", "Reads that served them.", lambda: entities.tree_reads.reads),
            ("list_requests", "Requests for the list.", lambda: system.releases.list_reads.requests),
            ("list_reads", "Reads that served them.", lambda: system.releases.list_reads.reads),
            ("entity_requests", "Requests for single entities.", lambda: entities.entity_reads.requests),
            ("entity_reads", "Reads that served them.", lambda: entities.entity_reads.reads),
        ],
    )
    metrics.watch_releases(lambda: system.releases.census)


def _background_reads(settings: Settings, system: SystemService, metrics: Metrics) -> AbstractAsyncContextManager[None]:
    if settings.background_read is None:
        return nullcontext()
    observe = metrics.note_background_read
    return BackgroundReads(system.releases, seconds=settings.background_read, observe=observe).running()


def _build_meta(settings: Settings, table: StateTable, temporal: TemporalClient) -> Meta:
    return Meta(
        version=version("releasewatch"),
        namespace=temporal.namespace,
        temporal_address=temporal.address,
        temporal_ui_url=settings.temporal_ui_url,
        poll_interval=settings.poll_interval,
        release_query=settings.release_query,
        vocabulary=vocabulary(table),
        words=list(TERMS.values()),
    )
