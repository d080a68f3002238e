"""What the doctor finds in a release on the fake Temporal."""

from typing import Any

from fakes import FakeTemporal
from releasewatch.core.errors import QueryFailedError
from releasewatch.models.entities import Code, ExecutionStatus
from releasewatch.models.examination import Examination, FindingKind
from releasewatch.models.status import StateTable, Status
from releasewatch.services.doctor import LONG_HISTORY, examine

RELEASE = "release:r"


def start(temporal: FakeTemporal, entity_id: str, state: str = "running", **fields: Any) -> None:
    kind = entity_id.partition(":")[0]
    answers = {f"get_{kind}_state": {"id": entity_id, "state": state, **fields}, "something_else": {}}
    temporal.start(entity_id, answers, workflow_type=f"My{kind.title()}")


async def check(temporal: FakeTemporal, **states: dict[str, Status]) -> Examination:
    return await examine(temporal, RELEASE, StateTable(states))


async def test_a_clean_release_is_clean() -> None:
    temporal = FakeTemporal()
    start(temporal, RELEASE, wave_ids=["wave:1", "wave:2"], waves=[{"id": "wave:2", "state": "pending"}])
    start(temporal, "wave:1")
    found = await check(temporal)
    assert (found.findings, found.advice) == ([], [])
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


async def test_what_costs_is_advised() -> None:
    temporal = FakeTemporal()
    start(temporal, RELEASE, state="frobnicating", wave_ids=["wave:1"])
    start(temporal, "wave:1", state="done")
    temporal.end("wave:1", ExecutionStatus.COMPLETED)
    temporal.lengthen(RELEASE, LONG_HISTORY)
    kinds = {(advice.kind, advice.workflow_type) for advice in (await check(temporal)).advice}
    assert kinds == {
        (FindingKind.UNMAPPED_STATE, "MyRelease"),
        (FindingKind.LONG_HISTORY, "MyRelease"),
        (FindingKind.NO_FINAL_ANSWER, "MyWave"),
    }
    known = await check(temporal, release={"frobnicating": Status.PAUSED})
    assert FindingKind.UNMAPPED_STATE not in {advice.kind for advice in known.advice}


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
