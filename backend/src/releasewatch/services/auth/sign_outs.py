"""The sessions that were ended, in a file beside the users file: for the replicas that share it, and the next start."""

import fcntl
import math
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import structlog

from releasewatch.core.security import CLOCK_LEEWAY_SECONDS

logger = structlog.get_logger(__name__)

# A file that grows past this keeps the last sign-outs that count still.
_MOST_BYTES = 256 * 1024
_KEPT_LINES = 2500
_LINE = re.compile(rb"([0-9a-f]{12,64}) ([0-9]{1,12})\n")
_NO_STAMP = (-1, -1, -1)


class SignOut(NamedTuple):
    """A session that was ended, and the moment from which its tokens would not count anyway."""

    session_id: str
    expires_at: float


class SignOutsFile:
    """A line for each sign-out. One that cannot be written or read is logged once, and the server goes on without."""

    def __init__(self, users_file: Path, now: Callable[[], float]) -> None:
        users_file = users_file.resolve()
        self._path = users_file.with_name(f"{users_file.name}.sign-outs")
        self._now = now
        self._stamp = _NO_STAMP
        self._is_told = False

    def try_out(self) -> None:
        """Log now what keeps other servers and the next start from learning of sign-outs here."""
        try:
            os.close(self._open())
        except OSError as error:
            self._tell(error)

    def add(self, sign_out: SignOut) -> None:
        """Write one down."""
        try:
            self._write(b"%s %d\n" % (sign_out.session_id.encode(), math.ceil(sign_out.expires_at)))
        except OSError as error:
            self._tell(error)

    def news(self) -> Iterator[SignOut]:
        """All that still count, if any server has changed the file since the last call."""
        try:
            found = self._path.stat()
            stamp = (found.st_ctime_ns, found.st_size, found.st_ino)
            if stamp == self._stamp:
                return
            text = self._path.read_bytes()
        except FileNotFoundError:
            return
        except OSError as error:
            self._tell(error)
            return
        self._stamp = stamp
        for session_id, expires_at in self._live(text):
            yield SignOut(session_id.decode(), int(expires_at))

    def _write(self, line: bytes) -> None:
        with os.fdopen(self._open(), "r+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            if os.fstat(file.fileno()).st_size > _MOST_BYTES:
                kept = self._live(file.read())[-_KEPT_LINES:]
                file.truncate(0)
                file.writelines(b"%s %s\n" % each for each in kept)
            file.write(line)

    def _open(self) -> int:
        return os.open(self._path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)

    def _live(self, text: bytes) -> list[tuple[bytes, bytes]]:
        expired_at = self._now() - CLOCK_LEEWAY_SECONDS
        return [(found[1], found[2]) for found in _LINE.finditer(text) if int(found[2]) > expired_at]

    def _tell(self, error: OSError) -> None:
        if not self._is_told:
            logger.warning("sign_outs_not_shared", reason=f"{self._path}: {error.strerror}")
        self._is_told = True
