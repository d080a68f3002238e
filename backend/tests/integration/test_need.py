"""A release of some hundred workflows on the real server, read with a budget in which not everything fits."""

import asyncio
import uuid
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import timedelta

import pytest
from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.enums.v1 import ResetReapplyExcludeType
from temporalio.api.workflowservice.v1 import ResetWorkflowExecutionRequest
from temporalio.client import Client
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from patience import PATIENCE, eventually
from releasewatch.core.errors import TemporalTimeoutError
from releasewatch.models.entities import Node, walk
from releasewatch.models.status import EntityType, StateTable, Status
from releasewatch.services.temporal.client import TemporalClient
from releasewatch.services.trees.assembler import Assembler
from releasewatch.services.trees.builder import Hierarchies
from releasewatch.services.trees.needs import MaxAge
from releasewatch.services.trees.own_status import StuckRule
from releasewatch.services.trees.reader import Scope, TreeReader
from releasewatch.services.trees.snapshot import Snapshot
from releasewatch.services.workflows.answer_cache import AnswerCache
from releasewatch.services.workflows.reader import WorkflowReader
from scripted import Scripted

BUNDLES, APPS = 8, 30
PARTS = 2 + 2 * BUNDLES + BUNDLES * APPS
MAX_AGE = MaxAge(timedelta(minutes=10))


class Site:
    """The release, and reading it by need."""

    def __init__(self, client: Client, product: Client) -> None:
        self.client = client
        name = uuid.uuid4().hex[:8]
        self.release_id = f"release:{name}"
        self.wave_id = f"wave:{name}"
        self.bundles = [f"{name}-{number}" for number in range(BUNDLES)]
        self.temporal = TemporalClient(product, queries_per_second=40)
        self.trees = TreeReader(
            WorkflowReader(self.temporal, AnswerCache()),
            concurrency=16,
            deadline=1.0,
            max_age=MAX_AGE,
            scope=Scope(whole=0, looked_at=PATIENCE),
        )
        stuck = StuckRule(5, timedelta(minutes=5))
        self.hierarchies = Hierarchies(lambda now: Assembler(StateTable({}), stuck, now), max_age=MAX_AGE)

    def apps(self, bundle: str) -> list[str]:
        return [f"app:{bundle}-{number}" for number in range(APPS)]

    async def start(self, entity_id: str, state: str = "running", **fields: object) -> None:
        kind = entity_id.partition(":")[0]
        answers = {f"get_{kind}_state": {"id": entity_id, "state": state, **fields}}
        await self.client.start_workflow(Scripted.run, answers, id=entity_id, task_queue=self.release_id)

    async def start_all(self) -> None:
        await self.start(self.release_id, wave_ids=[self.wave_id])
        await self.start(self.wave_id, cluster_ids=[f"cluster:{each}" for each in self.bundles])
        for bundle in self.bundles:
            await self.start(f"cluster:{bundle}", bundle_id=f"bundle:{bundle}")
            await self.start(f"bundle:{bundle}", app_ids=self.apps(bundle))
            await asyncio.gather(*(self.start(app) for app in self.apps(bundle)))

    async def end(self, app_id: str) -> None:
        result = {"id": app_id, "state": "succeeded"}
        handle = self.client.get_workflow_handle(app_id)
        await handle.signal("end", {"result": result})
        await handle.result()

    async def read(self, *, whole: bool = False) -> Snapshot:
        """Read, and again where a busy machine does not give even the root in time, as a viewer does."""
        async with asyncio.timeout(PATIENCE):
            while True:
                with suppress(TemporalTimeoutError):
                    reading = await self.trees.read(self.release_id, EntityType.RELEASE, whole=whole)
                    return await self.hierarchies.take(reading)

    async def node(self, entity_id: str) -> Node:
        release = (await self.read()).hierarchy.release
        return next(node for node in walk(release) if node.id == entity_id)

    async def is_complete(self) -> bool:
        return (await self.read()).hierarchy.complete

    async def shows(self, entity_id: str, status: Status) -> bool:
        return (await self.node(entity_id)).status is status


@pytest.fixture(scope="module")
async def site(client: Client, product: Client) -> AsyncIterator[Site]:
    site = Site(client, product)
    async with Worker(
        client, task_queue=site.release_id, workflows=[Scripted], workflow_runner=UnsandboxedWorkflowRunner()
    ):
        await site.start_all()
        yield site
        await site.trees.close()


async def test_a_tree_for_which_the_budget_is_too_small_is_complete_in_the_end(site: Site) -> None:
    site.temporal.calls.query_budget.note_refusal()
    first = await site.read()
    assert not first.hierarchy.complete
    assert first.hierarchy.progress.read < PARTS
    await eventually(site.is_complete)
    assert (await site.read()).hierarchy.progress.known == PARTS


async def test_whatever_becomes_of_a_part_is_seen_without_reading_all(site: Site) -> None:
    await eventually(site.is_complete)
    bundle = site.bundles[3]
    signalled, ended, replaced, reset, *_ = site.apps(bundle)
    await site.client.get_workflow_handle(signalled).signal(
        "change", {"get_app_state": {"id": signalled, "state": "paused"}}
    )
    await eventually(lambda: site.shows(signalled, Status.PAUSED))
    for each in (ended, replaced, reset):
        await site.end(each)
        await eventually(lambda each=each: site.shows(each, Status.SUCCEEDED))  # type: ignore[misc]
    await site.start(replaced, state="waiting_for_approval")
    await eventually(lambda: site.shows(replaced, Status.WAITING))
    await site.client.workflow_service.reset_workflow_execution(
        ResetWorkflowExecutionRequest(
            namespace=site.client.namespace,
            workflow_execution=WorkflowExecution(workflow_id=reset),
            reason="once more",
            workflow_task_finish_event_id=4,
            request_id=str(uuid.uuid4()),
            # The signal that ended it, above all.
            reset_reapply_exclude_types=[ResetReapplyExcludeType.RESET_REAPPLY_EXCLUDE_TYPE_SIGNAL],
        )
    )
    await eventually(lambda: site.shows(reset, Status.RUNNING))


async def test_closed_parts_cost_nothing_but_their_turn(site: Site) -> None:
    await eventually(site.is_complete)
    apps = site.apps(site.bundles[-1])
    for app in apps:
        await site.end(app)

    async def ended() -> list[Node]:
        nodes = [node for node in walk((await site.read()).hierarchy.release) if node.id in apps]
        return [node for node in nodes if node.status is Status.SUCCEEDED]

    async def all_have_ended() -> bool:
        return len(await ended()) == APPS

    # A slow machine reads them in several rounds.
    await eventually(all_have_ended)
    await eventually(site.is_complete)
    assert [node.read_at for node in await ended()] == [None] * APPS
