"""What the doctor finds in a release on the fake Temporal."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from fakes import FakeTemporal
from releasewatch.core.errors import QueryFailedError, RunClosedError, TemporalTimeoutError
from releasewatch.models.entities import Code, ExecutionStatus
from releasewatch.models.examination import Examination, Finding, FindingKind
from releasewatch.models.status import StateTable, Status
from releasewatch.services.doctor.examiner import LONG_HISTORY_EVENTS, examine
from staged import RULE

RELEASE = "release:r"


def start(temporal: FakeTemporal, entity_id: str, state: str = "running", **fields: Any) -> None:
    kind = entity_id.partition(":")[0]
    answers = {f"get_{kind}_state": {"id": entity_id, "state": state, **fields}, "something_else": {}}
    temporal.start(entity_id, answers, workflow_type=f"My{kind.title()}")


async def check(temporal: FakeTemporal, **states: dict[str, Status]) -> Examination:
    return await examine(temporal, RELEASE, StateTable(states), RULE)


async def test_a_clean_release_is_clean() -> None:
    temporal = FakeTemporal()
    start(temporal, RELEASE, wave_ids=["wave:1", "wave:2"], waves=[{"id": "wave:2", "state": "pending"}])
    start(temporal, "wave:1")
    found = await check(temporal)
    assert (found.findings, found.advice) == ([], [])
    assert (found.verdict.word, found.verdict.detail) == ("In progress", "Wave 1 of 2 is in progress.")
    release, wave = found.types
    assert (release.workflow_type, release.levels, release.workflows, release.inline) == (
        "MyRelease",
        ["release"],
        1,
        1,
    )
    assert (release.children, release.children_resolved) == (2, 2)
    assert release.handlers == ["get_release_state"]
    assert (wave.workflow_type, wave.inline) == ("MyWave", 0)
    assert [(state.state, state.status) for state in found.states] == [
        ("running", "running"),
        ("running", "running"),
        ("pending", "pending"),
    ]
    assert [(queue.name, queue.has_worker) for queue in found.task_queues] == [("scripted", True)]
    assert {level: count for level, count in found.entities.items() if count} == {"release": 1, "wave": 2}


async def test_a_moment_that_has_not_come_is_found() -> None:
    temporal = FakeTemporal()
    start(temporal, RELEASE, updated_at=(datetime.now(UTC) + timedelta(hours=2)).isoformat())
    (found,) = (await check(temporal)).findings
    assert found.kind is FindingKind.ANSWER_INVALID
    assert found.what.endswith(" UTC had not come yet when it was read.")


async def test_a_workflow_without_a_query_of_the_contract_is_told_which_also_where_its_sdk_lists_none() -> None:
    temporal = FakeTemporal()
    temporal.metadata = QueryFailedError("no such query")
    temporal.start(RELEASE, {"something_else": {}}, workflow_type="MyRelease")
    (finding,) = (await check(temporal)).findings
    assert finding.kind is Code.QUERY_FAILED
    assert finding.instead is not None
    assert "get_release_state" in finding.instead
    assert "get_hierarchy" in finding.instead


async def test_what_is_wrong_is_found_once_per_type() -> None:
    temporal = FakeTemporal()
    start(temporal, RELEASE, wave_ids=["wave:1", "wave:2", "wave:3"], sequence="first")
    for number in (1, 2):
        start(temporal, f"wave:{number}")
        temporal.change(f"wave:{number}", {"get_wave_state": QueryFailedError("no such table")})
    start(temporal, "wave:3", release_id="release:other")
    found = await check(temporal)
    assert (found.types[0].children, found.types[0].children_resolved) == (3, 1)
    kinds = {(finding.kind, finding.count) for finding in found.findings}
    assert kinds == {(Code.QUERY_FAILED, 2), (FindingKind.ANSWER_INVALID, 1)}
    sentences = [finding.what for finding in found.findings if finding.kind is FindingKind.ANSWER_INVALID]
    assert any("sequence" in sentence and "got 'first'" in sentence for sentence in sentences)
    assert any("release:other" in sentence for sentence in sentences)


async def test_what_was_not_examined_is_not_called_clean() -> None:
    temporal = FakeTemporal()
    start(temporal, RELEASE, wave_ids=["wave:1", "wave:2", "wave:3"])
    for wave in ("wave:1", "wave:2", "wave:3"):
        start(temporal, wave)
    temporal.pause("wave:1", "ann")
    temporal.end("wave:2", ExecutionStatus.FAILED, failure="no disk")
    temporal.runs["wave:2"].answers.clear()
    temporal.end("wave:3", ExecutionStatus.TERMINATED, failure="enough")
    found = await check(temporal)
    assert [(finding.kind, finding.where) for finding in found.findings] == [
        (Code.EXECUTION_PAUSED, f"{RELEASE}/wave:1"),
        (Code.QUERY_HANDLER_MISSING, f"{RELEASE}/wave:2"),
    ]
    assert all(finding.instead for finding in found.findings)


async def test_a_run_that_ends_while_its_handlers_are_looked_up_is_examined_all_the_same() -> None:
    temporal = FakeTemporal()
    start(temporal, RELEASE)
    temporal.metadata = RunClosedError()
    found = await check(temporal)
    assert found.types[0].handlers == []


async def test_a_query_for_another_level_is_not_taken_for_the_one_that_is_missing() -> None:
    temporal = FakeTemporal()
    temporal.start(RELEASE, {"get_release_state": {"id": RELEASE, "state": "running", "wave_ids": ["wave:1"]}})
    temporal.start("wave:1", {"progress": {}})
    found = (await check(temporal)).findings
    assert [finding.kind for finding in found] == [Code.QUERY_HANDLER_MISSING]
    assert found[0].instead == "Register a query 'get_wave_state', or 'get_hierarchy' for all at once."


async def test_what_costs_is_advised() -> None:
    temporal = FakeTemporal()
    start(temporal, RELEASE, state="frobnicating", wave_ids=["wave:1"])
    start(temporal, "wave:1", state="done")
    temporal.end("wave:1", ExecutionStatus.COMPLETED)
    temporal.lengthen(RELEASE, LONG_HISTORY_EVENTS)
    found = await check(temporal)
    assert [(finding.kind, finding.workflow_type) for finding in found.findings] == [
        (FindingKind.UNMAPPED_STATE, "MyRelease")
    ]
    assert {(advice.kind, advice.workflow_type) for advice in found.advice} == {
        (FindingKind.LONG_HISTORY, "MyRelease"),
        (FindingKind.NO_FINAL_ANSWER, "MyWave"),
    }
    known = await check(temporal, release={"frobnicating": Status.PAUSED})
    assert known.findings == []


async def the_finding(temporal: FakeTemporal) -> Finding:
    (finding,) = (await check(temporal)).findings
    return finding


@pytest.mark.parametrize(
    ("answer", "what", "got"),
    [
        (
            {"identifier": RELEASE, "status": "ok", "phases": [], "whatever": 1},
            "the answer has no id",
            ["identifier (looks like id)", "status (looks like state)", "phases (looks like waves)", "whatever"],
        ),
        ({"data": {"id": RELEASE, "state": "ok"}}, "an answer stands in `data`", ["id", "state"]),
        ([{"id": RELEASE, "Status": "ok"}], "an answer stands in [0]", ["id", "Status (looks like state)"]),
        ("running", "expected an object, got 'running'", None),
        (json.dumps({"id": RELEASE}), "a text that is JSON itself", None),
    ],
)
async def test_a_release_that_cannot_be_read_is_examined_all_the_same(
    answer: Any, what: str, got: list[str] | None
) -> None:
    temporal = FakeTemporal()
    temporal.start(RELEASE, {"get_release_state": answer}, workflow_type="MyRelease")
    found = await check(temporal)
    assert found.unreadable
    (finding,) = found.findings
    assert (finding.kind, finding.workflow_type) == (Code.ANSWER_NOT_UNDERSTOOD, "MyRelease")
    assert what in finding.what
    assert finding.got == got
    assert finding.instead
    assert '"state"' in finding.instead


async def test_an_answer_without_a_state_is_told_which_field_looks_like_it() -> None:
    temporal = FakeTemporal()
    waves = [{"id": "wave:1", "lifecycle": "done", "Title": "Canary", "updatedOn": "2026"}]
    start(temporal, RELEASE, waves=waves)
    finding = await the_finding(temporal)
    assert finding.where == f"{RELEASE}/wave:1"
    assert finding.got == [
        "id",
        "lifecycle (looks like state)",
        "Title (looks like name)",
        "updatedOn (looks like updated_at)",
    ]


async def test_the_query_that_would_do_is_named() -> None:
    temporal = FakeTemporal()
    temporal.start(RELEASE, {"status": {}, "getReleaseState": {}, "approve": {}})
    finding = await the_finding(temporal)
    assert finding.kind is Code.QUERY_HANDLER_MISSING
    assert finding.instead == (
        "Register a query 'get_release_state', or 'get_hierarchy' for all at once. "
        "'getReleaseState' looks like it: register it under that name as well."
    )


@pytest.mark.parametrize("waves", [{}, {"waves": []}, {"waves": [{"id": "wave:2", "state": "running"}], "phases": 3}])
async def test_a_hierarchy_that_leaves_out_what_the_other_query_tells_of_is_named(waves: dict[str, Any]) -> None:
    temporal = FakeTemporal()
    own = {"id": RELEASE, "state": "running"}
    told = [{"id": f"wave:{number}", "state": "running"} for number in (1, 2)]
    temporal.start(RELEASE, {"get_hierarchy": own | waves, "get_release_state": own | {"waves": told}})
    findings = (await check(temporal)).findings
    (finding,) = [each for each in findings if each.kind is FindingKind.HIERARCHY_INCOMPLETE]
    assert finding.what.startswith("get_hierarchy leaves out wave:1")
    assert finding.what.endswith(", of which get_release_state tells.")
    assert finding.got
    assert finding.got[:2] == ["id", "state"]
    assert finding.instead


async def test_a_state_that_leaves_out_what_the_hierarchy_tells_of_is_none() -> None:
    temporal = FakeTemporal()
    own = {"id": RELEASE, "state": "running"}
    temporal.start(RELEASE, {"get_hierarchy": own | {"waves": [own | {"id": "wave:1"}]}, "get_release_state": own})
    assert (await check(temporal)).findings == []


async def test_a_history_too_long_to_replay_in_time_is_named() -> None:
    temporal = FakeTemporal()
    start(temporal, RELEASE)
    temporal.lengthen(RELEASE, 45_000)
    temporal.change(RELEASE, {"get_release_state": TemporalTimeoutError("no answer")})
    finding = await the_finding(temporal)
    assert finding.kind is Code.TIMED_OUT
    assert "Its history has 45,000 events" in finding.what


async def test_what_is_left_out_or_odd_is_a_finding_before_anybody_misses_it() -> None:
    temporal = FakeTemporal()
    bundle = {"id": "bundle:b", "state": "ok", "apps": [{"id": "app:1", "state": state} for state in ("ok", "failed")]}
    cluster = {"id": "cluster:c", "state": "ok", "bundle": bundle, "links": {"logs": "http://logs", "x": "https://x"}}
    wave = {"id": "wave:1", "state": "ok", "clusters": [cluster], "clusterids": ["cluster:c+d"], "version": [2]}
    start(temporal, RELEASE, waves=[wave], State="failed", phases=[{"id": "wave:2", "state": "ok"}])
    found = await check(temporal)
    told = {(finding.kind, finding.where.rpartition("/")[2]): finding.what for finding in found.findings}
    assert told[FindingKind.LINK_LEFT_OUT, "cluster:c"].startswith("Its link 'logs' is left out")
    assert "2 times" in told[FindingKind.ANSWER_INVALID, "bundle:b"]
    assert {kind for kind, where in told if where == "wave:1"} == {
        Code.ANSWER_NOT_UNDERSTOOD,
        FindingKind.ANSWER_INVALID,
    }
    whole = " ".join(finding.what for finding in found.findings)
    assert all(part in whole for part in ("it has a `+`", "version: should be text", "'phases'", "as State"))
    assert all(finding.instead for finding in found.findings)


async def test_a_queue_without_worker_is_named() -> None:
    temporal = FakeTemporal()
    start(temporal, RELEASE)
    temporal.end(RELEASE, ExecutionStatus.FAILED, failure="boom")
    temporal.has_worker = False
    found = await check(temporal)
    assert [(queue.name, queue.has_worker, queue.last_poll) for queue in found.task_queues] == [
        ("scripted", False, None)
    ]
    assert [advice.kind for advice in found.advice] == [FindingKind.NO_HANDLERS]
