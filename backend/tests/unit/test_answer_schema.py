"""The schema of an answer says what the contract page says."""

import re
from pathlib import Path

from releasewatch.models.answer_schema import answer_schema

PAGE = (Path(__file__).parents[3] / "docs" / "workflow-contract.md").read_text()
SCHEMA = answer_schema()["$defs"]["WorkflowAnswer"]


def test_it_has_the_fields_of_the_page() -> None:
    table = PAGE.partition("## The answer")[2].partition("\n## ")[0]
    rows = [row.split(" | ") for row in table.splitlines() if row.startswith("| `")]
    assert {name for first, *_ in rows for name in re.findall(r"`(\w+)`", first)} | {"error_message"} == set(
        SCHEMA["properties"]
    )


def test_it_asks_for_what_the_page_asks_for() -> None:
    assert SCHEMA["required"] == re.findall(r"^\| `(\w+)` \| text, required", PAGE, flags=re.MULTILINE)


def test_it_explains_every_field() -> None:
    assert all(field["description"] for field in SCHEMA["properties"].values())


def test_what_may_be_missing_may_be_null() -> None:
    for name, field in SCHEMA["properties"].items():
        is_nullable = "null" in field.get("type", ()) or {"type": "null"} in field.get("anyOf", ())
        assert is_nullable is (name not in SCHEMA["required"]), name
