"""The table of errors, and how one is rendered."""

import json
from http import HTTPStatus

import pytest

from releasewatch.api.errors import answer, problems
from releasewatch.core.errors import (
    AppError,
    InvalidRequestError,
    NotAuthenticatedError,
    NoWorkerError,
    TemporalBusyError,
    TemporalError,
    TooManyAttemptsError,
)
from releasewatch.models.problem import InvalidRequest, Problem


def all_errors(error: type[AppError] = AppError) -> list[type[AppError]]:
    return [error, *(each for below in error.__subclasses__() for each in all_errors(below))]


def test_one_code_means_one_thing() -> None:
    meanings = {(error.code, error.status, error.title) for error in all_errors()}
    assert len(meanings) == len({error.code for error in all_errors()})


RETRIED = {HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.TOO_MANY_REQUESTS}


@pytest.mark.parametrize("error", all_errors(), ids=lambda error: error.code)
def test_every_error_is_a_complete_problem(error: type[AppError]) -> None:
    response = answer(error("What happened."), "id-1")
    problem = json.loads(bytes(response.body))
    assert Problem.model_validate(problem).code == error.code
    assert problem["detail"] == "What happened."
    assert response.status_code == problem["status"] == error.status
    assert response.media_type == "application/problem+json"
    assert ("www-authenticate" in response.headers) == (error.status == HTTPStatus.UNAUTHORIZED)
    assert ("retry-after" in response.headers) == (error.status in RETRIED)
    assert error.title[0].isupper()


def test_r11_clients_are_not_all_told_the_same_moment() -> None:
    told = {answer(TemporalBusyError("busy"), "x").headers["retry-after"] for _ in range(200)}
    assert told == {"2", "3", "4"}
    exact = {answer(TooManyAttemptsError("no", retry_after=250), "x").headers["retry-after"] for _ in range(200)}
    assert exact == {"250"}


def test_text_that_utf8_cannot_carry_is_no_trouble() -> None:
    assert json.loads(bytes(answer(TemporalError("\ud800"), "x").body))["detail"] == "\ud800"


def test_documented_errors_are_grouped_by_status() -> None:
    documented = problems(NotAuthenticatedError, NoWorkerError, TemporalBusyError, InvalidRequestError)
    assert list(documented) == [401, 503, 422]
    assert documented[503]["description"] == (
        "`no_worker`: No worker polls the task queue. `temporal_busy`: Temporal is at its rate limit."
    )
    assert (documented[401]["model"], documented[422]["model"]) == (Problem, InvalidRequest)
