"""Schemathesis on every operation: examples, edges of the schemas, and random requests."""

from __future__ import annotations

from typing import Any

from schemathesis import Case

from contract_tests.conformance.fuzzing import generated_test, try_case
from contract_tests.conformance.target import chosen

TARGET = chosen()


def any_request_keeps_the_contract(case: Case[Any]) -> None:
    try_case(TARGET, case)


# One test for each dialect; schemathesis parametrises it by operation.
for _dialect in TARGET.dialects:
    globals()[f"test_any_request_keeps_the_contract_{_dialect or 'as_it_is'}"] = generated_test(
        TARGET, _dialect, any_request_keeps_the_contract
    )
