"""What runs where, on a real Temporal: from ended and open releases, each ended one read once."""

from typing import Any

import pytest

from integration.test_list_truth import Site, site
from patience import eventually
from temporal_proxy import TemporalProxy

__all__ = ["site"]


def waves(*apps: tuple[str, str, str], cluster: str = "eu-1", state: str = "done") -> list[dict[str, Any]]:
    """One wave with one cluster, and apps of a name, a version and a state."""
    told = [
        {"id": f"app:{name}-{version}", "name": name, "version": version, "state": word} for name, version, word in apps
    ]
    bundle = {"id": "bundle:core", "state": state, "apps": told}
    return [
        {
            "id": "wave:1",
            "state": state,
            "clusters": [{"id": f"cluster:{cluster}", "name": cluster, "state": state, "bundle": bundle}],
        }
    ]


async def versions(site: Site, query: str = "", **headers: str) -> Any:
    response = await site.api.get(f"/api/versions{query}", headers=site.headers | headers)
    assert response.status_code == 200, response.text
    return response.json()


async def versions_when_read(site: Site, releases: int) -> Any:
    found: list[Any] = []

    async def is_read() -> bool:
        found[:] = [await versions(site)]
        return bool(found[0]["progress"] == {"read": releases, "known": releases})

    await eventually(is_read)
    return found[0]


def cells(body: Any) -> dict[tuple[str, str], Any]:
    return {(row["app"], cell["cluster"]): cell for row in body["apps"] for cell in row["cells"]}


async def test_each_cell_has_what_succeeded_last_and_what_is_on_top(site: Site) -> None:
    old = await site.start("release", "1", name="Shop", version="1")
    await site.end(old, name="Shop", version="1", waves=waves(("web", "1", "done"), ("api", "1", "done")))
    new_waves = waves(("web", "2", "done"), ("api", "2", "failed"), state="running")
    new = await site.start("release", "2", name="Shop", version="2", waves=new_waves)
    body = await versions_when_read(site, 2)
    found = cells(body)
    web, api = found["web", "eu-1"], found["api", "eu-1"]
    assert (web["runs"]["version"], web["runs"]["release_id"], web["on_top"]) == ("2", new, [])
    assert (api["runs"]["version"], api["runs"]["release_id"]) == ("1", old)
    assert [(each["version"], each["status"], each["release_id"]) for each in api["on_top"]] == [("2", "failed", new)]
    assert (body["clusters"], body["complete"]) == (["eu-1"], True)
    assert [release["id"] for release in body["releases"]] == [new, old]
    assert cells(await versions(site, "?version=1")).keys() == {("api", "eu-1")}
    history = await versions(site, "/history?app=api&cluster=eu-1")
    assert [(each["version"], each["status"], each["workflow_id"]) for each in history["reports"]] == [
        ("2", "failed", new),
        ("1", "succeeded", old),
    ]
    assert (history["runs"]["version"], history["total"]) == ("1", 2)


async def test_the_tree_of_an_ended_release_is_read_once(site: Site, wire: TemporalProxy) -> None:
    wave_id = await site.start("wave")
    release_id = await site.start("release", wave_ids=[wave_id])
    await site.end(wave_id, clusters=waves(("web", "1", "done"))[0]["clusters"])
    await site.end(release_id, wave_ids=[wave_id])
    body = await versions_when_read(site, 1)
    assert cells(body)["web", "eu-1"]["runs"]["version"] == "1"
    before = len(wire.calls.methods)
    for _ in range(3):
        assert (await versions(site))["complete"]
    assert {method.rpartition("/")[2] for method in wire.calls.methods[before:]} <= {"ListWorkflowExecutions"}


async def test_an_unchanged_table_is_not_sent_again(site: Site) -> None:
    release_id = await site.start("release", waves=waves(("web", "1", "done")))
    await site.end(release_id, waves=waves(("web", "1", "done")))
    await versions_when_read(site, 1)
    first = await site.api.get("/api/versions", headers=site.headers)
    again = await site.api.get("/api/versions", headers=site.headers | {"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


async def test_what_is_under_way_stays_the_last_word_of_a_release_that_ended_unread(site: Site) -> None:
    release_id = await site.start("release", waves=waves(("web", "1", "running"), state="running"))
    found = cells(await versions_when_read(site, 1))["web", "eu-1"]
    assert (found.get("runs"), found["on_top"][0]["status"]) == (None, "running")
    await site.end(release_id, waves=waves(("web", "1", "done")))

    async def has_succeeded() -> bool:
        cell = cells(await versions(site))["web", "eu-1"]
        return bool(cell.get("runs")) and not cell["on_top"]

    await eventually(has_succeeded)


@pytest.mark.parametrize("query", ["?ap=web", f"?app={'x' * 201}", "/history?app=web", "/history?app=&cluster=eu-1"])
async def test_a_misspelt_or_endless_filter_is_refused(site: Site, query: str) -> None:
    assert (await site.api.get(f"/api/versions{query}", headers=site.headers)).status_code == 422
