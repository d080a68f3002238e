"""The contract page keeps pace with the code: every code, every state, every life has its row."""

import re
from pathlib import Path
from types import ModuleType

import pytest

from integration import test_answers, test_lives
from releasewatch.models.entities import Code
from releasewatch.models.examination import FindingKind
from releasewatch.models.status import EntityType, StateTable, Status

PAGE = (Path(__file__).parents[3] / "docs" / "workflow-contract.md").read_text()


def test_every_code_is_explained() -> None:
    section = PAGE.partition("## What a reason means")[2].partition("\n## ")[0]
    assert set(re.findall(r"`([a-z_]+)`", section)) >= set(Code)


def test_every_state_stands_with_its_status() -> None:
    section = PAGE.partition("## States")[2].partition("\n## ")[0]
    rows = dict(re.findall(r"^\| `(\w+)` \| [^|]+ \| (.+) \|$", section, flags=re.MULTILINE))
    assert list(rows) == list(Status)
    table = StateTable({})
    for status, states in rows.items():
        listed = re.findall(r"`(\w+)`", states)
        assert all(table.status(EntityType.APP, state) == status for state in listed)
        assert len(listed) >= len(table.states(Status(status)))


def test_every_kind_of_finding_has_a_row() -> None:
    section = PAGE.partition("## The doctor")[2].partition("\n## ")[0]
    assert sorted(re.findall(r"^\| `(\w+)` \|", section, flags=re.MULTILINE)) == sorted(FindingKind)


@pytest.mark.parametrize(
    ("title", "module"), [("What a run can come to", test_lives), ("However it is answered", test_answers)]
)
def test_every_life_and_every_answer_has_a_row_and_every_row_a_test(title: str, module: ModuleType) -> None:
    section = PAGE.partition(f"## {title}")[2].partition("\n## ")[0]
    rows = re.findall(r"\| `(\w+)` \|$", section, flags=re.MULTILINE)
    tests = [name.removeprefix("test_") for name in vars(module) if name.startswith("test_")]
    assert sorted(rows) == sorted(tests)
