"""Builds the wheel and the sdist into `dist/`: the back end with the built dashboard and the contract inside."""

from __future__ import annotations

import argparse
import hashlib
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BACKEND = ROOT / "backend"
DASHBOARD = ROOT / "frontend" / "dist"
# What a workflow's author needs, by its place in the package.
CONTRACT = {
    "workflow-contract.md": ROOT / "docs" / "workflow-contract.md",
    "workflow-answer.schema.json": ROOT / "docs" / "schemas" / "workflow-answer.schema.json",
    "api.openapi.yaml": ROOT / "specs" / "001-temporal-bff-system" / "contracts" / "api.openapi.yaml",
}


def main() -> int:
    """Build into the folder that the command line names."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", type=Path, default=ROOT / "dist", help="folder of the results")
    output: Path = parser.parse_args().output.resolve()
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder) / "releasewatch"
        gather(project)
        # The sdist comes first and the wheel from it, so that the sdist is known to build without Node.
        command = ("uv", "build", "--no-build-isolation", "--python", sys.executable, "--quiet", "--clear")
        built = subprocess.run([*command, "--out-dir", output, project], check=False).returncode
    if built == 0:
        write_checksums(output)
        print(*sorted(path.name for path in output.iterdir() if path.name != ".gitignore"), sep="\n")
    return built


def gather(project: Path) -> None:
    """Put together what is built. In the checkout itself, the copy of the dashboard would soon be an old one."""
    shutil.copytree(BACKEND / "src", project / "src", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(BACKEND / "pyproject.toml", project)
    shutil.copy(ROOT / "LICENSE", project)
    package = project / "src" / "releasewatch"
    shutil.copytree(DASHBOARD, package / "dashboard", ignore=shutil.ignore_patterns(".*"))
    (package / "contract").mkdir()
    for name, source in CONTRACT.items():
        shutil.copy(source, package / "contract" / name)


def write_checksums(output: Path) -> None:
    """Write what `sha256sum --check` reads."""
    sums = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(output.glob("releasewatch-*"))}
    (output / "SHA256SUMS").write_text("".join(f"{digest}  {name}\n" for name, digest in sums.items()))


if __name__ == "__main__":
    sys.exit(main())
