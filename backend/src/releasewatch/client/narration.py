"""What a wait says: a line a change on standard error, a heartbeat in between, and how it ended."""

import time
from collections.abc import Callable

from releasewatch.client.connection import Answer, Json
from releasewatch.client.following import Heard, release_of
from releasewatch.client.output import Format, Listing, one_line, printable, wrapped, write
from releasewatch.client.session import Session
from releasewatch.client.waiting import Outcome
from releasewatch.client.wording import culprit_line, status_line

HEARTBEAT_SECONDS = 300.0
_ENDINGS = {
    Outcome.SUPERSEDED: "Superseded: a new run of this release has begun.",
    Outcome.UNFINISHED: "Not finished in time.",
    Outcome.UNKNOWN: "Not known in time.",
}


class Narrator:
    """Tells of one release."""

    def __init__(self, session: Session, clock: Callable[[], float] = time.monotonic) -> None:
        self._session = session
        self._clock = clock
        self._answer: Answer | None = None
        self._line = ""
        self._said_at = 0.0
        self._trouble = ""

    def hear(self, heard: Heard) -> None:
        """Say what has changed."""
        self.note(heard)
        if heard.answer and heard.answer.is_new and self._session.form is Format.JSONL:
            write(f"{one_line(heard.answer.json)}\n")
        line = f"{heard.said} Trying again." if heard.said else status_line(self._body)
        is_due = self._clock() - self._said_at >= HEARTBEAT_SECONDS
        if line != self._line or is_due:
            self._session.say(f"{time.strftime('%H:%M:%S')}  {printable(line)}")
            self._line, self._said_at = line, self._clock()

    def note(self, heard: Heard) -> None:
        """Remember what was said last, without a word."""
        self._answer = heard.answer or self._answer
        self._trouble = heard.said

    def conclude(self, outcome: Outcome) -> None:
        """Say how it ended: on standard output, or beside what is written there for programs."""
        lines = [_ENDINGS.get(outcome, ""), self._trouble]
        if self._answer:
            lines.append(status_line(self._body))
        if self._answer and outcome is not Outcome.REACHED:
            lines.append(culprit_line(self._body, by_path=not self._session.is_live))
        if self._session.is_live:
            write("".join(f"{wrapped(printable(line))}\n" for line in filter(None, lines)))
            return
        said = " ".join(filter(None, lines))
        if self._session.form is Format.TABLE:
            write(f"{printable(said)}\n")
            return
        self._session.say(printable(said))
        if self._answer and self._session.form is not Format.JSONL:
            self._session.show(Listing(self._answer, [release_of(self._body)], lambda _: None))

    @property
    def _body(self) -> Json:
        return self._answer.json if self._answer else {}
