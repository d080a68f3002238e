"""The settings: read once from the environment, checked, then frozen."""

import ipaddress
import os
import re
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Literal

import re2
from pydantic import AfterValidator, BeforeValidator, Field, PositiveInt, SecretStr, TypeAdapter, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from releasewatch.core.settings_json import parse_json

ENV_PREFIX = "RELEASEWATCH_"
LOOPBACK_HOSTS = ("localhost", "127.0.0.1", "[::1]")
SECRET_MIN_BYTES = 32
SECRET_MIN_CHARACTERS = 8

_PACKAGE = Path(__file__).resolve().parent.parent
_PACKAGED_DASHBOARD = _PACKAGE / "dashboard"
_REPOSITORY_DASHBOARD = _PACKAGE.parents[2] / "frontend" / "dist"

# Printed in tutorials and templates, so everybody knows them. The long one is FastAPI's own example.
_EXAMPLE_SECRETS = (
    "09d25e094faa6ca2556c818166b7a9563b93f7099f6f0f4caa6cf63b88e8d3e7",
    "a-string-secret-at-least-256-bits-long",
    "your-256-bit-secret",
    "changeme",
    "changethis",
    "change-me",
    "change-this",
    "replace-me",
    "your-secret-key",
    "your-super-secret",
)


_HOST = re.compile(r"\*|(\*\.)?[a-z0-9_-]+(\.[a-z0-9_-]+)*|\[[0-9a-f:.]+\]")
# No dots at the beginning: browsers and proxies resolve /./ and /../ before we see them.
_BASE_PATH = re.compile(r"(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+")
# What Kubernetes sets in every container for a service that is called releasewatch or releasewatch-something.
_OF_KUBERNETES = re.compile(
    r"RELEASEWATCH_(\w+_)?(SERVICE_HOST=.*|SERVICE_PORT(_\w+)?=.*|PORT(_\d+_\w+)?=(tcp|udp|sctp):.*|PORT_\d+_\w+=.*)"
)
# What the client reads from the environment, or tells the command of `watch --exec`, on a machine that may have a
# server too.
_OF_CLIENT = ("URL", "TOKEN", "CONTEXT", "RELEASE", "CHANGE", "STATUS", "WORD", "HEADLINE")
# Where settings are looked for, and so none itself.
_OF_SETTINGS_FILE = "SETTINGS_FILE"

_NOT_SET = "is not set: `releasewatch init` writes a settings file with one"


class SettingsError(Exception):
    """Unusable settings, as one line that names variables and never values."""


def _split(value: object) -> object:
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(",") if part.strip())
    return value


def _check_secret(secret: SecretStr) -> SecretStr:
    value = secret.get_secret_value()
    if any(example in value.lower() for example in _EXAMPLE_SECRETS):
        raise ValueError("is a published example: make your own, for instance with `openssl rand -hex 32`")
    if len(value.encode()) < SECRET_MIN_BYTES:
        raise ValueError(f"each secret needs at least {SECRET_MIN_BYTES} bytes: try `openssl rand -hex 32`")
    if len(set(value)) < SECRET_MIN_CHARACTERS:
        raise ValueError("repeats too few characters to be random: try `openssl rand -hex 32`")
    return secret


