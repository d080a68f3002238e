"""The commands that read once, and those about who asks, against a real server and a real release."""

import asyncio
import json
import os
import re
from pathlib import Path

import pytest
import yaml
from httpx import AsyncClient

from app_fixtures import PASSWORD
from client_fixtures import COMMAND, Terminal, at_screen
from patience import PATIENCE
from rollout import APPS, Rollout


async def fail_one(rollout: Rollout) -> str:
    app = rollout.app_ids[1]
    await rollout.change(app, {"get_app_state": {"id": app, "state": "failed", "message": "no \x1b[2J space"}})
    return app


async def test_a_release_as_each_format(terminal: Terminal, rollout: Rollout) -> None:
    async with AsyncClient(
        base_url=terminal.url, headers={"Authorization": f"Bearer {terminal.token}"}, timeout=PATIENCE
    ) as api:
        body = (await api.get(f"/api/releases/{rollout.release_id}")).json()
    name = rollout.release_id.removeprefix("release:")
    said = {each: (await terminal.run("get", name, "-o", each)).output for each in ("json", "jsonl", "yaml", "name")}
    for found in (json.loads(said["json"]), json.loads(said["jsonl"]), yaml.safe_load(said["yaml"])):
        assert found["verdict"] == body["verdict"]
        assert found.keys() == body.keys()
    assert said["name"] == f"{rollout.release_id}\n"
    table = (await terminal.run("get", name)).output
    assert re.search(rf"^verdict\.headline +{re.escape(body['verdict']['headline'])}$", table, re.MULTILINE)


async def test_the_words_are_those_of_the_api(terminal: Terminal, rollout: Rollout) -> None:
    app = await fail_one(rollout)
    status = await terminal.run("status", rollout.release_id)
    assert status.status == 8
    assert status.output.startswith("Failing: ")
    assert f"1 of {APPS} apps failed" in status.output
    async with at_screen(terminal, "status", rollout.release_id) as screen:
        await screen.until_shown("[2J space")
        assert await screen.process.wait() == 8
    assert f"/{app}" in status.output
    assert f"/{app}" not in screen.shown
    (problem,) = (await terminal.run("problems", rollout.release_id)).output.splitlines()[1:]
    assert problem.startswith("Failed")
    assert "no \ufffd[2J space" in problem
    names = (await terminal.run("tree", rollout.release_id, "--status", "failed", "-o", "name")).output.splitlines()
    assert names[-1].endswith(f"/{app}")
    tree = (await terminal.run("tree", rollout.release_id, "--search", app)).output
    assert "\x1b" not in tree
    assert (tree.count("running"), tree.count("Failed")) == (4, 1)
    assert len((await terminal.run("tree", rollout.release_id, "--depth", "1")).output.splitlines()) == 2


async def test_the_list(terminal: Terminal, rollout: Rollout) -> None:
    await fail_one(rollout)
    await terminal.run("status", rollout.release_id)
    for width in ("60", "80", "200"):
        table = (await terminal.run("list", COLUMNS=width)).output.splitlines()
        named = rollout.release_id if width == "200" else rollout.release_id.removeprefix("release:")
        assert [line.split()[0] for line in table] == ["RELEASE", named]
        assert max(map(len, table)) <= int(width)
    needy = await terminal.run("list", "--needs-attention", "-o", "name")
    assert needy.output == f"{rollout.release_id}\n"
    nothing = await terminal.run("list", "-q", "nothing like it")
    assert (nothing.status, nothing.output, nothing.errors) == (0, "", "No release is listed.\n")
    later = await terminal.run("list", "--page", "9", "-o", "jsonl")
    assert (later.output, later.errors) == ("", "There is no page 9: 1 release is listed.\n")


