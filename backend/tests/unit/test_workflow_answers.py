"""Answers are read leniently, and what was wrong is said."""

from datetime import UTC, datetime

import pytest

from releasewatch.models.answers.answer import WorkflowAnswer
from releasewatch.models.answers.understanding import UnusableAnswerError, understand
from releasewatch.models.entity_ids import is_entity_id
from releasewatch.models.status import EntityType


def test_null_means_not_mine() -> None:
    assert understand(b" null ") == (None,)


def test_unknown_fields_are_ignored_and_missing_ones_absent() -> None:
    understood = understand(b'{"id": "app:x", "colour": "red"}')
    assert understood.answer == WorkflowAnswer(id="app:x")
    assert understood.answer.findings == []


@pytest.mark.parametrize("empty", ["", ',"wave_ids":null', ',"wave_ids":[]'])
def test_missing_null_and_empty_children_mean_the_same(empty: str) -> None:
    answer = understand(f'{{"id":"release:x"{empty}}}'.encode()).answer
    assert answer is not None
    assert not answer.has_children(EntityType.RELEASE)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-24T10:00:00Z", datetime(2026, 11, 24, 10, tzinfo=UTC)),
        ("2026-11-24T12:00:00.123456789+02:00", datetime(2026, 11, 24, 10, 0, 0, 123456, tzinfo=UTC)),
        ("2026-11-24T10:00:00", datetime(2026, 11, 24, 10, tzinfo=UTC)),
    ],
)
def test_times_of_any_precision_and_offset(text: str, moment: datetime) -> None:
    answer = understand(f'{{"id":"app:x","updated_at":"{text}"}}'.encode()).answer
    assert answer is not None
    assert answer.updated_at == moment


def test_the_numbers_of_names_and_versions_become_text() -> None:
    answer = understand(b'{"id":"app:x","name":7,"version":1.5,"previous_version":2147483648}').answer
    assert answer is not None
    assert (answer.name, answer.version, answer.previous_version) == ("7", "1.5", "2147483648")
    assert answer.findings == []


def test_a_wrong_optional_field_is_dropped_and_said() -> None:
    answer = understand(b'{"id":"app:x","state":"ok","sequence":"first","updated_at":"soon"}').answer
    assert answer is not None
    assert (answer.state, answer.sequence, answer.updated_at) == ("ok", None, None)
    assert [finding.partition(":")[0] for finding in answer.findings] == ["sequence", "updated_at"]
    assert "got 'first'" in answer.findings[0]
    assert not answer.lost_children


def test_a_child_that_cannot_be_identified_is_dropped_and_said() -> None:
    answer = understand(
        b'{"id":"bundle:x","app_ids":["app:a",7],'
        b'"apps":[{"created_at":"?","state":"ok"},{"id":"app:b","sequence":[]},{"id":"app:c"}]}'
    ).answer
    assert answer is not None
    assert [app.id for app in answer.inline_children(EntityType.BUNDLE)] == ["app:b", "app:c"]
    assert answer.child_ids(EntityType.BUNDLE) == ["app:a"]
    assert answer.lost_children
    assert [finding.partition(":")[0] for finding in answer.findings] == ["app_ids[1]", "apps[0]"]


def test_what_is_wrong_deep_inside_is_said_of_the_entity_that_it_belongs_to() -> None:
    answer = understand(
        b'{"id":"release:x","sequence":"?","waves":[{"id":"wave:1","clusters":[{"id":"cluster:1","name":[7],'
        b'"bundle":{"id":"bundle:1","app_ids":"none"}}]}]}'
    ).answer
    assert answer is not None
    wave = answer.inline_children(EntityType.RELEASE)[0]
    cluster = wave.inline_children(EntityType.WAVE)[0]
    bundle = cluster.inline_children(EntityType.CLUSTER)[0]
    said = [[finding.partition(":")[0] for finding in each.findings] for each in (answer, wave, cluster, bundle)]
    assert said == [["sequence"], [], ["name"], ["app_ids"]]
    assert [each.lost_children for each in (answer, wave, cluster, bundle)] == [False, False, False, True]


@pytest.mark.parametrize(
    "payload", [b"", b"{", b"[]", b'"app:x"', b"7", b'{"state":"ok"}', b'{"id":null}', b'{"id":[]}']
)
def test_what_is_no_object_with_an_id_is_unusable(payload: bytes) -> None:
    with pytest.raises(UnusableAnswerError):
        understand(payload)


def test_the_bundle_of_a_cluster_is_its_child_and_of_an_app_its_parent() -> None:
    answer = WorkflowAnswer(id="x", bundle_id="bundle:b", release_id="release:r")
    assert answer.child_ids(EntityType.CLUSTER) == ["bundle:b"]
    assert list(answer.parent_ids(EntityType.CLUSTER)) == ["release:r"]
    assert list(answer.parent_ids(EntityType.APP)) == ["release:r", "bundle:b"]


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("app:checkout", True),
        ("app:a.b_c:d-1", True),
        ("wave:checkout", False),
        ("app:", False),
        ("app:-x", False),
        ("app:a/b", False),
        ("app:a\n", False),
        ("app:" + "a" * 200, True),
        ("app:" + "a" * 201, False),
    ],
)
def test_entity_ids(text: str, fits: bool) -> None:
    assert is_entity_id(text, EntityType.APP) is fits
