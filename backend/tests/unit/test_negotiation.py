"""What a client takes and has: every spelling of `Accept-Encoding` and `If-None-Match`."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from releasewatch.core.negotiation import is_known, rank_encodings

OFFERED = ["zstd", "br", "gzip"]
WEIGHTS = st.sampled_from(["", ";q=1", ";q=0.5", "; q=0.25", ";q=0", ";q=0.000", " ; Q=0.9", ";q=nonsense"])
CODINGS = st.sampled_from([*OFFERED, "identity", "*", "deflate", "x-gzip", "GZIP", ""])
TEXTS = st.text(alphabet=st.characters(codec="latin-1", exclude_categories=["Cc"]), max_size=40)
DIGESTS = st.text(alphabet="0123456789abcdef", min_size=24, max_size=24)


@pytest.mark.parametrize(
    ("accepted", "best"),
    [
        ("gzip, deflate, br, zstd", "zstd"),
        ("gzip;q=1.0, br;q=0.5", "gzip"),
        ("br;q=0.9,gzip;q=0.9, identity;q=0.1", "br"),
        ("identity, gzip;q=0.5", "identity"),
        ("GZIP", "gzip"),
        ("x-gzip", "gzip"),
        ("gzip ; q = 0.3", "gzip"),
        ("gzip;q=0, br", "br"),
        ("identity;q=0, *", "zstd"),
        ("identity;q=0, *;q=0.5, gzip", "gzip"),
        ("zstd;q=0, identity;q=0, *", "br"),
        ("gzip, *;q=0", "gzip"),
        ("*", "identity"),
        ("deflate", "identity"),
        ("", "identity"),
        ("gzip;q=7, br;q=-1", "identity"),
        (", ,gzip,", "gzip"),
    ],
)
def test_the_best_is_what_the_client_likes_most(accepted: str, best: str) -> None:
    assert rank_encodings(accepted, OFFERED)[0] == best


@pytest.mark.parametrize("accepted", ["identity;q=0", "*;q=0", "identity;q=0, deflate"])
def test_nothing_may_be_left(accepted: str) -> None:
    assert rank_encodings(accepted, OFFERED) == []


@given(st.lists(st.tuples(CODINGS, WEIGHTS).map("".join)).map(",".join))
def test_nothing_refused_or_unheard_of_is_chosen(accepted: str) -> None:
    items = [item.partition(";") for item in accepted.lower().replace(" ", "").split(",")]
    refused = {name for name, _, weight in items if weight in {"q=0", "q=0.000"}}
    named = {name.removeprefix("x-") for name, _, _ in items}
    for each in rank_encodings(accepted, OFFERED):
        assert each == "identity" or each in named or "*" in named
        assert each not in refused or [name for name, _, _ in items].count(each) > 1 or each == "gzip"


@given(TEXTS)
def test_any_text_is_read(text: str) -> None:
    assert set(rank_encodings(text, OFFERED)) <= {*OFFERED, "identity"}
    assert not is_known('W/"0123456789abcdef01234567-br"', text) or text.strip() == "*"


@given(
    digest=DIGESTS,
    others=st.lists(DIGESTS),
    weak=st.sampled_from(["", "W/"]),
    suffix=st.sampled_from(["", "-zstd", "-br", "-gzip", "-identity", "-identity-gzip", "-br-gzip", "-br--gzip"]),
    gap=st.sampled_from([",", ", ", " ,  "]),
)
def test_a_tag_is_known_in_any_list_and_encoding(
    digest: str, others: list[str], weak: str, suffix: str, gap: str
) -> None:
    tags = [f'"{each}-br"' for each in others]
    sent = gap.join([*tags, f'{weak}"{digest}{suffix}"', *tags])
    assert is_known(f'W/"{digest}-zstd"', sent)
    assert is_known(f'W/"{digest}-zstd"', gap.join(tags)) == (digest in others)
