"""`releasewatch wait` and `watch` on real releases, behind a real server: every way in which a wait ends."""

import json
import re
import signal
import uuid
from pathlib import Path
from typing import Any

import pytest
from temporalio import workflow
from temporalio.client import Client
from temporalio.common import WorkflowIDConflictPolicy
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from client_fixtures import Terminal, add_script_token, at_screen, revoke_script_tokens
from integration.test_process import Serve, serve
from releasewatch.core.config import Settings
from rollout import Rollout, release_answer
from temporal_proxy import TemporalProxy

__all__ = ["serve"]

SCREEN_TAKEN, SCREEN_LEFT = "\x1b[?1049h", "\x1b[?1049l"
CURSOR_HIDDEN, CURSOR_SHOWN = "\x1b[?25l", "\x1b[?25h"
RUNNER = UnsandboxedWorkflowRunner()


@workflow.defn(name="Renewed")
class Renewed:
    """A release that continues as new once, and then ends."""

    @workflow.init
    def __init__(self, generation: int) -> None:
        self._generation = generation
        self._goes_on = False

    @workflow.run
    async def run(self, _: int) -> dict[str, Any]:
        await workflow.wait_condition(lambda: self._goes_on)
        if self._generation == 1:
            workflow.continue_as_new(2)
        return self.get_release_state()

    @workflow.signal
    def go_on(self) -> None:
        self._goes_on = True

    @workflow.query
    def get_release_state(self) -> dict[str, Any]:
        state = "waiting" if self._generation == 1 else "succeeded" if self._goes_on else "running"
        return {"id": workflow.info().workflow_id, "state": state, "waves": []}


async def test_finished_before_it_was_asked_is_reached_at_once(terminal: Terminal, rollout: Rollout) -> None:
    await rollout.finish()
    ended = await terminal.run("wait", rollout.release_id, "--timeout", "0")
    assert (ended.status, ended.output.count("\n")) == (0, 1)
    assert ended.output.startswith("Succeeded: ")


async def test_it_waits_until_it_has_succeeded(terminal: Terminal, rollout: Rollout) -> None:
    async with terminal.started("wait", rollout.release_id) as command:
        await command.until_said("In progress")
        await rollout.finish()
        assert (await command.ended()).status == 0


async def test_failed_ends_with_the_place_and_the_reason(terminal: Terminal, rollout: Rollout) -> None:
    app = rollout.app_ids[2]
    await rollout.end(app, {"id": app, "state": "failed", "message": "no space left"})
    for each in set(rollout.app_ids) - {app}:
        await rollout.end(each, {"id": each, "state": "succeeded"})
    await rollout.end(rollout.release_id, release_answer(rollout, "failed"))
    ended = await terminal.run("wait", rollout.release_id)
    assert ended.status == 1
    assert f"/{app}: no space left" in ended.last_line
    assert (await terminal.run("wait", rollout.release_id, "--for", "finished")).status == 0
    assert (await terminal.run("status", rollout.release_id)).status == 1


async def test_what_recovers_within_the_grace_has_not_failed(terminal: Terminal, rollout: Rollout) -> None:
    app = rollout.app_ids[0]
    async with terminal.started("wait", rollout.release_id, "--fail-fast", "--grace", "1h") as command:
        await rollout.change(app, {"get_app_state": {"id": app, "state": "failed"}})
        await command.until_said("Failing")
        await rollout.change(app, {"get_app_state": {"id": app, "state": "running"}})
        await command.until_said("In progress")
        await rollout.finish()
        assert (await command.ended()).status == 0


async def test_fail_fast_gives_up_while_it_runs(terminal: Terminal, rollout: Rollout) -> None:
    app = rollout.app_ids[0]
    await rollout.change(app, {"get_app_state": {"id": app, "state": "failed", "message": "no"}})
    ended = await terminal.run("wait", rollout.release_id, "--fail-fast", "--grace", "0s")
    assert (ended.status, ended.last_line.startswith("Failing: ")) == (1, True)
    assert (await terminal.run("status", rollout.release_id)).status == 8


async def test_not_finished_in_time_is_no_failure(terminal: Terminal, rollout: Rollout) -> None:
    ended = await terminal.run("wait", rollout.release_id, "--timeout", "1s", "-o", "name")
    assert (ended.status, ended.output) == (8, f"{rollout.release_id}\n")
    assert "Not finished in time." in ended.errors


