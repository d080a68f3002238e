"""The demo's releases, and the command that starts them: `python -m releasewatch_demo.scenarios [NAME]`."""

import argparse
import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from temporalio.client import Client, WorkflowExecutionStatus, WorkflowHandle
from temporalio.common import WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError
from temporalio.service import RPCError, RPCStatusCode

from releasewatch_demo import products
from releasewatch_demo.planning import FAST, Pace, plan
from releasewatch_demo.plans import ReleasePlan
from releasewatch_demo.predecessors import predecessors, run_all
from releasewatch_demo.products import image_missing, migration_failed, never_ready, ready_late, stages
from releasewatch_demo.worker import TASK_QUEUE, connect, keep_quiet, leave
from releasewatch_demo.workflows.release import DeployRelease
from releasewatch_demo.workflows.whole_release import WholeRelease, WholeReleasePlan

TRAFFIC = (10, 20, 30, 40, 50, 60, 70, 80, 90, 100)
# The four waves after the first take about seven minutes each with this.
HUMAN = Pace(step_seconds=10, traffic_steps=TRAFFIC, parallel=2, quick_apps=1)
# What goes on once a person has approved it, or repaired what was broken.
BRISK = Pace(step_seconds=3, traffic_steps=(25, 50, 75, 100), parallel=3)
# Begins and then all but stands still, so that there is something to cancel.
SLOW = Pace(step_seconds=600, traffic_steps=TRAFFIC, parallel=3, quick_apps=2)

# A busy machine takes its time over the first wave, too.
PATIENCE_SECONDS = 120

Handle = WorkflowHandle[Any, Any]
End = Callable[[Handle], Awaitable[None]]


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """One release of the demo."""

    name: str
    description: str
    plan: ReleasePlan
    whole: WholeReleasePlan | None = None
    """How a single workflow runs all of it, if one does."""
    predecessors: tuple[WholeReleasePlan, ...] = ()
    """What of the same name had ended before."""
    once: bool = False
    """Whether its end is what there is to see: then it is not started again."""
    end: End | None = None
    """What is done to the release from outside in wave 2."""

    @property
    def release_id(self) -> str:
        """The id of the release, which is the id of its workflow."""
        return self.plan.id


async def _cancel(handle: Handle) -> None:
    await handle.cancel(reason="superseded by 4.0.0-rc.3")


async def _terminate(handle: Handle) -> None:
    await handle.terminate(reason="Hotfix 2026.47.10 goes first, asked for by billing-oncall")


_PAYMENTS = WholeReleasePlan(plan(products.PAYMENTS, stages((1, 10, 13, 20, 27))))
_ASKED = {"Canary": "mobile-leads", "Early Europe": "mobile-leads", "Europe": "platform-oncall"}
# Its second wave takes a quarter of an hour.
_NOTIFICATIONS = WholeReleasePlan(plan(products.NOTIFICATIONS, stages((1, 1, 1))), (0, 300), parallel=2)

SCENARIOS = [
    Scenario(
        name="under-way",
        description="166 entities moving all the time, for about half an hour",
        plan=plan(
            products.SEARCH,
            stages((1, 3, 5, 6, 5), (FAST, HUMAN)),
            faults={
                "eu-west-1b/suggest": ready_late(4),
                "eu-central-1b/ranker": ready_late(6),
                "us-east-1a/indexer": ready_late(5),
                "ap-south-1b/crawler": ready_late(8),
            },
        ),
    ),
    Scenario(
        name="finished",
        description="ended well",
        plan=plan(products.IDENTITY, stages((1, 1, 1))),
        once=True,
    ),
    Scenario(
        name="failing",
        description="two apps failed and one is stuck in wave 2; wave 3 is held",
        plan=plan(
            products.STOREFRONT,
            stages((1, 2, 5, 6, 6), (FAST, FAST, BRISK)),
            faults={
                "eu-west-1b/checkout": image_missing(products.STOREFRONT, "checkout"),
                "eu-west-1b/ledger-api": migration_failed("0412", "ledger_entries"),
                "eu-central-1a/fraud-scoring": never_ready(),
            },
        ),
    ),
    Scenario(
        name="waiting-for-approval",
        description="wave 3 waits for the signal `approve`, as it did in its five predecessors",
        plan=plan(
            products.MOBILE_BFF,
            stages(
                (1, 1, 3, 4, 3),
                (FAST, FAST, BRISK),
                approvers=_ASKED,
                approved={"Canary": "M. Okafor", "Early Europe": "A. Rossi"},
            ),
        ),
        predecessors=predecessors(
            products.MOBILE_BFF,
            stages((1, 1, 1), approvers=_ASKED, approved={"Europe": "A. Rossi"}),
            dict.fromkeys(("5.8.0", "5.8.1", "5.8.2", "5.8.3", "5.9.0"), 3),
            ticks=(1.6, 1.4, 1.3, 1.1, 1),
            before="5.7.4",
        ),
    ),
    Scenario(
        name="stuck",
        description="one app in wave 3 is retried for ever",
        plan=plan(
            products.EDGE_GATEWAY,
            stages((1, 1, 2, 4)),
            faults={"eu-central-1b/tls-terminator": never_ready()},
        ),
    ),
    Scenario(
        name="cancelled",
        description="cancelled in wave 2",
        plan=plan(products.LEDGER, stages((1, 1, 4), (FAST, SLOW))),
        once=True,
        end=_cancel,
    ),
    Scenario(
        name="terminated",
        description="terminated from outside in wave 2",
        plan=plan(products.BILLING, stages((1, 1, 3, 3), (FAST, SLOW))),
        once=True,
        end=_terminate,
    ),
    Scenario(
        name="ended-with-failures",
        description="an app failed in wave 2, the rest was skipped",
        plan=plan(
            products.CATALOG,
            stages((1, 1, 3, 2)),
            faults={"eu-west-1b/price-index": migration_failed("0119", "price_history")},
            hold=False,
        ),
        once=True,
    ),
    Scenario(
        name="whole-release",
        description="1,000 entities in one workflow",
        plan=_PAYMENTS.release,
        whole=_PAYMENTS,
    ),
    Scenario(
        name="slower-than-usual",
        description="wave 2 takes longer than in its five predecessors, whose versions are still in places",
        plan=_NOTIFICATIONS.release,
        whole=_NOTIFICATIONS,
        predecessors=predecessors(
            products.NOTIFICATIONS,
            stages((1, 1, 1)),
            {"9.1.3": 3, "9.1.4": 3, "9.1.5": 3, "9.2.0": 3, "9.2.1": 2},
            ticks=(2.4, 2, 1.6, 1.2, 1),
            before="9.1.2",
        ),
    ),
]


