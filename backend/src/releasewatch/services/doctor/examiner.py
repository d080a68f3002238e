"""The doctor for workflow authors: reads a release as the dashboard does, and says what to improve."""

import time
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import cast

from releasewatch.core.errors import RunClosedError, TemporalError
from releasewatch.core.text import FEW, listed, quoted
from releasewatch.models.entities import Code, Release
from releasewatch.models.examination import (
    Examination,
    Finding,
    FindingKind,
    StateExamination,
    TaskQueueExamination,
    TypeExamination,
)
from releasewatch.models.status import EntityType, StateTable, Status
from releasewatch.services.doctor.observed import ObservedTemporal, TypeNotes
from releasewatch.services.doctor.prescriptions import fields_got, instead, left_out_by, misunderstood
from releasewatch.services.trees.assembler import Assembler, ahead_of_time
from releasewatch.services.trees.judgement import judge
from releasewatch.services.trees.own_status import OwnStatus, StuckRule
from releasewatch.services.trees.parts import Part
from releasewatch.services.trees.reader import TreeReader
from releasewatch.services.workflows.answer_cache import AnswerCache
from releasewatch.services.workflows.handlers import LearnedHandlers
from releasewatch.services.workflows.own_state import HIERARCHY_QUERY, state_query
from releasewatch.services.workflows.queries import Temporal, Timing, WorkflowQueries
from releasewatch.services.workflows.reader import WorkflowReader
from releasewatch.services.workflows.task_queues import is_polled, newest

SLOW_SECONDS = 0.5
# At about 0.3 ms an event, a replay of this many takes a worker more than half a second.
LONG_HISTORY_EVENTS = 2_000
_DEADLINE_SECONDS = 60.0
_CONCURRENCY = 16
_LEVELS = list(EntityType)
_CONTRACT = [HIERARCHY_QUERY, *(state_query(level) for level in EntityType)]


# What goes wrong where a replay takes too long.
_PERHAPS_LONG = frozenset({Code.TIMED_OUT, Code.QUERY_FAILED, Code.NO_WORKER})
# Nothing can be asked yet.
_TO_COME = frozenset({Code.NOT_STARTED, Code.BETWEEN_RUNS})


async def examine(temporal: Temporal, release_id: str, table: StateTable, stuck: StuckRule) -> Examination:
    """Read a release once, with an empty cache, and examine how that went.

    Raises:
        WorkflowNotFoundError: there is no such workflow.
        TemporalError: it could not be read at all.
    """
    observed = ObservedTemporal(temporal)
    read_at = datetime.now(UTC)
    began = time.perf_counter()
    root, unreadable = await _read(observed, release_id)
    seconds = time.perf_counter() - began
    known = LearnedHandlers(temporal, WorkflowQueries(temporal, Timing()), learned_for=_DEADLINE_SECONDS)
    handlers = {name: await _handlers(known, noted) for name, noted in observed.types.items()}
    names = {described.task_queue for noted in observed.types.values() for described in noted.workflows.values()}
    queues = [await _examine_queue(temporal, name) for name in sorted(names)]
    doctor = _Doctor(observed.types, table, root, handlers)
    return Examination(
        release_id=release_id,
        read_at=read_at,
        seconds=seconds,
        verdict=judge(cast("Release", Assembler(table, stuck, read_at).node(root))).verdict,
        entities=Counter(part.type for part in root.walk()),
        types=doctor.types(),
        states=doctor.states(),
        task_queues=queues,
        findings=_fold(doctor.findings()),
        advice=_fold(doctor.advice()),
        unreadable=unreadable,
    )


async def _read(observed: ObservedTemporal, release_id: str) -> tuple[Part, str | None]:
    """Read the tree. A release that was only described becomes a part with the reason."""
    trees = TreeReader(WorkflowReader(observed, AnswerCache()), concurrency=_CONCURRENCY, deadline=_DEADLINE_SECONDS)
    try:
        return (await trees.read(release_id, EntityType.RELEASE)).root, None
    except TemporalError as error:
        described = next((each for each in observed.described() if each.workflow_id == release_id), None)
        if described is None:
            raise
        code, detail = Code(error.code), error.detail
        return Part(release_id, EntityType.RELEASE, source=described, has_workflow=True, error=(code, detail)), detail


