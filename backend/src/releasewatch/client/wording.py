"""Releases in plain lines of text, in the API's own words."""

from datetime import UTC, datetime

from releasewatch.client.connection import Json
from releasewatch.client.following import release_of
from releasewatch.client.output import printable

_MOST_UNITS = 2
_UNITS = ((86_400, "d"), (3_600, "h"), (60, "min"), (1, "s"))


def status_line(body: Json) -> str:
    """A release in one line: its word, its name, what is so, and the counts."""
    release, verdict = release_of(body), body["verdict"]
    parts = [f"{verdict['word']}: {title(release)}.", verdict["headline"], verdict["detail"], f"[{counts(release)}]"]
    return printable(" ".join(filter(None, parts)))


def unread_line(page: Json) -> str:
    """How many of those that were looked for may be anything yet, whatever status was wanted; empty where none."""
    unread = page["unread"]
    among = sum(page["facets"].values()) + unread
    are = "is" if unread == 1 else "are"
    return f"{unread:,} of {among:,} releases {are} not read yet. Ask again in a moment." if unread else ""


def culprit_line(body: Json, *, by_path: bool = True) -> str:
    """Where it fails and why: by its path, or by labels as people read it. Empty where the verdict says it all."""
    problem = body.get("culprit") or next(iter(body["problems"] if isinstance(body["problems"], list) else []), None)
    if problem is None or _is_in_verdict(problem, body["verdict"]):
        return ""
    where = problem["path"] if by_path else place(problem)
    approve = f". Approve: {problem['approve_url']}" if problem.get("approve_url") else ""
    return printable(f"{problem['word']}: {where}: {problem.get('cause') or 'no reason given'}{approve}")


def place(problem: Json) -> str:
    """Where a problem is, by labels: of a line that is cut, its name is what is left."""
    above = f" ({' / '.join(problem['place'])})" if problem["place"] else ""
    return f"{problem['label']}{above}"


def _is_in_verdict(problem: Json, verdict: Json) -> bool:
    cause, detail = (str(said or "").rstrip(".") for said in (problem.get("cause"), verdict["detail"]))
    return bool(problem["type"] == "release" and cause and cause == detail)


def title(release: Json) -> str:
    """Name and version, or the id."""
    return " ".join(filter(None, [release.get("name") or release["id"], release.get("version")]))


def counts(node: Json) -> str:
    """How many apps have which status, as the API counts them."""
    return ", ".join(f"{count} {status}" for status, count in node["counts"].items()) or "no apps"


def took(node: Json) -> str:
    """How long it took; empty for what is open or not told."""
    return "" if node.get("duration") is None else f"took {lasting(node['duration'])}"


def lasting(seconds: float) -> str:
    """A duration in its largest two units: '1 h 12 min'."""
    said: list[str] = []
    left = max(1, round(seconds))
    for size, unit in _UNITS:
        if left >= size and len(said) < _MOST_UNITS:
            said.append(f"{left // size} {unit}")
            left %= size
    return " ".join(said)


def as_of(moment: str) -> str:
    """Say that something is the past: 'As of 2026-11-24 11:47:12 UTC, from a file.'."""
    at = datetime.fromisoformat(moment).astimezone(UTC)
    return f"As of {at:%Y-%m-%d %H:%M:%S} UTC, from a file."


def ago(moment: str | None) -> str:
    """How long ago it was, in one unit."""
    if not moment:
        return ""
    seconds = max(0.0, (datetime.now(UTC) - datetime.fromisoformat(moment)).total_seconds())
    size, unit = next(((size, unit) for size, unit in _UNITS if seconds >= size), _UNITS[-1])
    return f"{int(seconds // size)} {unit} ago"
