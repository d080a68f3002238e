"""The settings file: variables for every command of an operator, below those of the environment."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from releasewatch.core.config import ENV_PREFIX, SettingsError

VARIABLE = f"{ENV_PREFIX}SETTINGS_FILE"
NAME = "releasewatch.env"

# As systemd's EnvironmentFile and Docker's --env-file take it too.
_LINE = re.compile(r"(?P<name>[A-Za-z_][A-Za-z0-9_]*)=(?P<value>.*)")


@dataclass(frozen=True, slots=True)
class SettingsFile:
    """The file in force, if there is one, and the variables that came from it."""

    path: Path | None = None
    names: frozenset[str] = field(default_factory=frozenset)


def apply_settings_file() -> SettingsFile:
    """Add the file's variables to the environment, which wins, or raise `SettingsError`.

    The file is the one that `RELEASEWATCH_SETTINGS_FILE` names, else `releasewatch.env` in the current folder.
    """
    named = os.environ.get(VARIABLE)
    path = Path(named or NAME)
    if not named and not path.exists():
        return SettingsFile()
    set_already = {name.upper() for name in os.environ}
    added = {name: value for name, value in _read(path).items() if name.upper() not in set_already}
    os.environ.update(added)
    return SettingsFile(path.resolve(), frozenset(name.upper() for name in added))


def _read(path: Path) -> Mapping[str, str]:
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except OSError as error:
        raise SettingsError(f"{path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise SettingsError(f"{path}: is not UTF-8") from error
    values = {}
    for number, line in enumerate(map(str.strip, lines), start=1):
        if line and not line.startswith("#"):
            match = _LINE.fullmatch(line)
            if match is None:
                raise SettingsError(f"{path}: line {number} is not NAME=value")
            values[match["name"]] = match["value"]
    return values
