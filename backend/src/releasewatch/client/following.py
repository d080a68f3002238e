"""Asking for a release again and again, and what each answer means to a wait."""

import json
from dataclasses import dataclass

from releasewatch.client.back_off import BackOff
from releasewatch.client.changes import put_on
from releasewatch.client.connection import Answer, Api, Json
from releasewatch.client.errors import NotFoundError, UnavailableError
from releasewatch.client.releases import release_path
from releasewatch.client.vocabulary import Vocabulary, vocabulary_of
from releasewatch.client.waiting import Absent, Away, Event, Reading


@dataclass(frozen=True, slots=True)
class Heard:
    """What came of asking once.

    Attributes:
        said: What went wrong, for people; empty where the release was read.
        pause: Seconds to wait before asking again.
    """

    event: Event
    answer: Answer | None = None
    said: str = ""
    pause: float = 0.0


class Follower:
    """Asks for one release. Never raises for what may pass: then nobody can say."""

    def __init__(self, api: Api, name: str, *, with_tree: bool = False, back_off: BackOff | None = None) -> None:
        self._api = api
        self._name = name
        self._with_tree = with_tree
        self._back_off = back_off or BackOff()
        self._path = ""
        self._known: Answer | None = None
        self.vocabulary: Vocabulary | None = None

    def ask(self) -> Heard:
        """Ask once."""
        try:
            answer, vocabulary = self._read()
        except NotFoundError as error:
            return Heard(Absent(), said=str(error), pause=self._back_off.pause())
        except UnavailableError as error:
            return Heard(Away(), said=str(error), pause=self._back_off.pause(error.retry_after))
        self._back_off.reset()
        return Heard(reading_of(answer.json, vocabulary), answer, pause=vocabulary.poll_seconds)

    def _read(self) -> tuple[Answer, Vocabulary]:
        if self.vocabulary is None:
            self.vocabulary = vocabulary_of(self._api.ask("/api/meta").json)
        self._path = self._path or release_path(self._api, self._name)
        self._known = self._ask_tree(self._known) if self._with_tree else self._api.ask(self._path, known=self._known)
        return self._known, self.vocabulary

    def _ask_tree(self, known: Answer | None) -> Answer:
        path = f"{self._path}/hierarchy"
        if known is None:
            return self._api.ask(path)
        changes = self._api.ask(f"{path}/changes", known=known)
        return brought_up_to_date(known, changes) if changes.is_new else changes


def brought_up_to_date(known: Answer, changes: Answer) -> Answer:
    """The tree that the server has now."""
    told = changes.json
    tree = put_on(known.json, told["changes"]) if "changes" in told else told["tree"]
    return Answer(json.dumps(tree, separators=(",", ":"), ensure_ascii=False).encode(), changes.etag)


def reading_of(body: Json, vocabulary: Vocabulary) -> Reading:
    """What a release, alone or as a tree, says to a wait."""
    execution = release_of(body).get("execution") or {}
    status = body["verdict"]["status"]
    return Reading(
        chain=str(execution.get("first_run_id") or execution.get("run_id", "")),
        status=status,
        is_final=status in vocabulary.final,
        is_closed="closed_at" in execution,
        is_complete=body["complete"],
    )


def release_of(body: Json) -> Json:
    """The release in a body: of a tree it is the root."""
    release: Json = body.get("release", body)
    return release
