"""What `watch` draws, whatever the release and the terminal: the verdict and the worst part, and no line too many."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from client_words import CLIENT_WORDS
from releasewatch.client.picture import bar, picture
from releasewatch.models.status import Status
from releasewatch.models.words import WORDS

Tree = dict[str, Any]
LEVELS = [("wave", "waves"), ("cluster", "clusters"), ("bundle", "bundle"), ("app", "apps")]
HEALTHS = st.sampled_from([str(status) for status in Status])
NAMES = st.text(st.sampled_from("abz-·界é"), min_size=1, max_size=40)
HEADLINE = "2 of 12 apps failed."


def tree(path: str, type_: str, name: str, health: str, below: list[Tree]) -> Tree:
    """A node as the API tells it."""
    counts: dict[str, int] = {} if below else {health: 1}
    for child in below:
        counts |= {status: counts.get(status, 0) + number for status, number in child["counts"].items()}
    told = {"type": type_, "path": path, "id": path.rpartition("/")[2], "name": name, "health": health}
    return told | {"counts": counts, "word": WORDS[Status(health)], "message": f"{name} says so."}


@st.composite
def trees(draw: st.DrawFn, path: str = "release:r", type_: str = "release", level: int = 0) -> Tree:
    """Any release: uneven, deep, flat, of odd names."""
    below: list[Tree] = []
    if level < len(LEVELS):
        child, _ = LEVELS[level]
        most = 1 if child == "bundle" else draw(st.sampled_from([1, 2, 6]))
        paths = [f"{path}/{child}:{number}" for number in range(draw(st.integers(0, most)))]
        below = [draw(trees(each, child, level + 1)) for each in paths]
    place = "".join(each[-1] for each in path.split("/")[1:])
    node = tree(path, type_, f"#{place}{draw(NAMES)}", draw(HEALTHS), below)
    if below:
        slot = LEVELS[level][1]
        node[slot] = below[0] if slot == "bundle" else below
    elif level == 0:
        node["waves"] = []
    return node


def nodes(node: Tree) -> Iterator[Tree]:
    yield node
    for _, slot in LEVELS:
        found = node.get(slot) or []
        for child in [found] if isinstance(found, dict) else found:
            yield from nodes(child)


def body_of(release: Tree, *worst: Tree) -> Tree:
    problems = [
        {"path": each["path"], "label": each["name"], "word": "Failed", "status": "failed", "place": [], "cause": "So."}
        for each in worst
    ]
    verdict = {"status": "failed", "word": "Failing", "headline": HEADLINE, "detail": "Wave 3 is held."}
    return {"release": release, "problems": problems, "verdict": verdict, "current_wave": 0}


@st.composite
def bodies(draw: st.DrawFn) -> Tree:
    release = draw(trees())
    return body_of(release, *draw(st.lists(st.sampled_from(list(nodes(release))), min_size=1, max_size=3)))


def said(body: Tree, width: int, height: int, trouble: str = "") -> list[str]:
    lines = picture(body, CLIENT_WORDS, (width, height), trouble)
    assert all(line.cell_len <= width for line in lines)
    assert len(lines) <= height
    return [line.plain for line in lines]


@settings(max_examples=100, deadline=None)
@given(
    bodies(),
    st.integers(3, 12) | st.integers(13, 40),
    st.sampled_from([20, 40, 60, 80, 200]),
    st.sampled_from(["", "Away. Trying again."]),
)
def test_whatever_fits_the_verdict_and_the_worst_part_are_there(
    body: Tree, height: int, width: int, trouble: str
) -> None:
    lines = said(body, width, height, trouble)
    assert lines[bool(trouble)].startswith("Failing:")
    if trouble:
        assert lines[0] == trouble
    for worst in body["problems"][:1]:
        # A long name is cut, but not what tells it from others.
        name = worst["label"][: worst["path"].count("/") + 1]
        assert worst["path"] == "release:r" or any(name in line for line in lines[1 + bool(trouble) :])


def app(path: str, name: str, health: str = "succeeded") -> Tree:
    return tree(f"{path}/app:{name}", "app", name, health, [])


def wave(number: int, health: str = "succeeded", troubles: tuple[str, ...] = ()) -> Tree:
    """A wave of one cluster with ten apps, of which these failed."""
    path = f"release:r/wave:{number}"
    apps = [app(f"{path}/cluster:c/bundle:b", f"fine-{each}", health) for each in range(10 - len(troubles))]
    apps += [app(f"{path}/cluster:c/bundle:b", each, "failed") for each in troubles]
    worst = "failed" if troubles else health
    bundle = tree(f"{path}/cluster:c/bundle:b", "bundle", "core", worst, apps) | {"apps": apps}
    cluster = tree(f"{path}/cluster:c", "cluster", "eu-west-1", worst, [bundle]) | {"bundle": bundle}
    return tree(path, "wave", f"Wave {number}", worst, [cluster]) | {"clusters": [cluster]}


def of_sixty_waves() -> Tree:
    waves = [wave(number) for number in range(1, 24)]
    waves += [wave(24, troubles=("checkout", "ledger-api"))]
    waves += [wave(number, "pending") for number in range(25, 61)]
    release = tree("release:r", "release", "Shop", "failed", waves) | {"waves": waves}
    body = body_of(release, *(node for node in nodes(release) if node["name"] in ("checkout", "ledger-api")))
    return body | {"current_wave": 23}


def test_of_many_waves_those_around_the_trouble_are_shown_and_the_others_counted() -> None:
    lines = said(of_sixty_waves(), 80, 24)
    assert len(lines) == 24
    waves = [line for line in lines if line.startswith("Wave ")]
    assert waves == sorted(waves)
    assert any(line.startswith("Wave 24 ") for line in waves)
    (done,) = [line for line in lines if line.endswith(" waves succeeded")]
    (to_come,) = [line for line in lines if line.endswith(" waves not started")]
    assert lines.index(done) < lines.index(waves[0]) < lines.index(waves[-1]) < lines.index(to_come)
    assert int(done.split()[0]) + len(waves) + int(to_come.split()[0]) == 60
    for name in ("checkout", "ledger-api"):
        assert f"    ├── {name}  Failed  {name} says so." in lines
    assert "    └── 8 more apps succeeded" in lines


def test_waves_that_are_left_out_are_counted_where_they_stand() -> None:
    body = of_sixty_waves()
    # Two more are under way, far from the others.
    for place in (2, 49):
        body["release"]["waves"][place] |= {"health": "running", "word": "In progress"}
    lines = [line for line in said(body, 80, 14) if "Wave" in line or "wave" in line][1:]
    told: list[int] = []
    for line in lines:
        told += [int(line.split()[1])] if line.startswith("Wave ") else [-int(line.split()[0])]
    assert told[:2] == [-2, 3]
    assert told[2] < 0
    assert told[-2:] == [50, -10]
    assert sum(1 if each > 0 else -each for each in told) == 60


@pytest.mark.parametrize("width", [40, 60, 80, 200])
def test_a_narrow_terminal_loses_the_reason_before_the_word(width: int) -> None:
    (line,) = [line for line in said(of_sixty_waves(), width, 24) if line.startswith("Wave 24 ")]
    assert "8 of 10" in line
    assert "Failing" in line or "Failed" in line
    assert ("says so." in line) == (width >= 80)


def test_no_terminal_is_too_low_for_the_worst() -> None:
    verdict, worst, hint = said(of_sixty_waves(), 80, 3)
    assert verdict.startswith("Failing: Shop. ")
    assert worst == "Failed: checkout: So."
    assert hint.startswith("Ctrl-C ends this.")


@settings(deadline=None)
@given(st.dictionaries(HEALTHS, st.integers(1, 5_000), min_size=1), st.integers(4, 24))
def test_a_bar_is_full_and_always_shows_what_failed(counts: dict[str, int], cells: int) -> None:
    drawn = bar(counts, cells)
    assert drawn.cell_len == cells
    assert ("x" in drawn.plain) == ("failed" in counts)
