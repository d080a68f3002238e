"""What is installed: locked, pinned, and without what is known to be unsafe."""

import re
import subprocess
import tomllib
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[3]
LOCK = (ROOT / "backend" / "requirements.lock").read_text()
MANIFESTS = frozenset({"pyproject.toml", "requirements.txt", "package.json", "go.mod", "pom.xml"})


def test_s38_every_package_is_locked_with_hashes() -> None:
    entries = re.split(r"\n(?=[a-z0-9])", LOCK)
    assert len(entries) > 50
    for entry in entries:
        assert re.match(r"[a-z0-9._-]+==\S+", entry), entry
        assert "--hash=sha256:" in entry, entry


def test_s38_the_lock_has_the_versions_that_are_asked_for() -> None:
    project = tomllib.loads((ROOT / "backend" / "pyproject.toml").read_text())
    groups = [each for group in project["dependency-groups"].values() for each in group if isinstance(each, str)]
    asked = [re.sub(r"\[.*\]", "", each) for each in (*project["project"]["dependencies"], *groups) if "==" in each]
    assert len(asked) > 20
    assert [each for each in asked if not re.search(rf"^{re.escape(each)} \\$", LOCK, re.MULTILINE)] == []


def test_s38_every_manifest_is_looked_after() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()  # noqa: S607
    kept = {f"/{path.parent}" for path in map(Path, listed) if path.name in MANIFESTS}
    updates = yaml.safe_load((ROOT / ".github" / "dependabot.yml").read_text())["updates"]
    folders = {folder for each in updates for folder in each.get("directories", [each.get("directory")])}
    assert folders - {"/"} == kept


def test_s38_actions_are_pinned_to_commits() -> None:
    for workflow in (ROOT / ".github" / "workflows").glob("*.yml"):
        for used in re.findall(r"uses:\s*(\S+)", workflow.read_text()):
            assert re.search(r"@[0-9a-f]{40}$", used), used


def test_s38_known_holes_are_not_installed() -> None:
    assert version("python-jose") == "3.5.0"
    assert tuple(map(int, version("starlette").split("."))) >= (1, 3, 1)
    # With bcrypt, passlib 1.7.4 fails in ways of its own.
    assert find_spec("bcrypt") is None
