"""Ids as people have them, and what keeps each from being one.

To the kind belong every character that is not in the alphabet of ids, visible or not, ids that are too long, empty, or
begin wrongly, and ids of another type: each is named, wherever it stands.
"""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from releasewatch.models.entities import ENTITY_ID_PATTERN
from releasewatch.models.entity_ids import id_fault, is_entity_id, type_of
from releasewatch.models.status import EntityType


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("app:1.2.0+build7", "it has a `+`"),
        ("app:team/web", "it has a `/`"),
        ("app:web@eu", "it has a `@`"),
        ("app:a b", "it has a space"),
        ("app:a\n", "it has a line break"),
        ("app:Bücher", "it has a `ü`"),
        ("app:a\u200bb", "it has the character ZERO WIDTH SPACE"),
        ("app:a\x00b", "it has the character U+0000"),
        ("app:", "nothing stands after `app:`"),
        ("app:-x", "its name begins with `-`, and not with a letter or digit"),
        ("app:" + "a" * 201, "its name has 201 characters, and at most 200 are read"),
        ("wave:1", "it has to begin with `app:`"),
        ("checkout", "it has to begin with `app:`"),
        ("app", "it has to begin with `app:`"),
    ],
)
def test_the_fault_of_an_id_is_named(text: str, fault: str) -> None:
    assert id_fault(text, EntityType.APP) == fault


def test_an_id_of_no_type_is_told_the_types_there_are() -> None:
    assert id_fault("pod:x", None) == "it has to begin with `release:` or `wave:` or `cluster:` or `bundle:` or `app:`"


@given(st.text(max_size=210), st.sampled_from(EntityType))
def test_what_is_no_id_has_one_fault_that_is_true(name: str, type_: EntityType) -> None:
    text = f"{type_}:{name}"
    assert is_entity_id(text, type_) is (re.fullmatch(ENTITY_ID_PATTERN, text) is not None)
    assert type_of(text) is type_
    if not is_entity_id(text, type_):
        assert id_fault(text, type_).isprintable()
