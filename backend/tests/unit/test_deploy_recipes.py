"""The recipes of docs/deploy, by what can be said without a cluster or an engine; `make examples` has more tools."""

import re
from pathlib import Path

import pytest
import yaml
from compose_spec import PyCompose

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


def test_the_compose_file_keeps_to_the_specification() -> None:
    text = (DEPLOY / "compose.yaml").read_text()
    assert PyCompose.from_yaml(text).service_names() == ["releasewatch"]
    with pytest.raises(ValueError, match="cap_dorp"):
        PyCompose.from_yaml(text.replace("cap_drop", "cap_dorp"))
    document = yaml.safe_load(text)
    used = {volume.partition(":")[0] for each in document["services"].values() for volume in each["volumes"]}
    assert used == set(document["volumes"])


def test_the_servers_know_how_many_they_are() -> None:
    patch = yaml.safe_load((DEPLOY / "kubernetes-replicas" / "replicas.yaml").read_text())
    (container,) = patch["spec"]["template"]["spec"]["containers"]
    told = {each["name"]: each["value"] for each in container["env"]}
    assert told["RELEASEWATCH_REPLICAS"] == str(patch["spec"]["replicas"])


def test_nothing_runs_as_root_or_may_write_where_it_need_not() -> None:
    deployment = yaml.safe_load((DEPLOY / "kubernetes" / "deployment.yaml").read_text())
    pod = deployment["spec"]["template"]["spec"]
    replicas = yaml.safe_load((DEPLOY / "kubernetes-replicas" / "replicas.yaml").read_text())
    assert pod["securityContext"]["runAsNonRoot"] is True
    for container in (*pod["containers"], *replicas["spec"]["template"]["spec"]["initContainers"]):
        assert container["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }
    (service,) = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"].values()
    assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"])
    assert f"\nUSER {pod['securityContext']['runAsUser']}:" in (DEPLOY / "Containerfile").read_text()
