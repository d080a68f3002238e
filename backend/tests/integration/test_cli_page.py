"""What docs/cli.md says of the command line: its tables are complete, and its recipes run."""

import re
from pathlib import Path

from typer.main import get_group

from releasewatch.client.app import app
from releasewatch.client.errors import Exit

PAGE = (Path(__file__).parents[3] / "docs" / "cli.md").read_text()


def test_every_exit_code_is_documented() -> None:
    assert {int(each) for each in re.findall(r"^\| (\d+) \|", PAGE, re.MULTILINE)} == set(Exit)


def test_every_command_and_variable_is_documented() -> None:
    table = PAGE.partition("## Read")[2].partition("## Exit codes")[0]
    for name in get_group(app).commands:
        assert re.search(rf"^\| .*`{name}\b", table, re.MULTILINE), name
    for variable in ("URL", "TOKEN", "CONTEXT"):
        assert f"`RELEASEWATCH_{variable}`" in PAGE
