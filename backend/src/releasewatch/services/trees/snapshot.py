"""One read's answer as bytes: dumped once, hashed once, compressed once per encoding, shared by all."""

import asyncio
import gzip
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property
from hashlib import blake2b
from typing import Any

import brotli
import zstandard

from releasewatch.core.negotiation import IDENTITY, rank_encodings
from releasewatch.models.comparison import Comparison
from releasewatch.models.hierarchy import Hierarchy
from releasewatch.models.page import EntityPage, ProblemPage, ReleaseAlone, ReleasePage, ReleaseSummary
from releasewatch.models.usual import Usual
from releasewatch.models.versions import CellHistory, Facts, Versions
from releasewatch.services.trees.assembler import WholeTexts
from releasewatch.services.trees.facts import joined
from releasewatch.services.trees.pieces import Pieces, json_of, pieces_of, undated

# Levels where more effort gains little: measured on trees of 10,000 nodes.
_ENCODERS: dict[str, Callable[[bytes], bytes]] = {
    "zstd": lambda body: zstandard.ZstdCompressor(level=3).compress(body),
    "br": lambda body: brotli.compress(body, quality=4),
    "gzip": lambda body: gzip.compress(body, compresslevel=6, mtime=0),
}
_SMALL_BYTES = 1024
_MOMENTS: dict[str, Any] = {
    "read_at": True,
    "a": {"read_at"},
    "b": {"read_at"},
    "items": {"__all__": {"tree_read_at"}},
}
_TABLE_MOMENTS: dict[str, Any] = {"apps": True, "read_at": True, "releases": {"__all__": {"read_at"}}}


@dataclass(frozen=True, slots=True, eq=False)
class Dump:
    """An answer as it is sent, in any encoding.

    Attributes:
        body: JSON.
        digest: Hash of all that it says but the moments of reading.
        read_at: When the read behind it began.
    """

    body: bytes
    digest: str
    read_at: datetime
    _encoded: "dict[str, asyncio.Future[bytes]]" = field(default_factory=dict)

    def etag(self, encoding: str) -> str:
        """A weak ETag, because the moment of reading may be another; one per encoding, because the bytes are."""
        return f'W/"{self.digest}-{encoding}"'

    async def encoded(self, encoding: str) -> bytes:
        """The body in an encoding, made in a thread the first time it is wanted."""
        if encoding not in self._encoded:
            self._encoded[encoding] = asyncio.ensure_future(asyncio.to_thread(_ENCODERS[encoding], self.body))
        return await asyncio.shield(self._encoded[encoding])

    def choose_encoding(self, accept: str) -> str:
        """The best encoding a client accepts; small bodies and silent clients get `identity`."""
        ranked = rank_encodings(accept, list(_ENCODERS))
        is_small = len(self.body) < _SMALL_BYTES and IDENTITY in ranked
        return IDENTITY if is_small or not ranked else ranked[0]


@dataclass(eq=False)
class Snapshot:
    """A tree, immutable.

    Attributes:
        hierarchy: The models the dump is made of.
        summary: The release's row in the list.
        pieces: What the dump is made from.
        digest: Hash of everything in the hierarchy but the moments of reading.
        whole_texts: By path and field, what is cut in the hierarchy.
        facts: What it says of apps.
        behind: How much earlier the oldest part was read than the read began.
    """

    hierarchy: Hierarchy
    summary: ReleaseSummary
    pieces: Pieces
    digest: str
    facts: Facts
    whole_texts: WholeTexts = field(default_factory=dict)
    behind: timedelta = timedelta(0)

    @property
    def read_at(self) -> datetime:
        """When the read behind it began."""
        return self.hierarchy.read_at

    @cached_property
    def tree(self) -> bytes:
        """The release of the hierarchy as JSON, which is nearly all of the dump."""
        return json_of(self.hierarchy.release, self.pieces)

    @cached_property
    def dump(self) -> Dump:
        """Made when it is wanted first, which is to be before nodes are told other moments of reading."""
        rest = self.hierarchy.model_dump_json(exclude={"release"}, exclude_none=True).encode()
        return Dump(b'{"release":' + self.tree + b"," + rest[1:], self.digest, self.read_at)

    def read_again(self, read_at: datetime, dated_anew: Collection[str] = ()) -> "Snapshot":
        """The snapshot of a later read that got the very same, but that nodes at or below these paths say when else."""
        again = replace(
            self,
            hierarchy=self.hierarchy.model_copy(update={"read_at": read_at}),
            summary=self.summary.model_copy(update={"tree_read_at": read_at}),
        )
        if dated_anew:
            again.pieces = pieces_of(self.hierarchy.release, self.pieces, dated_anew=dated_anew)
        elif "tree" in vars(self):
            again.tree = self.tree
        return again


def snapshot_of(
    hierarchy: Hierarchy,
    summary: ReleaseSummary,
    whole_texts: WholeTexts | None = None,
    pieces: Pieces | None = None,
) -> Snapshot:
    """Dump and hash a tree, what is in none of these pieces of an earlier one anew."""
    release = hierarchy.release
    pieces = pieces_of(release, {}) if pieces is None else pieces
    rest = hierarchy.model_dump_json(exclude={"release", "read_at"}, exclude_none=True).encode()
    return Snapshot(
        hierarchy,
        summary,
        pieces,
        digest=blake2b(undated(release, pieces) + rest, digest_size=12).hexdigest(),
        facts=joined(release, [piece.facts for piece in pieces.values()]),
        whole_texts=whole_texts or {},
    )


def dump_of(
    answer: ReleasePage | ReleaseAlone | EntityPage | ProblemPage | CellHistory | Usual | Comparison,
) -> Dump:
    """Dump and hash an answer that says when it was read."""
    lasting = answer.model_dump_json(exclude_none=True, exclude=_MOMENTS)
    # When a row's tree was read makes no difference, but whether it was does.
    rows = answer.items if isinstance(answer, ReleasePage) else []
    trees = bytes(row.tree_read_at is not None for row in rows)
    digest = blake2b(lasting.encode() + trees, digest_size=12).hexdigest()
    return Dump(answer.model_dump_json(exclude_none=True).encode(), digest, answer.read_at)


def table_dump(rest: Versions, rows: Iterable[bytes]) -> Dump:
    """The dump of a table of which the rows are dumped already, and hashed with the rest of it."""
    apps = b'"apps":[' + b",".join(rows) + b"],"
    lasting = rest.model_dump_json(exclude_none=True, exclude=_TABLE_MOMENTS).encode()
    body = rest.model_dump_json(exclude_none=True, exclude={"apps"}).encode()
    return Dump(b"{" + apps + body[1:], blake2b(apps + lasting, digest_size=12).hexdigest(), rest.read_at)
