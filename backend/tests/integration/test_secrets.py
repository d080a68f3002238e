"""Nothing secret in any log line or answer, whatever is done."""

import pytest
from httpx import AsyncClient

from app_fixtures import COOKIE, CSRF, PASSWORD, SECRET, read_users, script_token, serving, sign_in
from releasewatch.core.config import Settings
from releasewatch.core.security import hash_script_token, make_script_token
from releasewatch.services.auth.users_file import read_accounts, write_accounts

WRONG = "a-wrong-but-private-password"
API_KEY = "temporal-api-key-that-is-secret"
PATHS = ("/api/releases", "/api/system", "/api/auth/me", "/api/entities/app:a", "/readyz", "/docs")


async def do_everything(api: AsyncClient, script: str) -> str:
    """Sign in, fail to, read with every kind of token, and sign out; tell what was answered and what is secret."""
    bearer = await sign_in(api, "root")
    secret_cookie = api.cookies[COOKIE]
    answers = [
        await api.post("/api/auth/login", data={"username": each, "password": WRONG}) for each in ("root", WRONG)
    ]
    answers.append(await api.post("/api/auth/login", data={"password": WRONG}))
    for headers in (bearer, {"Authorization": f"Bearer {script}"}, {"Authorization": f"Bearer {script}x"}):
        answers += [await api.get(path, headers=headers) for path in PATHS]
    await api.post("/api/auth/refresh", headers=CSRF)
    answers.append(await api.post("/api/auth/logout", headers=CSRF))
    told = "".join(answer.text + str(answer.headers) for answer in answers)
    assert bearer["Authorization"][7:] not in told
    assert secret_cookie not in told
    return told


async def test_s18_no_secret_is_in_any_line_or_answer(
    settings: Settings, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEMPORAL_API_KEY", API_KEY)
    script = make_script_token()
    accounts = read_accounts(settings.users_file)
    write_accounts(settings.users_file, accounts.model_copy(update={"tokens": {"ci": script_token(script)}}))
    async with serving(settings) as api:
        told = await do_everything(api, script)
        settings.users_file.write_text(settings.users_file.read_text() + "\nnonsense")
        told += (await api.get("/readyz")).text
    written = capsys.readouterr()
    told += written.out + written.err
    hashes = [user.password_hash.get_secret_value() for user in accounts.users.values()]
    secrets = [SECRET, PASSWORD, WRONG, API_KEY, script, hash_script_token(script), *hashes]
    assert [secret for secret in secrets if secret in told] == []
    # A token is a line of three segments, all of which begin like this.
    assert "eyJ" not in written.out + written.err


def test_s18_users_never_show_their_hashes(settings: Settings) -> None:
    users = read_users(settings.users_file)
    assert "$argon2" not in repr(users) + str(users) + repr(settings)
