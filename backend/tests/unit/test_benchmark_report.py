"""A figure that cannot be had costs the benchmark that figure, and the table says why."""

from collections.abc import AsyncIterator

import httpx
import pytest

from benchmarks.report import HEAD, Missing, NotMeasuredError, Row, Timing, attempted, put_section, table
from benchmarks.server import read
from releasewatch.core.errors import TemporalTimeoutError

GOOD = Row("poll", Timing((0.1,)), "bare loop", Timing((0.2,)))


async def measured(error: Exception) -> list[Row | Missing]:
    async def rows() -> AsyncIterator[Row]:
        yield GOOD
        raise error

    return [row async for row in attempted("list", rows())]


@pytest.mark.parametrize(
    "error", [NotMeasuredError("503"), TimeoutError("503"), TemporalTimeoutError("503"), httpx.ConnectError("503")]
)
async def test_what_failed_is_named_and_what_was_measured_stays(error: Exception) -> None:
    first, last = await measured(error)
    assert first is GOOD
    assert last.cells()[:2] == ("list", "not measured")
    assert last.cells()[-1] == f"{type(error).__name__}: 503"
    assert {line.count("|") for line in table([first, last]).splitlines()} == {len(HEAD) + 1}


async def test_an_error_is_not_taken_for_a_page() -> None:
    problem = httpx.MockTransport(lambda _: httpx.Response(503, json={"code": "timed_out"}))
    async with httpx.AsyncClient(transport=problem, base_url="http://server") as users:
        with pytest.raises(NotMeasuredError, match="503"):
            await read(users, "/api/releases")


def test_a_measure_writes_its_own_section_of_the_page_and_no_other() -> None:
    page = "# Page\n\nText.\n\n## Trees\n\nold\n\n## List\n\nkept\n"
    assert put_section(page, "Trees", "new") == page.replace("old", "new")
    assert put_section(page, "List", "new") == page.replace("kept", "new")
