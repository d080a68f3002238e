"""The sessions that are known: which generation of each refresh token counts, and which were ended."""

from collections.abc import Callable
from dataclasses import dataclass
from math import inf

from cachetools import TLRUCache

from releasewatch.core.security import CLOCK_LEEWAY_SECONDS
from releasewatch.services.auth.sign_outs import SignOut, SignOutsFile

GRACE_SECONDS = 10


@dataclass(slots=True)
class _Session:
    generation: int
    rotated_at: float
    expires_at: float
    revoked: bool = False


class Sessions:
    """Generations and revocations by session id, forgotten when the session expires.

    A session that is unknown here but rightly signed is adopted, so that sessions outlive a restart and work behind a
    load balancer. Which were ended is shared through a file; generations are known to this process alone.
    """

    def __init__(self, now: Callable[[], float], sign_outs: SignOutsFile) -> None:
        self._now = now
        self._sign_outs = sign_outs
        # A token counts a little longer than it says.
        self._sessions: TLRUCache[str, _Session] = TLRUCache(
            inf, lambda _id, session, _now: session.expires_at + CLOCK_LEEWAY_SECONDS, timer=now
        )

    def open(self, session_id: str, expires_at: float) -> None:
        """Remember a new session."""
        self._sessions[session_id] = _Session(0, self._now(), expires_at)

    def present(self, session_id: str, generation: int, expires_at: float) -> int | None:
        """The generation to hand out for the one presented; None where it is reused, which ends the session."""
        session = self._sessions.get(session_id)
        if session is None:
            self.open(session_id, expires_at)
            session = self._sessions[session_id]
            session.generation = generation
        if generation >= session.generation:
            session.generation = generation + 1
            session.rotated_at = self._now()
            return session.generation
        # Two tabs may refresh at the same moment with the same cookie.
        is_previous = generation == session.generation - 1
        if is_previous and self._now() - session.rotated_at <= GRACE_SECONDS:
            return session.generation
        self.revoke(session_id, expires_at)
        return None

    def revoke(self, session_id: str, expires_at: float) -> None:
        """End a session; its access tokens stop counting too, here and wherever the file is shared."""
        if not self.is_revoked(session_id):
            self._sign_outs.add(SignOut(session_id, expires_at))
            self._end(session_id, expires_at)

    def is_revoked(self, session_id: str) -> bool:
        """Whether the session was ended, here or by another server."""
        for ended in self._sign_outs.news():
            self._end(*ended)
        session = self._sessions.get(session_id)
        return session is not None and session.revoked

    def _end(self, session_id: str, expires_at: float) -> None:
        self._sessions[session_id] = _Session(0, self._now(), expires_at, revoked=True)
