"""Walk the objects of a bundled document: operations, schemas, properties, examples and the rest.

The linter, the diff and the provenance report share it, so that they agree on what an object is.
It only knows which keys of an OpenAPI document contain which objects; it is independent of rules and files.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any, NamedTuple

import jsonschema_rs

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
"""The keys of a path item that are operations, in the order of OpenAPI 3.1."""

JSON = "application/json"

# Kind of object → key → the form in which the key holds objects, and their kind.
_SCHEMA = {
    "properties": ("map", "property"),
    "patternProperties": ("map", "schema"),
    "additionalProperties": ("one", "schema"),
    "items": ("one", "schema"),
    "prefixItems": ("list", "schema"),
    "oneOf": ("list", "schema"),
    "anyOf": ("list", "schema"),
    "allOf": ("list", "schema"),
}
# Schemas below these keys are conditions: their `properties` narrow a property that is described elsewhere.
_CONDITIONS = {
    **dict.fromkeys(("if", "then", "else", "not", "contains", "propertyNames"), ("one", "condition")),
    "dependentSchemas": ("map", "condition"),
}
_GRAMMAR: dict[str, dict[str, tuple[str, str]]] = {
    "document": {"paths": ("map", "path"), "webhooks": ("map", "hook"), "components": ("one", "components")},
    "components": {
        "schemas": ("map", "schema"),
        "responses": ("map", "response"),
        "headers": ("map", "header"),
        "parameters": ("map", "parameter"),
    },
    "path": {"parameters": ("list", "parameter"), **dict.fromkeys(METHODS, ("one", "operation"))},
    "hook": {"parameters": ("list", "parameter"), **dict.fromkeys(METHODS, ("one", "webhook"))},
    "operation": {
        "parameters": ("list", "parameter"),
        "requestBody": ("one", "body"),
        "responses": ("map", "response"),
    },
    "body": {"content": ("map", "content")},
    "response": {"headers": ("map", "header"), "content": ("map", "content"), "links": ("map", "link")},
    "parameter": {"schema": ("one", "schema"), "content": ("map", "content")},
    "header": {"schema": ("one", "schema")},
    "content": {"schema": ("one", "schema"), "examples": ("map", "example")},
    "schema": {**_SCHEMA, **_CONDITIONS},
    "condition": {key: (form, "condition") for key, (form, _) in {**_SCHEMA, **_CONDITIONS}.items()},
}
_GRAMMAR["webhook"] = _GRAMMAR["operation"]
_GRAMMAR["property"] = _GRAMMAR["schema"]

Pointer = tuple[Any, ...]


def escape(key: str) -> str:
    """Return a key as one step of a JSON pointer."""
    return key.replace("~", "~0").replace("/", "~1")


def unescape(step: str) -> str:
    """Return the key of one step of a JSON pointer."""
    return step.replace("~1", "/").replace("~0", "~")


def pointer_text(pointer: Pointer) -> str:
    """Return a pointer as a JSON pointer, such as `/paths/~1songs/post`."""
    return "".join(f"/{escape(str(step))}" for step in pointer)


# The kinds that are schemas.
SCHEMAS = ("schema", "property", "condition")


class Node(NamedTuple):
    """One object of the document.

    `kind` is a key of the grammar, and `parent` is the object around it.
    """

    kind: str
    pointer: Pointer
    value: Any
    parent: Node | None

    @property
    def key(self) -> str:
        """The last step of the pointer: a name, a status, a content type."""
        return str(self.pointer[-1]) if self.pointer else ""

    @property
    def registered(self) -> bool:
        """Whether the object is a named component."""
        return len(self.pointer) == 3 and self.pointer[0] == "components"

    @property
    def name(self) -> str:
        """The name for authors: `create_song`, `Song.title`, `create_song responses/200`."""
        if self.kind in ("operation", "webhook"):
            return str(self.value.get("operationId", "/".join(self.pointer[1:])))
        if self.registered or self.parent is None:
            return self.key
        if self.parent.kind in SCHEMAS:
            steps = self.pointer[len(self.parent.pointer) :]
            if self.kind == "property":
                return f"{self.parent.name}.{self.key}"
            return self.parent.name + ("[]" if steps == ("items",) else f" {_join(steps)}")
        owner = self.owner
        if self.kind == "parameter" and isinstance(self.value, dict) and "name" in self.value:
            return f"{owner.name} {self.value['name']}"
        return f"{owner.name} {_join(self.pointer[len(owner.pointer) :])}"

    @property
    def owner(self) -> Node:
        """The operation, webhook or component that contains the object."""
        node = self
        while node.kind not in ("operation", "webhook") and not node.registered and node.parent is not None:
            node = node.parent
        return node


def walk(value: Any, kind: str = "document", pointer: Pointer = (), parent: Node | None = None) -> Iterator[Node]:
    """Yield every object below `value`, itself included, without following references."""
    node = Node(kind, pointer, value, parent)
    yield node
    if not isinstance(value, dict):
        return
    for key, (form, child) in _GRAMMAR.get(kind, {}).items():
        held = value.get(key)
        if held is None:
            continue
        if form == "one":
            yield from walk(held, child, (*pointer, key), node)
        elif form == "map" and isinstance(held, dict):
            for name, entry in held.items():
                yield from walk(entry, child, (*pointer, key, name), node)
        elif form == "list" and isinstance(held, list):
            for index, entry in enumerate(held):
                yield from walk(entry, child, (*pointer, key, index), node)


def resolve(document: Any, value: Any) -> Any:
    """Follow an internal reference; keys beside the `$ref` take precedence. A dangling reference is an empty mapping."""
    visited: set[str] = set()
    while isinstance(value, dict) and isinstance(value.get("$ref"), str) and value["$ref"] not in visited:
        visited.add(value["$ref"])
        target = document
        for step in value["$ref"].split("/")[1:]:
            target = target.get(unescape(step), {}) if isinstance(target, dict) else {}
        beside = {key: entry for key, entry in value.items() if key != "$ref"}
        # Without keys beside it, the target itself is returned, so that it can be compared by identity.
        value = {**target, **beside} if beside else target
    return value


def members(document: Any, schema: Any) -> list[Any]:
    """Return the members of a union, references followed, or the schema itself as its only member."""
    schema = resolve(document, schema)
    if not isinstance(schema, dict):
        return []
    union = schema.get("oneOf", schema.get("anyOf"))
    return [resolve(document, member) for member in union] if isinstance(union, list) else [schema]


def reachable(document: Any, schema: Any) -> Iterator[Any]:
    """Yield every schema object that is reachable from `schema`, following each reference once."""
    todo, visited = [schema], set()
    while todo:
        for node in walk(todo.pop(), "schema"):
            if not isinstance(node.value, dict):
                continue
            yield node.value
            reference = node.value.get("$ref")
            if isinstance(reference, str) and reference not in visited:
                visited.add(reference)
                todo.append(resolve(document, {"$ref": reference}))


class Contract:
    """A bundled document, of plain values, with its objects sorted by kind and its schemas compiled."""

    def __init__(self, document: Any) -> None:
        self.document = document

    @cached_property
    def nodes(self) -> list[Node]:
        """Every object, in the document's order."""
        return list(walk(self.document))

    def of(self, *kinds: str) -> list[Node]:
        """Return the objects of these kinds, without mere references, except for properties."""
        matching = (node for node in self.nodes if node.kind in kinds and isinstance(node.value, dict))
        return [node for node in matching if node.kind == "property" or "$ref" not in node.value]

    @cached_property
    def validators(self) -> jsonschema_rs.ValidatorMap:
        """A validator for each schema of the document, by JSON pointer."""
        return jsonschema_rs.validator_map_for(self.document, validate_formats=True)

    def validator(self, pointer: Pointer) -> jsonschema_rs.Validator | None:
        """Return the validator of the schema at `pointer`, if there is one."""
        return self.validators.get("#" + pointer_text(pointer))

    @cached_property
    def operations(self) -> dict[str, Node]:
        """The operations below `paths` by operationId; the first one if an id is duplicated."""
        registered: dict[str, Node] = {}
        for node in self.of("operation"):
            registered.setdefault(node.name, node)
        return registered

    def request_schema(self, operation: Any) -> Any:
        """Return the schema of an operation's JSON body, or an empty one."""
        body = self.resolve(operation.get("requestBody", {}))
        return body.get("content", {}).get(JSON, {}).get("schema", {})

    @cached_property
    def in_requests(self) -> set[int]:
        """The identities of all schema objects that are reachable from a request body."""
        schemas = (self.request_schema(operation.value) for operation in self.of("operation"))
        return {id(value) for schema in schemas for value in reachable(self.document, schema)}

    def resolve(self, value: Any) -> Any:
        """Follow an internal reference, see `resolve`."""
        return resolve(self.document, value)


def _join(steps: Pointer) -> str:
    return "/".join(str(step) for step in steps)
