"""A release on the fake Temporal, with a workflow for each entity, and its tree read again and again."""

import json
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from fakes import FakeTemporal
from patience import PATIENCE, until
from releasewatch.models.entities import Node, walk
from releasewatch.models.status import EntityType, StateTable
from releasewatch.services.trees.assembler import Assembler
from releasewatch.services.trees.builder import Hierarchies
from releasewatch.services.trees.facts import facts_of
from releasewatch.services.trees.needs import MaxAge
from releasewatch.services.trees.own_status import StuckRule
from releasewatch.services.trees.reader import Scope, TreeReader
from releasewatch.services.trees.snapshot import Snapshot, snapshot_of
from releasewatch.services.workflows.answer_cache import AnswerCache
from releasewatch.services.workflows.reader import WorkflowReader

RELEASE = "release:r"
LONG = MaxAge(timedelta(hours=1))
# All trees are too big for this one to be validated whole.
BIG = Scope(whole=0)


class Reads:
    """One release: a wave with clusters `0`, `1`, ..., each with its bundle and apps, such as `app:0-1`."""

    def __init__(self, *, clusters: int = 2, apps: int = 3) -> None:
        self.temporal = FakeTemporal()
        self.renew()
        names = [str(number) for number in range(clusters)]
        self.say(RELEASE, wave_ids=["wave:w"])
        self.say("wave:w", cluster_ids=[f"cluster:{name}" for name in names])
        for name in names:
            self.say(f"cluster:{name}", bundle_id=f"bundle:{name}")
            app_ids = [f"app:{name}-{number}" for number in range(apps)]
            self.say(f"bundle:{name}", app_ids=app_ids)
            for app_id in app_ids:
                self.say(app_id)

    def renew(self, *, scope: Scope = BIG, max_age: MaxAge = LONG, deadline: float = PATIENCE) -> None:
        """Go on with nothing read yet."""
        workflows = WorkflowReader(self.temporal, AnswerCache())
        self.trees = TreeReader(workflows, concurrency=2, deadline=deadline, max_age=max_age, scope=scope)
        self.hierarchies = Hierarchies(
            lambda now: Assembler(StateTable({}), StuckRule(5, timedelta(minutes=5)), now), max_age=max_age
        )

    def say(self, entity_id: str, state: str = "running", **fields: Any) -> None:
        """Have the workflow of an entity answer this from now on."""
        kind = entity_id.partition(":")[0]
        answers = {f"get_{kind}_state": fields | {"id": entity_id, "state": state}}
        if entity_id in self.temporal.runs:
            self.temporal.change(entity_id, answers)
        else:
            self.temporal.start(entity_id, answers, workflow_type=kind)

    async def read(self, *, whole: bool = False) -> Snapshot:
        """Read the release, and note what Temporal was asked for it."""
        self.temporal.asked.clear()
        return await self.hierarchies.take(await self.trees.read(RELEASE, EntityType.RELEASE, whole=whole))

    async def rest(self) -> None:
        """Wait for what follows a read."""
        tree = self.trees.kept.get(RELEASE)
        assert tree
        await until(lambda: not tree.validation._workers)

    async def nodes(self, *, whole: bool = False) -> dict[str, Node]:
        """Read the release, and give its nodes by id."""
        return by_id(await self.read(whole=whole))

    @property
    def described(self) -> list[str]:
        """What was described since the last read began, in that order."""
        return [call[1] for call in self.temporal.asked if call[0] == "describe"]

    def age(self, seconds: float, ids: Iterable[str] | None = None) -> None:
        """Have what was read of these parts, or of all, be that much older."""
        tree = self.trees.kept.get(RELEASE)
        assert tree
        for part in tree.root.walk():
            if part.read_at and (ids is None or part.id in ids):
                part.read_at -= timedelta(seconds=seconds)
        if tree.read_at and ids is None:
            tree.read_at -= timedelta(seconds=seconds)


def assert_as_made_anew(snapshot: Snapshot) -> None:
    """Check that what was kept of earlier reads is what would be made now."""
    hierarchy = snapshot.hierarchy
    assert json.loads(snapshot.dump.body) == json.loads(hierarchy.model_dump_json(exclude_none=True))
    assert snapshot.facts == facts_of(hierarchy.release)
    assert snapshot.digest == snapshot_of(hierarchy, snapshot.summary).digest


def by_id(snapshot: Snapshot) -> dict[str, Node]:
    return {node.id: node for node in walk(snapshot.hierarchy.release)}
