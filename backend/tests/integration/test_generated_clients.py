"""Clients that are generated from the API's description, as docs/api.md shows them, against a real server."""

import asyncio
import os
import re
import shutil
from asyncio.subprocess import PIPE, STDOUT
from pathlib import Path

import pytest

from client_fixtures import COMMAND, Terminal
from rollout import Rollout

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "api.md").read_text()
(GENERATE,) = re.findall(r"```sh\n(curl [^`]*openapi\.json\nopenapi-python-client .*?)```", PAGE, re.DOTALL)
(PYTHON,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
(TYPESCRIPT,) = re.findall(r"```ts\n(.*?)```", PAGE, re.DOTALL)
DOWNLOAD, FOR_PYTHON, FOR_TYPESCRIPT, FOR_GO = GENERATE.splitlines()
NODE_MODULES = ROOT / "frontend" / "node_modules"
TSC = NODE_MODULES / "tsc7" / "bin" / "tsc"
STRICT = ("--strict", "--noEmit", "--allowImportingTsExtensions", "--module", "nodenext", "--types", "node")
SAID = "In progress: "


async def run(command: str, terminal: Terminal, rollout: Rollout, folder: Path) -> str:
    """What a command prints, with nothing but our own programs before those of the machine."""
    path = f"{COMMAND.parent}{os.pathsep}{os.environ['PATH']}"
    process = await asyncio.create_subprocess_shell(
        command,
        cwd=folder,
        env=terminal.environment | {"PATH": path, "RELEASE": rollout.release_id, "npm_config_loglevel": "error"},
        stdout=PIPE,
        stderr=STDOUT,
    )
    output, _ = await process.communicate()
    assert process.returncode == 0, output.decode()
    return output.decode()


@pytest.fixture
async def folder(terminal: Terminal, rollout: Rollout, tmp_path: Path) -> Path:
    """Where the server's description is."""
    folder = tmp_path / "project"
    folder.mkdir()
    await run(DOWNLOAD, terminal, rollout, folder)
    return folder


async def test_one_in_python_comes_out_clean_and_reads(terminal: Terminal, rollout: Rollout, folder: Path) -> None:
    said = await run(f"{FOR_PYTHON} --fail-on-warning", terminal, rollout, folder)
    assert said.splitlines() == ["Generating releasewatch_client"]
    (folder / "report.py").write_text(PYTHON)
    assert (await run("python report.py", terminal, rollout, folder)).startswith(SAID)


async def test_one_in_typescript_comes_out_clean_is_well_typed_and_reads(
    terminal: Terminal, rollout: Rollout, folder: Path
) -> None:
    (folder / "node_modules").symlink_to(NODE_MODULES)
    (folder / "package.json").write_text('{"type": "module"}')
    said = await run(FOR_TYPESCRIPT, terminal, rollout, folder)
    assert re.fullmatch(r"\S+ openapi-typescript \S+\n\S+ openapi\.json → releasewatch\.ts \[.*\]", said.strip())
    (folder / "report.ts").write_text(TYPESCRIPT)
    assert await run(f"node {TSC} {' '.join(STRICT)} report.ts", terminal, rollout, folder) == ""
    assert (await run("node report.ts", terminal, rollout, folder)).startswith(SAID)


@pytest.mark.toolchain
@pytest.mark.skipif(shutil.which("go") is None, reason="left out: the client in Go (no go on PATH)")
async def test_one_in_go_comes_out_clean_and_reads(terminal: Terminal, rollout: Rollout, folder: Path) -> None:
    shutil.copytree(ROOT / "docs" / "examples" / "go-client", folder, dirs_exist_ok=True)
    (folder / "releasewatch").mkdir(exist_ok=True)
    # By itself, or each of the next two would say what it downloads.
    await run("go mod download", terminal, rollout, folder)
    assert await run("go generate", terminal, rollout, folder) == ""
    assert (await run("go run .", terminal, rollout, folder)).startswith(SAID)
    assert FOR_GO in (folder / "main.go").read_text()
