"""What `make dist` builds: everything that a server needs, and nothing else."""

import hashlib
import subprocess
import sys
import tarfile
import zipfile
from importlib.metadata import version
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
SOURCES = ROOT / "backend" / "src"
DASHBOARD = ROOT / "frontend" / "dist"
VERSION = version("releasewatch")
CONTRACT = {"workflow-contract.md", "workflow-answer.schema.json", "api.openapi.yaml"}
METADATA = {"METADATA", "RECORD", "WHEEL", "entry_points.txt", "licenses/LICENSE"}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    output = tmp_path_factory.mktemp("dist")
    subprocess.run([sys.executable, ROOT / "scripts" / "dist.py", "--output", output], check=True, capture_output=True)
    return output


def python_sources() -> set[str]:
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=SOURCES, capture_output=True, text=True, check=True)
    return {name for name in listed.stdout.splitlines() if (SOURCES / name).exists()}


def dashboard_files() -> set[str]:
    files = (path.relative_to(DASHBOARD) for path in DASHBOARD.rglob("*") if path.is_file())
    return {str(path) for path in files if not path.name.startswith(".")}


def test_the_wheel_has_the_program_the_dashboard_and_the_contract_and_nothing_else(built: Path) -> None:
    with zipfile.ZipFile(built / f"releasewatch-{VERSION}-py3-none-any.whl") as wheel:
        files = {name for name in wheel.namelist() if not name.endswith("/")}
    dashboard = dashboard_files()
    assert "index.html" in dashboard
    assert {Path(name).suffix for name in dashboard} >= {".js", ".br", ".gz", ".woff2", ".svg"}
    assert files == (
        python_sources()
        | {f"releasewatch/dashboard/{name}" for name in dashboard}
        | {f"releasewatch/contract/{name}" for name in CONTRACT}
        | {f"releasewatch-{VERSION}.dist-info/{name}" for name in METADATA}
    )


def test_the_sdist_builds_without_node(built: Path) -> None:
    with tarfile.open(built / f"releasewatch-{VERSION}.tar.gz") as sdist:
        files = {name.partition("/")[2] for name in sdist.getnames()}
    assert {"pyproject.toml", "LICENSE", "src/releasewatch/dashboard/index.html"} <= files


def test_the_checksums_are_those_of_the_files(built: Path) -> None:
    lines = (built / "SHA256SUMS").read_text().splitlines()
    assert {line.partition("  ")[2] for line in lines} == {path.name for path in built.glob("releasewatch-*")}
    for line in lines:
        digest, _, name = line.partition("  ")
        assert hashlib.sha256((built / name).read_bytes()).hexdigest() == digest


def test_the_version_is_written_once_and_has_its_changes() -> None:
    assert f'version = "{VERSION}"' in (ROOT / "backend" / "pyproject.toml").read_text()
    assert '"version"' not in (ROOT / "frontend" / "package.json").read_text()
    assert f"\n## [{VERSION}]" in (ROOT / "CHANGELOG.md").read_text()
