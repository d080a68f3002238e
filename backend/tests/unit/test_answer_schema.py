"""The schema of an answer says what the contract page says."""

import json
import re
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from releasewatch.models.answers.names import CLAIMS, IDS, INLINE
from releasewatch.models.answers.schema import answer_schema
from releasewatch.models.answers.understanding import understand
from releasewatch.models.answers.values import OWN

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


VALIDATOR = jsonschema_rs.validator_for(answer_schema())
VALUES = st.none() | st.booleans() | st.integers(-(10**17), 10**17) | st.floats(allow_nan=False) | st.text(max_size=9)


@pytest.mark.parametrize("version", [7, 1.5, "2.0", None])
def test_a_number_is_a_version_for_both(version: Any) -> None:
    answer = {"id": "app:a", "state": "ok", "name": version, "version": version, "previous_version": version}
    assert VALIDATOR.is_valid(answer)
    understood = understand(json.dumps(answer).encode()).answer
    assert understood is not None
    assert understood.version == (None if version is None else str(version))


@given(st.dictionaries(st.sampled_from(sorted(OWN)), VALUES | st.lists(VALUES, max_size=2), max_size=6))
def test_what_it_accepts_is_read_without_a_remark(fields: dict[str, Any]) -> None:
    answer = {"id": "app:a", "state": "ok"} | {key: value for key, value in fields.items() if not key.endswith("_at")}
    understood = understand(json.dumps(answer).encode()).answer
    assert understood is not None
    if VALIDATOR.is_valid(answer) and answer["state"].strip():
        assert understood.findings == []


def test_the_reading_knows_every_field() -> None:
    assert {"id", *OWN, *CLAIMS.values(), *IDS.values(), *INLINE.values()} == set(SCHEMA["properties"])
