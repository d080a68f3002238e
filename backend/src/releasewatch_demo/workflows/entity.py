"""What the workflows of all five levels share: state, answers, children, failures below."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import Any, Generic, TypeVar

from temporalio import workflow
from temporalio.exceptions import ApplicationError, ChildWorkflowError, is_cancelled_exception
from typing_extensions import override

from releasewatch_demo.answers import Answer, add_children, own_facts, part_of
from releasewatch_demo.plans import Plan, apps_of

PlanT = TypeVar("PlanT", bound=Plan)
ChildT = TypeVar("ChildT", bound=Plan)

# What becomes of the children that were never started, by the state of their parent.
_UNSTARTED = {"cancelled": "cancelled", "failed": "skipped"}


class Entity(Generic[PlanT]):
    """One entity: its state, since when, and how it answers for itself."""

    def __init__(self, plan: PlanT) -> None:
        self._plan = plan
        self._state = "pending"
        self._message: str | None = None
        self._waiting_for: str | None = None
        self._links: dict[str, str] = {}
        self._started: set[str] = set()
        self._created_at = self._updated_at = workflow.now()
        self._told = 0
        self._telling = asyncio.Lock()

    def _move(self, state: str, message: str | None = None, waiting_for: str | None = None) -> None:
        """Go to a state, or say something new about the present one."""
        if state != self._state:
            self._updated_at = workflow.now()
        self._state = state
        self._message = message
        self._waiting_for = waiting_for

    def _answer(self) -> Answer:
        """Answer for this entity: the same object for queries and as the final result."""
        answer = own_facts(self._plan, self._state)
        answer["created_at"] = self._created_at.isoformat()
        answer["updated_at"] = self._updated_at.isoformat()
        if self._message:
            answer["message"] = self._message
        if self._waiting_for:
            answer["waiting_for"] = self._waiting_for
        if self._links:
            answer["links"] = self._links
        add_children(answer, self._plan, self._started, _UNSTARTED.get(self._state, "pending"))
        return answer

    async def _end(self, state: str, message: str | None = None) -> Answer:
        """Go to the final state and return the final answer, readable without any worker."""
        self._move(state, message)
        # A signal handler that is still talking to the parent would be cut off.
        await workflow.wait_condition(workflow.all_handlers_finished)
        return self._answer()

    def _failed(self) -> int:
        """Count the apps that are failed at present: this one, or those below."""
        return int(self._state == "failed")

    async def _tell_parent(self) -> None:
        """Let the levels above know how many apps are failed at present."""
        parent = workflow.info().parent
        if parent is None:
            return
        handle = workflow.get_external_workflow_handle(parent.workflow_id, run_id=parent.run_id)
        # One after the other: signals that are sent at the same time may overtake each other.
        async with self._telling:
            if self._failed() == self._told:
                return
            self._told = self._failed()
            try:
                await handle.signal("report_failed_apps", args=[self._plan.id, self._told])
            except ApplicationError:
                workflow.logger.info("The parent is closed: nobody to tell")


class Parent(Entity[PlanT]):
    """An entity with children: starts them, waits for them, hears of failures below."""

    def __init__(self, plan: PlanT) -> None:
        super().__init__(plan)
        self._failed_apps: dict[str, int] = {}
        self._done: set[str] = set()

    @workflow.signal
    async def report_failed_apps(self, child_id: str, failed_apps: int) -> None:
        """Hear from a child how many apps below it are failed at present."""
        await self._note_failed_apps(child_id, failed_apps)

    @workflow.signal
    async def retry_failed_apps(self) -> None:
        """Have the failed apps below deployed once more."""
        failing = [child_id for child_id, failed_apps in self._failed_apps.items() if failed_apps]
        for child_id in failing:
            await workflow.get_external_workflow_handle(child_id).signal("retry_failed_apps")

    async def _note_failed_apps(self, child_id: str, failed_apps: int) -> None:
        self._failed_apps[child_id] = failed_apps
        self._show_progress()
        await self._tell_parent()

    @override
    def _failed(self) -> int:
        return sum(self._failed_apps.values())

    def _show_progress(self) -> None:
        """Say how far this entity is; an open entity above failed apps is degraded."""
        failed = self._failed()
        if failed:
            self._move("degraded", f"{part_of(failed, len(apps_of(self._plan)), 'app')} failed")
        else:
            self._move("in_progress", self._progress())

    def _progress(self) -> str | None:
        """Say how far this entity is when all is well."""
        return None

    async def _run_child(self, run: Callable[[Any, ChildT], Awaitable[Answer]], plan: ChildT) -> str:
        """Start a child workflow, wait for its end and return its final state."""
        try:
            child = await workflow.start_child_workflow(
                run,
                plan,
                id=plan.id,
                # When a release is terminated, its apps stop in good order and say so.
                parent_close_policy=workflow.ParentClosePolicy.REQUEST_CANCEL,
            )
            self._started.add(plan.id)
            state = (await child)["state"]
        except ChildWorkflowError as error:
            state = "cancelled" if is_cancelled_exception(error) else "failed"
        self._done.add(plan.id)
        self._show_progress()
        return state

    async def _run_children(self, run: Callable[[Any, ChildT], Awaitable[Answer]], plans: Iterable[ChildT]) -> Answer:
        """Run all children at the same time, and end as they ended."""
        self._show_progress()
        try:
            async with asyncio.TaskGroup() as group:
                children = [group.create_task(self._run_child(run, plan)) for plan in plans]
        except asyncio.CancelledError:
            return await self._end("cancelled")
        return await self._end(outcome(child.result() for child in children), self._message)


def outcome(states: Iterable[str]) -> str:
    """Say how a parent ended whose children ended so: nothing is better than its worst part."""
    ended = set(states)
    for state in ("failed", "cancelled"):
        if state in ended:
            return state
    return "succeeded"
