"""Finds a Chromium for the browser tests, and prints the path of a program that starts it.

The order: CHROMIUM_PATH, the locked npm package, the one that Playwright downloaded, one on the path, a download.
"""

from __future__ import annotations

import io
import json
import os
import platform
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path

import brotli

FRONTEND = Path(__file__).resolve().parent.parent / "frontend"
PACKAGE = FRONTEND / "node_modules" / "@sparticuz" / "chromium"
ON_PATH = ("chromium-headless-shell", "chromium", "google-chrome")
PLAYWRIGHT_PATH = "process.stdout.write(require('@playwright/test').chromium.executablePath())"
HELP = (
    "No Chromium for the browser tests: none is packaged for this system, and Playwright could not download its own. "
    "Install one (Debian: apt install chromium) or set CHROMIUM_PATH to the program."
)
# The packaged fonts first, so that pages look alike on every machine; the system's only for what they lack.
FONTS_CONF = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <dir prefix="relative">fonts</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir prefix="xdg">fontconfig</cachedir>
  <alias binding="strong"><family>sans-serif</family><prefer><family>Open Sans</family></prefer></alias>
  <alias binding="strong"><family>system-ui</family><prefer><family>Open Sans</family></prefer></alias>
</fontconfig>
"""
START = """#!/bin/sh
here=$(dirname "$(readlink -f "$0")")
export FONTCONFIG_FILE="$here/fonts.conf"
export LD_LIBRARY_PATH="$here/lib"
exec "$here/chromium" "$@"
"""


def main() -> int:
    """Print the first Chromium found, or say what to do."""
    found = next(candidates(), None)
    if found is None:
        print(HELP, file=sys.stderr)
        return 1
    print(found)
    return 0


def candidates() -> Iterator[str]:
    """Yield programs that start Chromium, best first."""
    if named := os.environ.get("CHROMIUM_PATH"):
        yield named
    if packaged := unpacked():
        yield str(packaged)
    if downloaded := playwright_download():
        yield downloaded
    yield from filter(None, map(shutil.which, ON_PATH))
    if run_in_frontend("node_modules/.bin/playwright", "install", "chromium") is not None:
        yield from filter(None, [playwright_download()])


def unpacked() -> Path | None:
    """Unpack the locked package once per version, with the libraries and fonts it brings for bare systems."""
    if (sys.platform, platform.machine()) != ("linux", "x86_64") or not PACKAGE.is_dir():
        return None
    version = json.loads((PACKAGE / "package.json").read_text())["version"]
    folder = FRONTEND / ".cache" / f"chromium-{version}"
    if not folder.is_dir():
        unpack_into(folder)
    return folder / "start"


def unpack_into(folder: Path) -> None:
    """Fill a temporary folder and rename it, so that an interrupted or a second unpacking leaves nothing broken."""
    partial = folder.with_name(f"{folder.name}.{os.getpid()}")
    partial.mkdir(parents=True)
    (partial / "chromium").write_bytes(brotli.decompress((PACKAGE / "bin" / "chromium.br").read_bytes()))
    for archive in ("al2023", "fonts", "swiftshader"):
        content = brotli.decompress((PACKAGE / "bin" / f"{archive}.tar.br").read_bytes())
        with tarfile.open(fileobj=io.BytesIO(content)) as tar:
            # Python before 3.11.4 knows no filters; what is unpacked here came with a locked hash.
            tar.extraction_filter = getattr(tarfile, "data_filter", lambda member, _: member)
            tar.extractall(partial)  # noqa: S202
    (partial / "fonts.conf").write_text(FONTS_CONF)
    (partial / "start").write_text(START)
    for program in ("chromium", "start"):
        (partial / program).chmod(0o755)
    try:
        partial.rename(folder)
    except OSError:
        shutil.rmtree(partial)


def playwright_download() -> str | None:
    """Return Playwright's own Chromium, if it has been downloaded."""
    path = run_in_frontend("node", "--eval", PLAYWRIGHT_PATH)
    return path if path and Path(path).exists() else None


def run_in_frontend(*command: str) -> str | None:
    """Return what a command in the front end's folder prints, or nothing when it fails."""
    try:
        result = subprocess.run(command, cwd=FRONTEND, capture_output=True, text=True, check=False)
    except OSError:
        return None
    return result.stdout.strip() if result.returncode == 0 else None


if __name__ == "__main__":
    sys.exit(main())
