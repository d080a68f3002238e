"""How commands end: the exit codes, and the errors that lead to them."""

from enum import IntEnum


class Exit(IntEnum):
    """What a command ends with, in every output format."""

    REACHED = 0
    FAILED = 1
    USAGE = 2
    UNKNOWN = 3
    NOT_SIGNED_IN = 4
    UNFINISHED = 8
    INTERRUPTED = 130
    # What a shell reports of a program that wrote into a closed pipe.
    PIPE_CLOSED = 141


class ClientError(Exception):
    """Why a command cannot go on, as a line for people.

    Attributes:
        exit: What the command ends with.
        code: The API's word for it; empty where the API did not answer.
    """

    exit = Exit.UNKNOWN

    def __init__(self, message: str, code: str = "") -> None:
        super().__init__(message)
        self.code = code


class UsageError(ClientError):
    """The command was asked for something that does not exist or is not valid."""

    exit = Exit.USAGE


class NotFoundError(ClientError):
    """Nothing has this name."""


class NotSignedInError(ClientError):
    """The server does not know who asks, or does not allow it."""

    exit = Exit.NOT_SIGNED_IN


class NotUnderstoodError(ClientError):
    """The answer is none of a Releasewatch."""


class UnavailableError(ClientError):
    """No answer for now: trying again may help.

    Attributes:
        retry_after: Seconds for which the server asks to be left alone.
    """

    def __init__(self, message: str, code: str = "", *, retry_after: float = 0.0) -> None:
        super().__init__(message, code)
        self.retry_after = retry_after
