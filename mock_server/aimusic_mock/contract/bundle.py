"""The contract as the mock reads it: operations, members of their bodies, prices, tasks, replies and sentences.

The bundle is the only place where a fact about the API stands; this module holds none of its own.
It reads and compiles once, at start-up, and knows nothing of Flask or of the mock's state.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import jsonschema_rs
from attrs import evolve, field, frozen

JSON = "application/json"
METHODS = ("get", "post", "put", "patch", "delete")
_PACKAGE = Path(__file__).resolve().parents[1]
FOLDERS = (_PACKAGE / "_spec", _PACKAGE.parents[1] / "openapi" / "dist")


@frozen
class Price:
    """What a call costs, in credits; `once_per_clip` when only a clip's first call does."""

    amount: int = 0
    once_per_clip: bool = False


@frozen
class TaskSpec:
    """The task that a call starts, as `x-task` tells it; `duration_s` in seconds."""

    product: str
    poll: str
    item: str
    clips: int = 1
    duration_s: tuple[float, float] = (60.0, 180.0)
    streaming: bool = False
    parts: tuple[str, ...] = ()
    variants: tuple[Mapping[str, Any], ...] = ()

    def for_request(self, body: Mapping[str, Any]) -> TaskSpec:
        """Return the task as this request asks for it."""
        spec = self
        for variant in self.variants:
            if all(body.get(name) == value for name, value in variant["when"].items()):
                spec = evolve(spec, **{key: value for key, value in variant.items() if key != "when"})
        return spec


@frozen
class Member:
    """One shape of a request body, with its own discriminators."""

    name: str
    schema: Mapping[str, Any] = field(repr=False)
    properties: Mapping[str, Mapping[str, Any]] = field(repr=False)
    validator: Any = field(repr=False)
    resources: Mapping[str, Mapping[str, str]] = field(repr=False)
    price: Price
    task: TaskSpec | None
    retired: bool = False

    @property
    def constants(self) -> dict[str, Any]:
        """The properties that have one value only, and tell this member from the others."""
        return {name: schema["const"] for name, schema in self.properties.items() if "const" in schema}


@frozen
class Operation:
    """One operation of the API; `examples` are those of its 200."""

    operation_id: str
    method: str
    path: str
    product: str
    price: Price
    task: TaskSpec | None
    members: tuple[Member, ...] = field(repr=False)
    replies: Mapping[str, Any] = field(repr=False)
    examples: Mapping[str, Any] = field(repr=False)

    @property
    def task_polled(self) -> bool:
        """Tell whether this operation polls a task."""
        return "{task_id}" in self.path

    @property
    def starts_task(self) -> bool:
        """Tell whether some body of this operation starts a task."""
        return self.task is not None or any(member.task is not None for member in self.members)

    def reply_faults(self, status: int, body: Any) -> list[str]:
        """Return what is wrong with a reply, nothing when it fits the contract."""
        validator = self.replies.get(str(status))
        if validator is None:
            return [f"status {status} is not in the contract"]
        return [f"{'/'.join(map(str, error.instance_path))}: {error.message}" for error in validator.iter_errors(body)]


