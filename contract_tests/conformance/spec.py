"""The contract as the suite reads it: operations, members of their bodies, prices, tasks, replies and rules.

Its facts come from one document, which differs from the mock's when a planted fault changes it. It shares no code with
the mock's reader or the client's models.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import jsonschema_rs
from attrs import evolve, field, frozen

from contract_tests.conformance.relations import KEYWORDS
from openapi.tools.sources import DIST_JSON

JSON = "application/json"
METHODS = ("get", "post", "put", "patch", "delete")
BAD = 400
"""The lowest status of a refusal; `test_statuses` compares refusals with their examples."""

URL_FORMATS = ("uri", "uri-reference", "iri", "iri-reference")
OF_TASK = ("product", "poll", "item", "clips", "duration_s")
"""What the suite reads of `x-task`."""


@frozen
class TaskKind:
    """The task that a call starts; `duration_s` is the time from acceptance to end, shortest and longest."""

    product: str
    poll: str
    item: str
    clips: int = 1
    duration_s: tuple[float, float] = (60.0, 180.0)
    variants: tuple[Mapping[str, Any], ...] = field(default=(), repr=False)

    def for_request(self, body: Mapping[str, Any]) -> TaskKind:
        """Return the kind of task that a body starts, with its variant applied."""
        result = self
        for variant in self.variants:
            if all(body.get(name) == value for name, value in variant["when"].items()):
                result = evolve(result, **{name: variant[name] for name in OF_TASK if name in variant})
        return result


@frozen
class Member:
    """One form of a request's body; `credits` is the price of a call with it."""

    name: str
    schema: Mapping[str, Any] = field(repr=False)
    properties: Mapping[str, Mapping[str, Any]] = field(repr=False)
    validator: Any = field(repr=False)
    credits: int
    once_per_clip: bool
    task: TaskKind | None
    retired: bool
    examples: Mapping[str, Any] = field(repr=False, factory=dict)

    def fits(self, body: Any) -> bool:
        """Return whether a body has this form; a value that is not JSON has none."""
        try:
            return bool(self.validator.is_valid(body))
        except ValueError:  # not JSON, or nested too deeply
            return False

    @property
    def constants(self) -> dict[str, Any]:
        """The properties with one allowed value, which distinguish the forms."""
        return {name: schema["const"] for name, schema in self.properties.items() if "const" in schema}

    def broken_rules(self, body: Mapping[str, Any]) -> Iterator[str]:
        """Yield the `x-` key of each rule that a body breaks."""
        if self.retired:
            yield "x-retired"
        rule = self.schema.get("x-range")
        if rule and rule["start"] in body and rule["end"] in body:
            length = body[rule["end"]] - body[rule["start"]]
            if length <= 0 or length > rule.get("max_length", length):
                yield "x-range"
        for name in self.properties.keys() & body.keys():
            schema, value = self.properties[name], body[name]
            if isinstance(value, str) and "x-known-values" in schema and value not in schema["x-known-values"]:
                yield "x-known-values"
            if "x-sum" in schema:
                total = sum(entry[schema["x-sum"]["property"]] for entry in value)
                if not schema["x-sum"]["minimum"] <= total <= schema["x-sum"]["maximum"]:
                    yield "x-sum"


