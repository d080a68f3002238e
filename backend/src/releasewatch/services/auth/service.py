"""Signing in, staying signed in and signing out."""

import asyncio
import hmac
import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import structlog

from releasewatch.core.errors import BadCredentialsError, NotAuthenticatedError, TooManyAttemptsError
from releasewatch.core.security import (
    SCRIPT_TOKEN_PREFIX,
    Claims,
    TokenKind,
    TokenSigner,
    fingerprint,
    hash_script_token,
    verify_password,
)
from releasewatch.models.auth import AccessToken, Role, ScriptToken, TokenRole, User
from releasewatch.services.auth.sessions import Sessions
from releasewatch.services.auth.sign_outs import SignOutsFile
from releasewatch.services.auth.throttle import SignInThrottle
from releasewatch.services.auth.users_file import Users, UsersFile

logger = structlog.get_logger(__name__)

ACCESS_SECONDS = 10 * 60
SESSION_SECONDS = 8 * 60 * 60
_PARALLEL_HASHES = 4


@dataclass(frozen=True, slots=True)
class Caller:
    """Who made a request, and with which credential."""

    username: str
    role: Role
    credential_id: str


@dataclass(frozen=True, slots=True)
class BadgeReader:
    """Who asked for a badge: by a token that can do nothing else."""

    username: str
    credential_id: str
    role: TokenRole = TokenRole.BADGE


@dataclass(frozen=True, slots=True)
class SignIn:
    """A pair of fresh tokens. The refresh token never lives longer than the session."""

    claims: Claims
    access: AccessToken
    refresh_token: str = field(repr=False)
    refresh_seconds: int


