"""What has changed in a tree, over HTTP, read from a real Temporal."""

from httpx import Response

from described import SCHEMA
from releasewatch.client.changes import put_on
from watched import Watched

PATH = "/api/releases/{release_id}/hierarchy/changes"


async def changes(watched: Watched, etag: str) -> Response:
    path = PATH.format(release_id=watched.rollout.release_id)
    answer = await watched.get(path, {"If-None-Match": etag, "Cache-Control": "no-cache"})
    SCHEMA[PATH]["GET"].validate_response(answer)
    assert answer.headers["cache-control"] == "no-store"
    return answer


async def test_a_client_that_has_a_tree_gets_what_has_changed(watched: Watched) -> None:
    first = await watched.read()
    assert (await changes(watched, first.headers["etag"])).status_code == 304
    app_id = watched.rollout.app_ids[1]
    answers = {"get_app_state": {"id": app_id, "state": "running", "message": "Shifting traffic"}}
    await watched.rollout.change(app_id, answers)
    answer = await changes(watched, first.headers["etag"])
    sent = answer.json()["changes"]["nodes"]
    assert [node["message"] for node in sent if node["id"] == app_id] == ["Shifting traffic"]
    assert {node["id"] for node in sent}.isdisjoint({*watched.rollout.app_ids} - {app_id})
    whole = await watched.read()
    assert put_on(first.json(), answer.json()["changes"])["release"] == whole.json()["release"]
    assert answer.headers["etag"] == whole.headers["etag"]


async def test_a_client_whose_tree_is_not_known_gets_the_whole(watched: Watched) -> None:
    answer = await changes(watched, 'W/"another"')
    assert set(answer.json()) == {"tree"}
    assert (await changes(watched, answer.headers["etag"])).status_code == 304
