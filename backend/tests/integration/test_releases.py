"""Releases over HTTP, read from a real Temporal where real workers run them."""

import asyncio
import gzip
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from httpx import AsyncClient, Response
from temporalio.client import Client

from app_fixtures import assert_problem, make_settings, serving, sign_in
from fakes import TASK_QUEUE as SCRIPTED_QUEUE
from patience import PATIENCE, eventually
from releasewatch.models.status import Status
from releasewatch_demo.planning import BY_HAND, sample_plan
from releasewatch_demo.plans import ReleasePlan
from releasewatch_demo.worker import TASK_QUEUE
from releasewatch_demo.workflows.release import DeployRelease
from scripted import scripted_worker
from temporal_proxy import TemporalProxy

NO_CACHE = {"Cache-Control": "no-cache"}


class Api:
    """A signed-in client of the app."""

    def __init__(self, client: AsyncClient, headers: dict[str, str]) -> None:
        self._client = client
        self._headers = headers

    async def get(self, path: str, **headers: str) -> Any:
        return await self.ask("GET", path, **headers)

    async def ask(self, method: str, path: str, **headers: str) -> Any:
        return await self._client.request(method, f"/api{path}", headers=self._headers | headers)

    async def json(self, path: str, *, strict: bool = True) -> Any:
        response = await self._client.get(f"/api{path}", headers=self._headers | (NO_CACHE if strict else {}))
        assert response.status_code == 200, response.text
        return response.json()


@pytest.fixture(scope="module")
async def reader(wire: TemporalProxy, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Api]:
    folder: Path = tmp_path_factory.mktemp("app")
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("TEMPORAL_ADDRESS", wire.address)
        environment.setenv("TEMPORAL_NAMESPACE", "demo")
        # A short window: these tests ask one after the other and want to see each change.
        settings = make_settings(folder).model_copy(update={"freshness_window": 0.05})
        async with serving(settings) as client:
            yield Api(client, await sign_in(client))


@pytest.fixture(scope="module")
async def finished(demo: Client) -> ReleasePlan:
    plan = sample_plan("Read Well", size=(2, 1, 2))
    await demo.execute_workflow(DeployRelease.run, plan, id=plan.id, task_queue=TASK_QUEUE)
    return plan


@pytest.fixture(scope="module")
async def under_way(demo: Client, reader: Api) -> ReleasePlan:
    plan = sample_plan("Read By Hand", size=(2, 1, 3), pace=BY_HAND)
    await demo.start_workflow(DeployRelease.run, plan, id=plan.id, task_queue=TASK_QUEUE)

    async def the_first_wave_runs() -> bool:
        counts = (await reader.json(f"/releases/{plan.id}"))["counts"]
        return bool(counts == {"running": 3, "pending": 3})

    await eventually(the_first_wave_runs)
    return plan


@pytest.fixture(scope="module")
async def scripted(demo: Client) -> AsyncIterator[Client]:
    async with scripted_worker(demo, SCRIPTED_QUEUE):
        yield demo


def apps(hierarchy: Any) -> list[Any]:
    waves = hierarchy["release"]["waves"]
    return [app for wave in waves for cluster in wave["clusters"] for app in cluster["bundle"]["apps"]]


async def test_a_release_is_read_with_all_five_levels(reader: Api, finished: ReleasePlan) -> None:
    before = datetime.now(UTC)
    hierarchy = await reader.json(f"/releases/{finished.id}/hierarchy")
    release = hierarchy["release"]
    assert (release["id"], release["type"], release["status"]) == (finished.id, "release", "succeeded")
    assert release["counts"] == {"succeeded": 4}
    assert release["execution"]["status"] == "Completed"
    assert hierarchy["complete"] is True
    assert hierarchy["progress"] == {"read": 11, "known": 11}
    assert datetime.fromisoformat(hierarchy["read_at"]) >= before
    app = apps(hierarchy)[0]
    types = [part.partition(":")[0] for part in app["path"].split("/")]
    assert types == ["release", "wave", "cluster", "bundle", "app"]
    assert app["execution"]["workflow_id"] == app["id"]


async def test_a_change_is_seen_by_the_next_read(reader: Api, demo: Client, under_way: ReleasePlan) -> None:
    hierarchy = await reader.json(f"/releases/{under_way.id}/hierarchy")
    app_id = apps(hierarchy)[0]["id"]
    await demo.get_workflow_handle(app_id).signal("fail", "out of disk")
    hierarchy = await reader.json(f"/releases/{under_way.id}/hierarchy")
    app = apps(hierarchy)[0]
    assert (app["status"], app["message"]) == ("failed", "out of disk")
    assert hierarchy["release"]["health"] == "failed"
    assert hierarchy["release"]["counts"]["failed"] == 1
    await demo.get_workflow_handle(app_id).signal("recover")
    hierarchy = await reader.json(f"/releases/{under_way.id}/hierarchy")
    assert apps(hierarchy)[0]["status"] == "running"


