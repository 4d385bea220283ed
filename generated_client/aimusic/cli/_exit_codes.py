"""What the command's exit code says: a promise to scripts, so a number never changes its meaning.

The numbers of signals and of a closed pipe are the shells' own: 128 and the number of the signal.
"""

from __future__ import annotations

from enum import IntEnum

import click

from aimusic._errors import (
    APIConnectionError,
    APIStatusError,
    AuthenticationError,
    ConfigurationError,
    DownloadError,
    EndpointRetiredError,
    InsufficientCreditsError,
    NotFoundError,
    NotReadyError,
    PermissionDeniedError,
    RateLimitError,
    ServerError,
    StepFailedError,
    ValidationError,
    WebhookVerificationError,
)
from aimusic._tasks.task import TaskFailedError, TaskTimeoutError


class Exit(IntEnum):
    """The exit codes; the README has them in a table, and a test compares."""

    OK = 0
    ERROR = 1
    USAGE = 2
    AUTHENTICATION = 3
    CREDITS = 4
    REFUSED = 5
    RATE_LIMIT = 6
    UNREACHABLE = 7
    TASK_FAILED = 8
    TIMED_OUT = 9
    WEBHOOK = 10
    INTERRUPTED = 130
    BROKEN_PIPE = 141
    TERMINATED = 143


class TerminatedError(BaseException):
    """SIGTERM, which ends a wait as tidily as Ctrl-C; not an `Exception`, so that no handler catches it by mistake."""


_CODES: tuple[tuple[type[BaseException], Exit], ...] = (
    (click.UsageError, Exit.USAGE),
    (ConfigurationError, Exit.USAGE),
    (AuthenticationError, Exit.AUTHENTICATION),
    (InsufficientCreditsError, Exit.CREDITS),  # before PermissionDeniedError, which it is one of
    (ValidationError, Exit.REFUSED),
    (PermissionDeniedError, Exit.REFUSED),
    (NotFoundError, Exit.REFUSED),
    (EndpointRetiredError, Exit.REFUSED),
    (StepFailedError, Exit.REFUSED),
    (RateLimitError, Exit.RATE_LIMIT),
    (NotReadyError, Exit.TIMED_OUT),
    (ServerError, Exit.UNREACHABLE),
    (APIStatusError, Exit.ERROR),
    (APIConnectionError, Exit.UNREACHABLE),
    (DownloadError, Exit.UNREACHABLE),
    (TaskFailedError, Exit.TASK_FAILED),
    (TaskTimeoutError, Exit.TIMED_OUT),
    (WebhookVerificationError, Exit.WEBHOOK),
    (TerminatedError, Exit.TERMINATED),
    (BrokenPipeError, Exit.BROKEN_PIPE),
    (KeyboardInterrupt, Exit.INTERRUPTED),
    (click.Abort, Exit.INTERRUPTED),
)


def exit_for(error: BaseException) -> Exit:
    """Return the exit code that an error ends the command with."""
    return next((code for kind, code in _CODES if isinstance(error, kind)), Exit.ERROR)
