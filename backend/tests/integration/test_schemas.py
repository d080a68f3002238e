"""The schema of a workflow's answer, served to whoever writes workflows."""

import pytest
from httpx import AsyncClient

from app_fixtures import log_lines
from releasewatch.models.answers.schema import answer_schema


async def test_it_is_served_without_a_sign_in_and_leaves_no_audit_line(
    api: AsyncClient, capsys: pytest.CaptureFixture[str]
) -> None:
    response = await api.get("/api/schemas/workflow-answer")
    assert (response.status_code, response.headers["content-type"]) == (200, "application/schema+json")
    assert response.json() == answer_schema()
    assert not [line for line in log_lines(capsys.readouterr().out) if line["event"] == "read"]