@frozen
class Operation:
    """One operation.

    `replies` are validators by status, `variants` those of each form of a 200. `known` are the values that a text or a
    code may have, by status and name of the property. `positions` are the properties of a 200 that are positions in a clip,
    with the property of the request that names the clip.
    """

    id: str
    method: str
    path: str
    product: str
    credits: int
    members: tuple[Member, ...] = field(repr=False)
    replies: Mapping[int, Any] = field(repr=False)
    headers: Mapping[int, tuple[str, ...]] = field(repr=False)
    variants: Mapping[str, Any] = field(repr=False)
    links: Mapping[str, Any] = field(repr=False)
    known: Mapping[int, Mapping[str, frozenset[Any]]] = field(repr=False)
    positions: Mapping[str, str] = field(repr=False)
    _pattern: re.Pattern[str] = field(repr=False)

    @property
    def polls(self) -> bool:
        """Return whether it polls a task."""
        return "{task_id}" in self.path

    def parameters(self, path: str) -> dict[str, str] | None:
        """Return the path parameters, None for a path of another operation."""
        match = self._pattern.fullmatch(path)
        return None if match is None else match.groupdict()

    def member_of(self, body: Any) -> Member | None:
        """Return the form of a body, None when it fits none."""
        return next((member for member in self.members if member.fits(body)), None)

    def member_meant(self, body: Any) -> Member | None:
        """Return the form of a body; for an invalid body, the form whose constants and properties it matches best."""
        fitting = self.member_of(body)
        if fitting is not None or not isinstance(body, Mapping):
            return fitting

        def likeness(member: Member) -> tuple[int, int]:
            matching = sum(body.get(name, value) == value for name, value in member.constants.items())
            return matching - len(member.constants), len(member.properties.keys() & body.keys())

        return max(self.members, key=likeness, default=None)

    def price(self, body: Any) -> int:
        """Return the price of a call with a body, in credits; 0 for a body that must be refused."""
        if not self.members:
            return self.credits
        member = self.member_of(body)
        return 0 if member is None or any(True for _ in member.broken_rules(body)) else member.credits


