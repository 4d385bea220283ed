"""Compare two versions of a schema and classify the change by its effect on clients.

A request schema may not become narrower, since accepted requests would be refused. A reply schema may not become wider,
since clients would receive unknown values. Everything else follows from that, with these exceptions:

- Properties may be added in both directions and removed in neither, since generated classes have them as attributes.
- Loosening a limit (`maxLength`, `minimum`, `pattern` …) in a reply is compatible, since clients do not check it.
  Changing a `format` is not, since it changes the generated type.
- `x-known-values` are a closed list in a request, where the service refuses others, and an open one in a reply.
- `x-range`, `x-sum` and `x-retired` narrow a request and do not apply to a reply.

Known limits: members of a union are matched by the name of their schema, else by type, so renaming a member breaks.
`allOf`, `if`, `not` and similar keywords are compared as a whole: any change of one in a request counts as breaking.
Other names of schemas are not compared, since a renamed class with the same properties does not change requests or replies.
`diff_operations.py` compares operations.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Literal, NamedTuple

from openapi.tools.tree import resolve

Verdict = Literal["breaking", "notable", "compatible"]

UPPER = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties")
LOWER = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties")
FORMS = ("pattern", "multipleOf", "uniqueItems")
CONDITIONS = (
    "allOf",
    "if",
    "then",
    "else",
    "not",
    "dependentSchemas",
    "dependentRequired",
    "contains",
    "x-range",
    "x-sum",
    "x-retired",
)
NOTABLE = ("default", "x-credits", "x-task", "x-resource", "deprecated")


class Change(NamedTuple):
    """One difference: its verdict, its location, and a description."""

    verdict: Verdict
    where: str
    what: str


class SchemaDiff:
    """Compares schemas of two documents in one direction.

    Args:
        old: the earlier document, to resolve references of the earlier schemas.
        new: the later document.
        reply: whether the schemas describe replies, which clients read.
    """

    def __init__(self, old: Any, new: Any, *, reply: bool) -> None:
        self.old = old
        self.new = new
        self.reply = reply
        self._open: set[tuple[str, str]] = set()

    def compare(self, old: Any, new: Any, where: str) -> Iterator[Change]:
        """Yield every difference between two schemas, references included."""
        pair = (_reference(old), _reference(new))
        if all(pair) and pair in self._open:
            return
        self._open.add(pair)
        old, new = resolve(self.old, old), resolve(self.new, new)
        yield from self._compare(_as_object(old), _as_object(new), where)
        self._open.discard(pair)

    def _compare(self, old: Any, new: Any, where: str) -> Iterator[Change]:
        if _union(old) is not None or _union(new) is not None:
            yield from self._members(old, new, where)
            if _union(old) is None or _union(new) is None:
                return
        yield from self._types(old, new, where)
        yield from self._values(old, new, where)
        yield from self._limits(old, new, where)
        yield from self._forms(old, new, where)
        yield from self._properties(old, new, where)
        yield from self._required(old, new, where)
        yield from self._below(old, new, where)
        for key in NOTABLE:
            if old.get(key) != new.get(key):
                yield Change("notable", where, f"{key} changed from {_show(old.get(key))} to {_show(new.get(key))}")

    def _narrower(self, where: str, what: str) -> Change:
        return Change("compatible" if self.reply else "breaking", where, what)

    def _wider(self, where: str, what: str) -> Change:
        return Change("breaking" if self.reply else "compatible", where, what)

    def _members(self, old: Any, new: Any, where: str) -> Iterator[Change]:
        before, after = _keyed_members(old), _keyed_members(new)
        for name in before:
            if name not in after:
                yield self._narrower(where, f"no longer one of the union: {name}")
        for name in after:
            if name not in before:
                yield self._wider(where, f"new in the union: {name}")
        for name in (name for name in before if name in after):
            yield from self.compare(before[name], after[name], f"{where}.{name}")

    def _types(self, old: Any, new: Any, where: str) -> Iterator[Change]:
        before, after = _types_of(old), _types_of(new)
        if before == after:
            return
        lost, gained = _lost(before, after), _lost(after, before)
        if lost:
            yield self._narrower(where, f"type narrowed from {_any(before)} to {_any(after)}")
        if gained:
            yield self._wider(where, f"type widened from {_any(before)} to {_any(after)}")

    def _values(self, old: Any, new: Any, where: str) -> Iterator[Change]:
        yield from self._list(_values_of(old), _values_of(new), "value", where)
        if not self.reply:
            before, after = (_texts(schema.get("x-known-values")) for schema in (old, new))
            yield from self._list(before, after, "known value", where)

    def _list(self, before: set[str] | None, after: set[str] | None, word: str, where: str) -> Iterator[Change]:
        if before is None and after is not None:
            yield self._narrower(where, f"now a closed list of {word}s: {_names(after)}")
        elif before is not None and after is None:
            yield self._wider(where, f"no longer a closed list of {word}s")
        elif before is not None and after is not None:
            if before - after:
                yield self._narrower(where, f"{word} removed: {_names(before - after)}")
            if after - before:
                yield self._wider(where, f"{word} added: {_names(after - before)}")

    def _limits(self, old: Any, new: Any, where: str) -> Iterator[Change]:
        for key in (*UPPER, *LOWER):
            before, after = old.get(key), new.get(key)
            if before == after:
                continue
            tightened = before is None or (after is not None and (after < before) == (key in UPPER))
            verb = "lowered" if before is not None and after is not None and after < before else "raised"
            what = f"{key} {verb} from {before} to {after}"
            if before is None:
                what = f"{key} {after} is new"
            elif after is None:
                what = f"{key} {before} is gone"
            yield Change("breaking" if tightened and not self.reply else "compatible", where, what)

    def _forms(self, old: Any, new: Any, where: str) -> Iterator[Change]:
        for key in (*FORMS, *CONDITIONS):
            before, after = old.get(key), new.get(key)
            if before != after:
                tightened = after is not None and not self.reply
                what = f"{key} {'is gone' if after is None else 'is new' if before is None else 'changed'}"
                yield Change("breaking" if tightened else "compatible", where, what)
        before, after = old.get("format"), new.get("format")
        if before != after:
            breaking = self.reply or after is not None
            yield Change("breaking" if breaking else "compatible", where, f"format changed from {before} to {after}")

    def _properties(self, old: Any, new: Any, where: str) -> Iterator[Change]:
        before, after = old.get("properties", {}), new.get("properties", {})
        for name in before:
            if name not in after:
                yield Change("breaking", f"{where}.{name}", "property removed")
            else:
                yield from self.compare(before[name], after[name], f"{where}.{name}")
        for name in after:
            if name not in before and (self.reply or name not in new.get("required", [])):
                yield Change("compatible", f"{where}.{name}", "property added")

    def _required(self, old: Any, new: Any, where: str) -> Iterator[Change]:
        before, after = old.get("required", []), new.get("required", [])
        known = old.get("properties", {})
        for name in after:
            if name not in before and (name in known or not self.reply):
                yield self._narrower(f"{where}.{name}", "now required" if name in known else "new and required")
        for name in before:
            if name not in after and name in new.get("properties", {}):
                yield self._wider(f"{where}.{name}", "no longer required")

    def _below(self, old: Any, new: Any, where: str) -> Iterator[Change]:
        if "items" in old or "items" in new:
            yield from self.compare(old.get("items", {}), new.get("items", {}), f"{where}[]")
        before, after = old.get("additionalProperties", True), new.get("additionalProperties", True)
        if isinstance(before, dict) and isinstance(after, dict):
            yield from self.compare(before, after, f"{where}.*")
        elif before != after and not self.reply:
            # Readers ignore unknown members, so only requests can break.
            verdict: Verdict = "compatible" if after is True else "breaking"
            yield Change(verdict, where, f"additionalProperties changed from {_show(before)} to {_show(after)}")


def _reference(schema: Any) -> str:
    return str(schema.get("$ref", "")) if isinstance(schema, dict) else ""


def _as_object(schema: Any) -> Any:
    """Return a boolean schema as an object."""
    return schema if isinstance(schema, dict) else {} if schema else {"not": {}}


def _union(schema: Any) -> list[Any] | None:
    union = schema.get("oneOf", schema.get("anyOf"))
    return union if isinstance(union, list) else None


def _keyed_members(schema: Any) -> dict[str, Any]:
    """Return a union's members by name; any other schema counts as one member for each of its types."""
    union = _union(schema)
    if union is None:
        types = schema.get("type")
        union = [{**schema, "type": one} for one in types] if isinstance(types, list) else [schema]
    named: dict[str, Any] = {}
    for member in union:
        name = _reference(member).rpartition("/")[2] or str(member.get("title", member.get("type", _show(member))))
        while name in named:
            name += "'"
        named[name] = member
    return named


def _types_of(schema: Any) -> set[str] | None:
    types = schema.get("type")
    if types is not None:
        return set(types) if isinstance(types, list) else {types}
    values = schema.get("enum", [schema["const"]] if "const" in schema else None)
    return None if values is None else {_type_of(value) for value in values}


def _type_of(value: Any) -> str:
    names = {bool: "boolean", int: "integer", float: "number", str: "string", list: "array", dict: "object"}
    return names.get(type(value), "null")


def _lost(before: set[str] | None, after: set[str] | None) -> bool:
    """Return whether a type of `before` is missing in `after`; None means every type."""
    if after is None or before is None:
        return after is not None
    return any(name not in after and not (name == "integer" and "number" in after) for name in before)


def _values_of(schema: Any) -> set[str] | None:
    return _texts([schema["const"]] if "const" in schema else schema.get("enum"))


def _texts(values: Any) -> set[str] | None:
    return None if values is None else {_show(value) for value in values}


def _any(types: set[str] | None) -> str:
    return "any" if types is None else "|".join(sorted(types))


def _names(values: set[str]) -> str:
    return ", ".join(sorted(values))


def _show(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
