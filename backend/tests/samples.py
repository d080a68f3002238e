"""Forty releases of every kind, as list and page are tested with them: the demo's, those that live badly, the odd."""

import itertools
from typing import Any

from releasewatch.core.errors import NoWorkerError, QueryFailedError, TemporalTimeoutError
from releasewatch.models.entities import ExecutionStatus
from releasewatch.models.executions import Pause, PendingActivity
from releasewatch.models.status import Status
from releasewatch_demo.plans import AppPlan, BundlePlan, EntityPlan, WavePlan
from releasewatch_demo.scenarios import SCENARIOS
from staged import (
    Role,
    Run,
    app,
    at,
    bundle,
    cluster,
    ended,
    release,
    retries,
    wave,
)

SHOP = {"name": "Shop", "version": "7.1", "previous_version": "7.0"}
DONE = ended(ExecutionStatus.COMPLETED)
NO_WORKER = Run(queue="apps", error=NoWorkerError("No worker polls queue apps."))
_STATES = {Status.WAITING: "waiting_for_approval", Status.UNKNOWN: "running"}


def shop(*waves: Role, state: str = "running", run: Run | None = None, **said: Any) -> Role:
    """A release of waves, called Shop 7.1."""
    return release("shop-7.1", *waves, state=state, run=run, **{**SHOP, **said})


def done(number: int = 1) -> Role:
    """A wave that has succeeded."""
    inside = cluster(f"eu-{number}", app("web"), app("api"), state="succeeded")
    return wave(f"shop-7.1:{number}", inside, state="succeeded", name="Canary")


def under_way(number: int, *apps: Role, state: str = "running", **said: Any) -> Role:
    """A wave with one cluster, whose bundle has these apps."""
    return wave(f"shop-7.1:{number}", cluster(f"eu-{number}", *apps, state=state), state=state, **said)


def to_come(number: int) -> Role:
    """A wave that has not begun."""
    return under_way(number, app("web", "pending"), app("api", "pending"), state="pending", name="Europe")


def one_app(own_id: str, /, state: str = "running", run: Run | None = None, **said: Any) -> Role:
    """An open release in which only this app is out of the ordinary."""
    return shop(done(), under_way(2, app("web"), app(own_id, state, run=run, **said)), to_come(3))


def of_status(status: Status) -> Role:
    """An app of a status, in a release that is still open."""
    run = {Status.RETRYING: retries(3), Status.UNKNOWN: NO_WORKER}.get(status)
    state = "running" if run else _STATES.get(status, status)
    return one_app("api", state, run, message=f"It is {status}.", updated_at=at("11:58:00"))


def two_at_once(upper: str, lower: str) -> Role:
    """Two troubles at two levels."""
    runs = {"retrying": retries(3), "stuck": retries(12), "unknown": NO_WORKER}
    states = {"retrying": "running", "stuck": "running", "unknown": "running", "waiting": "waiting_for_approval"}
    inside = app("api", states.get(lower, lower), run=runs.get(lower), message="Says the app.")
    told = bundle("eu-2", inside, name="core")
    above = cluster("eu-2", told, state=states.get(upper, upper), run=runs.get(upper), message="Says the cluster.")
    return shop(done(), wave("shop-7.1:2", above), to_come(3))


def of_many_waves(count: int) -> Role:
    """A third of the waves has succeeded, and the next is under way."""
    reached = count // 3
    states = ["succeeded" if at_ < reached else "running" if at_ == reached else "pending" for at_ in range(count)]
    return shop(*(wave(str(number), state=state) for number, state in enumerate(states, 1)))


def of_plan(
    scenario: str, *, reached: int, current: str = "running", rest: str = "pending", state: str = "running", **said: Any
) -> Role:
    """A release of the demo, a part of each wave, with its waves before `reached` done and its faults in that one."""
    plan = next(each.plan for each in SCENARIOS if each.name == scenario)
    waves = [
        _wave_of(each, "succeeded" if index < reached else current if index == reached else rest)
        for index, each in enumerate(plan.waves)
    ]
    return release(_own(plan), *waves, state=state, **{**_facts(plan), "version": plan.version, **said})


def _wave_of(plan: WavePlan, state: str) -> Role:
    clusters = [
        cluster(
            _own(each),
            bundle(_own(each.bundle), *_apps_of(each.bundle, state), state=state, name=each.bundle.name),
            state=state,
            **_facts(each),
        )
        for each in plan.clusters[: 2 if state == "running" else 1]
    ]
    return wave(_own(plan), *clusters, state=state, **_facts(plan))


def _apps_of(plan: BundlePlan, state: str) -> list[Role]:
    under_way = itertools.cycle(["succeeded", "running", "pending"])
    if state != "running":
        return [app(_own(each), state, name=each.name) for each in plan.apps[:3]]
    return [_app_of(each, next(under_way)) for each in plan.apps]


def _app_of(plan: AppPlan, state: str) -> Role:
    if plan.fault is None:
        return app(_own(plan), state, name=plan.name)
    if plan.fault.step == "ready":
        tries = retries(3 if plan.fault.attempts else 12, plan.fault.message)
        return app(_own(plan), "running", run=tries, name=plan.name)
    failed = ended(ExecutionStatus.FAILED, plan.fault.message)
    return app(_own(plan), "failed", run=failed, name=plan.name)


def _own(plan: EntityPlan) -> str:
    return plan.id.partition(":")[2]


def _facts(plan: EntityPlan) -> dict[str, Any]:
    return {"name": plan.name, "sequence": plan.sequence}


