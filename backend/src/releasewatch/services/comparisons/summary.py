"""What a comparison says as a whole. Pure."""

from collections import Counter
from collections.abc import Mapping, Sequence

from releasewatch.models.comparison import ComparedRow, Finding, Fold
from releasewatch.models.status import FINAL, GREEN, Status
from releasewatch.models.words import TERMS, WORDS
from releasewatch.services.trees.sentences import in_words, joined, plural

_FIRST = {
    Finding.WORSE: ("is worse", "are worse"),
    Finding.BETTER: ("is better", "are better"),
    Finding.SLOWER: ("is slower", "are slower"),
    Finding.FASTER: ("is faster", "are faster"),
}
# Said where there is nothing of the first.
_SECOND = {
    Finding.VERSION: ("has another version", "have another version"),
    Finding.ADDED: ("is new", "are new"),
    Finding.GONE: ("is gone", "are gone"),
}
_UNCERTAIN = (Finding.NOT_DONE, Finding.NOT_COMPARABLE)
Counts = Mapping[Finding, int]


def headline_of(counts: Counts, *, complete: bool) -> str:
    """The sentence of what differs: '3 apps are worse, 3 are slower.'.

    Args:
        counts: Apps by finding.
        complete: Whether all of both trees is known.
    """
    clauses = _clauses(counts, _FIRST) or _clauses(counts, _SECOND)
    if clauses:
        return f"{', '.join(clauses)}."
    if not sum(counts.values()):
        return "There is nothing to compare."
    is_certain = complete and not any(counts[each] for each in _UNCERTAIN)
    return "Nothing differs." if is_certain else "Nothing differs so far."


def detail_of(counts: Counts, undone_in: Sequence[str], lost_in: Sequence[str], common: int | None) -> str:
    """The sentence of what does not differ: '31 are the same, and 181 are not done in 2026.48.2 yet.'.

    Args:
        counts: Apps by finding.
        undone_in: What the trees are called in which something is not done.
        lost_in: What the trees are called of which not all is known.
        common: How many apps both have, where that is no matter of course.
    """
    same, undone, unknown = (counts[each] for each in (Finding.SAME, *_UNCERTAIN))
    if same and same == sum(counts.values()) and not lost_in:
        return f"{plural(same, 'app')}, same versions, times within 25%."
    shared = "" if common is None else f"{plural(common, 'app')} {_are(common)} in common."
    clauses = [
        f"{same:,} {_are(same)} the same" if same else "",
        f"{undone:,} {_are(undone)} not done in {in_words(undone_in)} yet" if undone else "",
        f"{unknown:,} cannot be compared" if unknown else "",
    ]
    said = ", and ".join(filter(None, clauses))
    return joined(shared, said and f"{said}.", f"Not all of {in_words(lost_in)} is known." if lost_in else "")


def same_fold(rows: Sequence[ComparedRow]) -> Fold:
    """What is the same, and whether that is good."""
    alike = _statuses(rows, "a")
    troubles = _words({status: count for status, count in alike.items() if status not in GREEN})
    detail = "same status and version step, time within 1 min or 25%"
    return _fold(rows, ("is the same", "are the same"), f"{detail}; {troubles} on both sides" if troubles else detail)


def undone_fold(rows: Sequence[ComparedRow], names: tuple[str, str]) -> Fold:
    """What is not done yet, on which side and how far it is."""
    said = []
    for side, name in zip(("a", "b"), names, strict=True):
        open_ = {status: count for status, count in _statuses(rows, side).items() if status not in FINAL}
        untold = sum(row.count for row in rows if getattr(row, side) is None)
        words = ", ".join(filter(None, [_words(open_), f"{untold:,} not told of yet" if untold else ""]))
        if words:
            said.append(f"in {name}: {words}")
    return _fold(rows, ("is not done yet", "are not done yet"), "; ".join(said))


def unknown_fold(rows: Sequence[ComparedRow]) -> Fold:
    """What cannot be compared."""
    return _fold(rows, ("cannot be compared", "cannot be compared"), "unknown, or read too long ago")


def undone_in(rows: Sequence[ComparedRow], names: tuple[str, str]) -> list[str]:
    """What the trees are called in which something is not done, or not told of yet."""
    sides = zip(("a", "b"), names, strict=True)
    return [
        name
        for side, name in sides
        if any(getattr(row, side) is None for row in rows) or set(_statuses(rows, side)) - FINAL
    ]


def _fold(rows: Sequence[ComparedRow], verbs: tuple[str, str], detail: str) -> Fold:
    count = sum(row.count for row in rows)
    if not count:
        return Fold(count=0, headline="", detail="", rows=[])
    return Fold(count=count, headline=f"{plural(count, 'app')} {verbs[count != 1]}", detail=detail, rows=list(rows))


def _statuses(rows: Sequence[ComparedRow], side: str) -> Counter[Status]:
    counted: Counter[Status] = Counter()
    for row in rows:
        apps = getattr(row, side)
        counted.update(apps.counts if apps else {})
    return counted


def _words(counts: Mapping[Status, int]) -> str:
    said = [(count, TERMS[WORDS[status]]) for status in Status if (count := counts.get(status))]
    return ", ".join(f"{count:,} {term.one if count == 1 else term.many}" for count, term in said)


def _clauses(counts: Counts, words: Mapping[Finding, tuple[str, str]]) -> list[str]:
    """The first of them has the noun."""
    told = [(counts[each], verbs) for each, verbs in words.items() if counts[each]]
    return [
        f"{plural(count, 'app') if not at else f'{count:,}'} {verbs[count != 1]}"
        for at, (count, verbs) in enumerate(told)
    ]


def _are(count: int) -> str:
    return "is" if count == 1 else "are"
