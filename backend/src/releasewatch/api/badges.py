"""A release as a badge, for pages elsewhere. Off unless the operator turns it on."""

from hashlib import blake2b
from http import HTTPStatus
from typing import Any

from fastapi import APIRouter, Depends, Request, Response

from releasewatch.api.answering import describe_known_tags
from releasewatch.api.dependencies import Entities, ForBadges
from releasewatch.api.errors import READ_ERRORS, problems
from releasewatch.api.openapi import headers
from releasewatch.core.errors import PageNotFoundError, ReleaseNotFoundError
from releasewatch.core.negotiation import is_known
from releasewatch.models.entities import ReleaseId
from releasewatch.services.trees.badge import badge_of

router = APIRouter(prefix="/api/releases", tags=["Releases"], dependencies=[Depends(describe_known_tags)])

_SVG = "image/svg+xml"
_HEADERS = headers("ETag", "X-Read-At")
_BADGE: dict[int | str, dict[str, Any]] = {
    # Its type is told in words: a generator of clients knows no images, and warns.
    HTTPStatus.OK: {"description": f"The badge, as `{_SVG}`.", "headers": _HEADERS},
    HTTPStatus.NOT_MODIFIED: {"description": "The badge with this ETag still says what is true.", "headers": _HEADERS},
}


@router.get(
    "/{release_id}/badge.svg",
    response_class=Response,
    responses=_BADGE | problems(*READ_ERRORS, ReleaseNotFoundError, PageNotFoundError),
)
async def get_badge(_: ForBadges, request: Request, entities: Entities, release_id: ReleaseId) -> Response:
    """A release as a badge: name, version and verdict, kept for a minute. For `<img>`, by a token for badges alone."""
    hierarchy = (await entities.hierarchy(release_id)).hierarchy
    svg = badge_of(hierarchy).encode()
    sent = {
        "ETag": f'W/"{blake2b(svg, digest_size=12).hexdigest()}"',
        "X-Read-At": hierarchy.read_at.isoformat(),
        "Cache-Control": "max-age=60",
        # It is meant for pages of other sites.
        "Cross-Origin-Resource-Policy": "cross-origin",
    }
    if is_known(sent["ETag"], ", ".join(request.headers.getlist("if-none-match"))):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=sent)
    return Response(svg, headers=sent, media_type=_SVG)
