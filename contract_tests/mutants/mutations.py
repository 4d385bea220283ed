"""Faults made from the contract: one property of one operation's requests or replies, changed in one way.

The catalogue lists the faults that people have thought of; these are the others. `make mutants RANDOM=100` draws some, so that
survivors show which kinds the suite cannot detect. A name holds everything that is needed to plant a mutation again:
`reply:get_sonic_aligned_lyrics:data.alignment.*.end_s:thousandfold`.
"""

from __future__ import annotations

import copy
import functools
from collections.abc import Callable, Iterator, Mapping
from random import Random
from typing import Any

from attrs import frozen

from contract_tests.conformance.spec import Operation, Spec, read_document
from contract_tests.mutants.catalogue import Fault, Reply, Request

ITEMS = "*"
"""The step of a path that stands for every item of a list."""

DROP = object()
"""The result of a change that removes the property."""

Change = Callable[[Any], Any]

OF_NUMBERS: Mapping[str, Change] = {
    "thousandfold": lambda value: value * 1000,
    "sixtieth": lambda value: value / 60,
    "negative": lambda value: -value,
    "one-more": lambda value: value + 1,
    "as-text": str,
}
OF_BOOLEANS: Mapping[str, Change] = {"inverted": lambda value: not value, "as-text": lambda value: str(value).lower()}
OF_TEXTS: Mapping[str, Change] = {
    "emptied": lambda _: "",
    "halved": lambda value: value[: len(value) // 2],
    "shouted": str.upper,
    "padded": lambda value: f" {value} ",
}
OF_LISTS: Mapping[str, Change] = {
    "emptied": lambda _: [],
    "shortened": lambda value: value[:-1],
    "doubled": lambda value: value + value[:1],
    "reversed": lambda value: value[::-1],
}
OF_REPLIES: Mapping[str, Change] = {"nulled": lambda _: None, "dropped": lambda _: DROP}
CHANGES: Mapping[str, Mapping[str, Change]] = {
    "number": OF_NUMBERS,
    "integer": OF_NUMBERS,
    "boolean": OF_BOOLEANS,
    "string": OF_TEXTS,
    "array": OF_LISTS,
}
PYTHON: Mapping[str, tuple[type, ...]] = {
    "number": (int, float),
    "integer": (int,),
    "boolean": (bool,),
    "string": (str,),
    "array": (list,),
}
STALE, SWAPPED, CONVERTED, IGNORED = "stale", "swapped-with-", "converted", "ignored"


@frozen
class Mutation:
    """One change of one property; `path` leads to it from the body, `kind` names the change."""

    side: str
    operation: str
    path: tuple[str, ...]
    kind: str

    @property
    def name(self) -> str:
        """The name of the fault."""
        return f"{self.side}:{self.operation}:{'.'.join(self.path)}:{self.kind}"

    def fault(self) -> Fault:
        """Return the mutation as a fault of the server."""
        about = f"{'.'.join(self.path)} of {self.operation} is {self.kind}"
        if self.side == "request":
            return Fault(self.name, "server", about, before=self._before, operations=needed_for(self.operation))
        return Fault(self.name, "server", about, after=self._after, operations=needed_for(self.operation))

    def _before(self, request: Request, _: dict[str, Any]) -> None:
        if request.is_submit and operation_of(request) == self.operation:
            change(request.body, self.path, self._change_of_request)

    def _change_of_request(self, value: Any, _holder: dict[str, Any]) -> Any:
        if self.kind == IGNORED:
            return DROP
        return converted(value, self.kind.removeprefix(f"{CONVERTED}-to-"))

    def _after(self, request: Request, reply: Reply, memory: dict[str, Any]) -> None:
        if reply.status == 200 and reply.body is not None and operation_of(request) == self.operation:
            change(reply.body, self.path, functools.partial(self._change_of_reply, memory))

    def _change_of_reply(self, memory: dict[str, Any], value: Any, holder: dict[str, Any]) -> Any:
        if self.kind == STALE:
            return memory.setdefault(STALE, value) if value is not None else value
        if self.kind.startswith(SWAPPED):
            other = self.kind.removeprefix(SWAPPED)
            if other in holder:
                value, holder[other] = holder[other], value
            return value
        if self.kind in OF_REPLIES:
            return OF_REPLIES[self.kind](value)
        for name, changes in CHANGES.items():
            if self.kind in changes and _is_a(value, name):
                return changes[self.kind](value)
        return value


def converted(value: Any, kind: str) -> Any:
    """Return a value as a server reads it that converts types: the text `true` as true, 5 as the text `5`."""
    if kind == "boolean" and str(value).lower() in ("true", "false", "1", "0"):
        return str(value).lower() in ("true", "1")
    if kind in ("number", "integer") and isinstance(value, str | bool):
        try:
            return float(value) if kind == "number" else int(value)
        except ValueError:
            return value
    if kind == "string" and isinstance(value, int | float):
        return str(value)
    if kind == "array" and isinstance(value, str):
        return [value]
    return value


def change(value: Any, path: tuple[str, ...], function: Callable[[Any, dict[str, Any]], Any]) -> None:
    """Replace the value at a path, in every item of the lists on the way, by what a function returns for it."""
    step, *rest = path
    if step == ITEMS:
        for entry in value if isinstance(value, list) else ():
            change(entry, tuple(rest), function)
    elif not isinstance(value, dict) or step not in value:
        return
    elif rest:
        change(value[step], tuple(rest), function)
    else:
        result = function(copy.deepcopy(value[step]), value)
        if result is DROP:
            del value[step]
        else:
            value[step] = result


def _is_a(value: Any, name: str) -> bool:
    return isinstance(value, PYTHON[name]) and (isinstance(value, bool) == (name == "boolean"))


@functools.cache
def _spec() -> Spec:
    return Spec(read_document())


def operation_of(request: Request) -> str:
    """Return the operationId of a request, empty for an unknown path."""
    operation, _ = _spec().match(request.method, request.path)
    return operation.id if operation else ""


def type_in_request(request: Request, name: str) -> str:
    """Return the type of a request's property in the contract; empty for one without a type, or with several."""
    operation = _spec().operations.get(operation_of(request))
    schemas = (
        [member.properties[name] for member in operation.members if name in member.properties] if operation else []
    )
    types = {kind for schema in schemas for kind in _types(schema)}
    return types.pop() if len(types) == 1 else ""


def mutations() -> list[Mutation]:
    """Return every mutation that the contract allows, in its order."""
    return [
        mutation
        for operation in _spec().operations.values()
        for mutation in (*_of_replies(operation), *_of_requests(operation))
    ]


def drawn(number: int, seed: int) -> list[Mutation]:
    """Return some mutations, drawn at random; the same for the same seed."""
    every = mutations()
    return Random(seed).sample(every, min(number, len(every)))


def named(name: str) -> Fault:
    """Return the mutation with a name, as a fault.

    Raises:
        LookupError: The contract has no such mutation.
    """
    found = next((mutation for mutation in mutations() if mutation.name == name), None)
    if found is None:
        raise LookupError(f"no mutation is called {name}")
    return found.fault()


def needed_for(name: str) -> tuple[str, ...]:
    """Return the operations that are needed to test one: itself, those that lead to it, those that it polls or is polled by."""
    operations = _spec().operations
    changed = operations[name]
    needed = {changed.id, "get_credits"}
    for other in operations.values():
        polls = {member.task.poll for member in other.members if member.task}
        leads = {link["operationId"] for link in other.links.values()}
        if changed.id in polls or changed.id in leads:
            needed |= {other.id}
        if other is changed:
            needed |= polls
    return tuple(operation for operation in operations if operation in needed)


def _of_requests(operation: Operation) -> Iterator[Mutation]:
    properties = {name: schema for member in operation.members for name, schema in member.properties.items()}
    for name, schema in properties.items():
        yield Mutation("request", operation.id, (name,), IGNORED)
        for kind in _types(schema):
            yield Mutation("request", operation.id, (name,), f"{CONVERTED}-to-{kind}")


def _of_replies(operation: Operation) -> Iterator[Mutation]:
    raw = _spec().document["paths"][operation.path][operation.method.lower()]
    schema = _spec().resolve(raw["responses"]["200"])["content"]["application/json"]["schema"]
    places = {place.path: place for place in _places(schema, ())}
    for path, place in places.items():
        kinds = [*place.absences, STALE, *(kind for name in place.types for kind in CHANGES.get(name, ()))]
        siblings = [other for other in places.values() if other.path[:-1] == path[:-1] and other.path > path]
        kinds += [SWAPPED + other.path[-1] for other in siblings if other.types == place.types]
        yield from (Mutation("reply", operation.id, path, kind) for kind in dict.fromkeys(kinds))


@frozen
class _Place:
    """A property of a reply: its path, its types without null, and the absences that its schema does not allow."""

    path: tuple[str, ...]
    types: tuple[str, ...]
    absences: tuple[str, ...]


def _places(schema: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[_Place]:
    """Yield each property at any depth."""
    schema = _spec().resolve(schema)
    for name, value in schema.get("properties", {}).items():
        types = _types(_spec().resolve(value))
        absences = [] if "null" in types else ["nulled"]
        absences += ["dropped"] if name in schema.get("required", ()) else []
        yield _Place((*path, name), tuple(kind for kind in types if kind != "null"), tuple(absences))
        yield from _places(value, (*path, name))
    for keyword in ("oneOf", "anyOf", "allOf"):
        for part in schema.get(keyword, []):
            yield from _places(part, path)
    if isinstance(schema.get("items"), Mapping):
        yield from _places(schema["items"], (*path, ITEMS))


def _types(schema: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the types that a schema allows."""
    own = schema.get("type", ())
    results = [own] if isinstance(own, str) else list(own)
    for keyword in ("oneOf", "anyOf"):
        results += [name for part in schema.get(keyword, []) for name in _types(_spec().resolve(part))]
    return tuple(dict.fromkeys(results))
