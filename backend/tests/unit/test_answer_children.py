"""Children of an answer in any writing: none is hidden, and nothing that looks like one is dropped in silence.

The kinds, and what belongs to each:

- A child twice: inline, by id and inline, under two spellings, under one name that stands twice in the JSON, with
  different children below, any number of times.
- Names spelled otherwise: camelCase, PascalCase, kebab-case, blanks, Go's `IDs`, protobuf's `List`, one for many.
- Children under names that the contract does not have, of the level below or further down, with ids of ours or none;
  also where a name stands twice, and behind more than is looked at.
"""

import json
from collections.abc import Callable
from typing import Any

import pytest

from releasewatch.models.answers.answer import WorkflowAnswer
from releasewatch.models.answers.understanding import understand
from releasewatch.models.status import EntityType

Answer = dict[str, Any]


def read(answer: Answer | str | bytes) -> WorkflowAnswer:
    payload = json.dumps(answer) if isinstance(answer, dict) else answer
    understood = understand(payload if isinstance(payload, bytes) else payload.encode()).answer
    assert understood is not None
    return understood


def inline(answer: WorkflowAnswer, type_: EntityType) -> dict[str, WorkflowAnswer]:
    return {child.id: child for child in answer.inline_children(type_)}


# A child twice


def test_a_child_twice_keeps_both_of_its_states() -> None:
    bundle = read({"id": "bundle:b", "state": "ok", "apps": [{"id": "app:1", "state": s} for s in ("ok", "failed")]})
    (app,) = bundle.inline_children(EntityType.BUNDLE)
    assert [app.state, *(other.state for other in app.again)] == ["ok", "failed"]
    assert bundle.findings == ["It answers for app:1 2 times, with the states 'ok', 'failed': the worst counts."]
    assert not bundle.lost_children


@pytest.mark.parametrize(
    "written",
    [
        '"apps":[{"id":"app:1","state":"ok"}],"Apps":[{"id":"app:1","state":"failed"}]',
        '"apps":[{"id":"app:1","state":"ok"}],"apps":[{"id":"app:1","state":"failed"}]',
        '"appList":[{"id":"app:1","state":"ok"}],"apps":[{"id":"app:1","state":"failed"}],"app_ids":["app:1"]',
        '"app-ids":["app:1","app:1"],"apps":[{"ID":"app:1","State":"failed"},{"Id":"app:1","STATE":"ok"}]',
    ],
)
def test_a_child_twice_in_any_writing(written: str) -> None:
    bundle = read(f'{{"id":"bundle:b","state":"ok",{written}}}')
    (app,) = bundle.inline_children(EntityType.BUNDLE)
    assert {app.state, *(other.state for other in app.again)} == {"ok", "failed"}
    assert any("app:1 2 times" in finding for finding in bundle.findings)


def test_a_child_twice_loses_none_of_what_is_below_it() -> None:
    def wave(state: str, *clusters: tuple[str, str]) -> Answer:
        return {"id": "wave:1", "state": state, "clusters": [{"id": f"cluster:{n}", "state": s} for n, s in clusters]}

    waves = [wave("ok", ("a", "ok"), ("b", "ok")), wave("ok", ("b", "failed"), ("c", "failed"))]
    waves.append({"id": "wave:1", "state": "failed", "cluster_ids": ["cluster:d", "cluster:a"]})
    (read_wave,) = read({"id": "release:r", "state": "ok", "waves": waves}).inline_children(EntityType.RELEASE)
    clusters = inline(read_wave, EntityType.WAVE)
    assert sorted({*clusters, *read_wave.child_ids(EntityType.WAVE)}) == [f"cluster:{n}" for n in "abcd"]
    assert [other.state for other in clusters["cluster:b"].again] == ["failed"]
    assert [other.state for other in read_wave.again] == ["ok", "failed"]


def test_a_cluster_with_two_bundles_says_so() -> None:
    bundles = [{"id": f"bundle:{n}", "state": "ok"} for n in "ab"]
    cluster = read({"id": "cluster:c", "state": "ok", "bundles": bundles})
    assert cluster.lost_children
    assert cluster.findings == ["A cluster has one bundle, and it has 2: bundle:a, bundle:b."]


