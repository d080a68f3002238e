"""Values of an answer as languages and people write them: understood where only the writing differs, told otherwise.

The kinds, and what belongs to each:

- Values of a wrong type at every field, each dropped and named.
- Text that is no text: halves of characters, bytes that are not UTF-8, control characters, marks of byte order.
- What languages send for nothing, also among links and approvals: `[]` for an object, `""` for anything, `{}` for a
  list, `null` in lists, wrappers of absent values, and what serialisers add to them.
- Moments that are none: the zeros and the infinities of languages and databases, in every writing of a moment.
- Moments as languages write them: protobuf's and Firestore's objects, .NET's ticks, mail's and HTTP's dates, Go's and
  Ruby's own texts. A zone that is only an abbreviation of somewhere may mean two, and is none.
- Sizes: findings are counted past a few, deep nesting and very many parts cost no more than they have to.
"""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from releasewatch.models.answers.answer import ApprovalAnswer, WorkflowAnswer
from releasewatch.models.answers.understanding import MOST_ENTITIES, UnusableAnswerError, understand
from releasewatch.models.status import EntityType

Answer = dict[str, Any]


def read(answer: Answer | str | bytes) -> WorkflowAnswer:
    payload = json.dumps(answer) if isinstance(answer, dict) else answer
    understood = understand(payload if isinstance(payload, bytes) else payload.encode()).answer
    assert understood is not None
    return understood


def inline(answer: WorkflowAnswer, type_: EntityType) -> dict[str, WorkflowAnswer]:
    return {child.id: child for child in answer.inline_children(type_)}


# Wrong types

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


TEXT_ONLY = ("state", "message", "error_message", "waiting_for")
WRONG = [True, 4.5, 4, {"value": "failed"}, {"name": "FAILED", "ordinal": 3}, ["failed"], [[1]], [{}]]


@pytest.mark.parametrize(
    "field", [*TEXT_ONLY, "name", "version", "previous_version", "links", "updated_at", "created_at"]
)
@pytest.mark.parametrize("wrong", WRONG, ids=str)
def test_a_wrong_type_is_dropped_and_named(field: str, wrong: Any) -> None:
    takes_numbers = field in ("name", "version", "previous_version", "updated_at", "created_at")
    if (takes_numbers and isinstance(wrong, int | float) and wrong is not True) or (field, type(wrong)) == (
        "links",
        dict,
    ):
        return
    app = read({"id": "app:a", "state": "ok", field: wrong})
    assert getattr(app, field) is None
    assert [finding.partition(":")[0] for finding in app.findings] == [field]
    assert not app.lost_children


@pytest.mark.parametrize("wrong", [True, 4.5, "first", "1.5", [1], {"value": 1}, float("inf"), "9" * 30])
def test_an_order_that_is_no_whole_number_is_dropped_and_named(wrong: Any) -> None:
    app = read({"id": "app:a", "state": "ok", "sequence": wrong})
    assert app.sequence is None
    assert [finding.partition(":")[0] for finding in app.findings] == ["sequence"]


@pytest.mark.parametrize("number", [3, 3.0, "3", " 3 "])
def test_whole_numbers_as_languages_write_them(number: Any) -> None:
    app = read({"id": "app:a", "state": "ok", "sequence": number})
    assert (app.sequence, app.findings) == (3, [])


@pytest.mark.parametrize(
    "written", ["1.10", "2.0", "20261124.0", "1e3", "1.50E+2", "-0.0", "7", "0.1000000000000000055", "9" * 120]
)
def test_a_number_for_a_text_is_shown_as_it_was_written(written: str) -> None:
    app = read(f'{{"id":"app:a","state":"ok","name":{written},"version":{written}}}')
    assert (app.name, app.version, app.findings) == (written, written, [])


