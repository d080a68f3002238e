"""What was read of a tree, place by place, before it is judged."""

from collections.abc import Iterator
from dataclasses import InitVar, dataclass, field
from itertools import zip_longest
from operator import itemgetter
from weakref import ReferenceType, ref

from releasewatch.models.answers.answer import Understood, WorkflowAnswer
from releasewatch.models.entities import Code
from releasewatch.models.executions import Beginning, Description
from releasewatch.models.status import EntityType


@dataclass(slots=True, eq=False, weakref_slot=True)
class Part:
    """One place in a tree while it is being read.

    Attributes:
        path: Ids from the root to this part.
        understood: What was answered for it, by its own workflow or the one it lives in.
        source: The run that answered; None until one did, or when none could.
        has_workflow: Whether `source` is the part's own workflow.
        failure: How that run ended, when it did not end well.
        error: Why there is no answer.
        beginning: How that run came to be, where it waits for its time.
        is_outdated: Whether what is below it is what it named before, for want of an answer.
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
    is_outdated: bool = False
    findings: list[str] = field(default_factory=list)
    lost_children: bool = False
    children: list["Part"] = field(default_factory=list)
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
    def facts(self) -> tuple[object, ...]:
        """Everything its node is built from, apart from the parts around it."""
        return self.path, self.understood, self.source, self.has_workflow, self.failure, self.error, self.beginning

    @property
    def is_retrying(self) -> bool:
        """Whether something is being retried, so that its node changes with time alone."""
        return self.has_workflow and self.source is not None and (self.source.is_retrying or bool(self.beginning))

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

    def foreign_parents(self) -> Iterator[str]:
        """One sentence for each parent that the answer claims and the part does not stand under."""
        if self.answer is None or self.parent is None:
            return
        for claimed in self.answer.parent_ids(self.type):
            if all(part.id != claimed for part in self.ancestors()):
                yield f"It names {claimed} as a parent, which it does not stand under."


def say_the_same(one: Part, other: Part) -> bool:
    """Whether two reads of a tree got the same, so that the nodes of the first can be reused."""
    pairs = zip_longest(one.walk(), other.walk())
    return all(part and again and part.facts == again.facts and not again.is_retrying for part, again in pairs)


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
