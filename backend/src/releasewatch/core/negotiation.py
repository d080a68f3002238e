"""Content negotiation: the headers `Accept`, `Accept-Encoding` and `If-None-Match`, each parsed in one place."""

import re
from collections.abc import Sequence

IDENTITY = "identity"
_ANY = "*"
_CODING = re.compile(r"\s*(?:x-)?([^\s;,]+)\s*(?:;\s*q\s*=\s*(0(?:\.\d*)?|1(?:\.0*)?)\s*)?")
_REFUSED = re.compile(r"q\s*=\s*0(?:\.0*)?")
_TAG = re.compile(r'"([^"]*)"')
# Our own, and what a compressing proxy adds to the tag that it passes on, Jetty with two signs.
_CODING_OF_TAG = re.compile(r"(?:--?(?:identity|zstd|br|gzip|deflate))+$")


def rank_encodings(accepted: str, offered: Sequence[str]) -> list[str]:
    """The encodings to choose from, the best first: what the client likes most, then in the order of the offer.

    `*` alone gets the plain form. What cannot be parsed is ignored.
    """
    weights = {match[1].lower(): float(match[2] or 1) for match in map(_CODING.fullmatch, accepted.split(",")) if match}
    any_other = weights.get(_ANY, 0.0) if IDENTITY in weights else 0.0
    ranked = {each: weights.get(each, any_other) for each in offered}
    # Without a mention it is acceptable, and comes last.
    ranked[IDENTITY] = weights.get(IDENTITY, weights.get(_ANY, 1e-3))
    return sorted((each for each, weight in ranked.items() if weight > 0), key=lambda each: -ranked[each])


def asks_for(accepted: str, media_type: str) -> bool:
    """Whether a client names a media type, and not to refuse it."""
    named = ([each.strip().lower() for each in said.split(";")] for said in accepted.split(","))
    return any(name == media_type and not any(map(_REFUSED.fullmatch, more)) for name, *more in named)


def is_known(etag: str, if_none_match: str) -> bool:
    """Whether a client has what an ETag stands for, compared weakly: in any encoding, weakened or not."""
    return if_none_match.strip() == _ANY or not known_contents(etag).isdisjoint(known_contents(if_none_match))


def known_contents(tags: str) -> set[str]:
    """What ETags stand for, in any encoding."""
    return {_content(tag) for tag in _TAG.findall(tags)}


def _content(tag: str) -> str:
    return _CODING_OF_TAG.sub("", tag)