async def _handlers(known: LearnedHandlers, noted: TypeNotes) -> frozenset[str]:
    """The handlers of a type, the contract's and others."""
    try:
        return (await known.known(next(iter(noted.workflows.values())))).names
    except (TemporalError, RunClosedError):
        return frozenset()


async def _examine_queue(temporal: Temporal, name: str) -> TaskQueueExamination:
    last_poll = newest(await temporal.polls(name))
    return TaskQueueExamination(name=name, last_poll=last_poll, has_worker=is_polled(last_poll))


class _Doctor:
    """Draws conclusions from one reading."""

    def __init__(
        self, types: dict[str, TypeNotes], table: StateTable, root: Part, handlers: dict[str, frozenset[str]]
    ) -> None:
        self._types = types
        self._table = table
        self._handlers = handlers
        # Retries are not the fault of a workflow's answers, so nothing counts as stuck here.
        self._now = datetime.now(UTC)
        assembler = Assembler(table, StuckRule(1_000_000, timedelta.max), self._now)
        self._judged: list[tuple[Part, OwnStatus]] = [(part, assembler.own_statuses.of(part)) for part in root.walk()]

    def types(self) -> list[TypeExamination]:
        """One entry per workflow type."""
        return [self._type(name, noted) for name, noted in sorted(self._types.items())]

    def _type(self, name: str, noted: TypeNotes) -> TypeExamination:
        parts = [part for part, _ in self._judged if part.source and part.source.workflow_type == name]
        children = [child for part in parts for child in part.children]
        return TypeExamination(
            workflow_type=name,
            levels=[level for level in EntityType if any(part.type is level for part in parts if part.has_workflow)],
            workflows=len(noted.workflows),
            inline=sum(not part.has_workflow for part in parts),
            children=len(children),
            children_resolved=sum(child.answer is not None for child in children),
            handlers=[known for known in _CONTRACT if known in self._handlers[name]],
            slowest_seconds=max((seconds for seconds, _, _ in noted.queries), default=None),
            longest_history=max(described.history_length for described in noted.workflows.values()),
        )

    def states(self) -> list[StateExamination]:
        """Every state that was answered, and what it is taken for."""
        said = Counter((part.type, part.answer.state) for part, _ in self._judged if part.answer and part.answer.state)
        return [
            StateExamination(type=type_, state=state, status=self._table.status(type_, state), count=count)
            for (type_, state), count in sorted(said.items(), key=lambda item: _LEVELS.index(item[0][0]))
            if state
        ]

    def findings(self) -> Iterator[Finding]:
        """What keeps nodes from being shown as they are."""
        for part, own in self._judged:
            if own.code and (own.status is Status.UNKNOWN or own.code is Code.UNMAPPED_STATE):
                yield self._finding(own.code, part, self._what(part, own))
            elif part.error and part.understood is None and part.error[0] not in _TO_COME:
                # Shown as Temporal says it is; what it answers was not seen.
                yield self._finding(part.error[0], part, part.error[1])
            for sentence in [*part.remarks, *ahead_of_time(part, self._now)] if part.understood else []:
                yield self._finding(FindingKind.ANSWER_INVALID, part, sentence)
            yield from self._incomplete(part)
            for label in _links_left_out(part):
                what = f"Its link {label} is left out: the address does not begin with https://."
                yield self._finding(FindingKind.LINK_LEFT_OUT, part, what)

    def _what(self, part: Part, own: OwnStatus) -> str:
        what = own.reason or ""
        if own.code is Code.UNMAPPED_STATE and own.status is not Status.UNKNOWN:
            return f"{what} It is shown as {own.status} while the workflow is open, and then as unknown."
        events = part.source.history_length if part.source and part.has_workflow else 0
        if own.code in _PERHAPS_LONG and events >= LONG_HISTORY_EVENTS:
            return f"{what} Its history has {events:,} events, which a worker has to replay before it answers."
        return what

    def _incomplete(self, part: Part) -> Iterator[Finding]:
        """What the state query of a workflow tells of, and its hierarchy does not, where both were asked."""
        own = self._types[part.source.workflow_type].own if part.source and part.has_workflow else {}
        whole, state = (own.get((part.id, name)) for name in (HIERARCHY_QUERY, state_query(part.type)))
        if whole and state and (missing := left_out_by(whole, state, part.type)):
            told = listed(missing[:FEW], len(missing))
            what = f"{HIERARCHY_QUERY} leaves out {told}, of which {state_query(part.type)} tells."
            finding = self._finding(FindingKind.HIERARCHY_INCOMPLETE, part, what)
            yield finding.model_copy(update={"got": fields_got(whole, part.id, part.type)})

    def _finding(self, kind: Code | FindingKind, part: Part, what: str) -> Finding:
        noted = self._types[part.source.workflow_type] if part.source else None
        handlers = self._handlers.get(part.source.workflow_type, frozenset()) if part.source else frozenset()
        payloads = noted.payloads.get(part.source.workflow_id, []) if noted and part.source else []
        got = None
        if kind is Code.ANSWER_NOT_UNDERSTOOD and payloads:
            got = fields_got(misunderstood(payloads), part.id, part.type) or None
        return Finding(
            kind=kind,
            workflow_type=part.source.workflow_type if part.source else None,
            what=what,
            where=part.path,
            got=got,
            instead=instead(kind, part.type, handlers),
        )

    def advice(self) -> Iterator[Finding]:
        """What works, and could be clearer or cost less."""
        asked = {part.source.workflow_type for part, _ in self._judged if part.source and not _cannot_be_asked(part)}
        for name, noted in self._types.items():
            yield from _costs(name, noted)
            if not self._handlers[name] and name in asked:
                what = "Its query handlers cannot be learned, so it is only asked about itself."
                yield _advice(FindingKind.NO_HANDLERS, name, what, next(iter(noted.workflows)))


