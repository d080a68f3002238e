"""What a verdict is made from. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from releasewatch.models.entities import Release, Wave
from releasewatch.models.hierarchy import Progress
from releasewatch.models.judgement import NodeProblem, ProblemKind
from releasewatch.models.status import Status
from releasewatch.models.words import WORDS, Word
from releasewatch.services.trees.problems import Trouble, by_time
from releasewatch.services.trees.waves import current_wave
from releasewatch.services.trees.wording import cause_of, is_open, word_of


class Clauses(NamedTuple):
    """The parts of a verdict that are sentences and figures."""

    headline: str
    detail: str = ""
    figure: str | None = None
    waiting_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Situation:
    """A release with all that is known to be wrong in it.

    Attributes:
        status: What it counts as.
        troubles: Its nodes in trouble, in tree order.
        problems: The same by cause.
        progress: How far it was read; None where it was read to the end.
    """

    release: Release
    status: Status
    troubles: Sequence[Trouble]
    problems: Sequence[NodeProblem]
    progress: Progress | None = None

    @property
    def word(self) -> Word:
        """What its badge says."""
        is_own = self.status is self.release.health
        return word_of(self.release) if is_own or self.status is Status.SUCCEEDED else WORDS[self.status]

    @property
    def is_open(self) -> bool:
        """Whether it may still move."""
        return is_open(self.release.status, self.release.execution)

    @property
    def cause(self) -> str:
        """What it says itself about how it is."""
        return cause_of(self.release.status, vars(self.release)) or ""

    @property
    def reading(self) -> str:
        """How far a read has come that is not at its end."""
        progress = self.progress
        if progress is None or progress.read >= progress.known:
            return ""
        return f"{progress.read:,} of about {progress.known:,} read."

    @property
    def counts(self) -> Mapping[Status, int]:
        """Apps by status."""
        return self.release.counts

    @property
    def total(self) -> int:
        """Apps in all."""
        return sum(self.counts.values())

    @property
    def current_wave(self) -> Wave | None:
        """The wave it is in."""
        index = current_wave(self.release)
        return None if index is None else self.release.waves[index]

    @property
    def next_wave(self) -> Wave | None:
        """The wave after that."""
        index = current_wave(self.release)
        return self.release.waves[index + 1] if index is not None and index + 1 < len(self.release.waves) else None

    def of_kind(self, kind: ProblemKind) -> list[Trouble]:
        """The nodes in one kind of trouble, the longest first."""
        return sorted((each for each in self.troubles if each.kind is kind), key=by_time)

    def of_apps(self, count: int) -> str:
        """'2 of 240 apps'."""
        return f"{count:,} of {self.total:,} app{'' if self.total == 1 else 's'}"

    def figure(self, count: int) -> str | None:
        """'2 of 240'; None where there are no apps."""
        return f"{count:,} of {self.total:,}" if self.total else None

    @property
    def done_figure(self) -> str | None:
        """The same of the apps that succeeded."""
        return self.figure(self.counts.get(Status.SUCCEEDED, 0))

    def wave_ordinals(self, troubles: Iterable[Trouble]) -> list[int]:
        """The numbers of the waves that nodes stand in, in rollout order."""
        paths = {trouble.wave.path for trouble in troubles if trouble.wave}
        return [ordinal for ordinal, wave in enumerate(self.release.waves, 1) if wave.path in paths]
