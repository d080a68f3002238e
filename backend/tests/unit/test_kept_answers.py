"""Kept answers count only under the key they were given under, and stay within their bounds."""

from releasewatch.models.answers.answer import Understood
from releasewatch.models.entities import ExecutionStatus
from releasewatch.models.executions import Key
from releasewatch.services.workflows.answer_cache import KeptAnswers, Question


def key(count: int) -> Key:
    return "run", count, ExecutionStatus.RUNNING


A, B, C = (Question(f"app:{name}", "get_app_state") for name in "abc")
ANSWER = Understood(None)


def test_gives_an_answer_only_under_its_key() -> None:
    kept = KeptAnswers()
    kept.keep(A, key(3), ANSWER, size=10)
    assert kept.get(A, key(3)) is ANSWER
    assert kept.get(A, key(5)) is None
    assert kept.get(B, key(3)) is None
    assert kept.get(Question("app:a", "get_app_state", "app:x"), key(3)) is None


def test_the_least_recently_used_goes_first() -> None:
    kept = KeptAnswers(maximum_count=2)
    for question in (A, B):
        kept.keep(question, key(1), ANSWER, size=1)
    kept.get(A, key(1))
    kept.keep(C, key(1), ANSWER, size=1)
    assert kept.get(A, key(1)) is ANSWER
    assert kept.get(B, key(1)) is None
    assert len(kept) == 2


def test_bytes_are_bounded_and_add_up_when_an_answer_is_replaced() -> None:
    kept = KeptAnswers(maximum_bytes=100)
    kept.keep(A, key(1), ANSWER, size=60)
    kept.keep(A, key(2), ANSWER, size=50)
    assert kept.size == 50
    kept.keep(B, key(1), ANSWER, size=51)
    assert kept.size == 51
    assert kept.get(A, key(2)) is None


def test_an_answer_larger_than_all_is_not_kept() -> None:
    kept = KeptAnswers(maximum_bytes=100)
    kept.keep(A, key(1), ANSWER, size=101)
    assert len(kept) == 0
    assert kept.size == 0
