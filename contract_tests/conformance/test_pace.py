"""The rate limit is enforced, and `Retry-After` is true.

Needs the admin API, which switches the limit on; other servers may have none.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from contract_tests.conformance.cases import first_body
from contract_tests.conformance.findings import DisagreementError
from contract_tests.conformance.spec import Operation
from contract_tests.conformance.target import chosen

TARGET = chosen()
POSTS = [operation for operation in TARGET.operations if operation.method == "POST"]
TOO_MANY = 429

pytestmark = pytest.mark.needs("admin")


@pytest.fixture(autouse=True)
def standard_plan() -> Iterator[None]:
    """Use the standard plan and a manual clock: an automatic one would skip the wait."""
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
def test_second_request_at_once_is_refused_until_retry_after(operation: Operation) -> None:
    body = first_body(TARGET, operation)
    first = TARGET.send(operation, body)
    if first.status_code == TOO_MANY:
        raise DisagreementError(operation.id, "pace", "the first request after a minute is refused")
    second = TARGET.send(operation, body)
    if second.status_code != TOO_MANY:
        raise DisagreementError(operation.id, "pace", f"{second.status_code} for the second request at once")
    if "Retry-After" not in second.headers:
        raise DisagreementError(operation.id, "retry-after", "429 without the header")
    retry_after = int(second.headers["Retry-After"])
    for seconds, refused in ((retry_after - 1, True), (1, False)):
        TARGET.admin("POST", "/clock/advance", {"seconds": seconds})
        again = TARGET.send(operation, body)
        if (again.status_code == TOO_MANY) != refused:
            detail = f"Retry-After is {retry_after} s, {again.status_code} after {retry_after - refused} s"
            raise DisagreementError(operation.id, "retry-after", detail)
        if refused and int(again.headers.get("Retry-After", 0)) > retry_after:
            raise DisagreementError(operation.id, "retry-after", "a request before the end of the wait makes it longer")


def test_polls_are_free_of_the_limit() -> None:
    """Decision 0006: only submits count."""
    operation = TARGET.spec.operations["get_credits"]
    statuses = {TARGET.send(operation).status_code for _ in range(5)}
    if statuses != {200}:
        raise DisagreementError(operation.id, "pace", f"statuses {sorted(statuses)} for five requests at once")
