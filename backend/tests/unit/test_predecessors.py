"""What is usual for a release: from how many predecessors, for which wave, and when it may end."""

from collections.abc import Iterable
from datetime import datetime, timedelta

import pytest

from releasewatch.models.page import ReleaseSummary, WaveSummary
from releasewatch.models.status import Status
from releasewatch.models.usual import Usual
from releasewatch.models.words import WORDS
from releasewatch.services.releases.names import Names
from releasewatch.services.releases.usual import Predecessors, beside_usual, range_of, usual_of
from staged import NOW


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


def wave(status: Status, began: datetime | None = None, took: float | None = None) -> WaveSummary:
    ended = began + minutes(took) if began and took is not None else None
    duration = None if took is None else took * 60
    return WaveSummary(
        id="wave:1",
        label="Wave 1",
        word=WORDS[status],
        status=status,
        health=status,
        started_at=began,
        ended_at=ended,
        duration=duration,
    )


def ended(number: int, *waves: float, status: Status = Status.SUCCEEDED, name: str = "Shop") -> ReleaseSummary:
    """A release that ended some days ago, with waves that took so many minutes."""
    began, took = NOW - timedelta(days=30 - number), sum(waves)
    return ReleaseSummary(
        id=f"release:shop-{number}",
        path=f"release:shop-{number}",
        name=name,
        version=str(number),
        status=status,
        health=status,
        started_at=began,
        ended_at=began + minutes(took),
        duration=took * 60,
        waves=[wave(Status.SUCCEEDED, began, each) for each in waves],
    )


def under_way(*waves: WaveSummary, health: Status = Status.RUNNING) -> ReleaseSummary:
    began = min((each.started_at for each in waves if each.started_at), default=NOW)
    return ReleaseSummary(
        id="release:shop-9",
        path="release:shop-9",
        name="Shop",
        version="9",
        status=health,
        health=health,
        started_at=began,
        waves=list(waves),
        current_wave=next(index for index, each in enumerate(waves) if each.ended_at is None),
    )


FIVE = [ended(number, 10 + number % 3, 20 + number % 3) for number in range(1, 6)]
CURRENT = under_way(wave(Status.RUNNING, NOW - minutes(5)), wave(Status.PENDING))


def against(row: ReleaseSummary, rows: Iterable[ReleaseSummary]) -> Usual:
    listed = list(rows)
    return usual_of(row, listed, Predecessors(listed, Names()), NOW, NOW)


def test_fewer_than_five_say_nothing_but_how_many_they_are() -> None:
    found = against(CURRENT, [*FIVE[:4], CURRENT])
    assert (found.finished, found.needed, found.usual) == (4, 5, None)
    assert [each.usual for each in found.waves] == [None, None]
    assert (found.ends_after, found.ends_before) == (None, None)


def test_the_usual_range_leaves_out_the_tenth_at_either_end() -> None:
    usual = range_of([*range(1, 12), None])
    assert usual
    assert (usual.least, usual.most, usual.releases) == (2, 10, 11)


def test_only_what_succeeded_under_the_same_name_and_before_counts() -> None:
    others = [ended(6, 99, 99, status=Status.FAILED), ended(7, 99, 99, name="Other")]
    found = against(CURRENT, [*FIVE, *others, CURRENT])
    assert found.finished == 5
    assert found.usual
    assert found.usual.most < 99 * 60


def test_the_next_release_is_the_first_that_began_after_it_had_ended() -> None:
    found = against(FIVE[1], [CURRENT, *FIVE, ended(3, 1, name="Other")])
    assert found.next
    assert (found.next.id, found.next.version) == ("release:shop-3", "3")
    last = against(FIVE[4], [CURRENT, *FIVE])
    assert last.next
    assert last.next.id == CURRENT.id
    assert against(CURRENT, [CURRENT, *FIVE]).next is None


def test_the_previous_release_is_the_last_that_ended_however_it_did() -> None:
    found = against(CURRENT, [*FIVE, ended(6, 3, status=Status.FAILED), CURRENT])
    assert found.previous
    assert (found.previous.id, found.previous.version, found.previous.duration) == ("release:shop-6", "6", 180)