@pytest.mark.parametrize("none", ["NaN", "Infinity", "-Infinity", "1e400", "9" * 100_000])
def test_what_is_no_number_is_no_text_either(none: str) -> None:
    app = read(f'{{"id":"app:a","state":"ok","version":{none}}}')
    (finding,) = app.findings
    assert app.version is None
    assert finding.startswith("version: should be text, got ")
    assert len(finding) < 150


def test_what_is_wrong_among_the_links_costs_itself_alone() -> None:
    app = read({"id": "app:a", "state": "ok", "links": {"logs": "https://logs", "runs": 7, "none": None, "all": ["x"]}})
    assert app.links == {"logs": "https://logs"}
    assert app.findings == [
        "links['runs']: should be an address, got 7.",
        "links['all']: should be an address, got a list.",
    ]


def test_a_state_under_another_name_is_named() -> None:
    app = read({"id": "app:a", "status": "failed"})
    assert app.state is None
    assert app.findings == ["'status' is no field of the contract, and may be meant for `state`."]


@pytest.mark.parametrize(
    ("payload", "said"),
    [
        (
            '{"data":{"id":"app:a","state":"ok"}}',
            "the answer has no id; an answer stands in `data`, and has to be the whole",
        ),
        (
            '{"result":{"app":{"id":"app:a"}}}',
            "the answer has no id; an answer stands in `result` `app`, and has to be the whole",
        ),
        ('[{"id":"app:a"}]', "expected an object, got a list; an answer stands in [0], and has to be the whole"),
        ('{"id":7}', "the answer's id should be text, got 7"),
        ('{"id":""}', "the answer has no id"),
        ("7", "expected an object, got 7"),
    ],
)
def test_what_is_no_answer_says_where_one_stands(payload: str, said: str) -> None:
    with pytest.raises(UnusableAnswerError) as refused:
        understand(payload.encode())
    assert str(refused.value) == said


READY = {"type": "Ready", "status": "False"}


@pytest.mark.parametrize(
    ("said", "counts"),
    [
        ({"state": "completed", "conclusion": "failure"}, True),
        ({"state": "completed", "result": "FAILED"}, True),
        ({"state": "Synced", "health": {"status": "Degraded"}}, True),
        ({"state": "Rolled Out", "status": {"phase": "Failed", "replicas": 3}}, True),
        ({"state": "skipped", "Outcome": "timed_out"}, True),
        ({"state": "Deployed", "conditions": [READY | {"reason": "ReconciliationFailed"}]}, True),
        ({"state": "ok", "status": [{"type": "Ready", "status": "True"}, {"type": "Stalled", "status": True}]}, True),
        ({"state": "running", "conditions": [READY | {"reason": "ProgressDeadlineExceeded"}]}, False),
        ({"state": "running", "status": "failed"}, False),
        ({"state": "no word of ours", "phase": "failed"}, False),
        ({"state": "done", "success": False}, True),
        ({"state": "Deployed", "isHealthy": False}, True),
        ({"state": "skipped", "has_errors": True}, True),
        ({"state": "running", "failed": True}, False),
        ({"state": "done", "failed": "True"}, True),
        ({"state": "done", "IsSuccess": "false"}, True),
        ({"state": "done", "FinishedSuccessfully": False}, True),
        ({"state": "done", "status": "Rolled Back"}, True),
        ({"state": "done", "rolloutState": "FAILED"}, True),
        ({"state": "done", "deployment_status": "failure"}, True),
        ({"state": "done", "ProvisioningState": "Failed"}, True),
        ({"state": "done", "appStatus": "CrashLoopBackOff"}, True),
        ({"state": "Synced", "status": {"sync": {"status": "Synced"}, "health": {"status": "Degraded"}}}, True),
        ({"state": "Synced", "operationState": {"phase": "Failed"}}, True),
        ({"state": "done", "status": {"conditions": [READY | {"reason": "CrashLoopBackOff"}]}}, True),
        ({"state": "done", "status": ["failed"]}, True),
        ({"state": "done", "outcome": "FAILURE: no space left"}, True),
        ({"state": "done", "result": {"success": False}}, True),
        ({"state": "done", "health": {"isHealthy": "false"}}, True),
        ({"state": "done", "result": {"error": "no space left"}}, False),
        ({"state": "done", "smokeTestResult": "FAILURE"}, False),
        ({"state": "done", "waveStatus": "failed"}, False),
        ({"state": "done", "failed": 1}, False),
        ({"state": "done", "failedCount": "3"}, False),
        ({"state": "done", "errors": ["no space left"]}, False),
        ({"state": "done", "error": {"code": 7, "message": ""}}, False),
        ({"state": "done", "exitCode": 1}, False),
    ],
)
def test_another_word_for_a_state_that_says_worse_is_never_dropped_in_silence(said: Answer, *, counts: bool) -> None:
    app = read({"id": "app:a", **said})
    (finding,) = app.findings
    assert "is no field of the contract, and " in finding
    assert len(app.again) == counts


