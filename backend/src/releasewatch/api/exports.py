"""Exported trees in the body of a request: read within a limit, and validated piece by piece."""

import asyncio
import json
from collections.abc import Mapping
from typing import Any, NamedTuple, NoReturn, TypeVar

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, TypeAdapter, ValidationError
from starlette.requests import ClientDisconnect

from releasewatch.core.errors import BadRequestError, BodyTooLargeError, BodyTypeError
from releasewatch.models.entities import App, Bundle, Cluster, Release, ReleaseId, Wave
from releasewatch.models.hierarchy import Hierarchy
from releasewatch.services.comparisons.service import Side

# Two trees of ten thousand apps.
MAX_TREES_BYTES = 20 * 1024 * 1024
_JSON = "application/json"
_RELEASE_ID: TypeAdapter[str] = TypeAdapter(ReleaseId)
_MOST_ERRORS = 10
_MOMENTS = ("read_at", "created_at", "started_at", "ended_at", "updated_at", "since", "closed_at")

_Model = TypeVar("_Model", bound=BaseModel)
Location = tuple[str | int, ...]


class _Below(NamedTuple):
    """The field of a model that holds the level below, and what that is."""

    field: str
    model: type[BaseModel]


_BELOW: Mapping[type[BaseModel], _Below] = {
    Hierarchy: _Below("release", Release),
    Release: _Below("waves", Wave),
    Wave: _Below("clusters", Cluster),
    Cluster: _Below("bundle", Bundle),
    Bundle: _Below("apps", App),
}


async def read_sides(request: Request) -> tuple[Side, Side]:
    """The sides `a` and `b` of a body, each the id of a release or a tree.

    Raises:
        BodyTypeError: it is not JSON by its header.
        BodyTooLargeError: it is larger than two trees of ten thousand apps.
        RequestValidationError: a side is neither.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _JSON:
        raise BodyTypeError(f"Send {_JSON}.")
    body = await _read_body(request)
    return await asyncio.to_thread(_sides, body)


async def _read_body(request: Request) -> bytes:
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > MAX_TREES_BYTES:
                raise BodyTooLargeError(f"Two trees may have at most {MAX_TREES_BYTES} bytes together.")
    except ClientDisconnect as error:
        raise BadRequestError("The client left before the request was complete.") from error
    return bytes(body)


def _sides(body: bytes) -> tuple[Side, Side]:
    try:
        told = json.loads(body.decode(), object_hook=_as_it_is, parse_constant=_refuse)
    except ValueError as error:
        raise _invalid(("body",), f"The body is not JSON: {error}") from error
    except RecursionError as error:
        raise _invalid(("body",), "The body is nested too deeply.") from error
    if not isinstance(told, dict):
        raise _invalid(("body",), "The body is no object with the members `a` and `b`.")
    return _side(told, "a"), _side(told, "b")


def _as_it_is(value: dict[str, Any]) -> dict[str, Any]:
    """An object, unchanged. With a hook written in Python, other threads get their turn while a long body is parsed."""
    return value


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no number")


def _side(told: Mapping[str, Any], name: str) -> Side:
    where: Location = ("body", name)
    side = told.get(name)
    if isinstance(side, str):
        try:
            return _RELEASE_ID.validate_python(side)
        except ValidationError as error:
            raise _located(error, where) from error
    if not isinstance(side, dict):
        raise _invalid(where, "Name a release by its id, or send a tree as the API has answered it.")
    return _validated(Hierarchy, side, where)


def _validated(model: type[_Model], told: Any, where: Location) -> _Model:  # noqa: ANN401 - whatever JSON holds
    """Validate a node after what is below it: no single step is long enough to hold up the server."""
    if isinstance(told, dict) and (below := _BELOW.get(model)):
        inner, place = told.get(below.field), (*where, below.field)
        if isinstance(inner, list):
            told = told | {below.field: [_validated(below.model, each, (*place, at)) for at, each in enumerate(inner)]}
        elif isinstance(inner, dict):
            told = told | {below.field: _validated(below.model, inner, place)}
    try:
        node = model.model_validate(told)
    except ValidationError as error:
        raise _located(error, where) from error
    _require_zones(node, where)
    return node


def _require_zones(node: BaseModel, where: Location) -> None:
    """Every moment of the API has its zone, and only those that have one can be compared."""
    for part in (node, getattr(node, "execution", None)):
        for name in _MOMENTS:
            moment = getattr(part, name, None)
            if moment and moment.tzinfo is None:
                raise _invalid((*where, name), "The moment has no time zone.")


def _located(error: ValidationError, where: Location) -> RequestValidationError:
    found = error.errors(include_url=False, include_context=False)[:_MOST_ERRORS]
    return RequestValidationError([{**each, "loc": (*where, *each["loc"])} for each in found])


def _invalid(where: Location, said: str) -> RequestValidationError:
    return RequestValidationError([{"loc": where, "msg": said, "type": "value_error"}])
