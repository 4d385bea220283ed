"""Schemathesis over the gateway: its configuration, one schema for each dialect, and failures recorded as findings.

A failing case is recorded and does not raise, so that one run finds every disagreement, not just the first. The reported
cases are therefore not shrunk.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
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
"""The number of examples comes from the hypothesis profile: `nightly` tries ten times as many as `ci`."""


def schema_of(target: Target, dialect: str | None, *, positive: bool = False) -> Any:
    """Return the contract as a schemathesis schema, with the gateway of a dialect as its application.

    Args:
        target: The server.
        dialect: The dialect to request, None for a server without dialects.
        positive: Whether to generate only valid requests, of operations with a body.
    """
    config = tomllib.loads(CONFIG.read_text(encoding="utf-8"))
    config["auth"]["openapi"]["bearerAuth"]["bearer"] = target.options.api_key
    config["phases"] = {"coverage": {"enabled": not target.options.light}}
    if positive:
        config["generation"]["mode"] = "positive"
    tried = {operation.id for operation in target.operations if operation.members or not positive}
    # Not with `include`: schemathesis 4.32 ignores it when the configuration has operations.
    left_out = [name for name in target.spec.operations if name not in tried]
    if left_out:
        config["operations"].append({"include-operation-id": left_out, "enabled": False})
    schema = schemathesis.openapi.from_dict(target.spec.document, config=SchemathesisConfig.from_dict(config))
    schema.app = target.gateway_for(dialect)
    return schema


def generated_test(
    target: Target, dialect: str | None, check: Callable[[Case[Any]], None], *, positive: bool = False
) -> Any:
    """Return a test that calls `check` with cases of each operation under test.

    Args:
        target: The server.
        dialect: The dialect to request, None for a server without dialects.
        check: The body of the test.
        positive: Whether to generate only valid requests, of operations with a body. Without such an operation, the
            test is skipped: schemathesis stops the collection when it has nothing to generate.
    """
    if positive and not any(operation.members for operation in target.operations):

        @pytest.mark.skip(reason="no operation under test has a body")
        def nothing_to_generate() -> None: ...

        return nothing_to_generate

    @schema_of(target, dialect, positive=positive).parametrize()  # type: ignore[untyped-decorator]
    @deterministic
    def test(case: Case[Any]) -> None:
        check(case)

    return test


def try_case(target: Target, case: Case[Any]) -> None:
    """Send a case if the budget allows it, and record what its reply breaks."""
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
    """Run the checks of a case and record their failures."""
    name = case.operation.definition.raw["operationId"]
    try:
        validate()
    except FailureGroup as group:
        target.findings.add_group(name, group, f"{case.method} {case.formatted_path[:120]}")
    except DisagreementError as error:
        target.findings.add(Finding(name, error.finding.rule, shortened(error.finding.detail)))
