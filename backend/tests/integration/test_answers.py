"""However a workflow answers, its node tells the truth of it: one test for each row of the table in the contract page.

What else belongs to each kind is tried without a server, in `unit/test_answer_children.py`, `test_answer_values.py`,
`test_answer_properties.py` and `test_state_words.py`.
"""

import asyncio
import json
import uuid
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from temporalio.client import Client

from patience import PATIENCE
from releasewatch.core.errors import AnswerNotUnderstoodError, NoWorkerError, TemporalTimeoutError
from releasewatch.models.entities import Code, Node, walk
from releasewatch.models.status import EntityType, StateTable, Status
from releasewatch.services.temporal.client import TemporalClient
from releasewatch.services.trees.assembler import Assembler
from releasewatch.services.trees.own_status import StuckRule
from releasewatch.services.trees.reader import TreeReader, TreeReading
from releasewatch.services.workflows.answer_cache import AnswerCache
from releasewatch.services.workflows.reader import WorkflowReader
from scripted import scripted_worker

Answer = dict[str, Any]
QUEUE = "answers"
PARTLY = "Its children are not all readable."


class Answers:
    """Starts releases that answer as told, and reads them as nodes."""

    def __init__(self, client: Client, product: Client) -> None:
        self._client = client
        self._trees = TreeReader(
            WorkflowReader(TemporalClient(product), AnswerCache()), concurrency=8, deadline=PATIENCE
        )

    async def read(self, answer: Any, **fields: Any) -> dict[str, Node]:
        """The nodes of a release by id, its own as `release`; `<id>` in the answer stands for its id."""
        release = f"release:{uuid.uuid4().hex}"
        said = {"id": "<id>", "state": "running", **fields} if answer is None else answer
        queries = json.loads(json.dumps({"get_release_state": said}).replace("<id>", release))
        await self._client.start_workflow("Scripted", queries, id=release, task_queue=QUEUE)
        reading = await self._reading(release)
        root = Assembler(StateTable({}), StuckRule(5, timedelta(minutes=5)), datetime.now(UTC)).node(reading.root)
        return {"release" if node is root else node.id: node for node in walk(root)}

    async def _reading(self, release: str) -> TreeReading:
        """Read, again while the machine is too busy for an answer within the product's time."""
        async with asyncio.timeout(PATIENCE):
            while True:
                try:
                    return await self._trees.read(release, EntityType.RELEASE)
                except (NoWorkerError, TemporalTimeoutError):
                    await asyncio.sleep(0.1)

    async def read_release(self, **fields: Any) -> Node:
        return (await self.read(None, **fields))["release"]


@pytest.fixture(scope="module")
async def answers(client: Client, product: Client) -> AsyncIterator[Answers]:
    async with scripted_worker(client, QUEUE):
        yield Answers(client, product)


def shown(node: Node) -> tuple[Status, Code | None]:
    return node.status, node.code


def below(kind: str, state: str = "succeeded", **fields: Any) -> Answer:
    return {"id": kind, "state": state, **fields}


def waves(*apps: Answer) -> list[Answer]:
    bundle = below("bundle:b", apps=list(apps))
    return [below("wave:1", clusters=[below("cluster:c", bundle=bundle)])]


async def test_a_child_twice(answers: Answers) -> None:
    twice = [below("app:1", name="well"), below("app:1", "failed", message="disk full")]
    nodes = await answers.read(None, waves=waves(*twice, below("app:2")))
    assert (nodes["app:1"].status, nodes["app:1"].message) == (Status.FAILED, "disk full")
    assert nodes["bundle:b"].reason == (
        "It answers for app:1 2 times, with the states 'succeeded', 'failed': the worst counts."
    )
    assert nodes["release"].counts == {Status.FAILED: 1, Status.SUCCEEDED: 1}


