"""The two releases of the picture of comparing: one that finished, and its successor that fails in wave 2."""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import accumulate
from typing import Any

from pictures import storefront
from releasewatch.models.comparison import Comparison
from releasewatch.models.entities import ExecutionStatus
from releasewatch.models.status import EntityType
from releasewatch.services.comparisons.comparison import Tree, compare
from staged import Role, Run, app, at, judged

_NEW, _OLD, _OLDER = "2026.48.2", "2026.47.3", "2026.46.9"
_BEGAN = datetime.fromisoformat("2026-11-18T13:24:00Z")
_TOOK = (9, 12, 21, 25, 24)
# Minutes, before and after, where more than a moment lies between.
_SLOWER = {("eu-west-1a", "catalog"): (2, 7), ("eu-west-1a", "search"): (1, 3), ("eu-north-1a", "search"): (1, 3)}
_NOT_RAISED = ("eu-north-1a", "eu-west-1a")


async def picture() -> Comparison:
    """The comparison in the picture."""
    before, after = [(await judged(role)).hierarchy for role in (before_role(), after_role())]
    return compare(Tree(before), Tree(after))


def after_role() -> Role:
    """The release that fails, with an app more in each cluster."""
    role = storefront()
    for place, bundle in _bundles(role):
        done = bundle.state == "succeeded"
        state = "succeeded" if done else "deploying" if bundle.run else "pending"
        version = _NEW if bundle.run else _OLD
        bundle.below.append(app(f"gift-cards-{place}", state, name="gift-cards", version=version))
        _add_session_store(place, bundle)
        for each in bundle.below:
            if times := _SLOWER.get((place, str(each.said.get("name")))):
                _took(each, at("11:50:00"), times[1])
    return role


def before_role() -> Role:
    """The release before it, which succeeded."""
    role = deepcopy(storefront())
    _finish(role, _BEGAN, 91)
    role.id, role.said["version"] = f"release:storefront-{_OLD}", _OLD
    for wave, took, sofar in zip(role.below, _TOOK, accumulate(_TOOK), strict=True):
        _finish(wave, _BEGAN + timedelta(minutes=sofar - took), took)
    for place, bundle in _bundles(role):
        bundle.below.append(app(f"coupons-legacy-{place}", name="coupons-legacy"))
        _add_session_store(place, bundle)
        for each in bundle.below:
            _finish_part(each)
            _took(each, _BEGAN, _SLOWER.get((place, str(each.said["name"])), (2, 2))[0])
    return role


def _add_session_store(place: str, bundle: Role) -> None:
    if place in _NOT_RAISED:
        bundle.below.append(app(f"session-store-{place}", name="session-store", version=_OLDER))


def _bundles(role: Role) -> Iterator[tuple[str, Role]]:
    for wave in role.below:
        for cluster in wave.below:
            (bundle,) = cluster.below
            if bundle.type is EntityType.BUNDLE:
                yield str(cluster.said["name"]), bundle


def _finish(role: Role, began: datetime, minutes: float) -> None:
    _finish_part(role)
    closed = began + timedelta(minutes=minutes)
    role.run = replace(role.run or Run(), status=ExecutionStatus.COMPLETED, started=began, closed=closed)
    for cluster in role.below if role.type is EntityType.WAVE else ():
        for each in (cluster, *cluster.below):
            _finish_part(each)


def _finish_part(role: Role) -> None:
    """It has succeeded, and says no more of it."""
    kept = {"name", "version"}
    said: dict[str, Any] = {key: value for key, value in role.said.items() if key in kept}
    if said.get("version") == _NEW:
        said["version"] = _OLD
    role.state, role.said, role.run = "succeeded", said, None


def _took(role: Role, began: datetime, minutes: float) -> None:
    role.said |= {"created_at": began, "updated_at": began + timedelta(minutes=minutes)}
