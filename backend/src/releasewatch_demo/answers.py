"""What a workflow answers for itself, and for the parts of its plan that have not been started."""

from collections.abc import Set as AbstractSet
from typing import Required, TypedDict

from releasewatch_demo.plans import AppPlan, BundlePlan, ClusterPlan, EntityPlan, Plan, ReleasePlan, WavePlan


class Answer(TypedDict, total=False):
    """The answer to `get_<type>_state`, and what the workflow returns at its end."""

    id: Required[str]
    state: Required[str]
    name: str
    version: str
    previous_version: str
    message: str
    waiting_for: str
    approve_url: str
    approvals: list[dict[str, str]]
    """Who approved what, when, and since when it was asked for."""

    links: dict[str, str]
    sequence: int
    created_at: str
    updated_at: str
    """Since when the entity has been in this state."""

    wave_ids: list[str]
    waves: list["Answer"]
    cluster_ids: list[str]
    clusters: list["Answer"]
    bundle_id: str
    bundle: "Answer"
    app_ids: list[str]
    apps: list["Answer"]


def part_of(count: int, total: int, noun: str) -> str:
    """'1 of 1 app', '2 of 6 apps'."""
    return f"{count} of {total} {noun}{'' if total == 1 else 's'}"


def own_facts(plan: EntityPlan, state: str) -> Answer:
    """Answer what is known of an entity from its plan alone."""
    return {
        "id": plan.id,
        "state": state,
        "name": plan.name,
        "sequence": plan.sequence,
        "version": plan.version,
        "previous_version": plan.previous_version,
    }


def planned(plan: Plan, state: str) -> Answer:
    """Answer for an entity without a workflow, and for everything below it."""
    answer = own_facts(plan, state)
    add_children(answer, plan, frozenset(), state)
    return answer


def add_children(answer: Answer, plan: Plan, started: AbstractSet[str], state: str) -> None:
    """Name all children, and answer for those that have not been started.

    A child that was started answers for itself: its parent would only repeat old news.
    """
    match plan:
        case ReleasePlan():
            answer["wave_ids"] = [wave.id for wave in plan.waves]
            answer["waves"] = [planned(w, state) for w in plan.waves if w.id not in started]
        case WavePlan():
            answer["cluster_ids"] = [cluster.id for cluster in plan.clusters]
            answer["clusters"] = [planned(c, state) for c in plan.clusters if c.id not in started]
        case ClusterPlan():
            answer["bundle_id"] = plan.bundle.id
            if plan.bundle.id not in started:
                answer["bundle"] = planned(plan.bundle, state)
        case BundlePlan():
            answer["app_ids"] = [app.id for app in plan.apps]
            answer["apps"] = [planned(app, state) for app in plan.apps if app.id not in started]
        case AppPlan():
            pass
