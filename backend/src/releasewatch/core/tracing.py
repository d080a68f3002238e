"""Spans inside a traced request. Without OpenTelemetry's variables no request is traced, and nothing is recorded."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from opentelemetry import trace
from opentelemetry.trace import Span, SpanKind, StatusCode

from releasewatch.core.errors import AppError, WorkflowNotFoundError

# Finds the provider when the first span begins, because FastAPI sets it only as the app starts.
_tracer = trace.get_tracer("releasewatch")


@contextmanager
def span(name: str, kind: SpanKind, attributes: Mapping[str, str]) -> Iterator[Span]:
    """Open a span below the current one, if there is one.

    It records our errors by their code and never by their text, which may quote a workflow.
    """
    current = trace.get_current_span()
    if not current.get_span_context().is_valid:
        yield current
        return
    with _tracer.start_as_current_span(
        name, kind=kind, attributes=attributes, record_exception=False, set_status_on_exception=False
    ) as opened:
        try:
            yield opened
        except AppError as error:
            opened.set_attribute("error.type", error.code)
            # "Not started yet" is an answer, and no failure.
            if not isinstance(error, WorkflowNotFoundError):
                opened.set_status(StatusCode.ERROR)
            raise
