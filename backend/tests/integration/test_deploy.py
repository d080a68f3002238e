"""The recipes of docs/deploy and the rules of docs/prometheus, as the tools of their readers see them."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.toolchain

ROOT = Path(__file__).parents[3]
DEPLOY = ROOT / "docs" / "deploy"
PROMETHEUS = ROOT / "docs" / "prometheus"
OUR_PROGRAM = Path(sys.executable).with_name("releasewatch")
# Of 10, where less is safer. What is left: the network, which it needs, and the host's own root.
EXPOSURE = 1.3


def run(*words: str | Path, **env: str) -> str:
    if shutil.which(str(words[0])) is None:
        pytest.skip(f"left out: {words[0]} (not on PATH)")
    result = subprocess.run(words, capture_output=True, text=True, check=False, env=os.environ | env)
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


def test_the_image_is_as_the_linter_likes_it() -> None:
    run("hadolint", DEPLOY / "Containerfile")


def test_the_steps_of_the_image_work_in_an_empty_environment(tmp_path: Path) -> None:
    """Where no engine can run, a folder takes the place of the image's root."""
    run(sys.executable, ROOT / "scripts" / "dist.py", "--output", tmp_path / "wheel")
    (step,) = re.findall(r"^RUN (python3 .*)$", (DEPLOY / "Containerfile").read_text(), re.MULTILINE)
    step = step.replace("python3 -m", f"{sys.executable} -m", 1).replace("/opt/", f"{tmp_path}/opt/")
    run("sh", "-ec", step.replace("/wheel/", f"{tmp_path}/wheel/"))
    program = tmp_path / "opt" / "releasewatch" / "bin" / "releasewatch"
    assert "releasewatch serve" in run(program, "init", tmp_path / "state", PATH="/usr/bin:/bin")
    assert run(program, "--version").startswith("releasewatch ")


@pytest.mark.parametrize(("recipe", "more"), [("kubernetes", []), ("kubernetes-replicas", ["PersistentVolumeClaim"])])
def test_the_cluster_takes_what_kustomize_makes(tmp_path: Path, recipe: str, more: list[str]) -> None:
    for name in ("kubernetes", "kubernetes-replicas"):
        shutil.copytree(DEPLOY / name, tmp_path / name)
    run(OUR_PROGRAM, "init", tmp_path / "kubernetes")
    made = run("kubectl", "kustomize", tmp_path / recipe)
    kinds = re.findall(r"^kind: (\w+)", made, re.MULTILINE)
    assert sorted(kinds) == sorted(["Deployment", "Secret", "Service", *more])
    (tmp_path / "made.yaml").write_text(made)
    run("kubernetes-validate", "--strict", tmp_path / "made.yaml")


def test_systemd_takes_the_units_and_finds_them_safe(tmp_path: Path) -> None:
    for path in (DEPLOY / "systemd").iterdir():
        unit = path.read_text().replace("/opt/releasewatch/bin/releasewatch", str(OUR_PROGRAM))
        (tmp_path / path.name).write_text(unit)
    service = tmp_path / "releasewatch.service"
    run("systemd-analyze", "verify", service, tmp_path / "releasewatch.socket")
    said = run("systemd-analyze", "security", "--offline=true", "--no-pager", service)
    (exposure,) = re.findall(r"Overall exposure level for .*: ([0-9.]+)", said)
    assert float(exposure) <= EXPOSURE


def test_prometheus_takes_the_rules_and_fires_when_they_say() -> None:
    run("promtool", "check", "rules", PROMETHEUS / "rules.yaml")
    run("promtool", "test", "rules", PROMETHEUS / "rules.test.yaml")


def test_alertmanager_takes_its_example(tmp_path: Path) -> None:
    (example,) = re.findall(r"```yaml\n(route:\n.*?)```", (ROOT / "docs" / "operating.md").read_text(), re.DOTALL)
    (tmp_path / "alertmanager.yaml").write_text(example)
    run("amtool", "check-config", tmp_path / "alertmanager.yaml")
