"""The demo's plans: what the scenarios promise, before anything runs."""

import re
from collections import Counter
from collections.abc import Iterator

import pytest
from temporalio.converter import DataConverter

from releasewatch.models.usual import NEEDED
from releasewatch_demo.answers import Answer, planned
from releasewatch_demo.planning import Pace, sample_plan
from releasewatch_demo.plans import Fault, ReleasePlan, apps_of
from releasewatch_demo.scenarios import SCENARIOS, Scenario

ENTITY_ID = re.compile(r"(release|wave|cluster|bundle|app):[A-Za-z0-9][A-Za-z0-9._:-]{0,199}")


def entities(answer: Answer) -> Iterator[Answer]:
    yield answer
    inline = [*answer.get("waves", []), *answer.get("clusters", []), *answer.get("apps", [])]
    if "bundle" in answer:
        inline.append(answer["bundle"])
    for child in inline:
        yield from entities(child)


def ids(plan: ReleasePlan) -> list[str]:
    return [answer["id"] for answer in entities(planned(plan, "pending"))]


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)
def test_ids_are_valid_and_unique_within_a_release(scenario: Scenario) -> None:
    found = ids(scenario.plan)
    assert all(ENTITY_ID.fullmatch(entity_id) for entity_id in found)
    assert len(set(found)) == len(found)


def test_no_two_scenarios_share_an_id() -> None:
    plans = [plan for each in SCENARIOS for plan in (each.plan, *(before.release for before in each.predecessors))]
    found = Counter(entity_id for plan in plans for entity_id in ids(plan))
    assert found.most_common(1)[0][1] == 1


@pytest.mark.parametrize(
    ("name", "by_type"),
    [
        ("under-way", {"release": 1, "wave": 5, "cluster": 20, "bundle": 20, "app": 120}),
        ("whole-release", {"release": 1, "wave": 5, "cluster": 71, "bundle": 71, "app": 852}),
    ],
)
def test_scenarios_have_the_size_they_promise(name: str, by_type: dict[str, int]) -> None:
    (scenario,) = [scenario for scenario in SCENARIOS if scenario.name == name]
    assert Counter(entity_id.split(":")[0] for entity_id in ids(scenario.plan)) == by_type


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)
def test_every_fault_meets_an_app(scenario: Scenario) -> None:
    faults = [app for app in apps_of(scenario.plan) if app.fault]
    assert all(app.migration for app in faults if app.fault and app.fault.step == "migrate")
    assert bool(faults) == (scenario.name in {"under-way", "failing", "stuck", "ended-with-failures"})


def test_enough_predecessors_had_the_wave_approved_that_waits() -> None:
    (scenario,) = [scenario for scenario in SCENARIOS if scenario.name == "waiting-for-approval"]
    (held,) = [wave for wave in scenario.plan.waves if wave.approver and not wave.approved_by]
    approved = [wave for each in scenario.predecessors for wave in each.release.waves if wave.approved_by]
    assert len(approved) >= NEEDED
    assert {(wave.sequence, wave.approver) for wave in approved} == {(held.sequence, held.approver)}


async def test_a_plan_survives_the_way_to_the_workflow() -> None:
    fault = Fault(step="pull", message="ImagePullBackOff")
    plan = sample_plan(size=(2, 2, 2), pace=Pace(step_seconds=2.5), faults={"w1-c2/app-1": fault})
    payloads = await DataConverter.default.encode([plan])
    assert await DataConverter.default.decode(payloads, [ReleasePlan]) == [plan]


def test_the_pace_is_the_same_every_time_and_differs_between_apps() -> None:
    pace = Pace(step_seconds=10, traffic_steps=(50, 100), quick_apps=1)
    apps = apps_of(sample_plan(size=(1, 1, 8), pace=pace))
    assert apps == apps_of(sample_plan(size=(1, 1, 8), pace=pace))
    assert (apps[0].step_seconds, apps[0].traffic_steps) == (0, ())
    speeds = {app.step_seconds for app in apps[1:]}
    assert len(speeds) > 3
    assert all(3 <= speed <= 17 for speed in speeds)