async def test_an_etag_holds_while_nothing_changes(reader: Api, finished: ReleasePlan) -> None:
    path = f"/releases/{finished.id}/hierarchy"
    first = await reader.get(path, **{"Accept-Encoding": "gzip"})
    assert first.headers["content-encoding"] == "gzip"
    assert first.headers["vary"] == "Accept-Encoding"
    tag = {"If-None-Match": f'"other", {first.headers["etag"]}', "Accept-Encoding": "gzip"}
    second = await reader.get(path, **tag, **NO_CACHE)
    assert (second.status_code, second.content) == (304, b"")
    assert second.headers["etag"] == first.headers["etag"]
    assert second.headers["x-read-at"] > first.headers["x-read-at"]
    plain = await reader.get(path, **{"Accept-Encoding": "identity", "If-None-Match": '"other"'})
    assert plain.status_code == 200
    assert gzip.decompress(gzip.compress(plain.content)) == plain.content
    assert plain.json()["release"] == first.json()["release"]


@pytest.mark.parametrize(
    "known",
    [
        "{tag}",
        "W/{tag}",
        '"other",W/{tag}',
        '  "a" ,  W/"b,c" , W/{tag}  ',
        'W/"{digest}-br"',
        '"{digest}-zstd"',
        '"{digest}-identity-gzip"',
        '"{digest}"',
        "*",
    ],
)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_an_etag_is_compared_weakly(reader: Api, finished: ReleasePlan, method: str, known: str) -> None:
    path = f"/releases/{finished.id}/hierarchy"
    strong = (await reader.get(path, **{"Accept-Encoding": "identity"})).headers["etag"].removeprefix("W/")
    tag = known.format(tag=strong, digest=strong.strip('"').partition("-")[0])
    answer = await reader.ask(method, path, **{"If-None-Match": tag})
    assert (answer.status_code, answer.content) == (304, b"")
    assert answer.headers["etag"].startswith('W/"')
    assert answer.headers["x-read-at"]


@pytest.mark.parametrize(
    "known", ["", ",", '"', "W/", '"*"', "{digest}", '"{digest}x"', 'w"{digest}', '"-gzip"', "* *"]
)
async def test_an_etag_that_is_not_ours_or_none_at_all_is_answered_in_full(
    reader: Api, finished: ReleasePlan, known: str
) -> None:
    path = f"/releases/{finished.id}/hierarchy"
    digest = (await reader.get(path)).headers["etag"].removeprefix("W/").strip('"').partition("-")[0]
    answer = await reader.get(path, **{"If-None-Match": known.format(digest=digest)})
    assert answer.status_code == 200
    assert answer.json()["complete"]


@pytest.mark.parametrize("path", ["", "/{id}", "/{id}/entities"])
async def test_every_answer_about_releases_has_an_etag(reader: Api, finished: ReleasePlan, path: str) -> None:
    path = f"/releases{path.format(id=finished.id)}?" + ("q=read-well" if not path else "")

    async def ask_twice() -> tuple[Response, Response]:
        first = await reader.get(path, **{"Accept-Encoding": "zstd"}, **NO_CACHE)
        tag = {"If-None-Match": first.headers["etag"], "Accept-Encoding": "zstd"}
        return first, await reader.get(path, **tag, **NO_CACHE)

    async with asyncio.timeout(PATIENCE):
        first, second = await ask_twice()
        # The rows of other tests' releases may be read meanwhile, or not in time, which changes what is said of all.
        while second.status_code == 200:
            first, second = await ask_twice()
    assert (second.status_code, second.content) == (304, b"")
    assert first.headers.get("content-encoding", "identity") in first.headers["etag"]
    assert datetime.fromisoformat(first.headers["x-read-at"]) == datetime.fromisoformat(first.json()["read_at"])
    assert second.headers["x-read-at"] > first.headers["x-read-at"]


@pytest.mark.parametrize("encoding", ["zstd", "br", "gzip"])
@pytest.mark.usefixtures("finished", "under_way")
async def test_the_list_is_compressed(reader: Api, encoding: str) -> None:
    plain = await reader.get("/releases", **{"Accept-Encoding": "identity"})
    packed = await reader.get("/releases", **{"Accept-Encoding": encoding})
    assert packed.headers["content-encoding"] == encoding
    assert packed.headers["etag"] != plain.headers["etag"]
    assert int(packed.headers["content-length"]) < int(plain.headers["content-length"]) / 2
    assert packed.json()["total"] == plain.json()["total"]


