"""What an answer lists as failed beside its children is never greener than that, and nothing of it dropped in silence.

To the kind belong lists by id, by name, as objects, as a map and as a text, under any name for what has failed, also
inside a summary or grouped by state; of children that are inline, asked themselves, known at several places, failed by
their own word, or not known at all.
"""

import json
from typing import Any

import pytest

from releasewatch.models.answers.answer import WorkflowAnswer
from releasewatch.models.answers.understanding import understand
from releasewatch.models.status import EntityType

Answer = dict[str, Any]
WAVE = {"id": "wave:1", "state": "failed"}


def read(answer: Answer) -> WorkflowAnswer:
    understood = understand(json.dumps(answer).encode()).answer
    assert understood is not None
    return understood


STATES_OF_FAILURE = ("stuck", "unavailable", "evicted", "oom_killed", "crash_looping", "down", "image_pull_failed")
APPS = [{"id": "app:eu:web", "state": "ok", "name": "Web shop"}, {"id": "app:eu:db", "state": "ok"}]


def release_of(*apps: Answer, **fields: Any) -> Answer:
    bundle = {"id": "bundle:eu", "state": "ok", "apps": list(apps or APPS)}
    cluster = {"id": "cluster:eu", "state": "ok", "bundle": bundle}
    return {
        "id": "release:r",
        "state": "ok",
        "waves": [{"id": "wave:1", "state": "ok", "clusters": [cluster]}],
        **fields,
    }


def states_below(answer: WorkflowAnswer, type_: EntityType = EntityType.RELEASE) -> dict[str, list[str | None]]:
    found: dict[str, list[str | None]] = {}
    for child in answer.inline_children(type_):
        found[child.id] = [child.state, *(other.state for other in child.again)]
        found |= states_below(child, type_.child) if type_.child else {}
    return found


@pytest.mark.parametrize(
    "said",
    [
        {"failed_apps": ["app:eu:web"]},
        {"failedApps": ["web"]},
        {"FailedApps": ["Web Shop"]},
        {"failedAppIds": ["eu:web"]},
        {"apps_failed": ["app:eu:web"]},
        {"unhealthyServices": [{"name": "web", "error": "no space"}]},
        {"failed_apps": [{"id": "app:eu:web", "message": "no space"}]},
        {"failedApps": {"app:eu:web": "no space"}},
        {"failedApps": {"web": True, "db": False}},
        {"failedApp": "web"},
        {"failed_apps": "app:eu:web, app:eu:web"},
        {"failed": ["app:eu:web"]},
        {"failures": [{"app": "app:eu:web", "reason": "no space"}]},
        {"erroredApps": {"app:eu:web": ["no space"]}},
        {"summary": {"by_status": {"FAILED": ["app:eu:web"], "succeeded": ["app:eu:db"]}}},
        {"status": {"failedApplications": ["web"]}},
        {"timed_out_apps": ["app:eu:web"]},
        {"apps_in_error": ["web"]},
        *({f"{word}_apps": ["web"]} for word in STATES_OF_FAILURE),
        *({f"apps_{word}": ["app:eu:web"]} for word in STATES_OF_FAILURE),
    ],
)
def test_a_child_that_is_listed_as_failed_has_failed(said: Answer) -> None:
    release = read(release_of(**said))
    states = states_below(release)
    assert states["app:eu:web"] == ["ok", "failed"]
    assert {id_: found for id_, found in states.items() if len(found) > 1} == {"app:eu:web": ["ok", "failed"]}
    assert not release.lost_children
    app = release.inline_children(EntityType.RELEASE)[0].inline_children(EntityType.WAVE)[0].bundle
    assert app is not None
    (web, _) = app.inline_children(EntityType.BUNDLE)
    (finding,) = web.findings
    assert finding.startswith("release:r has it under ")
    assert finding.endswith(": the worst counts.")


@pytest.mark.parametrize(
    "said",
    [{"failed_apps": ["web"]}, {"failed": ["app:eu:web"]}, {"failedApps": ["app:eu:web", "db"]}, {"failures": 2}],
)
def test_a_list_of_what_has_failed_by_its_own_word_is_no_remark(said: Answer) -> None:
    apps = [app | {"state": "failed"} for app in APPS]
    release = read(release_of(*apps, **said) | {"state": "running"})
    assert (release.findings, release.lost_children) == ([], False)
    assert states_below(release)["app:eu:web"] == ["failed"]


@pytest.mark.parametrize(
    "said",
    [
        {"failed_apps": ["search"]},
        {"failed_apps": ["app:us:web"]},
        {"failed_wave": "wave:9"},
        {"failedApps": "search"},
        {"failed_clusters": [{"name": "us"}]},
        {"failedApps": {"search": "no space"}},
        # What is ambiguous may be any of them.
        {"failed": ["app:a"], "waves": [{"id": f"wave:{n}", "clusters": [{"id": f"cluster:{n}", "bundle":
            {"id": f"bundle:{n}", "apps": [{"id": "app:a", "state": "ok"}]}}]} for n in "12"]},
    ],
)  # fmt: skip
def test_what_is_listed_as_failed_and_stands_nowhere_is_lost(said: Answer) -> None:
    release = read(release_of() | said)
    assert release.lost_children
    assert any(next(iter(said)) in finding for finding in release.findings)


