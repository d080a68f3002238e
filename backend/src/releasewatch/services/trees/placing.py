"""Puts what was read of a part into the tree, and says what has to be read because of it."""

from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from releasewatch.models.answers.answer import WorkflowAnswer
from releasewatch.models.answers.understanding import Understood
from releasewatch.models.entities import Code
from releasewatch.models.entity_ids import is_entity_id
from releasewatch.models.status import EntityType
from releasewatch.services.trees.own_status import ENDED_BADLY
from releasewatch.services.trees.parts import Part, PartFacts
from releasewatch.services.workflows.reader import Reading

# Told of a part, and of the moment after which it has to be read.
Need = Callable[[Part, datetime], None]

# What these say of a part holds for all below it; what other errors hide is still there.
_NOTHING_BELOW = frozenset({Code.NOT_STARTED, Code.VANISHED, Code.FOREIGN_WORKFLOW})


@dataclass(frozen=True, slots=True)
class Found:
    """What a read of one part gave.

    Attributes:
        reading: What a workflow said.
        has_workflow: Whether that was the part's own.
        error: Why nothing could be read.
    """

    reading: Reading | None = None
    has_workflow: bool = False
    error: tuple[Code, str] | None = None

    @property
    def facts(self) -> PartFacts:
        """What is known of the part with that."""
        if (reading := self.reading) is None:
            return PartFacts(error=self.error)
        error = (Code(reading.error.code), reading.error.detail) if reading.error else None
        source, failure, beginning = reading.description, reading.failure, reading.beginning
        return PartFacts(reading.understood, source, self.has_workflow, failure, error, beginning, reading.signals)


