"""Checks that every package is free: what is installed to build and test, and what the dashboard ships."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from importlib.metadata import Distribution, distributions
from pathlib import Path
from typing import Any

NPM_LOCK = Path(__file__).resolve().parent.parent / "frontend" / "package-lock.json"
FREE = re.compile(r"\b(?:MIT|BSD|Apache|ISC|PSF|MPL|Mozilla|Unlicense|0BSD)")
FREE_TO_SHIP = frozenset({"MIT", "ISC", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "OFL-1.1"})


def main() -> int:
    """Name every package whose licence is not free; end with 1 if there is one."""
    found = [*python_packages(), *npm_packages()]
    for package, licence in found:
        print(f"{package}: {licence or 'no licence'} is not a free licence that we know.", file=sys.stderr)
    return 1 if found else 0


def python_packages() -> Iterator[tuple[str, str]]:
    """The installed packages that are not free, with what they say of their licence."""
    for package in distributions():
        said = licence_of(package)
        if package.name != "releasewatch" and not FREE.search(said):
            yield package.name, said


def licence_of(package: Distribution) -> str:
    """What a package's metadata say of its licence, in one of three ways."""
    fields = ("License-Expression", "License", "Classifier")
    said = [(field, each) for field in fields for each in package.metadata.get_all(field) or []]
    named = [each for field, each in said if field != "Classifier" or each.startswith("License ::")]
    return " ".join(named).strip() or titles_of_licence_files(package)


def titles_of_licence_files(package: Distribution) -> str:
    """For a package whose metadata names only the file: its first line, since any text may hold any word."""
    files = package.metadata.get_all("License-File") or []
    texts = (package.read_text(f"licenses/{file}") or "" for file in files)
    return " ".join(text.strip().partition("\n")[0] for text in texts)


def npm_packages() -> Iterator[tuple[str, str]]:
    """The packages in the dashboard that may not be shipped."""
    packages: dict[str, dict[str, Any]] = json.loads(NPM_LOCK.read_text())["packages"]
    for path, package in packages.items():
        is_shipped = path and not package.get("dev")
        if is_shipped and package.get("license") not in FREE_TO_SHIP:
            yield path, str(package.get("license", ""))


if __name__ == "__main__":
    sys.exit(main())
