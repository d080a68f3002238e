"""What the tests of the list share."""

from datetime import timedelta

from fakes import FakeTemporal
from patience import PATIENCE
from releasewatch.models.status import StateTable
from releasewatch.services.entity_service import EntityService
from releasewatch.services.kept_answers import KeptAnswers
from releasewatch.services.tree import Assembler, StuckRule
from releasewatch.services.tree_reader import TreeReader
from releasewatch.services.workflow_reader import WorkflowReader


def entities_on(temporal: FakeTemporal, *, kept: KeptAnswers | None = None) -> EntityService:
    """The reading of trees on a fake, without the pause that the product makes between reads."""
    trees = TreeReader(
        WorkflowReader(temporal, KeptAnswers() if kept is None else kept), concurrency=4, deadline=PATIENCE
    )
    stuck = StuckRule(5, timedelta(minutes=5))
    return EntityService(
        trees, lambda now: Assembler(StateTable({}), stuck, now), freshness_window=0, patience=PATIENCE
    )
