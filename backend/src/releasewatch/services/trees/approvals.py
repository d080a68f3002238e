"""Who approved what in a release, as its workflows or signals in their histories tell it. Pure."""

from collections.abc import Iterable

from releasewatch.models.entities import Approval, Node, Release, Wave
from releasewatch.models.judgement import GivenApproval
from releasewatch.services.trees.wording import name_of


def approvals_of(release: Release, nodes: Iterable[Node]) -> list[GivenApproval]:
    """The approvals that the nodes of a release tell, the newest first, each once."""
    told = {
        _key(given): given for node in nodes for each in node.approvals or () for given in [_given(each, node, release)]
    }
    return sorted(told.values(), key=lambda given: given.at, reverse=True)


def _given(approval: Approval, teller: Node, release: Release) -> GivenApproval:
    approved = _approved(approval, release) or teller
    label = name_of(approved) if approved is not teller else approval.what or name_of(teller)
    return GivenApproval(**vars(approval), path=approved.path, label=label)


def _approved(approval: Approval, release: Release) -> Wave | None:
    """The wave that it names; a signal names none, and let begin what began next."""
    if approval.signal is None:
        named = approval.what
        return next((wave for wave in release.waves if named and named in {wave.id, wave.name, wave.label}), None)
    begun = [wave for wave in release.waves if wave.started_at and wave.started_at >= approval.at]
    return min(begun, key=lambda wave: wave.started_at or approval.at, default=None)


def _key(given: GivenApproval) -> tuple[object, ...]:
    return given.path, given.at, given.who
