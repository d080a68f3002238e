"""The JSON Schema that workflow authors check their answers against. No release data, so no sign-in."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from releasewatch.models.answers.schema import answer_schema

router = APIRouter(prefix="/api/schemas", tags=["Schemas"])

MEDIA_TYPE = "application/schema+json"


class SchemaResponse(JSONResponse):
    """JSON that says that it is a schema."""

    media_type = MEDIA_TYPE


@router.get("/workflow-answer", response_class=SchemaResponse)
async def get_workflow_answer_schema() -> dict[str, Any]:
    """The JSON Schema of what a workflow answers to a query of the contract. Needs no sign-in."""
    return answer_schema()
