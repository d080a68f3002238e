"""Trees to measure on: a release of a given size, with one workflow for each of its entities."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from temporalio.client import Client
from temporalio.common import WorkflowIDConflictPolicy
from temporalio.service import RPCError, RPCStatusCode

from benchmarks.workflows import TASK_QUEUE, Answer

CONCURRENCY = 32


@dataclass(frozen=True)
class Shape:
    """How many entities stand on each level; apps are spread evenly over the clusters."""

    waves: int
    clusters: int
    apps: int

    @property
    def size(self) -> int:
        """All entities, the release and one bundle per cluster included."""
        return 1 + self.waves + 2 * self.clusters + self.apps


SHAPES = {250: Shape(waves=5, clusters=20, apps=204), 1000: Shape(waves=5, clusters=40, apps=914)}


@dataclass(frozen=True)
class Tree:
    """A release whose workflows run."""

    release_id: str
    answers: dict[str, Answer]

    @property
    def ids(self) -> list[str]:
        """The ids of all its workflows."""
        return list(self.answers)


def plan(name: str, shape: Shape) -> Tree:
    """What every workflow of a release answers."""
    waves = [f"wave:{name}-{number}" for number in range(shape.waves)]
    clusters = [f"cluster:{name}-{number}" for number in range(shape.clusters)]
    apps = [f"app:{name}-{number}" for number in range(shape.apps)]
    answers = [_answer(f"release:{name}", wave_ids=waves)]
    answers += [_answer(wave, cluster_ids=clusters[i :: shape.waves]) for i, wave in enumerate(waves)]
    for number, cluster in enumerate(clusters):
        bundle = cluster.replace("cluster:", "bundle:")
        answers.append(_answer(cluster, bundle_id=bundle))
        answers.append(_answer(bundle, app_ids=apps[number :: shape.clusters]))
    answers += [_answer(app) for app in apps]
    return Tree(f"release:{name}", {answer["id"]: answer for answer in answers})


def _answer(entity_id: str, **children: str | list[str]) -> Answer:
    now = datetime.now(UTC).isoformat()
    name = entity_id.partition(":")[2]
    return {
        "id": entity_id,
        "name": name,
        "version": "2026.48.2",
        "previous_version": "2026.47.3",
        "links": {"logs": f"https://logs.example/{name}"},
        "created_at": now,
        "updated_at": now,
        **children,
    }


def plan_inline(name: str, shape: Shape, *, one_workflow: bool) -> Tree:
    """The same release answered by one workflow, or by one for each wave besides the release's own."""
    flat = plan(name, shape).answers

    def whole(entity_id: str) -> Answer:
        answer = flat[entity_id] | {"state": "running"}
        for ids, inline in (("wave_ids", "waves"), ("cluster_ids", "clusters"), ("app_ids", "apps")):
            if ids in answer:
                answer[inline] = [whole(child) for child in answer[ids]]
        if "bundle_id" in answer:
            answer["bundle"] = whole(answer["bundle_id"])
        return answer

    release_id = f"release:{name}"
    if one_workflow:
        return Tree(release_id, {release_id: whole(release_id)})
    waves = {wave: whole(wave) for wave in flat[release_id]["wave_ids"]}
    return Tree(release_id, {release_id: flat[release_id]} | waves)


async def start(client: Client, tree: Tree, ended: Collection[str] = ()) -> None:
    """Start all workflows of a tree, and wait until each has answered once, or has ended where it is in `ended`."""

    async def one(entity_id: str) -> None:
        kind = entity_id.partition(":")[0]
        # Handlers are learned once per type, so each tree has types of its own.
        workflow_type = f"{tree.release_id}-{kind}"
        handle = await client.start_workflow(
            workflow_type,
            tree.answers[entity_id],
            id=entity_id,
            task_queue=TASK_QUEUE,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
            start_signal="end" if entity_id in ended else None,
        )
        if entity_id in ended:
            await handle.result()
        else:
            await handle.query(f"get_{kind}_state")

    await for_each(one, tree.ids)


async def signal(client: Client, ids: Iterable[str], name: str) -> None:
    """Signal some workflows, and wait until each has dealt with it."""

    async def one(entity_id: str) -> None:
        handle = client.get_workflow_handle(entity_id)
        try:
            await handle.signal(name)
        except RPCError as error:
            # One that has ended was told so by a call whose answer was lost.
            if name != "end" or error.status is not RPCStatusCode.NOT_FOUND:
                raise
        if name == "end":
            await handle.result()
        else:
            await handle.query(f"get_{entity_id.partition(':')[0]}_state")

    await for_each(one, ids)


async def for_each(do: Callable[[str], Awaitable[None]], ids: Iterable[str], concurrency: int = CONCURRENCY) -> None:
    """Do something for each id, some at a time."""
    waiting = iter(ids)

    async def work() -> None:
        for entity_id in waiting:
            # A busy server may lose a call, and the client shows each error instead of trying again.
            for is_last in (False, False, True):
                try:
                    await do(entity_id)
                    break
                except RPCError as error:
                    if is_last or error.status is RPCStatusCode.NOT_FOUND:
                        raise

    async with asyncio.TaskGroup() as group:
        for _ in range(concurrency):
            group.create_task(work())
