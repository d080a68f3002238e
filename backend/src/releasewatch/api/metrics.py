"""Measurements for Prometheus, told to administrators."""

from http import HTTPStatus

from fastapi import APIRouter, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from releasewatch.api.dependencies import Admin, AppState
from releasewatch.api.errors import ADMIN_PROBLEMS

router = APIRouter(tags=["Health"])


@router.get(
    "/metrics",
    response_class=Response,
    responses=ADMIN_PROBLEMS | {int(HTTPStatus.OK): {"content": {"text/plain": {"schema": {"type": "string"}}}}},
)
async def get_metrics(_: Admin, state: AppState) -> Response:
    """Measurements in Prometheus's text format. For administrators, or a script token of that role."""
    return Response(generate_latest(state.metrics.registry), media_type=CONTENT_TYPE_LATEST)
