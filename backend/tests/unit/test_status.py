"""The vocabulary, the table of states and the roll-up."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from releasewatch.models.state_words import fold
from releasewatch.models.status import EntityType, RollUp, StateTable, Status, roll_up, severity, worst
from releasewatch.models.words import vocabulary

STATUSES = st.sampled_from(list(Status))


@pytest.mark.parametrize(
    ("state", "status"),
    [
        ("in_progress", Status.RUNNING),
        ("In-Progress", Status.RUNNING),
        ("InProgress", Status.RUNNING),
        ("IN PROGRESS", Status.RUNNING),
        ("crash-looping", Status.FAILED),
        ("on hold", Status.PAUSED),
        ("waiting_for_approval", Status.WAITING),
        ("Canceled", Status.CANCELLED),
        ("deployed", Status.SUCCEEDED),
        ("frobnicating", None),
    ],
)
def test_states_are_folded_and_looked_up(state: str, status: Status | None) -> None:
    assert StateTable({}).status(EntityType.APP, state) is status


def test_a_types_own_entry_wins_over_all_types_and_both_over_the_defaults() -> None:
    table = StateTable({"*": {"Live": Status.RUNNING}, "app": {"live": Status.SKIPPED}})
    assert table.status(EntityType.APP, "LIVE") is Status.SKIPPED
    assert table.status(EntityType.WAVE, "live") is Status.RUNNING
    assert StateTable({}).status(EntityType.WAVE, "live") is Status.SUCCEEDED


def test_the_vocabulary_lists_ten_words_worst_first_with_their_states() -> None:
    terms = vocabulary(StateTable({"app": {"baked-in": Status.SUCCEEDED}}))
    assert [term.status for term in terms] == list(Status)
    assert "app: bakedin" in terms[-1].states
    assert fold("in_progress") in terms[5].states
    assert [term.status for term in terms if term.final] == ["failed", "cancelled", "skipped", "succeeded"]


def test_levels_stand_above_each_other() -> None:
    assert [level.child for level in EntityType] == [*list(EntityType)[1:], None]


@given(st.lists(STATUSES, min_size=1))
def test_the_worst_is_never_better_than_any(statuses: list[Status]) -> None:
    assert all(severity(worst(statuses)) <= severity(status) for status in statuses)
    assert worst(statuses) in statuses


def leaf(status: Status) -> RollUp:
    return roll_up(status, [], is_app=True)


@given(STATUSES, st.lists(STATUSES), st.randoms(use_true_random=False))
def test_order_never_matters_and_counts_add_up(own: Status, apps: list[Status], shuffle: random.Random) -> None:
    parts = [leaf(status) for status in apps]
    rolled = roll_up(own, parts)
    shuffle.shuffle(parts)
    assert roll_up(own, parts) == rolled
    assert sum(rolled.counts.values()) == len(apps)
    assert rolled.counts == {status: apps.count(status) for status in Status if status in apps}


@given(st.lists(st.lists(STATUSES)), STATUSES)
def test_grouping_hides_nothing(groups: list[list[Status]], own: Status) -> None:
    flat = roll_up(own, [leaf(status) for group in groups for status in group])
    nested = roll_up(own, [roll_up(Status.SUCCEEDED, [leaf(status) for status in group]) for group in groups])
    assert nested.counts == flat.counts
    assert nested.health is flat.health


def test_stuck_shows_all_the_way_up() -> None:
    app = roll_up(Status.RETRYING, [], stuck=True, is_app=True)
    assert roll_up(Status.RUNNING, [leaf(Status.SUCCEEDED), roll_up(Status.RUNNING, [app])]).stuck
