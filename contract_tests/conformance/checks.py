"""A schemathesis check of the rules that the contract states in `x-` keys, run on every reply.

Checks that compare several replies, or cover requests of other tests, are in `observer`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import schemathesis
from schemathesis import Case
from schemathesis.checks import CheckContext
from schemathesis.core.transport import Response

from contract_tests.conformance.findings import DisagreementError
from contract_tests.conformance.target import chosen

JSON = "application/json"
BAD, GONE = 400, 410


@schemathesis.check
def refused_only_by_a_rule(ctx: CheckContext, response: Response, case: Case[Any]) -> None:
    """A body that fits its schema is refused only when it breaks a rule in an `x-` key."""
    sent_json = response.request.headers.get("Content-Type") == JSON
    if response.status_code not in (BAD, GONE) or not sent_json or not isinstance(case.body, Mapping):
        return
    name = case.operation.definition.raw["operationId"]
    operation = chosen().spec.operations[name]
    if case.method != operation.method:
        return
    fitting = [member for member in operation.members if member.fits(dict(case.body))]
    if not fitting:
        return
    broken = {rule for member in fitting for rule in member.broken_rules(case.body)}
    if response.status_code == GONE and "x-retired" not in broken:
        raise DisagreementError(name, "refuses-good", "410 for a request that is not retired")
    if not broken:
        text = response.text[:200]
        raise DisagreementError(name, "refuses-good", f"400 for a body that fits and breaks no rule: {text}")
