"""What a workflow answers depends on its code: each run is asked what it knows, whoever was read before.

Of the same kind: one type name on two queues, on two builds, in two runs of one build, before and after a deployment;
handlers that come while a run goes on; handlers for any name; SDKs whose metadata are missing, empty, partial, garbage
or late; of the two queries the one that tells more, which fails or is late, or tells of other children or another state
than the other one, or whose answer is not its own or nonsense. Generated: any of these, in any order of
reads.
"""

import asyncio
import itertools
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fakes import FakeTemporal
from patience import PATIENCE, until
from releasewatch.core.errors import AnswerNotUnderstoodError, QueryFailedError, TemporalTimeoutError
from releasewatch.models.entities import Code, Node, walk
from releasewatch.models.status import EntityType, StateTable, Status
from releasewatch.services.trees.assembler import Assembler
from releasewatch.services.trees.own_status import StuckRule
from releasewatch.services.trees.reader import TreeReader
from releasewatch.services.workflows.answer_cache import AnswerCache
from releasewatch.services.workflows.queries import Timing
from releasewatch.services.workflows.reader import WorkflowReader

METADATA = "__temporal_workflow_metadata"
# What SDKs that cannot tell their handlers may answer instead.
SILENT_METADATA: dict[str, bytes | Exception] = {
    "unknown query": QueryFailedError("unknown queryType __temporal_workflow_metadata"),
    "no answer in time": TemporalTimeoutError("late"),
    "null": b"null",
    "text": b'"no"',
    "no definition": b"{}",
    "nothing": b'{"definition":{"queryDefinitions":[]}}',
    "null handlers": b'{"definition":{"queryDefinitions":null}}',
    "not JSON": b"\x00\x01",
    "others only": b'{"definition":{"queryDefinitions":[{"name":"__stack_trace"},{"name":"status"}]}}',
    "a dynamic handler": json.dumps({"definition": {"queryDefinitions": [{}, {"name": METADATA}]}}).encode(),
}


class Trees:
    """A Temporal in memory, and one reader of it for the whole test."""

    def __init__(self, timing: Timing | None = None) -> None:
        self.temporal = FakeTemporal()
        reader = WorkflowReader(self.temporal, AnswerCache(), timing)
        self._trees = TreeReader(reader, concurrency=4, deadline=PATIENCE)

    async def read(self, root_id: str) -> Node:
        reading = await self._trees.read(root_id, EntityType(root_id.partition(":")[0]))
        return Assembler(StateTable({}), StuckRule(5, timedelta(minutes=5)), datetime.now(UTC)).node(reading.root)


@pytest.fixture
def trees() -> Trees:
    return Trees()


def wave(state: str = "running", **fields: Any) -> dict[str, Any]:
    return {"id": "wave:1", "state": state, "clusters": [{"id": "cluster:1", "state": state, **fields}]}


def whole(release_id: str, state: str = "failed") -> dict[str, Any]:
    bundle = {"id": "bundle:1", "state": "running", "apps": [{"id": "app:1", "state": state}]}
    return {"id": release_id, "state": "running", "waves": [wave(bundle=bundle)]}


def thin(release_id: str) -> dict[str, Any]:
    return {"id": release_id, "state": "running"}


SHAPES = {
    "hierarchy": lambda name: {"get_hierarchy": whole(name)},
    "hierarchy beside a thin state": lambda name: {"get_hierarchy": whole(name), "get_release_state": thin(name)},
    "state": lambda name: {"get_release_state": whole(name)},
    "state and waves by argument": lambda name: {
        "get_release_state": thin(name) | {"wave_ids": ["wave:1"]},
        "get_wave_state": {"by_argument": {"wave:1": whole(name)["waves"][0]}},
    },
    "hierarchy beside a state that only names": lambda name: {
        "get_hierarchy": whole(name),
        "get_release_state": thin(name) | {"wave_ids": ["wave:1"]},
    },
    "thin hierarchy beside a state": lambda name: {"get_hierarchy": thin(name), "get_release_state": whole(name)},
    "hierarchy of the upper levels beside a state": lambda name: {
        "get_hierarchy": thin(name) | {"waves": [{"id": "wave:1", "state": "running"}]},
        "get_release_state": whole(name),
    },
    "thin hierarchy beside waves by argument": lambda name: {
        "get_hierarchy": thin(name),
        "get_release_state": thin(name) | {"wave_ids": ["wave:1"]},
        "get_wave_state": {"by_argument": {"wave:1": whole(name)["waves"][0]}},
    },
}
FAILING_APP = ["release", "wave", "cluster", "bundle", "app"]


