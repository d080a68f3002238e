"""The app as the tests meet it: real, over ASGI, with cheap hashes and a Temporal that is away."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient, Response
from pydantic import SecretStr

from patience import PATIENCE
from releasewatch.core.config import Settings
from releasewatch.core.security import HashCost, TokenSigner, hash_password, hash_script_token
from releasewatch.main import create_app
from releasewatch.models.auth import Accounts, Role, ScriptToken, TokenRole, User
from releasewatch.services.auth.users_file import read_accounts, write_accounts

SECRET = "0123456789abcdef" * 4
PASSWORD = "correct horse battery"
CHEAP = HashCost(memory_kib=8)
CSRF = {"X-Requested-With": "releasewatch"}
# The cookie of a server with the secret above, on this machine.
COOKIE = f"refresh-{TokenSigner([SECRET]).key_names[0]}"
# The product's own, for tests of what is silent, and of callers who do not wait longer.
OWN_DEADLINE: float = Settings.model_fields["read_deadline"].default


def user(password: str = PASSWORD, role: Role = Role.VIEWER, cost: HashCost = CHEAP) -> User:
    """A user with a cheap hash."""
    return User(role=role, password_hash=SecretStr(hash_password(password, cost)))


def write_users(path: Path, users: dict[str, User]) -> None:
    """A users file with these users, and no tokens for scripts."""
    write_accounts(path, Accounts(users=users))


def read_users(path: Path) -> dict[str, User]:
    """The users in a users file."""
    return read_accounts(path).users


def script_token(text: str, role: Role | TokenRole = Role.VIEWER, *, days: float = 1) -> ScriptToken:
    """The entry of a token for scripts."""
    expires_at = datetime.now(UTC) + timedelta(days=days)
    return ScriptToken(role=TokenRole(role), sha256=hash_script_token(text), expires_at=expires_at)


def make_settings(folder: Path) -> Settings:
    """Settings for a test, with the users `alice` (viewer) and `root` (admin). Vary them with `model_copy`."""
    users_file = folder / "users.toml"
    write_users(users_file, {"alice": user(), "root": user(role=Role.ADMIN)})
    return Settings(
        jwt_secret=(SecretStr(SECRET),),
        users_file=users_file,
        argon2_memory_kib=CHEAP.memory_kib,
        read_deadline=PATIENCE,
        log_format="json",
        dashboard_dir=folder / "dist",
    )


@asynccontextmanager
async def serving(settings: Settings, *, base_url: str = "http://localhost") -> AsyncIterator[AsyncClient]:
    """A client of the whole app, lifespan included."""
    async with running(create_app(settings), base_url=base_url) as api:
        yield api


@asynccontextmanager
async def running(app: FastAPI, *, base_url: str = "http://localhost") -> AsyncIterator[AsyncClient]:
    """A client of an app at hand, lifespan included."""
    transport = ASGITransport(app=app, raise_app_exceptions=False, client=("192.0.2.7", 4711))
    async with app.router.lifespan_context(app), AsyncClient(transport=transport, base_url=base_url) as api:
        yield api


async def sign_in(api: AsyncClient, username: str = "alice", password: str = PASSWORD) -> dict[str, str]:
    """Sign in and return the header that says so."""
    response = await api.post("/api/auth/login", data={"username": username, "password": password})
    assert response.status_code == 200, response.text
    return {"Authorization": f"Bearer {response.json()['access_token']}"}


async def sign_in_terminal(api: AsyncClient, username: str = "alice") -> dict[str, str]:
    """Sign in as at a terminal and return the header that says so."""
    response = await api.post("/api/auth/terminal", data={"username": username, "password": PASSWORD})
    assert response.status_code == 200, response.text
    return {"Authorization": f"Bearer {response.json()['access_token']}"}


def assert_problem(response: Response, status: int, code: str) -> dict[str, Any]:
    """Check that an answer is a complete problem of this kind, and return it."""
    assert (response.status_code, response.headers["content-type"]) == (status, "application/problem+json")
    problem: dict[str, Any] = response.json()
    assert (problem["status"], problem["code"]) == (status, code)
    assert problem["type"] == f"urn:releasewatch:problem:{code}"
    assert problem["title"]
    assert problem["detail"]
    assert problem["request_id"] == response.headers["x-request-id"]
    return problem


def log_lines(output: str) -> list[dict[str, Any]]:
    """The log lines in captured standard output."""
    return [json.loads(line) for line in output.splitlines()]