@pytest.mark.parametrize(
    "said",
    [
        {"failed_waves": ["wave:1"]},
        {"failedWaves": ["1"]},
        {"failed": "wave:1"},
        {"failed_apps": ["app:a", "app:b"]},
        {"failedApps": ["web"]},
        {"failed_clusters": {"eu": "no space"}},
    ],
)
def test_what_is_listed_as_failed_and_asked_itself_is_a_remark(said: Answer) -> None:
    release = read({"id": "release:r", "state": "running", "wave_ids": ["wave:1"], **said})
    (finding,) = release.findings
    assert finding.startswith(f"'{next(iter(said))}' is no field of the contract, and names ")
    assert finding.endswith(" as failed: what they answer themselves counts.")
    assert not release.lost_children


def test_a_child_that_is_listed_as_failed_and_never_started_is_not_only_pending() -> None:
    release = read(
        {"id": "release:r", "state": "running", "wave_ids": ["wave:1", "wave:2"], "failed_waves": ["wave:1"]}
    )
    assert release.said_failed == {"wave:1"}


def test_a_list_of_what_has_failed_hides_nothing_that_stands_beside_it() -> None:
    release = read(
        release_of(status={"phase": "Failed", "failedApps": ["web"]}, failed_apps={"web": {"waves": [WAVE]}})
    )
    assert [other.state for other in release.again] == ["Failed"]
    assert release.lost_children


@pytest.mark.parametrize(
    "said",
    [
        {"critical_apps": ["web"]},
        {"critical": True},
        {"terminal": True},
        {"partial": True},
        {"timeout": 30},
        {"rollback": {"enabled": True}},
        {"rollback": True},
        {"ignore_failed": True},
        {"incident": "INC-7"},
        {"orphaned_apps": ["web"]},
    ],
)
def test_a_word_for_a_failure_that_is_none_as_a_name_is_no_remark(said: Answer) -> None:
    release = read(release_of(**said))
    assert (release.findings, release.again, release.lost_children) == ([], [], False)
    assert max(map(len, states_below(release).values())) == 1


@pytest.mark.parametrize(
    "said",
    [{"errors": {"app:eu:web": ["no space"]}}, {"errors": ["web"]}, {"error": "app:eu:db"}, {"exceptions": ["web"]}],
)
@pytest.mark.parametrize("state", ["ok", "running"])
def test_an_error_of_a_child_which_it_may_have_overcome_is_a_remark(said: Answer, state: str) -> None:
    release = read(release_of(**said) | {"state": state})
    (finding,) = release.findings
    assert finding.endswith(": it does not count.")
    assert not release.lost_children
    assert max(map(len, states_below(release).values())) == 1


@pytest.mark.parametrize(
    "said",
    [
        {"canary": {"state": "failed"}},
        {"rolloutInfo": {"weight": 10, "phase": "Degraded"}},
        {"counts": {"failed": 2, "succeeded": 5}},
        {"stats": {"numFailed": 2}},
        {"verification": {"success": False}},
        {"numFailed": 1},
        {"total_failed": 2},
        {"numberOfErrors": 1},
    ],
)
def test_a_failure_inside_what_may_be_something_else_is_a_remark(said: Answer) -> None:
    app = read({"id": "app:1", "state": "ok", **said})
    (finding,) = app.findings
    assert finding.endswith("it does not count.")
    assert app.again == []
    good = {"counts": {"failed": 0}, "total_failed": 0, "verification": {"success": True}, "last": {"state": "failed"}}
    assert read({"id": "app:1", "state": "ok", **good}).findings == []


def test_a_state_among_errors_is_no_less_than_one_elsewhere() -> None:
    assert read(release_of(errors=[{"app": "app:eu:web", "state": "failed"}])).lost_children


@pytest.mark.parametrize("said", [{"failedPods": ["web-1"]}, {"failed_pods": 2}, {"failedTasks": {"a": "b"}}])
def test_what_failed_below_a_good_app_is_a_remark(said: Answer) -> None:
    app = read({"id": "app:a", "state": "ok", **said})
    (finding,) = app.findings
    assert finding.endswith(": it does not count.")
    assert read({"id": "app:a", "state": "running", **said}).findings == []


def test_what_stands_at_many_places_and_in_many_lists_is_settled_once() -> None:
    apps = [{"id": f"app:{number}", "state": "ok", "name": "web"} for number in range(2_000)]
    release = read(release_of(*apps, **{f"failed{'_' * number}apps": ["web"] for number in range(1_000)}))
    (finding,) = release.findings
    assert (
        finding == "'failedapps' is no field of the contract, and names 'web' as failed, of which nothing else is said."
    )
    assert release.lost_children


def test_an_error_that_stands_in_many_lists_is_told_once() -> None:
    apps = [{"id": f"app:{number}", "state": "ok", "name": "web"} for number in range(2_000)]
    release = read(release_of(*apps, **{f"{'_' * number}errors": ["web"] for number in range(1_000)}))
    (finding,) = release.findings
    assert finding == "'errors' is no field of the contract, and names 'web': it does not count."