class Placing:
    """Keeps the parts that are still named, so that nothing that was read has to be read again to be shown."""

    def __init__(self, need: Need) -> None:
        self._need = need

    def place(self, part: Part, found: Found, read_at: datetime) -> None:
        """Take what a read gave that began at `read_at`."""
        part.read_at = read_at
        if found.facts != part.facts or part.is_outdated:
            run_id = part.source.run_id if part.source else None
            self._take(part, found, read_at)
            part.touch()
            if part.source and run_id not in (None, part.source.run_id):
                # A run that replaces another may have begun everything below it anew.
                self._need_all(part.walk(), read_at)
        pending = part.source.pending_children if found.has_workflow and part.source else ()
        self._need_all((child for child in _read_below(part) if _is_moved(child, pending)), read_at)

    def understand(self, part: Part, understood: Understood, read_at: datetime) -> None:
        """Take an answer, and its children: inline ones at once, the others to be read."""
        part.understood = understood
        answer, below = understood.answer, part.type.child
        part.findings = list(answer.findings) if answer else []
        part.lost_children = answer.lost_children if answer else False
        if below is None or not (part.children or (answer and answer.has_children(part.type))):
            # Most of the ten thousand parts that one answer may hold.
            return
        with _keeping_children(part) as former:
            if answer is None or answer.id != part.id:
                return
            facts = PartFacts(source=part.source)
            inline = {child.id: child for child in answer.inline_children(part.type)}
            for child_id in dict.fromkeys((*answer.child_ids(part.type), *inline)):
                child = _taken_over(former, child_id, part, below)
                if said := inline.get(child_id):
                    _fill(child, facts)
                    self.understand(child, Understood(said), read_at)
                else:
                    self._name(child, read_at)

    def _take(self, part: Part, found: Found, read_at: datetime) -> None:
        part.take(found.facts)
        reading = found.reading
        if reading and reading.understood:
            self.understand(part, reading.understood, read_at)
        elif reading and reading.error:
            self._recall(part, reading, read_at)
        elif part.error and part.error[0] not in _NOTHING_BELOW:
            self._hold_below(part, read_at)
        else:
            with _keeping_children(part):
                """Nothing is known to be below it."""
        if part.children and part.understood is None:
            part.is_outdated = True
            part.findings.append("What is below it is what is known without its answer: there may be more.")
        elif part.understood is None and part.type.child and reading and _hides_its_error(reading):
            part.findings.append("What is below it is not known.")

    def _hold_below(self, part: Part, read_at: datetime) -> None:
        """Keep what was below a part whose workflow was not reached: unread where its answer held it, else as read."""
        for child in part.children:
            if child.is_inline:
                _fill(child, PartFacts(error=part.error))
                self._hold_below(child, read_at)
            else:
                self._name(child, read_at)

    def _recall(self, part: Part, reading: Reading, read_at: datetime) -> None:
        """Without an answer, what the run named before is still there, and so are its open child workflows."""
        with _keeping_children(part) as former:
            if reading.last and reading.last.answer:
                self._recall_below(part, reading.last.answer, former, read_at)
            known = {child.id for child in part.children}
            below = part.type.child
            for child_id in reading.description.pending_children:
                if below and child_id not in known and is_entity_id(child_id, below):
                    self._name(_taken_over(former, child_id, part, below), read_at)

    def _recall_below(self, part: Part, answer: WorkflowAnswer, former: dict[str, Part], read_at: datetime) -> None:
        below = part.type.child
        if below is None:
            return
        inline = {child.id: child for child in reversed(answer.inline_children(part.type))}
        for child_id in dict.fromkeys([*answer.child_ids(part.type), *inline]):
            if not is_entity_id(child_id, below):
                continue
            child = _taken_over(former, child_id, part, below)
            if child_id in inline:
                # What it said of a part is no longer known to be true; what the part named is worth a look.
                _fill(child, PartFacts(source=part.source, error=part.error))
                with _keeping_children(child) as below_it:
                    self._recall_below(child, inline[child_id], below_it, read_at)
            else:
                self._name(child, read_at)

    def _name(self, child: Part, read_at: datetime) -> None:
        """Have a part read that is named, unless it is known already."""
        if child.is_inline:
            child.take(PartFacts())
            child.is_inline, child.read_at = False, None
        # How one counts that has not begun depends on what is above it.
        child.revision += 1
        if child.read_at is None:
            self._need(child, read_at)

    def _need_all(self, parts: Iterable[Part], read_at: datetime) -> None:
        for part in parts:
            if not part.is_inline:
                self._need(part, read_at)


def _hides_its_error(reading: Reading) -> bool:
    """Whether a run is shown as Temporal says it is, so that nothing else tells that it has not answered."""
    run = reading.description
    return reading.error is not None and (run.status in ENDED_BADLY or run.pause is not None)


@contextmanager
def _keeping_children(part: Part) -> Iterator[dict[str, Part]]:
    """Give the children by id, to be taken over; those that are not are dropped."""
    former, part.children = {child.id: child for child in part.children}, []
    try:
        yield former
    finally:
        for child in former.values():
            for below in child.walk():
                below.is_dropped = True


def _fill(child: Part, facts: PartFacts) -> None:
    """Make a part one that the answer above it holds."""
    child.take(facts)
    child.is_inline = True
    child.revision += 1


def _taken_over(former: dict[str, Part], child_id: str, part: Part, below: EntityType) -> Part:
    """The child of a part that is there already, or a new one."""
    child = former.pop(child_id) if child_id in former else Part(child_id, below, part)
    part.children.append(child)
    return child


def _read_below(part: Part) -> Iterator[Part]:
    """The nearest parts below that are read by themselves."""
    for child in part.children:
        if child.is_inline:
            yield from _read_below(child)
        else:
            yield child


def _is_moved(child: Part, pending: Collection[str]) -> bool:
    """Whether the read of the part above says that one may no longer be as it was.

    One that lives in the workflow above is true for as long as that does not move, and one that was not open is, once
    that workflow has it among its open child workflows.
    """
    lives_above = child.source is not None and not child.has_workflow
    return lives_above or (child.id in pending and not child.is_open)
