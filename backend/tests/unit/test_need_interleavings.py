"""However changes, new runs, refused calls and time fall between reads: nothing shown is older than it says."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from patience import PATIENCE
from reads import RELEASE, Reads, assert_as_made_anew, by_id
from releasewatch.core.errors import TemporalBusyError, TemporalError
from releasewatch.models.entities import ExecutionStatus, Node
from releasewatch.models.executions import Description, ListedPage
from releasewatch.services.trees.needs import MaxAge
from releasewatch.services.trees.reader import Scope
from releasewatch.services.trees.snapshot import Snapshot

MAX_AGE = MaxAge(timedelta(hours=1))
# How long the checks of an answer may take, on a busy machine, after it was made.
SLACK = timedelta(seconds=PATIENCE)
APPS = [f"app:{cluster}-{number}" for cluster in range(2) for number in range(2)]
PARTS = [RELEASE, "wave:w", "cluster:0", "cluster:1", "bundle:0", "bundle:1", *APPS]

one = st.sampled_from(PARTS)
app = st.sampled_from(APPS)
STEPS = st.one_of(
    st.tuples(st.just("change"), one),
    st.tuples(st.just("end"), app),
    st.tuples(st.just("replace"), one),
    st.tuples(st.just("delete"), app),
    st.tuples(st.just("start"), app),
    st.tuples(st.just("refuse"), one),
    st.tuples(st.just("blind"), st.booleans()),
    st.tuples(st.just("pass"), st.floats(300, 4 * 3600)),
    st.tuples(st.just("read"), st.booleans()),
    st.tuples(st.just("read"), st.just(value=False)),
)


@dataclass
class World:
    """A release that changes, and all that each of its parts has said, with since when."""

    reads: Reads = field(default_factory=lambda: Reads(apps=2))
    refused: set[str] = field(default_factory=set)
    is_blind: bool = False
    versions: dict[str, list[tuple[datetime, str | None]]] = field(default_factory=dict)
    changes: int = 0

    def __post_init__(self) -> None:
        self.reads.renew(scope=Scope(whole=0), max_age=MAX_AGE)
        self._describe, self._list = self.reads.temporal.describe, self.reads.temporal.list_page
        self.reads.temporal.describe = self.describe  # type: ignore[method-assign]
        self.reads.temporal.list_page = self.list_page  # type: ignore[method-assign]
        for each in PARTS:
            self.change(each)

    async def describe(self, workflow_id: str) -> Description:
        if workflow_id in self.refused:
            raise TemporalBusyError("slow down")
        return await self._describe(workflow_id)

    async def list_page(self, list_filter: str, page_token: bytes = b"", *, page_size: int = 1000) -> ListedPage:
        """Visibility may know of nothing for as long as it likes."""
        page = await self._list(list_filter, page_token, page_size=page_size)
        return ListedPage() if self.is_blind else page

    def change(self, entity_id: str) -> None:
        if not self.is_open(entity_id):
            return
        self.changes += 1
        version, run = str(self.changes), self.reads.temporal.runs[entity_id]
        (name, answer), *_ = run.answers.items()
        self.reads.temporal.change(entity_id, {name: answer | {"message": version}})
        self.note(entity_id, version)

    def end(self, entity_id: str) -> None:
        if self.is_open(entity_id):
            (answer,) = self.reads.temporal.runs[entity_id].answers.values()
            self.reads.temporal.end(entity_id, ExecutionStatus.COMPLETED, result=answer | {"state": "succeeded"})

    def replace(self, entity_id: str) -> None:
        """Continue as new, reset, or start anew: another run under the same id."""
        old = self.reads.temporal.runs.get(entity_id)
        if old:
            self.reads.temporal.older.append(old)
            self.reads.temporal.start(entity_id, old.answers, workflow_type=entity_id.partition(":")[0])
            self.change(entity_id)

    def delete(self, entity_id: str) -> None:
        if self.reads.temporal.runs.pop(entity_id, None):
            self.note(entity_id, None)

    def start(self, entity_id: str) -> None:
        if entity_id not in self.reads.temporal.runs:
            self.reads.say(entity_id)
            self.change(entity_id)

    def refuse(self, entity_id: str) -> None:
        self.refused ^= {entity_id}

    def blind(self, is_blind: bool) -> None:
        self.is_blind = is_blind

    def is_open(self, entity_id: str) -> bool:
        run = self.reads.temporal.runs.get(entity_id)
        return run is not None and run.description.is_open

    def note(self, entity_id: str, version: str | None) -> None:
        self.versions.setdefault(entity_id, []).append((datetime.now(UTC), version))

    def let_pass(self, seconds: float) -> None:
        if self.reads.trees.kept.get(RELEASE):
            self.reads.age(seconds)
        past = timedelta(seconds=seconds)
        self.versions = {each: [(at - past, said) for at, said in said] for each, said in self.versions.items()}

    async def read(self, *, whole: bool) -> None:
        began = datetime.now(UTC)
        try:
            snapshot = await self.reads.read(whole=whole)
        except TemporalError:
            assert RELEASE in self.refused
            return
        assert_as_made_anew(snapshot)
        for node in by_id(snapshot).values():
            self.check(node, snapshot)
            if whole and node.id not in self.refused:
                assert _moment(node, snapshot, began) >= began

    def check(self, node: Node, snapshot: Snapshot) -> None:
        now = datetime.now(UTC)
        most = MAX_AGE.open if _is_open(node) else MAX_AGE.rest
        moment = _moment(node, snapshot, now - most - SLACK)
        if not node.stale:
            assert now - moment <= most + SLACK
        said = self.versions[node.id]
        ends = [at for at, _ in said[1:]] + [now]
        assert node.message in [version for (_, version), end in zip(said, ends, strict=True) if end >= moment]


def _is_open(node: Node) -> bool:
    return node.execution is not None and node.execution.status is ExecutionStatus.RUNNING


def _moment(node: Node, snapshot: Snapshot, if_final: datetime) -> datetime:
    """The moment as of which a node is said to be shown; one that has ended says none until it is stale."""
    is_final = node.execution is not None and node.execution.status is ExecutionStatus.COMPLETED
    return if_final if is_final and not node.read_at else node.read_at or snapshot.read_at


@settings(max_examples=150)
@given(st.lists(STEPS, max_size=40))
async def test_what_is_shown_is_never_older_than_it_says(steps: list[tuple[str, object]]) -> None:
    world = World()
    try:
        await world.read(whole=False)
        for what, argument in steps:
            if what == "read":
                await world.read(whole=bool(argument))
            elif what == "pass":
                world.let_pass(float(str(argument)))
            else:
                getattr(world, what)(argument)
        world.refused.clear()
        await world.read(whole=True)
    finally:
        await world.reads.trees.close()
