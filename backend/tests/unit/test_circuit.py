"""The circuit: open while nothing gets through, not for one call in vain, closed by Temporal's first sign of life."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from structlog.testing import capture_logs

from patience import until
from releasewatch.core.errors import (
    TemporalBusyError,
    TemporalDeniedError,
    TemporalError,
    TemporalTimeoutError,
    TemporalUnreachableError,
)
from releasewatch.services.temporal.circuit import Circuit

VAIN = (TemporalUnreachableError, TemporalTimeoutError)


class Temporal:
    """Gives a sign of life, or fails as told; says when it was asked."""

    def __init__(self) -> None:
        self.error: Exception | None = TemporalUnreachableError("away")
        self.asked = asyncio.Semaphore(0)

    async def probe(self) -> None:
        self.asked.release()
        if self.error:
            raise self.error


@pytest.fixture
def temporal() -> Temporal:
    return Temporal()


@pytest.fixture
async def circuit(temporal: Temporal) -> AsyncIterator[Circuit]:
    circuit = Circuit(temporal.probe, pause_seconds=0.01)
    yield circuit
    await circuit.close()


def call(circuit: Circuit, error: TemporalError | None, in_vain: tuple[type[TemporalError], ...] = VAIN) -> None:
    try:
        with circuit.watch(in_vain=in_vain):
            if error:
                raise error
    except TemporalError as raised:
        assert raised is error  # noqa: PT017 - what is raised is what went in


async def test_open_circuit_refuses_at_once_and_tells_the_log_once(circuit: Circuit, temporal: Temporal) -> None:
    with capture_logs() as logs:
        call(circuit, TemporalTimeoutError("silence"))
        for _ in range(3):
            await temporal.asked.acquire()
            with pytest.raises(TemporalUnreachableError):
                circuit.require()
    assert [line["event"] for line in logs] == ["temporal_unreachable"]
    assert circuit.refused == 3
    assert circuit.lost_at is not None


@pytest.mark.parametrize("sign", [None, TemporalDeniedError("no"), TemporalBusyError("later")])
async def test_any_answer_closes_it(circuit: Circuit, temporal: Temporal, sign: TemporalError | None) -> None:
    call(circuit, TemporalUnreachableError("gone"))
    await temporal.asked.acquire()
    with capture_logs() as logs:
        temporal.error = sign
        await temporal.asked.acquire()
        await asyncio.sleep(0)
        circuit.require()
    assert [line["event"] for line in logs] == ["temporal_reachable"]


async def test_one_workflows_silence_is_not_temporals(circuit: Circuit, temporal: Temporal) -> None:
    temporal.error = None
    with capture_logs() as logs:
        call(circuit, TemporalTimeoutError("one workflow hangs"))
        # Others go on being asked until it is known.
        circuit.require()
        await temporal.asked.acquire()
        await asyncio.sleep(0)
        circuit.require()
    assert logs == []
    assert circuit.lost_at is None


async def test_success_meanwhile_keeps_it_closed(circuit: Circuit) -> None:
    async def fail_late(others_answered: asyncio.Event) -> None:
        with circuit.watch(in_vain=VAIN):
            await others_answered.wait()
            raise TemporalTimeoutError("too late")

    answered = asyncio.Event()
    late = asyncio.create_task(fail_late(answered))
    await asyncio.sleep(0)
    call(circuit, TemporalDeniedError("that is an answer"))
    answered.set()
    with pytest.raises(TemporalTimeoutError):
        await late
    circuit.require()


async def test_what_is_not_in_vain_says_nothing(circuit: Circuit) -> None:
    call(circuit, TemporalTimeoutError("a query"), in_vain=(TemporalUnreachableError,))
    circuit.require()


async def test_closing_stops_the_probe(temporal: Temporal) -> None:
    circuit = Circuit(temporal.probe)
    await circuit.close()
    # The loop is the whole session's, and others have tasks in it too.
    before = asyncio.all_tasks()
    call(circuit, TemporalUnreachableError("gone"))
    await temporal.asked.acquire()
    [probing] = [task for task in asyncio.all_tasks() - before if f"{Circuit.__name__}." in str(task.get_coro())]
    await circuit.close()
    assert probing.done()


async def test_calls_in_vain_share_one_probe(circuit: Circuit, temporal: Temporal) -> None:
    for _ in range(3):
        call(circuit, TemporalTimeoutError("silence"))
    await temporal.asked.acquire()
    assert temporal.asked.locked()


@pytest.mark.parametrize("error", [ValueError("8 is not a valid status"), KeyError("status"), OSError("no more files")])
async def test_a_probe_that_breaks_closes_the_circuit_and_says_so(
    circuit: Circuit, temporal: Temporal, error: Exception
) -> None:
    temporal.error = error
    with capture_logs() as logs:
        for _ in range(2):
            call(circuit, TemporalUnreachableError("gone"))
            await temporal.asked.acquire()
            await asyncio.sleep(0)
            circuit.require()
    assert [(line["event"], line["exc_info"]) for line in logs] == [("temporal_probe_failed", error)] * 2


async def test_a_circuit_whose_probe_broke_opens_and_closes_again(circuit: Circuit, temporal: Temporal) -> None:
    temporal.error = ValueError("unforeseen")
    call(circuit, TemporalUnreachableError("gone"))
    await temporal.asked.acquire()
    await asyncio.sleep(0)
    temporal.error = TemporalUnreachableError("away")
    call(circuit, TemporalUnreachableError("gone"))
    await temporal.asked.acquire()
    with pytest.raises(TemporalUnreachableError):
        circuit.require()
    temporal.error = None
    await until(lambda: not circuit.is_open)
