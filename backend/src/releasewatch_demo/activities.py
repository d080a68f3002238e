"""The work on one app, in activities: they may fail, and Temporal retries them."""

from dataclasses import dataclass

from temporalio import activity
from temporalio.exceptions import ApplicationError, ApplicationErrorCategory

from releasewatch_demo.plans import AppPlan


@dataclass(frozen=True)
class TrafficShift:
    """How much of the traffic goes to the new version."""

    app: AppPlan
    percent: int


@activity.defn
async def pull_image(app: AppPlan) -> None:
    """Pull the new image onto the nodes of the cluster."""
    _play_fault(app, "pull", "ImagePullError")


@activity.defn
async def migrate_database(app: AppPlan) -> None:
    """Bring the app's tables to the schema of the new version."""
    _play_fault(app, "migrate", "MigrationError")


@activity.defn
async def check_readiness(app: AppPlan) -> None:
    """Wait until the new pods say that they are ready."""
    _play_fault(app, "ready", "ReadinessError")


@activity.defn
async def shift_traffic(shift: TrafficShift) -> None:
    """Send a share of the traffic to the new version."""
    _play_fault(shift.app, "shift", "TrafficError")


def _play_fault(app: AppPlan, step: str, error_type: str) -> None:
    """Fail as planned. A real activity would call the cluster here."""
    fault = app.fault
    if fault is None or fault.step != step:
        return
    if fault.attempts is None or activity.info().attempt <= fault.attempts:
        # Benign: a failure that is part of the play does not belong in the worker's log.
        raise ApplicationError(fault.message, type=error_type, category=ApplicationErrorCategory.BENIGN)