def _check_hosts(hosts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(_read_host(host) for host in hosts)


def _read_host(text: str) -> str:
    """A host name as it is compared: in IDNA form, without the port and a trailing dot."""
    name = text.lower() if text.endswith("]") else re.sub(r":\d+$", "", text).lower().removesuffix(".")
    if not name.isascii():
        name = name.encode("idna").decode()
    if not _HOST.fullmatch(name):
        raise ValueError("wants names such as releases.example.com, *.example.com or [2001:db8::1], and no addresses")
    return name


def _check_proxies(proxies: tuple[str, ...]) -> tuple[str, ...]:
    if proxies == ("*",):
        return proxies
    try:
        networks = [ipaddress.ip_network(each, strict=False) for each in proxies]
    except ValueError as error:
        raise ValueError("wants addresses or networks such as 10.0.0.5 or 10.0.0.0/8") from error
    return tuple(str(each.network_address) if each.num_addresses == 1 else str(each) for each in networks)


def _check_base_path(value: str) -> str:
    path = value.rstrip("/")
    if path and not is_base_path(path):
        raise ValueError("begins with a slash and has plain segments, such as /releases or /tools/releases")
    return path


def is_base_path(path: str) -> bool:
    """Whether a text, without a slash at its end, can be what all addresses begin with."""
    return bool(_BASE_PATH.fullmatch(path))


def _check_release_name(pattern: str) -> str:
    options = re2.Options()
    options.log_errors = False
    try:
        groups = re2.compile(pattern, options).groups
    except re2.error as error:
        raise ValueError(
            "is no regular expression of RE2's syntax, which has neither look-around nor back-references"
        ) from error
    if not groups:
        raise ValueError("has no group: put what matches the name into one, such as release:(?P<name>[a-z-]+)-")
    return pattern


def _check_web_address(value: str) -> str:
    if not value.startswith(("http://", "https://")):
        raise ValueError("must begin with http:// or https://")
    return value.rstrip("/")


Seconds = Annotated[float, Field(gt=0, le=86_400, allow_inf_nan=False)]
CommaSeparated = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split)]
Secret = Annotated[SecretStr, AfterValidator(_check_secret)]
WebAddress = Annotated[str, AfterValidator(_check_web_address)]
StateMap = dict[Literal["*", "release", "wave", "cluster", "bundle", "app"], dict[str, str]]


class Settings(BaseSettings):
    """Everything that can be set, each as `RELEASEWATCH_` and the name in capitals."""

    model_config = SettingsConfigDict(env_prefix=ENV_PREFIX, frozen=True, extra="forbid", hide_input_in_errors=True)

    jwt_secret: Annotated[tuple[Secret, ...], NoDecode, BeforeValidator(_split), Field(min_length=1)] = Field(
        description="Secrets that sign sessions, comma-separated: the first signs, all are accepted. 32 bytes or more."
    )
    users_file: Path = Field(
        Path("users.toml"), description="The file with the users, written by `releasewatch user`, read again on change."
    )
    argon2_memory_kib: int = Field(
        19_456,
        ge=8,
        description="Memory of one password hash in KiB: for new hashes, and the least the users file may contain.",
    )
    freshness_window: Seconds = Field(
        1.0, description="Seconds within which requests for the same tree share one read of Temporal."
    )
    read_deadline: Seconds = Field(
        3.0, description="Seconds after which a read answers with what it has and says it is not complete."
    )
    max_age: Seconds = Field(
        5.0,
        description="Seconds after which a part that was not read again is stale; six times as many for one that has "
        "closed or not begun.",
    )
    read_concurrency: PositiveInt = Field(32, description="Calls to Temporal under way at once for one tree.")
    temporal_rps: Annotated[float, Field(gt=0, allow_inf_nan=False)] | None = Field(
        None,
        description="Queries per second that all replicas ask Temporal for in the long run, at most. Unset: they begin "
        "with 100, and find out what Temporal can take.",
    )
    replicas: Annotated[int, Field(ge=1, le=100)] = Field(
        1, description="How many servers share the load: each takes its part of the budget and of the sign-in limits."
    )
    release_query: Annotated[str, Field(min_length=1)] = Field(
        "WorkflowId STARTS_WITH 'release:'",
        description="The Temporal list filter that makes a workflow a release: what is listed, not what may be read.",
    )
    release_name: Annotated[str, AfterValidator(_check_release_name)] | None = Field(
        None,
        description="A regular expression (RE2) that finds a release's name in its id, as its group `name` or its "
        "first. Unset, or where it finds none: the name that the workflow tells, else the id without its version.",
    )
    state_map: Annotated[StateMap, NoDecode, BeforeValidator(parse_json)] = Field(
        default_factory=dict,
        description='More states and the status each means, as JSON by type: `{"*": {"baking": "running"}}`.',
    )
    approval_signals: CommaSeparated = Field(
        (),
        description="Names of the signals that give approvals, comma-separated: where a release or a wave answers "
        "without `approvals`, its history is read for them. Unset: no history is read for this.",
    )
    stuck_after_attempts: PositiveInt = Field(
        5, description="An activity on this attempt or a later one is shown as stuck."
    )
    stuck_after: Seconds = Field(
        300.0, description="An activity that has been retrying for this many seconds is shown as stuck."
    )
    temporal_ui_url: WebAddress | None = Field(
        None, description="Address of Temporal's web UI, for links from the dashboard. Unset: no links."
    )
    background_read: Annotated[float, Field(ge=10, le=3600, allow_inf_nan=False)] | None = Field(
        None,
        description="Seconds after which the list is read for the metrics' sake while nobody looks. Unset: never.",
    )
    badges: bool = Field(
        False, description="Whether releases have badges, for anyone with a token that was made for them."
    )
    poll_interval: Annotated[float, Field(ge=0.5, le=300, allow_inf_nan=False)] = Field(
        2.0, description="Seconds between two polls of the dashboard while anything is open."
    )
    drain_time: Annotated[float, Field(ge=0, le=60, allow_inf_nan=False)] = Field(
        2.0, description="Seconds for which a server told to stop goes on while `/readyz` already says 503."
    )
    keep_alive: Annotated[int, Field(ge=1, le=86_400)] = Field(
        620,
        description="Seconds for which an idle connection is kept: longer than a proxy or balancer in front keeps it.",
    )
    log_format: Literal["json", "console"] | None = Field(
        None, description="`json` or `console`. Unset: `console` at a terminal, otherwise `json`."
    )
    allowed_hosts: Annotated[CommaSeparated, AfterValidator(_check_hosts)] = Field(
        LOOPBACK_HOSTS,
        description="Host names under which the server may be addressed, comma-separated; `*` allows every name.",
    )
    trusted_proxies: Annotated[CommaSeparated, AfterValidator(_check_proxies)] = Field(
        (), description="Addresses or networks of reverse proxies whose `X-Forwarded-*` headers count, comma-separated."
    )
    base_path: Annotated[str, AfterValidator(_check_base_path)] = Field(
        "", description="What all addresses begin with, such as `/releases`, where the host has other things as well."
    )
    dashboard_dir: Path | None = Field(
        None, description="Folder with the built dashboard. Unset: the one that came with the program."
    )

    @property
    def dashboard(self) -> Path:
        """The folder with the built dashboard, which need not exist."""
        if self.dashboard_dir:
            return self.dashboard_dir
        return _PACKAGED_DASHBOARD if _PACKAGED_DASHBOARD.is_dir() else _REPOSITORY_DASHBOARD


