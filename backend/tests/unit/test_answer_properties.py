"""Whatever an answer says, in whatever writing, its tree is never healthier than the worst that was said.

Generated: any JSON at any field; right answers respelled, reordered, doubled, with children moved under strange names,
and wrong values strewn in. What holds for all: no exception but the one that names an unusable answer, everything can
be dumped as JSON, and no state that stands in the answer is hidden by a better one.
"""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from fakes import FakeTemporal
from patience import PATIENCE
from releasewatch.core.errors import TemporalError
from releasewatch.models.answers.understanding import UnusableAnswerError, understand
from releasewatch.models.entities import Node, walk
from releasewatch.models.state_words import WORDS
from releasewatch.models.status import EntityType, StateTable, Status, severity
from releasewatch.services.trees.assembler import Assembler
from releasewatch.services.trees.own_status import StuckRule
from releasewatch.services.trees.reader import TreeReader
from releasewatch.services.workflows.answer_cache import AnswerCache
from releasewatch.services.workflows.reader import WorkflowReader

Json = Any
TABLE = StateTable({})
FIELDS = [
    *("id", "state", "name", "version", "previous_version", "message", "error_message", "waiting_for", "links"),
    *("sequence", "created_at", "updated_at", "release_id", "wave_id", "cluster_id", "bundle_id"),
    *("wave_ids", "cluster_ids", "app_ids", "waves", "clusters", "bundle", "apps", "phases", "children", "status"),
]
CHILDREN = {
    EntityType.RELEASE: ("wave_ids", "waves"),
    EntityType.WAVE: ("cluster_ids", "clusters"),
    EntityType.CLUSTER: ("bundle_id", "bundle"),
    EntityType.BUNDLE: ("app_ids", "apps"),
}
STATES = st.sampled_from(["running", "SUCCEEDED", "failed", "Pending", "waiting", "RELEASE_STATE_FAILED", "paused"])


def spell(name: str, how: int) -> str:
    first, *others = name.split("_")
    return [
        name,
        first + "".join(map(str.title, others)),
        "".join(map(str.title, name.split("_"))),
        name.replace("_", "-"),
        name.upper(),
    ][how % 5]


NAMES = st.builds(spell, st.sampled_from(FIELDS), st.integers(0, 4)) | st.text(max_size=5)
IDS = st.builds(lambda type_, name: f"{type_}:{name}", st.sampled_from(EntityType), st.sampled_from("abc+"))
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=8) | IDS | STATES
ANYTHING: st.SearchStrategy[Json] = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4), max_leaves=12
)


@settings(max_examples=100)
@given(st.dictionaries(NAMES, ANYTHING, max_size=8), IDS)
def test_any_json_is_understood_or_refused(fields: dict[str, Json], id_: str) -> None:
    payload = json.dumps({"id": id_, **fields}).encode()
    try:
        answer = understand(payload).answer
    except UnusableAnswerError:
        return
    assert answer is not None
    assert json.dumps(answer.findings, ensure_ascii=False).encode()
    assert len(answer.findings) <= 30


@settings(max_examples=100)
@given(st.binary(max_size=60))
def test_any_bytes_are_understood_or_refused(payload: bytes) -> None:
    for whole in (payload, b'{"id":"app:a","message":"' + payload + b'"}'):
        try:
            answer = understand(whole).answer
        except UnusableAnswerError:
            continue
        assert answer is None or json.dumps(answer.message, ensure_ascii=False).encode()


@st.composite
def answers(draw: st.DrawFn, type_: EntityType = EntityType.RELEASE, name: str = "r") -> dict[str, Json]:
    """An answer whose children stand anywhere, in any number, more than once, among anything else."""
    answer: dict[str, Json] = {}
    for key, value in {"id": f"{type_}:{name}", "state": draw(STATES)}.items():
        answer[spell(key, draw(st.integers(0, 2)))] = value
    if draw(st.booleans()):
        answer["State"] = draw(STATES)
    for key in draw(st.lists(st.sampled_from(["message", "links", "sequence", "colour", "name"]), max_size=2)):
        answer[key] = draw(SCALARS | st.lists(SCALARS, max_size=2))
    if type_.child is None:
        return answer
    names = draw(st.lists(st.sampled_from("123"), max_size=1 if type_ is EntityType.CLUSTER else 3))
    children = [draw(answers(type_.child, f"{name}-{each}")) for each in names]
    _place_children(draw, answer, type_, children)
    return dict(draw(st.permutations(list(answer.items()))))


def _place_children(draw: st.DrawFn, answer: dict[str, Json], type_: EntityType, children: list[Json]) -> None:
    inline = CHILDREN[type_][1]
    is_list = type_ is not EntityType.CLUSTER
    for child in children:
        how = draw(st.integers(0, 9))
        if how == 9:
            answer.setdefault(draw(st.sampled_from(["phases", "items", "anything"])), []).append(child)
        elif is_list:
            answer.setdefault(spell(inline, how), []).append(child)
        else:
            answer[spell(inline, how)] = child


