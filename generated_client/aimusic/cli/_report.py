"""How a run that failed says so: one or two lines for people, one JSON document for scripts, and never a key.

Both go to standard error: with `--json`, standard output holds a result or nothing, so `| jq` never meets an error.
"""

from __future__ import annotations

import json
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

_LEFT_BY_WILL = (KeyboardInterrupt, TerminatedError, click.Abort)

UNKNOWN_CHARGE = "Whether it was charged is not known: look at `aimusic credits` before you repeat it."


def report(error: BaseException, session: Session) -> Exit:
    """Say what went wrong and how to go on, and return the exit code."""
    code = exit_for(error)
    if _config.read(_config.LOG) == "debug" and not isinstance(error, (click.ClickException, *_LEFT_BY_WILL)):
        _write(session, "".join(traceback.format_exception(error)).rstrip())
    if session.as_json:
        _write(session, json.dumps({"error": document(error, session)}))
        return code
    if isinstance(error, click.UsageError):
        error.show()
        return code
    _write(session, f"aimusic: {sentence(error)}")
    for item in (" ".join(hints(error, session)), way_on(error, session)):
        if item:
            _write(session, f"  {item}")
    return code


def sentence(error: BaseException) -> str:
    """Return what happened, in one line."""
    if isinstance(error, _LEFT_BY_WILL):
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
    """Yield what can be done about it."""
    if isinstance(error, AuthenticationError):
        yield f"Check {_config.API_KEY}."
    if isinstance(error, InsufficientCreditsError):
        yield "Nothing was charged. `aimusic credits` tells what is left."
    if isinstance(error, RateLimitError) and error.retry_after is not None:
        yield f"Try again in {error.retry_after:g} s."
    if isinstance(error, TaskFailedError) and error.task is not None and error.task.failure is not None:
        yield from _refund(error.task.failure.refunded)
    if getattr(error, "charged", False) is None:
        yield UNKNOWN_CHARGE
    if isinstance(error, (APIStatusError, ResponseDecodingError)) and error.request_id:
        yield line(f"Request {error.request_id}.")
    if isinstance(error, _LEFT_BY_WILL) and session.is_paying:
        yield f"A paid request was under way. {UNKNOWN_CHARGE}"
    if exit_for(error) is Exit.ERROR and not isinstance(error, (AIMusicError, OSError, click.ClickException)):
        yield f"{_config.LOG}=debug shows where."


def _refund(refunded: bool | None) -> Iterator[str]:
    if refunded is not None:
        yield "Its credits have been given back." if refunded else "Its credits have not been given back."


def way_on(error: BaseException, session: Session) -> str:
    """Return the line that tells how to go on with a paid task, empty when there is no such task."""
    resume = resumed_by(error, session)
    if session.task is None or resume is None:
        return ""
    if session.task.is_done:
        return f"The task has ended. To go on: {resume}"
    goes_on = isinstance(error, (TaskTimeoutError, *_LEFT_BY_WILL))
    return f"{'The task goes on, and is paid for. ' if goes_on else ''}To resume: {resume}"


def resumed_by(error: BaseException, session: Session) -> str | None:
    """Return the command that resumes the task, or None when no task is running."""
    if session.task is None or isinstance(error, (TaskFailedError, NotFoundError)):
        return None
    return session.resume(session.task)


def document(error: BaseException, session: Session) -> dict[str, Any]:
    """Return an error for scripts; every member is always there, and null where it says nothing.

    `kind` is the SDK's class, the members from `status` on are its attributes of the same names.
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
        "retry_after": getattr(error, "retry_after", None),
        "charged": _charged(error, session),
        "refunded": failure.refunded if failure is not None else None,
        "product": task.product if task is not None else None,
        "task_id": task.id if task is not None else None,
        "resume": resumed_by(error, session),
    }


def _charged(error: BaseException, session: Session) -> bool | None:
    if session.task is not None and not isinstance(error, NotFoundError):
        return True  # it was when the task was accepted; `refunded` says whether it still is
    if isinstance(error, (APIConnectionError, APIStatusError, ResponseDecodingError)):
        return error.charged
    return None if session.is_paying and isinstance(error, _LEFT_BY_WILL) else False


def _write(session: Session, text: str) -> None:
    """Write to standard error at any width, without secrets that a server's message may repeat."""
    session.err.print(Text(_hidden(lines(text))), soft_wrap=True)


def _hidden(text: str) -> str:
    for name in (_config.API_KEY, _config.WEBHOOK_SECRET):
        secret = (_config.read(name) or "").strip()
        if secret:
            text = text.replace(secret, "***")
    return _logging.hide(text)
