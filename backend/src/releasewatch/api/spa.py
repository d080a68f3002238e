"""The dashboard's files: what answers when no route has the path."""

import gzip
import hashlib
import os
import re
from functools import lru_cache
from http import HTTPStatus
from mimetypes import guess_type
from pathlib import Path

import brotli
from fastapi import Response
from fastapi.responses import FileResponse, PlainTextResponse
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.staticfiles import NotModifiedResponse, PathLike, StaticFiles
from starlette.types import Receive, Scope, Send
from typing_extensions import override

from releasewatch.api.middleware.base_path import base_path
from releasewatch.core.negotiation import IDENTITY, asks_for, is_known, rank_encodings

_PAGE = "index.html"
_ASSETS = "assets"
_NOT_PAGES = frozenset({"api", "docs", "openapi.json", _ASSETS})
# Pages for clients that do not ask for HTML as well, such as curl, link checkers and monitors.
_PAGES = re.compile(r"/(?:login|legend|system|versions|compare|open|releases(?:/release:[^/]+)?)?")
_RANGE = re.compile(r"\s*(\d{1,18})?-(\d{1,18})?\s*")
_ENCODINGS = (("br", ".br"), ("gzip", ".gz"))
# The build names every asset after its content.
_FOR_EVER = "public, max-age=31536000, immutable"
_ASK_AGAIN = "no-cache"
_ALLOWED = {"Allow": "GET, HEAD"}
_NOT_BUILT = """The dashboard is not built.

In a copy of the project, `make setup` builds it and `make run` shows it.
Elsewhere, RELEASEWATCH_DASHBOARD_DIR names the folder that holds its index.html.
The API works without it: see /docs.
"""


class Dashboard(StaticFiles):
    """Serves the built files, and its page for every address that the dashboard itself routes.

    Set as the router's default, so that it only sees what no route matched: a wrong method on a route stays a 405.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(directory=folder, check_dir=False)
        self._folder = folder

    @override
    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await super().__call__(scope, receive, send)
            return
        if scope["method"] == "OPTIONS":
            raise HTTPException(HTTPStatus.METHOD_NOT_ALLOWED, headers=_ALLOWED)
        if scope["method"] not in {"GET", "HEAD"}:
            # A page is there for whoever reads it, and not because a browser asks.
            read = await self._respond({**scope, "method": "GET", "headers": []})
            if read.status_code == HTTPStatus.NOT_FOUND:
                raise HTTPException(HTTPStatus.NOT_FOUND)
            raise HTTPException(HTTPStatus.METHOD_NOT_ALLOWED, headers=_ALLOWED)
        _forget_wrong_range(scope)
        response = await self._respond(scope)
        await response(scope, receive, send)

    async def _respond(self, scope: Scope) -> Response:
        path = self.get_path(scope)
        if path != _PAGE:
            try:
                return await self.get_response(path, scope)
            except HTTPException as error:
                if error.status_code != HTTPStatus.NOT_FOUND or not _is_page(scope):
                    raise
        return await self._respond_with_page(scope)

    async def _respond_with_page(self, scope: Scope) -> Response:
        file, base = self._folder / _PAGE, base_path(scope)
        if not file.is_file():
            return PlainTextResponse(_NOT_BUILT, HTTPStatus.NOT_FOUND)
        if not base:
            return await self.get_response(_PAGE, scope)
        request_headers = Headers(scope=scope)
        forms = _page_below(base, file, file.stat().st_mtime_ns)
        encoding = _choose_encoding(request_headers, [name for name in forms if name != IDENTITY])
        content = forms[encoding]
        etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
        response = Response(content, media_type="text/html", headers={"ETag": etag})
        return self._finish(response, request_headers, encoding, _ASK_AGAIN)

    @override
    def file_response(
        self, full_path: PathLike, stat_result: os.stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        """Send a file, in the smallest form that was built and the browser takes."""
        request_headers, plain = Headers(scope=scope), Path(full_path)
        built = {name: plain.with_name(plain.name + suffix) for name, suffix in _ENCODINGS}
        encoding = _choose_encoding(request_headers, [name for name, path in built.items() if path.is_file()])
        chosen = built.get(encoding, plain)
        response = FileResponse(chosen, status_code, media_type=guess_type(full_path)[0], stat_result=chosen.stat())
        kept = _FOR_EVER if _first_segment(scope) == _ASSETS else _ASK_AGAIN
        return self._finish(response, request_headers, encoding, kept)

    def _finish(self, response: Response, request_headers: Headers, encoding: str, kept: str) -> Response:
        """Say what an answer is encoded as and how long it may be kept; 304 for what the client has."""
        response.headers["Cache-Control"] = kept
        response.headers["Vary"] = "Accept-Encoding"
        if encoding != IDENTITY:
            response.headers["Content-Encoding"] = encoding
        known = ", ".join(request_headers.getlist("if-none-match"))
        if is_known(response.headers["ETag"], known) or self.is_not_modified(response.headers, request_headers):
            return NotModifiedResponse(response.headers)
        return response


@lru_cache(maxsize=8)
def _page_below(base: str, file: Path, _written_at: int) -> dict[str, bytes]:
    """The page with its addresses below a path, in each encoding. The build writes all of them from the root."""
    page = file.read_bytes().replace(b'="/', f'="{base}/'.encode())
    return {"br": brotli.compress(page), "gzip": gzip.compress(page, mtime=0), IDENTITY: page}


def _choose_encoding(request_headers: Headers, offered: list[str]) -> str:
    ranked = rank_encodings(", ".join(request_headers.getlist("accept-encoding")), offered)
    return ranked[0] if ranked else IDENTITY


def _is_page(scope: Scope) -> bool:
    """Whether the dashboard shows something there: where a browser asks, it says itself what is not."""
    if _first_segment(scope) in _NOT_PAGES:
        return False
    return asks_for(Headers(scope=scope).get("accept", ""), "text/html") or bool(_PAGES.fullmatch(scope["path"]))


def _forget_wrong_range(scope: Scope) -> None:
    """Take away a `Range` that is none: by HTTP's rules it is ignored, and Starlette answers 400."""
    headers = MutableHeaders(scope=scope)
    unit, _, ranges = headers.get("range", "").partition("=")
    if "range" in headers and not (unit.strip().lower() == "bytes" and all(map(_is_range, ranges.split(",")))):
        del headers["range"]


def _is_range(text: str) -> bool:
    match = _RANGE.fullmatch(text)
    if match is None or not any(match.groups()):
        return False
    start, end = match.groups()
    return not (start and end) or int(start) <= int(end)


def _first_segment(scope: Scope) -> str:
    return str(scope["path"]).removeprefix("/").partition("/")[0]