@pytest.mark.parametrize(
    "said",
    [
        {"state": "failed", "status": "failed"},
        {"state": "ok", "conditions": [READY, READY | {"reason": 4}, {"type": "Failed", "status": "False"}, "x", {}]},
        {"state": "completed", "conclusion": "success", "phase": "done"},
        {"state": "completed", "result": "recovered after 3 failed tries", "stage": 4, "health": {"failures": 0}},
        {"state": "in_progress", "phase": "verifying", "conclusion": None},
        {"state": "in_progress", "success": False, "isHealthy": False},
        {"state": "done", "ok": True, "failed": False, "retry_on_error": True, "is_terminal": True},
        {"state": "done", "failed": "false", "errors": 0, "error": "none", "exitCode": 0, "failureCount": "0"},
        {"state": "done", "error": {"code": 0, "message": ""}, "failures": [], "errorCount": 0.0},
        {"state": "done", "result": {"success": True, "error": None}, "status": [["failed"]], "phase": "Fixed: failed"},
        {"state": "done", "previousState": "failed", "last_status": "failed", "targetHealth": "degraded"},
        {"state": "done", "rolloutStatus": "Succeeded", "estimate": "failed", "healthStatus": "Healthy"},
        {"state": "in_progress", "errors": 3, "error": "will be tried again", "exitCode": 1},
    ],
)
def test_another_word_for_a_state_that_says_the_same_is_ignored(said: Answer) -> None:
    app = read({"id": "app:a", **said})
    assert (app.again, app.findings) == ([], [])


def test_an_answer_made_json_twice_says_so() -> None:
    with pytest.raises(UnusableAnswerError, match="an answer stands in a text that is JSON itself"):
        understand(json.dumps(json.dumps({"id": "app:a"})).encode())


# Text as machines write it


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        (rb"\ud83d", "\ufffd"),
        (rb"\ude00 alone", "\ufffd alone"),
        (rb"\ud83d\ude00 whole", "\U0001f600 whole"),
        (rb"\\ud83d is text", r"\ud83d is text"),
        (rb"\ud83d\ud83d\ude00", "\ufffd\U0001f600"),
        (rb"nul \u0000 and escape \u001b[31m", "nul \ufffd and escape \ufffd[31m"),
        (rb"\u007f and \u009b31m are escapes, \u007e is none", "\ufffd and \ufffd31m are escapes, ~ is none"),
        ("\x7f and \x9b31m as they are".encode(), "\ufffd and \ufffd31m as they are"),
        (b"nul \x00 and escape \x1b[31m", "nul \ufffd and escape \ufffd[31m"),
        (b"latin \xe9 one", "latin \ufffd one"),
        (b"halves \xed\xa0\xbd\xed\xb8\x80 of java", "halves \U0001f600 of java"),
        (b"half \xed\xa0\xbd of it", "half \ufffd of it"),
        (b"line\nbreak\tand tab", "line\nbreak\tand tab"),
        (rb"line\nbreak\tand tab", "line\nbreak\tand tab"),
        ("Bücher 図書 📚 \u202e".encode(), "Bücher 図書 📚 \u202e"),
        (rb"B\u00fccher \u56f3", "Bücher 図"),
    ],
)
def test_one_bad_text_costs_that_text_at_most(written: bytes, read_as: str) -> None:
    payload = b'{"id":"bundle:b","state":"ok","apps":[{"id":"app:1","state":"ok","message":"%b"},{"id":"app:2"}]}'
    bundle = read(payload.replace(b"%b", written))
    first, second = bundle.inline_children(EntityType.BUNDLE)
    assert (first.message, first.state, second.id) == (read_as, "ok", "app:2")
    assert json.dumps(first.message, ensure_ascii=False).encode()


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_marks_of_byte_order_and_other_encodings_of_json(encoding: str) -> None:
    assert read('{"id":"app:a","name":"é"}'.encode(encoding)).name == "é"


