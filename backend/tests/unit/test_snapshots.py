"""Snapshots are dumped once, have one ETag per encoding, and do not change with the time of the read."""

import gzip
import json
from datetime import UTC, datetime, timedelta

import brotli
import pytest
import zstandard

from releasewatch.models.entities import Release, Wave
from releasewatch.models.page import Hierarchy, Progress
from releasewatch.models.status import Status
from releasewatch.services.snapshots import Snapshot, snapshot_of

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


async def take(*, read_at: datetime = NOW, status: Status = Status.RUNNING, waves: int = 40) -> Snapshot:
    below = [
        Wave(id=f"wave:{n}", path=f"release:r/wave:{n}", status=Status.RUNNING, health=Status.RUNNING)
        for n in range(waves)
    ]
    release = Release(id="release:r", path="release:r", status=status, health=status, waves=below)
    progress = Progress(read=waves + 1, known=waves + 1)
    return snapshot_of(Hierarchy(release=release, read_at=read_at, complete=True, progress=progress))


async def test_the_body_is_the_hierarchy_without_absent_fields() -> None:
    snapshot = await take()
    assert Hierarchy.model_validate_json(snapshot.body) == snapshot.hierarchy
    assert "reason" not in json.loads(snapshot.body)["release"]


async def test_the_etag_changes_with_the_tree_and_not_with_read_at() -> None:
    first, later, other = await take(), await take(read_at=NOW + timedelta(1)), await take(status=Status.FAILED)
    assert first.etag("br") == later.etag("br") != other.etag("br")
    assert first.etag("br") != first.etag("gzip")
    assert first.etag("identity").startswith('"')


@pytest.mark.parametrize(
    ("accept", "encoding"),
    [
        ("gzip, deflate, br, zstd", "zstd"),
        ("br;q=1.0, gzip;q=0.8", "br"),
        ("gzip", "gzip"),
        ("zstd;q=0, GZIP", "gzip"),
        ("", "identity"),
        ("deflate, *;q=0.1", "identity"),
    ],
)
async def test_the_best_accepted_encoding_is_chosen(accept: str, encoding: str) -> None:
    assert (await take()).choose_encoding(accept) == encoding


async def test_a_small_body_is_not_compressed() -> None:
    assert (await take(waves=0)).choose_encoding("gzip") == "identity"


async def test_encodings_hold_the_same_body_and_are_made_once() -> None:
    snapshot = await take()
    assert gzip.decompress(await snapshot.encoded("gzip")) == snapshot.body
    assert brotli.decompress(await snapshot.encoded("br")) == snapshot.body
    assert zstandard.ZstdDecompressor().decompress(await snapshot.encoded("zstd")) == snapshot.body
    assert await snapshot.encoded("gzip") is await snapshot.encoded("gzip")