async def start(client: Client, scenario: Scenario, *, task_queue: str = TASK_QUEUE) -> bool:
    """Start a scenario and bring it to its situation; False if it was there already."""
    reuse = WorkflowIDReusePolicy
    await run_all(client, scenario.predecessors, task_queue)
    try:
        await client.start_workflow(
            WholeRelease.__name__ if scenario.whole else DeployRelease.__name__,
            scenario.whole or scenario.plan,
            id=scenario.release_id,
            task_queue=task_queue,
            id_reuse_policy=reuse.REJECT_DUPLICATE if scenario.once else reuse.ALLOW_DUPLICATE,
        )
        started = True
    except WorkflowAlreadyStartedError:
        started = False
    if scenario.end:
        await _end_in_second_wave(client, scenario.plan, scenario.end)
    return started


async def _end_in_second_wave(client: Client, plan: ReleasePlan, end: End) -> None:
    """Let the release get as far as its second wave, then do what ends it."""
    release = client.get_workflow_handle(plan.id)
    app = client.get_workflow_handle(plan.waves[1].clusters[0].bundle.apps[0].id)
    # Without a worker the app is never done: the release is ended all the same.
    deadline = asyncio.get_running_loop().time() + PATIENCE_SECONDS
    while await status_of(release) == WorkflowExecutionStatus.RUNNING:
        late = asyncio.get_running_loop().time() > deadline
        if late or await status_of(app) == WorkflowExecutionStatus.COMPLETED:
            await end(release)
            return
        await asyncio.sleep(0.2)


async def status_of(handle: Handle) -> WorkflowExecutionStatus | None:
    """How a workflow is; None while there is none."""
    try:
        return (await handle.describe()).status
    except RPCError as error:
        if error.status == RPCStatusCode.NOT_FOUND:
            return None
        raise


async def _start_and_tell(client: Client, scenario: Scenario) -> None:
    started = await start(client, scenario)
    verb = "started" if started else "already there"
    print(f"{scenario.release_id}: {verb} ({scenario.description})", flush=True)


async def start_all(client: Client, names: Sequence[str] = ()) -> None:
    """Start the named scenarios, or all, at the same time."""
    async with asyncio.TaskGroup() as group:
        for scenario in SCENARIOS:
            if not names or scenario.name in names:
                group.create_task(_start_and_tell(client, scenario))


async def _main(names: Sequence[str]) -> None:
    await start_all(await connect(), names)


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m releasewatch_demo.scenarios", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="start these only")
    parser.add_argument("--list", action="store_true", help="list the scenarios and exit")
    arguments = parser.parse_args()
    if arguments.list:
        for scenario in SCENARIOS:
            print(f"{scenario.name:22}{scenario.release_id:30}{scenario.description}")
        return
    unknown = set(arguments.names) - {scenario.name for scenario in SCENARIOS}
    if unknown:
        parser.error(f"no such scenario: {', '.join(sorted(unknown))} (--list names them)")
    keep_quiet()
    asyncio.run(_main(arguments.names))
    leave()


if __name__ == "__main__":
    main()