def test_the_end_is_a_range_from_what_is_left_of_this_wave_and_those_to_come() -> None:
    found = against(CURRENT, [*FIVE, CURRENT])
    assert found.ends_after
    assert found.ends_before
    assert NOW + minutes(24) <= found.ends_after < found.ends_before <= NOW + minutes(31)


def test_a_wave_that_is_slower_leaves_only_the_earliest_end() -> None:
    slow = under_way(wave(Status.RUNNING, NOW - minutes(40)), wave(Status.PENDING))
    found = against(slow, [*FIVE, slow])
    assert [each.is_slower for each in found.waves] == [True, False]
    assert found.is_slower
    assert found.ends_before is None
    assert found.ends_after
    assert found.ends_after >= NOW + minutes(19)


def test_how_long_an_approval_usually_takes_comes_from_those_that_told_it() -> None:
    for number, row in enumerate(five := [each.model_copy(deep=True) for each in FIVE]):
        row.waves[1].approved_after = 120 + number
    found = against(CURRENT, [*five, CURRENT])
    assert [each.approval and each.approval.releases for each in found.waves] == [None, 5]
    five[0].waves[1].approved_after = None
    assert against(CURRENT, [*five, CURRENT]).waves[1].approval is None


@pytest.mark.parametrize("health", [Status.WAITING, Status.FAILED, Status.PAUSED, Status.UNKNOWN])
def test_what_is_held_has_no_estimate(health: Status) -> None:
    held = under_way(wave(health, NOW - minutes(5)), wave(Status.PENDING), health=health)
    found = against(held, [*FIVE, held])
    assert (found.ends_after, found.ends_before) == (None, None)
    assert found.usual


@pytest.mark.parametrize(
    ("release_id", "version", "family"),
    [
        ("release:shop-2.0", "2.0", "release:shop"),
        ("release:shop-v2.0.1-rc1", None, "release:shop-v2.0.1-rc1"),
        ("release:shop-2026.48.2", None, "release:shop"),
        ("release:shop", None, "release:shop"),
    ],
)
def test_without_a_name_the_id_without_its_version_counts(release_id: str, version: str | None, family: str) -> None:
    row = ReleaseSummary(id=release_id, path=release_id, version=version, status=Status.RUNNING, health=Status.RUNNING)
    assert Names().of(row) == family


@pytest.mark.parametrize(
    ("pattern", "family"),
    [
        (r"release:(?P<name>[a-z]+)-", "shop"),
        (r"release:([a-z]+)-(?P<version>.*)", "shop"),
        (r"(release):(?P<name>[a-z]+)", "shop"),
        (r"release:(other)-", "Shop"),
        (r"release:(x*)shop", "Shop"),
    ],
)
def test_a_pattern_finds_the_name_in_the_id_and_the_name_told_counts_where_it_does_not(
    pattern: str, family: str
) -> None:
    assert Names(pattern).of(CURRENT) == family


def test_no_pattern_takes_exponential_time() -> None:
    release_id = f"release:{'a' * 190}."
    row = CURRENT.model_copy(update={"id": release_id, "name": None})
    assert Names(r"release:((a+)+)$").of(row) == release_id


def test_a_row_of_the_list_has_what_is_usual_for_it_by_those_before_it() -> None:
    rows = [*FIVE, CURRENT]
    shown = beside_usual(CURRENT, Predecessors(rows, Names()))
    assert (shown.family, shown.usual) == ("Shop", against(CURRENT, rows).usual)
    assert shown.usual
    assert beside_usual(FIVE[4], Predecessors(rows, Names())).usual is None


def test_they_are_sorted_out_again_only_when_others_have_ended() -> None:
    first = Predecessors([*FIVE[:4], CURRENT], Names())
    assert first.in_list([*FIVE[:4], CURRENT.model_copy()]) is first
    assert first.usual_of(CURRENT) is None
    later = first.in_list([*FIVE, CURRENT])
    assert later.usual_of(CURRENT) == range_of(each.duration for each in FIVE)
    assert [each.id for each in later.in_list(FIVE[1:]).of(CURRENT)] == [each.id for each in FIVE[1:]]
