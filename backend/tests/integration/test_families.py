"""A workflow is read as a part of a release only if it belongs to that release, as far as Temporal knows.

Of the same kind: a wave that is another release's child, its grandchild, or the child of another's wave; the same with
workflows in between that are no entities; a release that is itself a child; independent workflows, which belong to
whoever names them; a stranger beside a part that has a workflow of the same id; children whose parent was started anew,
open and ended, of a release and of a wave, and those whose parent only went on in a new run or was not reached.
"""

import uuid
from typing import Any

from integration.test_lives import LIVES_QUEUE, Lives
from releasewatch.models.entities import Code, Node, walk
from releasewatch.models.status import Status

Children = dict[str, list[Any]]


def new(kind: str) -> str:
    return f"{kind}:{uuid.uuid4().hex}"


def own(entity_id: str, state: str = "running", **fields: Any) -> dict[str, Any]:
    return {f"get_{entity_id.partition(':')[0]}_state": {"id": entity_id, "state": state, **fields}}


def leaf(entity_id: str, state: str = "failed") -> Children:
    return {entity_id: ["Scripted", own(entity_id, state)]}


def parent(entity_id: str, children: Children, **fields: Any) -> Children:
    answers = own(entity_id, **fields) if ":" in entity_id else {}
    return {entity_id: ["Parent", answers, children]}


async def start(lives: Lives, top: Children, *, awaited: str) -> None:
    """Start a workflow that starts others, and wait for one of them."""
    [(workflow_id, (workflow_type, *arguments))] = top.items()
    await lives.start(workflow_type, *arguments, named=workflow_id, queue=LIVES_QUEUE)

    async def it_is_there() -> bool:
        found = [each.id async for each in lives.client.list_workflows(f"WorkflowId = '{awaited}'")]
        return bool(found)

    await lives.until(it_is_there)


async def last(lives: Lives, release: str) -> Node:
    *_, node = walk(await lives.read_tree(release))
    return node


async def test_a_wave_of_another_releases_wave_starter(lives: Lives) -> None:
    wave, other = new("wave"), new("release")
    top = parent(other, parent(f"starter-{uuid.uuid4().hex}", leaf(wave)), wave_ids=[wave])
    await start(lives, top, awaited=wave)
    node = await last(lives, await lives.script(new("release"), wave_ids=[wave]))
    assert (node.status, node.code) == (Status.UNKNOWN, Code.FOREIGN_WORKFLOW)
    assert node.reason is not None
    assert other in node.reason
    assert (await last(lives, other)).status is Status.FAILED


async def test_a_cluster_of_another_releases_wave(lives: Lives) -> None:
    cluster, wave, other = new("cluster"), new("wave"), new("release")
    top = parent(other, parent(wave, leaf(cluster), cluster_ids=[cluster]), wave_ids=[wave])
    await start(lives, top, awaited=cluster)
    waves = [{"id": "wave:1", "state": "running", "cluster_ids": [cluster]}]
    node = await last(lives, await lives.script(new("release"), waves=waves))
    assert (node.status, node.code) == (Status.UNKNOWN, Code.FOREIGN_WORKFLOW)
    assert (await last(lives, other)).status is Status.FAILED


async def test_an_inline_wave_of_the_same_id_does_not_make_the_cluster_its_own(lives: Lives) -> None:
    cluster, wave, other = new("cluster"), new("wave"), new("release")
    top = parent(other, parent(wave, leaf(cluster), cluster_ids=[cluster]), wave_ids=[wave])
    await start(lives, top, awaited=cluster)
    waves = [{"id": wave, "state": "running", "cluster_ids": [cluster]}]
    node = await last(lives, await lives.script(new("release"), waves=waves))
    assert (node.status, node.code) == (Status.UNKNOWN, Code.FOREIGN_WORKFLOW)


async def test_releases_that_one_workflow_starts_keep_their_waves_apart(lives: Lives) -> None:
    wave, release, other = new("wave"), new("release"), new("release")
    children = parent(other, leaf(wave), wave_ids=[wave]) | parent(release, {}, wave_ids=[wave])
    await start(lives, parent(f"deploy-all-{uuid.uuid4().hex}", children), awaited=wave)

    async def both_are_there() -> bool:
        found = [each.id async for each in lives.client.list_workflows(f"WorkflowId = '{release}'")]
        return bool(found)

    await lives.until(both_are_there)
    assert (await last(lives, other)).status is Status.FAILED
    node = await last(lives, release)
    assert (node.status, node.code) == (Status.UNKNOWN, Code.FOREIGN_WORKFLOW)
    assert node.reason == f"Its workflow belongs to {other}, which it does not stand under."


async def test_a_release_started_by_a_release_train_reads_its_own_grandchildren(lives: Lives) -> None:
    wave, release, train = new("wave"), new("release"), new("release")
    starter = parent(f"starter-{uuid.uuid4().hex}", leaf(wave))
    await start(lives, parent(train, parent(release, starter, wave_ids=[wave])), awaited=wave)
    assert (await last(lives, release)).status is Status.FAILED


