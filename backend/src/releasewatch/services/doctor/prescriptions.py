"""What a workflow's author should write instead of what the doctor found. Pure."""

from collections.abc import Iterable, Iterator

from releasewatch.core.text import shorten
from releasewatch.models.answers.json_values import Json, NotReadableError, parse
from releasewatch.models.answers.names import resembling
from releasewatch.models.answers.parts import id_of
from releasewatch.models.answers.reconciling import left_out
from releasewatch.models.answers.understanding import UnusableAnswerError, understand
from releasewatch.models.entities import Code
from releasewatch.models.examination import FindingKind
from releasewatch.models.status import EntityType

WHERE_TO_READ = (
    "The contract: docs/workflow-contract.md. Its schema: docs/schemas/workflow-answer.schema.json, and at "
    "/api/schemas/workflow-answer of a running Releasewatch. Examples in four languages: docs/examples."
)
_MOST_FIELDS = 30
_LONGEST_NAME = 40
_LIKELY = ("state", "status", "hierarchy", "tree", "progress", "release")

_INSTEAD: dict[Code | FindingKind, str] = {
    Code.ANSWER_NOT_UNDERSTOOD: 'Answer with one object: {"id": "<its own id>", "state": "<a word of the contract>"} '
    "and its children, each with an id of the level below.",
    Code.TIMED_OUT: "Answer within 2 seconds, the replay of the history included: look at the worker and the handler.",
    Code.NO_WORKER: "Start a worker on the queue, of the build that is named if one is, "
    "or return the final answer as the workflow's result.",
    Code.EXECUTION_PAUSED: "Unpause it and check again: Temporal does not ask a run that is paused.",
    Code.WORKFLOW_TASK_FAILING: "Repair the workflow's code: Temporal's UI shows why its task fails.",
    Code.CONTRADICTION: "Answer for the id that was asked for, and return the final state last.",
    Code.NEVER_STARTED: "Answer inline for children that will never run, as skipped or cancelled.",
    Code.VANISHED: "Keep runs at least as long as the release that names them.",
    FindingKind.UNMAPPED_STATE: "Answer with a word of the contract, or add this one to RELEASEWATCH_STATE_MAP.",
    FindingKind.ANSWER_INVALID: "Write it as the contract's table of fields has it.",
    FindingKind.LINK_LEFT_OUT: "Give an address that begins with https://.",
    FindingKind.HIERARCHY_INCOMPLETE: "Have get_hierarchy tell of all that the other query tells of, or drop it.",
    FindingKind.SLOW_HANDLER: "Let the handler give what the workflow keeps anyway, and shorten its history.",
    FindingKind.LONG_HISTORY: "Continue as new, or let child workflows do the work.",
    FindingKind.NO_HANDLERS: "Register the queries by their names when the workflow starts, and run a worker.",
    FindingKind.NO_FINAL_ANSWER: "Return the answer as the workflow's result.",
}


def instead(kind: Code | FindingKind, type_: EntityType | None = None, handlers: Iterable[str] = ()) -> str | None:
    """What to write instead; `handlers` are those that there are."""
    wanted = f"get_{type_ or 'release'}_state"
    if kind is Code.QUERY_FAILED:
        return (
            f"Have a query {wanted!r} or 'get_hierarchy' that returns null for an id that is not its own, "
            "raises nothing, and answers with less than 2 MiB."
        )
    if kind is not Code.QUERY_HANDLER_MISSING:
        return _INSTEAD.get(kind)
    others = set(handlers) - {"get_hierarchy", *(f"get_{each}_state" for each in EntityType)}
    likely = [name for name in sorted(others) if any(word in name.casefold() for word in _LIKELY)]
    meant = f" {likely[0]!r} looks like it: register it under that name as well." if likely else ""
    return f"Register a query {wanted!r}, or 'get_hierarchy' for all at once.{meant}"


def fields_got(payload: bytes, entity_id: str, type_: EntityType) -> list[str]:
    """The fields of the answer for an entity; those that the contract lacks with what they may be meant for."""
    try:
        value = parse(payload)
    except NotReadableError:
        return []
    said = next(_objects_of(value, entity_id), value)
    while isinstance(said, list) and said:
        said = said[0]
    return [_described(name, type_) for name in list(said)[:_MOST_FIELDS]] if isinstance(said, dict) else []


def misunderstood(payloads: list[bytes]) -> bytes:
    """The answer of several that could not be understood, else the last."""
    return next((each for each in payloads if not _is_understood(each)), payloads[-1])


def _is_understood(payload: bytes) -> bool:
    try:
        return understand(payload).answer is not None
    except UnusableAnswerError:
        return False


def left_out_by(payload: bytes, other: bytes, type_: EntityType) -> list[str]:
    """What one answer of a workflow leaves out of what the other one tells."""
    try:
        answer, told = understand(payload).answer, understand(other).answer
    except UnusableAnswerError:
        return []
    return left_out(answer, told, type_) if answer and told else []


def _objects_of(value: Json, entity_id: str) -> Iterator[dict[str, Json]]:
    waiting = [value]
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict):
            if id_of(part) == entity_id:
                yield part
            waiting.extend(part.values())
        elif isinstance(part, list):
            waiting.extend(part)


def _described(name: str, type_: EntityType) -> str:
    meant = resembling(type_, name)
    told = shorten(name, _LONGEST_NAME)
    return told if meant in (None, name) else f"{told} (looks like {meant})"
