"""Error reports: a few lines for people or one JSON document for scripts, always without the API key.

Both go to standard error: with `--json`, standard output has a result or nothing, so `| jq` never reads an error.
"""

from __future__ import annotations

import json
import math
import traceback
from collections.abc import Iterator
from typing import Any

import click
from rich.text import Text

from aimusic import _config, _logging
from aimusic._errors import (
    AIMusicError,
    APIConnectionError,
    APIStatusError,
    AuthenticationError,
    InsufficientCreditsError,
    NotFoundError,
    RateLimitError,
    ResponseDecodingError,
)
from aimusic._tasks.task import TaskFailedError, TaskTimeoutError
from aimusic.cli._exit_codes import Exit, TerminatedError, exit_for
from aimusic.cli._sanitize import line, lines
from aimusic.cli._session import Session, name_of

_INTERRUPTIONS = (KeyboardInterrupt, TerminatedError, click.Abort)

UNKNOWN_CHARGE = "It may have been charged: check `aimusic credits` before you repeat it."


def report(error: BaseException, session: Session) -> Exit:
    """Print the error and how to proceed, and return the exit code."""
    code = exit_for(error)
    if _config.read(_config.LOG) == "debug" and not isinstance(error, (click.ClickException, *_INTERRUPTIONS)):
        _write(session, "".join(traceback.format_exception(error)).rstrip())
    if session.as_json:
        _write(session, json.dumps({"error": document(error, session)}))
        return code
    if isinstance(error, click.UsageError):
        error.show()
        return code
    _write(session, f"aimusic: {sentence(error)}")
    for advice in (" ".join(hints(error, session)), next_step(error, session)):
        if advice:
            _write(session, f"  {advice}")
    return code


def sentence(error: BaseException) -> str:
    """Return the error message, in one line."""
    if isinstance(error, _INTERRUPTIONS):
        return "interrupted"
    if isinstance(error, click.ClickException):
        return line(error.format_message())
    if isinstance(error, APIStatusError):
        kind = f" {error.type}" if error.type else ""
        return line(f"{error.status_code}{kind}: {error.message}")
    if isinstance(error, TaskTimeoutError) and error.task is not None:
        return line(f"{name_of(error.task)} is still {error.task.state}: gave up waiting")
    if isinstance(error, TaskFailedError) and error.task is not None:
        failure = error.task.failure
        kind, words = (failure.type, failure.message) if failure else ("failed", "")
        return line(f"{name_of(error.task)} failed ({kind}): {words or 'no reason was given'}")
    if isinstance(error, OSError) and error.strerror and not isinstance(error, AIMusicError):
        return line(f"{error.filename}: {error.strerror}" if error.filename else error.strerror)
    words = line(str(error)) or type(error).__name__
    return words if isinstance(error, AIMusicError) else f"unexpected {type(error).__name__}: {words}"


def hints(error: BaseException, session: Session) -> Iterator[str]:
    """Yield advice on an error."""
    if isinstance(error, AuthenticationError):
        yield f"Check {_config.API_KEY}."
    if isinstance(error, InsufficientCreditsError):
        yield "Nothing was charged. Run `aimusic credits` to see the balance."
    if isinstance(error, NotFoundError) and error.requested:
        yield line(f"Requested: {error.requested}.")
    if isinstance(error, RateLimitError) and error.retry_after is not None:
        yield f"Try again in {error.retry_after:g} s."
    if isinstance(error, TaskFailedError) and error.task is not None and error.task.failure is not None:
        yield from _refund(error.task.failure.refunded)
    if getattr(error, "charged", False) is None:
        yield UNKNOWN_CHARGE
    if isinstance(error, (APIStatusError, ResponseDecodingError)) and error.request_id:
        yield line(f"Request {error.request_id}.")
    if isinstance(error, _INTERRUPTIONS) and session.is_paying:
        yield f"A paid request was in progress. {UNKNOWN_CHARGE}"
    if exit_for(error) is Exit.ERROR and not isinstance(error, (AIMusicError, OSError, click.ClickException)):
        yield f"{_config.LOG}=debug shows where."


def _refund(refunded: bool | None) -> Iterator[str]:
    if refunded is not None:
        yield "Its credits have been refunded." if refunded else "Its credits have not been refunded."


def next_step(error: BaseException, session: Session) -> str:
    """Return how to resume a paid task; empty without one."""
    resume = resumed_by(error, session)
    if session.task is None or resume is None:
        return ""
    if session.task.is_done:
        return f"The task has ended. To continue: {resume}"
    continues = isinstance(error, (TaskTimeoutError, *_INTERRUPTIONS))
    return f"{'The task goes on, and is paid for. ' if continues else ''}To resume: {resume}"


def resumed_by(error: BaseException, session: Session) -> str | None:
    """Return the command that resumes the task, or None when no task is running."""
    if session.task is None or isinstance(error, (TaskFailedError, NotFoundError)):
        return None
    return session.resume(session.task)


def document(error: BaseException, session: Session) -> dict[str, Any]:
    """Return an error as a JSON document; all members are always present, and null if unknown.

    `kind` is the SDK's class; the members from `status` on are its attributes of the same names.
    """
    task = session.task
    failure = task.failure if task is not None else None
    return {
        "kind": type(error).__name__,
        "exit_code": int(exit_for(error)),
        "message": sentence(error),
        "status": getattr(error, "status_code", None),
        "type": getattr(error, "type", None),
        "request_id": getattr(error, "request_id", None),
        "retry_after": _finite(getattr(error, "retry_after", None)),
        "charged": _charged(error, session),
        "refunded": failure.refunded if failure is not None else None,
        "product": task.product if task is not None else None,
        "task_id": task.id if task is not None else None,
        "resume": resumed_by(error, session),
    }


def _finite(number: float | None) -> float | None:
    return number if number is not None and math.isfinite(number) else None  # JSON has no infinity


def _charged(error: BaseException, session: Session) -> bool | None:
    if session.task is not None and not isinstance(error, NotFoundError):
        return True  # charged when the task was accepted; `refunded` says whether it still is
    if isinstance(error, (APIConnectionError, APIStatusError, ResponseDecodingError)):
        return error.charged
    return None if session.is_paying and isinstance(error, _INTERRUPTIONS) else False


def _write(session: Session, text: str) -> None:
    """Write to standard error without wrapping, and without secrets that a server's message may repeat."""
    session.err.print(Text(_hidden(lines(text))), soft_wrap=True)


def _hidden(text: str) -> str:
    for name in (_config.API_KEY, _config.WEBHOOK_SECRET):
        secret = (_config.read(name) or "").strip()
        if secret:
            text = text.replace(secret, "***")
    return _logging.hide(text)
