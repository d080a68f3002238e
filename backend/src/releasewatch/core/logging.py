"""Structured logs: one line per event on standard output, with the request id on each."""

import logging
import sys
import unicodedata
from typing import Literal, TextIO

import structlog
from structlog.contextvars import bound_contextvars, merge_contextvars
from structlog.typing import EventDict, Processor, WrappedLogger
from typing_extensions import override

_HANDLER_NAME = "releasewatch"
_NOISY = ("httpcore", "httpx", "asyncio")

request_context = bound_contextvars


def configure_logging(log_format: Literal["json", "console"] | None) -> None:
    """Send our own lines and those of every library through one format to standard output."""
    chosen = log_format or ("console" if sys.stdout.isatty() else "json")
    shared: list[Processor] = [
        merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
        structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        # A cached logger would keep the first configuration, also across tests.
        cache_logger_on_first_use=False,
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[structlog.stdlib.add_logger_name, *shared],
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *_renderers(chosen)],
    )
    _install(formatter)


class _StandardOutput(logging.StreamHandler[TextIO]):
    """Writes to what standard output is now: tests and process managers replace it."""

    def __init__(self) -> None:
        logging.Handler.__init__(self)

    # An attribute in the base class: here looked up each time, so that a replaced standard output is followed.
    @property
    @override
    def stream(self) -> TextIO:  # type: ignore[override]
        return sys.stdout


def _renderers(log_format: Literal["json", "console"]) -> list[Processor]:
    if log_format == "json":
        # ASCII only, so that no line break of any kind and no escape sequence survives.
        return [structlog.processors.JSONRenderer(ensure_ascii=True)]
    return [_escape_control_characters, structlog.dev.ConsoleRenderer(colors=sys.stdout.isatty())]


def _install(formatter: logging.Formatter) -> None:
    handler = _StandardOutput()
    handler.name = _HANDLER_NAME
    handler.setFormatter(formatter)
    root = logging.getLogger()
    for old in [each for each in root.handlers if each.name == _HANDLER_NAME]:
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    for name in _NOISY:
        logging.getLogger(name).setLevel(logging.WARNING)


def _escape_control_characters(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Keep a logged value on its line: the console renderer prints strings as they are."""
    return {
        key: escape(value) if isinstance(value, str) and key != "exception" else value for key, value in event.items()
    }


def escape(text: str) -> str:
    """The text with control, format and separator characters spelled out."""
    return "".join(_spell(character) for character in text)


def _spell(character: str) -> str:
    if character == " " or unicodedata.category(character)[0] not in "CZ":
        return character
    return character.encode("unicode_escape").decode("ascii")