@pytest.mark.parametrize("order", list(itertools.permutations(SHAPES, 2)), ids=" then ".join)
async def test_two_runs_of_one_type_answer_each_as_they_can(trees: Trees, order: tuple[str, ...]) -> None:
    for number, shape in enumerate(order):
        trees.temporal.start(f"release:{number}", SHAPES[shape](f"release:{number}"))
    for number in (0, 1, 0, 1):
        tree = await trees.read(f"release:{number}")
        assert [node.type.value for node in walk(tree)] == FAILING_APP
        assert (tree.status, tree.health) == (Status.RUNNING, Status.FAILED)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("metadata", SILENT_METADATA)
async def test_one_query_is_enough_whatever_the_sdk_tells_of_it(trees: Trees, shape: str, metadata: str) -> None:
    trees.temporal.metadata = SILENT_METADATA[metadata]
    trees.temporal.start("release:r", SHAPES[shape]("release:r"))
    for _ in range(2):
        tree = await trees.read("release:r")
        assert [node.type.value for node in walk(tree)] == FAILING_APP
        assert tree.health is Status.FAILED


@settings(max_examples=60)
@given(
    st.lists(st.tuples(st.sampled_from(sorted(SHAPES)), st.sampled_from("ab")), min_size=2, max_size=5),
    st.randoms(use_true_random=False),
    st.sampled_from([None, *SILENT_METADATA]),
)
def test_the_order_of_reads_never_matters(runs: list[tuple[str, str]], chance: Any, metadata: str | None) -> None:
    async def read_all() -> None:
        trees = Trees()
        trees.temporal.metadata = SILENT_METADATA[metadata] if metadata else None
        for number, (shape, queue) in enumerate(runs):
            name = f"release:{number}"
            trees.temporal.start(name, SHAPES[shape](name), workflow_type="Release", task_queue=queue)
        reads = [f"release:{number}" for number in range(len(runs))] * 2
        chance.shuffle(reads)
        for name in reads:
            assert [node.type.value for node in walk(await trees.read(name))] == FAILING_APP

    asyncio.run(read_all())


@pytest.mark.parametrize("before", SHAPES)
@pytest.mark.parametrize("after", SHAPES)
async def test_a_worker_upgraded_in_place(before: str, after: str) -> None:
    # What was learned holds for a minute.
    trees = Trees(Timing(learned_for=-1))
    trees.temporal.start("release:r", SHAPES[before]("release:r"))
    await trees.read("release:r")
    trees.temporal.change("release:r", SHAPES[after]("release:r"))
    assert (await trees.read("release:r")).health is Status.FAILED


async def test_another_build_is_asked_what_it_can_answer(trees: Trees) -> None:
    one = trees.temporal.start("release:1", {"get_release_state": thin("release:1") | {"waves": [wave()]}})
    another = trees.temporal.start("release:2", SHAPES["hierarchy beside a thin state"]("release:2"))
    one.description = replace(one.description, build_id="1")
    another.description = replace(another.description, build_id="2")
    assert (await trees.read("release:1")).health is Status.RUNNING
    assert (await trees.read("release:2")).health is Status.FAILED


async def test_a_thousand_workflows_of_one_build_are_asked_once_for_their_handlers(trees: Trees) -> None:
    apps = [f"app:{number}" for number in range(1000)]
    trees.temporal.start("bundle:b", {"get_bundle_state": {"id": "bundle:b", "state": "running", "app_ids": apps}})
    for app in apps:
        trees.temporal.start(app, {"get_app_state": {"id": app, "state": "running"}}, workflow_type="App")
    tree = await trees.read("bundle:b")
    assert tree.counts == {Status.RUNNING: 1000}
    # One of each for the bundle and for all apps, and whether this very bundle tells more than others of its type.
    assert sum(METADATA in call for call in trees.temporal.asked) == 2
    assert trees.temporal.count_asked("query") <= 1000 + 1 + 2


async def test_the_hierarchy_that_fails_is_not_replaced_by_an_answer_without_children(trees: Trees) -> None:
    fails = QueryFailedError("no such table")
    trees.temporal.start("wave:1", {"get_hierarchy": fails, "get_wave_state": {"id": "wave:1", "state": "running"}})
    trees.temporal.start("release:r", {"get_release_state": thin("release:r") | {"wave_ids": ["wave:1"]}})
    for _ in range(3):
        *_, node = walk(await trees.read("release:r"))
        assert (node.status, node.code) == (Status.UNKNOWN, Code.QUERY_FAILED)
        assert node.reason == "get_hierarchy: no such table"


