"""The server's own state, for administrators."""

from fastapi import APIRouter

from releasewatch.api.dependencies import Admin, AppState
from releasewatch.api.errors import ADMIN_PROBLEMS
from releasewatch.models.system import SystemState

router = APIRouter(prefix="/api/system", tags=["Health"])


@router.get("", responses=ADMIN_PROBLEMS, response_model_exclude_none=True)
async def get_system(_: Admin, state: AppState) -> SystemState:
    """How the server is: connection, workers, budget, cached answers, shared reads, throttles. For admins."""
    return await state.system.read()
