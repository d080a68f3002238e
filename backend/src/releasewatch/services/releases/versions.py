"""What releases say of one app in one cluster: what counts of it, and its history. Pure."""

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

    def lets_through(self, name: CellName, cell: "Cell") -> bool:
        """Whether a cell matches all three."""
        return (
            _is_in(self.app, name.app)
            and _is_in(self.cluster, name.cluster)
            and any(_is_in(self.version, version) for version in cell.versions)
        )


class Said(NamedTuple):
    """A fact, and what counts of the release that says it.

    Attributes:
        release_at: When that ended, else when it began.
    """

    release_id: str
    is_open: bool
    release_at: datetime
    fact: Fact

    @property
    def is_success(self) -> bool:
        """Whether the app runs there by what is said."""
        return self.fact.status is Status.SUCCEEDED

    @property
    def at(self) -> datetime:
        """Since when it is so, as far as anything tells."""
        return self.fact.at or (self.fact.run and self.fact.run.at) or self.release_at


class Cell(NamedTuple):
    """What counts of all that is said of one app in one cluster."""

    runs: Said | None
    on_top: Sequence[Said]
    is_conflict: bool

    @property
    def versions(self) -> list[str]:
        """What runs, and what is on top."""
        return [each.fact.version or "" for each in (*([self.runs] if self.runs else []), *self.on_top)]


def history_of(told: Iterable[Told], read_at: datetime, name: CellName) -> CellHistory:
    """What these releases say of one cell."""
    known = newest_first(told)
    said = [one for each in known for one in said_by(each) if (one.fact.app, one.fact.cluster) == name]
    said.sort(key=lambda one: one.at, reverse=True)
    cell = cell_of([one for one in said if one.fact.status is not Status.CANCELLED])
    return CellHistory(
        app=name.app,
        cluster=name.cluster,
        runs=_report(cell.runs) if cell.runs else None,
        on_top=[_report(one, cell) for one in cell.on_top],
        conflict=True if cell.is_conflict else None,
        reports=[_report(one) for one in said[:_MOST_REPORTS]],
        total=len(said),
        **reach([source_of(each) for each in known], read_at, is_stale=any(one.fact.stale for one in said)),
    )


def newest_first(told: Iterable[Told]) -> list[Told]:
    """Releases in the order in which they are told of."""
    return sorted(told, key=lambda each: each.run.started_at or _LONG_AGO, reverse=True)


def said_by(told: Told) -> Iterator[Said]:
    """All that a release says of apps."""
    run = told.run
    release_at = run.closed_at or run.started_at or _LONG_AGO
    # What a release says that cannot be read now is its last word, not how it is.
    is_late = told.row.tree_read_at is None
    for fact in told.facts.of_apps if told.facts else ():
        yield Said(run.workflow_id, run.is_open, release_at, fact._replace(stale=True) if is_late else fact)


def reach(sources: Sequence[VersionSource], read_at: datetime, *, is_stale: bool) -> dict[str, Any]:
    """The fields of `Reach`, by releases from the newest to the oldest."""
    read = list(takewhile(lambda source: source.read, sources))
    return {
        "progress": Progress(read=sum(source.read for source in sources), known=len(sources)),
        "back_to": read[-1].started_at if read else None,
        "oldest": sources[-1].started_at if sources else None,
        "read_at": read_at,
        "complete": not is_stale and all(source.reason is None for source in sources),
    }


def source_of(told: Told) -> VersionSource:
    """A release as the table names it."""
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


def cell_of(said: Sequence[Said]) -> Cell:
    """What counts of what the releases say of one cell, the newest one first, each in the order of its rollout.

    Of what was at the same moment, as all is where none is told, the last succeeded last, and any failure stays.
    """
    runs = max((each for each in reversed(said) if each.is_success), key=lambda each: each.at, default=None)
    unfinished = sorted((each for each in said if not each.is_success), key=lambda each: each.at, reverse=True)
    on_top = [each for each in unfinished if each.is_open]
    at_it = {each.release_id for each in (*on_top, *([runs] if runs and runs.is_open else []))}
    if not on_top:
        on_top = [each for each in unfinished[:1] if runs is None or each.at >= runs.at]
    return Cell(runs, on_top, is_conflict=bool(on_top) and len(at_it) > 1)


def version_cell(cluster: str, cell: Cell) -> VersionCell:
    """A cell as it is sent."""
    return VersionCell(
        cluster=cluster,
        runs=_brought(cell.runs) if cell.runs else None,
        on_top=[_brought(each, cell) for each in cell.on_top],
        conflict=True if cell.is_conflict else None,
    )


def _brought(said: Said, above: Cell | None = None) -> Brought:
    """What a release did; on top of a cell where nothing is known to run, with what it says was there before."""
    fact = said.fact
    return Brought(
        release_id=said.release_id,
        path=fact.path,
        version=fact.version,
        previous_version=fact.before if above and above.runs is None else None,
        status=fact.status,
        word=fact.word,
        at=fact.at,
        cause=fact.cause,
        stale=fact.stale or None,
    )


def _report(said: Said, above: Cell | None = None) -> Report:
    fact = said.fact
    return Report(
        **dict(_brought(said, above)),
        wave=fact.wave,
        duration=fact.seconds,
        attempt=fact.attempt,
        maximum_attempts=fact.maximum_attempts,
        workflow_id=fact.run.workflow_id if fact.run else None,
        run_id=fact.run.run_id if fact.run else None,
    )


def _is_in(part: str, text: str) -> bool:
    return part.casefold().strip() in text.casefold()
