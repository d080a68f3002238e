"""Snapshots are dumped once, have one ETag per encoding, and do not change with the time of the read."""

import gzip
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import brotli
import pytest
import zstandard

from planned import clusters_wave, release
from releasewatch.models.hierarchy import Hierarchy, Progress
from releasewatch.models.page import ReleasePage, ReleaseSummary
from releasewatch.models.status import Status
from releasewatch.models.words import Word
from releasewatch.services.trees.judgement import judge
from releasewatch.services.trees.snapshot import Dump, Snapshot, dump_of, snapshot_of
from releasewatch.services.trees.summary import summarise

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


async def take(*, read_at: datetime = NOW, status: Status = Status.RUNNING, waves: int = 40) -> Snapshot:
    made = release(*[clusters_wave(str(number)) for number in range(waves)], status=status)
    judgement = judge(made)
    hierarchy = Hierarchy(
        release=made, verdict=judgement.verdict, problems=judgement.problems, read_at=read_at, complete=True,
        progress=Progress(read=waves + 1, known=waves + 1),
    )  # fmt: skip
    return snapshot_of(hierarchy, summarise(judgement, read_at))


async def take_dump(**facts: Any) -> Dump:
    return (await take(**facts)).dump


async def test_the_body_is_the_hierarchy_without_absent_fields() -> None:
    snapshot = await take()
    assert Hierarchy.model_validate_json(snapshot.dump.body) == snapshot.hierarchy
    assert "reason" not in json.loads(snapshot.dump.body)["release"]


async def test_the_etag_changes_with_the_tree_and_not_with_read_at() -> None:
    first, later = await take_dump(), await take_dump(read_at=NOW + timedelta(1))
    other = await take_dump(status=Status.FAILED)
    assert first.etag("br") == later.etag("br") != other.etag("br")
    assert first.etag("br") != first.etag("gzip")
    assert first.etag("identity").startswith('W/"')


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
    assert (await take_dump()).choose_encoding(accept) == encoding


async def test_a_small_body_is_not_compressed() -> None:
    assert (await take_dump(waves=0)).choose_encoding("gzip") == "identity"


async def test_encodings_hold_the_same_body_and_are_made_once() -> None:
    dump = await take_dump()
    assert gzip.decompress(await dump.encoded("gzip")) == dump.body
    assert brotli.decompress(await dump.encoded("br")) == dump.body
    assert zstandard.ZstdDecompressor().decompress(await dump.encoded("zstd")) == dump.body
    assert await dump.encoded("gzip") is await dump.encoded("gzip")


def page(*, read_at: datetime = NOW, **facts: Any) -> ReleasePage:
    row = ReleaseSummary(
        id="release:r",
        path="release:r",
        label="r",
        word=Word.IN_PROGRESS,
        status=Status.RUNNING,
        health=Status.RUNNING,
        **facts,
    )
    counts: dict[str, Any] = {"facets": {}, "unread": 0, "groups": {}, "attention": {}}
    return ReleasePage(items=[row], total=1, page=1, page_size=20, read_at=read_at, complete=True, **counts)


async def test_the_etag_of_a_list_changes_with_its_rows_and_not_with_the_moments_of_reading() -> None:
    dump = dump_of(page(tree_read_at=NOW))
    later = NOW + timedelta(1)
    assert dump_of(page(read_at=later, tree_read_at=later)).digest == dump.digest
    assert dump_of(page()).digest != dump.digest
    assert dump_of(page(tree_read_at=NOW, name="R")).digest != dump.digest


async def test_a_list_is_dumped_without_absent_fields_and_with_the_moments_of_reading() -> None:
    listed = page(tree_read_at=NOW)
    body = json.loads(dump_of(listed).body)
    assert ReleasePage.model_validate(body) == listed
    assert "reason" not in body["items"][0]
    assert body["items"][0]["tree_read_at"] == body["read_at"] == "2026-11-24T12:00:00Z"
