"""Where a release stands among its waves: the current one, why others wait, and which one a person holds. Pure."""

from collections.abc import Callable, Iterator

from releasewatch.models.entities import Node, Release, Wave
from releasewatch.models.status import Status
from releasewatch.models.words import Word
from releasewatch.services.trees.wording import is_open, name_of, shown_status, since_of

_IN_THE_WAY = frozenset({Status.FAILED, Status.UNKNOWN, Status.WAITING, Status.PAUSED})
_NOT_BEGUN = frozenset({Status.PENDING, Status.CANCELLED, Status.SKIPPED})


def current_wave(release: Release) -> int | None:
    """Index of the wave that an open release is in: under way, else in trouble, else next."""
    if not _is_open(release):
        return None
    # A wave that reports failures may still be under way, so its run counts.
    tests: list[Callable[[Wave], bool]] = [
        lambda wave: _is_open(wave) and wave.status is not Status.PENDING,
        lambda wave: wave.health in {Status.FAILED, Status.UNKNOWN},
        lambda wave: wave.status is Status.PENDING,
    ]
    found: Iterator[int] = (index for test in tests for index, wave in enumerate(release.waves) if test(wave))
    return next(found, None)


def wave_reached(release: Release) -> int:
    """How many waves a release has come to: one cancelled in its second wave has not reached its fifth."""
    current = current_wave(release)
    if current is not None and release.health is not Status.PENDING:
        return current + 1
    if shown_status(release.status, release.health) is Status.SUCCEEDED:
        return len(release.waves)
    begun = [index + 1 for index, wave in enumerate(release.waves) if _has_begun(wave)]
    return max(begun, default=0)


def held_wave(release: Release) -> Wave | None:
    """The wave that a release which waits for a person does not let begin."""
    if release.status is not Status.WAITING:
        return None
    current = current_wave(release)
    wave = None if current is None else release.waves[current]
    return wave if wave and wave.health is Status.PENDING else None


def tell_waves(release: Release) -> None:
    """Say of each wave why it does not go on."""
    held = held_wave(release)
    for index, wave in enumerate(release.waves):
        if wave is held:
            wave.word, wave.waits = Word.NEEDS_APPROVAL, _approval(release)
            wave.since = since_of(release)
        elif wave.status is Status.WAITING and wave.health is Status.WAITING:
            wave.waits = _approval(wave)
        elif wave.health is Status.PENDING:
            wave.waits = _why_pending(release, index)


def _why_pending(release: Release, index: int) -> str | None:
    wave = release.waves[index]
    if wave.waiting_for:
        named = next((name_of(each).lower() for each in release.waves if each.id == wave.waiting_for), wave.waiting_for)
        return f"held by {named}"
    if index == 0 or not _is_open(release):
        return None
    before = release.waves[index - 1]
    is_held = _is_open(before) and shown_status(before.status, before.health) in _IN_THE_WAY
    return f"{'held by' if is_held else 'after'} {name_of(before).lower()}"


def _approval(node: Node) -> str:
    return f"needs approval by {node.waiting_for}" if node.waiting_for else "needs approval"


def _has_begun(wave: Wave) -> bool:
    return wave.health not in _NOT_BEGUN or Status.SUCCEEDED in wave.counts


def _is_open(node: Node) -> bool:
    return is_open(node.status, node.execution)
