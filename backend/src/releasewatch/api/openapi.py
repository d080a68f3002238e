"""The OpenAPI document: FastAPI's, with errors described as they are answered."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI
from typing_extensions import override

from releasewatch.api.errors import MEDIA_TYPE
from releasewatch.core.errors import InvalidRequestError

DESCRIPTION = """\
Releases that run as Temporal workflows: which there are, how far they are, and what needs a person. Read-only.

Sign in with the Authorize button, or with `POST /api/auth/login`, and send the access token as `Authorization: Bearer
TOKEN`. A script sends the token that `releasewatch token add` made for it in the same way. Errors are
`application/problem+json`; their `code` is stable.
"""

_INVALID = str(int(HTTPStatus.UNPROCESSABLE_ENTITY))
_INVALID_REQUEST = "#/components/schemas/InvalidRequest"

Json = dict[str, Any]


class DescribedApp(FastAPI):
    """A FastAPI whose document knows that errors are problem details."""

    @override
    def openapi(self) -> Json:
        """The document, made once."""
        if not self.openapi_schema:
            self.openapi_schema = _describe_problems(super().openapi())
        return self.openapi_schema


def _describe_problems(document: Json) -> Json:
    for operation in _operations(document):
        for status, response in operation["responses"].items():
            if int(status) >= HTTPStatus.BAD_REQUEST:
                _describe_problem(status, response)
    # FastAPI's own shape of a validation error, which no route answers with.
    for name in ("HTTPValidationError", "ValidationError"):
        document["components"]["schemas"].pop(name, None)
    return document


def _operations(document: Json) -> Iterator[Json]:
    for path in document["paths"].values():
        yield from path.values()


def _describe_problem(status: str, response: Json) -> None:
    schema = response.pop("content", {}).get("application/json", {}).get("schema", {})
    if status == _INVALID:
        schema = {"$ref": _INVALID_REQUEST}
        response["description"] = f"`{InvalidRequestError.code}`: {InvalidRequestError.title}."
    response["content"] = {MEDIA_TYPE: {"schema": schema}}
