"""The first start: what `releasewatch init` writes, the settings file, and what `releasewatch settings` says."""

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from app_fixtures import PASSWORD, read_users
from releasewatch.cli.app import app
from releasewatch.models.auth import Role

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    ours = ("RELEASEWATCH_", "TEMPORAL_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    monkeypatch.chdir(tmp_path)

    def invoke(*words: str, **env: str) -> Result:
        monkeypatch.setattr(os, "environ", kept | env)
        return CliRunner().invoke(app, words, input=f"{PASSWORD}\n")

    return invoke


def refusal(result: Result) -> str:
    assert result.exit_code == 2, result.output
    (line,) = result.stderr.splitlines()
    return line


def test_init_writes_private_files_with_which_the_server_starts(run: Run, tmp_path: Path) -> None:
    result = run("init", "ops", "--admin", "ada")
    assert result.exit_code == 0, result.output
    settings, users = tmp_path / "ops" / "releasewatch.env", tmp_path / "ops" / "users.toml"
    assert [path.stat().st_mode & 0o777 for path in (settings, users)] == [0o600, 0o600]
    assert {name: user.role for name, user in read_users(users).items()} == {"ada": Role.ADMIN}
    assert re.search(r"^Sign in: ada / \S{12,} ", result.stdout, re.MULTILINE)
    assert f"RELEASEWATCH_SETTINGS_FILE={settings} releasewatch serve" in result.stdout
    said = run("settings", RELEASEWATCH_SETTINGS_FILE=str(settings))
    assert said.exit_code == 0, said.output
    assert f"RELEASEWATCH_USERS_FILE={users} " in said.stdout


def test_init_makes_another_secret_each_time_and_never_prints_it(run: Run, tmp_path: Path) -> None:
    printed = run("init", "one").stdout + run("init", "two").stdout
    secrets = [
        re.findall(r"^RELEASEWATCH_JWT_SECRET=(\w{64})$", path.read_text(), re.MULTILINE)[0]
        for path in sorted(tmp_path.glob("*/releasewatch.env"))
    ]
    assert len(set(secrets)) == 2
    assert not any(secret in printed for secret in secrets)


def test_a_password_from_standard_input_is_not_printed(run: Run, tmp_path: Path) -> None:
    result = run("init", "--password-stdin")
    assert (result.exit_code, PASSWORD in result.output, "Sign in:" in result.output) == (0, False, False)
    assert read_users(tmp_path / "users.toml")["admin"].role == Role.ADMIN


@pytest.mark.parametrize("name", ["releasewatch.env", "users.toml"])
def test_init_overwrites_nothing(run: Run, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("mine")
    assert refusal(run("init")).startswith(f"releasewatch: {name} exists, and is left as it is.")
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [(name, "mine")]


def test_a_folder_that_cannot_be_written_is_one_line(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert refusal(run("init", "file/ops")) == "releasewatch: file/ops/users.toml: Not a directory"


def test_settings_say_where_they_come_from_and_hide_secrets(run: Run, tmp_path: Path) -> None:
    run("init")
    file = tmp_path / "releasewatch.env"
    with file.open("a") as more:
        more.write("RELEASEWATCH_KEEP_ALIVE=90\nRELEASEWATCH_DRAIN_TIME=5\nTEMPORAL_ADDRESS=here:7233\n")
    env = {"RELEASEWATCH_DRAIN_TIME": "7", "TEMPORAL_API_KEY": "hush-hush", "RELEASEWATCH_STATE_MAP": '{"*": {}}'}
    said = run("settings", **env).stdout
    assert {re.sub(r" +# ", "  # ", line) for line in said.splitlines()} >= {
        f"RELEASEWATCH_JWT_SECRET=(hidden)  # {file}",
        f"RELEASEWATCH_KEEP_ALIVE=90  # {file}",
        "RELEASEWATCH_DRAIN_TIME=7.0  # environment",
        "RELEASEWATCH_POLL_INTERVAL=2.0  # default",
        'RELEASEWATCH_STATE_MAP={"*": {}}  # environment',
        f"TEMPORAL_ADDRESS=here:7233  # {file}",
        "TEMPORAL_API_KEY=(hidden)  # environment",
    }
    assert "hush-hush" not in said


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("export RELEASEWATCH_X=1", "releasewatch: releasewatch.env: line 1 is not NAME=value"),
        (
            "RELEASEWATCH_KEEPALIVE=90",
            "releasewatch: RELEASEWATCH_KEEPALIVE: is no setting; did you mean RELEASEWATCH_KEEP_ALIVE?",
        ),
    ],
)
@pytest.mark.parametrize("words", [("user", "list"), ("serve",)])
def test_what_is_wrong_in_the_file_is_one_line(
    run: Run, tmp_path: Path, line: str, expected: str, words: tuple[str, ...]
) -> None:
    (tmp_path / "releasewatch.env").write_text(line)
    assert refusal(run(*words)).partition("; RELEASEWATCH_JWT")[0] == expected


def test_the_mark_of_byte_order_that_windows_puts_in_front_is_no_part_of_the_file(run: Run, tmp_path: Path) -> None:
    (tmp_path / "releasewatch.env").write_text("RELEASEWATCH_KEEP_ALIVE=91\r\n", encoding="utf-8-sig")
    (tmp_path / "users.toml").write_text("format = 1\n", encoding="utf-8-sig")
    assert run("user", "list").exit_code == 0


def test_a_file_that_is_named_has_to_be_there(run: Run) -> None:
    assert refusal(run("serve", RELEASEWATCH_SETTINGS_FILE="/nowhere")) == (
        "releasewatch: /nowhere: No such file or directory"
    )


def test_a_version_beside_another_is_refused(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    older = tmp_path / "releasewatch-0.0.9.dist-info"
    older.mkdir()
    (older / "METADATA").write_text("Metadata-Version: 2.4\nName: releasewatch\nVersion: 0.0.9\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    message = refusal(run("serve"))
    assert message.startswith(f"releasewatch: releasewatch is installed twice, 0.0.9 in {tmp_path}")
