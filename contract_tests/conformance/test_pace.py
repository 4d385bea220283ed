"""The rate limit: kept, told, and true.

On a server that has none, or has it switched off, there is nothing to see; a mock is told to have one.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from contract_tests.conformance.cases import requests
from contract_tests.conformance.findings import DisagreementError
from contract_tests.conformance.spec import Operation
from contract_tests.conformance.target import chosen

TARGET = chosen()
POSTS = [operation for operation in TARGET.operations if operation.method == "POST"]
TOO_MANY = 429

pytestmark = pytest.mark.needs("admin")


@pytest.fixture(autouse=True)
def standard_plan() -> Iterator[None]:
    """An account of the standard plan, whose time stands still: a clock that jumps would let the wait pass."""
    if "admin" not in TARGET.has:
        yield
        return
    clock = TARGET.admin("GET", "/clock")["clock"]
    TARGET.admin("PUT", "/clock", {"clock": "manual"})
    TARGET.admin("PUT", "/accounts/1", {"plan": "standard"})
    TARGET.admin("POST", "/clock/advance", {"seconds": 60})
    yield
    TARGET.admin("PUT", "/accounts/1", {"plan": "unlimited"})
    TARGET.admin("PUT", "/clock", {"clock": clock})


@pytest.mark.parametrize("operation", POSTS, ids=lambda operation: operation.id)
def test_second_request_at_once_waits_as_long_as_it_is_told(operation: Operation) -> None:
    body = next(request.body for request in requests(TARGET) if request.operation is operation)
    first = TARGET.send(operation, body)
    if first.status_code == TOO_MANY:
        raise DisagreementError(operation.id, "pace", "the first request after a minute is refused")
    second = TARGET.send(operation, body)
    if second.status_code != TOO_MANY:
        raise DisagreementError(operation.id, "pace", f"{second.status_code} for the second request at once")
    reported = int(second.headers["Retry-After"])
    for seconds, refused in ((reported - 1, True), (1, False)):
        TARGET.admin("POST", "/clock/advance", {"seconds": seconds})
        again = TARGET.send(operation, body)
        if (again.status_code == TOO_MANY) != refused:
            detail = f"told to wait {reported} s, {again.status_code} after {reported - refused} s"
            raise DisagreementError(operation.id, "retry-after", detail)
        if refused and int(again.headers["Retry-After"]) > reported:
            raise DisagreementError(operation.id, "retry-after", "whoever asks too early waits longer")


def test_polls_are_free_of_the_limit() -> None:
    """Decision 0006: only submits count."""
    operation = TARGET.spec.operations["get_credits"]
    statuses = {TARGET.send(operation).status_code for _ in range(5)}
    if statuses != {200}:
        raise DisagreementError(operation.id, "pace", f"statuses {sorted(statuses)} for five requests at once")