class Contract:
    """The bundle, compiled."""

    def __init__(self, document: dict[str, Any], fixtures: Mapping[str, Any]) -> None:
        self.document = document
        self.fixtures = fixtures
        self._validators = jsonschema_rs.validator_map_for(document)
        self.operations = {operation.operation_id: operation for operation in self._read_operations()}

    def errors(self, component: str) -> Mapping[str, Mapping[str, Any]]:
        """Return all documented bodies of an error by the names of their examples."""
        content = self.document["components"]["responses"][component]["content"][JSON]
        return {name: example["value"] for name, example in content["examples"].items()}

    def error(self, component: str, example: str) -> Mapping[str, Any]:
        """Return the documented body of an error: an example of one of the components' responses.

        Raises:
            KeyError: there is no such response or example.
        """
        return self.errors(component)[example]

    def failure_sentence(self, poll: str, kind: str) -> str:
        """Return the sentence with which polling tells of a task that failed in this way.

        Args:
            poll: the operationId of the poll.
            kind: the failure's `type`.

        Where this poll's examples don't show such a failure, another's sentence has to do.

        Raises:
            LookupError: no poll's examples show it.
        """
        polls = [
            operation.operation_id
            for operation in self.operations.values()
            if operation.method == "GET" and operation.task_polled
        ]
        for example in (example for name in (poll, *polls) for example in self.operations[name].examples.values()):
            if example.get("type") == kind and (sentence := example.get("error") or example.get("message")):
                return str(sentence)
        raise LookupError(f"the contract has no example of a task that ends as '{kind}' for {poll}")

    def clip_failure(self, poll: str) -> str:
        """Return the sentence with which polling tells of one clip that failed; the whole task's where there is none."""
        for example in self.operations[poll].examples.values():
            for clip in example.get("data") or ():
                if clip.get("error_message"):
                    return str(clip["error_message"])
        return self.failure_sentence(poll, "failed")

    def resolve(self, schema: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return a schema with its `$ref` followed; what stands beside the `$ref` wins."""
        if "$ref" not in schema:
            return schema
        name = schema["$ref"].rsplit("/", 1)[1]
        beside = {key: value for key, value in schema.items() if key != "$ref"}
        return {**self.resolve(self.document["components"]["schemas"][name]), **beside}

    def _read_operations(self) -> Iterator[Operation]:
        for path, item in self.document["paths"].items():
            for method in METHODS:
                if method in item:
                    yield self._read_operation(path, method, item[method])

    def _read_operation(self, path: str, method: str, raw: Mapping[str, Any]) -> Operation:
        price, task = _price(raw), _task(raw.get("x-task"))
        pointer = f"#/paths/{_escape(path)}/{method}"
        content = raw.get("requestBody", {}).get("content", {})
        schema = content.get(JSON, {}).get("schema")
        members = (
            () if schema is None else tuple(self._read_member(member, raw) for member in schema.get("oneOf", [schema]))
        )
        replies = dict(self._read_replies(pointer, raw["responses"]))
        shown = raw["responses"]["200"]["content"][JSON].get("examples", {})
        examples = {name: example["value"] for name, example in shown.items()}
        return Operation(
            raw["operationId"], method.upper(), path, raw["tags"][0], price, task, members, replies, examples
        )

    def _read_member(self, ref: Mapping[str, Any], operation: Mapping[str, Any]) -> Member:
        schema = self.resolve(ref)
        properties = {name: self.resolve(value) for name, value in schema["properties"].items()}
        return Member(
            name=ref["$ref"].rsplit("/", 1)[1],
            schema=schema,
            properties=properties,
            resources=dict(self._read_resources(properties)),
            validator=self._validators[ref["$ref"]],
            price=_price(schema if "x-credits" in schema else operation),
            task=_task({**operation.get("x-task", {}), **schema.get("x-task", {})}),
            retired=schema.get("x-retired", False),
        )

    def _read_resources(self, properties: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[str, Mapping[str, str]]]:
        for name, schema in properties.items():
            item = self.resolve(schema.get("items", schema))
            if "x-resource" in item:
                yield name, item["x-resource"]

    def _read_replies(self, pointer: str, responses: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
        for status, response in responses.items():
            at = response.get("$ref", f"{pointer}/responses/{status}")
            whole = self.document["components"]["responses"][at.rsplit("/", 1)[1]] if "$ref" in response else response
            schema = whole["content"][JSON]["schema"]
            yield status, self._validators[schema.get("$ref", f"{at}/content/{_escape(JSON)}/schema")]


def _price(raw: Mapping[str, Any]) -> Price:
    credits = raw["x-credits"]
    return Price(credits["amount"], credits.get("charge") == "first_call_per_clip")


def _task(raw: Mapping[str, Any] | None) -> TaskSpec | None:
    if not raw:
        return None
    known: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in raw.items()}
    return TaskSpec(**known)


def _escape(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1")


@functools.cache
def load() -> Contract:
    """Read the contract that this installation ships.

    Raises:
        FileNotFoundError: there is no bundle; run `make bundle`.
    """
    for folder in FOLDERS:
        if (folder / "openapi.json").is_file():
            document = json.loads((folder / "openapi.json").read_text(encoding="utf-8"))
            fixtures = json.loads((folder / "fixtures.json").read_text(encoding="utf-8"))
            return Contract(document, fixtures)
    raise FileNotFoundError("the contract's bundle is missing: run `make bundle`")
