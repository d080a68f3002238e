"""What a release and its predecessors are all called: the one rule for which releases are of the same name."""

import re
from functools import lru_cache
from typing import NamedTuple

import re2

from releasewatch.models.entities import Node

# More than are listed.
_MOST_KEPT = 10_000
_VERSION = re.compile(r"[-_.:]+v?\d[\w.]*$")


class Names:
    """Tells the names of releases."""

    def __init__(self, pattern: str | None = None) -> None:
        """Look for names with `pattern`, an expression of RE2: its group `name`, or else its first one."""
        self._pattern = re2.compile(pattern) if pattern else None
        self._group = "name" if self._pattern and "name" in self._pattern.groupindex else 1
        # Every row is asked for its name with each read of the list.
        self._kept = lru_cache(_MOST_KEPT)(self._found_in)

    def of(self, release: Node) -> str:
        """What the pattern finds in its id, else its name, else its id without the version."""
        return self._kept(release.id) or release.name or _without_version(release)

    def _found_in(self, release_id: str) -> str | None:
        found = self._pattern.search(release_id) if self._pattern else None
        name: str | None = found.group(self._group) if found else None
        return name


class ReleaseRule(NamedTuple):
    """Which workflows are releases, and which of these are of the same name.

    Attributes:
        query: A Temporal list filter.
    """

    query: str
    names: Names = Names()


def _without_version(release: Node) -> str:
    if release.version and release.id.endswith(release.version):
        return release.id.removesuffix(release.version).rstrip("-_.:")
    return _VERSION.sub("", release.id)
