"""The names of an answer's fields, however a language spells them."""

import re
from collections.abc import Iterable
from difflib import get_close_matches
from enum import Enum, auto
from functools import lru_cache
from typing import NamedTuple

from releasewatch.models.state_words import WORDS, fold
from releasewatch.models.status import EntityType

# The fields that say something of the entity itself, and what else people call them.
_SYNONYMS = {
    "id": "identifier key uid uuid entityid workflowid",
    "state": "lifecycle lifecyclestate currentstate currentstatus progress",
    "name": "title label displayname",
    "version": "tag targetversion toversion release revision",
    "previous_version": "fromversion oldversion currentversion",
    "message": "description detail details reason text msg info",
    "error_message": "error errormsg lasterror failure exception",
    "waiting_for": "waitingon blockedby approver pendingon",
    "approve_url": "approvalurl approvallink approvelink",
    "approvals": "approvedby approval approvers",
    "links": "urls hrefs",
    "sequence": "order index position rank number",
    "created_at": "created started startedat starttime begin createdon creationtimestamp",
    "updated_at": "updated updatedon lastupdated lastupdate modified modifiedat since timestamp updatetime",
}
CLAIMS = {
    EntityType.RELEASE: "release_id",
    EntityType.WAVE: "wave_id",
    EntityType.CLUSTER: "cluster_id",
    EntityType.BUNDLE: "bundle_id",
}
IDS = {
    EntityType.RELEASE: "wave_ids",
    EntityType.WAVE: "cluster_ids",
    EntityType.CLUSTER: "bundle_id",
    EntityType.BUNDLE: "app_ids",
}
INLINE = {
    EntityType.RELEASE: "waves",
    EntityType.WAVE: "clusters",
    EntityType.CLUSTER: "bundle",
    EntityType.BUNDLE: "apps",
}
# Other words for a state. A field with such a name is noted, and not taken for it.
_STATE_WORDS = "state|status|phase|health|condition|conditions|conclusion|result|outcome|stage"
# What may stand before it where it is the entity's own, beside its type: `rolloutStatus`, `provisioningState`.
_ITS_OWN = (
    "current|overall|final|lifecycle|rollout|deployment|deploy|health|sync|provisioning|operation|execution|workflow"
)
# What tells of another time than now.
_ANOTHER_TIME = (
    "(?:previous|prior|last|former|old|desired|expected|target(?!s)|wanted|next|initial).*"
    "|.*(?:history|events|logs?|audit|transitions|timeline|attempts|retries|changes)"
)
# What says, as `true`, `false` or by not being empty, whether all is well. What has failed says it too, see `_FAILED`.
_BAD_FLAGS = frozenset({"exitcode", "exitstatus"})
_GOOD_FLAGS = frozenset(
    {"success", "successful", "succeeded", "ok", "healthy", "passed", "finishedsuccessfully", "completedsuccessfully"}
)
# Words for a failed state that say something else as a name: how much a thing matters, what is done if it fails.
_NO_VERDICTS = frozenset(
    {"critical", "severe", "terminal", "partial", "timeout", "rollback", "incident", "orphaned"}
    | {"failedcontinue", "ignorefailed"}
)
_COUNTED = re.compile(r"(?:is|has|(?:num(?:ber)?|total|count)(?:of)?)?(.*?)(?:count)?")
_ERRORS = frozenset({"error", "errors", "exception", "exceptions"})
# What is said of what has failed, alone or before or behind what it is: `failed_waves`, `apps_in_error`.
_FAILED = "|".join({fold(word) for word in WORDS["failed"].split()} - _NO_VERDICTS | _ERRORS)
_FAILED += "|failures|erroneous|crashing|faulty"
# What tells one of several things from the others, alone or as the name or the id of it: `serviceName`, `waveId`.
_THINGS = "|".join([*EntityType, "application|service|component|environment|region|zone|site|target|step|task|job"])
_THINGS += "|host|node|pod|instance|machine|tenant|ring|batch|workflow|entity"
_SIGNS = re.compile(r"[\W_]+")
_NAMING = re.compile(rf"(?:name|title|label|displayname|key|(?:{_THINGS})(?:name|id|key)?)")
# Other words for the parts of something.
_PARTS = frozenset(
    {"children", "childs", "childids", "items", "phases", "stages", "nodes", "members", "parts", "entities"}
    | {"rings", "batches", "applications", "components"}
)


class Field(NamedTuple):
    """What a name stands for.

    Attributes:
        name: The field's name in the contract.
        is_child: Whether it names or holds children.
        is_many: Whether what stands there is a list.
        is_slip: Whether the name speaks of one child where there are several.
    """

    name: str
    is_child: bool = False
    is_many: bool = False
    is_slip: bool = False


@lru_cache(maxsize=4096)
def folded(name: str) -> str:
    """A name in the form that is compared: `waveIds`, `WaveIDs` and `wave-ids` are one."""
    return (name if name.isalnum() else _SIGNS.sub("", name)).casefold()


# Most names are no words for a state: that is seen by their end, before a pattern is tried.
_STATE_ENDS = tuple(_STATE_WORDS.split("|"))


def _own_states(types: Iterable[EntityType]) -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(types)}|{_ITS_OWN})*(?:{_STATE_WORDS})")


_OWN_STATES = {type_: _own_states([type_]) for type_ in EntityType}
_OWN_STATE_OF_ANY = _own_states(EntityType)
_PAST_OR_TO_COME = re.compile(_ANOTHER_TIME)


