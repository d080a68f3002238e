"""The recipes of docs/deploy, by what can be said without their tools; those check them in `make examples`."""

import re
from pathlib import Path

import yaml

from releasewatch.core.config import Settings

DEPLOY = Path(__file__).parents[3] / "docs" / "deploy"
FILES = sorted(path for path in DEPLOY.rglob("*") if path.is_file())


def test_recipes_name_only_settings_that_there_are() -> None:
    known = {name.upper() for name in Settings.model_fields} | {"SETTINGS_FILE"}
    for path in FILES:
        assert set(re.findall(r"RELEASEWATCH_([A-Z_]+)", path.read_text())) <= known, path


def test_every_recipe_is_described() -> None:
    page = (DEPLOY.parent / "operating.md").read_text()
    for path in FILES:
        name = path.relative_to(DEPLOY.parent)
        assert f"({name})" in page or f"({name.parent})" in page, name


def test_nothing_runs_as_root_or_may_write_where_it_need_not() -> None:
    deployment = yaml.safe_load((DEPLOY / "kubernetes" / "deployment.yaml").read_text())
    pod = deployment["spec"]["template"]["spec"]
    (container,) = pod["containers"]
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    (service,) = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"].values()
    assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"])
    assert f"\nUSER {pod['securityContext']['runAsUser']}:" in (DEPLOY / "Containerfile").read_text()
