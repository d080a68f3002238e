"""Approvals that only the history of a run tells: the signals that give them, by their names. Cached."""

from collections.abc import Collection

from releasewatch.core.errors import TemporalError
from releasewatch.models.answers.answer import WorkflowAnswer
from releasewatch.models.executions import Description, Heard, Signal
from releasewatch.models.status import EntityType
from releasewatch.services.workflows.answer_cache import AnswerCache, Question
from releasewatch.services.workflows.queries import Temporal

# The levels at which people approve. Apps are too many for a history each.
_LEVELS = frozenset({EntityType.RELEASE, EntityType.WAVE})
# Temporal gives no part of a history but its first and its last event, so that a long one is not read.
LONGEST_HISTORY_EVENTS = 2_000
_BYTES_EACH = 300


class ApprovalSignals:
    """Reads the history of a run once for each state that its workflow says it is in."""

    def __init__(self, temporal: Temporal, cache: AnswerCache, names: Collection[str]) -> None:
        """Take the signals of these names for approvals; without names no history is read."""
        self._temporal = temporal
        self._cache = cache
        self._names = frozenset(names)

    async def heard(
        self, description: Description, type_: EntityType, answer: WorkflowAnswer | None
    ) -> tuple[Signal, ...]:
        """The approvals that a run was given, unless its answer tells them; those last heard while Temporal is away."""
        if not self._names or type_ not in _LEVELS or answer is None or answer.approvals:
            return ()
        question = Question(description.workflow_id, "signals")
        last = self._cache.last(question, description.run_id)
        known = last if isinstance(last, Heard) else Heard()
        state = answer.state if description.is_open else description.status
        if known.state == state or description.history_length > LONGEST_HISTORY_EVENTS:
            return known.signals
        try:
            signals = await self._temporal.signals(description, self._names)
        except TemporalError:
            return known.signals
        heard = Heard(tuple(signals), state)
        self._cache.put(question, description.key, heard, size=_BYTES_EACH * (1 + len(signals)))
        return heard.signals
