"""Writes the comparison that the dashboard's tests show, or checks that the committed one is what is judged."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from generated import write_or_check

_BACKEND = Path(__file__).parents[1] / "backend"
sys.path[:0] = [str(_BACKEND), str(_BACKEND / "tests")]

from pictures_compared import picture  # noqa: E402 -- of the tests


def as_json() -> str:
    """The comparison of the picture, as the API tells it."""
    return f"{asyncio.run(picture()).model_dump_json(exclude_none=True)}\n"


if __name__ == "__main__":
    sys.exit(write_or_check(as_json, purpose=__doc__))
