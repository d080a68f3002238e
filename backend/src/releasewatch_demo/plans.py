"""What a release is going to do, as plain dataclasses: the input of every workflow."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, kw_only=True)
class Fault:
    """What goes wrong while one app is deployed."""

    step: Literal["pull", "migrate", "ready", "shift"]
    message: str
    attempts: int | None = None
    """How many attempts fail; None: all of them."""
    crash: bool = True
    """Whether the app's workflow fails, or completes with the state `failed`."""


@dataclass(frozen=True, kw_only=True)
class EntityPlan:
    """What the entities of all five levels have in common."""

    id: str
    name: str
    sequence: int
    version: str
    previous_version: str


@dataclass(frozen=True, kw_only=True)
class AppPlan(EntityPlan):
    """One app in one cluster."""

    image: str
    migration: str | None = None
    """Number of the database migration that comes with this version."""
    step_seconds: float = 0.0
    traffic_steps: tuple[int, ...] = ()
    by_hand: bool = False
    """Whether the app waits for the signals `finish`, `fail`, `recover` and does no steps."""
    fault: Fault | None = None


@dataclass(frozen=True, kw_only=True)
class BundlePlan(EntityPlan):
    """The apps that go into a cluster together."""

    apps: tuple[AppPlan, ...]
    parallel: int
    """How many apps are deployed at the same time."""
    hold: bool
    """Whether failed apps keep the bundle open until they are retried."""


@dataclass(frozen=True, kw_only=True)
class ClusterPlan(EntityPlan):
    """One cluster; it takes exactly one bundle."""

    bundle: BundlePlan


@dataclass(frozen=True, kw_only=True)
class WavePlan(EntityPlan):
    """Clusters that are released at the same time."""

    clusters: tuple[ClusterPlan, ...]
    approver: str | None = None
    """Who has to agree before the wave starts."""
    approved_by: str | None = None
    """Who agrees after a moment, as part of the play; None: a person has to."""


@dataclass(frozen=True, kw_only=True)
class ReleasePlan(EntityPlan):
    """A whole release, wave by wave."""

    waves: tuple[WavePlan, ...]
    hold: bool
    """Whether failed apps hold the next wave, or end the release."""


Plan = ReleasePlan | WavePlan | ClusterPlan | BundlePlan | AppPlan


def apps_of(plan: Plan) -> list[AppPlan]:
    """List all apps at or below an entity, in order."""
    match plan:
        case AppPlan():
            return [plan]
        case BundlePlan():
            return list(plan.apps)
        case ClusterPlan():
            return apps_of(plan.bundle)
        case WavePlan():
            return [app for cluster in plan.clusters for app in apps_of(cluster)]
        case ReleasePlan():
            return [app for wave in plan.waves for app in apps_of(wave)]
