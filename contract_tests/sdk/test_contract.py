"""Every documented error response of every operation raises the SDK's documented error."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from attrs import frozen

import aimusic
from aimusic_client.operations import OPERATIONS
from contract_tests.sdk.contract import DOCUMENT, ERRORS_BY_STATUS, resolved
from contract_tests.sdk.methods import CASES, Case, as_id
from contract_tests.support.clients import ClientFactory, Kind

pytestmark = pytest.mark.filterwarnings("ignore:Riffusion is deprecated:DeprecationWarning")


@frozen
class Refusal:
    """One example of an error response."""

    case: Case
    status: int
    name: str
    body: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.case.operation}-{self.status}-{self.name}"


def refusals() -> Iterator[Refusal]:
    """Yield every documented error response of the operations that a case reaches.

    An operation without a case is left out: `test_cases_reach_every_operation_of_the_contract` reports it.
    """
    cases = {case.operation: case for case in reversed(CASES)}
    for operation in OPERATIONS.values():
        if operation.id not in cases:
            continue
        raw = DOCUMENT["paths"][operation.path][operation.method.lower()]
        for status, response in raw["responses"].items():
            if int(status) < 400:
                continue
            examples = resolved(response)["content"]["application/json"]["examples"]
            for name, example in examples.items():
                yield Refusal(cases[operation.id], int(status), name, resolved(example)["value"])


REFUSALS = list(refusals())


@pytest.mark.parametrize("refusal", REFUSALS, ids=str)
def test_refusal_becomes_its_error(refusal: Refusal, kind: Kind, client_factory: ClientFactory) -> None:
    answer = httpx.Response(refusal.status, json=refusal.body, headers={"X-Request-Id": "req-7"})
    sdk = client_factory.answering(kind, lambda _request: answer, retries=0)
    case = refusal.case
    kwargs = {name: as_id(value) for name, value in case.kwargs.items()}

    def ask() -> Any:
        result = sdk.call(case.method, *map(as_id, case.args), **kwargs)
        return sdk.run(result.refresh()) if case.method.endswith(".task") else result

    if case.method == "sonic.task" and refusal.status == 504:
        # The documented response for a lost job: the task has ended, so it is not retried.
        task = ask()
        assert (task.state, task.failure.type) == ("failed", "timeout")
        return
    with pytest.raises(ERRORS_BY_STATUS[refusal.status]) as caught:
        ask()

    error = caught.value
    assert isinstance(error, aimusic.InsufficientCreditsError) == (refusal.name == "insufficient_credits")
    assert (error.status_code, error.type, error.request_id) == (refusal.status, refusal.body["type"], "req-7")
    assert error.message == refusal.body["error"]
    assert error.body == refusal.body
    assert str(error).startswith(f"{refusal.status} {refusal.body['type']}: {refusal.body['error']}")
    paid = OPERATIONS[case.operation].credits > 0
    assert error.charged is (None if paid and refusal.status >= 500 else False)


def test_documented_statuses_are_all_expected() -> None:
    documented = {status for operation in OPERATIONS.values() for status in operation.statuses if status >= 400}

    assert documented == set(ERRORS_BY_STATUS)
