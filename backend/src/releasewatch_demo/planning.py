"""Turns a product and the stages of its roll-out into the plan of a release."""

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from releasewatch_demo.plans import AppPlan, BundlePlan, ClusterPlan, Fault, ReleasePlan, WavePlan


@dataclass(frozen=True, kw_only=True)
class Product:
    """What is released."""

    name: str
    version: str
    previous_version: str
    apps: tuple[str, ...]
    migrations: Mapping[str, str] = field(default_factory=dict)
    """App name -> number of its database migration."""

    @property
    def slug(self) -> str:
        """The product's name as image names and bundles carry it."""
        return self.name.lower().replace(" ", "-")

    @property
    def release(self) -> str:
        """What every id of this release contains, so that no two releases share an id."""
        return f"{self.slug}-{self.version}"


@dataclass(frozen=True, kw_only=True)
class Pace:
    """How fast apps move; the default is as fast as possible."""

    step_seconds: float = 0.0
    traffic_steps: tuple[int, ...] = ()
    """The percentages by which traffic is shifted; none: all of it at once."""
    parallel: int = 12
    """How many apps of a cluster move at the same time."""
    quick_apps: int = 0
    """How many apps of each cluster take no time, so that there is something to see at once."""
    by_hand: bool = False


FAST = Pace()
BY_HAND = Pace(by_hand=True, parallel=1000)


@dataclass(frozen=True, kw_only=True)
class Stage:
    """One wave, before the product is known."""

    name: str
    clusters: Sequence[str]
    pace: Pace = FAST
    approver: str | None = None
    approved_by: str | None = None


def plan(
    product: Product,
    stages: Sequence[Stage],
    *,
    faults: Mapping[str, Fault] | None = None,
    hold: bool = True,
) -> ReleasePlan:
    """Plan a release: every app of the product in every cluster of every stage.

    Args:
        product: What is released.
        stages: Its waves, in order. A cluster may stand in one of them only.
        faults: `cluster/app` -> what goes wrong there.
        hold: Whether failed apps hold the next wave until they are retried, or end the release.
    """
    return _Planner(product, faults or {}, hold).release(stages)


def sample_plan(
    name: str = "Sample",
    *,
    size: tuple[int, int, int] = (2, 1, 2),
    pace: Pace = FAST,
    faults: Mapping[str, Fault] | None = None,
    hold: bool = True,
) -> ReleasePlan:
    """Plan a release of any size: waves, clusters per wave, apps per cluster.

    Clusters are called `w1-c1`, `w1-c2`, ...; apps `app-1`, `app-2`, ...
    """
    waves, clusters, apps = size
    product = Product(
        name=name,
        version="1.1.0",
        previous_version="1.0.0",
        apps=tuple(f"app-{number}" for number in range(1, apps + 1)),
    )
    stages = [
        Stage(
            name=f"Stage {wave}",
            clusters=[f"w{wave}-c{number}" for number in range(1, clusters + 1)],
            pace=pace,
        )
        for wave in range(1, waves + 1)
    ]
    return plan(product, stages, faults=faults, hold=hold)


class _Planner:
    """Knows what all parts of one release share."""

    def __init__(self, product: Product, faults: Mapping[str, Fault], hold: bool) -> None:
        self._product = product
        self._faults = faults
        self._hold = hold

    def release(self, stages: Sequence[Stage]) -> ReleasePlan:
        return ReleasePlan(
            id=f"release:{self._product.release}",
            name=self._product.name,
            sequence=1,
            version=self._product.version,
            previous_version=self._product.previous_version,
            waves=tuple(self._wave(stage, number) for number, stage in enumerate(stages, 1)),
            hold=self._hold,
        )

    def _wave(self, stage: Stage, sequence: int) -> WavePlan:
        return WavePlan(
            id=f"wave:{self._product.release}:{sequence}",
            name=stage.name,
            sequence=sequence,
            version=self._product.version,
            previous_version=self._product.previous_version,
            clusters=tuple(self._cluster(name, number, stage.pace) for number, name in enumerate(stage.clusters, 1)),
            approver=stage.approver,
            approved_by=stage.approved_by,
        )

    def _cluster(self, name: str, sequence: int, pace: Pace) -> ClusterPlan:
        return ClusterPlan(
            id=f"cluster:{self._product.release}:{name}",
            name=name,
            sequence=sequence,
            version=self._product.version,
            previous_version=self._product.previous_version,
            bundle=self._bundle(name, pace),
        )

    def _bundle(self, cluster: str, pace: Pace) -> BundlePlan:
        return BundlePlan(
            id=f"bundle:{self._product.release}:{cluster}",
            name=f"{self._product.slug}-core",
            sequence=1,
            version=self._product.version,
            previous_version=self._product.previous_version,
            apps=tuple(self._app(cluster, name, number, pace) for number, name in enumerate(self._product.apps, 1)),
            parallel=pace.parallel,
            hold=self._hold,
        )

    def _app(self, cluster: str, name: str, sequence: int, pace: Pace) -> AppPlan:
        app_id = f"app:{self._product.release}:{cluster}:{name}"
        quick = sequence <= pace.quick_apps
        return AppPlan(
            id=app_id,
            name=name,
            sequence=sequence,
            version=self._product.version,
            previous_version=self._product.previous_version,
            image=f"{self._product.slug}/{name}:{self._product.version}",
            migration=self._product.migrations.get(name),
            step_seconds=0.0 if quick else round(pace.step_seconds * _temper(app_id), 1),
            traffic_steps=() if quick else pace.traffic_steps,
            by_hand=pace.by_hand,
            fault=self._faults.get(f"{cluster}/{name}"),
        )


def _temper(app_id: str) -> float:
    """Make apps differ in speed, between 0.3 and 1.7: always the same for the same app."""
    return 0.3 + (zlib.crc32(app_id.encode()) % 141) / 100
