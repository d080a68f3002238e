"""Comparing over HTTP: releases on a real Temporal, and trees that were exported."""

import json
from typing import Any

import pytest
from httpx import AsyncClient, Response

from app_fixtures import assert_problem
from described import SCHEMA
from integration.test_list_truth import Site, site
from integration.test_versions import waves
from patience import eventually
from pictures import storefront
from releasewatch.api.exports import MAX_TREES_BYTES
from staged import judged

__all__ = ["site"]

PATH, TREES = "/api/compare", "/api/compare/trees"


@pytest.fixture(scope="module")
async def export() -> Any:
    return json.loads((await judged(storefront())).dump.body)


async def compare(site: Site, a: Any, b: Any) -> Response:
    """Two releases by GET; by POST if one of them is a tree. Nothing that was read before counts."""
    headers = site.headers | {"Cache-Control": "no-cache"}
    if isinstance(a, str) and isinstance(b, str):
        response = await site.api.get(PATH, params={"a": a, "b": b}, headers=headers)
    else:
        response = await site.api.post(TREES, json={"a": a, "b": b}, headers=headers)
    SCHEMA[response.request.url.path][response.request.method].validate_response(response)
    return response


async def two_releases(site: Site) -> tuple[str, str]:
    """One that ended, and its successor that fails."""
    old = await site.start("release", "1", name="Shop", version="1")
    told = waves(("web", "1", "done"), ("api", "1", "done"), ("old", "1", "done"))
    await site.end(old, name="Shop", version="1", waves=told)
    told = waves(("web", "2", "done"), ("api", "2", "failed"), ("new", "2", "running"), state="running")
    return old, await site.start("release", "2", name="Shop", version="2", waves=told)


async def test_two_releases_are_compared_app_by_app(site: Site) -> None:
    a, b = await two_releases(site)
    response = await compare(site, a, b)
    assert response.status_code == 200, response.text
    body = response.json()
    assert (body["a"]["id"], body["b"]["id"], body["a"]["open"], body["b"]["open"]) == (a, b, False, True)
    assert body["headline"] == "1 app is worse."
    assert [(row["finding"], row["app"]) for row in body["changes"]] == [
        ("worse", "api"),
        ("added", "new"),
        ("gone", "old"),
    ]
    assert (body["counts"]["same"], body["complete"], body["step"]["a"], body["step"]["b"]) == (1, True, "1", "2")
    known = {"If-None-Match": response.headers["etag"]}
    again = await site.api.get(PATH, params={"a": a, "b": b}, headers=site.headers | known)
    assert (again.status_code, again.content) == (304, b"")


async def test_an_exported_tree_is_a_side_and_says_as_of_when_it_is(site: Site) -> None:
    a, b = await two_releases(site)
    then = (await site.get(f"/{b}/hierarchy")).json()
    await site.end(b, name="Shop", version="2", waves=waves(("web", "2", "done"), ("api", "2", "done")))
    response = await compare(site, then, b)
    assert response.status_code == 200, response.text
    body = response.json()
    assert (body["a"]["exported"], body["a"]["read_at"], body["b"]["exported"]) == (True, then["read_at"], False)
    assert [(row["finding"], row["app"]) for row in body["changes"]] == [("better", "api"), ("gone", "new")]
    both = (await compare(site, then, then)).json()
    assert (both["headline"], both["changes"]) == ("Nothing differs so far.", [])
    # Temporal has let go of it, and the file has not.
    await site.delete(a)

    async def is_gone() -> bool:
        return (await compare(site, a, b)).status_code == 404

    await eventually(is_gone)
    gone = assert_problem(await compare(site, a, b), 404, "release_not_found")
    assert a in gone["detail"]


async def test_a_side_that_is_not_there_is_named(site: Site) -> None:
    for a, b in (("release:nowhere", "release:nothing"), ("release:nowhere", "release:nowhere")):
        problem = assert_problem(await compare(site, a, b), 404, "release_not_found")
        assert "release:nowhere" in problem["detail"]


