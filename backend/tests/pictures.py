"""The releases of the design pictures: the one that fails in wave 2, and those of the list around it."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from releasewatch.core.errors import NoWorkerError
from releasewatch.models.entities import ExecutionStatus
from staged import Role, Run, app, at, bundle, cluster, release, retries, wave

_APPS = (
    *("accounts", "catalog", "checkout", "customer-api", "ledger-api", "notifications"),
    *("orders", "payments", "recommendations", "search", "shipping", "web"),
)
_SINCE = {"accounts": "11:55:10", "catalog": "11:56:02", "orders": "11:57:20"}
_NEW, _OLD = "2026.48.2", "2026.47.3"
_BEGAN = at("11:49:02")
_APP = Run(queue="apps-eu-west", started=_BEGAN)


def _done(name: str) -> Role:
    since = at(_SINCE.get(name, "11:56:30"))
    return app(name, "deployed", name=name, version=_NEW, updated_at=since)


def _to_come(name: str, **said: Any) -> Role:
    return app(name, "pending", name=name, version=_OLD, **said)


def _at_work(name: str, state: str, message: str, since: str) -> Role:
    said = {"name": name, "version": _NEW, "message": message, "updated_at": at(since)}
    return app(name, state, run=_APP, **said)


def _failed(name: str, state: str, message: str, since: str, **said: Any) -> Role:
    said |= {"name": name, "version": _OLD, "message": message, "updated_at": at(since)}
    return app(name, state, run=_APP, **said)


def _west() -> list[Role]:
    """The cluster that holds wave 3 up."""
    missing = "ImagePullBackOff: registry.acme.dev/storefront/checkout:2026.48.2 not found (404)"
    links = {"Logs": "https://logs.example.com/checkout", "Runbook": "https://runbooks.example.com/image-pull"}
    said = "ImagePullBackOff: storefront/checkout:2026.48.2 not found in registry"
    checkout = _failed("checkout", "IMAGE_PULL_FAILED", said, "11:58:07", links=links)
    tries = retries(3, missing, since=at("11:56:02"), most=3, of="PullImage")
    checkout.run = replace(_APP, activities=tries.activities)
    lock = "Migration 0412 failed: lock timeout on table ledger_entries"
    odd = {
        "checkout": checkout,
        "customer-api": _at_work("customer-api", "deploying", "Shifting traffic, 60%", "12:02:20"),
        "ledger-api": _failed("ledger-api", "MIGRATION_FAILED", lock, "11:59:40"),
        "notifications": _to_come("notifications", waiting_for="ledger-api"),
    }
    return [odd.get(name) or _done(name) for name in _APPS]


def _central() -> list[Role]:
    """The cluster with an app that is stuck."""
    said = {"name": "fraud-scoring", "version": _OLD, "updated_at": at("11:49:12")}
    tries = retries(7, "Readiness probe timed out", since=at("11:49:12"), of="ProbeReadiness")
    run = replace(_APP, activities=tries.activities)
    done = [name for name in _APPS[:7] if name != "orders"]
    return [
        *(_done(name) for name in [*done, "web"]),
        *(_at_work(name, "deploying", "Starting pods", "12:04:27") for name in ("orders", "payments", "search")),
        app("fraud-scoring", "probing", run=run, **said),
        _to_come("shipping"),
    ]


def _cluster(place: str, apps: list[Role], state: str, **said: Any) -> Role:
    inside = bundle(
        place,
        *apps,
        state=state,
        run=Run(queue="bundles-eu", started=_BEGAN),
        name="storefront-core",
        version=_NEW,
        **said,
    )
    return cluster(
        place, inside, state=state, run=Run(queue="clusters-eu", started=_BEGAN), version=_NEW, name=place, **said
    )


def _wave_to_come(number: int, name: str, prefix: str, count: int) -> Role:
    places = [f"{prefix}-{each}a" for each in range(1, count + 1)]
    clusters = [
        cluster(
            place,
            bundle(place, *(_to_come(each) for each in _APPS), state="pending", name="storefront-core"),
            state="pending",
            name=place,
        )
        for place in places
    ]
    return wave(f"wave-{number}", *clusters, state="pending", name=name)


def storefront() -> Role:
    """Five waves, 240 apps, trouble in wave 2."""
    said = "2 of 12 apps failed. The bundle goes on with the apps that do not depend on them."
    first = _cluster("eu-north-1a", [_done(name) for name in _APPS], "succeeded", updated_at=at("11:47:20"))
    canary = Run(ExecutionStatus.COMPLETED, queue="waves", started=at("11:38:10"), closed=at("11:47:20"))
    west = _cluster(
        "eu-west-1b",
        _west(),
        "DEPLOYING",
        updated_at=at("11:49:02"),
        message=said,
        previous_version=_OLD,
    )
    early = [
        _cluster("eu-central-1a", _central(), "deploying", updated_at=at("11:49:02")),
        _cluster("eu-west-1a", [_done(name) for name in _APPS], "succeeded", updated_at=at("11:56:30")),
        west,
    ]
    return release(
        "storefront-2026.48.2",
        wave("wave-1", first, state="succeeded", run=canary, name="Canary", updated_at=at("11:47:20")),
        wave(
            "wave-2",
            *early,
            run=Run(queue="waves", started=at("11:49:02")),
            name="Early Europe",
            updated_at=at("11:47:30"),
        ),
        _wave_to_come(3, "Europe", "eu-south", 4),
        _wave_to_come(4, "Americas", "us-east", 6),
        _wave_to_come(5, "Asia Pacific", "ap-south", 6),
        state="rolling_out",
        name="Storefront",
        version=_NEW,
        previous_version=_OLD,
        message="Wave 3 is held until they recover.",
        links={"Logs": "https://logs.example.com/storefront"},
        updated_at=at("11:47:20"),
    )


def _counted(number: int, state: str, *odd: Role, place: str = "eu", name: str | None = None, **counts: int) -> Role:
    """A wave with one cluster of so many apps in each state, after those that are told apart."""
    rest = [app(f"{number}:{each}:{at_}", each) for each, count in counts.items() for at_ in range(count)]
    known: dict[str, Any] = {"name": name} if name else {}
    return wave(f"{number}", cluster(f"{number}:{place}", *odd, *rest, state=state, name=place), state=state, **known)


def _listed(name: str, version: str, *waves: Role, began: datetime = _BEGAN, **said: Any) -> Role:
    run = said.pop("run", None) or Run(started=began)
    own_id = said.pop("own_id", name.lower().replace(" ", "-"))
    return release(f"{own_id}-{version}", *waves, run=run, name=name, version=version, **said)


def _over(began: str, closed: str) -> Run:
    moments = [datetime.fromisoformat(f"2026-11-{moment}:00Z") for moment in (began, closed)]
    return Run(ExecutionStatus.COMPLETED, started=moments[0], closed=moments[1])


def _stuck(name: str, failure: str, attempt: int) -> Role:
    return app(
        name, "running", run=retries(attempt, failure, since=at("11:40:00")), name=name, updated_at=at("12:04:27")
    )


def the_list() -> list[Role]:
    """The rows of the first picture, under the one that fails."""
    silent = Run(error=NoWorkerError("nobody polls"), queue="payments-apac")
    unread = [app(f"apac-{number}", run=silent) for number in range(17)]
    edge = [
        _stuck("tls-terminator", "readiness probe timed out after 30 s", 9),
        _stuck("edge-cache", "connection refused", 8),
        _stuck("waf", "upstream answered 503", 7),
    ]
    failed = [
        app(
            name, "failed", name=name, message=message, updated_at=datetime.fromisoformat(f"2026-11-23T10:{minute}:00Z")
        )
        for name, message, minute in (
            ("price-index", "migration lock timeout", "00"),
            ("feeds", "exit code 1", "10"),
            ("media", "exit code 2", "12"),
        )
    ]
    approval: dict[str, Any] = {"waiting_for": "platform-oncall", "updated_at": at("09:13:00")}
    waits = _counted(3, "pending", pending=12)
    asked = wave("3", *waits.below, state="waiting_for_approval", **approval)
    return [
        _listed(
            "Edge gateway",
            "3.2.0",
            _counted(1, "succeeded", succeeded=34),
            _counted(2, "succeeded", succeeded=40),
            _counted(3, "running", *edge, place="us-east-2c", running=5),
            _counted(4, "pending", pending=38),
            own_id="edge",
            began=at("10:52:00"),
            state="running",
        ),
        _listed(
            "Payments",
            "7.14.0",
            _counted(1, "succeeded", succeeded=41),
            _counted(2, "running", *unread, place="ap-south-1a", running=6),
            _counted(3, "pending", pending=32),
            began=at("11:20:00"),
            state="running",
        ),
        _listed(
            "Mobile BFF",
            "5.9.1",
            _counted(1, "succeeded", succeeded=12),
            _counted(2, "succeeded", succeeded=12),
            asked,
            *(_counted(number, "pending", pending=12) for number in (4, 5, 6)),
            began=at("08:40:00"),
            state="running",
        ),
        _listed(
            "Search",
            "41.3",
            *(_counted(number, "succeeded", succeeded=36 + (number == 1)) for number in (1, 2, 3)),
            _counted(4, "running", name="Americas", succeeded=22, running=14),
            _counted(5, "pending", pending=35),
            began=at("10:05:00"),
            state="running",
            updated_at=at("12:04:28"),
        ),
        _listed(
            "Identity",
            "12.0.4",
            _counted(1, "running", name="Canary", succeeded=2, running=6),
            _counted(2, "pending", pending=26),
            _counted(3, "pending", pending=26),
            began=at("12:01:00"),
            state="running",
            updated_at=at("12:04:29"),
        ),
        _listed(
            "Billing",
            "2026.47.9",
            _counted(1, "succeeded", succeeded=48),
            _counted(2, "paused", paused=14),
            _counted(3, "pending", pending=29),
            _counted(4, "pending", pending=29),
            state="paused",
            message="change freeze until Wed 08:00",
            began=datetime.fromisoformat("2026-11-23T16:22:00Z"),
        ),
        _listed(
            "Notifications",
            "9.2.2",
            *(_counted(number, "pending", pending=16) for number in range(1, 5)),
            state="pending",
            message="window opens 14:00",
            updated_at=at("11:47:00"),
        ),
        _listed(
            "Storefront",
            "2026.48.1",
            *(_counted(number, "succeeded", succeeded=48) for number in range(1, 5)),
            _counted(5, "succeeded", succeeded=47, skipped=1),
            state="succeeded",
            run=_over("23T13:10", "23T14:57"),
        ),
        _listed(
            "Catalog",
            "18.6.0",
            *(_counted(number, "succeeded", succeeded=45) for number in (1, 2, 3)),
            _counted(4, "failed", *failed, place="sa-east-1a", succeeded=42),
            state="failed",
            run=_over("23T09:31", "23T10:29"),
        ),
        _listed(
            "Ledger",
            "4.0.0-rc.2",
            _counted(1, "succeeded", succeeded=8),
            _counted(2, "cancelled", cancelled=20),
            _counted(3, "cancelled", cancelled=20),
            state="cancelled",
            message="superseded by 4.0.0-rc.3",
            run=_over("22T18:02", "22T18:13"),
        ),
        _listed(
            "Identity",
            "12.0.3",
            *(_counted(number, "succeeded", succeeded=20) for number in (1, 2, 3)),
            state="succeeded",
            run=_over("22T11:45", "22T12:21"),
        ),
    ]
