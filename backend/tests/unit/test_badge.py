"""A release as a badge: what it says, that it is never falsely green, and that no name breaks it."""

import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planned import NOW, app, execution, release, wave
from releasewatch.models.entities import ExecutionStatus, Release
from releasewatch.models.hierarchy import Hierarchy, Progress
from releasewatch.models.status import Status
from releasewatch.services.trees.badge import COLOURS, badge_of
from releasewatch.services.trees.judgement import judge

TOKENS = Path(__file__).parents[3] / "frontend" / "src" / "theme" / "statusTokens.ts"
SVG = "{http://www.w3.org/2000/svg}"
WHITE = 255


def badge(tree: Release, *, complete: bool = True) -> str:
    judgement = judge(tree)
    return badge_of(
        Hierarchy(
            release=tree,
            verdict=judgement.verdict,
            problems=judgement.problems,
            read_at=NOW,
            complete=complete,
            progress=Progress(read=1, known=1),
        )
    )


def succeeded(**said: str) -> Release:
    ended = execution(ExecutionStatus.COMPLETED)
    return release(wave(1, app("a"), status=Status.SUCCEEDED), status=Status.SUCCEEDED, execution=ended, **said)


def words(svg: str) -> list[str]:
    return [text.text or "" for text in ET.fromstring(svg).iter(f"{SVG}text")]  # noqa: S314 - our own


def test_it_says_name_version_and_the_word_of_the_verdict_to_everybody() -> None:
    svg = badge(succeeded(name="Shop", version="2.0"))
    picture = ET.fromstring(svg)  # noqa: S314 - our own
    assert words(svg) == ["Shop 2.0", "Succeeded"]
    assert (picture.get("role"), picture.get("aria-label")) == ("img", "Shop 2.0: Succeeded")
    assert picture.findtext(f"{SVG}title") == "Shop 2.0: Succeeded"
    assert COLOURS[Status.SUCCEEDED] in svg


def test_a_version_that_the_name_has_is_not_said_twice() -> None:
    assert words(badge(succeeded(name="Shop 2.0", version="2.0")))[0] == "Shop 2.0"
    assert words(badge(succeeded()))[0] == "r"


@pytest.mark.parametrize("status", Status)
def test_what_was_not_read_as_a_whole_says_so_and_is_not_green(status: Status) -> None:
    svg = badge(release(wave(1, app("a", status), status=status), status=status), complete=False)
    assert words(svg)[1].endswith(", not all read")
    assert COLOURS[Status.SUCCEEDED] not in svg
    assert not words(svg)[1].startswith(("Succeeded", "Skipped"))


@given(st.text(max_size=300), st.text(max_size=300))
def test_whatever_it_is_called_it_is_one_picture_and_nothing_else(name: str, version: str) -> None:
    svg = badge(succeeded(name=name, version=version))
    picture = ET.fromstring(svg)  # noqa: S314 - our own
    tags = [each.tag.removeprefix(SVG) for each in picture.iter()]
    assert tags == ["svg", "title", "clipPath", "rect", "g", "rect", "rect", "text", "text"]
    assert int(picture.get("width", "")) < 1000


def test_what_turns_the_direction_of_reading_is_taken_out() -> None:
    assert "\u202e" not in badge(succeeded(name="evil\u202eognp.exe"))


def test_white_space_of_any_kind_is_a_blank() -> None:
    assert words(badge(succeeded(name="Mise\N{NO-BREAK SPACE}à\tjour", version="2")))[0] == "Mise à jour 2"


def test_the_colours_are_those_of_the_dashboard() -> None:
    found = re.findall(r"^  (\w+): \{\n    light: colors\(\"(#\w{6})\"", TOKENS.read_text(), re.MULTILINE)
    assert dict(found) == COLOURS


@pytest.mark.parametrize("colour", COLOURS.values())
def test_white_is_read_well_on_each(colour: str) -> None:
    levels = [int(colour[place : place + 2], 16) / WHITE for place in (1, 3, 5)]
    red, green, blue = (each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in levels)
    assert 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05) >= 4.5
