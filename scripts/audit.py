"""Asks the advisory databases about every package that is installed or shipped: OSV, and npm's registry."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PIP_AUDIT = (
    *("pip-audit", "--requirement", "backend/requirements.lock", "--require-hashes", "--disable-pip"),
    *("--vulnerability-service", "osv", "--progress-spinner", "off", "--format", "json", "--desc", "off"),
)
NPM_AUDIT = (
    *("npm", "--prefix", "frontend", "audit", "--package-lock-only", "--omit=dev", "--json"),
    *("--fetch-retries=1", "--fetch-retry-mintimeout=1000"),
)
CLEAN, WEAK, UNKNOWN = 0, 1, 2

# Each with the day on which to look again: from then on it counts. Their reasons are in docs/security.md.
ACCEPTED = {"GHSA-wj6h-64fc-37mp": date(2027, 6, 30)}


class NotAskedError(Exception):
    """A database gave no answer; the text is what it or the network said instead."""


@dataclass(frozen=True)
class Weakness:
    """A package and an advisory about it, by all its names."""

    package: str
    names: frozenset[str]
    advice: str

    def is_accepted(self, today: date) -> bool:
        """Whether it was looked at and found harmless here, not too long ago."""
        return any(today < ACCEPTED[name] for name in self.names & ACCEPTED.keys())


def main() -> int:
    """Say what is known; end with 0 for nothing, 1 for a weakness, 2 where a database could not be asked."""
    outcomes = [report("Python packages", python_weaknesses), report("npm packages of the dashboard", npm_weaknesses)]
    return WEAK if WEAK in outcomes else max(outcomes)


def report(what: str, find: Callable[[], Iterable[Weakness]]) -> int:
    """Print what one database knows."""
    try:
        weaknesses = list(find())
    except NotAskedError as error:
        print(f"{what}: NOT CHECKED, the advisory database could not be asked: {error}")
        return UNKNOWN
    today = datetime.now(UTC).date()
    counting = [weakness for weakness in weaknesses if not weakness.is_accepted(today)]
    for weakness in weaknesses:
        verdict = "WEAK" if weakness in counting else "accepted"
        print(f"{what}: {verdict}: {weakness.package}, {', '.join(sorted(weakness.names))}. {weakness.advice}")
    if not counting:
        print(f"{what}: nothing known that counts.")
    return WEAK if counting else CLEAN


def python_weaknesses() -> Iterator[Weakness]:
    """What OSV knows of the locked Python packages, those for development included."""
    for package in ask(PIP_AUDIT)["dependencies"]:
        if "skip_reason" in package:
            raise NotAskedError(f"{package['name']}: {package['skip_reason']}")
        for found in package["vulns"]:
            mended = ", ".join(found["fix_versions"])
            advice = f"Mended in {mended}." if mended else "Not mended yet."
            names = frozenset({found["id"], *found["aliases"]})
            yield Weakness(f"{package['name']} {package['version']}", names, advice)


def npm_weaknesses() -> Iterator[Weakness]:
    """What npm's registry knows of the packages that are built into the dashboard."""
    for name, package in ask(NPM_AUDIT)["vulnerabilities"].items():
        # Where `via` is a name, another package is weak, and has an entry of its own.
        for found in (via for via in package["via"] if isinstance(via, dict)):
            names = frozenset({found["url"].rpartition("/")[2]})
            yield Weakness(f"{name} {found['range']}", names, f"{found['title']}.")


def ask(command: tuple[str, ...]) -> dict[str, Any]:
    """Run an auditor and return its report. Both end with 1 for weak packages and for anything that went wrong."""
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    try:
        answer: dict[str, Any] = json.loads(result.stdout)
    except ValueError as error:
        lines = result.stderr.strip().splitlines()
        raise NotAskedError(lines[-1] if lines else f"{command[0]} said nothing") from error
    if "message" in answer:
        raise NotAskedError(answer["message"])
    return answer


if __name__ == "__main__":
    sys.exit(main())
