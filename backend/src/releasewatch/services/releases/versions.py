"""Folds what releases say into a table of what runs where. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from itertools import takewhile
from typing import NamedTuple

from releasewatch.models.hierarchy import Progress
from releasewatch.models.status import Status
from releasewatch.models.versions import Brought, Fact, VersionCell, VersionRow, Versions, VersionSource
from releasewatch.services.releases.known_rows import Told

_LONG_AGO = datetime.min.replace(tzinfo=UTC)


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


def table_of(told: Iterable[Told], read_at: datetime, wanted: VersionFilter) -> Versions:
    """The table that these releases give together."""
    known = sorted(told, key=lambda each: each.run.started_at or _LONG_AGO, reverse=True)
    sources = [_source(each) for each in known]
    said: dict[tuple[str, str], list[_Said]] = defaultdict(list)
    for each, source in zip(known, sources, strict=True):
        for fact in each.facts.of_apps if each.facts else ():
            # What a release says that cannot be read now is its last word, not how it is.
            is_late = each.row.tree_read_at is None
            said[fact.app, fact.cluster].append(_Said(source, fact._replace(stale=True) if is_late else fact))
    rows: dict[str, list[VersionCell]] = defaultdict(list)
    for (app, cluster), about in said.items():
        cell = _cell(cluster, about)
        if wanted.lets_through(app, cell):
            rows[app].append(cell)
    read = list(takewhile(lambda source: source.read, sources))
    is_stale = any(one.fact.stale for about in said.values() for one in about)
    return Versions(
        apps=[VersionRow(app=app, cells=rows[app]) for app in sorted(rows)],
        clusters=_in_order(said, {cell.cluster for cells in rows.values() for cell in cells}),
        releases=sources,
        progress=Progress(read=sum(source.read for source in sources), known=len(sources)),
        back_to=read[-1].started_at if read else None,
        oldest=sources[-1].started_at if sources else None,
        read_at=read_at,
        complete=not is_stale and all(source.reason is None for source in sources),
    )


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


def _cell(cluster: str, said: Sequence[_Said]) -> VersionCell:
    runs = max((each for each in said if each.is_success), key=lambda each: each.at, default=None)
    unfinished = sorted((each for each in said if not each.is_success), key=lambda each: each.at, reverse=True)
    on_top = [each for each in unfinished if each.source.open]
    at_it = {each.source.id for each in (*on_top, *([runs] if runs and runs.source.open else []))}
    if not on_top:
        on_top = [each for each in unfinished[:1] if runs is None or each.at > runs.at]
    return VersionCell(
        cluster=cluster,
        runs=_brought(runs) if runs else None,
        on_top=[_brought(each) for each in on_top],
        conflict=True if on_top and len(at_it) > 1 else None,
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


def _in_order(said: Iterable[tuple[str, str]], wanted: set[str]) -> list[str]:
    """Clusters as releases reach them: the facts of each come in the order of its rollout, the newest release first."""
    return list(dict.fromkeys(cluster for _, cluster in said if cluster in wanted))


def _is_in(part: str, text: str) -> bool:
    return part.casefold().strip() in text.casefold()
