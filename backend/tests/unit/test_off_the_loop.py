"""What grows with the nodes of a tree or the rows of the list is worked out in threads, not on the event loop.

Judging and building nodes, of open and of ended releases and of single entities; finding, filtering, counting and
dumping them; ordering, counting, filtering and dumping rows. Each is made here to note the thread that it runs in.
"""

import threading
from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest
from typing_extensions import override

from fakes import FakeTemporal
from patience import PATIENCE
from releasewatch.models.entities import Node
from releasewatch.models.page import ReleaseSummary
from releasewatch.models.status import EntityType, StateTable
from releasewatch.services.releases.known_rows import KnownRows
from releasewatch.services.releases.listing import ReleaseFilter, ReleaseList
from releasewatch.services.releases.names import ReleaseRule
from releasewatch.services.releases.runs import ReleaseRuns
from releasewatch.services.trees.assembler import Assembler
from releasewatch.services.trees.built import BuiltNodes
from releasewatch.services.trees.own_status import StuckRule
from releasewatch.services.trees.parts import Part
from releasewatch.services.trees.reader import TreeReader
from releasewatch.services.trees.service import EntityFilter, EntityService
from releasewatch.services.workflows.answer_cache import AnswerCache
from releasewatch.services.workflows.reader import WorkflowReader

RELEASE = "release:r"
Threads = set[threading.Thread]


class NotingAssembler(Assembler):
    """Notes the thread in which it builds nodes."""

    def __init__(self, now: datetime, threads: Threads) -> None:
        super().__init__(StateTable({}), StuckRule(5, timedelta(minutes=5)), now)
        self._threads = threads

    @override
    def node(self, part: Part, built: BuiltNodes | None = None) -> Node:
        self._threads.add(threading.current_thread())
        return super().node(part, built)


class NotingEntityFilter(EntityFilter):
    """Notes the thread in which nodes are filtered."""

    @override
    def lets_through(self, node: Node) -> bool:
        THREADS.add(threading.current_thread())
        return super().lets_through(node)


class NotingReleaseFilter(ReleaseFilter):
    """Notes the thread in which rows are filtered."""

    @override
    def finds(self, row: ReleaseSummary) -> bool:
        THREADS.add(threading.current_thread())
        return super().finds(row)


THREADS: Threads = set()


@pytest.fixture
def temporal() -> FakeTemporal:
    temporal = FakeTemporal()
    answer = {"id": RELEASE, "state": "running", "waves": [{"id": "wave:1", "state": "running"}]}
    temporal.start(RELEASE, {"get_release_state": answer}, workflow_type="Release")
    return temporal


@pytest.fixture
async def entities(temporal: FakeTemporal) -> AsyncIterator[EntityService]:
    THREADS.clear()
    trees = TreeReader(WorkflowReader(temporal, AnswerCache()), concurrency=4, deadline=PATIENCE)
    yield EntityService(trees, lambda now: NotingAssembler(now, THREADS), freshness_window=0, patience=PATIENCE)
    assert THREADS
    assert threading.current_thread() not in THREADS


async def test_an_open_release_is_built_in_a_thread(entities: EntityService) -> None:
    await entities.hierarchy(RELEASE)


@pytest.mark.parametrize("whole", [False, True])
async def test_an_ended_release_is_built_in_a_thread(
    entities: EntityService, temporal: FakeTemporal, *, whole: bool
) -> None:
    (run,) = (await ReleaseRuns(temporal, "all").latest()).runs
    await entities.ended_release(run, whole=whole)


async def test_a_single_entity_is_built_in_a_thread(entities: EntityService) -> None:
    await entities.entity(RELEASE)


async def test_entities_are_filtered_in_a_thread(entities: EntityService) -> None:
    await entities.hierarchy(RELEASE)
    THREADS.clear()
    wanted = NotingEntityFilter(types=frozenset({EntityType.WAVE}))
    assert (await entities.entities(RELEASE, wanted, page=1, page_size=10)).total == 1


async def test_rows_are_filtered_in_a_thread(entities: EntityService, temporal: FakeTemporal) -> None:
    releases = ReleaseList(temporal, entities, KnownRows(), ReleaseRule("all"))
    await releases.page(NotingReleaseFilter(), page=1, page_size=10)
    await releases.close()