@pytest.mark.parametrize("query", ["", "?a=release:a", "?a=release:a&b=app:b", "?a=release:a&b=release:b&c=1"])
async def test_two_releases_have_to_be_named(site: Site, query: str) -> None:
    assert_problem(await site.api.get(f"{PATH}{query}", headers=site.headers), 422, "invalid_request")


async def test_trees_are_compared_without_asking_temporal(
    api: AsyncClient, viewer: dict[str, str], export: dict[str, Any]
) -> None:
    response = await api.post(TREES, json={"a": export, "b": export}, headers=viewer)
    SCHEMA[TREES]["POST"].validate_response(response)
    body = response.json()
    assert (body["headline"], body["a"]["apps"], body["counts"]["not_done"]) == ("Nothing differs so far.", 240, 198)
    assert (await api.post(TREES, json={"a": export, "b": export})).status_code == 401


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"release": None}, "body.a.release: "),
        ({"read_at": "yesterday"}, "body.a.read_at: "),
        ({"read_at": "2026-11-24T12:04:30"}, "body.a.read_at: The moment has no time zone."),
        ({"release": {"type": "release"}}, "body.a.release.id: Field required"),
    ],
)
async def test_what_is_no_exported_tree_is_refused_and_said_where(
    api: AsyncClient, viewer: dict[str, str], export: dict[str, Any], change: dict[str, Any], place: str
) -> None:
    response = await api.post(TREES, json={"a": export | change, "b": export}, headers=viewer)
    SCHEMA[TREES]["POST"].validate_response(response)
    assert place in assert_problem(response, 422, "invalid_request")["detail"]


async def test_a_fault_deep_in_a_tree_is_found(
    api: AsyncClient, viewer: dict[str, str], export: dict[str, Any]
) -> None:
    broken = json.loads(json.dumps(export))
    broken["release"]["waves"][1]["clusters"][0]["bundle"]["apps"][2]["status"] = "splendid"
    problem = assert_problem(
        await api.post(TREES, json={"a": export, "b": broken}, headers=viewer), 422, "invalid_request"
    )
    assert problem["errors"][0]["loc"] == [
        *("body", "b", "release", "waves", 1, "clusters", 0, "bundle", "apps", 2, "status"),
    ]
    assert "splendid" not in json.dumps(problem)


@pytest.mark.parametrize(
    "body",
    [
        *(b"", b"{", b"[]", b"7", b"{}", b'{"a": 7, "b": 7}', b'{"a": "app:x", "b": "x"}', b'"\\ud800"', b"[" * 9999),
        *(b'{"a": "release:\xff", "b": "release:x"}', b'{"a": "release:\\ud800", "b": "release:x"}'),
        *(b'{"a": {"release": {"id": "\\ud800"}}, "b": "release:x"}', b'{"a":' * 99_999, b"7" * 9_999),
    ],
)
async def test_s24_a_body_that_is_no_pair_of_sides_is_refused(
    api: AsyncClient, viewer: dict[str, str], body: bytes
) -> None:
    headers = viewer | {"Content-Type": "application/json"}
    assert_problem(await api.post(TREES, content=body, headers=headers), 422, "invalid_request")


async def test_s24_numbers_that_json_does_not_have_are_refused(
    api: AsyncClient, viewer: dict[str, str], export: dict[str, Any]
) -> None:
    timed = export | {"release": export["release"] | {"duration": 12345.5}}
    for number in (b"NaN", b"Infinity", b"1e999"):
        told = json.dumps(timed).encode().replace(b"12345.5", number)
        told = b'{"a": ' + told + b', "b": "release:x"}'
        headers = viewer | {"Content-Type": "application/json"}
        assert_problem(await api.post(TREES, content=told, headers=headers), 422, "invalid_request")


async def test_s28_trees_may_be_large_and_not_endless(api: AsyncClient, viewer: dict[str, str]) -> None:
    headers = viewer | {"Content-Type": "application/json"}
    large = await api.post(TREES, content=b" " * (MAX_TREES_BYTES + 1), headers=headers)
    SCHEMA[TREES]["POST"].validate_response(large)
    assert_problem(large, 413, "body_too_large")
    # Nothing of it is read of somebody who is not signed in.
    assert (await api.post(TREES, content=b" " * (MAX_TREES_BYTES + 1))).status_code == 401