def test_an_id_that_is_named_twice_is_a_remark() -> None:
    wave = read({"id": "wave:1", "state": "ok", "cluster_ids": ["cluster:a", "cluster:a"]})
    assert wave.child_ids(EntityType.WAVE) == ["cluster:a"]
    assert wave.findings == ["cluster_ids[1]: names 'cluster:a' once more."]


# Names spelled otherwise

FIELDS = {
    "state": "running",
    "name": "Canary",
    "version": "2.0",
    "previous_version": "1.9",
    "message": "all is well",
    "error_message": "nothing is",
    "waiting_for": "the SRE",
    "links": {"logs": "https://logs"},
    "sequence": 3,
    "created_at": "2026-11-24T10:00:00Z",
    "updated_at": "2026-11-24T11:00:00Z",
}


def words(name: str) -> list[str]:
    return name.split("_")


SPELLINGS: dict[str, Callable[[str], str]] = {
    "camel": lambda name: words(name)[0] + "".join(map(str.title, words(name)[1:])),
    "pascal": lambda name: "".join(map(str.title, words(name))),
    "go": lambda name: "".join(map(str.title, words(name))).replace("Id", "ID"),
    "kebab": lambda name: name.replace("_", "-"),
    "blanks": lambda name: name.replace("_", " ").title(),
    "screaming": lambda name: name.upper(),
    "private": lambda name: f"_{name}",
    "dotted": lambda name: name.replace("_", "."),
}


def respelled(answer: Any, how: str) -> Any:
    if isinstance(answer, list):
        return [respelled(part, how) for part in answer]
    if not isinstance(answer, dict):
        return answer
    return {SPELLINGS[how](key) if key != "logs" else key: respelled(part, how) for key, part in answer.items()}


@pytest.mark.parametrize("how", SPELLINGS)
def test_every_field_is_understood_in_any_spelling(how: str) -> None:
    app = {"id": "app:a", "bundle_id": "bundle:b", "wave_id": "wave:1", "release_id": "release:r", **FIELDS}
    bundle = {"id": "bundle:b", **FIELDS, "app_ids": ["app:z"], "apps": [app]}
    cluster = {"id": "cluster:c", **FIELDS, "bundle_id": "bundle:b", "bundle": bundle}
    wave = {"id": "wave:1", **FIELDS, "cluster_ids": ["cluster:z"], "clusters": [cluster]}
    release = {"id": "release:r", **FIELDS, "wave_ids": ["wave:1"], "waves": [wave]}
    assert read(respelled(release, how)) == read(release)
    assert read(release).findings == []


@pytest.mark.parametrize(
    ("answer", "ids"),
    [
        ({"id": "release:r", "waveIdsList": ["wave:1"]}, ["wave:1"]),
        ({"id": "release:r", "wave_id_list": ["wave:1"]}, ["wave:1"]),
        ({"id": "release:r", "wave_id": ["wave:1"]}, ["wave:1"]),
        ({"id": "release:r", "wave": [{"id": "wave:1", "state": "ok"}]}, ["wave:1"]),
        ({"id": "release:r", "wavesList": [{"id": "wave:1", "state": "ok"}]}, ["wave:1"]),
        ({"id": "bundle:b", "app": {"id": "app:1", "state": "ok"}}, ["app:1"]),
        ({"id": "bundle:b", "AppID": "app:1"}, ["app:1"]),
        ({"id": "cluster:c", "bundles": [{"id": "bundle:b", "state": "ok"}]}, ["bundle:b"]),
        ({"id": "cluster:c", "bundleIds": ["bundle:b"]}, ["bundle:b"]),
    ],
)
def test_one_for_many_and_the_lists_of_protobuf_are_understood(answer: Answer, ids: list[str]) -> None:
    found = read({"state": "ok", **answer})
    type_ = EntityType(found.id.partition(":")[0])
    assert [*found.child_ids(type_), *inline(found, type_)][:1] == ids
    assert (found.findings, found.lost_children) == ([], False)


@pytest.mark.parametrize("mark", [{"wave": 2}, {"wave": "wave:2"}, {"current_wave": "wave:2"}, {"wave_id": "wave:2"}])
def test_a_mark_of_the_present_child_is_no_child(mark: Answer) -> None:
    found = read({"id": "release:r", "state": "ok", "wave_ids": ["wave:1", "wave:2"], **mark})
    assert found.child_ids(EntityType.RELEASE) == ["wave:1", "wave:2"]
    assert (found.findings, found.lost_children) == ([], False)


