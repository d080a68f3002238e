"""What is known of the workers behind a task queue: a silent queue costs one time-out, not one per workflow."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NamedTuple, Protocol

from cachetools import LRUCache

from releasewatch.core.errors import (
    AnswerNotUnderstoodError,
    NoWorkerError,
    QueryFailedError,
    TaskQueueSilentError,
    TemporalError,
    TemporalTimeoutError,
    WorkflowTaskFailingError,
)
from releasewatch.models.executions import UNVERSIONED, Description, Poll, Version

# How long a queue that has answered is trusted to answer again.
_TRUST_SECONDS = 10.0
# A worker's poll waits up to a minute at Temporal, so one that polled longer ago is gone.
_LONG_POLL = timedelta(seconds=70)
# A worker takes a task at once; only one that has just died is waited for, ten seconds by default.
_LONG_WAIT = timedelta(seconds=12)
_MOST_LINES = 1000


class Polls(Protocol):
    """What Temporal knows of the workers of a task queue."""

    def polls(self, task_queue: str, pinned_to: Version | None = None) -> Awaitable[Sequence[Poll]]:
        """The last polls of a task queue, by the versions that may get the tasks of a run."""


def newest(polls: Sequence[Poll]) -> datetime | None:
    """The last of some polls."""
    return max((poll.at for poll in polls if poll.at), default=None)


def is_polled(last_poll: datetime | None) -> bool:
    """Whether a task queue that was polled then still has a worker, as far as polls tell."""
    return last_poll is not None and datetime.now(UTC) - last_poll <= _LONG_POLL


class _Name(NamedTuple):
    """A task queue, and the one version of a worker that may answer where a run is pinned to it."""

    task_queue: str
    version: Version | None


@dataclass
class _Line:
    """What is known of one task queue, or of one version's workers on it.

    Attributes:
        name: The queue, and the version where a run is pinned to it.
        heard_at: When it last answered.
        silence: Why it is not asked; None while it answers.
        looked_at: When it was last looked whether a worker has come.
        polled_at: The last poll when the silence began.
        probe: Set while one query finds out whether a queue that did not answer in time answers again.
    """

    name: _Name
    heard_at: float = float("-inf")
    silence: TemporalError | None = None
    looked_at: float = 0.0
    polled_at: datetime | None = None
    probe: asyncio.Event | None = None
    probe_until: float = 0.0


class TaskQueues:
    """Lets queries through to queues that answer, and one probe at a time to those that do not."""

    def __init__(self, temporal: Polls, *, silent_for: float = 2.0, probe_for: float = 0.5) -> None:
        """Look up polls in `temporal`.

        Args:
            temporal: Where polls are looked up.
            silent_for: Seconds for which a queue without workers is left alone; one that comes back is seen that late.
            probe_for: Seconds for which the others wait for the one query that finds out about a doubtful queue.
        """
        self._temporal = temporal
        self.silent_for = silent_for
        self.probe_for = probe_for
        self._lines: LRUCache[_Name, _Line] = LRUCache(_MOST_LINES)

    @asynccontextmanager
    async def listening(self, description: Description) -> AsyncIterator[None]:
        """Surround a query to the queue of a run, and learn from how it ends.

        Raises:
            NoWorkerError: no worker polls it.
            TemporalTimeoutError: it does not answer at present.
        """
        line = self._line(description)
        probe = await self._pass(line)
        try:
            async with self._learning(line):
                yield
        finally:
            if probe:
                probe.set()
                line.probe = None

    @asynccontextmanager
    async def _learning(self, line: _Line) -> AsyncIterator[None]:
        began = asyncio.get_running_loop().time()
        try:
            yield
        except NoWorkerError as error:
            raise self._silence(line, await self._temporal.polls(*line.name)) from error
        except TemporalTimeoutError:
            await self._doubt(line, began)
            raise
        except WorkflowTaskFailingError:
            # Temporal itself refused the query.
            raise
        except (QueryFailedError, AnswerNotUnderstoodError):
            self._hear(line)
            raise
        self._hear(line)

    async def require_worker(self, description: Description) -> None:
        """Raise `NoWorkerError` where no worker polls.

        A queue that answered lately is not looked up, nor is that of a task which has only just been scheduled.
        """
        if description.task_waiting_since and not _waits_long(description.task_waiting_since):
            return
        line = self._line(description)
        if asyncio.get_running_loop().time() > line.heard_at + _TRUST_SECONDS:
            await self._require_poll(line)

    async def require_attention(self, description: Description) -> None:
        """Raise `NoWorkerError` where a run's task waits so long, with no poll since, that no worker will take it.

        While a version is ramping up, the task may be its: the other one's worker goes on with other runs.
        """
        since = description.task_waiting_since
        if since is None or not _waits_long(since):
            return
        line = self._line(description)
        if isinstance(line.silence, NoWorkerError):
            await self._look_again(line)
        polls = await self._temporal.polls(*line.name)
        poll = newest(polls)
        if poll is None or poll < since:
            raise self._silence(line, polls)
        if gone := [each.version for each in polls if not is_polled(each.at)]:
            raise _no_worker(line.name.task_queue, gone[0])

    def is_silent(self, description: Description) -> bool:
        """Whether the queue of a run has left a query unanswered, and answered none since."""
        return self._line(description).silence is not None

    def _line(self, description: Description) -> _Line:
        name = _Name(description.task_queue, description.pinned_to)
        return self._lines.setdefault(name, _Line(name))

    def _hear(self, line: _Line) -> None:
        line.heard_at = asyncio.get_running_loop().time()
        line.silence = None

    async def _pass(self, line: _Line) -> asyncio.Event | None:
        """Get through to the queue, as its probe where it is in doubt."""
        if isinstance(line.silence, NoWorkerError):
            await self._look_again(line)
        if line.silence is None:
            return None
        if line.probe is None:
            line.probe = asyncio.Event()
            line.probe_until = asyncio.get_running_loop().time() + self.probe_for
            return line.probe
        try:
            async with asyncio.timeout_at(line.probe_until):
                await line.probe.wait()
        except TimeoutError:
            pass
        if line.silence is not None:
            raise line.silence.with_traceback(None)
        return None

    async def _look_again(self, line: _Line) -> None:
        """Look whether a worker has come to a queue that had none: only a newer poll proves it."""
        silence, now = line.silence, asyncio.get_running_loop().time()
        if silence is None:
            return
        if now < line.looked_at + self.silent_for:
            raise silence.with_traceback(None)
        line.looked_at = now
        poll = newest(await self._temporal.polls(*line.name))
        if not is_polled(poll):
            raise silence.with_traceback(None)
        line.silence = None if poll != line.polled_at else _silent(line.name)

    async def _require_poll(self, line: _Line) -> None:
        if not is_polled(newest(polls := await self._temporal.polls(*line.name))):
            raise self._silence(line, polls)

    def _silence(self, line: _Line, polls: Sequence[Poll]) -> NoWorkerError:
        line.silence = error = _no_worker(line.name.task_queue, polls[0].version)
        line.polled_at = newest(polls)
        line.looked_at = asyncio.get_running_loop().time()
        return error

    async def _doubt(self, line: _Line, began: float) -> None:
        """One workflow may hang; but where no other answered meanwhile, the worker may be gone."""
        await self._require_poll(line)
        if line.heard_at < began and line.silence is None:
            line.silence = _silent(line.name)


def _waits_long(since: datetime) -> bool:
    return datetime.now(UTC) - since >= _LONG_WAIT


def _no_worker(task_queue: str, version: Version | None) -> NoWorkerError:
    if version == UNVERSIONED:
        return NoWorkerError(
            f"No worker without a version polls queue {task_queue}, and no deployment version is current there."
        )
    return NoWorkerError(f"No worker{_of(version)} polls queue {task_queue}.")


def _silent(name: _Name) -> TaskQueueSilentError:
    return TaskQueueSilentError(f"The worker{_of(name.version)} behind queue {name.task_queue} did not answer in time.")


def _of(version: Version | None) -> str:
    return f" with build {version.build_id} of deployment {version.deployment}" if version else ""
