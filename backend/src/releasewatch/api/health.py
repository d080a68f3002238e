"""Whether the server lives and is ready."""

from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel

router = APIRouter(tags=["Health"])


class Health(BaseModel):
    """All is well."""

    status: Literal["ok"] = "ok"


@router.get("/livez")
async def livez() -> Health:
    """Whether the process answers. Says nothing about Temporal, whose outage must not restart anything."""
    return Health()
