"""A task queue that is silent costs one time-out and not one a workflow, and one workflow that hangs costs itself.

Of the same kind: a queue nobody polls, a build nobody polls for, a worker that died a moment ago, one that comes back,
one workflow that hangs on a queue that answers; a tree with such a queue beside one that answers, and with such a root.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from typing_extensions import override

from fakes import FakeTemporal
from releasewatch.core.errors import (
    NoWorkerError,
    QueryFailedError,
    TaskQueueSilentError,
    TemporalTimeoutError,
    WorkflowTaskFailingError,
)
from releasewatch.models.entities import Code, Node, walk
from releasewatch.models.executions import UNVERSIONED, Description, Poll, Version
from releasewatch.models.status import EntityType, StateTable, Status
from releasewatch.services.trees.assembler import Assembler
from releasewatch.services.trees.own_status import StuckRule
from releasewatch.services.trees.reader import TreeReader
from releasewatch.services.workflows.answer_cache import AnswerCache
from releasewatch.services.workflows.queries import Timing
from releasewatch.services.workflows.reader import WorkflowReader
from releasewatch.services.workflows.task_queues import TaskQueues

SHOP_7 = Version("shop", "7")
LONG_AGO = datetime.now(UTC) - timedelta(minutes=5)


class Polls:
    """Says when workers polled, and counts who wants to know."""

    def __init__(self) -> None:
        self.at: datetime | None = datetime.now(UTC)
        self.at_by_version: dict[Version, datetime] = {}
        self.routed_to: tuple[Version | None, ...] = (None,)
        self.looked_up = 0

    async def polls(self, _: str, pinned_to: Version | None = None) -> tuple[Poll, ...]:
        self.looked_up += 1
        versions = (pinned_to,) if pinned_to else self.routed_to
        return tuple(Poll(each, self.at_by_version.get(each) if each else self.at) for each in versions)


class Worker:
    """Asked through a queue: answers, or fails as told; counts how often it was asked."""

    def __init__(self) -> None:
        self.polls = Polls()
        self.queues = TaskQueues(self.polls)
        self.asked = 0

    async def ask(
        self, error: Exception | None = None, *, pause: float = 60.0, version: Version | None = None
    ) -> bytes:
        async def question() -> bytes:
            self.asked += 1
            if error:
                raise error
            return b"{}"

        return await self.ask_with(question, pause=pause, version=version)

    async def ask_with(
        self, question: Callable[[], Awaitable[bytes]], *, pause: float = 60.0, version: Version | None = None
    ) -> bytes:
        self.queues.silent_for = pause
        async with self.queues.listening(described(version)):
            return await question()


def described(version: Version | None = None, **fields: Any) -> Description:
    run = FakeTemporal().start("app:1", {}, task_queue="q").description
    return replace(run, pinned_to=version, **fields)


@pytest.fixture
def worker() -> Worker:
    return Worker()


async def test_nobody_polls_and_the_queue_is_left_alone(worker: Worker) -> None:
    worker.polls.at = None
    for _ in range(3):
        with pytest.raises(NoWorkerError, match=r"No worker polls queue q\."):
            await worker.ask(NoWorkerError("no poller seen"))
    assert (worker.asked, worker.polls.looked_up) == (1, 1)


async def test_a_worker_that_comes_is_asked_once_it_has_polled(worker: Worker) -> None:
    worker.polls.at = LONG_AGO
    with pytest.raises(NoWorkerError):
        await worker.ask(NoWorkerError("no poller seen"))
    with pytest.raises(NoWorkerError):
        await worker.ask(pause=0)
    assert worker.asked == 1
    worker.polls.at = datetime.now(UTC)
    assert await worker.ask(pause=0) == b"{}"
    assert await worker.ask() == b"{}"


async def test_a_poll_that_is_old_news_lets_one_query_find_out(worker: Worker) -> None:
    """Temporal may say that nobody polls while the last poll is not so long ago."""
    with pytest.raises(NoWorkerError):
        await worker.ask(NoWorkerError("no poller seen"))
    with pytest.raises(TemporalTimeoutError):
        await worker.ask(TemporalTimeoutError("late"), pause=0)
    assert worker.asked == 2
    assert await worker.ask(pause=0) == b"{}"


async def test_a_build_that_nobody_polls_for_is_named_while_others_answer(worker: Worker) -> None:
    with pytest.raises(NoWorkerError, match=r"No worker with build 7 of deployment shop polls queue q\."):
        await worker.ask(TemporalTimeoutError("late"), version=SHOP_7)
    assert await worker.ask() == b"{}"
    assert await worker.ask(version=None) == b"{}"
    with pytest.raises(NoWorkerError):
        await worker.ask(version=SHOP_7)
    worker.polls.at_by_version[SHOP_7] = datetime.now(UTC)
    assert await worker.ask(version=SHOP_7, pause=0) == b"{}"


async def test_a_queue_in_doubt_is_asked_one_query_at_a_time(worker: Worker) -> None:
    with pytest.raises(TemporalTimeoutError):
        await worker.ask(TemporalTimeoutError("late"))
    answer = asyncio.Event()

    async def hang() -> bytes:
        await answer.wait()
        return b"{}"

    worker.queues.probe_for = 0.01
    probe = asyncio.create_task(worker.ask_with(hang))
    await asyncio.sleep(0)
    with pytest.raises(TaskQueueSilentError, match="The worker behind queue q did not answer in time"):
        await worker.ask()
    answer.set()
    assert await probe == b"{}"
    assert await worker.ask() == b"{}"


async def test_who_waits_for_the_one_that_finds_out_goes_on_with_it(worker: Worker) -> None:
    with pytest.raises(TemporalTimeoutError):
        await worker.ask(TemporalTimeoutError("late"))
    assert await asyncio.gather(*(worker.ask() for _ in range(20))) == [b"{}"] * 20


async def test_one_workflow_that_hangs_does_not_put_in_doubt_a_queue_that_answers(worker: Worker) -> None:
    late = asyncio.Event()

    async def hang() -> bytes:
        await late.wait()
        raise TemporalTimeoutError("late")

    hung = asyncio.create_task(worker.ask_with(hang))
    await asyncio.sleep(0)
    await worker.ask()
    late.set()
    with pytest.raises(TemporalTimeoutError):
        await hung
    assert not worker.queues.is_silent(described())


@pytest.mark.parametrize("error", [QueryFailedError("no disk"), None])
async def test_whatever_the_worker_says_it_is_there(worker: Worker, error: Exception | None) -> None:
    with pytest.raises(TemporalTimeoutError):
        await worker.ask(TemporalTimeoutError("late"))
    if error:
        with pytest.raises(QueryFailedError):
            await worker.ask(error)
    else:
        await worker.ask()
    assert not worker.queues.is_silent(described())


async def test_what_temporal_itself_refuses_says_nothing_of_the_worker(worker: Worker) -> None:
    with pytest.raises(TemporalTimeoutError):
        await worker.ask(TemporalTimeoutError("late"))
    with pytest.raises(WorkflowTaskFailingError):
        await worker.ask(WorkflowTaskFailingError("its task fails"))
    assert worker.queues.is_silent(described())


async def test_a_probe_that_is_given_up_makes_way_for_the_next(worker: Worker) -> None:
    with pytest.raises(TemporalTimeoutError):
        await worker.ask(TemporalTimeoutError("late"))
    probe = asyncio.create_task(worker.ask_with(asyncio.Future[bytes]))
    await asyncio.sleep(0)
    probe.cancel()
    await asyncio.gather(probe, return_exceptions=True)
    assert await worker.ask() == b"{}"


@pytest.mark.parametrize(
    ("waits_for", "polled_before", "is_gone"), [(60, 300, True), (60, None, True), (60, 0, False), (1, 300, False)]
)
async def test_a_task_that_nobody_takes_tells_of_a_worker_that_is_gone(
    worker: Worker, waits_for: float, polled_before: float | None, is_gone: bool
) -> None:
    now = datetime.now(UTC)
    worker.polls.at = None if polled_before is None else now - timedelta(seconds=polled_before)
    run = described(task_waiting_since=now - timedelta(seconds=waits_for))
    if is_gone:
        with pytest.raises(NoWorkerError):
            await worker.queues.require_attention(run)
    else:
        await worker.queues.require_attention(run)


async def test_a_version_that_is_ramping_up_without_a_worker_is_named_once_a_task_waits(worker: Worker) -> None:
    now = datetime.now(UTC)
    eight = Version("shop", "8")
    worker.polls.routed_to, worker.polls.at_by_version = (SHOP_7, eight), {SHOP_7: now, eight: LONG_AGO}
    await worker.queues.require_attention(described(task_waiting_since=now - timedelta(seconds=1)))
    with pytest.raises(NoWorkerError, match="No worker with build 8 of deployment shop polls queue q"):
        await worker.queues.require_attention(described(task_waiting_since=now - timedelta(seconds=60)))
    # The version that most runs go on with has its worker.
    assert await worker.ask() == b"{}"


async def test_workers_of_versions_that_get_no_tasks_are_no_help(worker: Worker) -> None:
    worker.polls.routed_to, worker.polls.at = (UNVERSIONED,), datetime.now(UTC)
    with pytest.raises(NoWorkerError, match="No worker without a version polls queue q, and no deployment version"):
        await worker.ask(TemporalTimeoutError("late"))


class Tree:
    """A release in memory whose parts live on queues that answer and on one that does not."""

    def __init__(self) -> None:
        self.temporal = SilentTemporal()
        self._reader = WorkflowReader(self.temporal, AnswerCache(), Timing(probe_for=0.02))

    async def read(self, root_id: str = "bundle:b") -> Node:
        self.temporal.asked.clear()
        trees = TreeReader(self._reader, concurrency=8, deadline=20)
        reading = await trees.read(root_id, EntityType(root_id.partition(":")[0]))
        return Assembler(StateTable({}), StuckRule(5, timedelta(minutes=5)), datetime.now(UTC)).node(reading.root)

    def start(self, entity_id: str, state: str = "running", *, queue: str = "alive", **fields: Any) -> None:
        kind = entity_id.partition(":")[0]
        answers = {f"get_{kind}_state": {"id": entity_id, "state": state, **fields}}
        self.temporal.start(entity_id, answers, workflow_type=kind, task_queue=queue)


class SilentTemporal(FakeTemporal):
    """Its queue `silent` has a worker that polled a moment ago, and answers nothing any more."""

    def __init__(self) -> None:
        super().__init__()
        self.is_silent = True

    @override
    async def query(self, description: Description, name: str, argument: str | None = None) -> bytes:
        if self.is_silent and description.task_queue == "silent":
            self.asked.append(("query", description.workflow_id, name, argument or ""))
            await asyncio.sleep(0.1)
            raise TemporalTimeoutError("late")
        return await super().query(description, name, argument)


@pytest.fixture
def tree() -> Tree:
    return Tree()


async def test_a_worker_that_died_does_not_use_up_the_time_of_the_others(tree: Tree) -> None:
    apps = {f"app:{number}": "silent" if number % 5 else "alive" for number in range(300)}
    tree.start("bundle:b", app_ids=list(apps))
    for app, queue in apps.items():
        tree.start(app, queue=queue)
    root = await tree.read()
    assert root.counts == {Status.RUNNING: 60, Status.UNKNOWN: 240}
    assert {node.code for node in walk(root) if node.status is Status.UNKNOWN} == {Code.TIMED_OUT}
    asked = [call for call in tree.temporal.asked if call[0] == "query" and apps.get(call[1]) == "silent"]
    assert len(asked) < 60


async def test_a_release_that_stops_answering_keeps_its_tree(tree: Tree) -> None:
    inline = {"id": "wave:inline", "state": "running", "cluster_ids": ["cluster:1"]}
    tree.temporal.is_silent = False
    tree.start("release:r", queue="silent", wave_ids=["wave:1"], waves=[inline])
    tree.start("wave:1", "paused")
    tree.start("cluster:1", "waiting")
    assert (await tree.read("release:r")).status is Status.RUNNING
    tree.temporal.is_silent = True
    tree.temporal.touch("release:r")
    for _ in range(2):
        root, *below = walk(await tree.read("release:r"))
        assert (root.status, root.code) == (Status.UNKNOWN, Code.TIMED_OUT)
        assert root.reason is not None
        assert root.reason.endswith("What is below it is what is known without its answer: there may be more.")
        assert [(node.id, node.status) for node in below] == [
            ("wave:1", Status.PAUSED), ("wave:inline", Status.UNKNOWN), ("cluster:1", Status.WAITING),
        ]  # fmt: skip
    tree.temporal.is_silent = False
    tree.temporal.touch("release:r")
    assert (await tree.read("release:r")).status is Status.RUNNING


async def test_a_release_that_was_never_read_and_does_not_answer_is_an_error(tree: Tree) -> None:
    tree.start("release:r", queue="silent", wave_ids=["wave:1"])
    with pytest.raises(TemporalTimeoutError):
        await tree.read("release:r")
