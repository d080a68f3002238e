"""Which server is asked, as whom, and where that is kept."""

from pathlib import Path

import pytest

from releasewatch.client.contexts import Choice, Context, Contexts, clean_url, read_contexts, write_contexts
from releasewatch.client.errors import ClientError, NotSignedInError, UsageError

PROD = Context("prod", "https://prod.test", "prod-token", "alice")
LAB = Context("lab", "https://lab.test", "lab-token", "bob")
BOTH = Contexts({"prod": PROD, "lab": LAB}, "prod")


def test_s40_what_is_written_is_read_again_and_its_owner_alone_may(tmp_path: Path) -> None:
    path = tmp_path / "new" / "config.toml"
    assert read_contexts(path) == Contexts()
    write_contexts(path, BOTH)
    write_contexts(path, BOTH)
    assert read_contexts(path) == BOTH
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert [each.name for each in path.parent.iterdir()] == ["config.toml"]


def test_s40_a_file_that_others_could_read_is_its_owners_alone_again(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text("")
    path.chmod(0o644)
    write_contexts(path, BOTH)
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_broken_file_is_one_line(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text("current = ")
    with pytest.raises(UsageError, match=r"config\.toml cannot be read"):
        read_contexts(path)


def test_s40_tokens_are_not_shown() -> None:
    assert "prod-token" not in repr(BOTH)


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        (Choice(environment={}), PROD),
        (Choice(context="lab", environment={}), LAB),
        (Choice(url="https://lab.test/", environment={}), LAB),
        (Choice(environment={"RELEASEWATCH_CONTEXT": "lab"}), LAB),
        (Choice(environment={"RELEASEWATCH_URL": "https://lab.test"}), LAB),
        (
            Choice(environment={"RELEASEWATCH_URL": "https://new.test", "RELEASEWATCH_TOKEN": "t"}),
            Context("", "https://new.test", "t"),
        ),
        # Neither is told what is another's.
        (Choice(context="lab", environment={"RELEASEWATCH_TOKEN": "t", "RELEASEWATCH_URL": "https://x"}), LAB),
        (Choice(url="https://new.test", environment={}), Context("", "https://new.test")),
    ],
)
def test_flags_go_before_the_environment_and_that_before_the_file(choice: Choice, expected: Context) -> None:
    assert choice.choose(BOTH) == expected


@pytest.mark.parametrize(
    ("choice", "contexts", "error"),
    [
        (Choice(environment={}), Contexts(), NotSignedInError),
        (Choice(context="nope", environment={}), BOTH, UsageError),
        (Choice(url="prod.test", environment={}), BOTH, UsageError),
    ],
)
def test_what_is_not_known_is_said(choice: Choice, contexts: Contexts, error: type[ClientError]) -> None:
    with pytest.raises(error):
        choice.choose(contexts)


def test_addresses_are_compared_without_the_last_slash() -> None:
    assert clean_url("https://a.test/base/") == "https://a.test/base"