async def test_names_spelled_otherwise(answers: Answers) -> None:
    app = {"Id": "app:1", "State": "failed", "errorMessage": "disk full", "Updated-At": "2026-11-24T10:00:00Z"}
    cluster = {"ID": "cluster:c", "state": "ok", "Bundle": {"id": "bundle:b", "state": "ok", "AppList": [app]}}
    nodes = await answers.read(None, waveIDs=["wave:1"], Waves=[{"id": "wave:1", "state": "ok", "CLUSTERS": [cluster]}])
    assert list(nodes) == ["release", "wave:1", "cluster:c", "bundle:b", "app:1"]
    assert (nodes["app:1"].message, nodes["app:1"].updated_at) == ("disk full", datetime(2026, 11, 24, 10, tzinfo=UTC))
    assert all(node.reason is None for node in nodes.values())


async def test_two_states_for_one_entity(answers: Answers) -> None:
    node = await answers.read_release(State="FAILED")
    assert shown(node) == (Status.FAILED, None)
    assert node.reason == "`state` is also said to be 'FAILED', as State: the worst counts."


async def test_a_conclusion_that_says_worse(answers: Answers) -> None:
    app = below("app:1", "completed", conclusion="failure")
    nodes = await answers.read(None, waves=waves(app, below("app:2", "Synced", health={"status": "Degraded"})))
    assert nodes["release"].counts == {Status.FAILED: 2}
    assert nodes["app:1"].reason == ("'conclusion' is no field of the contract, and says 'failure': the worst counts.")


async def test_children_under_another_name(answers: Answers) -> None:
    node = await answers.read_release(phases=[below("wave:1", "failed")])
    assert shown(node) == (Status.UNKNOWN, Code.ANSWER_NOT_UNDERSTOOD)
    assert node.reason == (
        f"{PARTLY} 'phases' is no field of the contract for a release, and holds what looks like its children: "
        "'wave:1'. They belong in wave_ids or waves."
    )


async def test_a_map_of_states(answers: Answers) -> None:
    node = await answers.read_release(regions={"eu": "failed", "us": "succeeded"})
    assert shown(node) == (Status.UNKNOWN, Code.ANSWER_NOT_UNDERSTOOD)
    assert node.reason is not None
    assert "holds what looks like its children: 'eu', 'us'" in node.reason


async def test_errors_beside_a_good_state(answers: Answers) -> None:
    nodes = await answers.read(
        None, waves=waves(below("app:1", errors=["no space"]), below("app:2", dbResult="failed"))
    )
    assert nodes["release"].counts == {Status.SUCCEEDED: 2}
    assert nodes["app:1"].reason == "'errors' is no field of the contract, and is not empty: it does not count."
    assert nodes["app:2"].reason == "'dbResult' is no field of the contract, and says 'failed': it does not count."


async def test_a_list_of_what_has_failed(answers: Answers) -> None:
    nodes = await answers.read(None, waves=waves(below("app:1"), below("app:2")), failedApps=["1"])
    assert nodes["release"].counts == {Status.FAILED: 1, Status.SUCCEEDED: 1}
    assert nodes["app:1"].reason == f"{nodes['release'].id} has it under 'failedApps': the worst counts."


async def test_a_list_of_what_has_failed_and_is_not_known(answers: Answers) -> None:
    node = await answers.read_release(waves=[below("wave:1")], failed_waves=["wave:2"])
    assert shown(node) == (Status.UNKNOWN, Code.ANSWER_NOT_UNDERSTOOD)
    assert node.reason is not None
    assert "'failed_waves' is no field of the contract, and names 'wave:2' as failed" in node.reason


async def test_a_number_for_a_version(answers: Answers) -> None:
    node = await answers.read_release(version=1.5, previous_version=7)
    assert (node.version, node.previous_version, node.reason) == ("1.5", "7", None)


async def test_children_of_another_level(answers: Answers) -> None:
    nodes = await answers.read(None, clusters=[below("cluster:c", "failed")], waves=[below("wave:1")])
    assert shown(nodes["release"]) == (Status.UNKNOWN, Code.ANSWER_NOT_UNDERSTOOD)
    assert nodes["release"].reason is not None
    assert "'clusters' is no field of the contract for a release" in nodes["release"].reason


