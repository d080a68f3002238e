"""`/usual` on a real Temporal: what a release is compared with, and what it is not."""

from described import SCHEMA
from watched import Watched

PATH = "/api/releases/{release_id}/usual"


async def test_without_predecessors_nothing_is_usual(watched: Watched) -> None:
    answer = await watched.get(PATH.format(release_id=watched.rollout.release_id), {})
    SCHEMA[PATH]["GET"].validate_response(answer)
    body = answer.json()
    assert body["finished"] < body["needed"]
    assert "usual" not in body


async def test_a_row_of_the_list_has_the_same_name_and_range(watched: Watched) -> None:
    release_id = watched.rollout.release_id
    usual = (await watched.get(PATH.format(release_id=release_id), {})).json()
    rows = (await watched.get("/api/releases", {"q": release_id})).json()["items"]
    assert [(row["family"], row.get("usual")) for row in rows] == [(usual["family"], usual.get("usual"))]


async def test_a_release_that_is_not_listed_is_not_found(watched: Watched) -> None:
    answer = await watched.get(PATH.format(release_id="release:nothing-9"), {})
    SCHEMA[PATH]["GET"].validate_response(answer)
    assert (answer.status_code, answer.json()["code"]) == (404, "release_not_found")
