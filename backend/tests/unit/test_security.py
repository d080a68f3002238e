"""Passwords and tokens: what counts, and that nothing else does."""

import base64
import hmac
import json
import time
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jose import jwt

from app_fixtures import CHEAP, SECRET
from releasewatch.core.security import (
    Claims,
    HashCost,
    MalformedHashError,
    TokenKind,
    TokenSigner,
    fingerprint,
    hash_password,
    read_cost,
    verify_password,
)

NOW = int(time.time())
OLD_SECRET = "fedcba9876543210" * 4
CLAIMS = Claims("alice", "session", "version", signed_in_at=NOW, generation=3)
PAYLOAD: Mapping[str, Any] = {
    "iss": "releasewatch",
    "aud": "releasewatch:access",
    "typ": "access",
    "sub": "alice",
    "jti": "id",
    "sid": "session",
    "gen": 3,
    "ver": "version",
    "auth_time": NOW,
    "iat": NOW,
    "exp": NOW + 36_000,
}

signer = TokenSigner([SECRET])


def issue(kind: TokenKind = TokenKind.ACCESS, *, issued_at: int = NOW, expires_at: int = NOW + 36_000) -> str:
    return signer.issue(kind, CLAIMS, issued_at=issued_at, expires_at=expires_at)


def forge(changes: Mapping[str, Any] | None = None, *, without: str = "") -> str:
    payload = {key: value for key, value in (dict(PAYLOAD) | dict(changes or {})).items() if key != without}
    return str(jwt.encode(payload, SECRET, algorithm="HS256"))


def with_header(header: object) -> str:
    """A token rightly signed by us, under a header of one's choice."""
    body = f"{_segment(header)}.{_segment(PAYLOAD)}"
    return f"{body}.{_signature(body)}"


def _segment(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value, separators=(",", ":"))
    return _encode(text.encode())


def _signature(body: str) -> str:
    return _encode(hmac.digest(SECRET.encode(), body.encode(), "sha256"))


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def test_token_says_what_was_put_in() -> None:
    claims = signer.verify(TokenKind.ACCESS, issue())
    assert claims is not None
    assert (claims.subject, claims.session_id, claims.generation) == ("alice", "session", 3)


def test_every_token_has_an_id_of_its_own() -> None:
    assert len({issue() for _ in range(20)}) == 20


def test_forgeries_differ_from_good_tokens_in_nothing_but_what_they_change() -> None:
    assert signer.verify(TokenKind.ACCESS, forge())
    assert signer.verify(TokenKind.ACCESS, with_header({"alg": "HS256", "typ": "JWT"}))


def test_s2_kinds_are_kept_apart() -> None:
    assert signer.verify(TokenKind.REFRESH, issue(TokenKind.ACCESS)) is None
    assert signer.verify(TokenKind.ACCESS, issue(TokenKind.REFRESH)) is None
    assert signer.verify(TokenKind.ACCESS, forge({"typ": "refresh"})) is None


@pytest.mark.parametrize("claim", PAYLOAD)
def test_s2_every_claim_is_required(claim: str) -> None:
    assert signer.verify(TokenKind.ACCESS, forge(without=claim)) is None


@pytest.mark.parametrize(
    "changes",
    [
        {"aud": "somebody"},
        {"aud": None},
        {"iss": "somebody"},
        {"sub": 7},
        {"gen": "many"},
        {"auth_time": None},
        {"exp": NOW - 20},
        {"exp": "soon"},
        {"iat": NOW + 36_000},
        {"iat": "now"},
        {"nbf": NOW + 36_000},
    ],
)
def test_s2_s3_wrong_claims_do_not_count(changes: Mapping[str, Any]) -> None:
    assert signer.verify(TokenKind.ACCESS, forge(changes)) is None


def test_s3_leeway_is_small() -> None:
    now = int(time.time())
    assert signer.verify(TokenKind.ACCESS, issue(issued_at=NOW - 600, expires_at=now - 2))
    assert signer.verify(TokenKind.ACCESS, issue(issued_at=NOW - 600, expires_at=now - 31)) is None


@pytest.mark.parametrize(
    "header",
    [
        {"alg": "none", "typ": "JWT"},
        {"alg": "HS512", "typ": "JWT"},
        {"alg": ["HS256"], "typ": "JWT"},
        {"typ": "JWT"},
        {"alg": "HS256", "typ": "JWT", "kid": "../../etc/passwd"},
        {"alg": "HS256", "typ": "JWT", "jku": "http://192.0.2.1/keys"},
        {"alg": "HS256", "typ": "JWT", "crit": ["b64"]},
        "not json",
        "[" * 5000,
    ],
)
def test_s1_s6_odd_headers_do_not_count(header: object) -> None:
    assert signer.verify(TokenKind.ACCESS, with_header(header)) is None