@pytest.mark.parametrize("fuller", ["get_hierarchy", "get_release_state"])
async def test_what_tells_less_is_not_believed_where_the_read_ends_before_the_other_answers(
    trees: Trees, fuller: str
) -> None:
    queries = {"get_hierarchy", "get_release_state"}
    answers = {name: (whole if name == fuller else thin)("release:r") for name in queries}
    # What another run of its kind can be asked is known already.
    trees.temporal.start("release:another", {name: whole("release:another") for name in queries - {fuller}})
    await trees.read("release:another")
    trees.temporal.start("release:r", answers)
    answered = trees.temporal.slow_down(fuller)
    read = asyncio.create_task(trees.read("release:r"))
    await until(lambda: ("query", "release:r", fuller, "") in trees.temporal.asked)
    read.cancel()
    await asyncio.wait([read])
    answered.set()
    assert [node.type.value for node in walk(await trees.read("release:r"))] == FAILING_APP


async def test_a_state_that_cannot_be_had_does_not_cost_the_hierarchy_without_children(trees: Trees) -> None:
    fails = QueryFailedError("no such table")
    trees.temporal.start("release:r", {"get_hierarchy": thin("release:r"), "get_release_state": fails})
    for _ in range(2):
        assert (await trees.read("release:r")).status is Status.RUNNING
    for query in ("get_hierarchy", "get_release_state"):
        assert sum(query in call for call in trees.temporal.asked) == 1


NONSENSE = ["what?", {}]
NOT_ITS_OWN = [None, {"id": "release:other", "state": "running"}]
STATES = [{}, {"waves": [{"id": "wave:1", "state": "ok"}]}, {"wave_ids": ["wave:1"]}]


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize(
    ("other", "metadata"),
    [*itertools.product(NOT_ITS_OWN, [None, *SILENT_METADATA]), *itertools.product(NONSENSE, SILENT_METADATA)],
)
async def test_a_hierarchy_that_is_not_its_own_does_not_cost_the_state(
    trees: Trees, other: Any, state: dict[str, Any], metadata: str | None
) -> None:
    trees.temporal.metadata = SILENT_METADATA[metadata] if metadata else None
    own = thin("release:r") | {"state": "failed"} | state
    trees.temporal.start("release:r", {"get_hierarchy": other, "get_release_state": own})
    for _ in range(3):
        root = await trees.read("release:r")
        assert (root.status, len([*walk(root)])) == (Status.FAILED, 2 if state else 1)


@pytest.mark.parametrize("nonsense", NONSENSE)
async def test_a_hierarchy_that_is_nonsense_costs_only_an_answer_without_children(trees: Trees, nonsense: Any) -> None:
    own = thin("release:r")
    trees.temporal.start("release:r", {"get_hierarchy": nonsense, "get_release_state": own | {"wave_ids": ["wave:1"]}})
    assert [node.id for node in walk(await trees.read("release:r"))] == ["release:r", "wave:1"]
    trees.temporal.change("release:r", {"get_hierarchy": nonsense, "get_release_state": own})
    for _ in range(2):
        with pytest.raises(AnswerNotUnderstoodError, match="get_hierarchy: "):
            await trees.read("release:r")


WAVES = {n: {"id": f"wave:{n}", "state": "running"} for n in (1, 2)}
FULL_WAVE = WAVES[1] | {"clusters": [{"id": "cluster:c", "state": "ok", "bundle": {"id": "bundle:b", "state": "ok"}}]}


@pytest.mark.parametrize(
    ("hierarchy", "state"),
    [
        ({"waves": [FULL_WAVE]}, {"waves": [WAVES[1], WAVES[2]]}),
        ({"waves": [WAVES[1]]}, {"waves": [WAVES[1], WAVES[2]]}),
        ({"waves": [WAVES[1], WAVES[2]]}, {"waves": [FULL_WAVE]}),
    ],
)
@pytest.mark.parametrize("metadata", [None, "unknown query"])
async def test_no_child_is_lost_between_two_queries(
    trees: Trees, hierarchy: dict[str, Any], state: dict[str, Any], metadata: str | None
) -> None:
    trees.temporal.metadata = SILENT_METADATA[metadata] if metadata else None
    queries = {"get_hierarchy": thin("release:r") | hierarchy, "get_release_state": thin("release:r") | state}
    trees.temporal.start("release:r", queries)
    for _ in range(3):
        root = await trees.read("release:r")
        assert (root.status, root.code) == (Status.UNKNOWN, Code.ANSWER_NOT_UNDERSTOOD)
        assert root.reason is not None
        assert root.reason.endswith("its queries disagree.")


