"""Writes the JSON Schema of a workflow's answer, or checks that the committed one is what the model says."""

from __future__ import annotations

import json
import sys

from generated import write_or_check

from releasewatch.models.answers.schema import answer_schema


def as_json() -> str:
    """Return the schema as the API serves it, for people."""
    return json.dumps(answer_schema(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    sys.exit(write_or_check(as_json, purpose=__doc__))