async def test_a_release_alone_names_its_waves(reader: Api, finished: ReleasePlan) -> None:
    release = await reader.json(f"/releases/{finished.id}")
    assert release["wave_ids"] == [wave.id for wave in finished.waves]
    assert "waves" not in release
    assert release["read_at"]


async def test_the_list_shows_open_and_closed_releases(
    reader: Api, finished: ReleasePlan, under_way: ReleasePlan
) -> None:
    await reader.json(f"/releases/{finished.id}/hierarchy")

    async def the_release_has_heard_that_its_app_recovered() -> bool:
        groups = (await reader.json("/releases?q=read"))["groups"]
        return bool(groups == {"attention": 0, "open": 1, "closed": 1})

    await eventually(the_release_has_heard_that_its_app_recovered)
    page = await reader.json("/releases?q=read")
    rows = {row["id"]: row for row in page["items"]}
    assert list(rows) == [under_way.id, finished.id]
    assert rows[finished.id]["health"] == "succeeded"
    assert rows[finished.id]["counts"] == {"succeeded": 4}
    assert rows[under_way.id]["counts"] == {"running": 3, "pending": 3}
    assert rows[under_way.id]["current_wave"] == 0
    assert [wave["health"] for wave in rows[under_way.id]["waves"]] == ["running", "pending"]


@pytest.mark.usefixtures("finished", "under_way")
async def test_every_facet_counts_the_rows_it_gives(reader: Api) -> None:
    async def ask() -> list[Any]:
        filters = ("", *(f"&status={status}" for status in Status))
        paths = [f"/releases?page_size=200{each}" for each in filters]
        return await asyncio.gather(*(reader.json(path, strict=False) for path in paths))

    async with asyncio.timeout(PATIENCE):
        everything, *pages = await ask()
        # Other tests' releases may be read, or not in time, between one read of the list and the next.
        while any(page["read_at"] != everything["read_at"] for page in pages):
            everything, *pages = await ask()
    facets = everything["facets"]
    assert sum(facets.values()) + everything["unread"] == everything["total"] == len(everything["items"])
    for status, page in zip(Status, pages, strict=True):
        assert page["total"] == len(page["items"]) == facets.get(status, 0)
        assert (page["facets"], page["unread"]) == (facets, everything["unread"])


async def test_the_list_is_paged_and_searched(reader: Api, finished: ReleasePlan, under_way: ReleasePlan) -> None:
    first = await reader.json("/releases?q=READ&page_size=1")
    second = await reader.json("/releases?q=read&page_size=1&page=2", strict=False)
    beyond = await reader.json("/releases?q=read&page_size=1&page=3", strict=False)
    assert [page["total"] for page in (first, second, beyond)] == [2, 2, 2]
    assert [row["id"] for page in (first, second, beyond) for row in page["items"]] == [under_way.id, finished.id]
    assert (await reader.json("/releases?q=no-such-release", strict=False))["items"] == []


async def test_entities_are_listed_flat_and_filtered(reader: Api, under_way: ReleasePlan) -> None:
    everything = await reader.json(f"/releases/{under_way.id}/entities")
    assert everything["total"] == 1 + 2 + 2 + 2 + 6
    assert [item["type"] for item in everything["items"][:5]] == ["release", "wave", "cluster", "bundle", "app"]
    assert everything["items"][0]["child_ids"] == [wave.id for wave in under_way.waves]
    running = await reader.json(f"/releases/{under_way.id}/entities?type=app&status=running")
    assert running["total"] == 3
    assert running["facets"] == {"running": 3, "pending": 3}
    two_types = await reader.json(f"/releases/{under_way.id}/entities?type=wave&type=cluster&page_size=3&page=2")
    assert (two_types["total"], len(two_types["items"])) == (4, 1)
    one = await reader.json(f"/releases/{under_way.id}/entities?id={everything['items'][4]['id']}")
    assert [item["path"] for item in one["items"]] == [everything["items"][4]["path"]]
    assert (await reader.json(f"/releases/{under_way.id}/entities?q=APP-2&type=app"))["total"] == 2


async def test_one_entity_is_read_by_id(reader: Api, under_way: ReleasePlan) -> None:
    app_id = under_way.waves[0].clusters[0].bundle.apps[0].id
    alone = await reader.json(f"/entities/{app_id}")
    assert (alone["id"], alone["path"], alone["child_ids"]) == (app_id, app_id, [])
    inside = await reader.json(f"/entities/{app_id}?release_id={under_way.id}")
    assert inside["path"].startswith(f"{under_way.id}/")
    wave = await reader.json(f"/entities/{under_way.waves[0].id}")
    assert wave["counts"] == {"running": 3}


