"""Passwords and tokens. The only module that imports passlib and python-jose."""

import hashlib
import hmac
import re
import secrets
import time
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from jose import jwk, jwt

with warnings.catch_warnings():
    # passlib 1.7.4 touches `crypt` and `argon2.__version__`, both deprecated. Loading its backend here keeps
    # the filter to these lines.
    warnings.simplefilter("ignore", DeprecationWarning)
    from passlib.hash import argon2

    argon2.set_backend("argon2_cffi")

ISSUER = "releasewatch"
CLOCK_LEEWAY_SECONDS = 10
MAX_TOKEN_LENGTH = 4096
MAX_PASSWORD_BYTES = 1024
MIN_PASSWORD_LENGTH = 12
# Lets secret scanners and people see what a string is.
SCRIPT_TOKEN_PREFIX = "rwt_"  # noqa: S105 - what all of them begin with

_ALGORITHM = "HS256"
_SEGMENTS = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")
# python-jose accepts a token without a claim it was told to compare, so every claim is required as well.
_CHECKS = {"leeway": CLOCK_LEEWAY_SECONDS} | {
    f"require_{claim}": True for claim in ("exp", "iat", "aud", "iss", "sub", "jti")
}


class MalformedHashError(Exception):
    """A text that is not an Argon2id hash."""


@dataclass(frozen=True, slots=True)
class HashCost:
    """What one Argon2id hash costs to compute. The defaults are OWASP's."""

    memory_kib: int = 19_456
    rounds: int = 2
    lanes: int = 1

    def is_weaker_than(self, other: "HashCost") -> bool:
        """Whether guessing passwords is cheaper with this than with the other."""
        return self.memory_kib < other.memory_kib or self.rounds < other.rounds


def hash_password(password: str, cost: HashCost) -> str:
    """Hash a password with Argon2id and a random salt."""
    hasher = argon2.using(type="ID", memory_cost=cost.memory_kib, time_cost=cost.rounds, parallelism=cost.lanes)
    return str(hasher.hash(password))


def read_cost(password_hash: str) -> HashCost:
    """Read the cost of a hash, or raise `MalformedHashError`: passlib complains only at the first sign-in."""
    try:
        parsed = argon2.from_string(password_hash)
    except (ValueError, TypeError) as error:
        raise MalformedHashError from error
    if parsed.type != "id" or not parsed.checksum:
        raise MalformedHashError
    return HashCost(memory_kib=parsed.memory_cost, rounds=parsed.rounds, lanes=parsed.parallelism)


def verify_password(password: str, password_hash: str) -> bool:
    """Whether the password made the hash. Takes as long for a password that cannot be one."""
    if "\0" in password:
        argon2.verify("", password_hash)
        return False
    return bool(argon2.verify(password, password_hash))


def fingerprint(password_hash: str, facts: str) -> str:
    """A short text that changes with the user's hash or facts, and reveals neither."""
    return hmac.digest(password_hash.encode(), facts.encode(), "sha256").hex()[:32]


def make_script_token() -> str:
    """A token for scripts: 256 random bits, which cannot be guessed, however cheap their hash."""
    return SCRIPT_TOKEN_PREFIX + secrets.token_urlsafe(32)


def hash_script_token(token: str) -> str:
    """What is stored of a script token."""
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


class TokenKind(StrEnum):
    """What a token is for. One kind never passes as the other."""

    ACCESS = "access"
    TERMINAL = "terminal"
    REFRESH = "refresh"

    @property
    def audience(self) -> str:
        """The audience claim of this kind."""
        return f"{ISSUER}:{self}"


@dataclass(frozen=True, slots=True)
class Claims:
    """What a token of either kind says. `signed_in_at` is when the password was given."""

    subject: str
    session_id: str
    user_version: str
    signed_in_at: int
    generation: int = 0


class TokenSigner:
    """Signs tokens with the first secret and accepts those signed with any."""

    def __init__(self, keys: Sequence[str]) -> None:
        """Build the keys once: python-jose would otherwise parse a secret as JSON at each use."""
        self._keys = [jwk.construct(key, _ALGORITHM) for key in keys]
        self.key_names = [hmac.digest(key.encode(), b"name", "sha256").hex()[:8] for key in keys]
        self._header = self._sign({}).partition(".")[0]

    def issue(self, kind: TokenKind, claims: Claims, *, issued_at: int, expires_at: int) -> str:
        """Sign the claims under a fresh token id."""
        return self._sign(
            {
                "iss": ISSUER,
                "aud": kind.audience,
                "typ": kind.value,
                "sub": claims.subject,
                "jti": secrets.token_hex(16),
                "sid": claims.session_id,
                "gen": claims.generation,
                "ver": claims.user_version,
                "auth_time": claims.signed_in_at,
                "iat": issued_at,
                "exp": expires_at,
            }
        )

    def verify(self, kind: TokenKind, token: str) -> Claims | None:
        """The claims of a valid token, or None for any other text."""
        if len(token) > MAX_TOKEN_LENGTH or not _SEGMENTS.fullmatch(token):
            return None
        # Our tokens all begin with this very header, so no other is ever parsed: no `alg`, `kid` or `crit`
        # to be misled by.
        if token.partition(".")[0] != self._header:
            return None
        for key in self._keys:
            claims = _decode(kind, token, key)
            if claims:
                return claims
        return None

    def _sign(self, claims: Mapping[str, Any]) -> str:
        return str(jwt.encode(dict(claims), self._keys[0], algorithm=_ALGORITHM))


def _decode(kind: TokenKind, token: str, key: Any) -> Claims | None:  # noqa: ANN401 - python-jose names no type
    try:
        values = jwt.decode(token, key, algorithms=[_ALGORITHM], audience=kind.audience, issuer=ISSUER, options=_CHECKS)
        claims = Claims(
            subject=values["sub"],
            session_id=str(values["sid"]),
            user_version=str(values["ver"]),
            signed_in_at=int(values["auth_time"]),
            generation=int(values["gen"]),
        )
    except Exception:  # noqa: BLE001 - python-jose lets RecursionError, JWKError and more through on hostile tokens
        return None
    # python-jose never looks at `typ` and accepts an `iat` that lies in the future.
    if values.get("typ") != kind.value or int(values["iat"]) > time.time() + CLOCK_LEEWAY_SECONDS:
        return None
    return claims
