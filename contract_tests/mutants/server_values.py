"""Servers with plausible values that are wrong: of another type, in another unit, in another order, or of another field.

Mutations of one property that the suite once could not detect, and their kind in all operations.
"""

from __future__ import annotations

from typing import Any

from attrs import evolve

from contract_tests.mutants.catalogue import Reply, Request, after, before, plant
from contract_tests.mutants.mutations import converted, named, type_in_request

LYRICS, NOTES = "data.alignment.*", "data.instruments.*.notes.*"


def mutation(name: str, about: str, changed: str) -> None:
    """Plant a mutation under a name of its own."""
    plant(evolve(named(changed), name=name, about=about, operations=()))


def convert(request: Request, kind: str) -> None:
    """Convert every property of a request that the contract gives a type, as a server does that is not strict."""
    if request.is_submit:
        for name, value in request.body.items():
            if type_in_request(request, name) == kind:
                request.body[name] = converted(value, kind)


@before("text is read as a boolean")
def reads_text_as_booleans(request: Request, _: dict[str, Any]) -> None:
    convert(request, "boolean")


@before("text is read as a number")
def reads_text_as_numbers(request: Request, _: dict[str, Any]) -> None:
    convert(request, "number")


@before("numbers and booleans are read as text")
def reads_numbers_as_text(request: Request, _: dict[str, Any]) -> None:
    convert(request, "string")


@before("a single value is read as a list")
def reads_values_as_lists(request: Request, _: dict[str, Any]) -> None:
    convert(request, "array")


@after("durations are in milliseconds")
def measures_in_milliseconds(_: Request, reply: Reply, __: dict[str, Any]) -> None:
    for item in reply.items:
        if isinstance(item.get("duration"), int | float | str):
            item["duration"] = float(item["duration"]) * 1000


mutation(
    "times-words-in-ms",
    "words are timed in milliseconds",
    f"reply:get_sonic_aligned_lyrics:{LYRICS}.end_s:thousandfold",
)
mutation(
    "times-words-in-minutes", "words begin in minutes", f"reply:get_sonic_aligned_lyrics:{LYRICS}.start_s:sixtieth"
)
mutation(
    "ends-words-early",
    "words end before they start",
    f"reply:get_sonic_aligned_lyrics:{LYRICS}.end_s:swapped-with-start_s",
)
mutation("sings-backwards", "words are in another order", "reply:get_sonic_aligned_lyrics:data.alignment:reversed")
mutation("times-notes-in-ms", "notes are timed in milliseconds", f"reply:get_sonic_midi:{NOTES}.start:thousandfold")
mutation("ends-notes-early", "notes end before they start", f"reply:get_sonic_midi:{NOTES}.end:swapped-with-start")
mutation("swaps-tempos", "the lowest tempo is the highest", "reply:get_sonic_bpm:data.max_bpm:swapped-with-min_bpm")
mutation("moves-voices", "a voice begins elsewhere", "reply:get_sonic_vox:data.vocal_start_s:one-more")
