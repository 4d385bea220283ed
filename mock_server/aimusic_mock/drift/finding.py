"""Findings, and the table of their kinds and severities, each with its reason.

Severities rate the effect on users of the contract: `error` breaks a generated client, `warning` is a fact that the
contract lacks or has wrong, `info` may have a cause other than drift.
"""

from __future__ import annotations

import json
from typing import Any, Literal

from attrs import frozen

Severity = Literal["error", "warning", "info"]

SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")
"""From the most to the least severe."""

LONGEST = 80
"""Maximum number of characters of a value in a report: one line of a terminal."""


@frozen
class Rule:
    """One row of the table."""

    kind: str
    severity: Severity
    reason: str


RULES: dict[str, Rule] = {
    "unknown-path": Rule("unknown-path", "warning", "the service has an operation that the contract lacks"),
    "unknown-method": Rule("unknown-method", "warning", "the service has an operation that the contract lacks"),
    "new-status": Rule("new-status", "error", "a generated client raises an unexpected-status error"),
    "new-server-status": Rule("new-status", "warning", "gateways may return any 5xx; clients treat them all alike"),
    "new-media-type": Rule("new-media-type", "error", "a generated client cannot parse it"),
    "new-field": Rule("new-field", "warning", "objects are open: clients ignore the field and lose its value"),
    "new-request-field": Rule("new-field", "info", "the service ignores unknown fields, so accepting one says little"),
    "missing-field": Rule("missing-field", "error", "clients read required fields unconditionally"),
    "type": Rule("type", "error", "a generated client cannot parse it, or returns a value that its types exclude"),
    "enum": Rule("enum", "error", "a closed list becomes a type that accepts no other value"),
    "known-value": Rule("enum", "warning", "the list is open: clients accept the value, but cannot interpret it"),
    "limit": Rule("limit", "warning", "clients do not validate replies, but users size columns by limits"),
    "missing-header": Rule("missing-header", "error", "clients read required headers unconditionally"),
    "absent-header": Rule("missing-header", "info", "the header is optional: clients have to work without it"),
    "header": Rule("header", "warning", "a client that parses the header misreads it or falls back"),
    "envelope": Rule("envelope", "error", "clients find neither the type of the error nor its message"),
    "too-tight": Rule("request", "warning", "a client that validates refuses to send what the service accepts"),
    "too-wide": Rule(
        "request", "info", "the service may refuse for a reason that no schema expresses, such as a dead link"
    ),
}
"""The rules by name. The reason justifies the severity."""


@frozen
class Finding:
    """One difference between an exchange and the contract.

    Args:
        rule: the key in `RULES`.
        operation: the operationId, or method and path.
        status: the status code of the reply.
        pointer: a JSON pointer into the exchange, such as `/response/body/data/0/duration`.
        expected: the expectation of the contract, in words.
        actual: the value in the exchange, shortened; empty if it is missing.
        place: file and line in the contract.
    """

    rule: str
    operation: str
    status: int
    pointer: str
    expected: str
    actual: str
    place: str

    @property
    def kind(self) -> str:
        """The kind, shared by rules of different severity."""
        return RULES[self.rule].kind

    @property
    def severity(self) -> Severity:
        """The severity of the rule."""
        return RULES[self.rule].severity


def shown(value: Any) -> str:
    """Return a value as JSON, shortened."""
    text = json.dumps(value, ensure_ascii=False)
    # Surrogates represent undecodable bytes; a terminal would not accept them.
    text = text.encode("utf-8", "replace").decode("utf-8")
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