class Spec:
    """The contract, compiled."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.document = document
        self.validators = jsonschema_rs.validator_map_for(document, validate_formats=True, keywords=dict(KEYWORDS))
        self.operations = {operation.id: operation for operation in self._read()}

    @property
    def host(self) -> str:
        """The base URL of the service."""
        return str(self.document["servers"][0]["url"])

    def match(self, method: str, path: str) -> tuple[Operation | None, dict[str, str]]:
        """Return the operation of a request and its path parameters."""
        for operation in self.operations.values():
            parameters = operation.parameters(path) if operation.method == method else None
            if parameters is not None:
                return operation, parameters
        return None, {}

    def resolve(self, schema: Mapping[str, Any]) -> dict[str, Any]:
        """Return a schema with its `$ref` resolved; keywords beside the `$ref` win."""
        if "$ref" not in schema:
            return dict(schema)
        result = self.component(schema["$ref"])
        return {**self.resolve(result), **{name: value for name, value in schema.items() if name != "$ref"}}

    def component(self, ref: str) -> Any:
        """Return the part of the document that a `$ref` points to."""
        result: Any = self.document
        for key in ref.removeprefix("#/").split("/"):
            if key not in result:
                raise LookupError(f"{ref} is not in the contract")
            result = result[key]
        return result

    def schema(self, name: str) -> Any:
        """Return the validator of a named schema."""
        return self.validators[f"#/components/schemas/{name}"]

    def reply_with(self, poll: Operation, item: str) -> list[str]:
        """Return the names of a poll's reply schemas that contain an item, or are the item."""

        def holds(name: str) -> bool:
            data = self.component(f"#/components/schemas/{name}")["properties"].get("data", {})
            return name == item or f'/{item}"' in json.dumps(data)

        return [name for name in poll.variants if holds(name)]

    @functools.cached_property
    def addresses(self) -> frozenset[str]:
        """The reply properties that hold a URL: those with the format of one, and those named `url` or `…_url`."""
        responses = [
            self.resolve(response)
            for path_item in self.document["paths"].values()
            for method in METHODS
            for response in path_item.get(method, {}).get("responses", {}).values()
        ]
        schemas = [content["schema"] for response in responses for content in response.get("content", {}).values()]
        properties = [pair for schema in schemas for pair in self._properties(schema, frozenset())]
        return frozenset(name for name, schema in properties if _is_address(name, schema))

    def _known(self, response: Mapping[str, Any]) -> dict[str, frozenset[Any]]:
        """Return the known values by name of the property, without names that may have any value in another place."""
        results: dict[str, set[Any] | None] = {}
        for name, schema in self._properties(response["content"][JSON]["schema"], frozenset()):
            values = schema.get("x-known-values") or [schema[key] for key in ("const", "x-always") if key in schema]
            if not values or results.setdefault(name, set()) is None:
                results[name] = None
            else:
                results[name] = {*(results[name] or ()), *values}
        return {name: frozenset(values) for name, values in results.items() if values}

    def _properties(self, schema: Mapping[str, Any], parents: frozenset[str]) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield each property at any depth of a schema, with its own schema; `parents` are the `$ref`s on the way."""
        ref = schema.get("$ref")
        if ref in parents:
            return
        parents = parents | {ref} if ref else parents
        schema = self.resolve(schema)
        for name, value in schema.get("properties", {}).items():
            yield name, self.resolve(value)
            yield from self._properties(value, parents)
        for keyword in ("oneOf", "anyOf", "allOf"):
            for part in schema.get(keyword, []):
                yield from self._properties(part, parents)
        if isinstance(schema.get("items"), Mapping):
            yield from self._properties(schema["items"], parents)

    def _read(self) -> Iterator[Operation]:
        for path, path_item in self.document["paths"].items():
            for method in METHODS:
                if method in path_item:
                    try:
                        yield self._operation(path, method, path_item[method])
                    except KeyError as error:
                        raise ValueError(f"{method.upper()} {path}: the contract lacks {error}") from error

    def _operation(self, path: str, method: str, raw: Mapping[str, Any]) -> Operation:
        content = raw.get("requestBody", {}).get("content", {}).get(JSON, {})
        schema = content.get("schema")
        shown = [example["value"] for example in content.get("examples", {}).values()]
        refs = [] if schema is None else schema.get("oneOf", [schema])
        responses = {status: self.resolve(response) for status, response in raw["responses"].items()}
        answer = responses["200"]["content"][JSON]["schema"]
        unions = answer.get("anyOf", answer.get("oneOf", [answer]))
        return Operation(
            id=raw["operationId"],
            method=method.upper(),
            path=path,
            product=raw["tags"][0],
            credits=raw["x-credits"]["amount"],
            members=tuple(self._member(ref["$ref"], raw, shown) for ref in refs),
            replies={
                int(status): self._validator(f"#/paths/{escape(path)}/{method}/responses/{status}", response)
                for status, response in raw["responses"].items()
            },
            headers={
                int(status): tuple(
                    name for name, header in response.get("headers", {}).items() if self._required(header)
                )
                for status, response in responses.items()
            },
            variants={ref["$ref"].rsplit("/", 1)[1]: self.validators[ref["$ref"]] for ref in unions if "$ref" in ref},
            links=responses["200"].get("links", {}),
            known={int(status): self._known(response) for status, response in responses.items() if int(status) < BAD},
            positions={
                name: found["x-position"]
                for name, found in self._properties(answer, frozenset())
                if "x-position" in found
            },
            pattern=re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", path)),
        )

    def _required(self, header: Mapping[str, Any]) -> bool:
        return bool(self.resolve(header).get("required"))

    def _validator(self, pointer: str, response: Mapping[str, Any]) -> Any:
        schema = self.resolve(response)["content"][JSON]["schema"]
        return self.validators[schema.get("$ref", f"{response.get('$ref', pointer)}/content/{escape(JSON)}/schema")]

    def _member(self, ref: str, operation: Mapping[str, Any], shown: list[Any]) -> Member:
        schema, validator = self.component(ref), self.validators[ref]
        price = schema.get("x-credits", operation["x-credits"])
        task = {**operation.get("x-task", {}), **schema.get("x-task", {})}
        kept = {name: task[name] for name in (*OF_TASK, "variants") if name in task}
        return Member(
            name=ref.rsplit("/", 1)[1],
            schema=schema,
            properties={name: self.resolve(value) for name, value in schema["properties"].items()},
            validator=validator,
            credits=price["amount"],
            once_per_clip=price.get("charge") == "first_call_per_clip",
            task=TaskKind(**kept) if task else None,
            retired=bool(schema.get("x-retired")),
            examples={str(number): example for number, example in enumerate(shown) if validator.is_valid(example)},
        )


def _is_address(name: str, schema: Mapping[str, Any]) -> bool:
    return schema.get("format") in URL_FORMATS or name == "url" or name.endswith("_url")


def escape(key: str) -> str:
    """Return a key, escaped for a JSON pointer."""
    return key.replace("~", "~0").replace("/", "~1")


def operation_ids() -> list[str]:
    """Return the operationIds of the published contract."""
    items = read_document()["paths"].values()
    return [item[method]["operationId"] for item in items for method in METHODS if method in item]


def read_document() -> dict[str, Any]:
    """Return a copy of the published contract."""
    document: dict[str, Any] = json.loads(DIST_JSON.read_text(encoding="utf-8"))
    return document
