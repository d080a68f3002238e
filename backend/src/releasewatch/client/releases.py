"""Names of releases, and of what is in them, as people type them."""

from urllib.parse import quote

from releasewatch.client.connection import Api, Json
from releasewatch.client.errors import NotFoundError, UsageError

PREFIX = "release:"
_MOST_ROWS = 200
_MOST_CANDIDATES = 10


def release_id(api: Api, name: str) -> str:
    """The id of the one release that a part of an id, a name or a version names. A full id is taken as it is."""
    if name.startswith(PREFIX):
        return name
    rows: list[Json] = api.get("/api/releases", {"q": name, "page_size": _MOST_ROWS}).json["items"]
    exact = [row for row in rows if name in (row["id"].removeprefix(PREFIX), row.get("name"))]
    found = exact if len(exact) == 1 else rows
    if not found:
        raise NotFoundError(f"No release has {name} in its id, name or version.", "release_not_found")
    if len(found) > 1:
        candidates = [f"  {row['id']}" for row in found[:_MOST_CANDIDATES]]
        more = [f"  and {len(found) - len(candidates)} more"] if len(found) > len(candidates) else []
        raise UsageError("\n".join([f"{name} matches {len(found)} releases:", *candidates, *more]))
    return str(found[0]["id"])


def address(entity_id: str) -> str:
    """An id as a part of an address: what is no id must not lead to another release than the one that is meant."""
    return quote(entity_id, safe=":")


def release_path(api: Api, name: str) -> str:
    """Where the API has the release that a name names."""
    return f"/api/releases/{address(release_id(api, name))}"


def entity_question(release: str, path: str) -> tuple[str, dict[str, str]]:
    """Where to ask for a node: by its path, from the release or from below it, or by its id alone."""
    where = f"/api/entities/{address(path.rpartition('/')[2])}"
    if "/" not in path:
        return where, {"release_id": release}
    return where, {"path": path if path.startswith(PREFIX) else f"{release}/{path}"}
