"""Whether a request comes from our own pages: by what the browser says, and by the names that we go by."""

import ipaddress
from collections.abc import Iterator, Sequence
from typing import NamedTuple
from urllib.parse import urlsplit

from fastapi import Request
from starlette.types import Scope

from releasewatch.api.middleware.limits import client_ip

_DEFAULT_PORTS = {"http": 80, "https": 443}


class _Place(NamedTuple):
    """A host name and a port; None: any port."""

    name: str
    port: int | None

    def is_at(self, other: "_Place") -> bool:
        return self.name == other.name and (self.port is None or self.port == other.port)


def is_same_origin(request: Request, trusted_proxies: Sequence[str]) -> bool:
    """Whether our own page sent it. A client without these headers is no browser, and holds no cookie to be misused."""
    site = request.headers.get("sec-fetch-site")
    if site:
        return site == "same-origin"
    origin = request.headers.get("origin")
    return origin is None or _is_ours(origin, request, trusted_proxies)


def _is_ours(origin: str, request: Request, trusted_proxies: Sequence[str]) -> bool:
    scheme, _, rest = origin.partition("://")
    place = _place(rest)
    if place is None or scheme not in _DEFAULT_PORTS or (scheme == "http" and request.scope["scheme"] == "https"):
        return False
    default = _DEFAULT_PORTS[scheme]
    asked = _Place(place.name, place.port or default)
    host = _place(request.headers.get("host", ""))
    ours = [_Place(host.name, host.port or default)] if host else []
    if is_proxied(request.scope, trusted_proxies):
        ours += _forwarded(request, host)
    return any(each.is_at(asked) for each in ours)


def _forwarded(request: Request, host: _Place | None) -> Iterator[_Place]:
    """How a proxy says that it was addressed. Many pass the name on without the port."""
    port = request.headers.get("x-forwarded-port", "")
    named = _place(request.headers.get("x-forwarded-host", "").partition(",")[0].strip())
    for each in (host, named):
        if each:
            yield _Place(each.name, each.port or (int(port) if port.isdecimal() else None))


def _place(host: str) -> _Place | None:
    """Read what stands in `Host`, or between the slashes of an origin."""
    try:
        parts = urlsplit(f"//{host}")
        name, port = parts.hostname, parts.port
    except ValueError:
        return None
    is_host = name and parts.netloc == host and "@" not in host
    return _Place(name.removesuffix("."), port) if name and is_host else None


def is_proxied(scope: Scope, trusted_proxies: Sequence[str]) -> bool:
    """Whether one of the named proxies sent it, for any client."""
    peer = scope.get("state", {}).get("peer") or client_ip(scope) or ""
    if tuple(trusted_proxies) == ("*",):
        return True
    try:
        address = ipaddress.ip_address(peer)
    except ValueError:
        return False
    return any(address in ipaddress.ip_network(each) for each in trusted_proxies)
