"""Long text is cut, and says how long it was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from releasewatch.core.text import cleaned, shorten


@pytest.mark.parametrize("unfit", ["\0", "\x1b", "\x7f", "\x9b", "\x9d", "\ud83d"])
def test_what_a_terminal_obeys_or_utf_8_cannot_carry_is_taken_out(unfit: str) -> None:
    assert cleaned(f"a\tb\n{unfit}c") == "a\tb\n\ufffdc"


def test_short_text_stays_as_it_is() -> None:
    assert shorten("Half of it is there.", 20) == "Half of it is there."


def test_long_text_is_cut_and_says_how_long_it_was() -> None:
    assert shorten("x" * 1_048_576, 5) == "xxxxx… (1,048,576 characters)"


def test_what_is_cut_twice_says_how_long_it_was_at_first() -> None:
    assert shorten(shorten("x" * 1_048_576, 2_000), 5) == "xxxxx… (1,048,576 characters)"


def test_no_blank_stands_before_the_cut() -> None:
    assert shorten("Half of it is there.", 5) == "Half… (20 characters)"


def test_what_is_cut_again_says_how_long_the_whole_was() -> None:
    assert shorten(shorten("x" * 1_048_576, 500), 5) == "xxxxx… (1,048,576 characters)"


@given(st.text(), st.integers(1, 50))
def test_cut_text_is_bounded_and_begins_as_the_whole_does(text: str, most: int) -> None:
    short = shorten(text, most)
    assert len(short) <= most + len("… (1,000,000 characters)")
    assert text.startswith(short.rpartition("… (")[0] if len(text) > most else short)
