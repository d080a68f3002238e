"""docs/security.md: every attack and fault has its line, and every test it names exists."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "security.md").read_text()
TESTS = {
    name
    for path in (ROOT / "backend" / "tests").rglob("test_*.py")
    for name in re.findall(r"^(?:async )?def (test_\w+)", path.read_text(), re.MULTILINE)
}


def test_every_attack_and_fault_has_its_line() -> None:
    rows = re.findall(r"^\| ([SR]\d+) \|", PAGE, re.MULTILINE)
    assert rows == [f"S{number}" for number in range(1, 41)] + [f"R{number}" for number in range(1, 17)]


@pytest.mark.parametrize("named", sorted(set(re.findall(r"`(test_\w+)`", PAGE))))
def test_every_test_it_names_exists(named: str) -> None:
    assert any(name.startswith(named) for name in TESTS)


def test_every_test_of_the_checklist_is_named() -> None:
    named = re.findall(r"`(test_\w+)`", PAGE)
    checklist = {name for name in TESTS if re.match(r"test_[sr]\d+_", name)}
    assert {name for name in checklist if not any(name.startswith(each) for each in named)} == set()
