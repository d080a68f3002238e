"""Ten thousand tokens that are nearly good: none counts, and none is an error."""

import base64
import json
import random
import string
import time
from collections.abc import Callable

import pytest
from httpx import AsyncClient

from app_fixtures import SECRET
from releasewatch.core.security import Claims, TokenKind, TokenSigner

CASES = 10_000
OVER_HTTP = 300
ALPHABET = string.ascii_letters + string.digits + "-_.=!%\0 é\u2028"
NOW = int(time.time())
SIGNER = TokenSigner([SECRET])
CLAIMS = Claims("root", "session", "version", signed_in_at=NOW)
GOOD = SIGNER.issue(TokenKind.ACCESS, CLAIMS, issued_at=NOW, expires_at=NOW + 600)

Mutation = Callable[[random.Random, str], str]


def change(chances: random.Random, token: str) -> str:
    place = chances.randrange(len(token))
    return token[:place] + chances.choice(ALPHABET) + token[place + 1 :]


def insert(chances: random.Random, token: str) -> str:
    place = chances.randrange(len(token) + 1)
    return token[:place] + "".join(chances.choices(ALPHABET, k=chances.choice([1, 3, 5000]))) + token[place:]


def cut(chances: random.Random, token: str) -> str:
    first, last = sorted(chances.sample(range(len(token)), 2))
    return token[:first] + token[last:]


def shuffle_parts(chances: random.Random, token: str) -> str:
    parts = token.split(".")
    return ".".join(chances.choices(parts, k=chances.randint(0, 4)))


def edit_claims(chances: random.Random, token: str) -> str:
    """Say something else under the old signature."""
    head, _, rest = token.partition(".")
    body, _, signature = rest.partition(".")
    claims = _decode(body)
    name = chances.choice([*claims, "role", "nbf", "admin"])
    claims[name] = chances.choice([None, True, "root", "admin", -1, 2**70, 1e300, [], {"a": 1}, "x" * 300])
    return f"{head}.{_encode(claims)}.{signature}"


def edit_header(chances: random.Random, token: str) -> str:
    _, _, rest = token.partition(".")
    algorithm = chances.choice(["none", "None", "HS512", "RS256", "", None, ["HS256"], "HS256"])
    more: dict[str, object] = chances.choice(
        [{}, {"kid": "/dev/null"}, {"jwk": {}}, {"crit": ["exp"]}, {"x5u": "http://192.0.2.1/"}]
    )
    return f"{_encode({'alg': algorithm, 'typ': 'JWT', **more})}.{rest}"


def sign_with_another_secret(chances: random.Random, _: str) -> str:
    other = TokenSigner(["".join(chances.choices(string.hexdigits, k=40))])
    return other.issue(TokenKind.ACCESS, CLAIMS, issued_at=NOW, expires_at=NOW + 600)


SLIPS: list[Mutation] = [change, insert, cut]
MUTATIONS: list[Mutation] = [*SLIPS, shuffle_parts, edit_claims, edit_header, sign_with_another_secret]


def _decode(segment: str) -> dict[str, object]:
    loaded: dict[str, object] = json.loads(base64.urlsafe_b64decode(segment + "=" * (-len(segment) % 4)))
    return loaded


def _encode(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def _bytes_of(token: str) -> list[bytes]:
    return [base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)) for part in token.split(".")]


def mutants(count: int) -> list[str]:
    chances = random.Random(5)  # noqa: S311 - the same tokens each time
    made: list[str] = []
    while len(made) < count:
        token = chances.choice(MUTATIONS)(chances, GOOD)
        if len(token) > 2 and chances.random() < 0.25:
            token = chances.choice(SLIPS)(chances, token)
        made.extend([token] if token != GOOD else [])
    return made


def test_s5_none_of_ten_thousand_mutated_tokens_counts() -> None:
    for token in mutants(CASES):
        claims = SIGNER.verify(TokenKind.ACCESS, token)
        # The last character of a segment carries spare bits, so a few spellings mean the same bytes.
        assert claims is None or _bytes_of(token) == _bytes_of(GOOD), token


async def test_s5_mutated_tokens_are_401_over_http(api: AsyncClient) -> None:
    # This session's user version is not the file's, so that not even the good one counts.
    for token in [GOOD, *mutants(OVER_HTTP)]:
        header = f"Bearer {token}".encode("utf-8", "replace").replace(b"\0", b"")
        response = await api.get("/api/auth/me", headers={b"Authorization": header})
        assert response.status_code == 401, token


@pytest.mark.parametrize("text", ["Bearer " + "a." * 2000, "Bearer rwt_" + "x" * 5000, "bearer", "BEARER x.y.z"])
async def test_s5_odd_headers_are_401(api: AsyncClient, text: str) -> None:
    assert (await api.get("/api/auth/me", headers={"Authorization": text})).status_code == 401