def test_the_contracts_own_spelling_counts_and_the_other_is_a_remark() -> None:
    for written in ('"Name":"other","name":"own"', '"name":"own","Name":"other"'):
        app = read(f'{{"id":"app:a","state":"ok",{written}}}')
        assert app.name == "own"
        assert app.findings == ["Name says otherwise than `name`, and does not count."]
    assert read({"id": "app:a", "state": "ok", "name": "same", "Name": "same"}).findings == []


@pytest.mark.parametrize("written", ['"state":"ok","State":"failed"', '"State":"failed","state":"ok"'])
def test_of_two_states_neither_is_forgotten(written: str) -> None:
    app = read(f'{{"id":"app:a",{written}}}')
    assert [app.state, *(other.state for other in app.again)] == ["ok", "failed"]
    assert app.findings == ["`state` is also said to be 'failed', as State: the worst counts."]


# Children under names that the contract does not have

CLUSTER = {"id": "cluster:c", "state": "failed"}
WAVE = {"id": "wave:1", "state": "failed"}


@pytest.mark.parametrize(
    "strange",
    [
        {"phases": [WAVE]},
        {"stages": [{"name": "Canary", "status": "FAILED"}]},
        {"children": {"wave:1": {"state": "failed"}}},
        {"items": [WAVE]},
        {"anything": {"deeper": [[WAVE]]}},
        {"children": ["canary", "main"]},
        {"deployments": [{"environment": "eu", "state": "failure"}, {"environment": "us", "state": "success"}]},
        {"regions": {"eu": {"phase": "Failed"}, "us": {"phase": "Succeeded"}}},
        {"status": {"waves": [{"title": "Canary", "status": "Failed"}]}},
        {"apps": {"web": "failed", "db": "ok"}},
        {"clusterStates": {"eu": "failed"}},
        {"wavesByName": {"Canary": {"state": "failed"}}},
        {"edges": [{"node": WAVE}]},
        {"wavesMap": [["wave:1", WAVE]]},
        {"waves": {"items": [WAVE]}},
        {"waves": [[WAVE]]},
        {"waves": [{"wave": WAVE}]},
        {"waves": [{"id": 1, "state": "failed"}]},
        {"wave_ids": [1]},
        {"wave_ids": {"0": "wave:1"}},
        {"wave_ids": ["Wave:1"]},
        {"phases": ["wave:1"]},
        {"clusters": [CLUSTER]},
        {"cluster_ids": ["cluster:c"]},
        {"apps": {"app:a": "failed"}},
        {"bundle": {"id": "bundle:b", "state": "failed"}},
        {"first": "wave:1"},
        {"waves": {"wave:1": WAVE}},
        {"waves": WAVE},
        {"waves": json.dumps([WAVE])},
        {"wave_ids": "wave:1"},
        {"wave_ids": "wave:1,wave:2"},
        {"waves": ["wave:1"]},
        {"wave_ids": [WAVE]},
        {"waves": 3},
        {"waves": [{}]},
        {"waves": [{"state": "failed"}]},
        {"waves": [CLUSTER]},
        {"wave_ids": ["wave:a+b"]},
        {"phases": json.dumps([WAVE])},
        {"phases": "wave:1, wave:2"},
        {"regions": {"eu": "failed"}},
        {"environments": {"staging": "done", "production": "running"}},
        {"services": [{"serviceName": "web", "rolloutState": "FAILED"}]},
        {"targets": [{"instanceId": "i-1", "status": "Succeeded"}]},
        {"steps": [{"step": "deploy", "status": "failed"}]},
        {"results": [{"name": "eu", "success": False}]},
        {"results": [{"status": "success"}, {"status": "failure"}]},
        {"rollout": {"waveId": "wave:1", "state": "failed"}},
        {"progress": [["wave:1", "failed"]]},
        {"progress": [{"Key": "wave:1", "Value": "failed"}]},
        {"payload": json.dumps({"plan": [WAVE]})},
        {"envelope": {"body": json.dumps(json.dumps([WAVE]))}},
        {"waveNames": ["canary", "main"]},
        {"wave_keys": ["canary"]},
        {"childWorkflowIds": ["canary-7f", "main-8a"]},
        {"subTasks": [{"workflow": "canary-7f"}]},
    ],
)
def test_nothing_that_looks_like_children_is_dropped_in_silence(strange: Answer) -> None:
    release = read({"id": "release:r", "state": "ok", **strange})
    assert release.lost_children
    assert len(release.findings) == 1
    assert next(iter(strange)) in release.findings[0] or "Its child" in release.findings[0]


