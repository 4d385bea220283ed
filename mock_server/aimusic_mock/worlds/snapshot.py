"""Save a world as JSON, and restore it: its tables, its journal, its webhooks, its clock and its ids.

The form follows from the domain's classes, under the member names of `_MEMBERS`. A snapshot of another version, with a
value of another type, or of a state that no world can have (`consistency`) is refused with the place of the first error.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable, Mapping
from typing import Any, Literal, get_args, get_origin

from attrs import fields, has
from cattrs import AttributeValidationNote, Converter, ForbiddenExtraKeysError, IterableValidationNote
from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn, override

from aimusic_mock.contract import pointers
from aimusic_mock.contract.bundle import Contract
from aimusic_mock.domain.deliveries import Delivery
from aimusic_mock.domain.fault_rules import Rule
from aimusic_mock.domain.journal import Exchange
from aimusic_mock.domain.outbox import OutboxState, Subscription
from aimusic_mock.domain.store import Store
from aimusic_mock.domain.tasks import Task
from aimusic_mock.domain.world import World
from aimusic_mock.errors import ApiError, BadRequestError
from aimusic_mock.redaction import HIDDEN
from aimusic_mock.worlds import consistency
from aimusic_mock.worlds.consistency import Tables, WorldState

VERSION = 1

ABOUT = ("version", "contract")
"""The members of a snapshot that are not part of the world."""

MAX_INTEGER = 2**63
"""The largest integer of a snapshot, seeds included; beyond it, arithmetic with floats would fail."""

MAX_KEY_CHARACTERS = 64
"""The part of a key that an error shows; ids and names are shorter."""


def take(world: World) -> dict[str, Any]:
    """Return a snapshot of a world."""
    with world.store.lock:
        store, journal = world.store, world.journal
        own = {clip_id: clip for clip_id, clip in store.clips.items() if clip_id not in store.task_by_clip}
        tables = {table.name: getattr(store, table.name) for table in fields(Tables)}
        state = WorldState(
            clock=consistency.ClockState(world.clock.name, world.clock.now(), world.began_at),
            ids=consistency.IdsState(world.ids.seed, dict(world.ids.counts)),
            store=Tables(**{**tables, "clips": own}),
            faults=consistency.FaultsState(world.faults.last_number, list(world.faults.rules.values())),
            journal=consistency.JournalState(journal.numbers, journal.dropped, journal.exchanges()),
            outbox=world.outbox.state(),
            inbox=world.inboxes.state(),
        )
        return {"version": VERSION, **_converter.unstructure(state)}


def restore(world: World, snapshot: Mapping[str, Any], contract: Contract, check_rule: Callable[[Rule], None]) -> None:
    """Replace the state of a world by that of a snapshot. If the snapshot is invalid, nothing is changed.

    Args:
        world: the world to change.
        snapshot: the result of `take`.
        contract: the operations that tasks belong to.
        check_rule: raises `ApiError` for a rule with an unknown scenario or option.

    Raises:
        BadRequestError: the snapshot is incomplete, of another version, or no world can be in this state. The sentence
            has a JSON pointer to the first error.
    """
    try:
        state = _converter.structure({key: snapshot[key] for key in snapshot if key not in ABOUT}, WorldState)
    except Exception as error:
        raise _refusal(*_located(error)) from error
    for path, reason in consistency.problems(state, contract):
        raise _refusal(path, reason)
    for number, rule in enumerate(state.faults.rules):
        try:
            check_rule(rule)
        except ApiError as error:
            raise _refusal(["faults", "rules", number], error.sentence.rstrip(".")) from error
    with world.store.lock:
        world.outbox.clear()  # before the time: what was planned does not become due by the snapshot's
        world.clock.restore(state.clock.name, state.clock.now)  # before the rest: its listeners read the loaded state
        _fill(world.store, state.store)
        world.ids.seed, world.ids.counts = state.ids.seed, state.ids.counts
        world.faults.seed, world.faults.last_number = state.ids.seed, state.faults.last_number
        world.faults.rules = {rule.rule_id: rule for rule in state.faults.rules}
        world.journal.restore(state.journal.exchanges, state.journal.numbers, state.journal.dropped)
        world.outbox.restore(state.outbox)
        world.inboxes.restore(state.inbox)
        world.began_at = state.clock.began_at


def _fill(store: Store, tables: Tables) -> None:
    store.clear()
    for table in fields(Tables):
        if table.name not in ("tasks", "clips"):
            getattr(store, table.name).update(getattr(tables, table.name))
    for clip in tables.clips.values():
        store.put_clip(clip)
    for task in tables.tasks.values():
        store.put_task(task)


# --- Errors


class _InvalidValueError(ValueError):
    """A value of the wrong type; the message completes "The snapshot is invalid at …:"."""


def _refusal(path: list[str | int], reason: str) -> BadRequestError:
    # The accounts are listed by their keys, which are secret.
    steps = [HIDDEN if path[:2] == ["store", "accounts"] and depth == 2 else step for depth, step in enumerate(path)]
    pointer = pointers.join([str(step)[:MAX_KEY_CHARACTERS] for step in steps])
    return BadRequestError(f"The snapshot is invalid at {pointer or 'its root'}: {reason}.")


def _located(error: BaseException) -> tuple[list[str | int], str]:
    """Return the path to the first invalid value, and what is wrong with it."""
    path: list[str | int] = []
    while isinstance(error, BaseExceptionGroup):
        kind, error = getattr(error, "cl", None), error.exceptions[0]
        for note in getattr(error, "__notes__", ()):
            if isinstance(note, AttributeValidationNote):
                path.append(_MEMBERS.get(kind, {}).get(note.name, note.name) if kind else note.name)
            elif isinstance(note, IterableValidationNote):
                path.append(note.index)
    if isinstance(error, ForbiddenExtraKeysError):
        return [*path, min(error.extra_fields)], "the member is unknown"
    if isinstance(error, KeyError):
        return path, "the member is missing"
    return path, str(error) if isinstance(error, ValueError) else "the value has the wrong type"


# --- Conversion


def _exactly(kind: type, name: str) -> Callable[[object, object], object]:
    """Return a hook that takes values of one type only: cattrs would turn 1 into "1", and "no" into True."""

    def hook(value: object, _: object) -> object:
        if type(value) is not kind:
            raise _InvalidValueError(f"the value should be {name}")
        return value

    return hook


def _integer(value: object, _: object) -> int:
    if type(value) is not int or abs(value) > MAX_INTEGER:
        raise _InvalidValueError("the value should be an integer of at most 63 bits")
    return value


def _number(value: object, _: object) -> float:
    # Not `float(value)`: a length of 15 would be shown as 15.0 from then on.
    is_number = not isinstance(value, bool) and isinstance(value, (int, float))
    if not is_number or not math.isfinite(value):  # type: ignore[arg-type]  # is_number
        raise _InvalidValueError("the value should be a number")
    return value  # type: ignore[return-value]  # is_number


def _is_sequence(kind: Any) -> bool:
    origin: object = get_origin(kind)
    return origin in (list, tuple, deque)


def _sequence(value: object, kind: Any) -> object:
    # cattrs would also accept a string, as a list of its characters.
    if not isinstance(value, (list, tuple)):
        raise _InvalidValueError("the value should be a list")
    entries = []
    for index, entry in enumerate(value):
        try:
            entries.append(_converter.structure(entry, get_args(kind)[0]))
        except Exception as error:
            error.add_note(IterableValidationNote(f"entry {index}", index, kind))
            raise ExceptionGroup("invalid entry", [error]) from error
    return get_origin(kind)(entries)


_MEMBERS: dict[type, dict[str, str]] = {
    Tables: {"built_files": "built", "uploads": "loose", "renewed_at": "renewed"},
    Task: {"joined_clips": "fulls", "source_clip": "about"},
    Exchange: {"explanation": "explained", "truncated": "cut"},
    consistency.FaultsState: {"last_number": "made"},
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
        raise _InvalidValueError(f"the value should be one of {', '.join(get_args(kind))}")
    return value


def _renamed(kind: type) -> dict[str, Any]:
    return {attribute: override(rename=member) for attribute, member in _MEMBERS.get(kind, {}).items()}


def _class_hook(kind: Any) -> Callable[[object, object], object]:
    structure = make_dict_structure_fn(kind, _converter, **_renamed(kind))

    def hook(value: object, _: object) -> object:
        if not isinstance(value, dict):
            raise _InvalidValueError("the value should be an object")
        return structure(value, kind)

    return hook


_converter = Converter(forbid_extra_keys=True, unstruct_collection_overrides={tuple: list, deque: list})
_converter.register_structure_hook(bool, _exactly(bool, "a boolean"))
_converter.register_structure_hook(str, _exactly(str, "a string"))
_converter.register_structure_hook(int, _integer)
_converter.register_structure_hook(float, _number)
_converter.register_structure_hook_func(_is_sequence, _sequence)
_converter.register_structure_hook_func(_is_literal, _literal)
_converter.register_structure_hook_factory(has, _class_hook)
_converter.register_unstructure_hook_factory(
    has, lambda kind: make_dict_unstructure_fn(kind, _converter, **_renamed(kind))
)
