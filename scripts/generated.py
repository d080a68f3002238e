"""Keeps a generated file: writes it, or checks that the committed one is the same."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path


def write_or_check(generate: Callable[[], str], *, purpose: str | None) -> int:
    """Write or check the file that the command line names."""
    parser = argparse.ArgumentParser(description=purpose)
    parser.add_argument("file", type=Path)
    parser.add_argument("--check", action="store_true", help="change nothing; fail when the file differs")
    arguments = parser.parse_args()
    file: Path = arguments.file
    wanted = generate()
    if not arguments.check:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(wanted, encoding="utf-8")
    elif not file.exists() or file.read_text(encoding="utf-8") != wanted:
        print(f"{file} differs from what the app says: run make openapi.", file=sys.stderr)
        return 1
    return 0
