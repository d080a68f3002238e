"""The table of what runs where, kept from one list to the next: only what a release says anew is worked out again."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from threading import Lock
from typing import NamedTuple

from releasewatch.models.status import Status
from releasewatch.models.versions import VersionRow, Versions, VersionSource
from releasewatch.services.releases.known_rows import Told
from releasewatch.services.releases.versions import (
    Cell,
    CellName,
    Said,
    VersionFilter,
    cell_of,
    newest_first,
    reach,
    said_by,
    source_of,
    version_cell,
)
from releasewatch.services.trees.snapshot import Dump, table_dump

_EVERYTHING = VersionFilter()


class _Kept(NamedTuple):
    """What a release said last, but for what it cancelled: that is history, and on top of nothing."""

    told: Told
    source: VersionSource
    said: dict[CellName, list[Said]]


class _Row(NamedTuple):
    """An app's cells as they are sent."""

    body: bytes
    clusters: frozenset[str]


class VersionTable:
    """What counts in each cell, by what the releases of a list say together."""

    def __init__(self) -> None:
        """Know of no release."""
        self._kept: dict[str, _Kept] = {}
        self._touched_by: defaultdict[CellName, set[str]] = defaultdict(set)
        self._cells: defaultdict[str, dict[str, Cell]] = defaultdict(dict)
        self._rows: dict[str, _Row] = {}
        # Several threads may make answers, each of a list of its own.
        self._lock = Lock()

    def dump(self, told: Iterable[Told], read_at: datetime, wanted: VersionFilter) -> Dump:
        """The table that these releases give together, as it is sent."""
        with self._lock:
            self._take(newest_first(told))
            rows = self._all_rows() if wanted == _EVERYTHING else self._some_rows(wanted)
            clusters = self._in_order(frozenset().union(*(row.clusters for row in rows)))
            kept = self._kept.values()
            is_stale = any(one.fact.stale for each in kept for about in each.said.values() for one in about)
            sources = [each.source for each in kept]
        reached = reach(sources, read_at, is_stale=is_stale)
        rest = Versions(apps=[], clusters=clusters, releases=sources, **reached)
        return table_dump(rest, [row.body for row in rows])

    def _take(self, told: Sequence[Told]) -> None:
        before = self._kept
        self._kept = {each.run.run_id: _keep(each, before.get(each.run.run_id)) for each in told}
        changed = set[CellName]()
        for run_id in before.keys() | self._kept.keys():
            changed |= self._compare(run_id, before.get(run_id), self._kept.get(run_id))
        ranks = {run_id: rank for rank, run_id in enumerate(self._kept)}
        for name in changed:
            self._rows.pop(name.app, None)
            self._fold(name, sorted(self._touched_by[name], key=ranks.__getitem__))

    def _compare(self, run_id: str, before: _Kept | None, after: _Kept | None) -> set[CellName]:
        """The cells of which a release says something else than before."""
        if before and after and before.said is after.said:
            return set()
        old, new = (each.said if each else {} for each in (before, after))
        changed = {name for name in old.keys() | new.keys() if old.get(name) != new.get(name)}
        for name in changed:
            (self._touched_by[name].add if name in new else self._touched_by[name].discard)(run_id)
        return changed

    def _fold(self, name: CellName, runs: Sequence[str]) -> None:
        if runs:
            self._cells[name.app][name.cluster] = cell_of([one for run in runs for one in self._kept[run].said[name]])
            return
        del self._touched_by[name], self._cells[name.app][name.cluster]
        if not self._cells[name.app]:
            del self._cells[name.app]

    def _all_rows(self) -> list[_Row]:
        for app in self._cells.keys() - self._rows.keys():
            self._rows[app] = _row(app, self._cells[app])
        return [self._rows[app] for app in sorted(self._cells)]

    def _some_rows(self, wanted: VersionFilter) -> list[_Row]:
        found = {
            app: {name: cell for name, cell in cells.items() if wanted.lets_through(CellName(app, name), cell)}
            for app, cells in sorted(self._cells.items())
        }
        return [_row(app, cells) for app, cells in found.items() if cells]

    def _in_order(self, wanted: frozenset[str]) -> list[str]:
        """Clusters as releases reach them: each says its facts in the order of its rollout, the newest one first."""
        names = (name for each in self._kept.values() for name in each.said)
        return list(dict.fromkeys(name.cluster for name in names if name.cluster in wanted))


def _keep(told: Told, before: _Kept | None) -> _Kept:
    """What to keep of a release; what it says is the very same object as before where it says the same."""
    if before and all(one is other for one, other in zip(told, before.told, strict=True)):
        return before
    is_same = before and _says_the_same(told, before.told)
    return _Kept(told, source_of(told), before.said if before and is_same else _by_cell(told))


def _says_the_same(one: Told, other: Told) -> bool:
    are_late = [each.row.tree_read_at is None for each in (one, other)]
    return one.facts is other.facts and one.run == other.run and are_late[0] == are_late[1]


def _by_cell(told: Told) -> dict[CellName, list[Said]]:
    said = defaultdict[CellName, list[Said]](list)
    for one in said_by(told):
        if one.fact.status is not Status.CANCELLED:
            said[CellName(one.fact.app, one.fact.cluster)].append(one)
    return dict(said)


def _row(app: str, cells: dict[str, Cell]) -> _Row:
    row = VersionRow(app=app, cells=[version_cell(cluster, cells[cluster]) for cluster in sorted(cells)])
    return _Row(row.model_dump_json(exclude_none=True).encode(), frozenset(cells))