_PAUSED = Pause("ops", "change freeze until Wed 08:00", at("11:50:00"))
_PAUSED_ACTIVITY = PendingActivity("1", "Pull", 3, 0, "not found", at("11:50:00"), None, pause=_PAUSED)
_MISSING = "ImagePullBackOff: shop/{}:7.1 not found"
_FAILED = [app(name, "failed", message=_MISSING.format(name)) for name in ("api", "cart", "search")]
_SILENT = [app(name, run=NO_WORKER) for name in ("a", "b", "c")]
_RAISING = app("d", run=Run(queue="others", error=QueryFailedError("get_app_state failed: it raised.")))
APPROVAL: dict[str, Any] = {
    "state": "waiting_for_approval",
    "waiting_for": "platform-oncall",
    "updated_at": at("09:13:00"),
}

SAMPLES: dict[str, Role] = {
    "demo: under-way": of_plan("under-way", reached=1),
    "demo: finished": of_plan("finished", reached=9, state="succeeded", run=DONE),
    "demo: failing": of_plan("failing", reached=1, message="Wave 3 is held until they recover."),
    "demo: waiting-for-approval": of_plan("waiting-for-approval", reached=2, current="pending", **APPROVAL),
    "demo: stuck": of_plan("stuck", reached=2),
    "demo: cancelled": of_plan(
        "cancelled",
        reached=1,
        rest="cancelled",
        state="cancelled",
        run=ended(ExecutionStatus.CANCELED, "superseded by 4.0.0-rc.3"),
    ),
    "demo: terminated": of_plan("terminated", reached=1, run=ended(ExecutionStatus.TERMINATED, "Hotfix goes first")),
    "demo: ended-with-failures": of_plan("ended-with-failures", reached=1, rest="skipped", state="failed", run=DONE),
    "demo: whole-release": of_plan("whole-release", reached=3),
    **{f"an app that is {status}": of_status(status) for status in Status},
    "no waves": shop(),
    "no waves, not begun": shop(state="pending"),
    "300 waves": of_many_waves(300),
    "ten waves": of_many_waves(10),
    "nameless": release("a", wave("a:1", cluster("a:1:eu", bundle("a:1:eu", app("a:1:eu:web"), app("web:1"))))),
    "an app under many bundles": shop(
        wave("1", *(cluster(f"eu-{number}", app("web", "failed", message="Exit code 1")) for number in range(5)))
    ),
    "failed and retrying": two_at_once("failed", "retrying"),
    "failed and waiting": two_at_once("failed", "waiting"),
    "stuck and unknown": two_at_once("stuck", "unknown"),
    "stuck and retrying": two_at_once("stuck", "retrying"),
    "retrying and waiting": two_at_once("retrying", "waiting"),
    "unknown and failed": two_at_once("unknown", "failed"),
    "waiting and paused": two_at_once("waiting", "paused"),
    "one cause": shop(done(), under_way(2, *_FAILED), to_come(3)),
    "unread for several reasons": shop(under_way(1, *_SILENT, _RAISING)),
    "a wave behind": shop(
        done(),
        under_way(2, app("web", "failed"), app("api", "failed")),
        under_way(3, app("web", "running")),
        to_come(4),
    ),
    "held wave": shop(done(), to_come(2), to_come(3), message="Asked for at noon", **APPROVAL),
    "a wave to approve": shop(
        done(), wave("shop-7.1:2", cluster("eu-2", app("web", "pending"), state="pending"), **APPROVAL), to_come(3)
    ),
    "approval of the whole": shop(under_way(1, app("web", "running")), **APPROVAL),
    "skipped beside succeeded": shop(
        done(), under_way(2, app("web"), app("api", "skipped"), state="succeeded"), state="succeeded", run=DONE
    ),
    "all skipped": shop(under_way(1, app("web", "skipped"), state="skipped"), state="skipped", run=DONE),
    "succeeded": shop(done(1), done(2), state="succeeded", run=DONE, message="Shipped."),
    "closed with failures": shop(
        done(), under_way(2, app("web", "failed", message="No lock"), state="failed"), state="failed", run=DONE
    ),
    "failed by Temporal": shop(done(), under_way(2, *_FAILED), run=ended(ExecutionStatus.FAILED, "disk full")),
    "timed out": shop(under_way(1, app("web", "running")), run=ended(ExecutionStatus.TIMED_OUT)),
    "terminated": shop(done(), to_come(2), run=ended(ExecutionStatus.TERMINATED, "Hotfix goes first")),
    "cancelled": shop(
        done(),
        under_way(2, app("web", "cancelled"), state="cancelled"),
        state="cancelled",
        run=ended(ExecutionStatus.CANCELED, "superseded by 7.2"),
    ),
    "cancelled in its own words": shop(to_come(1), state="cancelled", run=DONE, message="Cancelled: superseded by 7.2"),
    "completed while running": shop(under_way(1, app("web", "running")), run=DONE),
    "paused by Temporal": shop(done(), under_way(2, app("web", "running")), run=Run(pause=_PAUSED)),
    "an activity paused": one_app("api", run=Run(activities=(_PAUSED_ACTIVITY,))),
    "stuck": one_app("api", run=retries(12, "Readiness probe timed out", since=at("11:49:12"))),
    "retried for the last time": one_app("api", run=retries(5, most=5)),
    "timed out in reading": one_app("api", run=Run(error=TemporalTimeoutError("It did not answer within 5 s."))),
    "vanished": one_app("api", run=ended(ExecutionStatus.FAILED, "Exit code 3")),
    "an odd answer": one_app("api", "bewildered", links={"Logs": "http://logs"}, sequence="x"),
    "not begun": shop(to_come(1), to_come(2), state="pending", message="window opens 14:00"),
}
