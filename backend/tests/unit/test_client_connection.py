"""What the client makes of answers: changes only, pauses, a token that was renewed, and errors."""

import json
from collections.abc import Callable

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from releasewatch.client.back_off import LONGEST_SECONDS, BackOff
from releasewatch.client.connection import ATTEMPTS, Api
from releasewatch.client.contexts import Context
from releasewatch.client.errors import (
    ClientError,
    Exit,
    NotFoundError,
    NotSignedInError,
    NotUnderstoodError,
    UnavailableError,
    UsageError,
)
from releasewatch.client.following import Follower
from releasewatch.client.releases import entity_question, release_id
from releasewatch.client.waiting import Absent, Away, Reading

Answerer = Callable[[httpx.Request], httpx.Response]
HERE = Context("here", "http://releases.test/base", "old")
META = {"poll_interval": 2, "vocabulary": [{"status": "running", "label": "In progress", "final": False}], "words": []}
BODY = {"id": "release:a", "verdict": {"status": "running"}, "execution": {"run_id": "r"}, "complete": True}


def problem(status: int, code: str, **headers: str) -> httpx.Response:
    body = {"status": status, "code": code, "title": "Title", "detail": "As it is."}
    return httpx.Response(
        status, text=json.dumps(body), headers={"Content-Type": "application/problem+json", **headers}
    )


def by_another(status: int, body: str, kind: str = "application/problem+json") -> httpx.Response:
    return httpx.Response(status, text=body, headers={"Content-Type": kind})


def api_of(answer: Answerer, *, renewed: str = "old", slept: list[float] | None = None) -> Api:
    return Api(
        HERE,
        renew=lambda: Context("here", HERE.url, renewed),
        sleep=(slept if slept is not None else list[float]()).append,
        transport=httpx.MockTransport(answer),
    )


def test_a_base_path_and_the_token_are_sent() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json=[str(request.url), request.headers["Authorization"]])

    found = api_of(answer).get("/api/meta", {"q": "a b"})
    assert json.loads(found.body) == ["http://releases.test/base/api/meta?q=a+b", "Bearer old"]


def test_only_changes_are_asked_for() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.headers.get("If-None-Match") == 'W/"1"':
            return httpx.Response(304)
        return httpx.Response(200, json={"a": 1}, headers={"ETag": 'W/"1"'})

    api = api_of(answer)
    first = api.ask("/api/releases")
    again = api.ask("/api/releases", known=first)
    assert (first.is_new, again.is_new, again.body, again.etag) == (True, False, first.body, first.etag)


def test_a_token_renewed_in_another_terminal_is_taken() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        is_new = request.headers["Authorization"] == "Bearer new"
        return httpx.Response(200, json={}) if is_new else problem(401, "not_authenticated")

    assert api_of(answer, renewed="new").get("/api/meta").json == {}
    with pytest.raises(NotSignedInError, match="releasewatch login"):
        api_of(answer).get("/api/meta")


def test_what_may_pass_is_asked_again_after_the_pause_that_the_server_asks_for() -> None:
    slept: list[float] = []
    with pytest.raises(UnavailableError):
        api_of(lambda _: problem(503, "temporal_busy", **{"Retry-After": "7"}), slept=slept).get("/api/releases")
    assert len(slept) == ATTEMPTS - 1
    assert min(slept) >= 7


@given(st.floats(0, 1, exclude_max=True), st.integers(1, 2000), st.floats(0, 3600))
def test_pauses_grow_up_to_a_limit_and_never_undercut_the_server(draw: float, failures: int, asked: float) -> None:
    back_off = BackOff(lambda: draw)
    pauses = [back_off.pause() for _ in range(failures)]
    assert pauses == sorted(pauses)
    assert pauses[-1] <= LONGEST_SECONDS
    assert asked <= back_off.pause(asked) <= max(asked, LONGEST_SECONDS) + LONGEST_SECONDS
    back_off.reset()
    assert back_off.pause() == pauses[0]


@pytest.mark.parametrize(
    ("response", "error", "code"),
    [
        (problem(401, "not_authenticated"), NotSignedInError, Exit.NOT_SIGNED_IN),
        (problem(401, "bad_credentials"), NotSignedInError, Exit.NOT_SIGNED_IN),
        (problem(403, "not_allowed"), NotSignedInError, Exit.NOT_SIGNED_IN),
        (problem(404, "release_not_found"), NotFoundError, Exit.UNKNOWN),
        (problem(409, "ambiguous_entity"), UsageError, Exit.USAGE),
        (problem(422, "invalid_request"), UsageError, Exit.USAGE),
        (problem(429, "too_many_attempts"), UnavailableError, Exit.UNKNOWN),
        (problem(500, "internal_error"), UnavailableError, Exit.UNKNOWN),
        (problem(503, "no_worker"), UnavailableError, Exit.UNKNOWN),
        (httpx.Response(502, text="<html>"), UnavailableError, Exit.UNKNOWN),
        (httpx.Response(404, text="<html>"), NotUnderstoodError, Exit.UNKNOWN),
        (httpx.Response(200, html="<html>Sign in to the network</html>"), NotUnderstoodError, Exit.UNKNOWN),
        (httpx.Response(302, headers={"Location": "https://sso.test"}), NotUnderstoodError, Exit.UNKNOWN),
        (by_another(503, '{"title": "Service Unavailable", "status": 503}'), UnavailableError, Exit.UNKNOWN),
        (by_another(503, '{"code": 7, "detail": null}'), UnavailableError, Exit.UNKNOWN),
        (by_another(503, '{"title": "Serv'), UnavailableError, Exit.UNKNOWN),
        (by_another(503, "[]"), UnavailableError, Exit.UNKNOWN),
        (by_another(401, '{"title": "Unauthorized"}'), NotSignedInError, Exit.NOT_SIGNED_IN),
        (by_another(404, '{"title": "Not Found"}'), NotUnderstoodError, Exit.UNKNOWN),
        (by_another(400, '{"title": "Invalid", "errors": {"q": ["bad"]}}'), UsageError, Exit.USAGE),
        (by_another(422, '{"detail": "no", "errors": [{"pointer": "#/a"}]}'), UsageError, Exit.USAGE),
        (by_another(200, '{"items": [{"id": "rel', "application/json"), UnavailableError, Exit.UNKNOWN),
        (by_another(200, "null", "application/json"), UnavailableError, Exit.UNKNOWN),
        (by_another(204, "", "application/json"), UnavailableError, Exit.UNKNOWN),
    ],
)
def test_errors_end_with_the_documented_code(response: httpx.Response, error: type[ClientError], code: Exit) -> None:
    with pytest.raises(error) as raised:
        api_of(lambda _: response).ask("/api/releases")
    assert raised.value.exit is code
    assert raised.value.code or "http://releases.test/base/api/releases" in str(raised.value)


