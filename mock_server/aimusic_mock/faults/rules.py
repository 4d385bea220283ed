"""Read rules in the form of the admin API, files and profiles, and refuse a rule that can never fire.

`rule_schema.yaml` describes the form; this module checks what a schema cannot express.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from http import HTTPStatus
from pathlib import Path
from typing import Any

import jsonschema_rs
import yaml
from attrs import asdict, field, frozen

from aimusic_mock.contract import messages, pointers
from aimusic_mock.contract.bundle import Contract
from aimusic_mock.contract.model import Operation
from aimusic_mock.domain.fault_rules import Match, Rule, Stub
from aimusic_mock.errors import BadRequestError, did_you_mean
from aimusic_mock.faults.scenarios import MEDIA, Catalogue, Scenario, possible

SCHEMAS: Mapping[str, Any] = yaml.load(
    Path(__file__).with_name("rule_schema.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader
)
"""The JSON schemas `Rule` and `Profile`."""

_COMPONENTS = {"components": {"schemas": SCHEMAS}}
_HEADER_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}")
_OWN_HEADERS = re.compile(
    r"content-(type|length|encoding)|transfer-encoding|connection|x-request-id|x-mock-.*", re.IGNORECASE
)
"""The headers that the mock sets on every reply."""

_WITHOUT_BODY = (HTTPStatus.NO_CONTENT, HTTPStatus.RESET_CONTENT, HTTPStatus.NOT_MODIFIED)


@frozen
class RuleReader:
    """Reads and checks rules for one contract.

    Args:
        catalogue: the scenarios.
        contract: the operations.
        strict: whether stubs have to keep to the contract.
    """

    catalogue: Catalogue = field(repr=False)
    contract: Contract = field(repr=False)
    strict: bool = True

    def read(self, raw: Mapping[str, Any], accounts: int | None = None) -> Rule:
        """Read a rule that matches the schema.

        Args:
            raw: the rule as JSON; its scenarios can have options, as in `X-Mock-Scenario`.
            accounts: the number of accounts; None if it is unknown.

        Raises:
            BadRequestError: the rule has an unknown scenario, option or operation, or can never fire.
        """
        texts = raw.get("scenarios", ())
        if not texts and "reply" not in raw:
            raise BadRequestError("The 'scenarios' field is required, unless the rule has a 'reply'.")
        texts = [texts] if isinstance(texts, str) else texts
        faults = self.catalogue.combine(texts, raw.get("options", {}), None) if texts else None
        limits = {name: raw[name] for name in ("times", "probability") if name in raw}
        rule = Rule(
            raw.get("rule_id", ""),
            tuple(scenario.name for scenario in faults.scenarios) if faults else (),
            Match(**raw.get("match", {})),
            faults.options if faults else raw.get("options", {}),
            reply=Stub(**raw["reply"]) if "reply" in raw else None,
            **limits,
        )
        self.check(rule, accounts)
        return rule

    def check(self, rule: Rule, accounts: int | None = None) -> None:
        """Check that a rule has an effect on at least one request.

        Args:
            rule: the rule.
            accounts: the number of accounts; None if it is unknown.

        Raises:
            BadRequestError: the rule has an unknown scenario, option or operation, or can never fire.
        """
        faults = self.catalogue.combine(rule.scenarios, rule.options, None) if rule.scenarios else None
        if faults is None and rule.options:
            raise BadRequestError("The 'options' field has no effect without scenarios; omit it.")
        if rule.match.nth is not None and (rule.times or 1) > 1:
            raise BadRequestError("A rule with 'match.nth' fires once; omit 'times'.")
        if accounts is not None and (rule.match.account or 1) > accounts:
            raise BadRequestError(f"The 'match.account' field should be at most {accounts}, the number of accounts.")
        matching = self._matching(rule.match)
        scenarios = faults.scenarios if faults else ()
        candidates = [
            operation for operation in matching if all(possible(scenario, operation) for scenario in scenarios)
        ]
        if not candidates:
            names = ", ".join(f"'{scenario.name}'" for scenario in scenarios)
            raise BadRequestError(f"No operation that the rule matches can have the scenario {names}.")
        _check_body(rule.match, candidates, self.contract)
        if rule.reply is not None:
            self._check_stub(rule.reply, rule.match, scenarios)

    def _matching(self, match: Match) -> list[Operation | None]:
        """Return the operations that can match, with None for files.

        Raises:
            BadRequestError: the operation is unknown, or no operation matches.
        """
        operations = self.contract.operations
        if match.operation is not None and match.operation not in (*operations, MEDIA):
            near = did_you_mean(match.operation, (*operations, MEDIA), " ")
            raise BadRequestError(
                f"The 'match.operation' field should be an operationId of the contract, or '{MEDIA}'.{near}"
            )
        matching: list[Operation | None] = [
            operation
            for operation in operations.values()
            if match.operation in (None, operation.operation_id)
            and match.product in (None, operation.product)
            and match.method in (None, operation.method)
            and (match.task is None or operation.task_polled)
            and (not match.body or operation.bodies)
        ]
        key_or_body = match.account is not None or match.task is not None or match.body
        if match.operation in (None, MEDIA) and match.product in (None, "media") and match.method in (None, "GET"):
            matching += [] if key_or_body else [None]
        if not matching:
            raise BadRequestError("No operation has all that 'match' asks for; omit one of its fields.")
        return matching

    def _check_stub(self, stub: Stub, match: Match, scenarios: Iterable[Scenario]) -> None:
        operation = self.contract.operations.get(match.operation or "")
        if operation is None:
            raise BadRequestError("A rule with a 'reply' requires 'match.operation', an operationId of the contract.")
        for scenario in scenarios:
            if scenario.kind not in ("reply", "wire") or scenario.name == "cut-before":
                raise BadRequestError(f"The scenario '{scenario.name}' has no effect on a 'reply'; omit one of them.")
        if stub.status in _WITHOUT_BODY:
            raise BadRequestError("The 'reply.status' field should be a status of replies with a body.")
        for name, value in stub.headers.items():
            if not _HEADER_NAME.fullmatch(name) or _OWN_HEADERS.fullmatch(name):
                raise BadRequestError(
                    "The 'reply.headers' field has an invalid name, or one that the mock itself sets."
                )
            if not (value.isascii() and value.isprintable()):
                raise BadRequestError("The 'reply.headers' field has a value that is not printable ASCII.")
        faults = operation.reply_faults(stub.status, stub.body)
        if faults and self.strict and not stub.unchecked:
            raise BadRequestError(
                f"The 'reply' breaks the contract: {faults[0].removeprefix(': ')[:300]}. Correct it, or set 'unchecked' to true."
            )


def as_json(rule: Rule) -> dict[str, Any]:
    """Return a rule as the admin API shows it."""
    match = {name: value for name, value in asdict(rule.match).items() if value not in (None, {})}
    shown = {**asdict(rule), "scenarios": list(rule.scenarios), "match": match, "options": dict(rule.options)}
    if rule.reply is None:
        del shown["reply"]
    return shown


def schema_error(value: Any, name: str) -> tuple[Sequence[str | int], str] | None:
    """Return the place of the first error in a `Rule` or `Profile`, and its sentence; None for a valid one."""
    validator = jsonschema_rs.validator_for({"$ref": f"#/components/schemas/{name}", **_COMPONENTS})
    error = next(iter(validator.iter_errors(value)), None)
    if error is None:
        return None
    if not error.instance_path and error.kind.name == "type":
        return [], f"A {name.lower()} should be an object."
    properties = SCHEMAS[name]["properties"]
    return list(error.instance_path), unknown_field(error, properties) or messages.sentence(error, properties)


def unknown_field(error: jsonschema_rs.ValidationError, properties: Mapping[str, Any]) -> str | None:
    """Return the sentence for an unknown member, with the known ones and the nearest; None for any other error.

    Args:
        error: an error of the validator.
        properties: the properties of the whole body.
    """
    if error.kind.name != "additionalProperties":
        return None
    known, steps = properties, [step for step in error.instance_path if isinstance(step, str)]
    for step in steps:
        schema = known.get(step, {})
        schema = schema.get("items", schema)
        if "$ref" in schema:
            schema = SCHEMAS.get(pointers.last(schema["$ref"]), {})
        known = schema.get("properties", {})
    place = f" in '{'.'.join(steps)}'" if steps else ""
    return f"Unknown field{place}; use {', '.join(known)}.{did_you_mean(error.kind.value[0], known, ' ')}"


def _check_body(match: Match, candidates: Iterable[Operation | None], contract: Contract) -> None:
    """Check that a valid request can have the members that a rule asks for. Undocumented members can have any value.

    Raises:
        BadRequestError: a documented member never has the value: a rule only counts valid requests.
    """
    variants = [variant for operation in candidates if operation is not None for variant in operation.bodies]
    for name, value in match.body.items():
        schemas = [variant.properties[name] for variant in variants if name in variant.properties]
        if schemas and not any(_is_valid(value, schema, contract) for schema in schemas):
            raise BadRequestError(f"The 'match.body.{name}' field has a value that no valid request has.")


def _is_valid(value: Any, schema: Mapping[str, Any], contract: Contract) -> bool:
    whole = {"allOf": [schema], "components": contract.document["components"]}
    return bool(jsonschema_rs.validator_for(whole).is_valid(value))
