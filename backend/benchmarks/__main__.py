"""Runs the rows that are wanted, prints them and writes them to docs/performance.md: `make bench`."""

import os
import platform
import sys
from datetime import UTC, datetime
from pathlib import Path

import uvloop

from benchmarks import load, many, reads, release_list, scale, start, versions
from benchmarks.report import Missing, Row, attempted, put_section, table
from benchmarks.stack import temporal_server
from releasewatch.core.memory import calm_garbage_collector

# By name: the heading of its section on the page, and its rows.
MEASURES = {
    "trees": ("Trees", reads.rows),
    "list": ("The list", release_list.rows),
    "viewers": ("A hundred viewers", load.rows),
    "start": ("The command line", start.rows),
    "scale": ("Big trees", scale.rows),
    "many": ("Ten big releases at once", many.rows),
    "versions": ("What runs where", versions.rows),
}
USUAL = "trees,list,viewers,start"
PAGE = Path(__file__).resolve().parents[2] / "docs" / "performance.md"


async def main() -> None:
    """Measure, and write what was measured to its sections of the page."""
    calm_garbage_collector()
    for name in os.environ.get("ROWS", USUAL).split(","):
        title, measure = MEASURES[name]
        rows: list[Row | Missing] = []
        # A server for each, so that the list of one does not hold the releases of another.
        async with temporal_server() as client:
            async for row in attempted(f"{name}, what is left of it", measure(client)):
                rows.append(row)
                print(*row.cells(), sep="  |  ", file=sys.stderr, flush=True)
        when = f"Measured {datetime.now(UTC).date()} on {os.cpu_count()} cores, Python {platform.python_version()}."
        PAGE.write_text(put_section(PAGE.read_text(), title, f"{when}\n\n{table(rows)}"))


if __name__ == "__main__":
    # As the product runs.
    uvloop.run(main())
    # The SDK's threads may abort a process that ends the ordinary way.
    os._exit(0)
