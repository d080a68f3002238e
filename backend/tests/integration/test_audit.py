"""`make audit`: what it says of weak packages, and that it never calls clean what nobody was asked about."""

import json
import os
import runpy
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from http_stub import answering
from ports import free_ports

ROOT = Path(__file__).parents[3]
SCRIPT = ROOT / "scripts" / "audit.py"
ECDSA, STARLETTE, REACT = "GHSA-wj6h-64fc-37mp", "GHSA-aaaa-bbbb-cccc", "GHSA-dddd-eeee-ffff"


def audit(port: int) -> tuple[int, list[str]]:
    """Run the script with both databases at the port."""
    address = f"http://127.0.0.1:{port}"
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    databases = {"PIP_AUDIT_OSV_URL": f"{address}/v1/query", "npm_config_registry": address}
    env = os.environ | databases | {"PATH": path}
    result = subprocess.run([sys.executable, SCRIPT], env=env, capture_output=True, text=True, check=False)
    assert result.stderr == ""
    return result.returncode, result.stdout.splitlines()


class Databases:
    """What is known of packages: an advisory for each name."""

    def __init__(self, **known: str) -> None:
        self._known = known
        self.asked: set[str] = set()

    def answer(self, path: str, body: bytes) -> bytes | None:
        if path == "/v1/query":
            return json.dumps(self._osv(json.loads(body)["package"]["name"])).encode()
        if path == "/-/npm/v1/security/advisories/bulk":
            return json.dumps(self._npm()).encode()
        return None

    def _osv(self, name: str) -> dict[str, Any]:
        self.asked.add(name)
        if name not in self._known:
            return {}
        fixed = {"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "99.1"}]}
        affected = {"package": {"name": name, "ecosystem": "PyPI"}, "ranges": [fixed]}
        return {"vulns": [{"id": "PYSEC-1", "aliases": [self._known[name]], "affected": [affected]}]}

    def _npm(self) -> dict[str, Any]:
        address = f"https://example.com/advisories/{self._known.get('react')}"
        advisory = {"id": 1, "url": address, "title": "A hole", "severity": "high", "vulnerable_versions": "<99"}
        return {"react": [advisory]} if "react" in self._known else {}


def test_what_is_known_is_named_with_its_way_out() -> None:
    databases = Databases(starlette=STARLETTE, react=REACT)
    with answering(databases.answer) as port:
        code, lines = audit(port)
    assert code == 1
    assert any("WEAK: starlette" in line and STARLETTE in line and "Mended in 99.1." in line for line in lines), lines
    assert any("WEAK: react" in line and REACT in line and "A hole." in line for line in lines), lines
    assert {"fastapi", "temporalio", "pytest"} <= databases.asked


def test_what_was_accepted_is_said_and_does_not_count() -> None:
    with answering(Databases(ecdsa=ECDSA).answer) as port:
        code, lines = audit(port)
    assert code == 0
    assert any("accepted: ecdsa" in line for line in lines), lines
    assert sum("nothing known that counts" in line for line in lines) == 2


@pytest.mark.parametrize("served", [True, False])
def test_a_database_that_gives_no_answer_is_no_clean_bill(served: bool) -> None:
    if served:
        with answering(lambda _path, _body: None) as port:
            code, lines = audit(port)
    else:
        code, lines = audit(free_ports(1)[0])
    assert code == 2
    assert sum("NOT CHECKED, the advisory database could not be asked" in line for line in lines) == 2


def test_what_is_accepted_is_explained_and_counts_from_its_day_on() -> None:
    names = runpy.run_path(str(SCRIPT))
    page = (ROOT / "docs" / "security.md").read_text()
    for name, day in names["ACCEPTED"].items():
        weakness = names["Weakness"]("a package", frozenset({"CVE-1", name}), "")
        assert (weakness.is_accepted(day - timedelta(days=1)), weakness.is_accepted(day)) == (True, False)
        assert name in page
        assert day.isoformat() in page