def said(value: Json) -> list[Status]:
    """All that is said of entities anywhere, as far as it is in the table."""
    if isinstance(value, list):
        return [status for part in value for status in said(part)]
    if not isinstance(value, dict):
        return []
    is_entity = any(key.lower() == "id" and isinstance(part, str) and ":" in part for key, part in value.items())
    states = [part for key, part in value.items() if key.lower() == "state" and isinstance(part, str)]
    own = [TABLE.status(EntityType.APP, state) for state in states if is_entity]
    below = [status for key, part in value.items() if key not in NOT_ENTITIES for status in said(part)]
    return [status for status in own if status] + below


NOT_ENTITIES = ("message", "links", "sequence", "colour", "name")


async def read(answer: Json) -> Node:
    temporal = FakeTemporal()
    temporal.start("release:r", {"get_release_state": answer})
    trees = TreeReader(WorkflowReader(temporal, AnswerCache()), concurrency=4, deadline=PATIENCE)
    reading = await trees.read("release:r", EntityType.RELEASE)
    return Assembler(TABLE, StuckRule(5, timedelta(minutes=5)), datetime.now(UTC)).node(reading.root)


# The wave is known, and says the same, but not what it holds.
SAME_WAVE = {"id": "wave:r-1", "state": "running"}
HELD = {"phases": [{**SAME_WAVE, "clusters": [{"id": "cluster:r-1-1", "state": "failed"}]}], "waves": [SAME_WAVE]}
# The same wave once more, in another spelling the worse.
TWICE = {"phases": [{"id": "wave:r-1", "state": "failed", "State": "running"}], "waves": [SAME_WAVE]}


@settings(max_examples=100)
@given(answers())
@example({"id": "release:r", "state": "running", **HELD})
@example({"id": "release:r", "state": "running", **TWICE})
async def test_a_tree_is_never_healthier_than_the_worst_that_was_said(answer: Json) -> None:
    root = await read(answer)
    worst = min(map(severity, said(answer)))
    lost = any(node.status is Status.UNKNOWN for node in walk(root))
    assert severity(root.health) <= worst or (lost and severity(root.health) <= severity(Status.UNKNOWN))
    assert root.model_dump_json()
    for node in walk(root):
        assert node.status is not Status.UNKNOWN or node.reason


NAMES_OF_STATES = st.sampled_from(
    ["status", "phase", "rollout_state", "health_status", "current_state", "app_status", "execution_result", "outcome"]
)
FAILED_WORDS = st.sampled_from(WORDS["failed"].split())
GOOD_WORDS = st.sampled_from([*WORDS["succeeded"].split(), *WORDS["skipped"].split()])


@given(st.builds(spell, NAMES_OF_STATES, st.integers(0, 4)), FAILED_WORDS, GOOD_WORDS, st.booleans())
def test_no_state_is_better_than_what_another_name_for_it_says(name: str, bad: str, good: str, nested: bool) -> None:
    answer = {"id": "app:a", "state": good, name: {"status": bad} if nested else bad}
    app = understand(json.dumps(answer).encode()).answer
    assert app is not None
    assert ([other.state for other in app.again], len(app.findings)) == ([bad], 1)


@settings(max_examples=100)
@given(st.dictionaries(st.sampled_from(FIELDS), ANYTHING, max_size=8))
async def test_any_fields_give_a_tree_or_a_reason(fields: dict[str, Json]) -> None:
    try:
        root = await read({**fields, "id": "release:r"})
    except TemporalError:
        return
    assert root.model_dump_json()
    assert all(node.reason for node in walk(root) if node.status is Status.UNKNOWN)


@given(
    st.datetimes(datetime(1999, 1, 1), datetime(2040, 1, 1)),  # noqa: DTZ001 - the zone is written behind
    st.from_regex(r"(?:[.][0-9]{1,9})?", fullmatch=True),
    st.sampled_from(["Z", "+00:00", "", "+02:00", "-00:00"]),
)
def test_a_moment_means_what_the_validator_says(second: datetime, fraction: str, zone: str) -> None:
    text = f"{second:%Y-%m-%dT%H:%M:%S}{fraction}{zone}"
    answer = understand(json.dumps({"id": "app:a", "state": "ok", "updated_at": text}).encode()).answer
    moment = TypeAdapter(datetime).validate_python(text)
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    is_likely = 2000 <= moment.year <= datetime.now(UTC).year + 10
    assert answer is not None
    assert (answer.updated_at, answer.findings) == (moment if is_likely else None, [])
