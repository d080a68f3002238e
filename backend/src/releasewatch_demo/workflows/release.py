"""Runs a release: one wave after the other, with approvals."""

import asyncio
from contextlib import suppress

from temporalio import workflow
from typing_extensions import override

from releasewatch_demo.answers import Answer, part_of
from releasewatch_demo.plans import ReleasePlan, WavePlan, apps_of
from releasewatch_demo.workflows.entity import Parent
from releasewatch_demo.workflows.wave import DeployWave

# What people take who approve by themselves.
APPROVAL_SECONDS = 2


@workflow.defn
class DeployRelease(Parent[ReleasePlan]):
    """Starts a wave workflow when the wave before it is done."""

    @workflow.init
    def __init__(self, plan: ReleasePlan) -> None:
        super().__init__(plan)
        self._approved = False
        self._approver: str | None = None
        self._approvals: list[dict[str, str]] = []
        self._wave = plan.waves[0]
        self._links = {"Runbook": "https://runbooks.acme.example/releases"}

    @workflow.run
    async def run(self, plan: ReleasePlan) -> Answer:
        """Run all waves; return the final answer."""
        try:
            state = await self._run_waves(plan)
        except asyncio.CancelledError:
            state = "cancelled"
        return await self._end(state, self._final_message(state))

    @workflow.query
    def get_release_state(self) -> Answer:
        """Answer for this release."""
        return self._answer()

    @workflow.signal
    def approve(self, who: str | None = None) -> None:
        """Let the wave start that waits for approval."""
        self._approved, self._approver = True, who

    @override
    def _answer(self) -> Answer:
        answer = super()._answer()
        if self._approvals:
            answer["approvals"] = self._approvals
        if self._waiting_for:
            answer["approve_url"] = f"https://portal.acme.example/approvals/{self._wave.id}"
        return answer

    async def _run_waves(self, plan: ReleasePlan) -> str:
        for wave in plan.waves:
            # The cancelled wave may have been done all the same, and would hide the cancellation.
            if workflow.cancellation_reason() is not None:
                return "cancelled"
            self._wave = wave
            if wave.approver:
                await self._wait_for_approval(wave, wave.approver)
            self._show_progress()
            state = await self._run_child(DeployWave.run, wave)
            if state != "succeeded":
                return state
        return "succeeded"

    async def _wait_for_approval(self, wave: WavePlan, approver: str) -> None:
        # An approval counts for the wave that asks for it, not for a later one.
        self._approved, self._approver = False, wave.approved_by
        self._move("waiting_for_approval", f"{wave.name} starts once it is given", approver)
        asked_at = self._updated_at
        with suppress(TimeoutError):
            thinking = APPROVAL_SECONDS if wave.approved_by else None
            await workflow.wait_condition(lambda: self._approved, timeout=thinking)
        given = {"what": wave.id, "asked_at": asked_at.isoformat(), "at": workflow.now().isoformat()}
        self._approvals.append(given | ({"who": self._approver} if self._approver else {}))

    @override
    def _show_progress(self) -> None:
        super()._show_progress()
        if self._state == "degraded":
            self._move("degraded", f"{self._trouble()}. {self._consequence()}")

    @override
    def _progress(self) -> str:
        return f"Wave {self._wave.sequence} of {len(self._plan.waves)}: {self._wave.name}"

    def _trouble(self) -> str:
        return f"{part_of(self._failed(), len(apps_of(self._plan)), 'app')} failed in wave {self._wave.sequence}"

    def _consequence(self) -> str:
        if self._wave == self._plan.waves[-1]:
            return "The release is open until they recover."
        if self._plan.hold:
            return f"Wave {self._wave.sequence + 1} is held until they recover."
        return "The release ends after this wave."

    def _final_message(self, state: str) -> str | None:
        match state:
            case "cancelled":
                reason = workflow.cancellation_reason()
                return f"Cancelled: {reason}" if reason else "Cancelled"
            case "failed":
                return f"{self._trouble()}."
            case _:
                return None
