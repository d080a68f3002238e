"""The OpenAPI document: FastAPI's, completed with our headers, errors and tokens."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI
from typing_extensions import override

from releasewatch.api.errors import MEDIA_TYPE, problems
from releasewatch.api.middleware.limits import REQUEST_ID_HEADER
from releasewatch.core.errors import (
    AppError,
    BadRequestError,
    BodyTooLargeError,
    HostNotAllowedError,
    InvalidRequestError,
    all_codes,
)

DESCRIPTION = """\
Releases that run as Temporal workflows: which there are, how far they are, and what needs a person. Read-only.

Sign in with the Authorize button, or with `POST /api/auth/login`, and send the access token as `Authorization: Bearer
TOKEN`. A script sends the token that `releasewatch token add` made for it in the same way. Errors are
`application/problem+json`; their `code` is stable.
"""
CONTACT = {"name": "The operator of this server"}
LICENSE = {"name": "Apache License 2.0", "identifier": "Apache-2.0"}
SERVERS = [{"url": "/", "description": "The server that this document came from."}]
TAGS = [
    {"name": "Sign-in", "description": "Access tokens for people, and the session of the dashboard."},
    {"name": "Releases", "description": "The list, and one release with all that is below it."},
    {"name": "Versions", "description": "Which version of which app runs in which cluster."},
    {"name": "Compare", "description": "Two releases side by side, or one at two moments."},
    {"name": "Entities", "description": "One release, wave, cluster, bundle or app."},
    {"name": "Schemas", "description": "What workflows answer."},
    {"name": "Health", "description": "Probes, and what the server is and how it is doing."},
]

_SCRIPT_TOKEN = {
    "type": "http",
    "scheme": "bearer",
    "bearerFormat": "rwt_...",
    "description": "A token for scripts, made by `releasewatch token add`, or the access token of a sign-in.",
}
_ANYWHERE = problems(BadRequestError, HostNotAllowedError, AppError)
_WITH_A_BODY = problems(BodyTooLargeError)
_INVALID = str(int(HTTPStatus.UNPROCESSABLE_ENTITY))
_HEADERS: dict[str, tuple[str, dict[str, Any]]] = {
    REQUEST_ID_HEADER: ("Names the request, in the server's log too. Taken over where the request has one.", {}),
    "ETag": ("Weak: changes with what is said and not with when it was read. Send it as `If-None-Match`.", {}),
    "X-Read-At": ("When the read behind the answer began.", {"format": "date-time"}),
    "Retry-After": ("Seconds after which trying again makes sense.", {"pattern": "^[0-9]+$"}),
    "WWW-Authenticate": ("How to sign in.", {"const": "Bearer"}),
    "Set-Cookie": ("The refresh cookie, which scripts in a page cannot read.", {}),
}
_BY_STATUS = {
    str(int(HTTPStatus.UNAUTHORIZED)): "WWW-Authenticate",
    str(int(HTTPStatus.TOO_MANY_REQUESTS)): "Retry-After",
    str(int(HTTPStatus.SERVICE_UNAVAILABLE)): "Retry-After",
}

_ALWAYS_SENT = _HEADERS.keys() - {"Set-Cookie"}
_NULL = {"type": "null"}
_SENT_BY_CLIENTS = frozenset({"SignInForm"})

Json = dict[str, Any]


class DescribedApp(FastAPI):
    """A FastAPI app whose document is completed with what holds for every answer."""

    @override
    def openapi(self) -> Json:
        """The document, made once."""
        if not self.openapi_schema:
            self.openapi_schema = _complete(super().openapi())
        return self.openapi_schema


def document_below(document: Json, base_path: str) -> Json:
    """The document as it holds below a path."""
    if not base_path:
        return document
    sign_in = document["components"]["securitySchemes"]["SignIn"]
    flow = sign_in["flows"]["password"]
    moved = {**sign_in, "flows": {"password": {**flow, "tokenUrl": f"{base_path}{flow['tokenUrl']}"}}}
    schemes = {**document["components"]["securitySchemes"], "SignIn": moved}
    servers = [{**each, "url": base_path} for each in document["servers"]]
    return {**document, "servers": servers, "components": {**document["components"], "securitySchemes": schemes}}


def headers(*names: str) -> Json:
    """Document the headers of an answer, for the `responses` of a route."""
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def _complete(document: Json) -> Json:
    components = document["components"]
    for operation in _operations(document):
        _complete_security(operation)
        _complete_responses(operation)
    components["securitySchemes"]["ScriptToken"] = _SCRIPT_TOKEN
    components["headers"] = {
        name: {"description": said, "required": name in _ALWAYS_SENT, "schema": {"type": "string", **facts}}
        for name, (said, facts) in _HEADERS.items()
    }
    schemas = components["schemas"]
    # FastAPI's own shape of a validation error, which no route answers with.
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    for name in schemas.keys() - _SENT_BY_CLIENTS:
        _require_what_is_always_sent(schemas[name])
    for name in ("Problem", "InvalidRequest"):
        schemas[name]["properties"]["code"]["enum"] = all_codes()
    return document


def _operations(document: Json) -> Iterator[Json]:
    for path in document["paths"].values():
        yield from path.values()


def _complete_security(operation: Json) -> None:
    """Say of every operation how to sign in, or that it needs no sign-in."""
    security = operation.get("security", [])
    operation["security"] = [*security, {"ScriptToken": []}] if {"SignIn": []} in security else security


def _complete_responses(operation: Json) -> None:
    responses = operation["responses"]
    for status, problem in (_ANYWHERE | (_WITH_A_BODY if "requestBody" in operation else {})).items():
        responses[str(status)] = {"description": problem["description"]}
    for status, response in responses.items():
        if int(status) >= HTTPStatus.BAD_REQUEST:
            _describe_problem(status, response)
        response["headers"] = response.get("headers", {}) | headers(REQUEST_ID_HEADER)
    operation["responses"] = dict(sorted(responses.items()))


def _describe_problem(status: str, response: Json) -> None:
    name = "Problem"
    if status == _INVALID:
        name = "InvalidRequest"
        response["description"] = f"`{InvalidRequestError.code}`: {InvalidRequestError.title}."
    response["content"] = {MEDIA_TYPE: {"schema": {"$ref": f"#/components/schemas/{name}"}}}
    if status in _BY_STATUS:
        response["headers"] = headers(_BY_STATUS[status])


def _require_what_is_always_sent(schema: Json) -> None:
    """A field with a default is sent in every answer; only what is null is left out."""
    fields = schema.get("properties", {})
    sent = {name for name, field in fields.items() if _NULL not in field.get("anyOf", [])}
    for name in sent:
        fields[name].pop("default", None)
    if required := [name for name in fields if name in {*sent, *schema.get("required", [])}]:
        schema["required"] = required
