"""Which parts visibility says have started, closed or been replaced. It may point to them; it vouches for none."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from releasewatch.models.executions import ListedExecution
from releasewatch.services.trees.parts import Part

# How late visibility may be and still be of use. Later, a part is validated in its turn.
_LAG = timedelta(seconds=10)


def moved_filter(parts: Sequence[Part], since: datetime) -> str:
    """The list filter for what has started or closed since, in this tree alone where Temporal knows that it is one."""
    moment = (since - _LAG).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    moved = f"(StartTime > '{moment}' OR CloseTime > '{moment}')"
    release, *below = [part.source for part in parts if part.has_workflow and part.source]
    root_id = release.root_id or release.workflow_id
    # What a client has started is the root of its own tree, so only the time tells of it.
    is_one_tree = all(run.root_id == root_id for run in below) and "'" not in root_id
    return f"RootWorkflowId = '{root_id}' AND {moved}" if is_one_tree else moved


def find_moved(parts: Sequence[Part], listed: Sequence[ListedExecution]) -> Iterator[Part]:
    """The parts of which the list tells another run than is known, or that an open one has closed."""
    newest = {run.workflow_id: run for run in sorted(listed, key=_started)}
    for part in parts:
        row = newest.get(part.id)
        if row and not part.is_inline and _tells_more(row, part):
            yield part


def _tells_more(row: ListedExecution, part: Part) -> bool:
    run = part.source
    if run is None:
        return True
    if not part.has_workflow:
        # It lives in the workflow above, which is read for it.
        return False
    if row.run_id == run.run_id:
        return run.is_open and not row.is_open
    return _started(row) >= _started(run)


def _started(run: ListedExecution) -> float:
    return run.started_at.timestamp() if run.started_at else 0.0
