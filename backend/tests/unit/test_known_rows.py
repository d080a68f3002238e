"""When a row is worth another read, and what it may say: every outlook, every age, every order of arriving."""

from datetime import UTC, datetime, timedelta

import pytest

from releasewatch.models.entities import Code, ExecutionStatus
from releasewatch.models.executions import ListedExecution
from releasewatch.models.page import ReleaseSummary
from releasewatch.models.status import Status
from releasewatch.models.words import Word
from releasewatch.services.releases.known_rows import KnownRow, Pace
from releasewatch.services.trees.outlook import Outlook, Seen
from releasewatch.services.trees.summary import unread

PACE = Pace(passing=(5, 300), unsettled=(60, 600))
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def run(status: ExecutionStatus = ExecutionStatus.COMPLETED) -> ListedExecution:
    return ListedExecution("release:r", "run-1", "Release", status, "q", NOW, NOW)


def tree(outlook: Outlook, *, minutes: int = 0) -> Seen:
    """A row whose tree was read so many minutes later."""
    row = ReleaseSummary(
        id="release:r", path="release:r", label="r", word=Word.SUCCEEDED, status=Status.SUCCEEDED,
        health=Status.SUCCEEDED, counted_as=Status.SUCCEEDED, tree_read_at=NOW + timedelta(minutes=minutes),
    )  # fmt: skip
    return Seen(row, outlook)


def failure(code: Code = Code.NO_WORKER) -> Seen:
    return Seen(unread(run(), code, "No worker polls queue q."), Outlook.PASSING, has_answered=False)


def alone() -> Seen:
    """A row of the release itself, which answered."""
    return Seen(unread(run(), Code.NOT_READ_YET, "Its tree is not read yet."), Outlook.PASSING)


@pytest.fixture
def known() -> KnownRow:
    return KnownRow(run(), PACE)


def test_the_release_itself_is_read_first_and_its_tree_at_leisure(known: KnownRow) -> None:
    assert (known.is_due(0), known.is_due_at_leisure(0)) == (True, False)
    known.take(alone(), NOW, 0)
    assert (known.is_due(0), known.is_due_at_leisure(0)) == (False, True)
    assert not known.is_complete(None)


def test_a_final_tree_is_never_read_again(known: KnownRow) -> None:
    known.take(tree(Outlook.FINAL), NOW, 0)
    later = NOW + timedelta(days=1)
    assert [known.is_due(1e9), known.is_due_at_leisure(1e9), known.is_due_since(later)] == [False, False, False]
    assert known.is_complete(later)


@pytest.mark.parametrize(
    ("outlook", "pauses"),
    [(Outlook.PASSING, [5, 10, 20, 40, 80, 160, 300, 300]), (Outlook.UNSETTLED, [60, 120, 240, 480, 600, 600])],
)
def test_the_pauses_grow_up_to_a_bound(known: KnownRow, outlook: Outlook, pauses: list[float]) -> None:
    found = []
    for minutes in range(len(pauses)):
        known.take(tree(outlook, minutes=minutes), NOW + timedelta(minutes=minutes), 1000)
        found.append(known.due_at - 1000)
    assert found == pauses
    assert not known.is_due_at_leisure(known.due_at - 1)
    assert known.is_due_at_leisure(known.due_at)


def test_what_cannot_be_read_is_left_alone_with_growing_pauses_too(known: KnownRow) -> None:
    for pause in (5, 10, 20):
        known.take(failure(), NOW, 1000)
        assert (known.is_due(1000 + pause - 1), known.is_due(1000 + pause)) == (False, True)
    assert known.is_complete(None)


def test_who_is_strict_waits_for_what_can_change_and_not_for_first_reads_of_ended_trees(known: KnownRow) -> None:
    later = NOW + timedelta(minutes=1)
    assert known.is_due_since(later)
    known.take(alone(), NOW, 0)
    assert not known.is_due_since(later)
    assert not known.is_complete(later)
    known.take(tree(Outlook.UNSETTLED), NOW, 0)
    assert known.is_due_since(later)
    assert not known.is_complete(later)
    known.take(tree(Outlook.UNSETTLED, minutes=2), NOW + timedelta(minutes=2), 0)
    assert known.is_complete(later)


def test_a_read_that_began_earlier_and_ends_later_changes_nothing(known: KnownRow) -> None:
    newer, older = tree(Outlook.UNSETTLED, minutes=2), tree(Outlook.UNSETTLED, minutes=1)
    known.take(newer, NOW + timedelta(minutes=2), 0)
    known.take(older, NOW + timedelta(minutes=1), 0)
    known.see(older)
    assert known.row is newer.row


def test_an_ended_tree_that_was_read_is_not_given_up_for_less(known: KnownRow) -> None:
    whole = tree(Outlook.UNSETTLED)
    known.take(whole, NOW, 0)
    known.take(failure(), NOW + timedelta(minutes=1), 0)
    assert known.row is whole.row
    assert not known.is_complete(NOW + timedelta(minutes=1))


def test_an_open_release_that_cannot_be_read_any_more_is_unknown() -> None:
    known = KnownRow(run(ExecutionStatus.RUNNING), PACE)
    known.take(tree(Outlook.UNSETTLED), NOW, 0)
    known.take(failure(), NOW + timedelta(minutes=1), 0)
    assert known.row
    assert known.row.health is Status.UNKNOWN


def test_a_big_tree_is_read_less_often() -> None:
    known = KnownRow(run(ExecutionStatus.RUNNING), PACE)
    known.take(tree(Outlook.UNSETTLED), datetime.now(UTC) - timedelta(seconds=60), 0)
    assert not known.is_fresh()
    known.seconds = 3600
    assert known.is_fresh()


def test_a_row_that_was_gone_may_be_there_again(known: KnownRow) -> None:
    known.is_gone = True
    known.see(tree(Outlook.FINAL))
    assert not known.is_gone
