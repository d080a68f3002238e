"""Compares two trees. Pure."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from releasewatch.models.comparison import CHANGES, ComparedRow, ComparedTree, Comparison, Finding, VersionStep
from releasewatch.models.hierarchy import Hierarchy
from releasewatch.services.comparisons.findings import Frame, frame_of
from releasewatch.services.comparisons.pairing import pair
from releasewatch.services.comparisons.places import extent_of
from releasewatch.services.comparisons.rows import Extents, rows_of
from releasewatch.services.comparisons.summary import (
    detail_of,
    headline_of,
    same_fold,
    undone_fold,
    undone_in,
    unknown_fold,
)
from releasewatch.services.comparisons.waves import compare_waves
from releasewatch.services.trees.wording import is_open


class Tree(NamedTuple):
    """One side of a comparison.

    Attributes:
        is_export: Whether it came as a file, and is the past.
        family: What the release and its predecessors are all called.
    """

    hierarchy: Hierarchy
    is_export: bool = False
    family: str = ""


def compare(a: Tree, b: Tree) -> Comparison:
    """What differs between two trees."""
    of_a, of_b = a.hierarchy, b.hierarchy
    pairs = pair(of_a.release, of_b.release)
    is_of_same_name = a.family == b.family
    frame = frame_of(of_a.release, of_b.release, is_of_same_name=is_of_same_name)
    rows = rows_of(pairs.apps, frame, Extents(extent_of(of_a.release), extent_of(of_b.release)))
    counts = {finding: sum(row.count for row in rows if row.finding is finding) for finding in Finding}
    undone = _of(rows, Finding.NOT_DONE)
    common = sum(1 for each in pairs.apps if each.a and each.b)
    complete = of_a.complete and of_b.complete
    names = frame.step or ("A", "B")
    lost_in = [name for name, tree in zip(names, (of_a, of_b), strict=True) if not tree.complete]
    return Comparison(
        a=_tree(a),
        b=_tree(b),
        headline=headline_of(counts, complete=complete),
        detail=detail_of(counts, undone_in(undone, names), lost_in, None if is_of_same_name else common),
        step=_step(frame, counts),
        waves=compare_waves(pairs.waves, of_a.read_at, of_b.read_at),
        counts=counts,
        changes=[row for row in rows if row.finding in CHANGES],
        same=same_fold(_of(rows, Finding.SAME)),
        not_done=undone_fold(undone, names),
        not_comparable=unknown_fold(_of(rows, Finding.NOT_COMPARABLE)),
        common=common,
        read_at=min(_moments(a, b)),
        complete=complete,
    )


def _moments(*trees: Tree) -> list[datetime]:
    """When the releases were read; only of two exported trees, of which moments they are."""
    live = [tree.hierarchy.read_at for tree in trees if not tree.is_export]
    return live or [tree.hierarchy.read_at for tree in trees]


def _of(rows: Sequence[ComparedRow], finding: Finding) -> list[ComparedRow]:
    return [row for row in rows if row.finding is finding]


def _step(frame: Frame, counts: dict[Finding, int]) -> VersionStep | None:
    if frame.step is None:
        return None
    a, b = frame.step
    departing = counts[Finding.VERSION]
    apps = f"All apps but {departing:,}" if departing else "All apps"
    return VersionStep(a=a, b=b, headline=f"{apps} go from {a} to {b}.")


def _tree(tree: Tree) -> ComparedTree:
    hierarchy, release = tree.hierarchy, tree.hierarchy.release
    return ComparedTree(
        id=release.id,
        name=release.name,
        version=release.version,
        verdict=hierarchy.verdict,
        started_at=release.started_at,
        ended_at=release.ended_at,
        duration=release.duration,
        open=is_open(release.status, release.execution),
        apps=sum(release.counts.values()),
        exported=tree.is_export,
        read_at=hierarchy.read_at,
        complete=hierarchy.complete,
    )