def test_the_end_of_a_c_string_is_no_part_of_it() -> None:
    assert read(b'{"id":"app:a"}\x00').id == "app:a"


# Nothing

NOTHING = [None, "", "  ", [], {}, [None], [""], {"value": None}]


@pytest.mark.parametrize("nothing", NOTHING, ids=repr)
def test_what_languages_send_for_nothing_is_the_same_as_missing(nothing: Any) -> None:
    own = {field: nothing for field in (*FIELDS, "release_id", "wave_id") if field != "state"}
    for entity, children in (
        ("release:r", ("wave_ids", "waves", "clusters", "apps")),
        ("wave:w", ("cluster_ids", "clusters", "bundle")),
        ("cluster:c", ("bundle_id", "bundle", "bundles")),
        ("bundle:b", ("app_ids", "apps", "children")),
    ):
        answer = {"id": entity, "state": "ok", **own, **dict.fromkeys(children, nothing)}
        assert read(answer) == WorkflowAnswer(id=entity, state="ok")


def test_the_zero_of_a_go_struct_is_no_child() -> None:
    zero = {"id": "", "state": "", "name": "", "sequence": 0, "updated_at": "0001-01-01T00:00:00Z", "apps": None}
    assert read({"id": "cluster:c", "state": "ok", "bundle": zero}) == WorkflowAnswer(id="cluster:c", state="ok")


ABSENT: list[Answer] = [
    {"present": False},
    {"empty": True, "present": False},
    {"String": "", "Valid": False},
    {"Int64": 0, "Valid": False},
    {"Time": "0001-01-01T00:00:00Z", "Valid": False},
    {"hasValue": False, "value": None},
    {"$id": "7"},
    {"$type": "Acme.Nothing, Acme", "HasValue": False},
    {"@type": "type.googleapis.com/acme.Nothing"},
    {"@class": "java.util.Collections$EmptyList"},
    {"$id": "7", "$values": []},
    {"Elements": None, "Dimensions": None, "Status": 0},
]


@pytest.mark.parametrize("absent", ABSENT, ids=str)
def test_the_wrapper_of_an_absent_value_is_nothing(absent: Answer) -> None:
    own = {field: absent for field in FIELDS if field not in ("state", "links")}
    for id_, *children in (("release:r", "wave_ids", "waves"), ("cluster:c", "bundle_id", "bundle"), ("app:a",)):
        assert read({"id": id_, "state": "ok", **own, **dict.fromkeys(children, absent)}) == WorkflowAnswer(
            id=id_, state="ok"
        )


@pytest.mark.parametrize("absent", ABSENT, ids=str)
def test_the_wrapper_of_an_absent_value_is_nothing_among_links_and_approvals_too(absent: Answer) -> None:
    given = {"who": absent, "what": absent, "asked_at": absent, "at": "2026-11-24T10:00:00Z"}
    app = read({"id": "app:a", "state": "ok", "links": {"logs": absent}, "approvals": [absent, given, None]})
    assert (app.findings, app.links) == ([], {})
    assert app.approvals == [ApprovalAnswer(at=datetime(2026, 11, 24, 10, tzinfo=UTC))]


