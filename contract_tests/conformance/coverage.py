"""What a run has observed: how often each operation answered with each status, by form of the request or reply.

A suite that passes without ever observing a documented case proves nothing about that case, so a run of the whole suite
fails on a hole: a row that was never observed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from attrs import frozen

from contract_tests.conformance.findings import DisagreementError
from contract_tests.conformance.spec import Operation
from contract_tests.conformance.target import Target

OK = 200
REFUSED = 400


@frozen
class Row:
    """A documented case: a status of an operation, with a form of the request, or `→` and a form of the reply."""

    operation: str
    status: int
    form: str
    times: int

    def __str__(self) -> str:
        return f"{self.operation:28} {self.status} {self.form or 'no body':36} {self.times or 'never':>6}"


def rows(target: Target) -> list[Row]:
    """Return every documented case, with how often it was observed."""
    return [
        Row(operation.id, status, form, _times(target, operation, status, form))
        for operation in target.operations
        for status, form in _documented(operation)
    ]


def _documented(operation: Operation) -> Iterator[tuple[int, str]]:
    for status in operation.replies:
        if status in (OK, REFUSED) and operation.members:
            # A retired form is never accepted.
            yield from (
                (status, member.name) for member in operation.members if status == REFUSED or not member.retired
            )
        else:
            yield status, ""
    if len(operation.variants) > 1:
        yield from ((OK, f"→ {name}") for name in operation.variants)


def _times(target: Target, operation: Operation, status: int, form: str) -> int:
    """Count the replies with a status and a form; the empty form counts every form of the request."""
    return sum(
        times
        for (value, code, name), times in target.observer.counts.items()
        if (value, code) == (operation.id, status) and (name == form or (not form and not name.startswith("→")))
    )


def holes(counted: Iterable[Row]) -> list[Row]:
    """Return the rows that were never observed."""
    return [row for row in counted if not row.times]


def disagreement(missing: Iterable[Row]) -> DisagreementError:
    """Return the failure of a run that has holes."""
    return DisagreementError("the suite", "coverage", "never seen:\n    " + "\n    ".join(map(str, missing)))
