"""What a run has seen, by operation, status and form of the request or reply, and what was missing.

A suite that is green because it never met something proves nothing about it: with everything tried, a hole fails.
"""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen

from contract_tests.conformance.spec import Operation
from contract_tests.conformance.target import Target

OK = 200
REFUSED = 400


@frozen
class Row:
    """One thing that the contract documents: a status, with a form of the request, or `→` and one of the reply."""

    operation: str
    status: int
    form: str
    times: int

    def __str__(self) -> str:
        return f"{self.operation:28} {self.status} {self.form or 'no body':36} {self.times or 'never':>6}"


def rows(target: Target) -> list[Row]:
    """Return everything that the contract documents, with how often it was seen."""
    return [
        Row(operation.id, status, form, _times(target, operation, status, form))
        for operation in target.operations
        for status, form in _documented(operation)
    ]


def _documented(operation: Operation) -> Iterator[tuple[int, str]]:
    for status in operation.replies:
        if status in (OK, REFUSED) and operation.members:
            # What is retired is never accepted; a form that is told by no constant cannot be refused as itself.
            yield from (
                (status, member.name) for member in operation.members if status == REFUSED or not member.retired
            )
        else:
            yield status, ""
    if len(operation.variants) > 1:
        yield from ((OK, f"→ {name}") for name in operation.variants)


def _times(target: Target, operation: Operation, status: int, form: str) -> int:
    """Count a status with a form; without one, a status with any."""
    return sum(
        times
        for (value, code, name), times in target.watcher.seen.items()
        if (value, code) == (operation.id, status) and (name == form or (not form and not name.startswith("→")))
    )


def holes(target: Target) -> list[Row]:
    """Return what was never seen."""
    return [row for row in rows(target) if not row.times]
