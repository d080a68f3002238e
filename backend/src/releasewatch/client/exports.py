"""Trees that were exported: what `tree RELEASE -o json` has printed, kept as a file."""

import json
import os
from datetime import datetime
from pathlib import Path
from typing import Any

from releasewatch.client.connection import Answer
from releasewatch.client.errors import UsageError
from releasewatch.client.nodes import walk

SUFFIX = ".json"
# What every tree and every node of the API has, of what is shown.
_MEMBERS = frozenset({"release", "verdict", "read_at", "complete"})
_OF_NODES = frozenset({"id", "type", "path", "status", "health", "counts"})


def is_file(word: str) -> bool:
    """Whether a word means a file: it ends in `.json` or has a slash, which no release has."""
    return word.endswith(SUFFIX) or os.sep in word


def read_export(path: Path) -> Answer:
    """The tree in a file.

    Raises:
        UsageError: it cannot be read, or is no tree.
    """
    try:
        answer = Answer(path.read_bytes().strip())
        body = json.loads(answer.body)
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}.") from error
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} is not JSON: {error}.") from error
    if not _is_tree(body):
        raise UsageError(f"{path} is not an exported tree. `releasewatch tree RELEASE -o json > FILE` writes one.")
    return answer


def _is_tree(body: Any) -> bool:  # noqa: ANN401 - whatever JSON holds
    if not isinstance(body, dict) or not body.keys() >= _MEMBERS:
        return False
    try:
        datetime.fromisoformat(body["read_at"])
        return all(node.keys() >= _OF_NODES for node in walk(body["release"]))
    except (TypeError, ValueError, AttributeError, KeyError):
        # It has the members of a tree, and something else in them.
        return False
