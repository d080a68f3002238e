"""Whatever two trees are like, comparing them is fair to both sides and leaves no app out."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from releasewatch.models.comparison import CHANGES, ComparedRow, Comparison, Finding
from releasewatch.models.entities import App, Node, Wave, walk
from releasewatch.models.hierarchy import Hierarchy
from releasewatch.models.status import EntityType, Status
from releasewatch.services.comparisons.comparison import Tree, compare
from side_by_side import app, tree, wave

MIRRORED = {
    Finding.WORSE: Finding.BETTER,
    Finding.BETTER: Finding.WORSE,
    Finding.SLOWER: Finding.FASTER,
    Finding.FASTER: Finding.SLOWER,
    Finding.ADDED: Finding.GONE,
    Finding.GONE: Finding.ADDED,
}
# That only one side has an app can be said whatever the app is like.
NOTHING_CLAIMED = {Finding.NOT_COMPARABLE, Finding.NOT_DONE, Finding.ADDED, Finding.GONE}
STATUSES = st.sampled_from(Status)
NAMES = st.sampled_from(["web", "api", "job"])
TOOK = st.none() | st.floats(0, 100)


@st.composite
def apps(draw: st.DrawFn) -> App:
    status = draw(STATUSES)
    is_stuck = status is Status.RETRYING and draw(st.booleans())
    version = draw(st.sampled_from([None, "1", "2", "3"]))
    stale = draw(st.sampled_from([None, None, True]))
    return app(status, draw(TOOK), stuck=is_stuck, version=version, stale=stale)


@st.composite
def waves(draw: st.DrawFn) -> Wave:
    clusters = st.dictionaries(st.sampled_from(["eu", "us"]), st.none() | st.dictionaries(NAMES, apps()))
    return wave(draw(clusters), draw(STATUSES), draw(TOOK), name=draw(st.sampled_from([None, "Canary", "Europe"])))


@st.composite
def trees(draw: st.DrawFn) -> Hierarchy:
    told = draw(st.lists(waves(), max_size=3))
    return tree(draw(st.sampled_from(["1", "2"])), *told, status=draw(STATUSES))


def rows(comparison: Comparison) -> list[ComparedRow]:
    folds = (comparison.same, comparison.not_done, comparison.not_comparable)
    return [*comparison.changes, *(row for fold in folds for row in fold.rows)]


def told(comparison: Comparison, side: str) -> dict[str, Finding]:
    """The finding of each app of a side, each of which is told once."""
    found = [(path, row.finding) for row in rows(comparison) if (of := getattr(row, side)) for path in of.paths]
    assert len(found) == len(dict(found))
    return dict(found)


def apps_of(hierarchy: Hierarchy) -> list[Node]:
    return [node for node in walk(hierarchy.release) if node.type is EntityType.APP]


def paths(hierarchy: Hierarchy) -> set[str]:
    return {node.path for node in apps_of(hierarchy)}


@given(trees(), trees())
def test_every_app_of_either_side_is_told_once(a: Hierarchy, b: Hierarchy) -> None:
    both = compare(Tree(a), Tree(b))
    assert told(both, "a").keys() == paths(a)
    assert told(both, "b").keys() == paths(b)
    counted = Counter[Finding]()
    for row in rows(both):
        counted[row.finding] += row.count
        assert row.count == max(len(each.paths) for each in (row.a, row.b) if each)
    assert both.counts == {finding: counted[finding] for finding in Finding}


@given(trees(), trees())
def test_to_swap_the_sides_turns_every_finding_round(a: Hierarchy, b: Hierarchy) -> None:
    there, back = compare(Tree(a), Tree(b)), compare(Tree(b), Tree(a))
    for side, other in (("a", "b"), ("b", "a")):
        turned = {path: MIRRORED.get(found, found) for path, found in told(there, side).items()}
        assert turned == told(back, other)
    assert Counter(each.differs for each in there.waves) == Counter(each.differs for each in back.waves)


@given(trees())
def test_a_tree_does_not_differ_from_itself(it: Hierarchy) -> None:
    both = compare(Tree(it), Tree(it))
    assert both.changes == []
    assert not any(both.counts[finding] for finding in CHANGES)


@given(trees(), trees())
def test_what_is_unknown_or_stale_is_neither_the_same_nor_better_or_worse(a: Hierarchy, b: Hierarchy) -> None:
    both = compare(Tree(a), Tree(b))
    for side, hierarchy in (("a", a), ("b", b)):
        found = told(both, side)
        for node in apps_of(hierarchy):
            if node.status is Status.UNKNOWN or node.stale:
                assert found[node.path] in NOTHING_CLAIMED
