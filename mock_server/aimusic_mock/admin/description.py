"""The OpenAPI description of the admin API: join its files, and compile the validators of requests and replies."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import jsonschema_rs
import yaml
from attrs import field, frozen

from aimusic_mock.contract import messages, pointers
from aimusic_mock.contract.model import JSON, reply_faults
from aimusic_mock.errors import BadRequestError
from aimusic_mock.faults import rules

PREFIX = "/__mock__"

_HERE = Path(__file__).parent
_SWITCH = {"true": True, "false": False}
_READ: Mapping[str, Callable[[str], Any]] = {
    "integer": int,
    "number": float,
    "boolean": lambda text: _SWITCH[text],
    "string": str,
}


@frozen
class AdminOperation:
    """One operation of the admin API.

    Args:
        operation_id: its operationId.
        method: the HTTP method, in capitals.
        path: the path template.
        quiet: whether its requests are left out of the journal.
        max_bytes: limit for the body, in bytes; None for the limit of the settings.
        body: validator of the body; None if the operation takes none.
        properties: schemas of the body's fields.
        body_required: whether a body has to be sent.
        patterns: patterns of the path parameters that have one.
        query: schemas of the query parameters.
        query_validator: validator of all query parameters.
        replies: validators of the replies, by status.
    """

    operation_id: str
    method: str
    path: str
    quiet: bool
    max_bytes: int | None
    body: Any = field(repr=False)
    properties: Mapping[str, Any] = field(repr=False)
    body_required: bool = field(repr=False)
    patterns: Mapping[str, re.Pattern[str]] = field(repr=False)
    query: Mapping[str, Mapping[str, Any]] = field(repr=False)
    query_validator: Any = field(repr=False)
    replies: Mapping[str, Any] = field(repr=False)

    def read_body(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """Validate a request body, and return it with integers as integers: to JSON Schema, 5.0 is one.

        Raises:
            BadRequestError: the body does not match the description.
        """
        error = next(iter(self.body.iter_errors(body)), None) if self.body is not None else None
        if error is not None:
            raise BadRequestError(_sentence(error, self.properties))
        return {name: _with_integers(value, self.properties.get(name, {})) for name, value in body.items()}

    def check_path(self, path: Mapping[str, str]) -> None:
        """Check the path parameters that have a pattern.

        Raises:
            BadRequestError: a parameter does not match its pattern.
        """
        for name, pattern in self.patterns.items():
            if not pattern.fullmatch(path[name]):
                raise BadRequestError(f"The '{name}' parameter is invalid.")

    def read_query(self, parameters: Mapping[str, str]) -> dict[str, Any]:
        """Return the query parameters, with types and defaults of the description.

        Raises:
            BadRequestError: a parameter is unknown or has an invalid value.
        """
        read = {name: schema["default"] for name, schema in self.query.items() if "default" in schema}
        for name, text in parameters.items():
            if name not in self.query:
                known = f"use {', '.join(self.query)}" if self.query else "this operation takes none"
                raise BadRequestError(f"Unknown query parameter; {known}.")
            try:
                read[name] = _READ[self.query[name].get("type", "string")](text)
            except (ValueError, KeyError):
                raise BadRequestError(f"The '{name}' parameter should be of type {self.query[name]['type']}.") from None
        error = next(iter(self.query_validator.iter_errors(read)), None)
        if error is not None:
            raise BadRequestError(_sentence(error, self.query))
        return read

    def reply_faults(self, status: int, body: Any) -> list[str]:
        """Return how a reply violates the description; an empty list if it does not."""
        return reply_faults(self.replies, status, body)


@frozen
class AdminSpec:
    """The joined description, and its operations by operationId."""

    document: Mapping[str, Any] = field(repr=False)
    operations: Mapping[str, AdminOperation]


@functools.cache
def load() -> AdminSpec:
    """Join and compile the description."""
    document = _join()
    validators = jsonschema_rs.validator_map_for(document)
    return AdminSpec(document, {operation.operation_id: operation for operation in _operations(document, validators)})


def _join() -> dict[str, Any]:
    document: dict[str, Any] = _read(_HERE / "openapi.yaml")
    for path in sorted(_HERE.glob("*.yaml")):
        if path.name != "openapi.yaml":
            area = _read(path)
            document["paths"].update(area["paths"])
            document["components"]["schemas"].update(area.get("components", {}).get("schemas", {}))
    document["components"]["schemas"].update(rules.SCHEMAS)
    return document


def _read(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)  # the C version of safe_load


def _operations(document: Mapping[str, Any], validators: Any) -> Iterator[AdminOperation]:
    for path, item in document["paths"].items():
        for method in pointers.METHODS:
            if method in item:
                yield _operation(document, validators, path, method)


def _operation(document: Mapping[str, Any], validators: Any, path: str, method: str) -> AdminOperation:
    raw = document["paths"][path][method]
    pointer = f"#{pointers.join(('paths', path, method))}"
    described = raw.get("requestBody", {}).get("content", {}).get(JSON, {}).get("schema")
    parameters = raw.get("parameters", ())
    query = {parameter["name"]: parameter["schema"] for parameter in parameters if parameter.get("in") == "query"}
    return AdminOperation(
        operation_id=raw["operationId"],
        method=method.upper(),
        path=path,
        quiet=method == "get" or raw.get("x-quiet", False),
        max_bytes=raw.get("x-max-bytes"),
        body=None if described is None else _validator(validators, described, f"{pointer}/requestBody"),
        properties={} if described is None else _resolved(document, described).get("properties", {}),
        body_required=raw.get("requestBody", {}).get("required", False),
        patterns={
            parameter["name"]: re.compile(parameter["schema"]["pattern"], re.ASCII)
            for parameter in parameters
            if parameter.get("in") == "path" and "pattern" in parameter["schema"]
        },
        query=query,
        query_validator=jsonschema_rs.validator_for({"type": "object", "properties": query}),
        replies={
            status: _reply(document, validators, response, f"{pointer}/responses/{status}")
            for status, response in raw["responses"].items()
        },
    )


def _reply(document: Mapping[str, Any], validators: Any, response: Mapping[str, Any], pointer: str) -> Any:
    at = response.get("$ref", pointer)
    whole = document["components"]["responses"][pointers.last(at)] if "$ref" in response else response
    return _validator(validators, whole["content"][JSON]["schema"], at)


def _validator(validators: Any, schema: Mapping[str, Any], pointer: str) -> Any:
    return validators[schema.get("$ref", f"{pointer}/content/{pointers.escape(JSON)}/schema")]


def _resolved(document: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    if "$ref" not in schema:
        return schema
    target: Mapping[str, Any] = document["components"]["schemas"][pointers.last(schema["$ref"])]
    return target


def _with_integers(value: Any, schema: Mapping[str, Any]) -> Any:
    if isinstance(value, float) and schema.get("type") == "integer":
        return int(value)
    if isinstance(value, dict):
        properties = schema.get("properties", {})
        return {name: _with_integers(member, properties.get(name, {})) for name, member in value.items()}
    return value


def _sentence(error: jsonschema_rs.ValidationError, properties: Mapping[str, Any]) -> str:
    return rules.unknown_field(error, properties) or messages.sentence(error, properties)
