"""Cached answers count only under the key they were given under, and stay within their bounds."""

from releasewatch.models.answers.understanding import Understood
from releasewatch.models.entities import ExecutionStatus
from releasewatch.models.executions import Key
from releasewatch.services.workflows.answer_cache import AnswerCache, Question


def key(count: int) -> Key:
    return "run", count, ExecutionStatus.RUNNING


A, B, C = (Question(f"app:{name}", "get_app_state") for name in "abc")
ANSWER = Understood(None)


def test_gives_an_answer_only_under_its_key() -> None:
    cache = AnswerCache()
    cache.put(A, key(3), ANSWER, size=10)
    assert cache.get(A, key(3)) is ANSWER
    assert cache.get(A, key(5)) is None
    assert cache.get(B, key(3)) is None
    assert cache.get(Question("app:a", "get_app_state", "app:x"), key(3)) is None


def test_the_least_recently_used_goes_first() -> None:
    cache = AnswerCache(maximum_count=2)
    for question in (A, B):
        cache.put(question, key(1), ANSWER, size=1)
    cache.get(A, key(1))
    cache.put(C, key(1), ANSWER, size=1)
    assert cache.get(A, key(1)) is ANSWER
    assert cache.get(B, key(1)) is None
    assert len(cache) == 2


def test_bytes_are_bounded_and_add_up_when_an_answer_is_replaced() -> None:
    cache = AnswerCache(maximum_bytes=100)
    cache.put(A, key(1), ANSWER, size=60)
    cache.put(A, key(2), ANSWER, size=50)
    assert cache.size == 50
    cache.put(B, key(1), ANSWER, size=51)
    assert cache.size == 51
    assert cache.get(A, key(2)) is None


def test_an_answer_larger_than_all_is_not_cached() -> None:
    cache = AnswerCache(maximum_bytes=100)
    cache.put(A, key(1), ANSWER, size=101)
    assert len(cache) == 0
    assert cache.size == 0
