"""Log lines: one event, one line, whatever is in it."""

import json
import logging

import pytest
import structlog

from releasewatch.core.logging import configure_logging, escape, request_context

NASTY = "a\r\nb\x1b[31mred\u2028\u2029\x00\x85\u202e\U000e0001 ü"


def printed(capsys: pytest.CaptureFixture[str]) -> str:
    return capsys.readouterr().out


def test_line_is_json_with_time_level_and_request_id(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("json")
    with request_context(request_id="abc"):
        structlog.get_logger("x").info("happened", count=3)
    line = json.loads(printed(capsys))
    assert line["time"].endswith("Z")
    assert {key: line[key] for key in line if key != "time"} == {
        "event": "happened",
        "level": "info",
        "request_id": "abc",
        "count": 3,
    }


def test_libraries_write_in_the_same_form(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("json")
    logging.getLogger("uvicorn.error").warning("slow %s", "socket")
    line = json.loads(printed(capsys))
    assert (line["event"], line["level"], line["logger"]) == ("slow socket", "warning", "uvicorn.error")


def test_configuring_twice_does_not_print_twice(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("json")
    configure_logging("json")
    structlog.get_logger().info("once")
    assert printed(capsys).count("once") == 1


@pytest.mark.parametrize("log_format", ["json", "console"])
def test_s36_nothing_breaks_out_of_its_line(capsys: pytest.CaptureFixture[str], log_format: str) -> None:
    configure_logging("json" if log_format == "json" else "console")
    structlog.get_logger().info("read", entity=NASTY, key=[NASTY])
    logging.getLogger("library").warning("said %s", NASTY)
    output = printed(capsys)
    assert len(output.splitlines()) == 2
    assert output.count("\n") == 2
    assert not any(character in output for character in "\r\x1b\x00\x85\u2028\u2029\u202e\U000e0001")


def test_s36_json_keeps_what_was_said(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("json")
    structlog.get_logger().info("read", entity=NASTY)
    assert json.loads(printed(capsys))["entity"] == NASTY


def test_escape_leaves_ordinary_text_alone() -> None:
    assert escape("Zürich · 東京 ok") == "Zürich · 東京 ok"
    assert escape("a\nb\u2028") == r"a\nb\u2028"


def test_exceptions_are_logged_with_their_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("json")
    try:
        _ = 1 / 0
    except ZeroDivisionError:
        structlog.get_logger().exception("failed")
    line = json.loads(printed(capsys))
    assert "ZeroDivisionError: division by zero" in line["exception"]


def test_format_follows_the_terminal(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    configure_logging(None)
    structlog.get_logger().info("plain")
    assert printed(capsys).startswith("{")
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    configure_logging(None)
    structlog.get_logger().info("pretty")
    assert not printed(capsys).startswith("{")
