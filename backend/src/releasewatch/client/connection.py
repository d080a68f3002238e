"""One server's API over HTTP: requests, and its errors as ours."""

import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, NoReturn, Self

import httpx

from releasewatch.client.back_off import BackOff
from releasewatch.client.contexts import Context
from releasewatch.client.errors import (
    ClientError,
    NotFoundError,
    NotSignedInError,
    NotUnderstoodError,
    UnavailableError,
    UsageError,
)

Json = dict[str, Any]
Parameters = Mapping[str, str | int | Sequence[str]]

ATTEMPTS = 4
_TIMEOUT = httpx.Timeout(10.0, read=30.0)
_MAY_PASS = frozenset({408, 429, 500, 502, 503, 504})
_OF_PROBLEMS = frozenset({"code", "detail"})
_REFUSED: Mapping[int, type[ClientError]] = {401: NotSignedInError, 403: NotSignedInError, 404: NotFoundError}


class _Object(Json):
    """An object of an answer. One without a member that a Releasewatch gives comes from another program."""

    def __missing__(self, name: str) -> NoReturn:
        raise NotUnderstoodError(f"The answer has no `{name}`. Is this the address of a Releasewatch of this version?")


@dataclass(frozen=True, slots=True)
class Answer:
    """A body as the API sent it; `is_new` is false for one that has not changed since it was asked for last."""

    body: bytes
    etag: str = ""
    is_new: bool = True

    @property
    def json(self) -> Json:
        """The body, read. What it lacks raises a `NotUnderstoodError`."""
        found = json.loads(self.body, object_hook=_Object)
        if not isinstance(found, _Object):
            raise NotUnderstoodError("The answer is JSON, but no object. Is this the address of a Releasewatch?")
        return found


