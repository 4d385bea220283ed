"""What all products share: the reply to a submit, "not yet", the failure of a whole job, and times."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from aimusic_mock.domain.tasks import Failure, Task
from aimusic_mock.settings import Dialect

Reply = tuple[int, Mapping[str, Any]]

SUCCESS = "success"


def accepted(task: Task, dialect: Dialect) -> Reply:
    """Return the reply to a submit; the observed service leaves `code` out."""
    return 200, envelope(dialect, task_id=task.task_id)


def envelope(dialect: Dialect, **keys: Any) -> dict[str, Any]:
    """Return `keys` in the envelope of a reply that has `code` in the documentation but not in the live service."""
    head: dict[str, Any] = {"code": 200} if dialect == "documented" else {}
    return {**head, "message": SUCCESS, **keys}


def success(**keys: Any) -> dict[str, Any]:
    """Return `keys` in the envelope of a reply that has `code` in both dialects."""
    return {"code": 200, "message": SUCCESS, **keys}


def not_ready(body: Mapping[str, Any], **keys: Any) -> Reply:
    """Return 202 with the contract's `not_ready` body."""
    return 202, {**keys, **body}


def failed(failure: Failure) -> Reply:
    """Return the live service's form of a job that failed as a whole: 200, `type` and no `data`."""
    return 200, {"type": failure.type, "error": failure.sentence}


def timestamp(at: float, digits: int) -> str:
    """Return a time as RFC 3339 in UTC with 3 or 6 digits of a second, as Sonic (3) and Producer (6) write it."""
    moment = datetime.fromtimestamp(at, UTC)
    return moment.isoformat(timespec="milliseconds" if digits == 3 else "microseconds").replace("+00:00", "Z")
