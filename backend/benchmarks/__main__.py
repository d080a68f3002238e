"""Runs all rows, prints the table and writes it to docs/performance.md: `make bench`."""

import os
import platform
import sys
from datetime import UTC, datetime
from pathlib import Path

import uvloop

from benchmarks import load, reads, release_list, scale, start, versions
from benchmarks.report import REPEATS, Missing, Row, attempted, table
from benchmarks.stack import temporal_server
from benchmarks.trees import CONCURRENCY
from releasewatch.core.memory import calm_garbage_collector

MEASURES = {
    "trees": reads.rows,
    "list": release_list.rows,
    "viewers": load.rows,
    "scale": scale.rows,
    "start": start.rows,
    "versions": versions.rows,
}
PAGE = Path(__file__).resolve().parents[2] / "docs" / "performance.md"

INTRODUCTION = """\
# Performance

Written by `make bench`. Every row is a ratio against a baseline measured in the same run, in turns; times are
medians of {repeats} repeats with the fastest and slowest in brackets. Server, worker and reader share the machine:
trust the ratios more than the milliseconds.

Measured {date} on {cores} cores, Python {python}.

{table}

The **bare loop** queries every workflow of the tree with the Temporal SDK, {concurrency} at a time, its ids known
beforehand; it neither finds the tree by itself nor checks what it gets. A **first read** has nothing kept and learns
the workflow types' query handlers. A **repeated read** describes every workflow and asks only those that have changed.
For the list of 1,000 releases, of which 50 are open with ten workflows each, it lists the releases and queries each of
them, and none of their trees, which Releasewatch reads besides: those of the open ones always, those of the ended ones
once, at leisure.

## Where a goal is missed

Where the server, the worker and the reader share two cores, a row is a ratio of processor time. A Describe costs the
server about a third of a query and the reader as much as a query does: a thousand of them by the bare SDK, with
nothing done about what they say, take a fifth of the bare loop. So a first read cannot come much below 1.2 of it, nor
a repeated read below 0.2. A read of `get_hierarchy` is measured against one that only decodes JSON: the rest is
validating, judging and dumping a node, about 25 microseconds each, and falls away where nothing changed.
"""


async def main() -> None:
    """Measure and write."""
    rows: list[Row | Missing] = []
    calm_garbage_collector()
    wanted = os.environ.get("ROWS", "trees,list,viewers,start").split(",")
    for name in wanted:
        measure = MEASURES[name]
        # A server for each, so that the list of one does not hold the releases of another.
        async with temporal_server() as client:
            async for row in attempted(f"{name}, what is left of it", measure(client)):
                rows.append(row)
                print(*row.cells(), sep="  |  ", file=sys.stderr, flush=True)
    text = INTRODUCTION.format(
        repeats=REPEATS,
        date=datetime.now(UTC).date().isoformat(),
        cores=os.cpu_count(),
        python=platform.python_version(),
        table=table(rows),
        concurrency=CONCURRENCY,
    )
    # Some rows alone are for those who asked for them.
    if "ROWS" not in os.environ:
        PAGE.write_text(text)
    print(text)


if __name__ == "__main__":
    # As the product runs.
    uvloop.run(main())
    # The SDK's threads may abort a process that ends the ordinary way.
    os._exit(0)