class AuthService:
    """Authenticates people by password and callers by token."""

    def __init__(
        self,
        users_file: UsersFile,
        signer: TokenSigner,
        *,
        now: Callable[[], float] = time.time,
        observe: Callable[[str], None] = lambda _: None,
        replicas: int = 1,
    ) -> None:
        """Take the users, the signer and the clock; `observe` is told how each sign-in ended.

        Of each limit on sign-ins, this server takes its part of so many replicas.
        """
        self._observe = observe
        self._users_file = users_file
        self._signer = signer
        self._now = now
        self._sign_outs = SignOutsFile(users_file.path, now)
        self._sessions = Sessions(now, self._sign_outs)
        self.throttle = SignInThrottle(now, replicas)
        self._log_key = secrets.token_bytes(32)
        # Each hash takes its memory and a core: more at once would starve everything else.
        self._hashing = asyncio.Semaphore(_PARALLEL_HASHES)

    @property
    def key_names(self) -> Sequence[str]:
        """Names of the secrets, which do not reveal them: the one that signs, then the others."""
        return self._signer.key_names

    def try_sharing(self) -> None:
        """Have the log say at once if a sign-out here will not count on other servers."""
        self._sign_outs.try_out()

    def require_users(self) -> None:
        """Raise `UsersUnavailableError` while the users file cannot be read."""
        self._users_file.users()

    async def sign_in(self, username: str, password: str, *, address: str = "") -> SignIn:
        """Check a password that came from an address, and open a session."""
        return self._hand_out(await self._admit(username, password, address))

    async def sign_in_terminal(self, username: str, password: str, *, address: str = "") -> AccessToken:
        """Sign in a user at a terminal, where nothing can be renewed behind the scenes: for the whole session."""
        return self._for_terminal(await self._admit(username, password, address))

    def continue_at_terminal(self, sign_in: SignIn) -> AccessToken:
        """Take a browser's session to a terminal: it ends there when it ends in the browser."""
        claims = sign_in.claims
        logger.info("terminal_token_made", subject=claims.subject, credential=claims.session_id)
        return self._for_terminal(claims)

    async def _admit(self, username: str, password: str, address: str) -> Claims:
        users = self._users_file.users()
        user = users.by_name.get(username)
        try:
            self.throttle.arrive(username, address)
            async with self._hashing:
                with self.throttle.attempt(username, address):
                    user = await _require_match(users, user, password)
        except (BadCredentialsError, TooManyAttemptsError) as error:
            self._observe(error.code)
            logger.warning("sign_in_failed", subject=username if user else self._pseudonym(username), code=error.code)
            raise
        self._observe("ok")
        return self._open_session(username, user)

    def _open_session(self, username: str, user: User) -> Claims:
        now = int(self._now())
        claims = Claims(username, secrets.token_hex(16), _version(user), signed_in_at=now)
        self._sessions.open(claims.session_id, now + SESSION_SECONDS)
        logger.info("signed_in", subject=username, role=user.role, credential=claims.session_id)
        return claims

    def authenticate(self, token: str) -> Caller:
        """Recognise the caller by an access token, one for a terminal, or one for scripts."""
        if token.startswith(SCRIPT_TOKEN_PREFIX):
            return self._authenticate_script(token)
        claims, user = self._check(token, TokenKind.ACCESS, TokenKind.TERMINAL)
        return Caller(claims.subject, user.role, claims.session_id)

    def authenticate_badge(self, token: str) -> BadgeReader:
        """Recognise a token for badges. No other counts here, so that nobody puts another into an address."""
        name, known = self._find_script_token(token)
        if known.role is not TokenRole.BADGE:
            raise NotAuthenticatedError("This needs a token for badges: `releasewatch token add NAME --role badge`.")
        return BadgeReader(name, known.credential_id)

    def _authenticate_script(self, token: str) -> Caller:
        name, known = self._find_script_token(token)
        if known.role is TokenRole.BADGE:
            raise NotAuthenticatedError("This token is for badges only.")
        return Caller(name, Role(known.role), known.credential_id)

    def _find_script_token(self, token: str) -> tuple[str, ScriptToken]:
        sha256 = hash_script_token(token)
        for name, known in self._users_file.users().tokens.items():
            if known.sha256 == sha256 and known.expires_at.timestamp() > self._now():
                # No user's name has a colon.
                return f"token:{name}", known
        raise NotAuthenticatedError("The script token is not valid, has expired or was revoked.")

    def refresh(self, token: str) -> SignIn:
        """Exchange a refresh token for a fresh pair. One that was exchanged long ago ends the session."""
        claims, _ = self._check(token, TokenKind.REFRESH)
        expires_at = claims.signed_in_at + SESSION_SECONDS
        generation = self._sessions.present(claims.session_id, claims.generation, expires_at)
        if generation is None:
            logger.warning("refresh_token_reused", subject=claims.subject, credential=claims.session_id)
            raise NotAuthenticatedError("The session has ended. Sign in again.")
        return self._hand_out(replace(claims, generation=generation))

    def sign_out(self, token: str) -> None:
        """End the session of a refresh token, if it is one."""
        claims = self._signer.verify(TokenKind.REFRESH, token)
        if claims:
            self._sessions.revoke(claims.session_id, claims.signed_in_at + SESSION_SECONDS)
            logger.info("signed_out", subject=claims.subject, credential=claims.session_id)

    def sign_out_caller(self, caller: Caller) -> None:
        """End the session behind an access token. A script's token has none, and goes on counting."""
        self._sessions.revoke(caller.credential_id, self._now() + SESSION_SECONDS)
        logger.info("signed_out", subject=caller.username, credential=caller.credential_id)

    def _check(self, token: str, *kinds: TokenKind) -> tuple[Claims, User]:
        claims = next((found for kind in kinds if (found := self._signer.verify(kind, token))), None)
        user = self._users_file.users().by_name.get(claims.subject) if claims else None
        # The file decides, not the token: a new password, role or removal counts at once.
        if claims is None or user is None or claims.user_version != _version(user):
            raise NotAuthenticatedError("The token is not valid or has expired. Sign in again.")
        if self._sessions.is_revoked(claims.session_id):
            raise NotAuthenticatedError("The session has ended. Sign in again.")
        return claims, user

    def _hand_out(self, claims: Claims) -> SignIn:
        now = int(self._now())
        ends_at = claims.signed_in_at + SESSION_SECONDS
        access_ends_at = min(now + ACCESS_SECONDS, ends_at)
        access_token = self._signer.issue(TokenKind.ACCESS, claims, issued_at=now, expires_at=access_ends_at)
        return SignIn(
            claims=claims,
            access=AccessToken(access_token=access_token, expires_in=access_ends_at - now),
            refresh_token=self._signer.issue(TokenKind.REFRESH, claims, issued_at=now, expires_at=ends_at),
            refresh_seconds=ends_at - now,
        )

    def _for_terminal(self, claims: Claims) -> AccessToken:
        now = int(self._now())
        ends_at = claims.signed_in_at + SESSION_SECONDS
        token = self._signer.issue(TokenKind.TERMINAL, claims, issued_at=now, expires_at=ends_at)
        return AccessToken(access_token=token, expires_in=ends_at - now)

    def _pseudonym(self, username: str) -> str:
        """Stands in the log for an unknown name: people type passwords there by mistake."""
        return "unknown:" + hmac.digest(self._log_key, username.encode(errors="replace"), "sha256").hex()[:12]


async def _require_match(users: Users, user: User | None, password: str) -> User:
    # An unknown name takes the same time as a user's, or the time would tell which users exist.
    password_hash = user.password_hash.get_secret_value() if user else users.decoy_hash
    matches = await asyncio.to_thread(verify_password, password, password_hash)
    if user is None or not matches:
        raise BadCredentialsError("The user name or the password is wrong.")
    return user


def _version(user: User) -> str:
    return fingerprint(user.password_hash.get_secret_value(), f"{user.role}|{user.tokens_valid_after}")
