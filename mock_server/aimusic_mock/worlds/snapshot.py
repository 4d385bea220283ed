"""Save a world as JSON, and restore it: its tables, its journal, its webhooks, its clock and its ids.

The form follows from the domain's classes, under the member names of `_MEMBERS`. A snapshot of another version, or with
a value of another type, is refused.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable, Mapping
from typing import Any, Literal, get_args, get_origin

from attrs import define, fields
from cattrs import BaseValidationError, Converter, ForbiddenExtraKeysError
from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn, override

from aimusic_mock.domain.accounts import Account
from aimusic_mock.domain.clock import LATEST, Clock
from aimusic_mock.domain.deliveries import Delivery
from aimusic_mock.domain.fault_rules import Rule
from aimusic_mock.domain.inbox import Inbox
from aimusic_mock.domain.journal import Exchange
from aimusic_mock.domain.outbox import OutboxState, Subscription
from aimusic_mock.domain.store import Persona, Store, Vox
from aimusic_mock.domain.tasks import NEVER, Clip, Task
from aimusic_mock.domain.world import World
from aimusic_mock.errors import BadRequestError

VERSION = 1


@define
class _Memory:
    """The tables of a store. A task's clips are part of the task; `clips` holds the others, uploads and samples."""

    accounts: dict[str, Account]
    tasks: dict[str, Task]
    clips: dict[str, Clip]
    personas: dict[str, Persona]
    voxes: dict[str, Vox]
    built_files: dict[str, None]
    uploads: dict[str, None]
    renewed_at: dict[str, float]


def take(world: World) -> dict[str, Any]:
    """Return a snapshot of a world."""
    with world.store.lock:
        store = world.store
        own = {clip_id: clip for clip_id, clip in store.clips.items() if clip_id not in store.task_by_clip}
        tables = {field.name: getattr(store, field.name) for field in fields(_Memory)}
        memory = _Memory(**{**tables, "clips": own})
        journal = world.journal
        return {
            "version": VERSION,
            "clock": {"name": world.clock.name, "now": world.clock.now(), "began_at": world.began_at},
            "ids": {"seed": world.ids.seed, "counts": dict(world.ids.counts)},
            "store": _converter.unstructure(memory),
            "faults": {
                "made": world.faults.last_number,
                "rules": _converter.unstructure(list(world.faults.rules.values())),
            },
            "journal": {
                "numbers": journal.numbers,
                "dropped": journal.dropped,
                "exchanges": _converter.unstructure(journal.exchanges()),
            },
            "outbox": _converter.unstructure(world.outbox.state()),
            "inbox": _converter.unstructure(world.inboxes.state()),
        }


