"""Settings: where they come from, what is refused, and that the documentation knows them all."""

import re
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pydantic import SecretStr

from releasewatch.core.config import ENV_PREFIX, Settings, SettingsError, load_settings
from releasewatch.core.errors import AppError
from releasewatch.main import build_state_table
from releasewatch.models.status import EntityType, Status

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


@pytest.mark.parametrize(
    ("state_map", "why"),
    [
        ('{"app": {"soaked": "succeeded", "Soaked": "failed"}}', "'Soaked' stands twice, for succeeded and failed"),
        (
            '{"*": {"smoke-test": "running", "smokeTest": "waiting"}}',
            "'smokeTest' stands twice, for running and waiting",
        ),
        ('{"app": {"soaked": "succeeded", "soaked": "failed"}}', "'soaked' stands twice"),
        ('{"app": {"a": "failed"}, "app": {"b": "failed"}}', "'app' stands twice"),
        ("[" * 100_000, "is not JSON"),
    ],
    ids=str,
)
def test_no_state_of_the_setting_is_forgotten(environment: pytest.MonkeyPatch, state_map: str, why: str) -> None:
    environment.setenv("RELEASEWATCH_STATE_MAP", state_map)
    with pytest.raises(SettingsError) as caught:
        build_state_table(load_settings().state_map)
    assert str(caught.value).startswith("RELEASEWATCH_STATE_MAP: ")
    assert why in str(caught.value)


def test_a_state_may_stand_twice_for_the_same(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("RELEASEWATCH_STATE_MAP", '{"app": {"soaked": "succeeded", "SOAKED": "succeeded"}}')
    assert build_state_table(load_settings().state_map).status(EntityType.APP, "Soaked") is Status.SUCCEEDED


def test_s16_secret_must_be_set(environment: pytest.MonkeyPatch) -> None:
    environment.delenv("RELEASEWATCH_JWT_SECRET")
    assert refusal() == "RELEASEWATCH_JWT_SECRET: is not set: `releasewatch init` writes a settings file with one"


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
        ("RELEASE_NAME", "release:("),
        ("RELEASE_NAME", "release:(?=shop)(.*)"),
        ("RELEASE_NAME", "release:.*"),
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


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("TRUSTED_PROXY", "TRUSTED_PROXIES"),
        ("ALLOWED_HOST", "ALLOWED_HOSTS"),
        ("JWT_SECRETS", "JWT_SECRET"),
        ("USER_FILE", "USERS_FILE"),
        ("POLLINTERVAL", "POLL_INTERVAL"),
        ("KEEPALIVE", "KEEP_ALIVE"),
        ("LOG_FROMAT", "LOG_FORMAT"),
    ],
)
def test_misspelt_settings_are_refused_by_name(environment: pytest.MonkeyPatch, written: str, meant: str) -> None:
    environment.setenv(f"RELEASEWATCH_{written}", "10.0.0.5")
    assert refusal() == f"RELEASEWATCH_{written}: is no setting; did you mean RELEASEWATCH_{meant}?"


@given(name=st.sampled_from(list(Settings.model_fields)), data=st.data())
def test_a_slip_of_the_finger_is_never_ignored(name: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(name) - 1))
    slip = data.draw(st.sampled_from(["", "X", name[place] * 2]))
    written = name[:place] + slip + name[place + 1 :]
    assume(written.lower() not in Settings.model_fields)
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv(f"RELEASEWATCH_{written.upper()}", "1")
        assert refusal() == f"RELEASEWATCH_{written.upper()}: is no setting; did you mean RELEASEWATCH_{name.upper()}?"


