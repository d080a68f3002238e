"""A release under signals, resets, restarts, continue-as-new and a killed worker, and a judge of what is shown of it.

Every app says a version, and the judge knows since when which one was true. What a node shows has to have been true at
the moment that the answer says of it, or later; and what is not marked as stale must not be older than it may be.
"""

import asyncio
import math
import random
import time
import uuid
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.enums.v1 import ResetReapplyExcludeType
from temporalio.api.workflowservice.v1 import ResetWorkflowExecutionRequest
from temporalio.client import Client, WorkflowContinuedAsNewError
from temporalio.common import WorkflowIDConflictPolicy
from temporalio.service import RPCError

from patience import PATIENCE
from releasewatch.core.errors import TemporalError
from releasewatch.models.entities import ExecutionStatus, Node, walk
from releasewatch.models.status import EntityType, StateTable
from releasewatch.services.temporal.client import TemporalClient
from releasewatch.services.trees.assembler import Assembler
from releasewatch.services.trees.builder import Hierarchies
from releasewatch.services.trees.needs import MaxAge
from releasewatch.services.trees.own_status import StuckRule
from releasewatch.services.trees.reader import Scope, TreeReader
from releasewatch.services.trees.snapshot import Snapshot
from releasewatch.services.workflows.answer_cache import AnswerCache
from releasewatch.services.workflows.reader import WorkflowReader
from versioned import Answer, KillableWorker, Versioned

AT_ONCE = 32
# Of all that happens, what happens to apps that are open.
_OPEN_SHARE = 0.5
_NOT_YET = math.inf


@dataclass
class App:
    """One app as it was told to be.

    Attributes:
        versions: What it said, and since when that is certain, in seconds since 1970: infinite, while it is not.
        began_as: The version that its run was started with, to which a reset leads back.
        is_sure: Whether it is known what became of all that it was told.
    """

    id: str
    versions: list[tuple[str, float]]
    began_as: str
    is_open: bool = True
    is_sure: bool = True

    @contextmanager
    def becoming(self, version: str) -> Iterator[None]:
        """Do what makes it another version, which is certain once that is done."""
        self.versions.append((version, _NOT_YET))
        yield
        self.versions[-1] = version, time.time()

    def could_be(self, version: str | None, moment: float) -> bool:
        """Whether it may have been this version at a moment or later."""
        ends = [since for _, since in self.versions[1:]] + [_NOT_YET]
        return any(said == version and end >= moment for (said, _), end in zip(self.versions, ends, strict=True))


@dataclass
class Verdict:
    """What was seen."""

    reads: int = 0
    judged: int = 0
    stale: int = 0
    late: int | None = None
    done: Counter[str] = field(default_factory=Counter)
    oldest: float = 0.0
    violations: list[str] = field(default_factory=list)


class _Read(NamedTuple):
    """When a read began and ended."""

    began_at: datetime
    ended_at: datetime


