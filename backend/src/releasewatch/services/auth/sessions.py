"""The sessions this process has seen: which generation of each refresh token counts."""

from collections.abc import Callable
from dataclasses import dataclass
from math import inf

from cachetools import TLRUCache

from releasewatch.core.security import CLOCK_LEEWAY_SECONDS

GRACE_SECONDS = 10


@dataclass(slots=True)
class _Session:
    generation: int
    rotated_at: float
    expires_at: float
    revoked: bool = False


class Sessions:
    """Generations and revocations by session id, forgotten when the session expires.

    Only this process knows them. A session that is unknown here but rightly signed is adopted, so that sessions
    outlive a restart and work behind a load balancer; the price is that a sign-out is not known elsewhere.
    """

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
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
        session.revoked = True
        return None

    def revoke(self, session_id: str, expires_at: float) -> None:
        """End a session; its access tokens stop counting in this process too."""
        self._sessions[session_id] = _Session(0, self._now(), expires_at, revoked=True)

    def is_revoked(self, session_id: str) -> bool:
        """Whether the session was ended here."""
        session = self._sessions.get(session_id)
        return session is not None and session.revoked
