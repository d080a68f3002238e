"""`diff` and `show`, against a real server and without one."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from client_fixtures import Terminal
from integration.test_client import fail_one
from patience import eventually
from rollout import APPS, Rollout

NOWHERE = {"RELEASEWATCH_URL": "http://127.0.0.1:1", "RELEASEWATCH_TOKEN": ""}


async def exported(terminal: Terminal, rollout: Rollout, file: Path) -> dict[str, Any]:
    """Keep a tree as a file, as the documentation says."""
    output = (await terminal.run("tree", rollout.release_id, "-o", "json")).output
    await asyncio.to_thread(file.write_text, output)
    tree: dict[str, Any] = json.loads(output)
    return tree


async def test_what_has_changed_since_an_export(terminal: Terminal, rollout: Rollout, tmp_path: Path) -> None:
    before = tmp_path / "before.json"
    tree = await exported(terminal, rollout, before)
    as_it_was = await terminal.run("diff", str(before), rollout.release_id)
    assert (as_it_was.status, "Nothing differs so far." in as_it_was.output) == (8, True)
    app = await fail_one(rollout)
    since = as_it_was

    async def differs() -> bool:
        # A read of a second ago may be shared.
        nonlocal since
        since = await terminal.run("diff", str(before), rollout.release_id, COLUMNS="200")
        return since.status == 1

    await eventually(differs)
    assert "1 app is worse." in since.output
    assert f"As of {tree['read_at'][:10]}" in since.output.splitlines()[0]
    (row,) = (line for line in since.output.splitlines() if line.startswith("worse"))
    assert "no \ufffd[2J space" in row
    names = await terminal.run("diff", str(before), rollout.release_id, "-o", "name")
    assert (names.status, names.output.strip().endswith(app)) == (1, True)
    (line,) = (await terminal.run("diff", str(before), rollout.release_id, "-o", "jsonl")).output.splitlines()
    assert json.loads(line)["finding"] == "worse"


async def test_the_end_says_what_is_known(terminal: Terminal, rollout: Rollout, tmp_path: Path) -> None:
    await rollout.finish()
    name = rollout.release_id.removeprefix("release:")
    same = await terminal.run("diff", name, name)
    assert (same.status, f"{APPS} apps, same versions" in same.output) == (0, True)
    file = tmp_path / "unknown.json"
    tree = await exported(terminal, rollout, file)
    await asyncio.to_thread(file.write_text, json.dumps(tree | {"complete": False}))
    assert (await terminal.run("diff", str(file), name)).status == 3
    tree["release"]["waves"][0]["clusters"][0]["bundle"]["apps"][0]["status"] = "unknown"
    await asyncio.to_thread(file.write_text, json.dumps(tree))
    assert (await terminal.run("diff", str(file), name)).status == 3
    missing = await terminal.run("diff", "release:nowhere", name)
    assert (missing.status, "release:nowhere" in missing.errors) == (3, True)


async def test_an_export_is_shown_without_a_server(terminal: Terminal, rollout: Rollout, tmp_path: Path) -> None:
    file = tmp_path / "before.json"
    tree = await exported(terminal, rollout, file)
    shown = await terminal.run("show", str(file), **NOWHERE)
    assert (shown.status, shown.errors) == (0, "")
    first, *rest = shown.output.splitlines()
    moment = f"{tree['read_at'][:10]} {tree['read_at'][11:19]}"
    assert first == f"As of {moment} UTC, from a file."
    assert rest == (await terminal.run("tree", rollout.release_id)).output.splitlines()
    assert json.loads((await terminal.run("show", str(file), "-o", "json", **NOWHERE)).output) == tree
    names = await terminal.run("show", str(file), "-o", "name", "--depth", "0", **NOWHERE)
    assert names.output == f"{rollout.release_id}\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (None, "No such file or directory."),
        ("{", "is not JSON: "),
        ("[]", "is not an exported tree. `releasewatch tree RELEASE -o json > FILE` writes one."),
        (
            '{"release": {"id": "x"}, "verdict": {}, "read_at": "2026-11-24T12:00:00Z", "complete": true}',
            "not an exported tree",
        ),
        ('{"release": {}, "verdict": {}, "read_at": "noon", "complete": true}', "is not an exported tree"),
    ],
)
async def test_what_is_no_export_is_refused(tmp_path: Path, text: str | None, said: str) -> None:
    file = tmp_path / "tree.json"
    if text is not None:
        file.write_text(text)
    ended = await Terminal(tmp_path, "http://127.0.0.1:1", "").run("show", str(file))
    assert (ended.status, ended.output) == (2, "")
    assert ended.errors.startswith(f"releasewatch: {file}")
    assert said in ended.errors