def test_a_reference_is_something() -> None:
    assert read({"id": "release:r", "state": "ok", "waves": {"$ref": "7"}}).lost_children


def test_nothing_between_children_is_skipped() -> None:
    bundle = read({"id": "bundle:b", "state": "ok", "app_ids": [None, "app:1", ""], "apps": [None, {"id": "app:2"}]})
    assert bundle.child_ids(EntityType.BUNDLE) == ["app:1"]
    assert (list(inline(bundle, EntityType.BUNDLE)), bundle.findings) == (["app:2"], [])


def test_zero_is_something_where_it_can_be() -> None:
    app = read({"id": "app:a", "state": "ok", "sequence": 0, "version": 0})
    assert (app.sequence, app.version) == (0, "0")


def test_a_part_of_a_second_is_kept() -> None:
    app = read({"id": "app:a", "state": "ok", "updated_at": {"seconds": "1795514400", "nanos": 250_000_000}})
    assert app.updated_at == datetime(2026, 11, 24, 10, 0, 0, 250_000, tzinfo=UTC)


# Moments that are none


@pytest.mark.parametrize(
    "none",
    [
        *(
            "0001-01-01T00:00:00Z",
            "0001-01-01T00:00:00",
            "0001-01-01T01:00:00+01:00",
            "0001-01-01",
            "0000-00-00 00:00:00",
        ),
        *("-0001-11-30T00:00:00+00:00", "-1000000000-01-01T00:00:00Z", "+1000000000-12-31T23:59:59.999999999Z"),
        *("1970-01-01T00:00:00Z", "1970-01-01", "1969-12-31T23:00:00-01:00", "1601-01-01T00:00:00Z", "1900-01-01"),
        *("9999-12-31T23:59:59.9999999Z", "9999-12-31", "2999-01-01T00:00:00Z", "2099-12-31"),
        *(
            0,
            0.0,
            "0",
            "0.0",
            -1,
            "-1",
            -62135596800,
            -62135596800000,
            -6795364578871345152,
            2**63 - 1,
            253402300799999,
        ),
        *("0001-01-01 00:00:00 +0000 UTC", "1/1/0001 12:00:00 AM", "01/01/0001 00:00:00", "0001-01-01T00:00:00+14:00"),
        *("Mon, 01 Jan 0001 00:00:00 GMT", "Thu, 01 Jan 1970 00:00:00 GMT", "infinity", "-infinity", "NaT", "Never"),
        *("None", "null", "n/a", "Invalid Date", "1970-01-01T01:00:00+01:00[Europe/Zurich]"),
        *({"seconds": 0}, {"seconds": "-62135596800", "nanos": 0}, {"seconds": -62135596800}, {"seconds": 2**60}),
        *("/Date(-62135596800000)/", "/Date(0)/", "/Date(253402300799999+0000)/", "/Date(-1)/", "/Date(99999999999)/"),
        *("/Date(1795514400000000)/", {"seconds": 1795514400000}, {"Valid": False, "Time": "/Date(-62135596800000)/"}),
        *("Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Fri, 31 Dec 9999 23:59:59 +0000"),
        *("0001-01-01 00:00:00 UTC", "1970-01-01 01:00:00 +0100 CET", "292278994-08-17T07:12:55.807Z", "undefined"),
        *("Thu Jan 01 1970 00:00:00 GMT+0000 (Coordinated Universal Time)", "Thu Jan  1 00:00:00 UTC 1970", "not set"),
        *("1/1/1900 12:00:00 AM", "01/01/1753 00:00:00", "30.12.1899 00:00:00", "Jan 1, 0001 12:00:00 AM"),
        *({"secs_since_epoch": 0, "nanos_since_epoch": 1}, "Jan 1, 1970 12:00:00 AM", "01.01.0001 00:00:00"),
    ],
)
def test_moments_that_are_none_are_absent(none: Any) -> None:
    assert read({"id": "app:a", "state": "ok", "updated_at": none, "created_at": none}) == WorkflowAnswer(
        id="app:a", state="ok"
    )


