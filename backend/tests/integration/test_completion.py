"""Shell completion: what shells are told, and the shells themselves where they are installed."""

import asyncio
import os
import shutil
from asyncio.subprocess import PIPE
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path

import pytest

from client_fixtures import COMMAND, Terminal
from patience import PATIENCE
from rollout import Rollout


async def told(terminal: Terminal, shell: str, line: str) -> list[str]:
    """What the command answers to a shell that asks for completions of a line."""
    by_bash = {"COMP_WORDS": line, "COMP_CWORD": str(line.count(" "))}
    by_others = {"_TYPER_COMPLETE_ARGS": line, "_TYPER_COMPLETE_FISH_ACTION": "get-args"}
    asked = {"_RELEASEWATCH_COMPLETE": f"complete_{shell}"} | (by_bash if shell == "bash" else by_others)
    return (await terminal.run(**asked)).output.split()


async def in_shell(terminal: Terminal, shell: str, script: str) -> list[str]:
    """What a real shell completes, once it has read the script that the command gives it."""
    program = shutil.which(shell)
    if program is None:
        pytest.skip(f"left out: completion in {shell}, which is not installed")
    completing = (await terminal.run(_RELEASEWATCH_COMPLETE=f"source_{shell}")).output
    path = terminal.home.with_name(f"completion.{shell}")
    path.write_text(completing)
    process = await asyncio.create_subprocess_exec(
        *(program, "-c", script.replace("SCRIPT", str(path))),
        env=terminal.environment | {"PATH": f"{COMMAND.parent}:{os.environ['PATH']}", "HOME": str(path.parent)},
        stdout=PIPE,
        stderr=PIPE,
    )
    output, errors = await process.communicate()
    assert (process.returncode, errors) == (0, b"")
    return output.decode().splitlines()


async def in_time(complete: Callable[[], Awaitable[list[str]]]) -> list[str]:
    """What is completed once the server answers while the user waits; until then nothing is, and one asks again."""
    async with asyncio.timeout(PATIENCE):
        while not any(completed := await complete()):
            pass
    return completed


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
async def test_commands_are_completed(tmp_path: Path, shell: str) -> None:
    said = " ".join(await told(Terminal(tmp_path, "", ""), shell, "releasewatch wa"))
    assert "wait" in said
    assert "watch" in said
    assert "whoami" not in said


@pytest.mark.parametrize("shell", ["bash", "fish"])
async def test_releases_are_completed_by_their_names(terminal: Terminal, rollout: Rollout, shell: str) -> None:
    name = rollout.release_id.removeprefix("release:")
    for line in (f"releasewatch status {name[:4]}", f"releasewatch status --url {terminal.url} {name[:4]}"):
        assert await in_time(partial(told, terminal, shell, line)) == [name]
    assert await told(terminal, shell, "releasewatch wait no-such") == []


async def test_a_whole_id_is_completed_where_a_colon_is_part_of_a_word(terminal: Terminal, rollout: Rollout) -> None:
    line = f"releasewatch get {rollout.release_id[:10]}"
    assert await in_time(partial(told, terminal, "fish", line)) == [rollout.release_id]


async def test_exported_trees_are_completed_where_they_can_be_compared(tmp_path: Path) -> None:
    for name in ("before.json", "before.txt"):
        (tmp_path / name).touch()
    nobody = Terminal(tmp_path, "", "")
    assert await told(nobody, "fish", f"releasewatch diff {tmp_path}/bef") == [f"{tmp_path}/before.json"]


async def test_nothing_is_completed_and_nothing_said_where_there_is_no_server(tmp_path: Path) -> None:
    for url in ("", "http://127.0.0.1:9"):
        assert await told(Terminal(tmp_path, url, ""), "bash", "releasewatch status shop") == []


async def test_bash_completes(terminal: Terminal, rollout: Rollout) -> None:
    name = rollout.release_id.removeprefix("release:")
    typed = f"COMP_WORDS=(releasewatch status {name[:4]}) COMP_CWORD=2"
    script = f'source SCRIPT; {typed}; _releasewatch_completion releasewatch; printf "%s\\n" "${{COMPREPLY[@]}}"'
    assert await in_time(partial(in_shell, terminal, "bash", script)) == [name]


async def test_fish_completes(terminal: Terminal, rollout: Rollout) -> None:
    name = rollout.release_id.removeprefix("release:")
    script = f"source SCRIPT; complete -C 'releasewatch status {name[:4]}'"
    assert await in_time(partial(in_shell, terminal, "fish", script)) == [name]


async def test_zsh_completes(terminal: Terminal, rollout: Rollout) -> None:
    name = rollout.release_id.removeprefix("release:")
    # Outside of its line editor zsh completes nothing: this hears what the function would have it complete.
    heard = "_arguments() { print -r -- $@ }; _files() { }; compdef() { }; source SCRIPT"
    typed = f"words=(releasewatch status {name[:4]}) CURRENT=3; _releasewatch_completion"
    (line,) = await in_time(partial(in_shell, terminal, "zsh", f"{heard}; {typed}"))
    assert f'"{name}"' in line
