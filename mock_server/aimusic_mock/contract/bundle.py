"""The contract, read from its bundle and compiled: operations, documented errors and their sentences.

The bundle is the only source of facts about the API; this module has none of its own. It is read once, at start-up.
Nothing here depends on Flask or on the mock's state.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import jsonschema_rs

from aimusic_mock.contract import pointers
from aimusic_mock.contract.model import JSON, BodyVariant, Operation, Price, TaskSpec
from aimusic_mock.contract.pointers import METHODS
from aimusic_mock.contract.relations import KEYWORDS
from aimusic_mock.errors import ContractError

_PACKAGE = Path(__file__).resolve().parents[1]
FOLDERS = (_PACKAGE / "_spec", _PACKAGE.parents[1] / "openapi" / "dist")

RESPONSES = "openapi/components/responses.yaml"


class Contract:
    """The bundle, compiled.

    Raises:
        ValueError: one shared response is used with two statuses.
    """

    def __init__(self, document: dict[str, Any], fixtures: Mapping[str, Any]) -> None:
        self.document = document
        self.fixtures = fixtures
        self.validators = jsonschema_rs.validator_map_for(document, validate_formats=True, keywords=dict(KEYWORDS))
        """The compiled schemas, by JSON pointer with `#`, formats and relations included."""
        self.operations = {operation.operation_id: operation for operation in self._read_operations()}
        self.statuses = _statuses(self.operations.values())
        """The status of each shared response (`Forbidden`: 403) that an operation documents."""

    def errors(self, component: str) -> Mapping[str, Mapping[str, Any]]:
        """Return all documented bodies of an error, by the names of their examples.

        Raises:
            LookupError: the contract has no such response.
        """
        response = self.document["components"]["responses"].get(component)
        if response is None:
            raise LookupError(f"the contract has no response '{component}'; add it to {RESPONSES}")
        return {name: example["value"] for name, example in response["content"][JSON]["examples"].items()}

    def error(self, component: str, example: str) -> Mapping[str, Any]:
        """Return the documented body of an error: an example of one of the shared responses.

        Raises:
            LookupError: the contract has no such response or example.
        """
        body = self.errors(component).get(example)
        if body is None:
            raise LookupError(f"the response {component} has no example '{example}'; add it to {RESPONSES}")
        return body

    def refusal(self, component: str, example: str) -> ContractError:
        """Return a documented error, to be raised.

        Raises:
            LookupError: the contract has no such response or example, or no operation documents the response.
        """
        body, status = self.error(component, example), self.statuses.get(component)
        if status is None:
            raise LookupError(f"no operation documents the response {component}; refer to it in openapi/paths")
        return ContractError(status, component, example, body)

    def failure_sentence(self, poll: str, kind: str) -> str:
        """Return the sentence of a failed task, from the examples of its poll, else from those of another poll.

        Args:
            poll: the operationId of the poll.
            kind: the failure's `type`.

        Raises:
            LookupError: no poll has an example of it.
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
        """Return the sentence of a failed clip, or that of a failed task if the contract documents none."""
        for example in self.operations[poll].examples.values():
            for clip in example.get("data") or ():
                if clip.get("error_message"):
                    return str(clip["error_message"])
        return self.failure_sentence(poll, "failed")

    def resolve(self, schema: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return a schema with its `$ref` followed; keywords beside the `$ref` take precedence."""
        if "$ref" not in schema:
            return schema
        siblings = {key: value for key, value in schema.items() if key != "$ref"}
        return {**self.resolve(self.document["components"]["schemas"][pointers.last(schema["$ref"])]), **siblings}

    def _read_operations(self) -> Iterator[Operation]:
        for path, item in self.document["paths"].items():
            for method in METHODS:
                if method in item:
                    yield self._read_operation(path, method, item[method])

    def _read_operation(self, path: str, method: str, raw: Mapping[str, Any]) -> Operation:
        schema = raw.get("requestBody", {}).get("content", {}).get(JSON, {}).get("schema")
        bodies = [] if schema is None else schema.get("oneOf", [schema])
        examples = raw["responses"]["200"]["content"][JSON].get("examples", {})
        return Operation(
            operation_id=raw["operationId"],
            method=method.upper(),
            path=path,
            product=raw["tags"][0],
            price=_price(raw),
            task=_task(raw.get("x-task")),
            bodies=tuple(self._read_body(body, raw) for body in bodies),
            replies=dict(self._read_replies(f"#{pointers.join(('paths', path, method))}", raw["responses"])),
            refusals={
                pointers.last(response["$ref"]): int(status)
                for status, response in raw["responses"].items()
                if "$ref" in response
            },
            examples={name: example["value"] for name, example in examples.items()},
        )

    def _read_body(self, ref: Mapping[str, Any], operation: Mapping[str, Any]) -> BodyVariant:
        schema = self.resolve(ref)
        properties = {name: self.resolve(value) for name, value in schema["properties"].items()}
        return BodyVariant(
            name=pointers.last(ref["$ref"]),
            schema=schema,
            properties=properties,
            resources=dict(self._read_resources(properties)),
            validator=self.validators[ref["$ref"]],
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
            place = response.get("$ref", f"{pointer}/responses/{status}")
            shared = self.document["components"]["responses"]
            resolved = shared[pointers.last(place)] if "$ref" in response else response
            schema = resolved["content"][JSON]["schema"]
            yield status, self.validators[schema.get("$ref", f"{place}/content/{pointers.escape(JSON)}/schema")]


def _statuses(operations: Iterable[Operation]) -> dict[str, int]:
    statuses: dict[str, int] = {}
    for operation in operations:
        for component, status in operation.refusals.items():
            if statuses.setdefault(component, status) != status:
                raise ValueError(
                    f"{operation.operation_id}: the response {component} has the status {status} here, and"
                    f" {statuses[component]} in another operation; give each status a response of its own"
                )
    return statuses


def _price(raw: Mapping[str, Any]) -> Price:
    credits = raw["x-credits"]
    return Price(credits["amount"], credits.get("charge") == "first_call_per_clip")


def _task(raw: Mapping[str, Any] | None) -> TaskSpec | None:
    if not raw:
        return None
    fields: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in raw.items()}
    return TaskSpec(**fields)


@functools.cache
def load() -> Contract:
    """Read the contract that ships with this installation.

    Raises:
        FileNotFoundError: the bundle is missing; run `make bundle`.
    """
    for folder in FOLDERS:
        if (folder / "openapi.json").is_file():
            document = json.loads((folder / "openapi.json").read_text(encoding="utf-8"))
            fixtures = json.loads((folder / "fixtures.json").read_text(encoding="utf-8"))
            return Contract(document, fixtures)
    raise FileNotFoundError("the contract's bundle is missing: run `make bundle`")