def test_s1_unsigned_token_does_not_count() -> None:
    head, body, _ = issue().split(".")
    assert signer.verify(TokenKind.ACCESS, f"{head}.{body}.") is None
    assert signer.verify(TokenKind.ACCESS, f"{head}.{body}") is None


def test_s6_deep_payload_is_no_error() -> None:
    body = f"{issue().partition('.')[0]}.{_segment('[' * 2500)}"
    assert signer.verify(TokenKind.ACCESS, f"{body}.{_signature(body)}") is None


@pytest.mark.parametrize("change", ["{}!!!!", " {}", "{}\n", "{}=", "{}.", ".{}", "{}\0", "{}é"])
def test_s7_token_has_one_spelling(change: str) -> None:
    assert signer.verify(TokenKind.ACCESS, change.format(issue())) is None


def test_other_peoples_secret_does_not_count() -> None:
    assert TokenSigner([OLD_SECRET]).verify(TokenKind.ACCESS, issue()) is None


def test_s18_secrets_can_be_rotated() -> None:
    both = TokenSigner([OLD_SECRET, SECRET])
    assert both.verify(TokenKind.ACCESS, issue())
    fresh = both.issue(TokenKind.ACCESS, CLAIMS, issued_at=NOW, expires_at=NOW + 36_000)
    assert signer.verify(TokenKind.ACCESS, fresh) is None
    assert both.verify(TokenKind.ACCESS, fresh)


@pytest.mark.parametrize("secret", ['"quoted-like-json-0123456789abcdef"', "null" * 8, "[1, 2, 3]" * 4, "ü" * 20])
def test_secrets_that_look_like_json_work(secret: str) -> None:
    odd = TokenSigner([secret])
    assert odd.verify(TokenKind.ACCESS, odd.issue(TokenKind.ACCESS, CLAIMS, issued_at=NOW, expires_at=NOW + 36_000))


TOKEN = issue()


@settings(max_examples=300)
@given(st.integers(0, len(TOKEN) - 1), st.characters(codec="utf-8"))
def test_s5_changed_tokens_never_count_and_never_fail(position: int, character: str) -> None:
    changed = TOKEN[:position] + character + TOKEN[position + 1 :]
    claims = signer.verify(TokenKind.ACCESS, changed)
    # The last character of a segment carries spare bits, so a few spellings mean the same bytes.
    assert claims is None or claims.subject == "alice"


@settings(max_examples=200)
@given(st.text(max_size=300))
def test_s5_any_text_is_no_token(text: str) -> None:
    assert signer.verify(TokenKind.ACCESS, text) is None


def test_password_makes_its_hash_only() -> None:
    password_hash = hash_password("correct horse", CHEAP)
    assert password_hash.startswith("$argon2id$")
    assert verify_password("correct horse", password_hash)
    assert not verify_password("correct house", password_hash)
    assert not verify_password("correct horse\0", password_hash)
    assert hash_password("correct horse", CHEAP) != password_hash


def test_s10_default_cost_is_owasps() -> None:
    assert HashCost() == HashCost(memory_kib=19_456, rounds=2, lanes=1)
    assert read_cost(hash_password("x", CHEAP)) == CHEAP
    assert CHEAP.is_weaker_than(HashCost())
    assert not HashCost().is_weaker_than(HashCost())


@pytest.mark.parametrize(
    "text",
    [
        "",
        "plain",
        "$2b$12$abcdefghijklmnopqrstuuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0",
        "$argon2i$v=19$m=19456,t=2,p=1$EwJg7L13DmHM+T8nBIDw/g$db9Qp3Z7TL",
        "$argon2id$v=19$m=19456,t=2,p=1$EwJg7L13DmHM+T8nBIDw/g",
        "$argon2id$v=19$m=0,t=0,p=0$EwJg7L13DmHM+T8nBIDw/g$db9Qp3Z7TL",
    ],
)
def test_s17_malformed_hashes_are_noticed(text: str) -> None:
    with pytest.raises(MalformedHashError):
        read_cost(text)


def test_fingerprint_changes_with_hash_and_facts() -> None:
    assert len({fingerprint(key, facts) for key in "ab" for facts in "cd"}) == 4