async def test_what_is_empty_is_said(terminal: Terminal, rollout: Rollout) -> None:
    problems = await terminal.run("problems", rollout.release_id)
    assert (problems.status, problems.output) == (0, "")
    assert problems.errors == "Nothing in this release needs a person.\n"
    assert (await terminal.run("tree", rollout.release_id, "--search", "nowhere", "-o", "name")).output == ""
    odd = await terminal.run("tree", rollout.release_id, "--status", "odd")
    assert (odd.status, odd.output) == (2, "")
    assert odd.errors.startswith("releasewatch: There is no status odd. Choose from: failed, ")


async def test_colours_only_where_they_are_wanted(terminal: Terminal, rollout: Rollout) -> None:
    words = ("tree", rollout.release_id, "--depth", "0")
    assert "\x1b[" not in (await terminal.run(*words)).output
    assert "\x1b[" in (await terminal.run(*words, "--color", "always", TERM="xterm-256color")).output


@pytest.mark.parametrize(
    ("words", "status", "line"),
    [
        (("status", "nothing-like-it"), 3, "releasewatch: No release has nothing-like-it in its id, name or version."),
        (("status", "release:nowhere"), 3, "releasewatch: Temporal knows no workflow release:nowhere"),
        (("list", "--context", "nope"), 2, "releasewatch: There is no context nope."),
        (("list", "--status", "odd"), 2, "releasewatch: status: Input should be 'failed', "),
        (("wait", "x", "--timeout", "3 weeks"), 2, "write 30s, 5m or 1h"),
        (("list", "--url", "http://127.0.0.1:1"), 3, "releasewatch: http://127.0.0.1:1 does not answer"),
        (("api", "system"), 4, "releasewatch: Only administrators may do this."),
        (("api", "nowhere"), 3, "releasewatch: "),
        (("whoami", "--url", "nowhere"), 2, "is not an address of a server"),
    ],
)
async def test_what_cannot_be_told_ends_with_its_code_and_a_line(
    terminal: Terminal, words: tuple[str, ...], status: int, line: str
) -> None:
    ended = await terminal.run(*words)
    assert (ended.status, ended.output) == (status, "")
    assert line in ended.errors
    assert "Traceback" not in ended.errors


async def test_signing_in_and_out(terminal: Terminal, tmp_path: Path) -> None:
    fresh = Terminal(tmp_path / "other", "", "")
    assert (await fresh.run("list")).status == 4
    nobody = await fresh.run("context", "list")
    assert (nobody.output, nobody.errors) == ("", "You have not signed in to a server yet. Run `releasewatch login`.\n")
    login = ("login", "--url", terminal.url, "--username", "alice", "--password-stdin")
    wrong = await fresh.run(*login, typed="wrong\n")
    assert (wrong.status, (tmp_path / "other").exists()) == (4, False)
    signed_in = await fresh.run(*login, typed=f"{PASSWORD}\n")
    written, said = signed_in.errors.splitlines()
    assert "config.toml, which only you can read" in written
    assert said == f"Signed in to {terminal.url} as alice (viewer)."
    assert PASSWORD not in (tmp_path / "other" / "releasewatch" / "config.toml").read_text()
    assert (await fresh.run("whoami")).output == f"alice (viewer) at {terminal.url}\n"
    assert (await fresh.run("context", "list")).output.split() == [
        *("*", terminal.url.removeprefix("http://"), terminal.url, "alice")
    ]
    assert (await fresh.run("context", "list", "-o", "name")).output == f"{terminal.url.removeprefix('http://')}\n"
    assert (await fresh.run("logout")).status == 0
    assert (await fresh.run("whoami")).status == 4
    assert (await fresh.run("logout")).status == 0


async def test_a_scripts_token_signs_in_under_a_name(terminal: Terminal, tmp_path: Path) -> None:
    fresh = Terminal(tmp_path / "other", "", "")
    login = ("login", "--url", terminal.url, "--context", "lab", "--token-stdin")
    assert (await fresh.run(*login, typed="rwt_wrong\n")).status == 4
    assert (await fresh.run(*login, typed=f"{terminal.token}\n")).status == 0
    assert (await fresh.run("context", "use", "lab")).status == 0
    assert (await fresh.run("whoami", "-o", "name")).output == "token:ci\n"


