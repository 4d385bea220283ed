"""The client reads every reply and webhook that the contract allows, generated from their schemas.

Schemathesis generates requests, not replies, so each reply's schema becomes the request body of a temporary contract. No
server is involved.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import httpx
import pytest
import schemathesis
from schemathesis import Case
from schemathesis.config import SchemathesisConfig

from aimusic import AIMusic, AIMusicError, sign_webhook, verify_webhook
from aimusic_client.client import AuthenticatedClient
from contract_tests.conformance.findings import DisagreementError, shown
from contract_tests.conformance.fuzzing import deterministic
from contract_tests.conformance.generated import compare, parse, same
from contract_tests.conformance.signing import signature
from contract_tests.conformance.spec import JSON
from contract_tests.conformance.target import chosen

TARGET = chosen()
CLIENT = AuthenticatedClient(base_url="http://localhost", token="made-up")
SECRET = "made-up-secret"
SENT_AT = 1_769_000_000


def as_requests(schemas: Mapping[str, Any]) -> Any:
    """Return a contract whose requests have the given bodies, by the names of their operations."""
    document = {
        "openapi": "3.1.0",
        "info": {"title": "replies", "version": "0"},
        "paths": {
            f"/{name}": {
                "post": {
                    "operationId": name,
                    "requestBody": {"required": True, "content": {JSON: {"schema": schema}}},
                    "responses": {"200": {"description": "none"}},
                }
            }
            for name, schema in schemas.items()
        },
        "components": TARGET.spec.document["components"],
    }
    config = {
        "generation": {"deterministic": True, "database": "none", "mode": "positive"},
        "cache": {"enabled": False},
    }
    return schemathesis.openapi.from_dict(document, config=SchemathesisConfig.from_dict(config))


def replies() -> dict[str, Any]:
    """Return the schema of every documented reply, named by operation and status."""
    results = {}
    for operation in TARGET.operations:
        raw = TARGET.spec.document["paths"][operation.path][operation.method.lower()]["responses"]
        for status, response in raw.items():
            results[f"{operation.id}-{status}"] = TARGET.spec.resolve(response)["content"][JSON]["schema"]
    return results


def events() -> dict[str, Any]:
    """Return the schema of each form of every webhook, named by its event and by the form."""
    results = {}
    for name, path_item in TARGET.spec.document["webhooks"].items():
        schema = path_item["post"]["requestBody"]["content"][JSON]["schema"]
        for ref in schema.get("anyOf", [schema]):
            results[f"{name}-{ref['$ref'].rsplit('/', 1)[1]}"] = ref
    return results


@as_requests(replies()).parametrize()  # type: ignore[untyped-decorator]
@deterministic
def test_reply_of_any_kind_is_read_whole(case: Case[Any]) -> None:
    name, _, status = case.operation.definition.raw["operationId"].partition("-")
    operation = TARGET.spec.operations[name]
    if not operation.replies[int(status)].is_valid(case.body):
        return  # schemathesis generates a few formats less strictly than the contract
    response = httpx.Response(int(status), json=case.body)
    try:
        compare(operation, parse(operation, response, CLIENT), response)
    except DisagreementError as error:
        TARGET.findings.add(error.finding)


@as_requests(events()).parametrize()  # type: ignore[untyped-decorator]
@deterministic
def test_webhook_of_any_kind_is_verified_and_read(case: Case[Any]) -> None:
    name, _, form = case.operation.definition.raw["operationId"].partition("-")
    if not isinstance(case.body, dict) or not case.body["task_id"]:
        return  # the SDK requires an id that is not empty, the contract any text
    for platform in TARGET.spec.component(f"#/components/schemas/{form}")["properties"]["platform"]["x-known-values"]:
        body = {**case.body, "platform": platform}
        raw = json.dumps(body).encode()
        headers = sign_webhook(raw, SECRET, event=name, timestamp=SENT_AT)
        if headers["X-Webhook-Signature"] != signature(SECRET, str(SENT_AT), raw):
            TARGET.findings.add(DisagreementError(name, "client", f"signs {shown(body)} wrongly: {headers}").finding)
        event = verify_webhook(raw, headers, SECRET, now=SENT_AT)
        read: Any = event.data
        if type(read).__name__ != form or not same(read.to_dict(), body):
            TARGET.findings.add(DisagreementError(name, "client", f"{shown(body)} → {read!r:.200}").finding)


@pytest.mark.parametrize("text", ["", "{", "null", "[]", '"la"', "<html></html>", '{"type": 5}', "[[[[[[[[]]]]]]]]"])
@pytest.mark.parametrize("status", [200, 400, 401, 429, 500, 502, 599])
def test_reply_that_is_malformed_is_an_error_of_the_sdk(text: str, status: int) -> None:
    """The generated client raises its own errors; the SDK must not. Thousands more are in `sdk/test_malformed.py`."""
    transport = httpx.MockTransport(lambda _: httpx.Response(status, content=text.encode()))
    http = httpx.Client(transport=transport)
    sdk = AIMusic(api_key="made-up", base_url="http://localhost", http_client=http, retries=0)
    with sdk, pytest.raises(AIMusicError):
        sdk.account.credits()