def parse_state_map(text: str) -> StateMap:
    """Read the one setting that commands without a server need."""
    try:
        return TypeAdapter(Annotated[StateMap, BeforeValidator(parse_json)]).validate_python(text)
    except ValidationError as error:
        raise SettingsError(f"{ENV_PREFIX}STATE_MAP: {error.errors()[0]['msg']}") from None


def load_settings() -> Settings:
    """Read the settings from the environment, or raise one line that says all that is wrong."""
    problems = _name_unknown_settings()
    try:
        settings = Settings()
    except ValidationError as error:
        raise SettingsError("; ".join(dict.fromkeys([*problems, *_describe(error)]))) from None
    if problems:
        raise SettingsError("; ".join(problems))
    return settings


def refuse_unknown_settings() -> None:
    """Raise `SettingsError` for a misspelt variable, for commands that read only some: it would be ignored."""
    if problems := _name_unknown_settings():
        raise SettingsError("; ".join(problems))


def _name_unknown_settings() -> list[str]:
    known = [name.upper() for name in Settings.model_fields]
    problems = []
    for variable, value in sorted(os.environ.items()):
        name = variable.upper().removeprefix(ENV_PREFIX)
        is_ours = variable.upper().startswith(ENV_PREFIX) and not _OF_KUBERNETES.fullmatch(f"{variable}={value}")
        if is_ours and name not in (*known, *_OF_CLIENT, _OF_SETTINGS_FILE):
            meant = "".join(f"; did you mean {ENV_PREFIX}{each}?" for each in get_close_matches(name, known, n=1))
            problems.append(f"{variable}: is no setting{meant}")
    return problems


def _describe(error: ValidationError) -> list[str]:
    parts = []
    for problem in error.errors(include_input=False, include_url=False, include_context=False):
        variable = f"{ENV_PREFIX}{str(problem['loc'][0]).upper()}: " if problem["loc"] else ""
        message = _NOT_SET if problem["type"] == "missing" else problem["msg"].removeprefix("Value error, ")
        parts.append(f"{variable}{message}")
    return parts
