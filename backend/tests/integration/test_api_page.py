"""The shell of docs/api.md, pasted as it stands: what it does when all is well, and that it ends when nothing is.

Of this kind is whatever a loop may be answered: each status, no connection, a connection that breaks, something that
is no release.
"""

import asyncio
import json
import re
from asyncio.subprocess import PIPE
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from httpx import AsyncClient
from temporalio.client import Client
from typing_extensions import override

from app_fixtures import make_settings, script_token, sign_in
from patience import PATIENCE
from releasewatch.core.security import make_script_token
from releasewatch.services.auth.users_file import read_accounts, write_accounts
from rollout import rolled_out
from served import served
from temporal_proxy import TemporalProxy

PAGE = (Path(__file__).parents[3] / "docs" / "api.md").read_text()
(LOOP,) = [block for block in re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL) if "wait_for_end()" in block]
OPEN = (200, {"status": "running", "health": "running", "execution": {"started_at": "2026-11-28T10:00:00Z"}})
ENDED = (200, {"status": "succeeded", "health": "failed", "execution": {"closed_at": "2026-11-28T11:00:00Z"}})

Answer = tuple[int, object]


def problem(status: int, code: str) -> Answer:
    return status, {"status": status, "code": code, "detail": "As it is."}


@contextmanager
def answering(*answers: Answer) -> Iterator[tuple[str, list[str]]]:
    """A server that gives these answers, the last one for ever, and the paths that it was asked for."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, body = answers[min(len(asked), len(answers) - 1)]
            asked.append(self.path)
            text = (body if isinstance(body, str) else json.dumps(body)).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        @override
        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", asked
        server.shutdown()
        thread.join()


Paste = Callable[..., Coroutine[Any, Any, tuple[int | None, str, str]]]


@pytest.fixture
def paste(tmp_path: Path) -> Paste:
    return partial(run_block, tmp_path)


async def run_block(
    folder: Path, api: str, release: str, auth: str = "Authorization: Bearer rwt_x"
) -> tuple[int | None, str, str]:
    """Run the block, with little patience and short pauses."""
    script = LOOP.replace("patience=600 pause=5", "patience=3 pause=1")
    assert script != LOOP
    process = await asyncio.create_subprocess_exec(
        *("/bin/sh", "-c", script),
        env={"PATH": "/usr/bin:/bin", "api": api, "release": release, "auth": auth},
        cwd=folder,
        stdout=PIPE,
        stderr=PIPE,
    )
    output, errors = await process.communicate()
    return process.returncode, output.decode().strip(), errors.decode()


async def test_the_loop_waits_for_the_end(paste: Paste) -> None:
    with answering(OPEN, OPEN, ENDED) as (api, asked):
        assert await paste(api, "release:x") == (0, "ended: succeeded, failed", "")
    assert asked == ["/api/releases/release:x"] * 3


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (400, "host_not_allowed"),
        (401, "not_authenticated"),
        (403, "not_allowed"),
        (404, "release_not_found"),
        (422, "invalid_request"),
    ],
)
async def test_what_waiting_does_not_mend_ends_the_loop_and_is_said(paste: Paste, status: int, code: str) -> None:
    with answering(OPEN, problem(status, code)) as (api, asked):
        result, output, errors = await paste(api, "release:x")
    assert (result, output, len(asked)) == (1, "", 2)
    assert code in errors


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
async def test_what_may_get_better_is_asked_again(paste: Paste, status: int) -> None:
    with answering(problem(status, "temporal_unreachable"), ENDED) as (api, asked):
        result, output, _ = await paste(api, "release:x")
    assert (result, output, len(asked)) == (0, "ended: succeeded, failed", 2)


async def test_what_never_gets_better_ends_with_the_patience(paste: Paste) -> None:
    with answering(problem(503, "temporal_unreachable")) as (api, asked):
        result, output, errors = await paste(api, "release:x")
    assert (result, output) == (1, "")
    assert "temporal_unreachable" in errors
    assert len(asked) > 1


async def test_no_connection_ends_with_the_patience(paste: Paste) -> None:
    result, output, errors = await paste("http://127.0.0.1:1", "release:x")
    assert (result, output) == (1, "")
    assert "127.0.0.1" in errors


@pytest.mark.parametrize("body", ["<html>Sign in to the network</html>", "", {"items": [], "total": 0}, [], "null"])
async def test_what_is_no_release_ends_the_loop(paste: Paste, body: object) -> None:
    with answering((200, body)) as (api, asked):
        result, output, errors = await paste(api, "release:x")
    assert (result, output, len(asked)) == (1, "", 1)
    assert body == "" or errors


async def test_no_release_is_no_list_to_wait_for(paste: Paste) -> None:
    with answering(ENDED) as (api, asked):
        result, output, errors = await paste(api, "")
    assert result
    assert (output, asked) == ("", [])
    assert "which release?" in errors


async def test_the_loop_on_the_real_server(
    paste: Paste, client: Client, wire: TemporalProxy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = make_settings(tmp_path)
    token = make_script_token()
    accounts = read_accounts(settings.users_file)
    write_accounts(settings.users_file, accounts.model_copy(update={"tokens": {"ci": script_token(token)}}))
    monkeypatch.setenv("TEMPORAL_ADDRESS", wire.address)
    async with (
        rolled_out(client) as rollout,
        served(settings) as site,
        AsyncClient(base_url=site.address, timeout=PATIENCE) as api,
    ):
        await sign_in(api)
        bearer = f"Authorization: Bearer {token}"
        result, _, errors = await paste(site.address, "release:misspelt", bearer)
        assert (result, "release_not_found" in errors) == (1, True)
        result, _, errors = await paste(site.address, rollout.release_id, "Authorization: Bearer rwt_wrong")
        assert (result, "not_authenticated" in errors) == (1, True)
        await client.get_workflow_handle(rollout.release_id).terminate()
        result, output, _ = await paste(site.address, rollout.release_id, bearer)
        assert (result, output.startswith("ended: failed")) == (0, True)
