"""What a finding is, and how bad: the one table of kinds and severities, each with its reason.

A severity is about users of the contract: `error` breaks a client that is made from it, `warning` is a fact that
the contract lacks or has wrong, `info` may be drift and may have another cause.
"""

from __future__ import annotations

import json
from typing import Any, Literal

from attrs import frozen

Severity = Literal["error", "warning", "info"]

SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")
"""By falling weight."""

LONGEST = 80
"""Characters of a value that are shown: a line of a terminal, and enough to know it by."""


@frozen
class Rule:
    """One row of the table."""

    kind: str
    severity: Severity
    reason: str


RULES: dict[str, Rule] = {
    "unknown-path": Rule("unknown-path", "warning", "the service has an operation that the contract lacks"),
    "unknown-method": Rule("unknown-method", "warning", "the service has an operation that the contract lacks"),
    "new-status": Rule("new-status", "error", "a generated client takes it for an unexpected answer"),
    "new-server-status": Rule(
        "new-status", "warning", "gateways answer with 5xx as they like; clients treat all alike"
    ),
    "new-media-type": Rule("new-media-type", "error", "a generated client cannot read it"),
    "new-field": Rule("new-field", "warning", "objects are open: clients pass it over, and miss it"),
    "new-request-field": Rule(
        "new-field", "info", "the service ignores what it does not know, so taking it says little"
    ),
    "missing-field": Rule("missing-field", "error", "clients read required fields without asking"),
    "type": Rule("type", "error", "a generated client cannot read it, or hands on what its types deny"),
    "enum": Rule("enum", "error", "a closed list becomes a type that takes nothing else"),
    "known-value": Rule("enum", "warning", "the list is open: clients survive it, and do not know what it means"),
    "limit": Rule("limit", "warning", "clients do not check replies, but people size columns by limits"),
    "missing-header": Rule("missing-header", "error", "clients read required headers without asking"),
    "absent-header": Rule("missing-header", "info", "the header is optional: clients must do without it anyway"),
    "header": Rule("header", "warning", "a client that parses the header gets it wrong or falls back"),
    "envelope": Rule("envelope", "error", "clients find neither the kind of the error nor its sentence"),
    "too-tight": Rule("request", "warning", "people cannot send, through a client with checks, what the service takes"),
    "too-wide": Rule(
        "request", "info", "the service may refuse for a reason that no schema holds, such as a dead link"
    ),
}
"""Why each finding is as bad as it is."""


@frozen
class Finding:
    """One difference between an exchange and the contract.

    Args:
        rule: its row in `RULES`.
        operation: the operationId, or method and path.
        status: the reply's.
        pointer: into the exchange: `/response/body/data/0/duration`.
        says: what the contract says.
        came: what came instead, shortened; empty where something is missing.
        place: the contract's file and line.
    """

    rule: str
    operation: str
    status: int
    pointer: str
    says: str
    came: str
    place: str

    @property
    def kind(self) -> str:
        """What it is about."""
        return RULES[self.rule].kind

    @property
    def severity(self) -> Severity:
        """How bad it is."""
        return RULES[self.rule].severity


def shown(value: Any) -> str:
    """Return a value as JSON, shortened."""
    text = json.dumps(value, ensure_ascii=False)
    # Surrogates stand for bytes that are no text, and a terminal would not take them.
    text = text.encode("utf-8", "replace").decode("utf-8")
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
