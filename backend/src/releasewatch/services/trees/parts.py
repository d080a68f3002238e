"""What is known of a tree, place by place, before it is judged: kept from read to read."""

from collections.abc import Iterator
from dataclasses import InitVar, dataclass, field
from datetime import datetime
from operator import itemgetter
from typing import NamedTuple
from weakref import ReferenceType, ref

from releasewatch.models.answers.answer import WorkflowAnswer
from releasewatch.models.answers.understanding import Understood
from releasewatch.models.entities import Code
from releasewatch.models.executions import Beginning, Description, Signal
from releasewatch.models.status import EntityType


class PartFacts(NamedTuple):
    """What a read of one part gave, or nothing.

    Attributes:
        understood: What was answered for it, by its own workflow or the one it lives in.
        source: The run that answered; None until one did, or when none could.
        has_workflow: Whether `source` is the part's own workflow.
        failure: How that run ended, when it did not end well.
        error: Why there is no answer.
        beginning: How that run came to be, where it waits for its time.
        signals: The approvals that only its history tells.
    """

    understood: Understood | None = None
    source: Description | None = None
    has_workflow: bool = False
    failure: str | None = None
    error: tuple[Code, str] | None = None
    beginning: Beginning | None = None
    signals: tuple[Signal, ...] = ()


@dataclass(slots=True, eq=False, weakref_slot=True)
class Part:
    """One place in a tree, and what was read of it last: its `PartFacts`, and what follows from them.

    Attributes:
        path: Ids from the root to this part.
        is_outdated: Whether what is below it is what it named before, for want of an answer.
        is_inline: Whether the answer of the part above holds it, so that it is never read by itself.
        read_at: Since when the facts are known to be true: the moment before the last read of it began.
        claims: That others above claim it too.
        is_stale: Whether it was read too long ago to be shown as true.
        is_dropped: Whether it stands in the tree no more.
        revision: Grows with every change to it or below it.
    """

    id: str
    type: EntityType
    above: InitVar["Part | None"] = None
    understood: Understood | None = None
    source: Description | None = None
    has_workflow: bool = False
    failure: str | None = None
    error: tuple[Code, str] | None = None
    beginning: Beginning | None = None
    signals: tuple[Signal, ...] = ()
    is_outdated: bool = False
    findings: list[str] = field(default_factory=list)
    lost_children: bool = False
    children: list["Part"] = field(default_factory=list)
    is_inline: bool = False
    read_at: datetime | None = None
    claims: str | None = None
    is_stale: bool = False
    is_dropped: bool = False
    revision: int = 0
    path: str = field(init=False)
    _parent: "ReferenceType[Part] | None" = field(init=False, default=None)

    def __post_init__(self, above: "Part | None") -> None:
        """Derive the path from the parent's."""
        self.path = f"{above.path}/{self.id}" if above else self.id
        # Weak, so that a tree is freed at once, and not by the garbage collector.
        self._parent = ref(above) if above else None

    @property
    def parent(self) -> "Part | None":
        """The part above this one, for as long as the tree is held."""
        return self._parent() if self._parent else None

    @property
    def answer(self) -> WorkflowAnswer | None:
        """What was answered, if anything."""
        return self.understood.answer if self.understood else None

    @property
    def is_read(self) -> bool:
        """Whether the read got to this part, successfully or not."""
        return self.understood is not None or self.source is not None or self.error is not None

    @property
    def facts(self) -> PartFacts:
        """What a read of it gave."""
        run = (self.source, self.has_workflow, self.failure, self.error, self.beginning, self.signals)
        return PartFacts(self.understood, *run)

    def take(self, facts: PartFacts) -> None:
        """Have nothing known of it but these facts, its place, and what stood below it."""
        self.understood, self.source, self.has_workflow = facts[:3]
        self.failure, self.error, self.beginning, self.signals = facts[3:]
        self.is_outdated = self.lost_children = False
        self.findings = []

    @property
    def validated_at(self) -> datetime | None:
        """When it was read last, by itself or as a part of the answer above it."""
        part = self
        while part.is_inline and (above := part.parent):
            part = above
        return part.read_at

    @property
    def is_open(self) -> bool:
        """Whether its run can still change, or nothing certain is known of it."""
        if self.error and self.error[0] is not Code.NOT_STARTED:
            return True
        return self.source.is_open if self.source else self.error is None

    @property
    def is_final(self) -> bool:
        """Whether its run has closed with an answer that was read."""
        return self.understood is not None and not self.is_open

    @property
    def is_retrying(self) -> bool:
        """Whether something is being retried, so that its node changes with time alone."""
        return self.has_workflow and self.source is not None and (self.source.is_retrying or bool(self.beginning))

    def claim(self, claims: str | None) -> None:
        """Take note of who else claims it."""
        if claims != self.claims:
            self.claims = claims
            self.touch()

    @property
    def remarks(self) -> list[str]:
        """What is odd about it."""
        return [*self.findings, *([self.claims] if self.claims else []), *self.foreign_parents()]

    def touch(self) -> None:
        """Say that it has changed, and with it all that stands above."""
        part: Part | None = self
        while part:
            part.revision += 1
            part = part.parent

    def walk(self) -> Iterator["Part"]:
        """This part and everything below it, parents first."""
        waiting = [self]
        while waiting:
            part = waiting.pop()
            yield part
            waiting.extend(reversed(part.children))

    def ancestors(self) -> Iterator["Part"]:
        """The parts above this one, nearest first."""
        part = self.parent
        while part:
            yield part
            part = part.parent

    def foreign_parents(self) -> list[str]:
        """One sentence for each parent that the answer claims and the part does not stand under."""
        claimed = self.answer.parent_ids(self.type) if self.answer else []
        if not claimed or self.parent is None:
            return []
        above = {part.id for part in self.ancestors()}
        return [f"It names {each} as a parent, which it does not stand under." for each in claimed if each not in above]


def in_sequence(parts: list[Part]) -> list[Part]:
    """Siblings by `sequence` where all of them have one, otherwise as they were named."""
    if not parts:
        return parts
    numbers = []
    for part in parts:
        if part.answer is None or part.answer.sequence is None:
            return parts
        numbers.append(part.answer.sequence)
    numbered = sorted(zip(numbers, parts, strict=True), key=itemgetter(0))
    return [part for _, part in numbered]
