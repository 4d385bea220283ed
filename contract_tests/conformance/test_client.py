"""The generated client against the contract: the requests it sends, and the replies it reads, on any server.

Schemathesis generates the bodies. Each one passes through the models and through the synchronous and asynchronous request
functions. The observer checks the raw reply; the tests here check how the client reads it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from schemathesis import Case

from contract_tests.conformance.cases import Request, params, requests
from contract_tests.conformance.findings import DisagreementError, shown
from contract_tests.conformance.fuzzing import generated_test
from contract_tests.conformance.gateway import read_json
from contract_tests.conformance.generated import Generated, compare, model_of, same
from contract_tests.conformance.spec import Operation
from contract_tests.conformance.target import chosen, has_ended

TARGET = chosen()
TASKS = params(TARGET, [request for request in requests(TARGET) if request.member.task])
CLIENTS: dict[str | None, Generated] = {}


def client_of(dialect: str | None) -> Generated:
    if dialect not in CLIENTS:
        CLIENTS[dialect] = Generated(TARGET.gateway_for(dialect), TARGET.origin, TARGET.options.api_key)
    return CLIENTS[dialect]


@pytest.fixture(scope="module", autouse=True)
def clients() -> Iterator[None]:
    yield
    for client in CLIENTS.values():
        client.close()
    CLIENTS.clear()


def goes_through(client: Generated, operation: Operation, body: Any, model: Any, *, later: bool) -> None:
    """Check the request that the client sends for a model, and how it reads the reply."""
    parsed, raw = client.call(operation, later=later, body=model)
    if not same(read_json(raw.request.content), body):
        raise DisagreementError(operation.id, "client", f"sends {shown(raw.request.content.decode())}")
    compare(operation, parsed, raw)


def request_goes_through_the_models_and_functions(case: Case[Any]) -> None:
    operation = TARGET.spec.operations[case.operation.definition.raw["operationId"]]
    if not isinstance(case.body, Mapping) or operation.member_of(case.body) is None or case.method != "POST":
        return
    try:
        model = model_of(operation, case.body)
        if TARGET.gateway.affords(operation, case.body):
            for later in (False, True):
                goes_through(client_of(TARGET.dialects[0]), operation, case.body, model, later=later)
    except DisagreementError as error:
        TARGET.findings.add(error.finding)


# The models are the same in every dialect; the tests below check the replies in each.
test_request_goes_through_the_models_and_functions = generated_test(
    TARGET, TARGET.dialects[0], request_goes_through_the_models_and_functions, positive=True
)


@pytest.mark.parametrize(("request_", "dialect"), TASKS)
def test_every_poll_of_a_task_is_read_whole(request_: Request, dialect: str | None) -> None:
    client, kind = client_of(dialect), request_.kind
    model = model_of(request_.operation, request_.body)
    accepted, raw = client.call(request_.operation, later=False, body=model)
    compare(request_.operation, accepted, raw)
    if raw.status_code != 200 or kind.poll not in {operation.id for operation in TARGET.operations}:
        return
    if "task_id" not in raw.json():
        raise DisagreementError(request_.operation.id, "schema", f"no task_id: {shown(raw.text)}")
    task_id, poll, later = raw.json()["task_id"], TARGET.spec.operations[kind.poll], False
    for _ in range(int(kind.duration_s[1]) + 60):
        parsed, raw = client.call(poll, later=later, task_id=task_id)
        compare(poll, parsed, raw)
        if raw.status_code == 200 and has_ended(raw.json(), kind):
            return
        later = not later
        TARGET.let_pass()
    raise DisagreementError(poll.id, "never-ends", f"{task_id}: {raw.status_code} {shown(raw.text)}")


@pytest.mark.parametrize("operation", TARGET.operations, ids=lambda operation: operation.id)
@pytest.mark.parametrize("later", [False, True], ids=["sync", "async"])
def test_refusal_is_read_as_what_it_is(operation: Any, later: bool) -> None:
    """Uses an unknown key: every server can be made to refuse it, and it costs nothing."""
    body = next((request.body for request in requests(TARGET) if request.operation is operation), None)
    unknown = Generated(TARGET.gateway, TARGET.origin, "unknown-key")
    arguments: dict[str, Any] = {"task_id": "1"} if operation.polls else {}
    if body is not None:
        arguments["body"] = model_of(operation, body)
    try:
        parsed, raw = unknown.call(operation, later=later, **arguments)
        compare(operation, parsed, raw)
    finally:
        unknown.close()
