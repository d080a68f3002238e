"""Medians, ratios, and the table they stand in."""

import statistics
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass

import httpx
from temporalio.service import RPCError

from releasewatch.core.errors import AppError

REPEATS = 7


@dataclass(frozen=True)
class Timing:
    """What was measured in some repeats: seconds, or whatever the row's unit says."""

    seconds: tuple[float, ...]

    @property
    def median(self) -> float:
        """The middle one."""
        return statistics.median(self.seconds)

    def text(self, unit: str) -> str:
        """The median, with the least and the most in brackets where there are several."""
        scale = 1000 if unit == "ms" else 1
        spread = f" ({min(self.seconds) * scale:,.0f} to {max(self.seconds) * scale:,.0f})"
        return f"{self.median * scale:,.0f} {unit}{spread if len(self.seconds) > 1 else ''}"


@dataclass(frozen=True)
class Row:
    """One figure: ours against a baseline of the same run."""

    name: str
    ours: Timing
    baseline_name: str
    baseline: Timing
    goal: float | None = None
    note: str = ""
    unit: str = "ms"

    @property
    def ratio(self) -> float:
        """Ours divided by the baseline."""
        return self.ours.median / self.baseline.median

    def cells(self) -> tuple[str, ...]:
        """The row as text."""
        goal = f"<= {self.goal:.2f} x" if self.goal else "-"
        return (
            self.name,
            self.ours.text(self.unit),
            self.baseline_name,
            self.baseline.text(self.unit),
            f"{self.ratio:.2f} x",
            goal,
            self.note,
        )


class NotMeasuredError(Exception):
    """What was to be measured did not work; says what and why."""


@dataclass(frozen=True)
class Missing:
    """What stands in the table for figures that could not be had."""

    name: str
    reason: str

    def cells(self) -> tuple[str, ...]:
        """The row as text."""
        return self.name, "not measured", *["-"] * (len(HEAD) - 3), self.reason


async def attempted(name: str, rows: AsyncIterator[Row]) -> AsyncIterator[Row | Missing]:
    """The rows as far as they can be measured, and what kept the others from it."""
    try:
        async for row in rows:
            yield row
    except (NotMeasuredError, TimeoutError, AppError, RPCError, httpx.HTTPError, ExceptionGroup) as error:
        cause: BaseException = error
        while isinstance(cause, BaseExceptionGroup):
            cause = cause.exceptions[0]
        yield Missing(name, f"{type(cause).__name__}: {cause}")


HEAD = ("What", "Releasewatch", "Baseline", "Baseline took", "Ratio", "Goal", "Note")


Work = Callable[[], Awaitable[object]]


async def alternate(ours: Work, baseline: Work, *, before: Work | None = None) -> tuple[Timing, Timing]:
    """Time both in turns, so that whatever else the machine does meets both alike; `before` each is not timed."""
    timings: tuple[list[float], list[float]] = ([], [])
    for _ in range(REPEATS):
        for do, seconds in zip((ours, baseline), timings, strict=True):
            if before:
                await before()
            began = time.perf_counter()
            await do()
            seconds.append(time.perf_counter() - began)
    return Timing(tuple(timings[0])), Timing(tuple(timings[1]))


def table(rows: list[Row | Missing]) -> str:
    """The rows as a Markdown table."""
    lines = [HEAD, tuple("---" for _ in HEAD), *(row.cells() for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def put_section(page: str, title: str, body: str) -> str:
    """A Markdown page with this body under a heading of the second level, instead of what stood there."""
    heading = f"## {title}\n"
    begin = page.index(heading) + len(heading)
    end = page.find("\n## ", begin)
    rest = "" if end < 0 else page[end:]
    return f"{page[:begin]}\n{body}\n{rest}"
