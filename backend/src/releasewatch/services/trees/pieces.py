"""A release in pieces, one for each cluster: what is made of one is kept for as long as that is the same. Pure."""

import re
from collections.abc import Collection, Mapping, Sequence
from hashlib import blake2b
from typing import NamedTuple

from releasewatch.models.entities import Cluster, Node, Release, Wave
from releasewatch.models.versions import Facts
from releasewatch.services.trees.facts import Place, facts_of_cluster, places_of

# No text has these quotes: in JSON they are escaped there.
_NODES_MOMENT = re.compile(rb',"read_at":"[0-9T:.Z+-]+"')


class Piece(NamedTuple):
    """What is made of a cluster and all below it.

    Attributes:
        digest: Hash of its JSON without moments of reading.
        json: With them; None where those are others than when it was made.
    """

    cluster: Cluster
    place: Place
    digest: bytes
    facts: Facts
    json: bytes | None


# By the path of the cluster, in the order of the rollout.
Pieces = Mapping[str, Piece]


def pieces_of(release: Release, last: Pieces, *, dated_anew: Collection[str] = ()) -> Pieces:
    """The pieces of a release: the last ones, but for clusters that are others now, or have these paths."""
    return {
        cluster.path: _piece(cluster, place, last.get(cluster.path), is_dated_anew=cluster.path in dated_anew)
        for cluster, place in places_of(release)
    }


def json_of(release: Release, pieces: Pieces) -> bytes:
    """The release as JSON."""
    return _spliced(release, {path: piece.json or _dump(piece.cluster) for path, piece in pieces.items()})


def undated(release: Release, pieces: Pieces) -> bytes:
    """What is another whenever the release says anything else but moments of reading: its JSON with hashes in it."""
    return _NODES_MOMENT.sub(b"", _spliced(release, {path: piece.digest for path, piece in pieces.items()}))


def _piece(cluster: Cluster, place: Place, last: Piece | None, *, is_dated_anew: bool) -> Piece:
    if last is None or last.cluster is not cluster:
        json = _dump(cluster)
        digest = blake2b(_NODES_MOMENT.sub(b"", json), digest_size=12).hexdigest().encode()
        return Piece(cluster, place, digest, facts_of_cluster(cluster, place), json)
    if is_dated_anew:
        last = last._replace(json=None)
    return last if last.place == place else last._replace(place=place, facts=facts_of_cluster(cluster, place))


def _spliced(release: Release, clusters: Mapping[str, bytes]) -> bytes:
    waves = [_put_in(wave, "clusters", [clusters[cluster.path] for cluster in wave.clusters]) for wave in release.waves]
    return _put_in(release, "waves", waves)


def _put_in(node: Release | Wave, slot: str, below: Sequence[bytes]) -> bytes:
    return b'%b,"%b":[%b]}' % (_dump(node, {slot})[:-1], slot.encode(), b",".join(below))


def _dump(node: Node, without: set[str] | None = None) -> bytes:
    return node.model_dump_json(exclude=without, exclude_none=True).encode()