@pytest.mark.parametrize(
    "strange",
    [
        {"regions": ["eu", "us"]},
        {"regions": [["eu", "failed"], ["us", "ok"]]},
        {"eu-west": {"progress": 3}, "labels": {}},
        {"eu-west": "failed", "us-east": "ok"},
        {"wellen": [{"titel": "Canary", "zustand": "kaputt"}]},
        {"byState": {"done": ["eu"]}, "labels": []},
        {"plan": "not yet", "lots": {"L1": 3}},
    ],
)
def test_what_may_be_below_a_release_that_is_done_is_a_remark(strange: Answer) -> None:
    release = read({"id": "release:r", "state": "ok", **strange})
    (finding,) = release.findings
    assert finding.startswith("It is done and has no waves.")
    assert not release.lost_children
    known = [{"id": "wave:1", "state": "ok"}]
    assert read({"id": "release:r", "state": "ok", "waves": known, **strange}).findings == []


@pytest.mark.parametrize(
    "strange", [{"app_ids": ["app:y"]}, {"appIds": ["x"]}, {"apps": [{"id": "app:y", "state": "ok"}]}]
)
def test_apps_of_an_app_are_a_remark(strange: Answer) -> None:
    (finding,) = read({"id": "app:x", "state": "ok", **strange}).findings
    assert "nothing stands below one" in finding


def test_the_remark_says_where_children_belong() -> None:
    release = read({"id": "release:r", "state": "ok", "phases": [{"id": f"wave:{n}", "state": "ok"} for n in range(5)]})
    (finding,) = release.findings
    assert finding.startswith(
        "'phases' is no field of the contract for a release, and holds what looks like its children"
    )
    assert finding.endswith(": 'wave:0', 'wave:1', 'wave:2' and 2 more. They belong in wave_ids or waves.")


def test_the_remark_names_each_once() -> None:
    release = read({"id": "release:r", "state": "ok", "waves": [{"id": "wave:2", "state": "ok"}], "failed": [WAVE]})
    assert release.findings[0].count("wave:1") == 1


@pytest.mark.parametrize(
    ("answer", "is_lost"),
    [
        # Whole objects of the level below beside the known children, or further down where all are answered for.
        ({"id": "release:r", "wave_ids": ["wave:1"], "phases": [{"id": "wave:2", "state": "failed"}]}, True),
        (
            {"id": "release:r", "waves": [{"id": "wave:1", "state": "ok"}], "apps": [{"id": "app:a", "state": "x"}]},
            True,
        ),
        (
            {"id": "cluster:c", "bundle": {"id": "bundle:b", "state": "ok"}, "apps": [{"id": "app:a", "state": "x"}]},
            True,
        ),
        # Another word of a child that is answered for: the worse may be the true one.
        ({"id": "release:r", "waves": [{"id": "wave:1", "state": "ok"}], "phases": [WAVE]}, True),
        ({"id": "release:r", "waves": [{"id": "wave:1", "state": "ok"}], "states": {"wave:1": "failed"}}, True),
        ({"id": "release:r", "waves": [{"id": "wave:1", "state": "ok"}], "report": [["wave:1", "failed"]]}, True),
        (
            {"id": "release:r", "waves": [{"id": "wave:1", "state": "ok"}], "x": [{"wave": "wave:1", "phase": "y"}]},
            True,
        ),
        (
            {
                "id": "release:r",
                "waves": [{"id": "wave:1", "state": "ok"}],
                "all": {"entries": [{"key": "wave:1", "value": "failed"}]},
            },
            True,
        ),
        # What has failed, and is none of ours.
        ({"id": "release:r", "waves": [{"id": "wave:1", "state": "ok"}], "regions": {"eu": "failed"}}, False),
        ({"id": "app:a", "pods": [{"name": "web-1", "phase": "Failed"}, {"name": "web-2", "phase": "Running"}]}, False),
        ({"id": "app:a", "steps": {"deploy": {"success": False}}}, False),
        # Another word of a child that is asked itself.
        ({"id": "release:r", "wave_ids": ["wave:1"], "details": [WAVE]}, False),
        # What is of the same level.
        ({"id": "wave:1", "waves": [{"id": "wave:2", "state": "failed"}]}, False),
        # What may stand below a child that is asked itself.
        ({"id": "release:r", "wave_ids": ["wave:1"], "apps": [{"id": "app:a", "state": "failed"}]}, False),
        ({"id": "release:r", "wave_ids": ["wave:1"], "next": "wave:2"}, False),
        ({"id": "release:r", "wave_ids": ["wave:1"], "stages": [{"name": "canary", "state": "failed"}]}, False),
        (
            {"id": "release:r", "waves": [{"id": "wave:1", "state": "ok"}], "appStatuses": {"web": "failed"}},
            False,
        ),
        ({"id": "app:a", "children": [{"name": "pod", "status": "failed"}]}, False),
        ({"id": "app:a", "parts": [{"id": "app:b", "status": "failed"}]}, False),
    ],
)
def test_strange_children_beside_known_ones_are_at_least_a_remark(answer: Answer, *, is_lost: bool) -> None:
    found = read({"state": "ok", **answer})
    assert (len(found.findings), found.lost_children) == (1, is_lost)


