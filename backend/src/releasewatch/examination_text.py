"""The doctor's findings as text for a terminal."""

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from releasewatch.models.examination import Examination, Finding


def print_examination(examination: Examination, console: Console) -> None:
    """Print the tables of an examination, worst news last, where a terminal shows it."""
    console.print(_types(examination))
    console.print(_states(examination))
    console.print(_queues(examination))
    _print_findings(console, "Advice", examination.advice)
    _print_findings(console, "Findings", examination.findings)
    entities = ", ".join(
        f"{count} {level}{'s' * (count > 1)}" for level, count in examination.entities.items() if count
    )
    verdict = "clean" if not examination.findings else f"{len(examination.findings)} findings"
    console.print(
        Text(f"{examination.release_id}: {verdict}. Read {entities} in {examination.seconds:.2f} s.", style="bold")
    )


def _types(examination: Examination) -> Table:
    table = _table(
        "Workflow types", "type", "answers for", "workflows", "inside", "children", "handlers", "slowest", "history"
    )
    for each in examination.types:
        slowest = "-" if each.slowest_seconds is None else f"{each.slowest_seconds * 1000:.0f} ms"
        table.add_row(
            each.workflow_type,
            ", ".join(each.levels),
            str(each.workflows),
            str(each.inline),
            f"{each.children_resolved} of {each.children}",
            "\n".join(each.handlers) or "-",
            slowest,
            f"{each.longest_history} events",
        )
    return table


def _states(examination: Examination) -> Table:
    table = _table("States", "level", "state", "status", "count")
    for each in examination.states:
        table.add_row(each.type, each.state, each.status or "not in the table", str(each.count))
    return table


def _queues(examination: Examination) -> Table:
    table = _table("Task queues", "queue", "worker", "last poll")
    for each in examination.task_queues:
        last_poll = each.last_poll.isoformat(timespec="seconds") if each.last_poll else "never seen"
        table.add_row(each.name, "yes" if each.has_worker else "none", last_poll)
    return table


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def _print_findings(console: Console, title: str, findings: list[Finding]) -> None:
    if findings:
        console.print(Text(f"{title}:", style="bold"))
    for finding in findings:
        more = f" and {finding.count - 1} more" if finding.count > 1 else ""
        by = f"{finding.workflow_type}: " if finding.workflow_type else ""
        # Text, not markup: what workflows say must not be read as formatting.
        console.print(Text(f"  {finding.kind}  {by}{finding.what}\n      at {finding.where}{more}"))
    if findings:
        console.print()
