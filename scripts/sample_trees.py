"""Writes the judged releases that the dashboard's tests show, or checks that the committed ones are what is judged."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

from generated import write_or_check

_BACKEND = Path(__file__).parents[1] / "backend"
sys.path[:0] = [str(_BACKEND), str(_BACKEND / "tests")]

from pictures import storefront, the_list  # noqa: E402 -- of the tests
from samples import SAMPLES  # noqa: E402
from staged import Role, judged  # noqa: E402


async def _sample(role: Role, unread: tuple[str, ...] = ()) -> dict[str, Any]:
    snapshot = await judged(role, unread=unread)
    tree = json.loads(snapshot.dump.body)
    row = json.loads(snapshot.summary.model_dump_json(exclude_none=True))
    del row["waves"]
    _compact(tree["release"])
    return {"tree": tree, "row": row}


def _compact(node: dict[str, Any]) -> None:
    """Leave out what the loader can tell by itself, as it can of the waves in a row: it is most of a tree."""
    del node["path"], node["type"]
    if not node["stuck"]:
        del node["stuck"]
    if node["health"] == node["status"]:
        del node["health"]
    if not node["counts"] or node["id"].startswith("app:"):
        del node["counts"]
    for child in (*node.get("waves", ()), *node.get("clusters", ()), *node.get("apps", ())):
        _compact(child)
    if "bundle" in node:
        _compact(node["bundle"])


async def _all() -> dict[str, Any]:
    reading = {"reading": await _sample(SAMPLES["an app that is failed"], unread=("wave:shop-7.1:3",))}
    samples = {name: await _sample(role) for name, role in SAMPLES.items()}
    rows = [json.loads((await judged(role)).summary.model_dump_json(exclude_none=True)) for role in the_list()]
    return {"samples": samples | reading, "storefront": await _sample(storefront()), "list": rows}


def as_json() -> str:
    """Return a line for each release, so that a change of one shows as one."""
    told = asyncio.run(_all())
    lines = [f'"{name}": {_line(sample)}' for name, sample in told["samples"].items()]
    samples, rows = ",\n".join(lines), ",\n".join(map(_line, told["list"]))
    return f'{{"samples": {{\n{samples}\n}},\n"storefront": {_line(told["storefront"])},\n"list": [\n{rows}\n]}}\n'


def _line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


if __name__ == "__main__":
    sys.exit(write_or_check(as_json, purpose=__doc__))
