"""The errors that have an answer of their own. The title of each says what it is."""

from collections.abc import Iterator
from http import HTTPStatus


class AppError(Exception):
    """Base of every error a caller is told about.

    Attributes:
        status: The HTTP status of the answer.
        code: Stable snake_case word, part of the API.
        title: Short summary of the kind of error, the same for every occurrence.
        retry_after: Seconds after which trying again makes sense, sent as `Retry-After`.
    """

    status: HTTPStatus = HTTPStatus.INTERNAL_SERVER_ERROR
    code: str = "internal_error"
    title: str = "Internal error"
    retry_after: int | None = None

    def __init__(self, detail: str) -> None:
        """Keep `detail`, the sentence that says what happened and what to do next."""
        super().__init__(detail)
        self.detail = detail


class NotAuthenticatedError(AppError):
    status = HTTPStatus.UNAUTHORIZED
    code = "not_authenticated"
    title = "Sign in first"


class BadCredentialsError(AppError):
    status = HTTPStatus.UNAUTHORIZED
    code = "bad_credentials"
    title = "Wrong user name or password"


class TooManyAttemptsError(AppError):
    status = HTTPStatus.TOO_MANY_REQUESTS
    code = "too_many_attempts"
    title = "Too many failed sign-ins"

    def __init__(self, detail: str, *, retry_after: int = 1) -> None:
        super().__init__(detail)
        self.retry_after = retry_after


class CrossSiteError(AppError):
    status = HTTPStatus.FORBIDDEN
    code = "cross_site"
    title = "Refused a request from another site"


class NotAllowedError(AppError):
    status = HTTPStatus.FORBIDDEN
    code = "not_allowed"
    title = "Not allowed"


class UnguardedRouteError(Exception):
    """A route that neither asks who the caller is nor is meant for everybody."""


class UsersUnavailableError(AppError):
    status = HTTPStatus.SERVICE_UNAVAILABLE
    code = "users_unavailable"
    title = "The users file cannot be read"
    retry_after = 5


class ShuttingDownError(AppError):
    status = HTTPStatus.SERVICE_UNAVAILABLE
    code = "shutting_down"
    title = "The server is shutting down"
    retry_after = 5


class HostNotAllowedError(AppError):
    status = HTTPStatus.BAD_REQUEST
    code = "host_not_allowed"
    title = "Unknown host name"


class BodyTooLargeError(AppError):
    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    code = "body_too_large"
    title = "The request body is too large"


class BodyTypeError(AppError):
    status = HTTPStatus.UNSUPPORTED_MEDIA_TYPE
    code = "wrong_body_type"
    title = "The request body is of another type"


class InvalidRequestError(AppError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    code = "invalid_request"
    title = "The request is not valid"


class BadRequestError(AppError):
    status = HTTPStatus.BAD_REQUEST
    code = "bad_request"
    title = "The request cannot be read"


class HeadersTooLargeError(AppError):
    status = HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
    code = "headers_too_large"
    title = "The request headers are too large"


class RequestTimeoutError(AppError):
    status = HTTPStatus.REQUEST_TIMEOUT
    code = "request_timeout"
    title = "The request did not arrive in time"


class PageNotFoundError(AppError):
    status = HTTPStatus.NOT_FOUND
    code = "not_found"
    title = "Nothing is here"


class MethodNotAllowedError(AppError):
    status = HTTPStatus.METHOD_NOT_ALLOWED
    code = "method_not_allowed"
    title = "Method not allowed"


class ReleaseNotFoundError(AppError):
    status = HTTPStatus.NOT_FOUND
    code = "release_not_found"
    title = "No such release"


class EntityNotFoundError(AppError):
    status = HTTPStatus.NOT_FOUND
    code = "entity_not_found"
    title = "No such entity"


class AmbiguousEntityError(AppError):
    status = HTTPStatus.CONFLICT
    code = "ambiguous_entity"
    title = "The id stands at several places"


class TemporalError(AppError):
    """Base of everything that went wrong between us and Temporal."""

    status = HTTPStatus.SERVICE_UNAVAILABLE
    code = "temporal_failed"
    title = "Temporal could not answer"
    retry_after = 2


class TemporalUnreachableError(TemporalError):
    code = "temporal_unreachable"
    title = "Temporal unreachable"


class TemporalTimeoutError(TemporalError):
    code = "timed_out"
    title = "Temporal did not answer in time"


class TaskQueueSilentError(TemporalTimeoutError):
    """The worker behind a task queue did not answer others in time, so it was not asked."""


class TemporalBusyError(TemporalError):
    code = "temporal_busy"
    title = "Temporal is at its rate limit"


class TemporalDeniedError(TemporalError):
    code = "temporal_denied"
    title = "Temporal refused access"
    retry_after = 30


class NamespaceNotFoundError(TemporalError):
    code = "namespace_not_found"
    title = "Temporal namespace not found"
    retry_after = 30


class WorkflowNotFoundError(TemporalError):
    """No workflow has this id. Becomes a 404 or an unknown node where it is caught."""

    code = "workflow_not_found"
    title = "No such workflow"


class WorkflowVanishedError(WorkflowNotFoundError):
    """A workflow that was there before is gone: deleted, or past its namespace's retention."""


class NoWorkerError(TemporalError):
    code = "no_worker"
    title = "No worker polls the task queue"
    retry_after = 5


class QueryFailedError(TemporalError):
    code = "query_failed"
    title = "The workflow's query failed"
    retry_after = 5


class QueryHandlerMissingError(QueryFailedError):
    code = "query_handler_missing"
    title = "The workflow does not answer this query"


class WorkflowTaskFailingError(QueryFailedError):
    code = "workflow_task_failing"
    title = "The workflow's code fails"


class WorkflowNotStartedError(TemporalError):
    """The workflow exists, and its first task is still to come: a start delay, for instance."""

    code = "not_started"
    title = "The workflow has not begun"


class BetweenRunsError(WorkflowNotStartedError):
    """The workflow's last run has ended, and its next one waits for its time: a retry or a schedule."""

    code = "between_runs"
    title = "The workflow waits for its next run"


class WorkflowPausedError(TemporalError):
    code = "execution_paused"
    title = "The workflow is paused"
    retry_after = 5


class AnswerNotUnderstoodError(TemporalError):
    code = "answer_not_understood"
    title = "The workflow's answer was not understood"
    retry_after = 5


class RunClosedError(Exception):
    """A run that was described as open has closed since, or was paused: describe it again."""


def all_codes() -> list[str]:
    """Every code that an answer may have, sorted."""
    return sorted({error.code for error in _with_kinds(AppError)})


def _with_kinds(error: type[AppError]) -> Iterator[type[AppError]]:
    yield error
    for kind in error.__subclasses__():
        yield from _with_kinds(kind)
