"""The words of the API: what a node's badge says, and which statuses are final."""

from dataclasses import dataclass
from typing import Any

from releasewatch.client.connection import Api, Json
from releasewatch.client.words import FINAL, LABELS


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What the API tells about its words."""

    labels: dict[str, str]
    final: frozenset[str]
    poll_seconds: float

    def word(self, node: Json) -> str:
        """What the node's badge says."""
        return str(node.get("word") or self.labels.get(node["health"], node["health"]))


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
    )


def offline_vocabulary() -> Vocabulary:
    """The words of this version's API, for trees that are read from a file."""
    return Vocabulary(LABELS, FINAL, poll_seconds=0.0)


def label(node: Json) -> str:
    """What the node is called."""
    return str(node.get("label") or node.get("name") or node["id"])
