"""The exit codes. Scripts rely on them, so a number never changes its meaning.

For signals and a closed pipe they follow the shell's convention: 128 plus the signal's number.
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
    """The exit codes; a test compares them with the table in the README."""

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
    """SIGTERM, handled like Ctrl-C. A BaseException, so that `except Exception` does not catch it."""


_CODES: tuple[tuple[type[BaseException], Exit], ...] = (
    (click.UsageError, Exit.USAGE),
    (ConfigurationError, Exit.USAGE),
    (AuthenticationError, Exit.AUTHENTICATION),
    (InsufficientCreditsError, Exit.CREDITS),  # before PermissionDeniedError, its base class
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
    """Return the exit code for an error."""
    return next((code for kind, code in _CODES if isinstance(error, kind)), Exit.ERROR)
