"""What the tests of the list share."""

from datetime import timedelta

from fakes import FakeTemporal
from patience import PATIENCE
from releasewatch.models.status import StateTable
from releasewatch.services.releases.known_rows import KnownRows
from releasewatch.services.trees.assembler import Assembler
from releasewatch.services.trees.own_status import StuckRule
from releasewatch.services.trees.reader import TreeReader
from releasewatch.services.trees.service import EntityService
from releasewatch.services.workflows.answer_cache import AnswerCache
from releasewatch.services.workflows.queries import Timing
from releasewatch.services.workflows.reader import WorkflowReader


def entities_on(
    temporal: FakeTemporal, known: KnownRows, *, cache: AnswerCache | None = None, timing: Timing | None = None
) -> EntityService:
    """The reading of trees on a fake, without the pause that the product makes between reads."""
    trees = TreeReader(
        WorkflowReader(temporal, AnswerCache() if cache is None else cache, timing), concurrency=4, deadline=PATIENCE
    )
    stuck = StuckRule(5, timedelta(minutes=5))
    return EntityService(
        trees,
        lambda now: Assembler(StateTable({}), stuck, now),
        freshness_window=0,
        patience=PATIENCE,
        observe=known.note,
    )