@lru_cache(maxsize=4096)
def is_state_word(name: str, type_: EntityType | None = None) -> bool:
    """Whether a name is another word for the state of an entity of this type, or of any."""
    word = folded(name)
    pattern = _OWN_STATES[type_] if type_ else _OWN_STATE_OF_ANY
    return word.endswith(_STATE_ENDS) and bool(pattern.fullmatch(word))


def is_a_state(name: str) -> bool:
    """Whether a name is one for a state of now, of the entity or of something that belongs to it."""
    return folded(name).endswith(_STATE_ENDS) and is_of_now(name)


class Flag(Enum):
    """What it means where something is flagged."""

    GOOD = auto()
    BAD = auto()


@lru_cache(maxsize=4096)
def flag_of(name: str) -> Flag | None:
    """What a field of this name says by `true`, if all is well or if it is not."""
    told = _COUNTED.fullmatch(folded(name))
    word = told[1] if told else ""
    return Flag.BAD if word in _BAD_FLAGS or failed_names(word) else Flag.GOOD if word in _GOOD_FLAGS else None


@lru_cache(maxsize=4096)
def is_of_now(name: str) -> bool:
    """Whether a name does not say that what stands there is past or to come."""
    return not _PAST_OR_TO_COME.fullmatch(folded(name))


# With `list`: what protobuf's generated code has for a repeated field.
_MANY = ("s", "list", "slist")


def _names_at(type_: EntityType | None) -> dict[str, Field]:
    names = {folded(name): Field(name) for name in (*_SYNONYMS, *CLAIMS.values())}
    names |= {"link": Field("links"), "linksmap": Field("links")}
    if type_ is None or type_.child is None:
        return names
    below, is_one = type_.child, type_ is EntityType.CLUSTER
    for field, ending, many in ((IDS[type_], "id", ("ids", "idlist", "idslist")), (INLINE[type_], "", _MANY)):
        names[f"{below}{ending}"] = Field(field, is_child=True, is_slip=not is_one)
        names |= {f"{below}{each}": Field(field, is_child=True, is_many=True) for each in many}
    return names


_NAMES = {type_: _names_at(type_) for type_ in (None, *EntityType)}


@lru_cache(maxsize=4096)
def field_of(type_: EntityType | None, name: str) -> Field | None:
    """The field that a name stands for in an entity of this type, if any."""
    return _NAMES[type_].get(folded(name))


# What is put behind the word for a level: `clusterStates`, `appsByName`.
_COLLECTED = "(?:s|ids?|uids?|names|keys|list|map|array|set|stat(?:es?|us|uses)|results?|by(?:id|name|key)|items?"
_COLLECTED += "|entries|refs?)*"


def _for_children(type_: EntityType) -> re.Pattern[str]:
    levels = list(EntityType)
    # Nothing stands below an app, so that other apps are what may be meant.
    below = levels[levels.index(type_) + 1 :] or [type_]
    parts = rf"{'|'.join(_PARTS)}|(?:child|sub)(?:{_THINGS}){_COLLECTED}"
    return re.compile(rf"{parts}|(?P<level>{'|'.join(below)}){_COLLECTED}")


_FOR_CHILDREN = {type_: _for_children(type_) for type_ in EntityType}


class FailedNames(NamedTuple):
    """What a name says of what stands there: that it has failed.

    Attributes:
        is_of_things: Whether it names what has failed, and not perhaps how.
        type: The level of that, where the name tells.
        counts: Whether it has failed, and not perhaps overcome an error.
    """

    is_of_things: bool
    type: EntityType | None = None
    counts: bool = True


_THING = rf"(?:(?:{_THINGS})(?:name|{_COLLECTED[3:-2]})*|{'|'.join(_PARTS)})"
_OF_FAILED = re.compile(
    rf"(?:all|current(?:ly)?)?(?:{_FAILED})(?P<first>{_THING})?|"
    rf"(?P<last>{_THING})(?:in|with|having|that|which|are|have)*(?:{_FAILED})"
)
_LEVEL_FIRST = re.compile("|".join(EntityType))


@lru_cache(maxsize=4096)
def failed_names(name: str) -> FailedNames | None:
    """Whether a field of this name says of all that stands there that it has failed."""
    found = _OF_FAILED.fullmatch(folded(name))
    if found is None:
        return None
    things = found["first"] or found["last"] or ""
    level = _LEVEL_FIRST.match("app" if things.startswith("application") else things)
    return FailedNames(bool(things), EntityType(level[0]) if level else None, counts=folded(name) not in _ERRORS)


@lru_cache(maxsize=4096)
def is_naming(name: str) -> bool:
    """Whether a name is one for what tells one of several things from the others."""
    return bool(_NAMING.fullmatch(folded(name)))


def is_word_for_children(name: str, type_: EntityType) -> bool:
    """Whether a name is a common one for the parts of an entity of this type."""
    found = _FOR_CHILDREN[type_].fullmatch(folded(name))
    return found is not None and (found["level"] is None or not is_state_word(name, type_))


_MEANT = {word: field for field, synonyms in _SYNONYMS.items() for word in synonyms.split()}


def resembling(type_: EntityType, name: str) -> str | None:
    """The field of the contract that a name may be meant for, if any."""
    word = folded(name)
    if is_state_word(name, type_):
        return "state"
    if known := field_of(type_, name):
        return known.name
    if type_ in INLINE and is_word_for_children(name, type_):
        return INLINE[type_]
    close = get_close_matches(word, _NAMES[type_], n=1, cutoff=0.8)
    return _MEANT.get(word) or (_NAMES[type_][close[0]].name if close else None)
