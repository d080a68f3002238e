"""The words of the API: what a node's badge says, and which statuses are final."""

from dataclasses import dataclass
from typing import Any

from releasewatch.client.connection import Api, Json
from releasewatch.client.words import AFTER_MANY, AFTER_ONE, FINAL, LABELS


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What the API tells about its words."""

    labels: dict[str, str]
    final: frozenset[str]
    poll_seconds: float
    after_one: dict[str, str]
    after_many: dict[str, str]

    def word(self, node: Json) -> str:
        """What the node's badge says."""
        return str(node.get("word") or self.labels.get(node["health"], node["health"]))

    def counted(self, word: str, count: int) -> str:
        """A word after a count: "needs approval", "need approval"."""
        return (self.after_one if count == 1 else self.after_many).get(word, word)


def read_vocabulary(api: Api) -> Vocabulary:
    """Ask for the words; a server has the same ones for as long as it runs."""
    return vocabulary_of(api.get("/api/meta").json)


def vocabulary_of(meta: dict[str, Any]) -> Vocabulary:
    """The words in an answer of `/api/meta`."""
    terms = meta["vocabulary"]
    return Vocabulary(
        labels={term["status"]: term["label"] for term in terms},
        final=frozenset(term["status"] for term in terms if term["final"]),
        poll_seconds=float(meta["poll_interval"]),
        after_one={term["word"]: term["one"] for term in meta["words"]},
        after_many={term["word"]: term["many"] for term in meta["words"]},
    )


def offline_vocabulary() -> Vocabulary:
    """The words of this version's API, for trees that are read from a file."""
    return Vocabulary(LABELS, FINAL, poll_seconds=0.0, after_one=AFTER_ONE, after_many=AFTER_MANY)


def label(node: Json) -> str:
    """What the node is called."""
    return str(node.get("label") or node.get("name") or node["id"])