class Churn:
    """The release, what happens to it, and reading it as the product does."""

    def __init__(
        self, client: Client, product: Client, *, apps: int, max_age: MaxAge | None = None, scope: Scope | None = None
    ) -> None:
        """Have so many apps, in clusters of at most fifty; read by the product's own rules unless told otherwise."""
        self.client = client
        self.name = uuid.uuid4().hex[:8]
        self.release_id = f"release:{self.name}"
        self.verdict = Verdict()
        self.max_age = max_age or MaxAge()
        self.trees = TreeReader(
            WorkflowReader(TemporalClient(product), AnswerCache()),
            concurrency=AT_ONCE,
            deadline=3.0,
            max_age=self.max_age,
            scope=scope,
        )
        stuck = StuckRule(5, timedelta(minutes=5))
        self._hierarchies = Hierarchies(lambda now: Assembler(StateTable({}), stuck, now), max_age=self.max_age)
        self._chances = random.Random(14)  # noqa: S311 - no secret
        self._count = 0
        self._busy: set[str] = set()
        clusters = math.ceil(apps / 50)
        self._bundles = [
            [f"app:{self.name}-{each}" for each in range(apps)[cluster::clusters]] for cluster in range(clusters)
        ]
        self.apps = {id_: App(id_, [("start", 0.0)], "start") for bundle in self._bundles for id_ in bundle}

    async def start(self, *, open_share: float) -> None:
        """Start all workflows; of the apps, all but a share have ended."""
        numbers = range(len(self._bundles))
        wave = f"wave:{self.name}"
        await self._start({"id": self.release_id, "wave_ids": [wave]})
        await self._start({"id": wave, "cluster_ids": [f"cluster:{self.name}-{each}" for each in numbers]})
        for number, apps in enumerate(self._bundles):
            bundle = f"bundle:{self.name}-{number}"
            await self._start({"id": f"cluster:{self.name}-{number}", "bundle_id": bundle})
            await self._start({"id": bundle, "app_ids": apps})
        waiting = iter(self.apps.values())

        async def work() -> None:
            for app in waiting:
                await self._start({"id": app.id, "message": app.began_as})
                await self._answers(app)
                if self._chances.random() >= open_share:
                    await self._do(self.end, app, "ended")

        async with asyncio.TaskGroup() as group:
            for _ in range(AT_ONCE):
                group.create_task(work())

    async def _start(self, answer: Answer) -> None:
        told = {"state": "running", **answer}
        async with asyncio.timeout(PATIENCE):
            while True:
                # A busy server may lose a call. To make it again does no harm.
                with suppress(RPCError):
                    await self.client.start_workflow(
                        Versioned.run,
                        told,
                        id=answer["id"],
                        task_queue=self.release_id,
                        id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
                    )
                    return
                await asyncio.sleep(0.5)

    async def _answers(self, app: App) -> None:
        """Wait until its run has begun to work: what is signalled before is no longer undone by a reset."""
        async with asyncio.timeout(PATIENCE):
            while True:
                with suppress(RPCError):
                    await self.client.get_workflow_handle(app.id).query("get_app_state")
                    return
                await asyncio.sleep(0.5)

    async def read(self) -> Snapshot | None:
        """Read once, and judge what is shown; None where not even the release could be read."""
        try:
            reading = await self.trees.read(self.release_id, EntityType.RELEASE)
        except TemporalError:
            return None
        # What becomes stale while it is built is older than at this moment.
        read = _Read(reading.read_at, datetime.now(UTC))
        snapshot = await self._hierarchies.take(reading)
        self.verdict.reads += 1
        for node in walk(snapshot.hierarchy.release):
            self._judge(node, snapshot, read)
        return snapshot

    def _judge(self, node: Node, snapshot: Snapshot, read: _Read) -> None:
        app = self.apps.get(node.id)
        if node.execution is None or node.message is None or app is None or not app.is_sure:
            return
        self.verdict.judged += 1
        self.verdict.stale += bool(node.stale)
        is_open = node.execution.status is ExecutionStatus.RUNNING
        most = self.max_age.open if is_open else self.max_age.rest
        is_final = node.execution.status is ExecutionStatus.COMPLETED and not node.read_at
        read_at = read.ended_at - most if is_final else node.read_at or snapshot.read_at
        age = read.ended_at - read_at
        # What was read in the read itself counts as read when that began, however long it took.
        if not node.stale and not is_final and read_at < read.began_at:
            self.verdict.oldest = max(self.verdict.oldest, age.total_seconds())
            if age > most:
                self._violated(f"{node.id} is {age.total_seconds():.1f} s old, and not stale")
        if not app.could_be(node.message, read_at.timestamp()):
            said = ", ".join(f"{each} since {since - read_at.timestamp():+.1f} s" for each, since in app.versions[-3:])
            self._violated(f"{node.id} was {node.message} at {read_at:%H:%M:%S.%f}, which ended before: {said}")

    def _violated(self, what: str) -> None:
        self.verdict.violations.append(what)

    async def is_settled(self) -> bool:
        """Whether a read shows every app as it is now; the verdict has how many it does not."""
        if snapshot := await self.read():
            shown = {node.id: node.message for node in walk(snapshot.hierarchy.release)}
            late = [app for app in self.apps.values() if app.is_sure and shown.get(app.id) != app.versions[-1][0]]
            self.verdict.late = len(late)
        return self.verdict.late == 0

    async def act(self, times: float = math.inf, *, until: float = math.inf) -> None:
        """Do something to apps, one after the other: one time in two to one that has ended, if there is one."""
        while self._count < times and time.monotonic() < until:
            self._count += 1
            is_open = self._chances.random() < _OPEN_SHARE
            free = [app for app in self.apps.values() if app.is_sure and app.id not in self._busy]
            app = self._chances.choice([each for each in free if each.is_open is is_open] or free)
            acts = (self.say, self.say, self.renew, self.end, self.reset) if app.is_open else (self.restart, self.reset)
            await self._do(self._chances.choice(acts), app, f"version {self._count}")

    async def _do(self, act: Callable[[App, str], Awaitable[None]], app: App, version: str) -> None:
        self._busy.add(app.id)
        try:
            await act(app, version)
            self.verdict.done[act.__name__] += 1
        except (RPCError, TimeoutError):
            # Nobody knows whether it has come to pass.
            app.is_sure = False
            self.verdict.done["unsure"] += 1
        self._busy.discard(app.id)

    async def say(self, app: App, version: str) -> None:
        """Signal it to be another version."""
        with app.becoming(version):
            await self.client.get_workflow_handle(app.id).signal(Versioned.say, version)

    async def renew(self, app: App, version: str) -> None:
        """Have it continue as new."""
        handle = self.client.get_workflow_handle(app.id)
        run = self.client.get_workflow_handle(app.id, run_id=(await handle.describe()).run_id)
        with app.becoming(version):
            await run.signal(Versioned.renew, version)
        app.began_as = version
        with suppress(WorkflowContinuedAsNewError):
            await asyncio.wait_for(run.result(follow_runs=False), PATIENCE)
        await self._answers(app)

    async def end(self, app: App, version: str) -> None:
        """Have it end."""
        handle = self.client.get_workflow_handle(app.id)
        with app.becoming(version):
            await handle.signal(Versioned.end, version)
        await asyncio.wait_for(handle.result(), PATIENCE)
        app.is_open = False

    async def restart(self, app: App, version: str) -> None:
        """Start another run under its id."""
        with app.becoming(version):
            await self._start({"id": app.id, "message": version})
        app.began_as, app.is_open = version, True
        await self._answers(app)

    async def reset(self, app: App, _: str) -> None:
        """Lead it back to where its run began, without the signals that came since."""
        with app.becoming(app.began_as):
            await self.client.workflow_service.reset_workflow_execution(
                ResetWorkflowExecutionRequest(
                    namespace=self.client.namespace,
                    workflow_execution=WorkflowExecution(workflow_id=app.id),
                    reason="once more",
                    workflow_task_finish_event_id=4,
                    request_id=uuid.uuid4().hex,
                    reset_reapply_exclude_types=[ResetReapplyExcludeType.RESET_REAPPLY_EXCLUDE_TYPE_SIGNAL],
                )
            )
        app.is_open = True
        await self._answers(app)

    @asynccontextmanager
    async def watched(self) -> AsyncIterator[None]:
        """Read it all the time, as a viewer does."""

        async def look() -> None:
            while True:
                await self.read()
                await asyncio.sleep(0.5)

        looking = asyncio.create_task(look())
        try:
            yield
        finally:
            looking.cancel()
            with suppress(asyncio.CancelledError):
                await looking


async def kill_and_replace(worker: KillableWorker, *, away: float) -> None:
    """Kill the worker, and start another one after so many seconds."""
    await worker.kill()
    await asyncio.sleep(away)
    await worker.start()
