"""A big release under signals, resets, restarts, continue-as-new and a killed worker: are its stated ages true?

Run by `make soak`. Ends by itself, with a verdict and exit code 1 where something was shown as newer than it was.
"""

import argparse
import asyncio
import os
import sys
import time

import uvloop
from temporalio.client import Client

from benchmarks.stack import temporal_server
from churn import Churn, kill_and_replace
from releasewatch.core.memory import calm_garbage_collector
from versioned import KillableWorker, killable_worker

OPEN_SHARE = 0.1
ACTORS = 8
KILLED_EVERY, AWAY = 60.0, 2.0
SETTLED_WITHIN = 180.0
SHOWN = 10


async def keep_killing(worker: KillableWorker, ends: float) -> None:
    """Kill the worker now and then, the last time with time left to recover."""
    while time.monotonic() + KILLED_EVERY / 2 < ends:
        await asyncio.sleep(KILLED_EVERY / 2)
        await kill_and_replace(worker, away=AWAY)
        await asyncio.sleep(KILLED_EVERY / 2)


async def settled_after(churn: Churn) -> float | None:
    """Seconds until all is shown as it is, with nothing happening any more; None where that takes too long."""
    began = time.monotonic()
    while time.monotonic() < began + SETTLED_WITHIN:
        if await churn.is_settled():
            return time.monotonic() - began
        await asyncio.sleep(1)
    return None


def judge(churn: Churn, settled: float | None) -> int:
    """Say what was seen; 1 where something did not hold."""
    seen = churn.verdict
    print(f"{seen.reads:,} reads, {seen.judged:,} nodes judged, {seen.stale:,} of them shown as stale")
    print("what happened:", ", ".join(f"{count} x {what}" for what, count in sorted(seen.done.items())))
    print(f"oldest open part that was not stale: {seen.oldest:.1f} s")
    checks = {
        f"{len(seen.violations)} shown as newer than they were": not seen.violations,
        f"{seen.late} not shown as they are in the end" + (f", after {settled:.0f} s" if settled else ""): (
            settled is not None
        ),
    }
    for said, holds in checks.items():
        print("holds " if holds else "BROKEN", said)
    for each in seen.violations[:SHOWN]:
        print("      ", each)
    return 0 if all(checks.values()) else 1


async def main(minutes: float, workflows: int) -> int:
    """Run it all, and judge."""
    calm_garbage_collector()
    async with temporal_server() as client:
        # What is done to the release is done again where a busy server loses it; the product has no such client.
        patient = await Client.connect(client.service_client.config.target_host)
        churn = Churn(patient, client, apps=workflows)
        async with killable_worker(client, churn.release_id, cached=workflows) as worker:
            await churn.start(open_share=OPEN_SHARE)
            ends = time.monotonic() + 60 * minutes
            async with churn.watched(), asyncio.TaskGroup() as tasks:
                for _ in range(ACTORS):
                    tasks.create_task(churn.act(until=ends))
                tasks.create_task(keep_killing(worker, ends))
            settled = await settled_after(churn)
            await churn.trees.close()
    return judge(churn, settled)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=5)
    parser.add_argument("--workflows", type=int, default=5_000)
    chosen = parser.parse_args()
    code = uvloop.run(main(chosen.minutes, chosen.workflows))
    sys.stdout.flush()
    # The SDK's threads may abort a process that ends the ordinary way.
    os._exit(code)