async def test_a_child_that_has_not_started_stays_where_the_other_query_does_not_tell_of_it(trees: Trees) -> None:
    named = thin("release:r") | {"wave_ids": ["wave:1", "wave:2"]}
    trees.temporal.start("release:r", {"get_hierarchy": thin("release:r"), "get_release_state": named})
    for _ in range(3):
        assert [node.id for node in walk(await trees.read("release:r"))] == ["release:r", "wave:1", "wave:2"]
    assert sum("get_hierarchy" in call for call in trees.temporal.asked) == 2


async def test_a_child_is_no_better_than_the_other_query_says(trees: Trees) -> None:
    worse = WAVES[1] | {"state": "failed"}
    for queries in ((WAVES[1], worse), (worse, WAVES[1])):
        names = ("get_hierarchy", "get_release_state")
        answers = {name: thin("release:r") | {"waves": [wave]} for name, wave in zip(names, queries, strict=True)}
        trees.temporal.start("release:r", answers)
        assert (await trees.read("release:r")).health is Status.FAILED


@pytest.mark.parametrize("bad", ["get_hierarchy", "get_release_state"])
@pytest.mark.parametrize("metadata", [None, "unknown query"])
async def test_of_two_queries_the_worse_state_counts(trees: Trees, bad: str, metadata: str | None) -> None:
    trees.temporal.metadata = SILENT_METADATA[metadata] if metadata else None
    answers = {"get_hierarchy": thin("release:r"), "get_release_state": thin("release:r") | {"wave_ids": ["wave:1"]}}
    answers[bad] = answers[bad] | {"state": "failed"}
    trees.temporal.start("release:r", answers)
    for _ in range(2):
        assert (await trees.read("release:r")).status is Status.FAILED


async def test_a_hierarchy_that_is_too_big_is_replaced_by_the_state_that_names_the_children(trees: Trees) -> None:
    fails = QueryFailedError("Blob data size exceeds limit.")
    trees.temporal.start("release:r", {"get_hierarchy": fails, "get_release_state": whole("release:r")})
    assert (await trees.read("release:r")).health is Status.FAILED


async def test_when_neither_query_can_be_had_both_reasons_are_said(trees: Trees) -> None:
    trees.temporal.metadata = SILENT_METADATA["unknown query"]
    trees.temporal.start("app:1", {"get_hierarchy": QueryFailedError("no disk")})
    trees.temporal.start("bundle:b", {"get_bundle_state": {"id": "bundle:b", "state": "running", "app_ids": ["app:1"]}})
    for _ in range(2):
        *_, node = walk(await trees.read("bundle:b"))
        assert (node.status, node.code) == (Status.UNKNOWN, Code.QUERY_FAILED)
        assert node.reason == "get_hierarchy: no disk get_app_state: no handler get_app_state"


async def test_a_part_for_which_an_unnamed_handler_fails_does_not_hide_the_others(trees: Trees) -> None:
    trees.temporal.metadata = SILENT_METADATA["a dynamic handler"]
    apps = [{"id": "app:2", "state": "failed"}, {"id": "app:3", "state": "done"}]
    by_argument = {app["id"]: app for app in apps}
    answers = {
        "get_bundle_state": {"id": "bundle:b", "state": "running", "app_ids": ["app:1", "app:2", "app:3"]},
        "get_app_state": {"by_argument": by_argument},
    }
    trees.temporal.start("bundle:b", answers)
    assert [node.status for node in walk(await trees.read("bundle:b"))][1:] == [
        Status.PENDING, Status.FAILED, Status.SUCCEEDED,
    ]  # fmt: skip


async def test_a_handler_for_any_name_that_answers_rubbish_does_not_stand_in_for_a_child(
    trees: Trees,
) -> None:
    trees.temporal.metadata = SILENT_METADATA["a dynamic handler"]
    own = thin("release:r") | {"wave_ids": ["wave:1"]}
    rubbish = {"get_hierarchy": "what?", "get_wave_state": "what?"}
    trees.temporal.start("release:r", {"get_release_state": own} | rubbish)
    trees.temporal.start("wave:1", {"get_wave_state": {"id": "wave:1", "state": "failed"}})
    assert (await trees.read("release:r")).health is Status.FAILED