class Api:
    """Asks one server. Proxies and certificates come from the environment, as httpx reads it."""

    def __init__(
        self,
        context: Context,
        *,
        renew: Callable[[], Context] | None = None,
        sleep: Callable[[float], None] = time.sleep,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        """Ask the server of a context; `renew` reads the context again when its token has expired."""
        self.context = context
        self._renew = renew or (lambda: context)
        self._sleep = sleep
        self._http = httpx.Client(
            base_url=context.url,
            timeout=_TIMEOUT,
            headers={"User-Agent": "releasewatch-cli"},
            transport=transport,
        )

    def hurried(self, seconds: float) -> Self:
        """Give up after so many seconds."""
        self._http.timeout = httpx.Timeout(seconds)
        return self

    def get(self, path: str, parameters: Parameters | None = None) -> Answer:
        """Ask, and try again a few times where that may help."""
        return self._patiently(lambda: self.ask(path, parameters))

    def post(self, path: str, body: Json) -> Answer:
        """Ask with a body."""
        return self._patiently(lambda: _answer(self._send("POST", path, json=body)))

    def ask(self, path: str, parameters: Parameters | None = None, *, known: Answer | None = None) -> Answer:
        """Ask once, and only for changes where an answer is known already."""
        headers = {"If-None-Match": known.etag} if known and known.etag else {}
        response = self._send("GET", path, params=parameters, headers=headers)
        if known and response.status_code == HTTPStatus.NOT_MODIFIED:
            return Answer(known.body, known.etag, is_new=False)
        return _answer(response)

    def sign_in(self, username: str, password: str) -> str:
        """A token for a terminal."""
        response = self._send("POST", "/api/auth/terminal", data={"username": username, "password": password})
        return str(_answer(response).json["access_token"])

    def sign_out(self) -> None:
        """End the session of the token."""
        self._send("DELETE", "/api/auth/session")

    def _patiently(self, ask: Callable[[], Answer]) -> Answer:
        back_off = BackOff()
        for _ in range(ATTEMPTS - 1):
            try:
                return ask()
            except UnavailableError as error:
                self._sleep(back_off.pause(error.retry_after))
        return ask()

    def _send(self, method: str, path: str, **more: Any) -> httpx.Response:  # noqa: ANN401 - what httpx takes
        response = self._send_once(method, path, **more)
        if response.status_code == HTTPStatus.UNAUTHORIZED and self._has_newer_token():
            response = self._send_once(method, path, **more)
        if response.is_error:
            raise _error(response)
        return response

    def _send_once(self, method: str, path: str, **more: Any) -> httpx.Response:  # noqa: ANN401 - what httpx takes
        headers = {**more.pop("headers", {})}
        if self.context.token:
            headers["Authorization"] = f"Bearer {self.context.token}"
        try:
            return self._http.request(method, path, headers=headers, **more)
        except (httpx.InvalidURL, httpx.UnsupportedProtocol) as error:
            raise UsageError(f"{self.context.url}{path} cannot be asked: {error}") from error
        except httpx.RequestError as error:
            raise UnavailableError(
                f"{self.context.url} does not answer: {str(error) or type(error).__name__}. Is the address right?"
            ) from error

    def _has_newer_token(self) -> bool:
        """Whether the user has signed in again meanwhile, in another terminal."""
        renewed = self._renew()
        is_newer = renewed.token not in ("", self.context.token) and renewed.url == self.context.url
        if is_newer:
            self.context = renewed
        return is_newer


def _answer(response: httpx.Response) -> Answer:
    _require_json(response)
    if _parsed(response) is None:
        raise UnavailableError(f"{response.url} answered with JSON that was cut short on the way.")
    return Answer(response.content, response.headers.get("ETag", ""))


def _require_json(response: httpx.Response) -> None:
    kind = response.headers.get("Content-Type", "").partition(";")[0]
    if response.is_redirect or kind != "application/json":
        where = response.headers.get("Location")
        said = f"sends us to {where}" if where else f"answered with {kind or 'no content'}"
        raise NotUnderstoodError(f"{response.url} {said}. Is this the address of a Releasewatch?")


def _error(response: httpx.Response) -> ClientError:
    problem = _problem(response)
    code = str(problem.get("code", ""))
    message = _sentence(response, problem)
    if response.status_code in _MAY_PASS:
        return UnavailableError(message, code, retry_after=_seconds(response.headers.get("Retry-After", "")))
    if response.status_code == HTTPStatus.UNAUTHORIZED and code != "bad_credentials":
        message = f"{message} Run `releasewatch login`."
    if response.status_code == HTTPStatus.NOT_FOUND and not code:
        return NotUnderstoodError(f"{message} Is this the address of a Releasewatch?")
    return _REFUSED.get(response.status_code, UsageError)(message, code)


def _problem(response: httpx.Response) -> Json:
    """The server's own problem; gateways and other programs have problems of their own, without a code."""
    if response.headers.get("Content-Type", "").partition(";")[0] != "application/problem+json":
        return {}
    problem = _parsed(response)
    is_ours = isinstance(problem, dict) and problem.keys() >= _OF_PROBLEMS and isinstance(problem["code"], str)
    return problem if is_ours else {}


def _parsed(response: httpx.Response) -> Any:  # noqa: ANN401 - whatever JSON holds
    """The body; None where it is no JSON, or `null`."""
    try:
        return response.json()
    except ValueError:
        return None


def _sentence(response: httpx.Response, problem: Json) -> str:
    if not problem:
        return f"{response.url} answered {response.status_code}."
    return "; ".join(_fault(each) for each in problem.get("errors", [])) or str(problem["detail"])


def _fault(error: Json) -> str:
    """What is wrong with a parameter; in a list of values `loc` ends with a number."""
    name = next(part for part in reversed(error["loc"]) if isinstance(part, str))
    return f"{name}: {error['msg']}"


def _seconds(retry_after: str) -> float:
    return float(retry_after) if retry_after.isdecimal() else 0.0
