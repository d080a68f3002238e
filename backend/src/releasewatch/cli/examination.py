"""The doctor's findings as text for a terminal, a file or a pipe."""

from collections.abc import Iterator

from rich.console import Console
from rich.text import Text

from releasewatch.models.examination import Examination, Finding, TypeExamination
from releasewatch.services.doctor.prescriptions import WHERE_TO_READ


def print_examination(examination: Examination, console: Console) -> None:
    """Print an examination, the worst last, where a terminal shows it."""
    printer = _Printer(console)
    printer.blocks("Workflow types", [(each.workflow_type, list(_type_rows(each))) for each in examination.types])
    printer.table("States", ["level", "state", "status", "count"], list(_states(examination)))
    printer.table("Task queues", ["queue", "worker", "last poll"], list(_queues(examination)))
    printer.findings("Advice", examination.advice)
    printer.findings("Findings", examination.findings)
    if examination.findings:
        printer.line(f"{WHERE_TO_READ}\n")
    verdict = examination.verdict
    # A headline may be no more than the word.
    said = dict.fromkeys([f"{verdict.word}.", verdict.headline, verdict.detail])
    printer.line(" ".join(filter(None, said)))
    printer.line(f"{examination.release_id}: {_outcome(examination)}", style="bold")


def _outcome(examination: Examination) -> str:
    found = len(examination.findings)
    outcome = f"{found} {'finding' if found == 1 else 'findings'}" if found else "clean"
    if examination.unreadable:
        return f"{outcome}. It could not be read."
    entities = ", ".join(
        f"{count} {level}{'s' * (count > 1)}" for level, count in examination.entities.items() if count
    )
    return f"{outcome}. Read {entities} in {examination.seconds:.2f} s."


def _type_rows(each: TypeExamination) -> Iterator[tuple[str, str]]:
    yield "answers for", ", ".join(each.levels) or "-"
    yield "workflows", str(each.workflows)
    yield "entities inside", str(each.inline)
    yield "children read", f"{each.children_resolved} of {each.children}"
    for place, handler in enumerate(each.handlers or ["-"]):
        yield "" if place else "queries", handler
    yield "slowest", "-" if each.slowest_seconds is None else f"{each.slowest_seconds * 1000:.0f} ms"
    yield "history", f"{each.longest_history} events"


def _states(examination: Examination) -> Iterator[list[str]]:
    for each in examination.states:
        yield [each.type, each.state, each.status or "not in the table", str(each.count)]


def _queues(examination: Examination) -> Iterator[list[str]]:
    for each in examination.task_queues:
        last_poll = each.last_poll.isoformat(timespec="seconds") if each.last_poll else "never seen"
        yield [each.name, "yes" if each.has_worker else "none", last_poll]


class _Printer:
    """Prints lines that only a terminal may wrap: wrapped columns are of no use in a pipe."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def line(self, text: str, style: str = "") -> None:
        # Text, not markup: what workflows say must not be read as formatting, nor by the terminal.
        said = "".join(
            each if each.isprintable() or each == "\n" else " " if each.isspace() else "\ufffd" for each in text
        )
        self._console.print(Text(said, style=style), soft_wrap=not self._console.is_terminal)

    def table(self, title: str, columns: list[str], rows: list[list[str]]) -> None:
        self.line(title, style="bold")
        widths = [max(len(row[place]) for row in [columns, *rows]) for place in range(len(columns))]
        for row in [columns, *rows]:
            cells = "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
            self.line(f"  {cells.rstrip()}", style="dim" if row is columns else "")
        self.line("")

    def blocks(self, title: str, blocks: list[tuple[str, list[tuple[str, str]]]]) -> None:
        self.line(title, style="bold")
        for name, rows in blocks:
            self.line(f"  {name}")
            for label, value in rows:
                self.line(f"    {label:16}{value}")
        self.line("")

    def findings(self, title: str, findings: list[Finding]) -> None:
        if not findings:
            return
        self.line(f"{title}:", style="bold")
        for finding in findings:
            more = f" and {finding.count - 1} more" if finding.count > 1 else ""
            by = f"{finding.workflow_type}: " if finding.workflow_type else ""
            self.line(f"  {finding.kind}  {by}{finding.what}\n      at {finding.where}{more}")
            if finding.got:
                self.line(f"      got {', '.join(finding.got)}")
            if finding.instead:
                self.line(f"      instead: {finding.instead}")
        self.line("")