def _cannot_be_asked(part: Part) -> bool:
    """Whether that is nothing that its workflow's code could change."""
    return part.error is not None and part.error[0] in {*_TO_COME, Code.EXECUTION_PAUSED}


def _links_left_out(part: Part) -> list[str]:
    links = part.answer.links if part.answer else None
    return [quoted(label) for label, address in (links or {}).items() if not address.startswith("https://")]


def _costs(name: str, noted: TypeNotes) -> Iterator[Finding]:
    for seconds, query, workflow_id in noted.queries:
        if seconds >= SLOW_SECONDS:
            what = f"Query {query} took longer than {SLOW_SECONDS} s."
            yield _advice(FindingKind.SLOW_HANDLER, name, what, workflow_id)
    for workflow_id, described in noted.workflows.items():
        if described.history_length >= LONG_HISTORY_EVENTS:
            what = f"Its history is longer than {LONG_HISTORY_EVENTS} events: replaying it holds up a worker."
            yield _advice(FindingKind.LONG_HISTORY, name, what, workflow_id)
    for workflow_id in noted.queried_completed:
        what = "It completed without returning its final answer, so reading it needs a worker to replay it."
        yield _advice(FindingKind.NO_FINAL_ANSWER, name, what, workflow_id)


def _advice(kind: FindingKind, workflow_type: str, what: str, where: str) -> Finding:
    return Finding(kind=kind, workflow_type=workflow_type, what=what, where=where, instead=instead(kind))


def _fold(findings: Iterable[Finding]) -> list[Finding]:
    """Merge equal findings into one, with a count."""
    folded: dict[tuple[str, str | None, str], Finding] = {}
    for finding in findings:
        first = folded.setdefault((finding.kind, finding.workflow_type, finding.what), finding)
        if first is not finding:
            first.count += 1
    return list(folded.values())
