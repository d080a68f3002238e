"""What the documentation says of where things are: every file that it names is there, with what it is said to hold."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
SOURCE = ROOT / "backend" / "src" / "releasewatch"
BASES = (ROOT, SOURCE, SOURCE / "services", ROOT / "frontend" / "src")
CONTRIBUTING = (ROOT / "docs" / "contributing.md").read_text()
ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text()
# `services/trees/problems.py`, `components/Timeline/`, `marks.ts`
NAMED = re.compile(r"`([\w./-]+(?:\.(?:py|tsx?|yaml|md|css)|/))`")
HELD = re.compile(r"`(\w+)` (?:\(|in )`([\w./-]+\.(?:py|tsx?))`")
SECTIONS = ["Where things go", "How to add", "Generated, never edited"]


def section(title: str) -> str:
    return CONTRIBUTING.partition(f"## {title}\n")[2].partition("\n## ")[0]


def found(path: str, beside: Path | None) -> Path | None:
    places = [base / path for base in (*BASES, *([beside] if beside else []))]
    return next((place for place in places if place.exists()), None)


def missing(text: str) -> list[str]:
    """The paths of a text that are nowhere; a name alone is looked for beside the path before it."""
    lost, beside = [], None
    for path in NAMED.findall(text):
        place = found(path, beside)
        if place is None:
            lost.append(path)
        elif "/" in path.rstrip("/"):
            beside = place.parent
    return lost


@pytest.mark.parametrize("title", SECTIONS)
def test_every_file_that_contributors_are_sent_to_is_there(title: str) -> None:
    lines = section(title).splitlines()
    assert [missing(line) for line in lines if missing(line)] == []
    assert any(NAMED.findall(line) for line in lines)


def test_what_a_file_is_said_to_hold_is_in_it() -> None:
    held = HELD.findall(section("Where things go"))
    assert len(held) >= 4
    for name, path in held:
        place = found(path, None)
        assert place
        assert re.search(rf"\b{name}\b", place.read_text()), (name, path)


@pytest.mark.parametrize("package", ["api", "cli", "client", "core", "models", "server", "services"])
def test_every_module_is_among_the_rooms(package: str) -> None:
    rooms = ARCHITECTURE.partition("```")[2].partition("```")[0]
    modules = [file.stem for file in (SOURCE / package).rglob("*.py") if file.stem != "__init__"]
    assert [module for module in modules if not re.search(rf"\b{module}\b", rooms)] == []
