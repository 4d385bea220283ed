"""The disagreements that the suite found: each one once, with the number of times it occurred.

A disagreement is identified by the operation and the broken rule. The suite's own checks and those of schemathesis share
the rule names, so that a fault found by both is reported once.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from attrs import define, field, frozen
from schemathesis.core.failures import FailureGroup

RULES = {
    "status": "a status that the contract does not list here",
    "media-type": "a reply that is not JSON",
    "headers": "a header of the contract is missing or wrong",
    "schema": "a reply that the contract does not describe",
    "server-error": "a crash, or a status of 500 or above that no scenario requested",
    "connection": "no reply, or an incomplete one",
    "slow": "a reply that took too long",
    "accepts-bad": "a request is accepted that the contract refuses",
    "refuses-good": "a request is refused that the contract allows",
    "method": "an undocumented method is not refused with 405 and `Allow`",
    "auth": "the key is not checked",
    "unknown-id": "an unknown id is not refused with 404",
    "identity": "a reply is about another task or clip than the requested one",
    "task-type": "a reply does not fit the type of its task",
    "forward": "a state goes back, or changes after the end",
    "clips": "the clips of a task change, or are not as many as documented",
    "never-ends": "a task has not ended within the documented time",
    "position": "a time in a reply is not a position in its clip, in seconds",
    "echo": "a finished item does not repeat what was requested",
    "link": "a reply does not lead where the contract's link says",
    "files": "a file that a reply points to is missing, or of another kind",
    "price": "a call does not cost what is documented",
    "refund": "credits of a failed task are not refunded in full",
    "pace": "the rate limit is not enforced",
    "retry-after": "429 with a `Retry-After` that is missing or untrue",
    "error-form": "a refusal that is not a small object of `type` and `error`",
    "error-echo": "an error that repeats more than 200 characters of the request",
    "html": "HTML instead of JSON",
    "webhook": "a webhook that is not sent, not signed or not described",
    "client": "the generated client does not send or read what the contract says",
    "coverage": "a case that the contract documents was never observed",
    "another": "a test failed",
}
"""What breaking each rule means, by the name of the rule."""

_OF_SCHEMATHESIS = {
    "ServerError": "server-error",
    "ResponseTimeExceeded": "slow",
    "MalformedJson": "media-type",
    "UndefinedStatusCode": "status",
    "MissingHeaders": "headers",
    "JsonSchemaError": "schema",
    "MissingContentType": "media-type",
    "MalformedMediaType": "media-type",
    "ContentDeserializationError": "media-type",
    "DiscriminatorMismatch": "schema",
    "UndefinedContentType": "media-type",
    "AcceptedNegativeData": "accepts-bad",
    "MissingHeaderNotRejected": "auth",
    "IgnoredAuth": "auth",
    "RejectedPositiveData": "refuses-good",
    "UnsupportedMethodResponse": "method",
    "AllowHeaderMismatch": "method",
    "UseAfterFree": "link",
    "EnsureResourceAvailability": "link",
}

MAX_DETAIL = 400
"""Characters kept of a request and its reply: enough to understand and to repeat it."""


@frozen
class Finding:
    """The first occurrence of a disagreement; `operation` is an operationId, or another subject."""

    operation: str
    rule: str
    detail: str

    def __str__(self) -> str:
        return f"{self.operation}: {RULES[self.rule]} [{self.rule}]\n    {self.detail}"


class DisagreementError(AssertionError):
    """The server or the client does not do what the contract says."""

    def __init__(self, operation: str, rule: str, detail: str) -> None:
        self.finding = Finding(operation, rule, detail)
        super().__init__(str(self.finding))


@define
class Findings:
    """All disagreements of a run, each with the number of times it occurred."""

    first: dict[tuple[str, str], Finding] = field(factory=dict)
    counts: dict[tuple[str, str], int] = field(factory=dict)
    occurrences: list[Finding] = field(factory=list)

    def add(self, finding: Finding) -> None:
        """Record a disagreement."""
        key = (finding.operation, finding.rule)
        self.first.setdefault(key, finding)
        self.counts[key] = self.counts.get(key, 0) + 1
        self.occurrences.append(finding)

    def add_group(self, operation: str, group: FailureGroup, sent: str) -> None:
        """Record the failures that schemathesis found in one reply."""
        for failure in group.exceptions:
            rule, detail = _read(failure)
            self.add(Finding(operation, rule, shortened(f"{sent}: {detail}")))

    def __iter__(self) -> Iterator[tuple[Finding, int]]:
        """Yield each disagreement with its count, in the order of the operations."""
        return ((self.first[key], self.counts[key]) for key in sorted(self.first))


def _read(failure: Any) -> tuple[str, str]:
    inner = getattr(failure, "exception", failure)
    if isinstance(inner, DisagreementError):
        return inner.finding.rule, inner.finding.detail
    name, sentence = type(failure).__name__, " ".join(str(failure).split())
    if name == "AcceptedNegativeData" and "`Authorization`" in sentence:
        return "auth", sentence  # the key is the only header that the contract has
    return _OF_SCHEMATHESIS.get(name, "another"), sentence


def shortened(text: str) -> str:
    """Return a text, cut to a line or two."""
    return text if len(text) <= MAX_DETAIL else f"{text[:MAX_DETAIL]}…"


def shown(value: Any) -> str:
    """Return a body as one short line."""
    try:
        return shortened(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=repr))
    except (ValueError, RecursionError):
        return shortened(repr(value))
