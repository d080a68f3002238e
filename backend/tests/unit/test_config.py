"""Settings: where they come from, what is refused, and that the documentation knows them all."""

import re
from pathlib import Path

import pytest
from pydantic import SecretStr

from releasewatch.core.config import ENV_PREFIX, Settings, SettingsError, load_settings
from releasewatch.core.errors import AppError

GOOD_SECRET = "9f2c7e1ab4d8035f6c1e9a7b2d4f8063"
DOCS = Path(__file__).parents[3] / "docs"


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"{ENV_PREFIX}{name.upper()}", raising=False)
    monkeypatch.setenv("RELEASEWATCH_JWT_SECRET", GOOD_SECRET)
    return monkeypatch


def refusal() -> str:
    with pytest.raises(SettingsError) as caught:
        load_settings()
    return str(caught.value)


def test_one_secret_is_all_that_is_needed() -> None:
    settings = load_settings()
    assert settings.freshness_window == 1.0
    assert settings.read_deadline == 3.0
    assert settings.release_query == "WorkflowId STARTS_WITH 'release:'"
    assert settings.allowed_hosts == ("localhost", "127.0.0.1", "[::1]")


def test_environment_is_read(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("RELEASEWATCH_JWT_SECRET", f"{GOOD_SECRET}, {GOOD_SECRET[::-1]}")
    environment.setenv("RELEASEWATCH_STATE_MAP", '{"*": {"baking": "running"}, "app": {"soaked": "succeeded"}}')
    environment.setenv("RELEASEWATCH_ALLOWED_HOSTS", "releases.example.com, localhost,")
    environment.setenv("RELEASEWATCH_TEMPORAL_UI_URL", "https://temporal.example.com/")
    settings = load_settings()
    assert [secret.get_secret_value() for secret in settings.jwt_secret] == [GOOD_SECRET, GOOD_SECRET[::-1]]
    assert settings.state_map == {"*": {"baking": "running"}, "app": {"soaked": "succeeded"}}
    assert settings.allowed_hosts == ("releases.example.com", "localhost")
    assert settings.temporal_ui_url == "https://temporal.example.com"


def test_s16_secret_must_be_set(environment: pytest.MonkeyPatch) -> None:
    environment.delenv("RELEASEWATCH_JWT_SECRET")
    assert refusal() == "RELEASEWATCH_JWT_SECRET: is not set"


@pytest.mark.parametrize(
    "secret",
    [
        "",
        ",",
        "too-short",
        "abababababababababababababababababababab",
        "changethis-changethis-changethis-42",
        "09d25e094faa6ca2556c818166b7a9563b93f7099f6f0f4caa6cf63b88e8d3e7",
        f"{GOOD_SECRET},short-second-secret",
    ],
)
def test_s16_weak_secrets_are_refused_without_showing_them(environment: pytest.MonkeyPatch, secret: str) -> None:
    environment.setenv("RELEASEWATCH_JWT_SECRET", secret)
    message = refusal()
    assert message.startswith("RELEASEWATCH_JWT_SECRET: ")
    assert "\n" not in message
    assert not any(len(part) > 3 and part in message for part in secret.split(","))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("POLL_INTERVAL", "quickly"),
        ("POLL_INTERVAL", "nan"),
        ("READ_DEADLINE", "-3"),
        ("READ_CONCURRENCY", "0"),
        ("TEMPORAL_RPS", "inf"),
        ("STATE_MAP", "{baking}"),
        ("STATE_MAP", '{"pod": {"baking": "running"}}'),
        ("STATE_MAP", '["baking"]'),
        ("TEMPORAL_UI_URL", "javascript:alert(1)"),
        ("LOG_FORMAT", "xml-ish"),
        ("RELEASE_QUERY", ""),
    ],
)
def test_wrong_values_name_the_variable(environment: pytest.MonkeyPatch, name: str, value: str) -> None:
    environment.setenv(f"RELEASEWATCH_{name}", value)
    message = refusal()
    assert message.startswith(f"RELEASEWATCH_{name}: ")
    assert "\n" not in message
    assert len(value) < 4 or value not in message


def test_all_that_is_wrong_is_said_at_once(environment: pytest.MonkeyPatch) -> None:
    environment.delenv("RELEASEWATCH_JWT_SECRET")
    environment.setenv("RELEASEWATCH_POLL_INTERVAL", "x")
    assert refusal().count("RELEASEWATCH_") == 2


def test_s18_settings_never_show_their_secrets() -> None:
    settings = Settings(jwt_secret=(SecretStr(GOOD_SECRET),))
    assert GOOD_SECRET not in repr(settings) + str(settings) + settings.model_dump_json()


def test_dashboard_stands_beside_the_program_unless_told_otherwise(tmp_path: Path) -> None:
    settings = load_settings()
    assert settings.dashboard.parts[-2:] == ("frontend", "dist")
    assert settings.model_copy(update={"dashboard_dir": tmp_path}).dashboard == tmp_path


@pytest.mark.parametrize(("name", "field"), Settings.model_fields.items())
def test_every_setting_is_described_and_documented(name: str, field: object) -> None:
    assert getattr(field, "description", None)
    assert f"`RELEASEWATCH_{name.upper()}`" in (DOCS / "operating.md").read_text()


def test_documentation_names_no_setting_that_is_gone() -> None:
    named = set(re.findall(r"^\| `RELEASEWATCH_([A-Z0-9_]+)`", (DOCS / "operating.md").read_text(), re.MULTILINE))
    assert named == {name.upper() for name in Settings.model_fields}


def test_every_error_code_is_documented() -> None:
    documented = set(re.findall(r"^\| `([a-z_]+)` \|", (DOCS / "api.md").read_text(), re.MULTILINE))
    assert documented == {error.code for error in _all_errors(AppError)}


def _all_errors(error: type[AppError]) -> set[type[AppError]]:
    return {error}.union(*(_all_errors(each) for each in error.__subclasses__()))
