"""How every error is answered: as `application/problem+json`."""

import json
import random
import re
from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from typing import Any
from urllib.parse import unquote

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from releasewatch.core.errors import (
    AnswerNotUnderstoodError,
    AppError,
    BadRequestError,
    InvalidRequestError,
    MethodNotAllowedError,
    NamespaceNotFoundError,
    NotAllowedError,
    NotAuthenticatedError,
    NoWorkerError,
    PageNotFoundError,
    QueryFailedError,
    QueryHandlerMissingError,
    TemporalBusyError,
    TemporalDeniedError,
    TemporalError,
    TemporalTimeoutError,
    TemporalUnreachableError,
    UsersUnavailableError,
    WorkflowTaskFailingError,
)
from releasewatch.core.text import quoted
from releasewatch.models.entity_ids import id_fault, type_of
from releasewatch.models.problem import InvalidRequest, Problem
from releasewatch.models.status import EntityType

logger = structlog.get_logger(__name__)

MEDIA_TYPE = "application/problem+json"
_TYPE_PREFIX = "urn:releasewatch:problem:"

# The type that the id in a parameter must have; for an entity, the one that it begins with.
_ID_PARAMETERS: Mapping[str, Callable[[str], EntityType | None]] = {
    "release_id": lambda _: EntityType.RELEASE,
    "a": lambda _: EntityType.RELEASE,
    "b": lambda _: EntityType.RELEASE,
    "entity_id": type_of,
    "id": type_of,
}

_SLASH_IN_ID = re.compile(rb"/api/(releases|entities)/([^/]*%2[fF][^/]*)")

TEMPORAL_ERRORS = (
    TemporalUnreachableError,
    TemporalTimeoutError,
    TemporalBusyError,
    TemporalDeniedError,
    TemporalError,
    NamespaceNotFoundError,
)
LIST_ERRORS = (NotAuthenticatedError, UsersUnavailableError, *TEMPORAL_ERRORS)
READ_ERRORS = (
    *LIST_ERRORS,
    NoWorkerError,
    QueryFailedError,
    QueryHandlerMissingError,
    WorkflowTaskFailingError,
    AnswerNotUnderstoodError,
)

Responses = dict[int | str, dict[str, Any]]


def problems(*errors: type[AppError]) -> Responses:
    """Document a route's errors, for the `responses` of the route."""
    by_status: dict[HTTPStatus, list[type[AppError]]] = {}
    for error in errors:
        by_status.setdefault(error.status, []).append(error)
    return {
        int(status): {
            "model": InvalidRequest if status == HTTPStatus.UNPROCESSABLE_ENTITY else Problem,
            "description": ". ".join(f"`{each.code}`: {each.title}" for each in listed) + ".",
        }
        for status, listed in by_status.items()
    }


SIGN_IN_PROBLEMS = problems(NotAuthenticatedError, UsersUnavailableError)
ADMIN_PROBLEMS = problems(NotAuthenticatedError, NotAllowedError, UsersUnavailableError)


def add_error_handlers(app: FastAPI) -> None:
    """Answer our own errors, FastAPI's and Starlette's alike."""
    app.exception_handler(AppError)(_answer_app_error)
    app.exception_handler(RequestValidationError)(_answer_invalid_request)
    app.exception_handler(HTTPException)(_answer_http_exception)


def answer(error: AppError, request_id: str, *, more: Mapping[str, Any] | None = None) -> Response:
    """Render an error."""
    body = {
        "type": f"{_TYPE_PREFIX}{error.code}",
        "title": error.title,
        "status": int(error.status),
        "detail": error.detail,
        "code": error.code,
        "request_id": request_id,
        **(more or {}),
    }
    headers = {}
    if error.status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = "Bearer"
    if error.retry_after is not None:
        headers["Retry-After"] = str(_spread(error.retry_after, error.status))
    # ASCII: a field name from the request may hold characters that UTF-8 cannot carry.
    return Response(json.dumps(body, ensure_ascii=True), error.status, headers, MEDIA_TYPE)


def _spread(seconds: int, status: HTTPStatus) -> int:
    """Spread the clients that were told 503 at the same moment."""
    is_for_all = status == HTTPStatus.SERVICE_UNAVAILABLE
    return random.randint(seconds, 2 * seconds) if is_for_all else seconds  # noqa: S311 - no secret


def request_id_of(request: Request) -> str:
    """The id the middleware gave this request."""
    return str(request.scope["state"]["request_id"])


async def _answer_app_error(request: Request, error: AppError) -> Response:
    return answer(error, request_id_of(request))


async def _answer_invalid_request(request: Request, error: RequestValidationError) -> Response:
    fields = _name_fields(error.errors())
    first = fields[0] if fields else {"loc": [], "msg": "unreadable"}
    detail = f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']}"
    return answer(InvalidRequestError(detail), request_id_of(request), more={"errors": fields})


def _name_fields(errors: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    # `input` and `ctx` stay out: a missing user name would otherwise echo the password sent with it.
    return [{"loc": list(each["loc"]), "msg": _message(each), "type": each["type"]} for each in errors]


def _message(error: Mapping[str, Any]) -> str:
    """What is wrong with a parameter; for an id, which character keeps it from being one."""
    type_ = _ID_PARAMETERS.get(error["loc"][-1]) if error["type"] == "string_pattern_mismatch" else None
    if type_ is None:
        return str(error["msg"])
    return _fault_of_id(error["input"], type_(error["input"]))


def _fault_of_id(said: str, type_: EntityType | None) -> str:
    return f"{quoted(said)} is no id: {id_fault(said, type_)}"


def _fault_of_slash(request: Request) -> str | None:
    """What is wrong with an id in a path that has an encoded slash: servers decode it, so that no route matches."""
    match = _SLASH_IN_ID.search(request.scope.get("raw_path", b""))
    if match is None:
        return None
    name = {b"releases": "release_id", b"entities": "entity_id"}[match[1]]
    said = unquote(match[2])
    return f"path.{name}: {_fault_of_id(said, _ID_PARAMETERS[name](said))}"


async def _answer_http_exception(request: Request, error: HTTPException) -> Response:
    # A CORS preflight is refused: see S19 in docs/security.md.
    is_question = request.method == "OPTIONS" and "access-control-request-method" not in request.headers
    if is_question and error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        return Response(status_code=HTTPStatus.NO_CONTENT, headers=_with_head(error.headers))
    response = answer(_translate(error, request), request_id_of(request))
    response.headers.update(_with_head(error.headers))
    return response


def _with_head(headers: Mapping[str, str] | None) -> dict[str, str]:
    """The headers of an error. Routes do not know that whatever is read with GET answers HEAD."""
    return {
        name: "GET, HEAD" if (name, value) == ("Allow", "GET") else value for name, value in (headers or {}).items()
    }


def _translate(error: HTTPException, request: Request) -> AppError:
    match error.status_code:
        case HTTPStatus.NOT_FOUND:
            fault = _fault_of_slash(request)
            return InvalidRequestError(fault) if fault else PageNotFoundError("No route and no file has this path.")
        case HTTPStatus.METHOD_NOT_ALLOWED:
            return MethodNotAllowedError(f"{request.method} is not possible here. The header Allow lists what is.")
        case _:
            return BadRequestError("The request cannot be read.")
