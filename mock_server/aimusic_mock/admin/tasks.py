"""The tasks of a world: list them with their plans, and override their outcomes."""

from __future__ import annotations

from typing import Any

from aimusic_mock.admin.context import AdminCall, AdminHandlers, AdminReply, not_found, page, planned_time
from aimusic_mock.domain import outcomes
from aimusic_mock.domain.store import Store
from aimusic_mock.domain.tasks import Task
from aimusic_mock.errors import BadRequestError

handlers = AdminHandlers()


@handlers.handles("list_tasks")
def list_tasks(call: AdminCall) -> AdminReply:
    """List tasks."""
    now, store = call.now, call.world.store
    state, product = call.query.get("state"), call.query.get("product")
    with store.lock:
        tasks = [
            task
            for task in store.tasks.values()
            if product in (None, task.product) and state in (None, task.state(now))
        ]
    shown = page(tasks, call.query)
    return 200, {**shown, "items": [_shown(task, now, store) for task in shown["items"]]}


@handlers.handles("get_task")
def get_task(call: AdminCall) -> AdminReply:
    """Show a task."""
    return 200, _shown(_task(call), call.now, call.world.store)


@handlers.handles("force_task")
def force_task(call: AdminCall) -> AdminReply:
    """Override the outcome of a task that has not ended."""
    world = call.world
    with world.store.lock:
        # The time under the lock: by that of the request's start, a refund could have been booked since.
        task, now = _task(call), world.clock.now()
        if task.ended(now):
            raise BadRequestError("The task has already ended; its outcome cannot be changed.")
        task = _forced(call, task, now)
        world.change_task(task)
    return 200, _shown(task, now, world.store)


def _forced(call: AdminCall, task: Task, now: float) -> Task:
    match call.body["state"]:
        case "succeeded":
            return outcomes.succeed(task, now)
        case "failed":
            kind = call.body.get("type", "failed")
            return outcomes.fail(task, now, kind, call.mock.contract.failure_sentence(_poll_of(call, task), kind))
        case "running":
            return outcomes.run(task, now)
        case "stuck":
            return outcomes.stick(task, now)
    return outcomes.slow(task, now)


def _poll_of(call: AdminCall, task: Task) -> str:
    operations = call.mock.contract.operations.values()
    return next(
        operation.operation_id
        for operation in operations
        if operation.product == task.product and operation.task_polled
    )


def _task(call: AdminCall) -> Task:
    task = call.world.store.tasks.get(call.path["task_id"])
    if task is None:
        raise not_found("task")
    return task


def _shown(task: Task, now: float, store: Store) -> dict[str, Any]:
    owners = list(store.accounts)
    return {
        "task_id": task.task_id,
        "operation": task.operation_id,
        "product": task.product,
        "state": task.state(now),
        "created_at": task.created_at,
        "ends_at": planned_time(task.ends_at),
        "account": owners.index(task.owner) + 1 if task.owner in owners else None,
        "scenario": task.scenario,
        "failure": task.failure.type if task.failure else None,
        "clips": [
            {
                "clip_id": clip.clip_id,
                "state": clip.state(now),
                "starts_at": planned_time(clip.starts_at),
                "ends_at": planned_time(clip.ends_at),
                "error": clip.error,
            }
            for clip in task.all_clips
        ],
    }
