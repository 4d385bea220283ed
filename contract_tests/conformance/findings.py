"""What the suite found: each disagreement once, whatever test met it first and however many met it after.

A disagreement is told by the operation and by the rule that is broken. Several checks may see the same one, the
suite's own and those of schemathesis: they share the names of the rules, so that one fault is reported as one.
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
    "server-error": "a crash, or a status from 500 on that nobody asked for",
    "connection": "no answer, or half of one",
    "slow": "an answer that took too long",
    "accepts-bad": "a request is accepted that the contract refuses",
    "refuses-good": "a request is refused that the contract allows",
    "method": "an undocumented method is not refused with 405 and `Allow`",
    "auth": "the key is not looked at",
    "unknown-id": "an id that nobody has is not refused with 404",
    "identity": "a reply is about another task or clip than was asked for",
    "task-type": "a reply does not fit the type of its task",
    "forward": "a state goes back, or changes after the end",
    "clips": "the clips of a task are other ones than before, or not as many as documented",
    "never-ends": "a task has not ended when its time is over",
    "echo": "what was asked for is not what was made",
    "link": "an answer does not lead to where the contract's link says",
    "files": "a file that a reply points at is not there, or is another kind of file",
    "price": "a call costs something else than documented",
    "refund": "credits of a failed task are not given back, or not all of them",
    "pace": "the rate limit is not kept",
    "retry-after": "429 with a `Retry-After` that is missing or untrue",
    "error-form": "a refusal that is no small object of `type` and `error`",
    "error-echo": "an error that repeats more than 200 characters of the request",
    "html": "HTML where JSON belongs",
    "webhook": "a webhook that is not sent, not signed or not described",
    "client": "the generated client does not send or read what the contract says",
    "coverage": "something that the contract documents was never seen",
    "another": "a test failed",
}
"""The rules, and what breaking each means."""

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

MOST_DETAIL = 400
"""Characters that are kept of what was seen: enough to understand it, and to repeat it."""


@frozen
class Finding:
    """One disagreement, the first time that it was met; `operation` is an operationId, or what else it is about."""

    operation: str
    rule: str
    detail: str

    def __str__(self) -> str:
        return f"{self.operation}: {RULES[self.rule]} [{self.rule}]\n    {self.detail}"


class DisagreementError(AssertionError):
    """What was seen is not what the contract says."""

    def __init__(self, operation: str, rule: str, detail: str) -> None:
        self.finding = Finding(operation, rule, detail)
        super().__init__(str(self.finding))


@define
class Findings:
    """All disagreements of a run: each of them with the number of times that it was met."""

    first: dict[tuple[str, str], Finding] = field(factory=dict)
    counts: dict[tuple[str, str], int] = field(factory=dict)
    met: list[Finding] = field(factory=list)

    def add(self, finding: Finding) -> None:
        """Keep a disagreement."""
        key = (finding.operation, finding.rule)
        self.first.setdefault(key, finding)
        self.counts[key] = self.counts.get(key, 0) + 1
        self.met.append(finding)

    def add_group(self, operation: str, group: FailureGroup, sent: str) -> None:
        """Keep what schemathesis found in one reply."""
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
    """Return a text that is not longer than a line or two."""
    return text if len(text) <= MOST_DETAIL else f"{text[:MOST_DETAIL]}…"


def shown(value: Any) -> str:
    """Return a body as one short line."""
    try:
        return shortened(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=repr))
    except (ValueError, RecursionError):
        return shortened(repr(value))
