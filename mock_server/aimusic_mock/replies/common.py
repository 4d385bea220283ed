"""Shared by all products: the context of a poll, the reply to a submit, "not ready", a failed task, and timestamps."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from attrs import field, frozen

from aimusic_mock.domain.tasks import Failure, Task
from aimusic_mock.replies.urls import Urls
from aimusic_mock.settings import Dialect

Reply = tuple[int, Mapping[str, Any]]

SUCCESS = "success"


@frozen
class ReplyContext:
    """The arguments of every poll function, beside the task.

    Args:
        now: the time of the poll, in seconds since 1970.
        dialect: documented shows clips while they run; observed replies 202 until all have ended.
        urls: the addresses of the files.
        not_ready: the contract's body of a 202.
    """

    now: float
    dialect: Dialect
    urls: Urls
    not_ready: Mapping[str, Any] = field(factory=dict)


def accepted(task: Task, dialect: Dialect) -> Reply:
    """Return the reply to a submit; the observed service omits `code`."""
    return 200, envelope(dialect, task_id=task.task_id)


def envelope(dialect: Dialect, **keys: Any) -> dict[str, Any]:
    """Return `keys` in an envelope that has `code` in the documented dialect only."""
    head: dict[str, Any] = {"code": 200} if dialect == "documented" else {}
    return {**head, "message": SUCCESS, **keys}


def success(**keys: Any) -> dict[str, Any]:
    """Return `keys` in an envelope that has `code` in both dialects."""
    return {"code": 200, "message": SUCCESS, **keys}


def not_ready(body: Mapping[str, Any], **keys: Any) -> Reply:
    """Return 202 with `keys` and the contract's `not_ready` body."""
    return 202, {**keys, **body}


def failed(failure: Failure) -> Reply:
    """Return the observed reply of a failed task: 200 with `type` and without `data`."""
    return 200, {"type": failure.type, "error": failure.sentence}


def timestamp(at: float, digits: int) -> str:
    """Return a time as RFC 3339 in UTC, with milliseconds (3 digits, Sonic) or microseconds (6 digits, Producer)."""
    moment = datetime.fromtimestamp(at, UTC)
    return moment.isoformat(timespec="milliseconds" if digits == 3 else "microseconds").replace("+00:00", "Z")