async def test_what_is_not_there_yet_may_appear(terminal: Terminal, rollout: Rollout, client: Client) -> None:
    late = f"release:{uuid.uuid4().hex[:8]}"
    async with terminal.started("wait", late, "--appear", "1h") as command:
        await command.until_said("Trying again.")
        answer = {"id": late, "state": "succeeded", "waves": []}
        handle = await client.start_workflow(
            "Scripted", {"get_release_state": answer}, id=late, task_queue=rollout.task_queue
        )
        await handle.signal("end", {"result": answer})
        ended = await command.ended()
    assert ended.output.startswith("Succeeded"), ended


async def test_what_never_appears_is_not_known(terminal: Terminal) -> None:
    ended = await terminal.run("wait", "release:nowhere", "--appear", "0")
    assert (ended.status, "release:nowhere" in ended.last_line) == (3, True)


async def test_a_new_run_under_the_same_id_supersedes(terminal: Terminal, rollout: Rollout, client: Client) -> None:
    async with terminal.started("wait", rollout.release_id) as command:
        await command.until_said("In progress")
        await client.start_workflow(
            "Scripted",
            {"get_release_state": release_answer(rollout)},
            id=rollout.release_id,
            task_queue=rollout.task_queue,
            id_conflict_policy=WorkflowIDConflictPolicy.TERMINATE_EXISTING,
        )
        ended = await command.ended()
    assert (ended.status, ended.last_line.startswith("Superseded: ")) == (3, True)


async def test_continuing_as_new_does_not_supersede(terminal: Terminal, client: Client) -> None:
    release = f"release:{uuid.uuid4().hex[:8]}"
    async with Worker(client, task_queue=release, workflows=[Renewed], workflow_runner=RUNNER):
        handle = await client.start_workflow("Renewed", 1, id=release, task_queue=release)
        async with terminal.started("wait", release) as command:
            await command.until_said("Needs approval")
            await handle.signal("go_on")
            await command.until_said("In progress")
            await client.get_workflow_handle(release).signal("go_on")
            assert (await command.ended()).output.startswith("Succeeded: ")


async def test_what_was_not_read_whole_is_never_reached(terminal: Terminal, rollout: Rollout) -> None:
    await rollout.change(rollout.app_ids[0], {"get_app_state": {"raises": "cannot say"}})
    for each in rollout.app_ids[1:]:
        await rollout.end(each, {"id": each, "state": "succeeded"})
    await rollout.end(rollout.release_id, release_answer(rollout, "succeeded"))
    for aim in ("succeeded", "finished"):
        ended = await terminal.run("wait", rollout.release_id, "--for", aim, "--timeout", "1s")
        assert ended.status == 3, ended
    assert (await terminal.run("status", rollout.release_id)).status == 3


async def test_a_server_that_is_killed_and_comes_back_is_waited_for(
    serve: Serve,
    settings: Settings,
    rollout: Rollout,
    wire: TemporalProxy,
    tmp_path: Path,
) -> None:
    token = add_script_token(settings)
    program = await serve(TEMPORAL_ADDRESS=wire.address)
    async with Terminal(tmp_path / "home", program.address, token).started("wait", rollout.release_id) as command:
        await command.until_said("In progress")
        program.process.kill()
        await program.process.wait()
        await command.until_said("does not answer")
        await rollout.finish()
        await serve(program.port, TEMPORAL_ADDRESS=wire.address)
        assert (await command.ended()).status == 0


async def test_a_token_that_is_revoked_ends_the_wait(terminal: Terminal, settings: Settings, rollout: Rollout) -> None:
    async with terminal.started("wait", rollout.release_id) as command:
        await command.until_said("In progress")
        revoke_script_tokens(settings)
        ended = await command.ended()
    assert (ended.status, "Run `releasewatch login`." in ended.errors) == (4, True)


async def test_interrupted_says_so(terminal: Terminal, rollout: Rollout) -> None:
    async with terminal.started("wait", rollout.release_id) as command:
        await command.until_said("In progress")
        command.process.send_signal(signal.SIGINT)
        ended = await command.ended()
    assert (ended.status, ended.output, ended.errors.splitlines()[-1]) == (130, "", "Interrupted.")


