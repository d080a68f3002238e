"""What docs/cli.md says of the command line: its tables are complete, and its recipes run."""

import asyncio
import json
import os
import re
from asyncio.subprocess import PIPE
from pathlib import Path

import pytest
import yaml
from typer.main import get_group

from client_fixtures import COMMAND, Ended, Terminal
from http_stub import answering
from patience import eventually
from releasewatch.client.app import app
from releasewatch.client.errors import Exit
from rollout import Rollout

PAGE = (Path(__file__).parents[3] / "docs" / "cli.md").read_text()
(JOB,) = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
SHELL = re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL)
(REPORT,) = [each for each in SHELL if "--needs-attention" in each]
(CHAT,) = [each for each in SHELL if "WEBHOOK" in each]


def test_every_exit_code_is_documented() -> None:
    assert {int(each) for each in re.findall(r"^\| (\d+) \|", PAGE, re.MULTILINE)} == set(Exit)


def test_every_command_and_variable_is_documented() -> None:
    table = PAGE.partition("## Read")[2].partition("## Exit codes")[0]
    for name in get_group(app).commands:
        assert re.search(rf"^\| .*`{name}\b", table, re.MULTILINE), name
    for variable in ("URL", "TOKEN", "CONTEXT"):
        assert f"`RELEASEWATCH_{variable}`" in PAGE


async def paste(script: str, terminal: Terminal, **environment: str) -> Ended:
    path = f"{COMMAND.parent}:{os.environ['PATH']}"
    process = await asyncio.create_subprocess_exec(
        *("bash", "-eu", "-o", "pipefail", "-c", script),
        env=terminal.environment | environment | {"PATH": path},
        stdout=PIPE,
        stderr=PIPE,
    )
    output, errors = await process.communicate()
    assert process.returncode is not None
    return Ended(process.returncode, output.decode(), errors.decode())


@pytest.mark.parametrize(("state", "status"), [("succeeded", 0), ("failed", 1)])
async def test_the_job_ends_as_the_release_does(
    terminal: Terminal, rollout: Rollout, tmp_path: Path, state: str, status: int
) -> None:
    (step,) = yaml.safe_load(JOB)["jobs"]["rollout"]["steps"]
    summary = tmp_path / "summary.md"
    await rollout.finish(state)
    ended = await paste(step["run"], terminal, RELEASE=rollout.release_id, GITHUB_STEP_SUMMARY=str(summary))
    assert ended.status == status, ended
    assert summary.exists() == bool(status)
    assert not status or f"### {rollout.release_id}\nSTATUS" in summary.read_text()


async def test_the_report_names_what_needs_a_person(terminal: Terminal, rollout: Rollout) -> None:
    assert (await paste(REPORT, terminal)).output == ""
    app_id = rollout.app_ids[0]
    await rollout.change(app_id, {"get_app_state": {"id": app_id, "state": "failed"}})

    async def is_named() -> bool:
        ended = await paste(REPORT, terminal)
        return ended.output.startswith(f"{rollout.release_id}: 1 of 5 apps failed")

    # The list has its own pace: it may still be what it was.
    await eventually(is_named)


async def test_the_chat_is_told_each_change(terminal: Terminal, rollout: Rollout) -> None:
    told: list[str] = []

    def take(_: str, body: bytes) -> bytes:
        told.append(json.loads(body)["text"])
        return b"ok"

    await rollout.finish()
    with answering(take) as port:
        ended = await paste(CHAT, terminal, RELEASE=rollout.release_id, WEBHOOK=f"http://127.0.0.1:{port}")
    assert ended.status == 0, ended
    assert told[-1].startswith(f"{rollout.release_id}: Succeeded. ")
