"""How routes answer with a dump: its ETag, 304 to those who have it, and the encoding that the client likes best."""

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import Header, Request, Response

from releasewatch.api.openapi import headers
from releasewatch.core.negotiation import IDENTITY, is_known
from releasewatch.services.trees.snapshot import Dump

_HEADERS = headers("ETag", "X-Read-At")
UNCHANGED: dict[int | str, dict[str, Any]] = {
    HTTPStatus.OK: {"headers": _HEADERS},
    HTTPStatus.NOT_MODIFIED: {
        "description": "Nothing has changed since the answer with this ETag.",
        "headers": _HEADERS,
    },
}


async def describe_known_tags(
    if_none_match: Annotated[
        str,
        Header(alias="If-None-Match", description="ETags of earlier answers: if one still holds, the answer is 304."),
    ] = "",
) -> None:
    """Name the header in the API's description."""


async def answer(request: Request, dump: Dump) -> Response:
    """A dump in the encoding that the client likes best, or 304 where it has it already."""
    encoding = dump.choose_encoding(", ".join(request.headers.getlist("accept-encoding")))
    sent = {
        "ETag": dump.etag(encoding),
        "Vary": "Accept-Encoding",
        "X-Read-At": dump.read_at.isoformat(),
        # Keep it, and ask each time whether it still holds: that is what makes a browser send the ETag.
        "Cache-Control": "private, no-cache",
    }
    if is_known(sent["ETag"], ", ".join(request.headers.getlist("if-none-match"))):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=sent)
    if encoding == IDENTITY:
        return Response(dump.body, headers=sent, media_type="application/json")
    body = await dump.encoded(encoding)
    return Response(body, headers=sent | {"Content-Encoding": encoding}, media_type="application/json")