async def test_waves_that_a_workflow_which_is_no_entity_starts_beside_the_release(lives: Lives) -> None:
    wave = new("wave")
    await start(lives, parent(f"pipeline-{uuid.uuid4().hex}", leaf(wave)), awaited=wave)
    assert (await last(lives, await lives.script(new("release"), wave_ids=[wave]))).status is Status.FAILED


async def test_what_a_client_started_belongs_to_whoever_names_it(lives: Lives) -> None:
    wave = await lives.script(new("wave"), state="failed")
    for _ in range(2):
        assert (await last(lives, await lives.script(new("release"), wave_ids=[wave]))).status is Status.FAILED


async def start_anew(lives: Lives, top: Children, entity_id: str, **fields: Any) -> None:
    """Start a release with children, end it, and start it again: they have not been started by it yet."""
    [awaited] = next(iter(top.values()))[2]
    await start(lives, top, awaited=awaited)
    await lives.rests(awaited)
    await lives.client.get_workflow_handle(entity_id).terminate()
    await lives.script(entity_id, **fields)
    await lives.rests(entity_id)


async def test_a_wave_that_an_earlier_start_of_the_release_left_running(lives: Lives) -> None:
    wave, release = new("wave"), new("release")
    await start_anew(lives, parent(release, leaf(wave, "succeeded"), wave_ids=[wave]), release, wave_ids=[wave])
    node = await last(lives, release)
    assert (node.status, node.code) == (Status.UNKNOWN, Code.FOREIGN_WORKFLOW)
    assert node.reason == f"Its workflow belongs to an earlier start of {release}."


async def test_a_wave_that_ended_under_an_earlier_start_of_the_release(lives: Lives) -> None:
    wave, release = new("wave"), new("release")
    await start_anew(lives, parent(release, leaf(wave, "succeeded"), wave_ids=[wave]), release, wave_ids=[wave])
    await lives.end(wave, {"result": {"id": wave, "state": "succeeded"}})
    await lives.client.get_workflow_handle(wave).result()
    node = await last(lives, release)
    assert (node.status, node.code) == (Status.PENDING, Code.NOT_STARTED)
    assert node.reason == f"Named, not started. Its workflow belongs to an earlier start of {release}."
    await lives.client.get_workflow_handle(release).terminate()
    await lives.rests(release)
    node = await last(lives, release)
    assert (node.status, node.code) == (Status.UNKNOWN, Code.NEVER_STARTED)
    assert node.reason == f"Named, never started. Its workflow belongs to an earlier start of {release}."


async def test_a_wave_that_an_earlier_start_has_done_and_that_is_not_done_again(lives: Lives) -> None:
    wave, release = new("wave"), new("release")
    await start_anew(lives, parent(release, leaf(wave, "succeeded"), wave_ids=[wave]), release, wave_ids=[wave])
    await lives.end(wave, {"result": {"id": wave, "state": "succeeded"}})
    await lives.client.get_workflow_handle(wave).result()
    assert (await last(lives, release)).status is Status.PENDING
    await lives.end(release, {"result": {"id": release, "state": "succeeded", "wave_ids": [wave]}})
    await lives.client.get_workflow_handle(release).result()
    assert (await last(lives, release)).status is Status.SUCCEEDED


async def test_a_cluster_that_an_earlier_start_of_the_wave_left_running(lives: Lives) -> None:
    cluster, wave = new("cluster"), new("wave")
    await start_anew(lives, parent(wave, leaf(cluster), cluster_ids=[cluster]), wave, cluster_ids=[cluster])
    node = await last(lives, await lives.script(new("release"), wave_ids=[wave]))
    assert (node.status, node.code) == (Status.UNKNOWN, Code.FOREIGN_WORKFLOW)


async def test_a_wave_that_an_earlier_run_of_a_continued_release_started(lives: Lives) -> None:
    wave, release = new("wave"), new("release")
    [(_, child)] = leaf(wave).items()
    await lives.start("Renewing", own(release, wave_ids=[wave]), wave, child, named=release, queue=LIVES_QUEUE)

    async def it_is_shown() -> bool:
        node = await last(lives, release)
        assert node.code is not Code.FOREIGN_WORKFLOW
        return node.status is Status.FAILED

    await lives.until(it_is_shown)


async def test_a_cluster_that_two_waves_of_one_release_name(lives: Lives) -> None:
    cluster, first, second, release = new("cluster"), new("wave"), new("wave"), new("release")
    waves = parent(first, leaf(cluster), cluster_ids=[cluster]) | parent(second, {}, cluster_ids=[cluster])
    await start(lives, parent(release, waves, wave_ids=[first, second]), awaited=cluster)

    async def both_show_it() -> bool:
        nodes = [node for node in walk(await lives.read_tree(release)) if node.id == cluster]
        return [node.status for node in nodes] == [Status.FAILED] * 2

    await lives.until(both_show_it)