@pytest.mark.parametrize(
    "other",
    [
        {"colour": "red", "labels": {"app": "x", "team": "web"}, "tags": ["a", "b"], "attempts": 3, "ok": True},
        {"owner": {"name": "Ann", "mail": "ann@example"}, "history": [{"state": "pending", "at": "2026"}]},
        {"done_waves": ["wave:1"], "depends_on": ["release:p"], "previous": {"id": "release:p", "state": "ok"}},
        {"next_apps": ["app:a", "app:b"], "reviews": [{"name": "SRE", "state": "approved"}]},
        {"failedWaves": {"count": 0}, "failed": "none", "errors": {"wave:1": None}, "waves_failed": [""]},
        {
            "last_failed_waves": ["wave:1"],
            "failedWavesHistory": ["wave:0"],
            "failover": ["wave:0"],
            "critical": "wave:0",
        },
        {"details": {"wave:1": {"since": "2026"}}, "states": {"wave:0": "running"}, "before": {"id": "release:o"}},
        {"summary": {"waves": {"total": 3}, "children": 3}, "self": {"id": "release:r"}},
        {"events": [{"wave": "wave:0", "state": "failed"}], "stateHistory": [{"name": "canary", "state": "failed"}]},
        {"checks": [{"name": "smoke", "status": "passed"}, {"name": "slo", "ok": True}], "mode": {"canary": "active"}},
        {"previous": {"name": "1.9", "state": "failed"}, "attempts": [{"status": "failed"}, {"status": "done"}]},
        {"waveStates": [{"key": "wave:0", "value": "running"}], "limits": [{"key": "wave:0", "value": "5 minutes"}]},
    ],
)
def test_what_else_an_answer_says_is_no_child(other: Answer) -> None:
    known = [{"id": "wave:0", "state": "RUNNING"}]
    found = read({"id": "release:r", "state": "ok", "wave_ids": ["wave:1"], "waves": known, **other})
    assert (found.findings, found.lost_children) == ([], False)


@pytest.mark.parametrize(
    "other",
    [
        {
            "history": [{"state": "created", "by": "ann", "at": "2026-11-24"}],
            "owner": {"service": "git", "status": "up"},
        },
        {"stages": "2 of 5", "children": "none yet", "items": "12"},
        {
            "waveCount": 3,
            "clusterName": "eu",
            "appInfo": {"a": {}},
            "regions": ["eu", "us"],
            "waves": {"present": False},
        },
        {"conditions": [{"type": "Ready", "status": "False", "reason": "NotYet"}], "progress": {"done": "3"}},
    ],
)
def test_what_else_an_answer_without_children_says_is_none(other: Answer) -> None:
    found = read({"id": "release:r", "state": "planning", **other})
    assert (found.findings, found.lost_children) == ([], False)