async def test_what_lives_inside_the_releases_workflow_needs_the_release(reader: Api, under_way: ReleasePlan) -> None:
    planned = under_way.waves[1].clusters[0].bundle.apps[0].id
    problem = assert_problem(await reader.get(f"/entities/{planned}"), 404, "entity_not_found")
    assert "release_id" in problem["detail"]
    assert (await reader.json(f"/entities/{planned}?release_id={under_way.id}"))["status"] == "pending"


async def test_an_id_at_several_places_is_ambiguous(reader: Api, scripted: Client) -> None:
    clusters = [
        {"id": f"cluster:{c}", "state": "done", "bundle": {"id": f"bundle:{c}", "state": "done", "apps": [
            {"id": "app:shared", "state": "done"}
        ]}}
        for c in "xy"
    ]  # fmt: skip
    release = {
        "id": "release:twice",
        "state": "done",
        "waves": [{"id": "wave:1", "state": "done", "clusters": clusters}],
    }
    await scripted.start_workflow("Scripted", {"get_hierarchy": release}, id="release:twice", task_queue=SCRIPTED_QUEUE)
    response = await reader.get("/entities/app:shared?release_id=release:twice")
    problem = assert_problem(response, 409, "ambiguous_entity")
    assert "release:twice/wave:1/cluster:x/bundle:x/app:shared" in problem["detail"]
    both = await reader.json("/releases/release:twice/entities?id=app:shared")
    assert both["total"] == 2
    for node in both["items"]:
        for named in (f"path={node['path']}", f"release_id=release:twice&path={node['path']}"):
            assert (await reader.json(f"/entities/app:shared?{named}"))["path"] == node["path"]


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/releases/release:nowhere", 404, "release_not_found"),
        ("/releases/release:nowhere/hierarchy", 404, "release_not_found"),
        ("/releases/release:nowhere/entities", 404, "release_not_found"),
        ("/entities/app:nowhere", 404, "entity_not_found"),
        ("/entities/app:nowhere?release_id=release:nowhere", 404, "release_not_found"),
        ("/entities/app:x?path=release:nowhere/app:x", 404, "release_not_found"),
        ("/entities/app:x?path=wave:1/app:x", 422, "invalid_request"),
        ("/entities/app:x?path=release:nowhere/../app:x", 422, "invalid_request"),
        ("/releases/app:x/hierarchy", 422, "invalid_request"),
        ("/releases/release:a'b", 422, "invalid_request"),
        ("/entities/checkout", 422, "invalid_request"),
        ("/releases?page=0", 422, "invalid_request"),
        ("/releases?page_size=1000", 422, "invalid_request"),
        ("/releases?status=green", 422, "invalid_request"),
        ("/releases?stauts=failed", 422, "invalid_request"),
    ],
)
async def test_bad_requests_get_distinct_answers(reader: Api, path: str, status: int, code: str) -> None:
    assert_problem(await reader.get(path), status, code)


async def test_an_entity_that_the_release_does_not_hold(reader: Api, finished: ReleasePlan) -> None:
    response = await reader.get(f"/entities/app:nowhere?release_id={finished.id}")
    assert_problem(response, 404, "entity_not_found")
    elsewhere = await reader.get(f"/entities/{finished.waves[0].id}?path={finished.id}/wave:elsewhere")
    assert_problem(elsewhere, 404, "entity_not_found")


async def test_a_release_nobody_works_on(reader: Api, demo: Client, leave_silent_workers: Callable[[], None]) -> None:
    leave_silent_workers()
    await demo.start_workflow("Scripted", {}, id="release:unattended", task_queue="nobody")
    response = await reader.get("/releases/release:unattended/hierarchy")
    problem = assert_problem(response, 503, "no_worker")
    assert problem["detail"] == "No worker polls queue nobody."
    assert 5 <= int(response.headers["retry-after"]) <= 10

    async def its_row_says_so() -> bool:
        row = (await reader.json("/releases?q=unattended"))["items"][0]
        assert row["health"] == "unknown"
        return bool(row["code"] == "no_worker")

    await eventually(its_row_says_so)


async def test_a_release_that_cannot_be_queried(reader: Api, scripted: Client) -> None:
    for release_id, answers in {
        "release:raising": {"get_release_state": {"raises": "no such table"}},
        "release:mute": {"get_wave_state": {}},
        "release:babbling": {"get_release_state": 7},
    }.items():
        await scripted.start_workflow("Scripted", answers, id=release_id, task_queue=SCRIPTED_QUEUE)
    problem = assert_problem(await reader.get("/releases/release:raising"), 503, "query_failed")
    assert problem["detail"] == "no such table"
    assert_problem(await reader.get("/releases/release:mute"), 503, "query_handler_missing")
    assert_problem(await reader.get("/releases/release:babbling"), 503, "answer_not_understood")
