"""Two releases side by side at a terminal, in the API's own words."""

from collections.abc import Iterator, Sequence

from rich.console import Console
from rich.text import Text

from releasewatch.client.connection import Json
from releasewatch.client.output import printable
from releasewatch.client.tables import ROOMY_COLUMNS, print_table, text
from releasewatch.client.wording import as_of, lasting, title

NOTHING = "\u2013"
_FOLDS = ("same", "not_done", "not_comparable")
_TIMED = frozenset({"slower", "faster"})


def print_comparison(console: Console, body: Json) -> None:
    """What differs first, then the time of the waves, and what does not differ in a line each."""
    for name in ("a", "b"):
        console.print(_side(name.upper(), body[name]))
    console.print(text(f"{body['headline']} {body['detail']}".strip()))
    if body["changes"]:
        console.print()
        sides = ("a", "b") if console.width >= ROOMY_COLUMNS else ()
        print_table(
            console, ["change", "app", "where", *sides, "difference"], [_row(row, sides) for row in body["changes"]]
        )
    if body["waves"]:
        console.print()
        print_table(console, ["wave", "a", "b", "difference"], [_wave(wave) for wave in body["waves"]])
    if folds := list(_folds(body)):
        console.print()
        console.print(*folds, sep="\n")


def _side(name: str, side: Json) -> Text:
    verdict = side["verdict"]
    line = Text(f"{name}  ").append_text(text(f"{title(side)}  ")).append_text(text(verdict["word"], verdict["status"]))
    return line.append(f"  {as_of(side['read_at'])}", style="dim") if side["exported"] else line


def _row(row: Json, sides: Sequence[str]) -> list[Text]:
    said = f"{row['headline']} {row['detail']}".strip()
    return [
        text(row["finding"]),
        text(row["app"]),
        text(row["place"]),
        *(_apps(row.get(side), row["finding"]) for side in sides),
        text(said, row["b"]["status"] if row["finding"] == "worse" else ""),
    ]


def _apps(apps: Json | None, finding: str) -> Text:
    if apps is None:
        return text(NOTHING)
    if finding == "version" and apps.get("version"):
        return text(apps["version"])
    word = text(apps["word"], apps["status"])
    span = apps.get("duration") if finding in _TIMED else None
    return word.append(f" {_span(span)}") if span else word


def _span(span: Json) -> str:
    least, most = lasting(span["least"]), lasting(span["most"])
    return most if least == most else f"{least} to {most}"


def _wave(wave: Json) -> list[Text]:
    name = " ".join(filter(None, [wave["label"], wave.get("name")]))
    said = f"{wave['headline']} {wave['detail']}".strip()
    return [text(name), *(_time(wave.get(side)) for side in ("a", "b")), text(said)]


def _time(time: Json | None) -> Text:
    if time is None:
        return text(NOTHING)
    if time.get("seconds") is None:
        return text(time["word"], time["status"])
    if not time["so_far"]:
        return text(lasting(time["seconds"]))
    # To the minute.
    return text(f"{lasting(time['seconds'])} so far" if time["seconds"] else "under 1 min so far")


def _folds(body: Json) -> Iterator[str]:
    for name in _FOLDS:
        fold = body[name]
        if fold["count"]:
            yield printable(", ".join(filter(None, [fold["headline"], fold["detail"]])))
