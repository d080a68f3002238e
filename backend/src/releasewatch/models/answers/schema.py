"""The contract with workflows as a JSON Schema, for their authors."""

from pydantic import TypeAdapter

from releasewatch.models.answers.answer import WorkflowAnswer
from releasewatch.models.answers.json_values import Json

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_NULL = {"type": "null"}


def answer_schema() -> dict[str, Json]:
    """The JSON Schema (2020-12) of what a query of the contract answers."""
    schema = TypeAdapter(WorkflowAnswer).json_schema()
    for definition in schema["$defs"].values():
        definition["properties"] = {name: _tidy(each) for name, each in definition["properties"].items()}
    return {"$schema": _DIALECT, **schema}


def _tidy(field: dict[str, Json]) -> dict[str, Json]:
    """Without what only repeats: a title like the name, a default that says nothing, a list of two for "or null"."""
    tidied = {key: value for key, value in field.items() if key not in {"title", "default", "anyOf"}}
    choices: list[dict[str, Json]] = field.get("anyOf", [])
    if choices and "type" in choices[0] and choices[-1] == _NULL:
        return {**choices[0], "type": [choices[0]["type"], "null"], **tidied}
    return {"anyOf": choices, **tidied} if choices else tidied
