"""The leanest workflow that satisfies the contract: one per entity, whatever its workflow type is called."""

from collections.abc import Sequence
from typing import Any

from temporalio import workflow
from temporalio.common import RawValue

Answer = dict[str, Any]
TASK_QUEUE = "bench"
# A workflow that answers with its children inline offers `get_hierarchy` too.
INLINE = {"release": "waves", "wave": "clusters"}


@workflow.defn(dynamic=True)
class Entity:
    """Answers what it was started with, counts touches, and returns its answer when told to end."""

    @workflow.init
    def __init__(self, arguments: Sequence[RawValue]) -> None:
        """Take the answer, and offer the query that fits the id in it."""
        self._answer: Answer = workflow.payload_converter().from_payload(arguments[0].payload, dict)
        self._touched = 0
        self._ended = False
        kind = self._answer["id"].partition(":")[0]
        workflow.set_query_handler(f"get_{kind}_state", self._state)
        if INLINE.get(kind) in self._answer:
            workflow.set_query_handler("get_hierarchy", self._state)

    @workflow.run
    async def run(self, _: Sequence[RawValue]) -> Answer:
        """Wait for the end, and return the final answer."""
        await workflow.wait_condition(lambda: self._ended)
        return self._state()

    @workflow.signal
    def touch(self) -> None:
        """Change, so that the next read has to ask."""
        self._touched += 1

    @workflow.signal
    def end(self) -> None:
        """End well."""
        self._ended = True

    def _state(self) -> Answer:
        return self._answer | {
            "state": "succeeded" if self._ended else "running",
            "message": f"touched {self._touched} times",
        }
