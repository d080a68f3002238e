"""Who approved what in a release, as its workflows tell it. Pure."""

from collections.abc import Iterable

from releasewatch.models.entities import Approval, Node, Release
from releasewatch.models.judgement import GivenApproval
from releasewatch.services.trees.wording import name_of


def approvals_of(release: Release, nodes: Iterable[Node]) -> list[GivenApproval]:
    """The approvals that the nodes of a release tell, the newest first, each once."""
    told = {
        _key(given): given for node in nodes for each in node.approvals or () for given in [_given(each, node, release)]
    }
    return sorted(told.values(), key=lambda given: given.at, reverse=True)


def _given(approval: Approval, teller: Node, release: Release) -> GivenApproval:
    approved = next((wave for wave in release.waves if approval.what in {wave.id, wave.name, wave.label}), teller)
    label = name_of(approved) if approved is not teller else approval.what or name_of(teller)
    return GivenApproval(**vars(approval), path=approved.path, label=label)


def _key(given: GivenApproval) -> tuple[object, ...]:
    return given.path, given.at, given.who
