"""A real workflow whose answers and end are told from outside."""

from typing import Any

from temporalio import workflow
from temporalio.exceptions import ApplicationError


@workflow.defn(name="Scripted")
class Scripted:
    """Answers what it was told to, until it is told to end."""

    @workflow.init
    def __init__(self, answers: dict[str, Any]) -> None:
        self._answers = answers
        self._end: dict[str, Any] | None = None
        for name in answers:
            workflow.set_query_handler(name, self._handler(name))

    @workflow.run
    async def run(self, _: dict[str, Any]) -> Any:
        await workflow.wait_condition(lambda: self._end is not None)
        end = self._end or {}
        if "failure" in end:
            raise ApplicationError(end["failure"])
        return end["result"]

    @workflow.signal
    def change(self, answers: dict[str, Any]) -> None:
        self._answers = answers

    @workflow.signal
    def learn(self, answers: dict[str, Any]) -> None:
        """Answer queries from now on that it did not know before."""
        self._answers |= answers
        for name in answers:
            workflow.set_query_handler(name, self._handler(name))

    @workflow.signal
    def end(self, how: dict[str, Any]) -> None:
        self._end = how

    def _handler(self, name: str) -> Any:
        def answer(argument: str | None = None) -> Any:
            said = self._answers[name]
            if isinstance(said, dict) and "raises" in said:
                raise ApplicationError(said["raises"])
            by_argument = isinstance(said, dict) and "by_argument" in said
            return said["by_argument"].get(argument) if by_argument else said

        return answer
