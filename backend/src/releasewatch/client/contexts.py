"""Which server is asked and as whom: flags, the environment, and a file that only its owner can read."""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import tomli_w

from releasewatch.client.errors import NotSignedInError, UsageError

URL_VARIABLE = "RELEASEWATCH_URL"
TOKEN_VARIABLE = "RELEASEWATCH_TOKEN"  # noqa: S105 - the name of a variable
CONTEXT_VARIABLE = "RELEASEWATCH_CONTEXT"
_FIELDS = ("url", "token", "username")


@dataclass(frozen=True, slots=True)
class Context:
    """One server, and the token that it knows us by."""

    name: str
    url: str
    token: str = field(default="", repr=False)
    username: str = ""


@dataclass(frozen=True, slots=True)
class Contexts:
    """All that the file holds."""

    by_name: Mapping[str, Context] = field(default_factory=dict)
    current: str = ""

    def named(self, name: str) -> Context:
        """The context of this name, or `UsageError`."""
        if name not in self.by_name:
            known = ", ".join(self.by_name) or "none"
            raise UsageError(f"There is no context {name}. Known: {known}. `releasewatch login` makes one.")
        return self.by_name[name]

    def at(self, url: str) -> Context | None:
        """The context of a server, the current one first."""
        found = [each for each in self.by_name.values() if each.url == url]
        return next((each for each in found if each.name == self.current), found[0] if found else None)

    def with_(self, context: Context) -> "Contexts":
        """With this context, as the current one."""
        return Contexts({**self.by_name, context.name: context}, context.name)


def config_path(environment: Mapping[str, str] = os.environ) -> Path:
    """Where the file is."""
    home = environment.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    return Path(home) / "releasewatch" / "config.toml"


def read_contexts(path: Path) -> Contexts:
    """Read the file. One that is missing holds nothing."""
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Contexts()
    except (OSError, ValueError) as error:
        raise UsageError(f"{path} cannot be read: {error}") from error
    entries = document.get("contexts", {})
    return Contexts({name: _context(name, entry) for name, entry in entries.items()}, str(document.get("current", "")))


def write_contexts(path: Path, contexts: Contexts) -> None:
    """Write the file, in one go and for its owner alone."""
    document = {
        "current": contexts.current,
        "contexts": {each.name: {name: getattr(each, name) for name in _FIELDS} for each in contexts.by_name.values()},
    }
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = path.with_suffix(f".{os.getpid()}")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        tomli_w.dump(document, file)
    fresh.replace(path)


@dataclass(frozen=True, slots=True)
class Choice:
    """What a command was told about the server: by flags, which go first, and by the environment."""

    url: str = ""
    context: str = ""
    environment: Mapping[str, str] = field(default_factory=lambda: os.environ)

    def choose(self, contexts: Contexts) -> Context:
        """The server to ask. A named context brings its own token: one from the environment is another server's."""
        if self.context:
            return contexts.named(self.context)
        token = self.environment.get(TOKEN_VARIABLE, "")
        context = self._by_url(contexts) or self._from_file(contexts)
        return replace(context, token=token) if token else context

    def _by_url(self, contexts: Contexts) -> Context | None:
        url = self.url or self.environment.get(URL_VARIABLE, "")
        return (contexts.at(clean_url(url)) or Context("", clean_url(url))) if url else None

    def _from_file(self, contexts: Contexts) -> Context:
        name = self.environment.get(CONTEXT_VARIABLE) or contexts.current
        if not name:
            raise NotSignedInError(f"No server is chosen. Run `releasewatch login`, or set {URL_VARIABLE}.")
        return contexts.named(name)


def clean_url(url: str) -> str:
    """The address as it is stored and compared."""
    if not url.startswith(("http://", "https://")):
        raise UsageError(f"{url} is not an address of a server: it has to begin with http:// or https://.")
    return url.rstrip("/")


def _context(name: str, entry: Any) -> Context:  # noqa: ANN401 - whatever the file holds
    fields = {each: str(entry.get(each, "")) for each in _FIELDS} if isinstance(entry, dict) else {"url": ""}
    return Context(name, **fields)