async def test_what_may_be_below_a_child_that_is_asked_itself(answers: Answers) -> None:
    node = await answers.read_release(wave_ids=["wave:elsewhere"], apps=[below("app:1", "failed")])
    assert shown(node) == (Status.RUNNING, None)
    assert node.reason is not None
    assert "'apps' is no field of the contract for a release" in node.reason


async def test_two_bundles_in_a_cluster(answers: Answers) -> None:
    clusters = [below("cluster:c", bundles=[below("bundle:a"), below("bundle:b", "failed")])]
    nodes = await answers.read(None, waves=[below("wave:1", clusters=clusters)])
    assert shown(nodes["cluster:c"]) == (Status.UNKNOWN, Code.ANSWER_NOT_UNDERSTOOD)
    assert nodes["cluster:c"].reason == f"{PARTLY} A cluster has one bundle, and it has 2: bundle:a, bundle:b."


async def test_a_wrong_type(answers: Answers) -> None:
    wrong = {"message": {"value": "ill"}, "name": ["Shop"], "sequence": "first", "updated_at": "soon", "links": "none"}
    node = await answers.read_release(**wrong)
    assert shown(node) == (Status.RUNNING, None)
    assert (node.message, node.name, node.sequence, node.updated_at, node.links) == (None,) * 5
    assert node.reason is not None
    assert all(f"{field}: should be " in node.reason for field in wrong)


@pytest.mark.parametrize("state", [4, True, {"value": "failed"}, ["failed"]])
async def test_a_state_that_is_no_text(answers: Answers, state: Any) -> None:
    node = await answers.read_release(state=state)
    assert shown(node) == (Status.UNKNOWN, Code.ANSWER_NOT_UNDERSTOOD)
    assert node.reason is not None
    assert node.reason.startswith("The answer has no state. state: should be text, got ")


async def test_children_of_a_wrong_type(answers: Answers) -> None:
    node = await answers.read_release(wave_ids="wave:1")
    assert shown(node) == (Status.UNKNOWN, Code.ANSWER_NOT_UNDERSTOOD)
    assert node.reason == f"{PARTLY} wave_ids: should be a list of ids, got 'wave:1'."


async def test_words_of_other_systems(answers: Answers) -> None:
    states = ["TERMINAL", "ApprovalRejected", "RELEASE_STATE_FAILED", "UPDATE_ROLLBACK_COMPLETE", "startup_failure"]
    apps = [below(f"app:{place}", state) for place, state in enumerate(states)]
    nodes = await answers.read(None, waves=waves(*apps, below("app:retry", "up_for_retry")))
    assert nodes["release"].counts == {Status.FAILED: len(states), Status.RETRYING: 1}
    assert all(node.reason is None for node in nodes.values())


@pytest.mark.parametrize("state", ["frobnicating", "50% complete", "first phase done", "BUILD_STATUS_PASSED"])
async def test_a_word_in_no_table(answers: Answers, state: str) -> None:
    node = await answers.read_release(state=state)
    assert shown(node) == (Status.RUNNING, Code.UNMAPPED_STATE)
    assert node.reason == f"Its state '{state}' is in no table."


async def test_text_that_is_no_text(answers: Answers) -> None:
    broken = below("app:1", message="half \ud83d of it, \x00 and \x1b[31m")
    nodes = await answers.read(None, waves=waves(broken, below("app:2", message="\U0001f600")))
    assert nodes["app:1"].message == "half \ufffd of it, \ufffd and \ufffd[31m"
    assert (nodes["app:1"].status, nodes["app:2"].message) == (Status.SUCCEEDED, "\U0001f600")


async def test_what_other_languages_send_for_nothing(answers: Answers) -> None:
    nothing: dict[str, Any] = {
        "links": [],
        "name": "",
        "wave_id": "",
        "sequence": "",
        "updated_at": "",
        "message": {},
        "apps": {},
    }
    clusters = [
        below("cluster:c", **nothing, bundle={}),
        below("cluster:d", bundle={"id": "", "state": "", "apps": None}),
    ]
    nodes = await answers.read(None, **nothing, waves=[below("wave:1", clusters=clusters), None], wave_ids=[""])
    assert [node.status for node in nodes.values()] == [Status.RUNNING] + [Status.SUCCEEDED] * 3
    assert all(node.reason is None for node in nodes.values())