async def test_lines_for_programs_come_one_a_change(terminal: Terminal, rollout: Rollout) -> None:
    async with terminal.started("wait", rollout.release_id, "-o", "jsonl") as command:
        await command.until_said("In progress")
        await rollout.finish()
        ended = await command.ended()
    lines = ended.output.splitlines()
    assert ended.status == 0
    assert len(lines) == len(set(lines)) >= 2
    assert '"word":"Succeeded"' in lines[-1]


async def test_watch_draws_a_tree_at_a_terminal(terminal: Terminal, rollout: Rollout) -> None:
    async with at_screen(terminal, "watch", rollout.release_id) as screen:
        await screen.until_shown("Ctrl-C ends this.")
        await screen.until_shown("└── ")
        await rollout.finish()
        await screen.until_shown("Succeeded: ")
        assert await screen.process.wait() == 0


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_watch_fits_a_terminal_that_grows_and_leaves_it_as_it_was(
    terminal: Terminal, rollout: Rollout, number: signal.Signals
) -> None:
    async with at_screen(terminal, "watch", rollout.release_id, COLUMNS="", LINES="", NO_COLOR="1") as screen:
        screen.resize(60, 6)
        await screen.until_shown("4 more apps in progress")
        await screen.until_shown(" rows are folded: ")
        assert "4  In progress" not in screen.shown
        screen.resize(80, 24)
        await screen.until_shown("4  In progress")
        screen.process.send_signal(number)
        await screen.until_shown(SCREEN_LEFT)
        assert await screen.process.wait() == 128 + number
    assert screen.shown.count(SCREEN_TAKEN) == screen.shown.count(SCREEN_LEFT) == 1
    assert screen.shown.rindex(CURSOR_SHOWN) > screen.shown.rindex(CURSOR_HIDDEN)
    assert not re.search(r"\x1b\[[\d;]*3\d", screen.shown), "a colour"


async def test_watch_shows_nothing_that_is_typed_and_stands_aside_for_the_shell(
    terminal: Terminal, rollout: Rollout
) -> None:
    async with at_screen(terminal, "watch", rollout.release_id) as screen:
        await screen.until_shown("Ctrl-C ends this.")
        screen.type("zzz\n")
        # Without a shell that it could stop for, it goes on at once.
        screen.process.send_signal(signal.SIGTSTP)
        await screen.until_shown(SCREEN_LEFT)
        before, _, screen.shown = screen.shown.partition(SCREEN_LEFT)
        await rollout.finish()
        await screen.until_shown(SCREEN_LEFT)
        assert await screen.process.wait() == 0
    assert screen.shown.count(SCREEN_TAKEN) == 1
    assert "zzz" not in before + screen.shown


async def test_watch_on_a_terminal_that_cannot_draw_says_a_line_a_change(terminal: Terminal, rollout: Rollout) -> None:
    async with at_screen(terminal, "watch", rollout.release_id, TERM="dumb") as screen:
        await screen.until_shown("In progress: ")
        await rollout.finish()
        await screen.until_shown("Succeeded: ")
        assert await screen.process.wait() == 0
    assert "\x1b" not in screen.shown


async def test_watch_runs_a_command_once_a_change_and_goes_on_when_it_fails(
    terminal: Terminal, rollout: Rollout, tmp_path: Path
) -> None:
    log = tmp_path / "log"
    command = f'jq -c "[.release.id, .verdict.word, env.RELEASEWATCH_CHANGE]" >> {log}; exit 3'
    async with terminal.started("watch", rollout.release_id, "-o", "jsonl", "--exec", command) as watch:
        await watch.until_said("The command of --exec ended with 3.")
        app = rollout.app_ids[0]
        await rollout.change(app, {"get_app_state": {"id": app, "state": "failed"}})
        await watch.until_said("Failing: ")
        await rollout.finish("failed")
        ended = await watch.ended()
    assert ended.status == 1
    told = [json.loads(line) for line in log.read_text().splitlines()]
    assert len(told) == len(ended.output.splitlines())
    assert told[0] == [rollout.release_id, "In progress", "first"]
    assert [rollout.release_id, "Failing", "verdict"] in told
    assert told[-1] == [rollout.release_id, "Ended with failures", "ended"]
