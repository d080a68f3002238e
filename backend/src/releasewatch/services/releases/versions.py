"""Folds what releases say into a table of what runs where, and into the history of one of its cells. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import takewhile
from typing import Any, NamedTuple

from releasewatch.models.hierarchy import Progress
from releasewatch.models.status import Status
from releasewatch.models.versions import (
    Brought,
    CellHistory,
    Fact,
    Report,
    VersionCell,
    VersionRow,
    Versions,
    VersionSource,
)
from releasewatch.services.releases.known_rows import Told

_LONG_AGO = datetime.min.replace(tzinfo=UTC)
_MOST_REPORTS = 20


class CellName(NamedTuple):
    """An app and a cluster, as the table calls them."""

    app: str
    cluster: str


class VersionFilter(NamedTuple):
    """Which cells are wanted, each by a part of its text; an empty part lets everything through."""

    app: str = ""
    cluster: str = ""
    version: str = ""

    def lets_through(self, app: str, cell: VersionCell) -> bool:
        """Whether a cell matches all three."""
        versions = [each.version or "" for each in (*([cell.runs] if cell.runs else []), *cell.on_top)]
        return (
            _is_in(self.app, app)
            and _is_in(self.cluster, cell.cluster)
            and any(_is_in(self.version, version) for version in versions)
        )


class _Said(NamedTuple):
    """A fact, and the release that says it."""

    source: VersionSource
    fact: Fact

    @property
    def is_success(self) -> bool:
        return self.fact.status is Status.SUCCEEDED

    @property
    def at(self) -> datetime:
        return self.fact.at or self.source.closed_at or self.source.started_at or _LONG_AGO


class _Cell(NamedTuple):
    """What counts of all that is said of one app in one cluster."""

    runs: _Said | None
    on_top: list[_Said]
    is_conflict: bool


def table_of(told: Iterable[Told], read_at: datetime, wanted: VersionFilter) -> Versions:
    """The table that these releases give together."""
    known = _newest_first(told)
    said: dict[CellName, list[_Said]] = defaultdict(list)
    for one in _all_said(known):
        # What was cancelled is history, and on top of nothing.
        if one.fact.status is not Status.CANCELLED:
            said[CellName(one.fact.app, one.fact.cluster)].append(one)
    rows: dict[str, list[VersionCell]] = defaultdict(list)
    for (app, cluster), about in said.items():
        cell = _version_cell(cluster, _cell(about))
        if wanted.lets_through(app, cell):
            rows[app].append(cell)
    is_stale = any(one.fact.stale for about in said.values() for one in about)
    return Versions(
        apps=[VersionRow(app=app, cells=rows[app]) for app in sorted(rows)],
        clusters=_in_order(said, {cell.cluster for cells in rows.values() for cell in cells}),
        releases=[source for _, source in known],
        **_reach(known, read_at, is_stale=is_stale),
    )


def history_of(told: Iterable[Told], read_at: datetime, name: CellName) -> CellHistory:
    """What these releases say of one cell."""
    known = _newest_first(told)
    said = [one for one in _all_said(known) if (one.fact.app, one.fact.cluster) == name]
    said.sort(key=lambda one: one.at, reverse=True)
    cell = _cell([one for one in said if one.fact.status is not Status.CANCELLED])
    return CellHistory(
        app=name.app,
        cluster=name.cluster,
        runs=_report(cell.runs) if cell.runs else None,
        on_top=[_report(one) for one in cell.on_top],
        conflict=True if cell.is_conflict else None,
        reports=[_report(one) for one in said[:_MOST_REPORTS]],
        total=len(said),
        **_reach(known, read_at, is_stale=any(one.fact.stale for one in said)),
    )


def _newest_first(told: Iterable[Told]) -> list[tuple[Told, VersionSource]]:
    known = sorted(told, key=lambda each: each.run.started_at or _LONG_AGO, reverse=True)
    return [(each, _source(each)) for each in known]


def _all_said(known: Iterable[tuple[Told, VersionSource]]) -> Iterator[_Said]:
    for told, source in known:
        # What a release says that cannot be read now is its last word, not how it is.
        is_late = told.row.tree_read_at is None
        for fact in told.facts.of_apps if told.facts else ():
            yield _Said(source, fact._replace(stale=True) if is_late else fact)


def _reach(known: Sequence[tuple[Told, VersionSource]], read_at: datetime, *, is_stale: bool) -> dict[str, Any]:
    sources = [source for _, source in known]
    read = list(takewhile(lambda source: source.read, sources))
    return {
        "progress": Progress(read=sum(source.read for source in sources), known=len(sources)),
        "back_to": read[-1].started_at if read else None,
        "oldest": sources[-1].started_at if sources else None,
        "read_at": read_at,
        "complete": not is_stale and all(source.reason is None for source in sources),
    }


def _source(told: Told) -> VersionSource:
    run, row = told.run, told.row
    return VersionSource(
        id=run.workflow_id,
        name=row.name,
        version=row.version,
        open=run.is_open,
        started_at=run.started_at,
        closed_at=run.closed_at,
        read=row.tree_read_at is not None and told.facts is not None and told.facts.is_whole,
        read_at=row.tree_read_at,
        reason=_reason(told),
    )


def _reason(told: Told) -> str | None:
    if told.row.tree_read_at is None:
        return told.row.reason or "Not read yet."
    if told.facts is None:
        return "Read, but not kept: there are too many newer ones."
    if not told.facts.is_whole:
        return "Its tree is not read to the end yet."
    return "Part of it could not be read: what it did there is not known." if told.facts.has_gaps else None


def _cell(said: Sequence[_Said]) -> _Cell:
    runs = max((each for each in said if each.is_success), key=lambda each: each.at, default=None)
    unfinished = sorted((each for each in said if not each.is_success), key=lambda each: each.at, reverse=True)
    on_top = [each for each in unfinished if each.source.open]
    at_it = {each.source.id for each in (*on_top, *([runs] if runs and runs.source.open else []))}
    if not on_top:
        on_top = [each for each in unfinished[:1] if runs is None or each.at > runs.at]
    return _Cell(runs, on_top, is_conflict=bool(on_top) and len(at_it) > 1)


def _version_cell(cluster: str, cell: _Cell) -> VersionCell:
    return VersionCell(
        cluster=cluster,
        runs=_brought(cell.runs) if cell.runs else None,
        on_top=[_brought(each) for each in cell.on_top],
        conflict=True if cell.is_conflict else None,
    )


def _brought(said: _Said) -> Brought:
    fact = said.fact
    return Brought(
        release_id=said.source.id,
        path=fact.path,
        version=fact.version,
        status=fact.status,
        word=fact.word,
        at=fact.at,
        cause=fact.cause,
        stale=fact.stale or None,
    )


def _report(said: _Said) -> Report:
    fact = said.fact
    return Report(
        **dict(_brought(said)),
        wave=fact.wave,
        duration=fact.seconds,
        attempt=fact.attempt,
        maximum_attempts=fact.maximum_attempts,
        workflow_id=fact.run.workflow_id if fact.run else None,
        run_id=fact.run.run_id if fact.run else None,
    )


def _in_order(said: Iterable[tuple[str, str]], wanted: set[str]) -> list[str]:
    """Clusters as releases reach them: the facts of each come in the order of its rollout, the newest release first."""
    return list(dict.fromkeys(cluster for _, cluster in said if cluster in wanted))


def _is_in(part: str, text: str) -> bool:
    return part.casefold().strip() in text.casefold()