@pytest.mark.parametrize(
    ("strange", "said"),
    [
        ({"waves": [{"id": 7, "state": "ok"}]}, "waves[0]: its id should be text, got 7."),
        ({"waves": [{"waveId": "wave:1"}]}, "waves[0]: an object without id, which may be what waveId has."),
        ({"waves": [{"name": "one", "state": "ok"}]}, "waves[0]: an object without id."),
        ({"wave_ids": ["wave-1"]}, "Its child 'wave-1' has no wave id: it has to begin with `wave:`."),
        ({"wave_ids": ["Wave:1"]}, "Its child 'Wave:1' has no wave id: it has to begin with `wave:`."),
        ({"wave_ids": [" wave:1"]}, "Its child ' wave:1' has no wave id: it has to begin with `wave:`."),
        ({"wave_ids": ["wave:é"]}, "Its child 'wave:é' has no wave id: it has a `é`."),
        ({"wave_ids": ["wave:"]}, "Its child 'wave:' has no wave id: nothing stands after `wave:`."),
        ({"wave_ids": ["wave:-1"]}, "Its child 'wave:-1' has no wave id: its name begins with `-`, and not with a"),
    ],
)
def test_a_child_that_is_not_readable_is_told_what_is_wrong_with_its_id(strange: Answer, said: str) -> None:
    (finding,) = read({"id": "release:r", "state": "ok", **strange}).findings
    assert finding.startswith(said)


@pytest.mark.parametrize(
    "written",
    ['"$id":"1","Id":"app:a"', '"_id":"65f0c1","ID":"app:a"', '"id":"65f0c1","Id":"app:a"', '"Id":"app:a","$id":"2"'],
)
def test_the_id_of_a_serialiser_or_a_database_is_not_the_entitys(written: str) -> None:
    app = read(f'{{{written},"State":"failed"}}')
    assert (app.id, app.state, app.findings) == ("app:a", "failed", [])


TOO_MUCH = "Too much stands under names that the contract does not have: not all of"
MANY = {f"field {number}": "text" for number in range(100_000)}


def test_what_stands_behind_more_fields_than_are_looked_at_is_named() -> None:
    release = read({"id": "release:r", **MANY, "phases": [WAVE], "state": "ok", "Waves": [{"id": "wave:2"}]})
    assert (release.state, list(inline(release, EntityType.RELEASE))) == ("ok", ["wave:2"])
    assert release.lost_children
    assert release.findings == [
        f"{TOO_MUCH} 'field 5000', 'field 5001', 'field 5002' and 94,998 more is looked at.",
    ]
    assert read({"id": "app:a", "state": "ok", **MANY, "status": "failed"}).lost_children


@pytest.mark.parametrize("many", [MANY, list(MANY), [list(MANY)], {"a": {"b": MANY}}, [{"a": "b"}] * 60_000])
def test_what_stands_behind_more_values_than_are_looked_at_is_named(many: Any) -> None:
    release = read({"id": "release:r", "state": "ok", "wave_ids": ["wave:2"], "report": many, "more": [WAVE]})
    assert release.lost_children
    assert release.findings[-1] == f"{TOO_MUCH} 'report', 'more' is looked at."
    past = read({"id": "release:r", "state": "ok", "wave_ids": ["wave:2"], "history": many})
    assert (len(past.findings), past.lost_children) == (1, False)


@pytest.mark.parametrize(
    "written",
    [
        '"report":{"wave:2":"ok","wave:2":"failed"}',
        '"report":[{"wave":"wave:2","state":"ok","state":"failed"}]',
        '"report":{"a":{"id":"wave:2","state":"ok"},"a":{"id":"wave:2","state":"failed"}}',
        '"report":{"a":null,"a":{"id":"wave:3","state":"failed"}}',
        '"report":{"a":"","a":["wave:3"]}',
    ],
)
def test_a_name_that_stands_twice_hides_nothing_under_another_name(written: str) -> None:
    release = read(f'{{"id":"release:r","state":"ok","waves":[{{"id":"wave:2","state":"ok"}}],{written}}}')
    assert (len(release.findings), release.lost_children) == (1, True)
