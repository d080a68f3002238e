"""The verdict of a wait: whatever is heard, in whatever order, nothing false comes out."""

import itertools
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from releasewatch.client.errors import Exit
from releasewatch.client.waiting import Absent, Away, Event, Outcome, Reading, Terms, Wait

FINAL = ("failed", "cancelled", "skipped", "succeeded")
RUNNING = Reading("run-1", "running", is_final=False, is_closed=False, is_complete=True)
FAILING = replace(RUNNING, status="failed", is_final=True)
SUCCEEDED = replace(RUNNING, status="succeeded", is_final=True, is_closed=True)
FAILED = replace(SUCCEEDED, status="failed")
CANCELLED = replace(SUCCEEDED, status="cancelled")

statuses = st.sampled_from((*FINAL, "running", "pending", "waiting", "retrying", "unknown", "paused"))
readings = st.builds(
    lambda chain, status, closed, complete: Reading(chain, status, status in FINAL, closed, complete),
    st.sampled_from(("run-1", "run-2")),
    statuses,
    st.booleans(),
    st.booleans(),
)
events: st.SearchStrategy[Event] = st.one_of(readings, st.just(Absent()), st.just(Away()))
steps = st.lists(st.tuples(events, st.floats(0, 100)), min_size=1, max_size=12)
terms = st.builds(
    Terms,
    aim=st.sampled_from(("succeeded", "finished")),
    timeout=st.sampled_from((0.0, 60.0, 600.0)),
    fail_fast=st.booleans(),
    grace=st.sampled_from((0.0, 30.0)),
    appear=st.sampled_from((0.0, 60.0)),
)
Heard = list[tuple[Event, float, Outcome | None]]


def hear_all(wanted: Terms, told: list[tuple[Event, float]]) -> Heard:
    """What the wait answers to each event, up to its end."""
    wait = Wait(wanted, 0.0)
    heard: Heard = []
    for (event, _), now in zip(told, itertools.accumulate(pause for _, pause in told), strict=True):
        heard.append((event, now, wait.hear(event, now)))
        if heard[-1][2]:
            break
    return heard


@given(terms, steps)
def test_reached_is_only_what_was_read_whole_and_has_ended(wanted: Terms, told: list[tuple[Event, float]]) -> None:
    event, _, outcome = hear_all(wanted, told)[-1]
    if outcome is Outcome.REACHED:
        assert isinstance(event, Reading)
        assert (event.is_closed, event.is_complete, event.is_final) == (True, True, True)
        assert event.status == "succeeded" or wanted.aim == "finished"


@given(terms, steps)
def test_failed_is_only_what_was_read_as_such(wanted: Terms, told: list[tuple[Event, float]]) -> None:
    event, _, outcome = hear_all(wanted, told)[-1]
    if outcome is Outcome.FAILED:
        assert isinstance(event, Reading)
        assert event.status in {"failed", "cancelled", "skipped"}
        assert event.is_closed or wanted.fail_fast


@given(terms, steps)
def test_another_chain_of_runs_is_never_taken_for_the_first(wanted: Terms, told: list[tuple[Event, float]]) -> None:
    chains = [event.chain for event, _, _ in hear_all(wanted, told) if isinstance(event, Reading)]
    assert all(chain == chains[0] for chain in chains[:-1])
    if chains and chains[-1] != chains[0]:
        assert hear_all(wanted, told)[-1][2] is Outcome.SUPERSEDED


@given(terms, steps)
def test_nothing_is_waited_for_after_the_time_out(wanted: Terms, told: list[tuple[Event, float]]) -> None:
    for _, now, outcome in hear_all(wanted, told)[:-1]:
        assert outcome is None
        assert wanted.timeout == 0 or now < wanted.timeout


@given(terms, steps)
def test_a_wait_without_end_ends_by_what_it_hears_alone(wanted: Terms, told: list[tuple[Event, float]]) -> None:
    for event, _, outcome in hear_all(replace(wanted, timeout=0), told):
        assert outcome not in {Outcome.UNFINISHED, Outcome.UNKNOWN}
        assert outcome is None or not isinstance(event, Away)


@pytest.mark.parametrize(
    ("wanted", "told", "outcome"),
    [
        (Terms(), [(SUCCEEDED, 0)], Outcome.REACHED),
        (Terms(), [(FAILED, 0)], Outcome.FAILED),
        (Terms(), [(CANCELLED, 0)], Outcome.FAILED),
        (Terms("finished"), [(FAILED, 0)], Outcome.REACHED),
        (Terms(), [(FAILING, 0), (FAILING, 3000)], None),
        (Terms(fail_fast=True), [(FAILING, 0), (FAILING, 29)], None),
        (Terms(fail_fast=True), [(FAILING, 0), (FAILING, 30)], Outcome.FAILED),
        (Terms(fail_fast=True), [(FAILING, 0), (RUNNING, 20), (FAILING, 20), (FAILING, 29)], None),
        (Terms(fail_fast=True), [(FAILING, 0), (Away(), 20), (FAILING, 20)], Outcome.FAILED),
        (Terms(), [(Absent(), 0), (Absent(), 59), (RUNNING, 0)], None),
        (Terms(), [(Absent(), 0), (Absent(), 60)], Outcome.ABSENT),
        (Terms(), [(replace(SUCCEEDED, is_complete=False), 0)], None),
        (Terms(), [(replace(SUCCEEDED, is_complete=False), 3600)], Outcome.UNKNOWN),
        (Terms(), [(replace(FAILED, is_complete=False), 0)], Outcome.FAILED),
        (Terms(), [(RUNNING, 3600)], Outcome.UNFINISHED),
        (Terms(), [(replace(RUNNING, is_complete=False), 3600)], Outcome.UNFINISHED),
        (Terms(), [(RUNNING, 0), (Away(), 3600)], Outcome.UNKNOWN),
        (Terms(timeout=0), [(Away(), 1_000_000)], None),
        (Terms(), [(RUNNING, 0), (replace(SUCCEEDED, chain="run-2"), 1)], Outcome.SUPERSEDED),
    ],
)
def test_the_cases_that_people_ask_about(
    wanted: Terms, told: list[tuple[Event, float]], outcome: Outcome | None
) -> None:
    assert hear_all(wanted, told)[-1][2] is outcome


def test_every_outcome_has_its_exit_code() -> None:
    assert {each.name: each.exit for each in Outcome} == {
        "REACHED": Exit.REACHED,
        "FAILED": Exit.FAILED,
        "SUPERSEDED": Exit.UNKNOWN,
        "ABSENT": Exit.UNKNOWN,
        "UNKNOWN": Exit.UNKNOWN,
        "UNFINISHED": Exit.UNFINISHED,
    }
