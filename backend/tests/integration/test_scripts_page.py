"""The recipes of docs/scripts.md, run as they stand on the page, with GitHub and Slack played by small servers."""

import asyncio
import json
import os
import re
from asyncio.subprocess import PIPE
from pathlib import Path
from typing import Any

import pytest
import yaml

from client_fixtures import COMMAND, Ended, Terminal
from http_stub import answering
from patience import eventually
from rollout import Rollout

PAGE = (Path(__file__).parents[3] / "docs" / "scripts.md").read_text()
(JOB,) = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
DEPLOYMENT, SLACK, DESKTOP, REPORT = re.findall(r"```bash\n(.*?)```", PAGE, re.DOTALL)


async def paste(script: str, terminal: Terminal, *programs: Path, **environment: str) -> Ended:
    path = ":".join([*map(str, programs), str(COMMAND.parent), os.environ["PATH"]])
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


@pytest.mark.parametrize(("state", "told", "status"), [("succeeded", "success", 0), ("failed", "failure", 1)])
async def test_the_deployment_ends_as_the_release_does(
    terminal: Terminal, rollout: Rollout, state: str, told: str, status: int
) -> None:
    asked: list[tuple[str, dict[str, Any]]] = []

    def github(path: str, body: bytes) -> bytes:
        asked.append((path, json.loads(body)))
        return b'{"id": 42}'

    await rollout.finish(state)
    with answering(github) as port:
        settings = {"GITHUB_API_URL": f"http://127.0.0.1:{port}", "GITHUB_REPOSITORY": "acme/shop"}
        more = settings | {"GITHUB_SHA": "abc123", "GITHUB_TOKEN": "token", "RELEASE": rollout.release_id}
        ended = await paste(DEPLOYMENT, terminal, **more)
    assert ended.status == status, ended
    (where, made), (there, begun), (_, last) = asked
    assert (where, made["ref"]) == ("/repos/acme/shop/deployments", "abc123")
    assert (there, begun["state"]) == ("/repos/acme/shop/deployments/42/statuses", "in_progress")
    assert (last["state"], last["log_url"]) == (told, f"{terminal.url}/releases/{rollout.release_id}")
    assert 0 < len(last["description"]) <= 140


async def test_slack_is_told_each_state_once(terminal: Terminal, rollout: Rollout) -> None:
    told: asyncio.Queue[str] = asyncio.Queue()
    loop, app = asyncio.get_running_loop(), rollout.app_ids[0]

    def slack(_: str, body: bytes) -> bytes:
        loop.call_soon_threadsafe(told.put_nowait, json.loads(body)["text"])
        return b"ok"

    with answering(slack) as port:
        script = paste(SLACK, terminal, RELEASE=rollout.release_id, SLACK_WEBHOOK=f"http://127.0.0.1:{port}")
        running = asyncio.create_task(script)
        assert (await told.get()).startswith(f"{rollout.release_id}: In progress. ")
        # A change that leaves it in progress is no message.
        await rollout.change(app, {"get_app_state": {"id": app, "state": "succeeded"}})
        await rollout.finish("failed")
        assert (await running).status == 1
    said = [told.get_nowait() for _ in range(told.qsize())]
    assert said[-1].startswith(f"{rollout.release_id}: Ended with failures. ")


async def test_the_desktop_is_told_each_verdict(terminal: Terminal, rollout: Rollout, tmp_path: Path) -> None:
    told, program = tmp_path / "told", tmp_path / "notify-send"
    program.write_text(f'#!/bin/sh\necho "$1|$2" >> {told}\n')
    program.chmod(0o755)
    await rollout.finish("failed")
    ended = await paste(DESKTOP, terminal, tmp_path, RELEASE=rollout.release_id)
    assert ended.status == 1, ended
    (line,) = told.read_text().splitlines()
    assert line.startswith(f"{rollout.release_id}: Ended with failures|")
