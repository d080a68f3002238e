"""Temporal's dev server for as long as it is needed."""

import asyncio
import os
import shutil
import sysconfig
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

HOST = "127.0.0.1"
_READY = b"Temporal Server:"


def find_program() -> str | None:
    """Where `temporal` is: beside this Python, whose environment may not be on the path, or on the path."""
    folders = os.pathsep.join((sysconfig.get_path("scripts"), os.environ.get("PATH", os.defpath)))
    return shutil.which("temporal", path=folders)


@asynccontextmanager
async def dev_server(program: str, port: int, *options: str) -> AsyncIterator[str]:
    """Run a server on a port, and give its address once it is ready, however long that takes on a busy machine.

    The SDK's own way, `WorkflowEnvironment.start_local`, gives up after five seconds.

    Raises:
        ChildProcessError: it ended instead, and has said why on stderr.
    """
    # It logs an error for each long poll that its end cuts off. Why it does not start, it says all the same.
    words = ("server", "start-dev", "--ip", HOST, "--port", str(port), "--log-level", "never", *options)
    process = await asyncio.create_subprocess_exec(program, *words, stdout=asyncio.subprocess.PIPE)
    output = process.stdout or asyncio.StreamReader()
    try:
        while line := await output.readline():
            if line.startswith(_READY):
                break
        else:
            raise ChildProcessError(f"Temporal's dev server ended before it was ready on port {port}.")
        async with asyncio.TaskGroup() as meanwhile:
            rest = meanwhile.create_task(output.read())
            yield f"{HOST}:{port}"
            rest.cancel()
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()