async def test_moments_in_other_writings(answers: Answers) -> None:
    written = [{"seconds": "1795514400"}, "/Date(1795514400000+0100)/", "Tue, 24 Nov 2026 10:00:00 GMT"]
    written += ["2026-11-24 11:00:00.000000 +0100 CET m=+0.000041"]
    apps = [below(f"app:{place}", updated_at=moment) for place, moment in enumerate(written)]
    nodes = await answers.read(None, waves=waves(*apps))
    shown_as = {(nodes[app["id"]].updated_at, nodes[app["id"]].reason) for app in apps}
    assert shown_as == {(datetime(2026, 11, 24, 10, tzinfo=UTC), None)}


async def test_moments_that_are_none(answers: Answers) -> None:
    none = ["0001-01-01T00:00:00Z", "1970-01-01T00:00:00Z", "9999-12-31T23:59:59.9999999Z", "0000-00-00 00:00:00", 0]
    apps = [below(f"app:{place}", updated_at=moment, created_at=moment) for place, moment in enumerate(none)]
    nodes = await answers.read(None, waves=waves(*apps))
    assert {(node.updated_at, node.created_at, node.reason) for node in nodes.values()} == {(None, None, None)}


async def test_wrong_children_beyond_number(answers: Answers) -> None:
    node = await answers.read_release(wave_ids=[{}] * 40_000)
    assert shown(node) == (Status.UNKNOWN, Code.ANSWER_NOT_UNDERSTOOD)
    assert node.reason is not None
    assert node.reason.endswith("wave_ids[9]: should be an id, got an object. And 39,990 more.")


async def test_more_entities_than_are_shown(answers: Answers) -> None:
    nodes = await answers.read(None, waves=waves(*(below(f"app:{number}") for number in range(11_000))))
    assert len(nodes) == 10_000
    assert shown(nodes["bundle:b"]) == (Status.UNKNOWN, Code.ANSWER_NOT_UNDERSTOOD)
    assert nodes["bundle:b"].reason == (
        f"{PARTLY} The answer holds more than 10,000 entities: the others are left out."
    )


async def test_a_text_of_a_megabyte(answers: Answers) -> None:
    node = await answers.read_release(message="x" * 1_000_000)
    assert node.message == "x" * 2_000 + "… (1,000,000 characters)"
    assert shown(node) == (Status.RUNNING, None)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({"data": below("<id>")}, "the answer has no id; an answer stands in `data`, and has to be the whole"),
        ([below("<id>")], "expected an object, got a list; an answer stands in [0], and has to be the whole"),
        ({"release": {"result": below("<id>")}}, "an answer stands in `release` `result`, and has to be the whole"),
    ],
)
async def test_an_answer_inside_another_object(answers: Answers, answer: Any, said: str) -> None:
    with pytest.raises(AnswerNotUnderstoodError) as refused:
        await answers.read(answer)
    assert said in refused.value.detail


async def test_a_child_whose_id_has_another_character(answers: Answers) -> None:
    nodes = await answers.read(None, waves=waves(below("app:web@1.2+b7"), below("app:2")))
    assert shown(nodes["bundle:b"]) == (Status.UNKNOWN, Code.ANSWER_NOT_UNDERSTOOD)
    assert nodes["bundle:b"].reason == f"{PARTLY} Its child 'app:web@1.2+b7' has no app id: it has a `@`."
    assert "app:2" in nodes


async def test_links_that_do_not_begin_with_https(answers: Answers) -> None:
    node = await answers.read_release(links={"logs": "https://logs", "wiki": "http://wiki", "x": "javascript:alert(1)"})
    assert (node.links, node.reason) == ({"logs": "https://logs"}, None)
