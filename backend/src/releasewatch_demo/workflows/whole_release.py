"""The other style: one workflow runs a whole release and answers for everything in it."""

import asyncio
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest

from temporalio import workflow

from releasewatch_demo.answers import Answer, planned
from releasewatch_demo.plans import ReleasePlan, WavePlan
from releasewatch_demo.workflows.entity import outcome

_OPEN = {"pending", "in_progress", "waiting_for_approval"}
# What people take who approve by themselves.
APPROVAL_TICKS = 2


@dataclass(frozen=True)
class WholeReleasePlan:
    """A release, and how it moves: at each tick the app that is under way longest is done, at a wave's last one all."""

    release: ReleasePlan
    tick_seconds: tuple[float, ...] = (3.0,)
    """How long a tick is in each wave; the last one repeats."""
    parallel: int = 12

    def tick_of(self, wave: int) -> float:
        """Seconds of a tick in a wave, of which the first is 1."""
        return self.tick_seconds[min(wave, len(self.tick_seconds)) - 1]


@dataclass(frozen=True)
class _App:
    """An app's answer and those above it, from the bundle up to the wave."""

    answer: Answer
    parents: tuple[Answer, Answer, Answer]


@workflow.defn
class WholeRelease:
    """Keeps the answers of all entities and moves them in place."""

    @workflow.init
    def __init__(self, plan: WholeReleasePlan) -> None:
        self._release = planned(plan.release, "pending")
        self._faults = {
            app.id: app.fault
            for wave in plan.release.waves
            for cluster in wave.clusters
            for app in cluster.bundle.apps
            if app.fault
        }
        self._release["created_at"] = workflow.now().isoformat()
        self._move(self._release, "in_progress")

    @workflow.run
    async def run(self, plan: WholeReleasePlan) -> Answer:
        """Run all waves; return the final answer for the whole hierarchy."""
        try:
            waves = plan.release.waves
            for wave, answer in zip(waves, self._release["waves"], strict=True):
                if wave.approved_by:
                    await self._wait_for_approval(wave, plan.tick_of(wave.sequence))
                self._release["message"] = f"Wave {wave.sequence} of {len(waves)}: {wave.name}"
                await self._run_wave(answer, plan)
        except asyncio.CancelledError:
            self._cancel(self._release)
            return self._release
        self._settle(self._release, self._release["waves"])
        self._release.pop("message", None)
        return self._release

    @workflow.query
    def get_hierarchy(self) -> Answer:
        """Answer for the release with everything below it inline."""
        return self._release

    async def _wait_for_approval(self, wave: WavePlan, tick: float) -> None:
        release = self._release
        self._move(release, "waiting_for_approval")
        if wave.approver:
            release["waiting_for"] = wave.approver
        asked_at = release["updated_at"]
        await workflow.sleep(APPROVAL_TICKS * tick)
        self._move(release, "in_progress")
        release.pop("waiting_for", None)
        given = {"what": wave.id, "who": str(wave.approved_by), "asked_at": asked_at, "at": release["updated_at"]}
        release.setdefault("approvals", []).append(given)

    async def _run_wave(self, wave: Answer, plan: WholeReleasePlan) -> None:
        under_way: deque[_App] = deque()
        for app in _in_turn(wave):
            self._begin(app)
            under_way.append(app)
            if len(under_way) == plan.parallel:
                await self._tick(under_way, plan, wave)
        if under_way:
            await self._tick(under_way, plan, wave, count=len(under_way))

    async def _tick(self, under_way: deque[_App], plan: WholeReleasePlan, wave: Answer, *, count: int = 1) -> None:
        if seconds := plan.tick_of(wave["sequence"]):
            await workflow.sleep(seconds)
        for _ in range(count):
            self._complete(under_way.popleft())
        for place, app in enumerate(under_way, 1):
            done = 100 - 100 * place // plan.parallel
            app.answer["message"] = f"Shifting traffic, {done}%"

    def _begin(self, app: _App) -> None:
        app.answer["message"] = "Pulling image"
        for answer in (app.answer, *app.parents):
            if answer["state"] == "pending":
                self._move(answer, "in_progress")
                answer["created_at"] = answer["updated_at"]

    def _complete(self, app: _App) -> None:
        app.answer.pop("message", None)
        fault = self._faults.get(app.answer["id"])
        if fault:
            app.answer["message"] = fault.message
        self._move(app.answer, "failed" if fault else "succeeded")
        bundle, cluster, wave = app.parents
        self._settle(bundle, bundle["apps"])
        self._settle(cluster, [bundle])
        self._settle(wave, wave["clusters"])

    def _settle(self, parent: Answer, children: list[Answer]) -> None:
        """End an entity when everything right below it has ended."""
        states = {child["state"] for child in children}
        if not states & _OPEN:
            self._move(parent, outcome(states))

    def _move(self, answer: Answer, state: str) -> None:
        answer["state"] = state
        answer["updated_at"] = workflow.now().isoformat()

    def _cancel(self, answer: Answer) -> None:
        if answer["state"] in _OPEN:
            self._move(answer, "cancelled")
            answer.pop("message", None)
            answer.pop("waiting_for", None)
        for child in _children(answer):
            self._cancel(child)


def _children(answer: Answer) -> list[Answer]:
    if "bundle" in answer:
        return [answer["bundle"]]
    return answer.get("waves") or answer.get("clusters") or answer.get("apps") or []


def _in_turn(wave: Answer) -> Iterator[_App]:
    """Go through the apps of a wave so that all its clusters advance together."""
    clusters = wave["clusters"]
    for rank in zip_longest(*(cluster["bundle"]["apps"] for cluster in clusters)):
        for cluster, app in zip(clusters, rank, strict=True):
            if app is not None:
                yield _App(app, (cluster["bundle"], cluster, wave))