@pytest.mark.parametrize("body", ['{"error": "login_required"}', '{"items": [{}]}', "[]", "7"])
def test_json_of_another_program_is_not_understood(body: str) -> None:
    api = api_of(lambda _: by_another(200, body, "application/json"))
    with pytest.raises(NotUnderstoodError):
        release_id(api, "shop")
    with pytest.raises(NotUnderstoodError):
        Follower(api, "release:a").ask()


def test_a_tree_that_is_cut_short_is_not_kept() -> None:
    tree = json.dumps(BODY)
    bodies = [json.dumps(META), tree[:-1], json.dumps(META), tree]
    follower = Follower(api_of(lambda _: by_another(200, bodies.pop(0), "application/json")), "release:a")
    assert follower.ask().event == Away()
    bodies = bodies[-1:]
    assert isinstance(follower.ask().event, Reading)


def test_a_follower_tells_what_may_pass_and_goes_on() -> None:
    answers = iter(
        [
            problem(503, "users_unavailable", **{"Retry-After": "9"}),
            httpx.Response(200, json=META),
            problem(404, "release_not_found"),
            problem(429, "too_many_requests", **{"Retry-After": "40"}),
            httpx.Response(200, json=BODY, headers={"ETag": "1"}),
            httpx.Response(304),
        ]
    )
    follower = Follower(api_of(lambda _: next(answers)), "release:a", back_off=BackOff(lambda: 0.0))
    heard = [follower.ask() for _ in range(5)]
    assert [type(each.event) for each in heard] == [Away, Absent, Away, Reading, Reading]
    assert [each.pause for each in heard] == [9.0, 1.0, 40.0, 2.0, 2.0]
    assert [bool(each.answer and each.answer.is_new) for each in heard] == [False, False, False, True, False]


def test_a_follower_of_a_tree_asks_for_its_changes() -> None:
    tree = BODY | {"release": {"id": "release:a", "type": "release", "path": "release:a", "waves": []}}
    changed = {"id": "release:a", "type": "release", "path": "release:a", "message": "Grün"}
    changes = BODY | {"nodes": [changed], "children": {}}
    asked: list[tuple[str, str | None]] = []
    answers = iter(
        [
            httpx.Response(200, json=META),
            httpx.Response(200, json=tree, headers={"ETag": "1"}),
            httpx.Response(200, json={"changes": changes}, headers={"ETag": "2"}),
            httpx.Response(304),
            httpx.Response(200, json={"tree": tree}, headers={"ETag": "3"}),
        ]
    )

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append((request.url.path, request.headers.get("If-None-Match")))
        return next(answers)

    follower = Follower(api_of(answer), "release:a", with_tree=True)
    bodies = [heard.answer.json for heard in (follower.ask() for _ in range(4)) if heard.answer]
    patched = tree | {"release": changed | {"waves": []}}
    assert bodies == [tree, patched, patched, tree]
    path = "/base/api/releases/release:a/hierarchy"
    assert asked[1:] == [(path, None), *((f"{path}/changes", etag) for etag in ("1", "2", "2"))]


@pytest.mark.parametrize(
    ("ids", "name", "expected"),
    [
        (["release:shop-1", "release:shop-10"], "shop-1", "release:shop-1"),
        (["release:shop-1"], "ho", "release:shop-1"),
        ([], "release:exact", "release:exact"),
        (["release:shop-1", "release:shop-10"], "shop", "matches 2 releases:\n  release:shop-1\n  release:shop-10"),
        ([f"release:{each}" for each in range(12)], "e", "and 2 more"),
        ([], "shop", "No release has shop"),
    ],
)
def test_any_part_that_names_one_release_will_do(ids: list[str], name: str, expected: str) -> None:
    api = api_of(lambda _: httpx.Response(200, json={"items": [{"id": each} for each in ids]}))
    try:
        assert release_id(api, name) == expected
    except ClientError as error:
        assert expected in str(error)  # noqa: PT017 - the parameters say which of them it is


@pytest.mark.parametrize(
    ("path", "question"),
    [
        ("app:x", ("/api/entities/app:x", {"release_id": "release:a"})),
        ("wave:1/cluster:2", ("/api/entities/cluster:2", {"path": "release:a/wave:1/cluster:2"})),
        ("release:a/wave:1", ("/api/entities/wave:1", {"path": "release:a/wave:1"})),
        ("app:x#y?z", ("/api/entities/app:x%23y%3Fz", {"release_id": "release:a"})),
    ],
)
def test_a_node_is_named_by_its_path_or_id(path: str, question: tuple[str, dict[str, str]]) -> None:
    assert entity_question("release:a", path) == question
