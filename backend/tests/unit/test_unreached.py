"""A part whose Describe fails once does not take what is below it out of the tree.

Of the same kind: each error after which a part is not shown as it was, each level, parts with a workflow of their own,
inside an answer and inside the workflow above, one read and many, what comes and goes meanwhile.
"""

import pytest

from patience import PATIENCE
from reads import BIG, RELEASE, Reads, assert_as_made_anew
from releasewatch.core.errors import (
    TemporalDeniedError,
    TemporalError,
    TemporalTimeoutError,
    WorkflowVanishedError,
)
from releasewatch.models.entities import Code
from releasewatch.models.status import Status
from releasewatch.services.trees.reader import Scope

FAILURES = [TemporalTimeoutError, TemporalDeniedError, TemporalError]
MAY_BE_MORE = "What is below it is what is known without its answer: there may be more."


@pytest.fixture(params=[Scope(), BIG], ids=["small", "big"])
def reads(request: pytest.FixtureRequest) -> Reads:
    reads = Reads()
    reads.renew(scope=request.param, deadline=PATIENCE)
    return reads


@pytest.mark.parametrize("failure", FAILURES)
@pytest.mark.parametrize("unreached", ["wave:w", "cluster:0", "bundle:0", "app:0-1"])
async def test_what_is_below_stays_and_is_read(reads: Reads, unreached: str, failure: type[TemporalError]) -> None:
    before = await reads.nodes()
    for times in range(2):
        reads.temporal.unreached[unreached] = failure("Timeout expired.")
        reads.say("app:0-0", f"state {times}")
        nodes = await reads.nodes(whole=True)
        assert list(nodes) == list(before)
        part = nodes[unreached]
        assert (part.status, part.code) == (Status.UNKNOWN, Code(failure.code))
        assert part.reason == ("Timeout expired." if unreached == "app:0-1" else f"Timeout expired. {MAY_BE_MORE}")
        assert nodes["app:0-0"].state == f"state {times}"
        assert {id_ for id_, node in nodes.items() if node.status is Status.UNKNOWN} == {unreached}
    reads.temporal.unreached.clear()
    reads.say("app:0-0")
    snapshot = await reads.read(whole=True)
    assert_as_made_anew(snapshot)
    assert {node.reason for node in (await reads.nodes(whole=True)).values()} == {None}


async def test_what_is_below_is_still_that_of_the_part_which_is_its_parent(reads: Reads) -> None:
    reads.temporal.adopt("cluster:0", "wave:w")
    await reads.nodes()
    reads.temporal.unreached["wave:w"] = TemporalTimeoutError("Timeout expired.")
    assert (await reads.nodes(whole=True))["cluster:0"].status is Status.RUNNING


async def test_a_parent_that_cannot_be_looked_up_now_is_not_taken_for_the_parts_own(reads: Reads) -> None:
    reads.temporal.start("starter", {})
    reads.temporal.adopt("wave:w", "starter")
    reads.temporal.unreached["starter"] = TemporalTimeoutError("Timeout expired.")
    wave = (await reads.nodes())["wave:w"]
    assert (wave.status, wave.code) == (Status.UNKNOWN, Code.TIMED_OUT)
    reads.temporal.unreached.clear()
    assert (await reads.nodes(whole=True))["wave:w"].status is Status.RUNNING


async def test_what_its_answer_held_is_unknown_with_it(reads: Reads) -> None:
    app = {"id": "app:in", "state": "done"}
    reads.say("cluster:0", bundle={"id": "bundle:in", "state": "done", "apps": [app], "app_ids": ["app:in", "app:0-1"]})
    before = await reads.nodes()
    assert (before["app:in"].status, before["app:0-1"].status) == (Status.SUCCEEDED, Status.RUNNING)
    reads.temporal.unreached["cluster:0"] = TemporalTimeoutError("Timeout expired.")
    nodes = await reads.nodes(whole=True)
    assert list(nodes) == list(before)
    assert {id_ for id_, node in nodes.items() if node.code is Code.TIMED_OUT} == {"cluster:0", "bundle:in", "app:in"}
    assert nodes["app:0-1"].status is Status.RUNNING
    reads.temporal.unreached.clear()
    assert {node.code for node in (await reads.nodes(whole=True)).values()} == {None}


async def test_a_part_inside_the_workflow_above_is_not_taken_for_one_that_has_not_begun(reads: Reads) -> None:
    reads.temporal.runs["bundle:0"].answers["get_app_state"] = {
        "by_argument": {"app:in": {"id": "app:in", "state": "done"}}
    }
    reads.say("bundle:1", app_ids=["app:yet"])
    reads.temporal.runs["bundle:1"].answers["get_app_state"] = {"by_argument": {}}
    answers = reads.temporal.runs["bundle:0"].answers
    reads.temporal.change(
        "bundle:0", answers | {"get_bundle_state": {"id": "bundle:0", "state": "running", "app_ids": ["app:in"]}}
    )
    before = await reads.nodes(whole=True)
    assert (before["app:in"].status, before["app:in"].execution) == (Status.SUCCEEDED, None)
    assert before["app:yet"].code is Code.NOT_STARTED
    for bundle in ("bundle:0", "bundle:1"):
        reads.temporal.unreached[bundle] = TemporalTimeoutError("Timeout expired.")
    nodes = await reads.nodes(whole=True)
    assert list(nodes) == list(before)
    assert {nodes[app].code for app in ("app:in", "app:yet")} == {Code.TIMED_OUT}
    reads.temporal.unreached.clear()
    assert (await reads.nodes(whole=True))["app:in"].status is Status.SUCCEEDED


async def test_what_has_gone_meanwhile_goes_with_the_next_answer(reads: Reads) -> None:
    await reads.read()
    reads.temporal.unreached["wave:w"] = TemporalTimeoutError("Timeout expired.")
    reads.say("wave:w", cluster_ids=["cluster:1", "cluster:2"])
    assert "cluster:0" in await reads.nodes(whole=True)
    reads.temporal.unreached.clear()
    nodes = await reads.nodes(whole=True)
    assert ("cluster:0" in nodes, "cluster:2" in nodes) == (False, True)


async def test_nothing_is_below_what_has_vanished(reads: Reads) -> None:
    await reads.read()
    reads.temporal.unreached["wave:w"] = WorkflowVanishedError("Was there and is gone.")
    assert list(await reads.nodes(whole=True)) == [RELEASE, "wave:w"]
