"""The examples of the contract page, run as their readers would run them, and read as the product reads."""

import asyncio
import os
import shutil
import signal
import sys
from asyncio.subprocess import PIPE, STDOUT, Process
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from temporalio.client import Client
from temporalio.testing import WorkflowEnvironment

from patience import PATIENCE
from releasewatch.core.errors import TemporalError
from releasewatch.models.entities import Node, walk
from releasewatch.models.status import EntityType, StateTable, Status
from releasewatch.services.temporal.client import TemporalClient
from releasewatch.services.trees.assembler import Assembler
from releasewatch.services.trees.own_status import StuckRule
from releasewatch.services.trees.reader import TreeReader
from releasewatch.services.workflows.answer_cache import AnswerCache
from releasewatch.services.workflows.reader import WorkflowReader
from temporal_proxy import TemporalProxy

DOCS = Path(__file__).parents[3] / "docs"
PAGE = (DOCS / "workflow-contract.md").read_text()
RELEASE = "release:shop-2.0"
LEVELS = {
    EntityType.RELEASE: 1,
    EntityType.WAVE: 2,
    EntityType.CLUSTER: 2,
    EntityType.BUNDLE: 2,
    EntityType.APP: 4,
}
# The packages are installed before; Go and Maven download and compile when they run for the first time.
PATIENCE_WITH_DOWNLOADS = 600.0
OUR_PROGRAMS = Path(sys.executable).parent


@dataclass(frozen=True)
class Example:
    """One project below docs/examples, and what its reader types there."""

    language: str
    command: str
    patience: float = PATIENCE

    @property
    def name(self) -> str:
        return self.language.lower()

    @property
    def folder(self) -> Path:
        return DOCS / "examples" / self.name


EXAMPLES = [Example("Python", "python shop.py"), Example("TypeScript", "npm start")]
MORE_EXAMPLES = [
    Example("Go", "go run .", PATIENCE_WITH_DOWNLOADS),
    Example("Java", "mvn -q compile exec:java", PATIENCE_WITH_DOWNLOADS),
]


async def start(example: Example, client: Client, command: str) -> Process:
    program, *arguments = command.split()
    path = f"{OUR_PROGRAMS}{os.pathsep}{os.environ['PATH']}"
    found = shutil.which(program, path=path)
    if found is None:
        pytest.skip(f"left out: {example.language} (no {program} on PATH)")
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TEMPORAL_")}
    temporal = {
        "TEMPORAL_ADDRESS": client.service_client.config.target_host,
        "TEMPORAL_NAMESPACE": client.namespace,
        "TEMPORAL_DEBUG": os.environ["TEMPORAL_DEBUG"],
    }
    return await asyncio.create_subprocess_exec(
        found,
        *arguments,
        cwd=example.folder,
        env=kept | {"PATH": path, **temporal},
        stdout=PIPE,
        stderr=STDOUT,
        start_new_session=True,
    )


@asynccontextmanager
async def running(example: Example, client: Client, command: str) -> AsyncIterator[Process]:
    process = await start(example, client, command)
    try:
        yield process
    finally:
        if process.returncode is None:
            # npm, go and mvn run the program itself as their child.
            os.killpg(process.pid, signal.SIGKILL)
            await process.wait()


async def ends_well(process: Process) -> None:
    output, _ = await process.communicate()
    assert process.returncode == 0, output.decode(errors="replace")


def build_trees(client: Client) -> TreeReader:
    """What a server has that has just been started: nothing is learned and no answer is kept."""
    return TreeReader(WorkflowReader(TemporalClient(client), AnswerCache()), concurrency=8, deadline=PATIENCE)


async def read(trees: TreeReader) -> list[Node]:
    """Read the release; no nodes where there is none yet."""
    try:
        reading = await trees.read(RELEASE, EntityType.RELEASE)
    except TemporalError:
        return []
    return list(
        walk(Assembler(StateTable({}), StuckRule(5, timedelta(minutes=5)), datetime.now(UTC)).node(reading.root))
    )


async def run_and_read(example: Example, client: Client, product: Client) -> list[Node]:
    """Run it to its end, and read until an app is done and another is not; nothing, where that was over too soon."""
    trees, seen = build_trees(product), list[Node]()
    async with running(example, client, example.command) as process:
        while process.returncode is None and not seen:
            nodes = await read(trees)
            if {Status.SUCCEEDED, Status.RUNNING} <= {node.status for node in nodes if node.type is EntityType.APP}:
                seen = nodes
            await asyncio.sleep(0.1)
        await ends_well(process)
    return seen


def assert_all_is_told(nodes: list[Node]) -> None:
    assert Counter(node.type for node in nodes) == LEVELS
    assert not [(node.path, node.reason, node.code) for node in nodes if node.reason or node.code]
    assert all(node.name and node.updated_at for node in nodes)


@pytest.mark.parametrize(
    "example",
    [*EXAMPLES, *(pytest.param(example, marks=pytest.mark.toolchain) for example in MORE_EXAMPLES)],
    ids=lambda example: example.name,
)
async def test_its_release_is_read_under_way_and_without_its_worker(
    example: Example, temporal: WorkflowEnvironment, wire: TemporalProxy
) -> None:
    namespace = f"example-{example.name}"
    client = await Client.connect(temporal.client.service_client.config.target_host, namespace=namespace)
    product = await Client.connect(wire.address, namespace=namespace)
    under_way: list[Node] = []
    async with asyncio.timeout(example.patience):
        # Each app takes a second: on a busy machine that may be over before it is read.
        while not under_way:
            under_way = await run_and_read(example, client, product)
    assert_all_is_told(under_way)
    assert under_way[0].status is Status.RUNNING
    assert {node.status for node in under_way} <= {Status.RUNNING, Status.PENDING, Status.SUCCEEDED}

    finished = await read(build_trees(product))
    assert_all_is_told(finished)
    assert {node.status for node in finished} == {Status.SUCCEEDED}
    assert finished[0].counts == {Status.SUCCEEDED: 4}


async def test_the_typescript_example_is_well_typed(client: Client) -> None:
    example = Example("TypeScript", "npm run check")
    async with asyncio.timeout(example.patience), running(example, client, example.command) as process:
        await ends_well(process)


@pytest.mark.parametrize("example", [*EXAMPLES, *MORE_EXAMPLES], ids=lambda example: example.name)
def test_the_page_says_how_to_run_it(example: Example) -> None:
    assert f"`{example.command}`" in PAGE
    assert f"(examples/{example.name})" in PAGE


def test_the_page_shows_the_python_example() -> None:
    assert f"```python\n{(DOCS / 'examples' / 'python' / 'shop.py').read_text()}```\n" in PAGE


def test_the_python_example_asks_for_the_temporal_that_runs_it() -> None:
    wanted = (DOCS / "examples" / "python" / "requirements.txt").read_text().split()
    assert all(f'"{each}"' in (DOCS.parent / "backend" / "pyproject.toml").read_text() for each in wanted)
