"""Which properties of a request a finished item repeats, and whether an item repeats them.

Derived from the contract alone: a property is echoed when the request's body and the item of the poll's reply have it
under the same name. A new field is therefore checked as soon as the contract has it on both sides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from attrs import evolve, frozen

from contract_tests.conformance.cases import Request, is_resource
from contract_tests.conformance.spec import Spec

MAY_DIFFER = re.compile(r"\b(sent or|usually)\b", re.IGNORECASE)
"""How the contract's descriptions allow the service another value: "as sent or as chosen by the service"."""

ALIAS = re.compile(r"Another name for `(\w+)`")
"""How the contract describes a property with two names."""


@frozen
class Echo:
    """A property that a request and its item share; `free` when the contract lets the service change the value."""

    name: str
    free: bool

    def agrees(self, requested: Any, returned: Any) -> bool:
        """Return whether a returned value repeats the requested one; a list may become a text that names each entry."""
        if isinstance(requested, list) and isinstance(returned, str):
            return all(str(entry) in returned for entry in requested)
        return bool(requested == returned)


def echoes_of(spec: Spec, request: Request, item: str) -> list[Echo]:
    """Return the properties that a request shares with an item of the contract.

    An item with a state is a new clip: it has ids of its own, and does not repeat those of the request.
    """
    properties = spec.component(f"#/components/schemas/{item}").get("properties", {})
    shared = [name for name in request.member.properties if name in properties]
    return [
        Echo(name, bool(MAY_DIFFER.search(spec.resolve(properties[name]).get("description", ""))))
        for name in shared
        if not ("state" in properties and is_resource(request.member.properties[name]))
    ]


def differences(
    spec: Spec, request: Request, item: Mapping[str, Any], *, exact: bool
) -> Iterator[tuple[str, Any, Any]]:
    """Yield (property, requested value, returned value) for each echo that an item gets wrong.

    Args:
        spec: The contract.
        request: The request that started the task.
        item: The finished item; of a pair, its new clip is checked.
        exact: Whether every echo must be present and equal, as the mock promises. Otherwise the service may leave out
            nullable properties, and change those that the contract lets it change.
    """
    kind, clip = new_clip(spec, request.kind.item, item)
    for echo in echoes_of(spec, request, kind):
        if echo.name not in request.body or request.body[echo.name] is None:
            continue
        requested, returned = request.body[echo.name], clip.get(echo.name)
        lenient = not exact and (echo.free or returned is None)
        if not lenient and not echo.agrees(requested, returned):
            yield echo.name, requested, returned


def filled(spec: Spec, request: Request) -> Request:
    """Return a request with a value for each echoed property that its example leaves out, as far as its form allows."""
    member, body = request.member, dict(request.body)
    kind, _ = new_clip(spec, request.kind.item, {})
    for echo in echoes_of(spec, request, kind):
        if echo.name not in body:
            schema = member.properties[echo.name]
            candidate = {**body, echo.name: _value(spec, echo.name, schema)}
            candidate.pop(_alias(schema), None)  # when both names are sent, the other one wins
            if request.operation.member_of(candidate) is member and not any(member.broken_rules(candidate)):
                body = candidate
    return evolve(request, body=body)


def _alias(schema: Mapping[str, Any]) -> str:
    match = ALIAS.match(schema.get("description", ""))
    return match[1] if match else ""


def _value(spec: Spec, name: str, schema: Mapping[str, Any]) -> Any:
    listed = schema.get("enum") or schema.get("x-known-values")
    if listed:
        return listed[0]
    if "items" in schema:
        return [_value(spec, name, spec.resolve(schema["items"]))]
    if schema.get("type") in ("number", "integer"):
        low, high = schema.get("minimum", 0), schema.get("maximum", 4)
        return low + (high - low) / 4
    return f"Made-up {name}"


def new_clip(spec: Spec, kind: str, item: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
    """Return an item's schema name and the item itself; for a pair, those of its first clip, which is the new one."""
    properties = spec.component(f"#/components/schemas/{kind}").get("properties", {})
    first = next(iter(properties), "")
    ref = str(properties[first].get("$ref", "")) if first else ""
    if "state" not in properties and ref.endswith("Clip"):
        return ref.rsplit("/", 1)[1], item.get(first, {})
    return kind, item