async def test_s40_a_token_is_pasted_at_a_prompt_that_shows_nothing(terminal: Terminal, tmp_path: Path) -> None:
    fresh = Terminal(tmp_path / "other", "", "")
    async with at_screen(fresh, "login", "--url", terminal.url, "--token-stdin") as screen:
        await screen.until_shown("Token: ")
        screen.type(f"{terminal.token}\n")
        await screen.until_shown("Signed in to ")
        assert await screen.process.wait() == 0
    assert terminal.token not in screen.shown
    assert (await fresh.run("whoami", "-o", "name")).output == "token:ci\n"


async def test_nobody_is_asked_where_there_is_no_terminal(tmp_path: Path) -> None:
    ended = await Terminal(tmp_path, "", "").run("login", "--url", "http://localhost:1")
    assert (ended.status, "there is no terminal to ask at" in ended.errors) == (2, True)


async def test_open_prints_the_address(terminal: Terminal, rollout: Rollout) -> None:
    ended = await terminal.run("open", rollout.release_id)
    assert ended.output == f"{terminal.url}/releases/{rollout.release_id}\n"


@pytest.mark.parametrize("words", [("status",), ("tree",), ("problems",), ("get",), ("wait", "--timeout", "1s")])
async def test_another_release_is_never_read_instead(
    terminal: Terminal, rollout: Rollout, words: tuple[str, ...]
) -> None:
    for other in (f"{rollout.release_id}#2", f"{rollout.release_id}?eu", f"x/../{rollout.release_id}"):
        ended = await terminal.run(*words, other if other.startswith("release:") else f"release:{other}")
        assert (ended.status, ended.output) == (2, ""), ended
        assert "is no id: it has a `" in ended.errors


async def test_open_prints_an_address_that_leads_to_no_other_release(terminal: Terminal, rollout: Rollout) -> None:
    ended = await terminal.run("open", f"{rollout.release_id}#2")
    assert ended.output == f"{terminal.url}/releases/{rollout.release_id}%232\n"


async def test_a_closed_pipe_is_no_trouble(terminal: Terminal, rollout: Rollout) -> None:
    ours, theirs = os.pipe()
    os.close(ours)
    process = await asyncio.create_subprocess_exec(
        *(COMMAND, "tree", rollout.release_id),
        env=terminal.environment,
        stdout=theirs,
        stderr=asyncio.subprocess.PIPE,
    )
    os.close(theirs)
    _, errors = await process.communicate()
    assert (process.returncode, errors) == (141, b"")


@pytest.mark.parametrize(
    "words",
    [
        *("list", "status", "tree", "problems", "get", "open", "api", "wait", "watch"),
        *("login", "logout", "whoami", "context list", "context use"),
    ],
)
async def test_each_command_has_an_example(tmp_path: Path, words: str) -> None:
    said = (await Terminal(tmp_path, "", "").run(*words.split(), "--help", COLUMNS="200")).output
    assert f"Example: releasewatch {words}" in said


@pytest.mark.parametrize("words", ["list --help", "status RELEASE"])
async def test_the_client_starts_without_the_server(terminal: Terminal, rollout: Rollout, words: str) -> None:
    asked = words.replace("RELEASE", rollout.release_id).split()
    # Python writes a line for each module: its times, and its name.
    ended = await terminal.run(*asked, PYTHONPROFILEIMPORTTIME="1")
    loaded = {line.rpartition("|")[2].strip() for line in ended.errors.splitlines()}
    assert "httpx" in loaded
    # Typer itself takes pydantic to read options.
    assert {"fastapi", "temporalio", "passlib", "jose", "yaml"}.isdisjoint(loaded)