@pytest.mark.parametrize(
    "moment",
    [
        *(1_795_514_400, 1_795_514_400_000, "1795514400", 1_795_514_400.0),
        *(1_795_514_400_000_000, 1_795_514_400_000_000_000, "1795514400000000000", "1795514400000.0"),
    ],
)
def test_moments_as_numbers(moment: Any) -> None:
    app = read({"id": "app:a", "state": "ok", "updated_at": moment})
    assert app.updated_at == datetime(2026, 11, 24, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    "moment",
    [
        *("2026-11-24T10:00:00,000Z", "2026-11-24 10:00:00,000", "2026-11-24T10:00Z", "2026-11-24t10:00:00z"),
        *("2026-11-24T11:00:00+0100", "2026-11-24T11:00:00+01:00[Europe/Zurich]", "2026-11-24T10:00:00Z[UTC]"),
        *({"seconds": 1795514400}, {"seconds": 1795514400, "nanos": 0}, {"seconds": "1795514400", "nanos": None}),
        *(
            {"Seconds": 1795514400, "Nanos": 400},
            {"_seconds": 1795514400, "_nanoseconds": 0},
            {"seconds": 1795514400.0},
        ),
        *("/Date(1795514400000)/", "/Date(1795514400000+0100)/", r"\/Date(1795514400000-0800)\/"),
        *("Tue, 24 Nov 2026 10:00:00 GMT", "Tue, 24 Nov 2026 11:00:00 +0100", "24 Nov 2026 05:00:00 EST"),
        *("Tuesday, 24-Nov-26 10:00:00 GMT", "Tue, 24 Nov 2026 10:00 UT", "Tue, 24 Nov 2026 10:00:00 -0000 (UTC)"),
        *("2026-11-24 10:00:00 +0000 UTC", "2026-11-24 11:00:00 +0100 CET m=+0.000041", "2026-11-24 10:00:00 UTC"),
        *("2026-11-24 05:00:00 -0500", {"seconds": 1795514400.0}, "Tue Nov 24 10:00:00 2026"),
        *("Tue Nov 24 2026 11:00:00 GMT+0100 (Central European Standard Time)", "Tue Nov 24 10:00:00 UTC 2026"),
        {"secs_since_epoch": 1795514400, "nanos_since_epoch": 0},
    ],
)
def test_moments_as_languages_write_them(moment: Any) -> None:
    app = read({"id": "app:a", "state": "ok", "updated_at": moment})
    assert (app.updated_at, app.findings) == (datetime(2026, 11, 24, 10, tzinfo=UTC), [])


@pytest.mark.parametrize(
    "moment",
    [
        "soon",
        "PT5M",
        "1h5m",
        *({"seconds": "soon"}, {"seconds": True}, {"seconds": 1795514400, "zone": "CET"}, {"nanos": 5}),
        *({"seconds": 1795514400, "nanos": 10**9}, {"seconds": 1795514400, "nanos": "many"}, {"seconds": [1795514400]}),
        *("/Date(soon)/", "/Date()/", "Tue, 24 Nov 2026 25:00:00 GMT", "Tue, 24 Nov 2026 10:00:00 CET", "24 Nov 2026"),
        *("Tue Nov 24 10:00:00 CET 2026", "Nov 24, 2026 10:00:00 AM", "1/1/2026 12:00:00 AM", "01.01.2026 00:00:00"),
        *("Tue, 24 Nob 2026 10:00:00 GMT", "Tue, 24 Nov 2026 10:00:00 +9999", "2026-11-24 10:00:00 CET"),
        [2026, 11, 24],
        "24.11.2026",
        float("nan"),
        float("inf"),
        "2026-13-01T00:00:00Z",
        10**40,
    ],
)
def test_what_is_no_moment_is_named(moment: Any) -> None:
    app = read({"id": "app:a", "state": "ok", "updated_at": moment})
    assert app.updated_at is None
    assert [finding.partition(":")[0] for finding in app.findings] == ["updated_at"]