def test_what_resembles_no_setting_is_refused_too(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("RELEASEWATCH_QUARKS", "")
    environment.setenv("RELEASEWATCH_POLL_INTERVAL", "x")
    assert refusal().startswith("RELEASEWATCH_QUARKS: is no setting; RELEASEWATCH_POLL_INTERVAL: ")


def test_settings_may_be_written_small(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("releasewatch_poll_interval", "7")
    assert load_settings().poll_interval == 7


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SERVICE_HOST", "10.96.0.12"),
        ("SERVICE_PORT", "80"),
        ("SERVICE_PORT_HTTP", "80"),
        ("PORT", "tcp://10.96.0.12:80"),
        ("PORT_80_TCP", "tcp://10.96.0.12:80"),
        ("PORT_80_TCP_PROTO", "tcp"),
        ("PORT_80_TCP_ADDR", "10.96.0.12"),
        ("CANARY_SERVICE_HOST", "10.96.0.13"),
        ("CANARY_PORT_8000_TCP_PORT", "8000"),
    ],
)
def test_what_kubernetes_sets_for_a_service_is_left_alone(
    environment: pytest.MonkeyPatch, name: str, value: str
) -> None:
    environment.setenv(f"RELEASEWATCH_{name}", value)
    assert load_settings().poll_interval == 2


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("releases.example.com:8443", ("releases.example.com",)),
        ("Releases.Example.COM.", ("releases.example.com",)),
        ("*.example.com,*", ("*.example.com", "*")),
        ("[2001:DB8::1], 10.0.0.7", ("[2001:db8::1]", "10.0.0.7")),
        ("müller.example", ("xn--mller-kva.example",)),
    ],
)
def test_hosts_are_read_however_they_are_written(
    environment: pytest.MonkeyPatch, written: str, read: tuple[str, ...]
) -> None:
    environment.setenv("RELEASEWATCH_ALLOWED_HOSTS", written)
    assert load_settings().allowed_hosts == read


@pytest.mark.parametrize(
    "written", ["https://releases.example.com", "a.example/b", "*example.com", "2001:db8::1", "a b"]
)
def test_hosts_that_no_request_could_have_are_refused(environment: pytest.MonkeyPatch, written: str) -> None:
    environment.setenv("RELEASEWATCH_ALLOWED_HOSTS", written)
    assert refusal().startswith("RELEASEWATCH_ALLOWED_HOSTS: wants names")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("10.0.0.5", ("10.0.0.5",)),
        ("10.0.0.5/24, 2001:DB8::/32", ("10.0.0.0/24", "2001:db8::/32")),
        ("::1", ("::1",)),
        ("*", ("*",)),
        ("", ()),
    ],
)
def test_proxies_are_addresses_or_networks(
    environment: pytest.MonkeyPatch, written: str, read: tuple[str, ...]
) -> None:
    environment.setenv("RELEASEWATCH_TRUSTED_PROXIES", written)
    assert load_settings().trusted_proxies == read


@pytest.mark.parametrize("written", ["nginx", "10.0.0.5:443", "10.0.0.0/33", "10.0.0", "*,10.0.0.5", "http://10.0.0.5"])
def test_proxies_that_could_never_match_are_refused(environment: pytest.MonkeyPatch, written: str) -> None:
    environment.setenv("RELEASEWATCH_TRUSTED_PROXIES", written)
    assert refusal().startswith("RELEASEWATCH_TRUSTED_PROXIES: wants addresses")


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


@pytest.mark.parametrize(("written", "read"), [("", ""), ("/", ""), ("/releases/", "/releases"), ("/a/b.c", "/a/b.c")])
def test_a_base_path_is_read_however_it_ends(environment: pytest.MonkeyPatch, written: str, read: str) -> None:
    environment.setenv("RELEASEWATCH_BASE_PATH", written)
    assert load_settings().base_path == read


@pytest.mark.parametrize("written", ["releases", "//releases", "/a//b", "/a/../b", "/a b", "https://a.example/b"])
def test_a_base_path_without_a_slash_or_with_more_than_names_is_refused(
    environment: pytest.MonkeyPatch, written: str
) -> None:
    environment.setenv("RELEASEWATCH_BASE_PATH", written)
    assert refusal().startswith("RELEASEWATCH_BASE_PATH: begins with a slash and has plain segments")