def restore(world: World, snapshot: Mapping[str, Any], known: Callable[[str], object]) -> None:
    """Replace the state of a world by that of a snapshot. If the snapshot is invalid, nothing is changed.

    Args:
        world: the world to change.
        snapshot: the result of `take`.
        known: raises `BadRequestError` for an unknown scenario.

    Raises:
        BadRequestError: the snapshot is incomplete, of another version, or has an unknown scenario.
    """
    try:
        memory = _converter.structure(snapshot["store"], _Memory)
        rules = _converter.structure(snapshot["faults"]["rules"], list[Rule])
        exchanges = _converter.structure(snapshot["journal"]["exchanges"], list[Exchange])
        counts = _converter.structure(snapshot["ids"]["counts"], dict[str, int])
        seed, last_rule = int(snapshot["ids"]["seed"]), int(snapshot["faults"]["made"])
        numbers, dropped = int(snapshot["journal"]["numbers"]), int(snapshot["journal"]["dropped"])
        name, now, began_at = _clock(snapshot["clock"])
        _check(memory)
        outbox = _converter.structure(snapshot["outbox"], OutboxState)
        inboxes = _converter.structure(snapshot["inbox"], dict[str, Inbox])
    except (BaseValidationError, ForbiddenExtraKeysError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise BadRequestError("The snapshot is incomplete, invalid, or of another version.") from error
    for rule in rules:
        for scenario in rule.scenarios:
            known(scenario)
    with world.store.lock:
        world.outbox.clear()  # before the time: what was planned does not become due by the snapshot's
        world.clock.restore(name, now)  # before the rest: listeners of the clock read the loaded state at once
        _fill(world.store, memory)
        world.ids.seed, world.ids.counts = seed, counts
        world.faults.seed, world.faults.last_number = seed, last_rule
        world.faults.rules = {rule.rule_id: rule for rule in rules}
        world.journal.restore(exchanges, numbers, dropped)
        world.outbox.restore(outbox)
        world.inboxes.restore(inboxes)
        world.began_at = began_at


def _clock(raw: Mapping[str, Any]) -> tuple[str, float, float]:
    name, now, began_at = str(raw["name"]), float(raw["now"]), float(raw["began_at"])
    if not (0 <= began_at <= LATEST and 0 <= now <= LATEST):
        raise ValueError("the time is out of range")
    Clock(name)  # raises for an unknown mode
    return name, now, began_at


def _check(memory: _Memory) -> None:
    """Check what the types do not express.

    Raises:
        ValueError: an account is missing or does not add up, a task has no clips, or a time is out of range.
    """
    accounts = memory.accounts.values()
    if not accounts or not all(
        account.is_balanced and min(account.credits, account.extra_credits) >= 0 for account in accounts
    ):
        raise ValueError("the accounts don't add up")
    clips = [*memory.clips.values(), *(clip for task in memory.tasks.values() for clip in task.all_clips)]
    times = [task.created_at for task in memory.tasks.values()] + [clip.created_at for clip in clips]
    if not all(0 <= at <= LATEST for at in times):
        raise ValueError("a creation time is out of range")
    if not all(task.clips for task in memory.tasks.values()):
        raise ValueError("a task has no clips")
    if not all(0 <= clip.starts_at <= clip.ends_at <= NEVER for clip in clips):
        raise ValueError("a clip ends before it starts")


def _fill(store: Store, memory: _Memory) -> None:
    store.clear()
    for field in fields(_Memory):
        getattr(store, field.name).update(getattr(memory, field.name))
    for task in memory.tasks.values():
        store.put_task(task)


def _exactly(kind: type) -> Callable[[object, object], object]:
    """Return a hook that takes values of one type only: cattrs would turn 1 into "1", and "no" into True."""

    def hook(value: object, _: object) -> object:
        if type(value) is not kind:
            raise TypeError(f"not a {kind.__name__}")
        return value

    return hook


def _number(value: object, _: object) -> float:
    # Not `float(value)`: a length of 15 would be shown as 15.0 from then on.
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        raise TypeError("not a number")
    return value


def _is_sequence(kind: Any) -> bool:
    origin: object = get_origin(kind)
    return origin in (list, tuple, deque)


def _sequence(value: object, kind: Any) -> object:
    # cattrs would also accept a string, as a list of its characters.
    if not isinstance(value, (list, tuple)):
        raise TypeError("not a list")
    return get_origin(kind)(_converter.structure(entry, get_args(kind)[0]) for entry in value)


_MEMBERS: dict[type, dict[str, str]] = {
    _Memory: {"built_files": "built", "uploads": "loose", "renewed_at": "renewed"},
    Task: {"joined_clips": "fulls", "source_clip": "about"},
    Exchange: {"explanation": "explained", "truncated": "cut"},
    OutboxState: {"fault": "lab", "subscriptions": "watched"},
    Subscription: {"fault": "lab"},
    Delivery: {"fault": "lab"},
}
"""The members of version 1 whose names differ from those of the attributes."""


def _is_literal(kind: Any) -> bool:
    return get_origin(kind) is Literal


def _literal(value: object, kind: Any) -> object:
    # cattrs raises a bare Exception, which no caller could tell from a crash.
    if not isinstance(value, str) or value not in get_args(kind):
        raise ValueError(f"not one of {get_args(kind)}")
    return value


def _has_members(kind: Any) -> bool:
    return kind in _MEMBERS


def _renamed(kind: type) -> dict[str, Any]:
    return {attribute: override(rename=member) for attribute, member in _MEMBERS[kind].items()}


_converter = Converter(
    detailed_validation=False, forbid_extra_keys=True, unstruct_collection_overrides={tuple: list, deque: list}
)
for _type in (bool, int, str):
    _converter.register_structure_hook(_type, _exactly(_type))
_converter.register_structure_hook(float, _number)
_converter.register_structure_hook_func(_is_sequence, _sequence)
_converter.register_structure_hook_func(_is_literal, _literal)
_converter.register_structure_hook_factory(
    _has_members, lambda kind: make_dict_structure_fn(kind, _converter, **_renamed(kind))
)
_converter.register_unstructure_hook_factory(
    _has_members, lambda kind: make_dict_unstructure_fn(kind, _converter, **_renamed(kind))
)