# Sizes


def test_findings_are_counted_past_a_few() -> None:
    release = read({"id": "release:r", "state": "ok", "wave_ids": [{}] * 40_000})
    assert release.lost_children
    assert len(release.findings) == 11
    assert release.findings[-1] == "And 39,990 more."
    assert sum(map(len, release.findings)) < 1_000


def test_more_entities_than_are_shown_are_no_small_matter() -> None:
    apps = [{"id": f"app:{number}", "state": "ok"} for number in range(MOST_ENTITIES + 500)]
    bundle = read({"id": "bundle:b", "state": "ok", "apps": apps})
    assert len(bundle.inline_children(EntityType.BUNDLE)) == MOST_ENTITIES - 1
    assert bundle.lost_children
    assert bundle.findings == ["The answer holds more than 10,000 entities: the others are left out."]


@pytest.mark.parametrize(
    "payload",
    [
        b'{"id":"app:a","name":' + b"[" * 10_000 + b"]" * 10_000 + b"}",
        b'{"id":"app:a","x":' + b'{"a":' * 10_000 + b"1" + b"}" * 10_001,
        b'{"id":"app:a","x":[' + b",".join([b"[]"] * 300_000) + b"]}",
    ],
    ids=["lists in lists", "objects in objects", "lists beside lists"],
)
def test_what_is_too_deep_or_too_much_is_said(payload: bytes) -> None:
    with pytest.raises(UnusableAnswerError, match=r"is nested too deeply|holds more than 200,000 objects and lists"):
        understand(payload)


@pytest.mark.parametrize(
    "fields",
    [
        {f"field {number}": number for number in range(100_000)},
        {"version": 10**4000, "message": "x" * 1_000_000},
        {"x" * 1_000_000: "wave:1", "links": {"y" * 100_000: "https://z"}},
        {"app_ids": [f"app:{number}+" for number in range(100_000)]},
    ],
    ids=["fields", "long values", "long names", "wrong ids"],
)
def test_anything_large_is_read_and_said_in_short(fields: Answer) -> None:
    bundle = read(json.dumps({"id": "bundle:b", "state": "ok", **{k: v for k, v in fields.items() if k != "version"}}))
    assert bundle.state == "ok"
    assert sum(map(len, bundle.findings)) < 3_000


def test_more_states_than_tell_anything_new_are_not_all_taken() -> None:
    states = {"_" * number + "state": f"state {number}" for number in range(1, 2_000)}
    app = read({"id": "app:a", "state": "ok", **states, "State": "failed"})
    assert app.lost_children
    assert len(app.again) == 100
    same = read({"id": "app:a", "state": "ok", **dict.fromkeys(states, "failed")})
    assert (same.lost_children, [other.state for other in same.again]) == (False, ["failed"])


@pytest.mark.parametrize("moment", ["1" * 1_000_000, " " * 1_000_000 + "x", "Tue, 24 Nov 2026 " + "1" * 1_000_000])
def test_a_text_too_long_for_a_moment_is_none(moment: str) -> None:
    app = read({"id": "app:a", "state": "ok", "updated_at": moment})
    assert (app.updated_at, len(app.findings)) == (None, 1)


def test_a_number_of_a_million_digits() -> None:
    app = read(b'{"id":"app:a","state":"ok","sequence":' + b"9" * 1_000_000 + b',"version":' + b"8" * 40 + b"}")
    assert (app.sequence, app.version) == (None, "8" * 40)
