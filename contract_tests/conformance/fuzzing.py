"""Schemathesis over the gateway: its configuration, one schema for each dialect, and how its failures become findings.

A failing case raises nothing here. It is kept, and the test goes on with the next one, so that one run finds every
disagreement and not the first; what is reported is therefore not shrunk, but sent as it stands.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis import Case
from schemathesis.config import SchemathesisConfig
from schemathesis.core.failures import FailureGroup

from contract_tests.conformance import checks  # noqa: F401 - registers our own checks
from contract_tests.conformance.findings import DisagreementError, Finding, shortened
from contract_tests.conformance.target import Target

CONFIG = Path(__file__).with_name("schemathesis.toml")

deterministic = settings(deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
"""How much is tried comes from the hypothesis profile: `--hypothesis-profile nightly` tries ten times as much."""


def schema_of(target: Target, dialect: str | None, *, positive: bool = False) -> Any:
    """Return the contract as schemathesis reads it, with the door at which a dialect is spoken behind it.

    Args:
        target: the server.
        dialect: which door.
        positive: whether valid requests with a body only are made.
    """
    config = tomllib.loads(CONFIG.read_text(encoding="utf-8"))
    config["auth"]["openapi"]["bearerAuth"]["bearer"] = target.options.api_key
    config["phases"] = {"coverage": {"enabled": not target.options.light}}
    if positive:
        config["generation"]["mode"] = "positive"
    tried = {operation.id for operation in target.operations if operation.members or not positive}
    # Not with `include`: beside operations of the configuration, schemathesis 4.32 takes no notice of it.
    left_out = [name for name in target.spec.operations if name not in tried]
    if left_out:
        config["operations"].append({"include-operation-id": left_out, "enabled": False})
    schema = schemathesis.openapi.from_dict(target.spec.document, config=SchemathesisConfig.from_dict(config))
    schema.app = target.door(dialect)
    return schema


def try_case(target: Target, case: Case[Any]) -> None:
    """Send a case, if it can be paid for, and keep what its reply breaks."""
    operation = target.spec.operations[case.operation.definition.raw["operationId"]]
    if not target.gateway.affords(operation, case.body):
        return
    try:
        response = case.call()
    except DisagreementError as error:
        target.findings.add(error.finding)
        return
    keep(target, case, lambda: case.validate_response(response))


def keep(target: Target, case: Case[Any], validate: Any) -> None:
    """Run the checks of a case and keep what they find."""
    name = case.operation.definition.raw["operationId"]
    try:
        validate()
    except FailureGroup as group:
        target.findings.add_group(name, group, f"{case.method} {case.formatted_path[:120]}")
    except DisagreementError as error:
        target.findings.add(Finding(name, error.finding.rule, shortened(error.finding.detail)))
